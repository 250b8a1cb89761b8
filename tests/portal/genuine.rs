//! Telling real from false: the page that checks a mail, and what a passcode mail says.

use super::browser::{Answer, multipart};
use super::rig::{NOW, Rig, message_html};

async fn check(rig: &Rig, file: &[u8]) -> Answer {
    let (kind, body) = multipart("file", file);
    let mut browser = rig.browser();
    browser
        .request("POST", "/check", &[("Content-Type", kind)], &body)
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_told_from_false_ones_without_being_opened() {
    let rig = Rig::start().await;
    let page = rig.browser().get("/check").await;
    assert_eq!(
        (page.status, page.title().as_str()),
        (200, "Is this mail real?")
    );
    let sealed = rig.seal(&["bob@example.com"], b"Subject: x\r\n\r\nkestrel");
    let real = check(&rig, message_html(&sealed).as_bytes()).await;
    assert_eq!(
        (real.status, real.title().as_str()),
        (200, "The encrypted part is from here and unchanged")
    );
    let text = real.text();
    assert!(text.contains("datetime=\"2027-01-15T08:00:00Z\""), "{text}");
    for told in ["kestrel", "bob@", "The plan"] {
        assert!(!text.contains(told), "{told}: {text}");
    }
    assert_eq!(real.header("set-cookie"), None);
    // Nothing of it stays.
    assert_eq!(rig.reserved_bytes().await, 0);

    let mut changed = sealed.clone();
    *changed.last_mut().unwrap() ^= 1;
    let answer = check(&rig, message_html(&changed).as_bytes()).await;
    assert_eq!(answer.title(), "This message was changed");
    let other = Rig::start().await;
    let theirs = other.seal(&["bob@example.com"], b"\r\nx");
    // Ours, cut, can't be told from another portal's.
    let cut = message_html(&sealed).replace("value=\"\r\n", "value=\"\r\n!");
    for file in [message_html(&theirs), cut] {
        let answer = check(&rig, file.as_bytes()).await;
        assert_eq!(answer.title(), "This file can’t be opened", "{file}");
    }
    let answer = check(&rig, b"a picture").await;
    assert_eq!(answer.title(), "This is not from here");
    let over = rig.seal_meta(&["bob@example.com"], b"\r\nx", |meta| {
        meta.expires = Some(NOW + 1)
    });
    rig.clock.advance(std::time::Duration::from_secs(2));
    let answer = check(&rig, message_html(&over).as_bytes()).await;
    assert!(
        answer.text().contains("it has expired"),
        "{}",
        answer.text()
    );
    assert!(rig.sink.mails().is_empty());
}

/// Whoever got a genuine message can put it into a mail of their own.
#[tokio::test(flavor = "multi_thread")]
async fn a_genuine_message_in_a_forged_mail_does_not_make_the_mail_real() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com"], b"Subject: x\r\n\r\nkestrel");
    let forged = format!(
        "From: Your bank <service@bank.example>\r\nTo: bob@example.com\r\nSubject: A protected \
         message\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
         boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<a \
         href=\"https://evil.example/open\">Read the message</a>\r\n--x\r\nContent-Type: \
         text/html; name=message.html\r\nContent-Disposition: attachment; \
         filename=message.html\r\n\r\n{}\r\n--x--\r\n",
        message_html(&sealed)
    );
    let answer = check(&rig, forged.as_bytes()).await;
    assert_eq!(
        answer.title(),
        "The encrypted part is from here and unchanged"
    );
    let page = answer.text();
    let text = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        // The sender as it was sealed, to be compared.
        ">alice@example.org<",
        "Compare it with the address that seems to have written to you",
        "is not checked",
        "at this portal’s own address only",
        &rig.portal.to_string(),
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    for told in ["is real", "bank", "evil.example"] {
        let body = text.split_once("<main").unwrap().1;
        let body = body.split_once("</main>").unwrap().0;
        assert!(!body.contains(told), "{told}: {text}");
    }
}

/// On a phone a mail has no file yet.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_that_checks_says_how_to_get_the_file_without_opening_it() {
    let rig = Rig::start().await;
    let text = rig.browser().get("/check").await.text();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "How to find the file",
        "<strong>On a phone:</strong>",
        "Save the attachment; don’t open it",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_others_checks_nothing() {
    let rig = Rig::start().await;
    let (kind, body) = multipart("file", b"x");
    let mut browser = rig.browser();
    browser.origin = Some("https://evil.example".into());
    let headers = [("Content-Type", kind)];
    let answer = browser.request("POST", "/check", &headers, &body).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passcode_mail_says_for_which_message_and_where_it_was_asked_for() {
    let rig = Rig::start().await;
    let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    visit.ask("").await;
    let mail = rig.sink.wait(1).await.remove(0);
    let body = mail.body();
    let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(body.contains("sent you on January 15, 2027"), "{body}");
    let asked = "It was asked for at 8:00 AM UTC, with another browser on a computer.";
    assert!(body.contains(asked), "{body}");
    let privacy = format!("Privacy: http://{}/privacy", rig.portal);
    assert!(body.contains(&privacy), "{body}");
}

/// The page for who didn't ask, as its link in a passcode mail gives it.
pub fn not_me(mail: &super::sink::Mail, rig: &Rig) -> String {
    let body = mail.body().replace("=\r\n", "").replace('\r', "");
    let start = format!("http://{}/not-me/", rig.portal);
    let rest = body.split(&start).nth(1).unwrap();
    format!("/not-me/{}", rest.split_whitespace().next().unwrap())
}

/// The reference is the beginning of the visit's id.
pub fn reference(path: &str) -> &str {
    &path["/not-me/".len()..][..4]
}

#[tokio::test(flavor = "multi_thread")]
async fn who_did_not_ask_for_a_code_ends_it_and_a_scanner_or_a_stranger_does_not() {
    let rig = Rig::start().await;
    let mut visit = rig.visit(&rig.seal(&["bob@example.com"], b"\r\nx")).await;
    visit.ask("").await;
    let mail = rig.sink.wait(1).await.remove(0);
    let path = not_me(&mail, &rig);
    let reference = reference(&path);

    let page = rig.browser().get(&path).await;
    assert_eq!(page.title(), "Was it not you?");
    let nonsense = rig.browser().get("/not-me/x/y").await;
    assert_eq!(nonsense.title(), "Was it not you?", "it looks nothing up");
    for typed in ["", "wxyz"] {
        let scanned = rig.browser().post(&path, &[("reference", typed)]).await;
        assert_eq!(scanned.title(), "Was it not you?");
        let text = scanned.text();
        assert!(text.contains("the reference in the mail with"), "{text}");
    }
    let fields = [("reference", reference)];
    let mut other = rig.browser();
    other.origin = Some("https://evil.example".into());
    assert_eq!(other.post(&path, &fields).await.status, 403);
    let forged = format!("{}AAAA", &path[..path.len() - 4]);
    let answer = rig.browser().post(&forged, &fields).await;
    assert_eq!(
        answer.title(),
        "It is ended",
        "one answer, whatever there was"
    );
    assert_eq!(visit.guess(&mail.code()).await.status, 303, "nothing ended");

    let spaced = format!(" {} ", reference.to_lowercase());
    let ended = rig.browser().post(&path, &[("reference", &spaced)]).await;
    assert_eq!((ended.status, ended.title().as_str()), (200, "It is ended"));
    assert_eq!(visit.page().await.status, 410, "nobody reads on in it");
    // The code had opened the message. That is said of each, whatever there was.
    for page in [&ended, &answer] {
        let text = page.text();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!text.contains("safe in your mailbox"), "{text}");
        for said in [
            "may have read the message already",
            "change your mailbox’s password",
            "tell the sender",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asked_cant_see_that_the_code_was_ended() {
    let rig = Rig::start().await;
    let sealed = rig.seal(&["bob@example.com", "ann@example.com"], b"\r\nx");
    let mut answers = Vec::new();
    for (asked, is_ended) in [("bob@example.com", true), ("eve@example.com", false)] {
        let mut visit = rig.visit(&sealed).await;
        visit.ask(asked).await;
        let mut code = "1234 5678".to_owned();
        if is_ended {
            let mail = rig.sink.wait(1).await.remove(0);
            let path = not_me(&mail, &rig);
            let fields = [("reference", reference(&path))];
            rig.browser().post(&path, &fields).await;
            code = mail.code();
        }
        let mut seen = vec![visit.page().await.title()];
        let wrong = visit.guess(&code).await;
        seen.push(format!("{} {}", wrong.status, wrong.title()));
        rig.clock.advance(std::time::Duration::from_secs(30));
        seen.push(visit.ask(asked).await.status.to_string());
        seen.push(visit.page().await.title());
        answers.push(seen);
    }
    assert_eq!(answers[0], answers[1]);
    // A mail to ann, who comes last, shows that none went to bob before it.
    let mut visit = rig.visit(&sealed).await;
    visit.ask("ann@example.com").await;
    let mails = rig.sink.wait(2).await;
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[1].to, ["ann@example.com"]);
}
