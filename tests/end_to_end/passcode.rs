//! The passcode mail, as it really arrives.

use rig::stage::{BOB, Stage};
use rig::visit::passcode;

const MAIL: &[u8] =
    b"From: Alice <alice@example.org>\r\nTo: bob@example.net\r\nSubject: [secure] figures\r\n\r\n\
      canary-Pw3\r\n";

#[test]
fn the_passcode_mail_is_a_proper_mail() {
    let stage = Stage::new("passcode");
    let carrier = stage.deliver(MAIL);
    let mut visit = stage.visit(&carrier);
    assert!(
        !visit.text().contains("canary-Pw3"),
        "nothing is shown without proof"
    );
    visit.ask_for_code(BOB);
    let mail = stage.bob().wait(2);
    assert_eq!(
        mail.field("From").replace('"', ""),
        "Secure mail <secure@example.org>"
    );
    assert_eq!(mail.field("To").trim_matches(['<', '>']), BOB);
    assert_eq!(mail.field("Return-Path"), "<secure@example.org>");
    assert!(
        mail.field("Auto-Submitted").starts_with("auto-"),
        "{}",
        mail.header()
    );
    for field in ["Date", "Message-ID", "MIME-Version"] {
        mail.field(field);
    }
    let code = passcode(&mail);
    assert!(
        !mail.header().contains(&code),
        "a lock screen shows subjects"
    );
    assert!(!mail.text().contains("canary-Pw3"));
    visit.enter(&code);
    let text = visit.text();
    assert!(text.contains("canary-Pw3"), "{text}");
}

#[test]
fn after_signing_out_nothing_is_left() {
    let stage = Stage::new("sign-out");
    let carrier = stage.deliver(MAIL);
    let mut visit = stage.visit(&carrier);
    visit.prove(BOB, &stage.bob());
    let mut before = visit.clone();
    let form = visit
        .page
        .forms()
        .into_iter()
        .find(|form| form.action.ends_with("/sign-out"))
        .unwrap();
    visit.page = visit.browser.submit(&visit.page, &form, &[]);
    // Neither with the cookies of now nor with those of before.
    for browser in [&mut visit.browser, &mut before.browser] {
        let page = browser.open(before.page.path.as_deref().unwrap());
        assert!(
            page.response.status >= 400 && !page.text().contains("canary-Pw3"),
            "{}",
            page.text()
        );
    }
}

#[test]
fn a_code_works_only_in_the_browser_that_asked_for_it() {
    let stage = Stage::new("relayed");
    let carrier = stage.deliver(MAIL);
    let [mut asked, mut other] = [stage.visit(&carrier), stage.visit(&carrier)];
    asked.ask_for_code(BOB);
    let code = passcode(&stage.bob().wait(2));
    other.ask_for_code(BOB);
    stage.bob().wait(3);
    other.enter(&code);
    assert!(
        !other.text().contains("canary-Pw3"),
        "the code of one browser worked in another"
    );
    asked.enter(&code);
    assert!(asked.text().contains("canary-Pw3"), "{}", asked.page.text());
}

#[test]
fn a_wrong_code_shows_nothing_and_five_are_too_many() {
    let stage = Stage::new("guessing");
    let carrier = stage.deliver(MAIL);
    let mut visit = stage.visit(&carrier);
    visit.ask_for_code(BOB);
    let code = passcode(&stage.bob().wait(2));
    let form = visit.page.clone();
    for guess in 1..=5_u32 {
        let wrong = format!(
            "{:08}",
            (code.parse::<u32>().unwrap() + guess) % 100_000_000
        );
        visit.enter(&wrong);
        assert!(!visit.text().contains("canary-Pw3"));
        visit.page = form.clone();
    }
    visit.enter(&code);
    assert!(
        !visit.text().contains("canary-Pw3"),
        "the code was still good after five wrong ones"
    );
}

#[test]
fn one_network_sends_a_mailbox_at_most_four_codes_in_a_quarter_of_an_hour() {
    let stage = Stage::new("bombing");
    let carrier = stage.deliver(MAIL);
    for _ in 0..10 {
        stage.visit(&carrier).ask_for_code(BOB);
    }
    stage.bob().wait(5);
    // A mail sent after all requests has arrived, so nothing else is on its way any more.
    stage.deliver(b"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: last\r\n\r\nx\r\n");
    stage.postfix.settle();
    assert_eq!(
        stage.bob().count(),
        1 + 4 + 1,
        "the carrier, four codes, the last mail"
    );
}

#[test]
fn looking_and_uploading_send_no_mail() {
    let stage = Stage::new("scanner");
    let carrier = stage.deliver(MAIL);
    for _ in 0..5 {
        let mut visit = stage.visit(&carrier);
        let path = visit.page.path.clone().unwrap();
        visit.browser.open(&path);
        visit.browser.open("/");
    }
    stage.deliver(b"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: last\r\n\r\nx\r\n");
    stage.postfix.settle();
    assert_eq!(stage.bob().count(), 2, "the carrier and the last mail");
}

#[test]
fn a_stranger_sees_what_a_recipient_sees_and_no_mail_leaves() {
    let stage = Stage::new("stranger");
    let message = String::from_utf8_lossy(MAIL).into_owned();
    let reply = stage.send(&[BOB, "carol@example.com"], message.as_bytes());
    assert!(reply.is_ok(), "{reply:?}");
    let carrier = stage.bob().wait(1);
    // In one visit, since each shows a reference of its own.
    let mut visit = stage.visit(&carrier);
    let mut page_for = |address: &str| {
        visit.ask_for_code(address);
        // The address that was typed may be shown again; that is no answer.
        (
            visit.page.response.status,
            visit.page.text().replace(address, "ADDRESS"),
        )
    };
    assert_eq!(page_for("carol@example.com"), page_for("dave@example.com"));
    stage.postfix.mailbox("carol@example.com").wait(2);
    stage.postfix.settle();
    assert_eq!(stage.postfix.mailbox("dave@example.com").count(), 0);
}

/// Their numbers are in queue IDs, which whoever gets codes of their own can read.
#[test]
fn a_strangers_code_makes_a_queue_file_as_a_recipients_does() {
    let stage = Stage::new("inode");
    let message = String::from_utf8_lossy(MAIL).into_owned();
    let reply = stage.send(&[BOB, "carol@example.com"], message.as_bytes());
    assert!(reply.is_ok(), "{reply:?}");
    let mut visit = stage.visit(&stage.bob().wait(1));
    stage.postfix.settle();
    visit.ask_for_code("dave@example.com");
    rig::wait_for("a queue file", || {
        (!stage.postfix.queued().is_empty()).then_some(())
    });
    stage.postfix.settle();
    assert_eq!(stage.postfix.mailbox("dave@example.com").count(), 0);
    assert_eq!(stage.bob().count(), 1, "the carrier alone");
}
