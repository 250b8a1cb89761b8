//! Recipients of one message who get different copies, on a real Postfix.

use std::path::PathBuf;

use crate::sealing::{CANARY, mail};
use rig::daemon::Daemon;
use rig::interposer::{Interposer, Moment, Side};
use rig::place::Port;
use rig::postfix::{Postfix, Setup};
use rig::smtp::{Reply, Smtp};
use rig::stage::{ALICE, BOB, Stage, assert_sealed};
use rig::wait_for;

const CAROL: &str = "carol@example.com";
const DAVE: &str = "dave@example.net";

/// Mail to example.net is sealed, all else passes.
fn seal_to_example_net(copies: &str) -> impl FnOnce(&mut toml::Table) {
    let rule = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
    let mut rule = rule;
    rule.insert("copies".into(), copies.into());
    move |config| {
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
    }
}

fn no_files() -> Vec<PathBuf> {
    Vec::new()
}

#[test]
fn each_recipient_gets_what_the_rules_say_for_them() {
    let stage = Stage::with("split", seal_to_example_net("shared"));
    let message = mail("plan", "X-Own: kept\r\n", &format!("{CANARY}\r\n.dot\r\n"));
    let reply = stage.send(&[BOB, CAROL, "erin@example.org", DAVE], &message);
    assert!(reply.is_ok(), "{reply:?}");
    for sealed in [BOB, DAVE] {
        let mails = stage.mails_of(sealed);
        assert_eq!(mails.len(), 1, "{sealed}");
        assert_sealed(&mails[0], &[CANARY, "X-Own"]);
        assert_eq!(
            stage.opened(&mails[0]),
            String::from_utf8_lossy(&message),
            "{sealed}"
        );
        assert_eq!(mails[0].fields("Return-Path"), ["<alice@example.org>"]);
    }
    for clear in [CAROL, "erin@example.org"] {
        let mails = stage.mails_of(clear);
        assert_eq!(mails.len(), 1, "{clear}");
        assert!(
            mails[0].text().contains(CANARY) && mails[0].fields("X-Postseal").is_empty(),
            "{clear}"
        );
    }
    let log = stage.daemon.wait_log("message decided", 2);
    let decided: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("message decided"))
        .collect();
    assert_eq!(decided.len(), 2, "a line for each decision: {decided:?}");
    assert!(
        decided[0].contains(" decision=\"pass\" recipients=2 rule=\"\"")
            && decided[1].contains(" decision=\"seal\" rule=\"net\""),
        "{decided:?}"
    );
    let bob = stage.postfix.mailbox(BOB).folder();
    assert!(
        !stage
            .postfix
            .files_with(CANARY)
            .iter()
            .any(|file| file.starts_with(&bob))
    );
}

/// A colleague's answer quotes the message, and nothing else in it tells that it was sealed.
#[test]
fn the_answer_of_who_got_it_in_clear_is_sealed_as_well() {
    let stage = Stage::with("split-answer", |config| {
        let rules = toml::toml! {
            rule = [
                { name = "thread", when = { direction = "outbound", thread = true },
                    then = "seal" },
                { name = "field", when = { direction = "outbound",
                    header = { name = "X-Encrypt", value = "yes" } }, then = "seal" },
            ]
        };
        config.extend(rules);
    });
    let erin = "erin@example.org";
    // What this signature covers, the mark doesn't change.
    let thread = "References: <0@example.net>\r\nDKIM-Signature: v=1; a=rsa-sha256; \
                  d=example.org;\r\n s=a; h=From:To:Subject;\r\n bh=AA==; b=AA==\r\n";
    let message = mail("plan", &format!("X-Encrypt: yes\r\n{thread}"), "kept\r\n");
    assert!(stage.send(&[BOB, erin], &message).is_ok());
    let clear = &stage.mails_of(erin)[0];
    assert!(clear.text().contains("kept"), "{}", clear.text());
    let references = clear.field("References");
    assert!(references.starts_with("<0@example.net>"), "{references}");
    let answer = mail(
        "Re: plan",
        &format!("References: {references}\r\n"),
        &format!("> {CANARY}\r\n"),
    );
    assert!(stage.send(&[BOB], &answer).is_ok());
    stage.postfix.settle();
    for carrier in stage.mails_of(BOB) {
        assert_sealed(&carrier, &[CANARY]);
    }
    assert_eq!(stage.postfix.files_with(CANARY), no_files());
}

#[test]
fn a_copy_for_each_names_nobody_else() {
    let stage = Stage::with("each", seal_to_example_net("each"));
    // Dave is a Bcc recipient: his address stands in no field.
    let message = mail("plan", "", &format!("{CANARY}\r\n"));
    assert!(stage.send(&[BOB, DAVE], &message).is_ok());
    let carriers: Vec<_> = [BOB, DAVE]
        .map(|one| stage.mails_of(one))
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(carriers.len(), 2);
    for (carrier, own, other) in [(&carriers[0], BOB, DAVE), (&carriers[1], DAVE, BOB)] {
        assert_sealed(carrier, &[CANARY]);
        assert!(
            own == DAVE || !carrier.text().contains(DAVE),
            "a Bcc recipient is named"
        );
        let mut visit = stage.visit(carrier);
        // With one recipient the portal knows whom to send the code to; it isn't asked for an
        // address.
        assert!(!visit.text().contains(other), "{}", visit.text());
        visit.prove(own, &stage.postfix.mailbox(own));
        assert!(visit.text().contains(CANARY), "{}", visit.text());
    }
    let ids: Vec<String> = carriers
        .iter()
        .map(|carrier| carrier.field("References"))
        .collect();
    assert_ne!(ids[0], ids[1], "two sealed messages");
    assert_eq!(stage.postfix.files_with(CANARY), no_files());
}

#[test]
fn whatever_form_a_recipient_has_nobody_gets_sealed_and_clear() {
    let stage = Stage::with("split-forms", seal_to_example_net("shared"));
    let forms = [
        "Bob@example.net",
        "BOB@EXAMPLE.NET",
        "bob+tag@example.net",
        "b.o'b@example.net",
        "{bob}@example.net",
        "a=b/c@example.net",
        "#1@example.net",
        "\"two words\"@example.net",
        "bob@example.net.",
        "\"bob\"@example.net",
    ];
    for (at, form) in forms.iter().enumerate() {
        let canary = format!("{CANARY}-{at}");
        let reply = stage.send(
            &[form, CAROL],
            &mail(&format!("plan {at}"), "", &format!("{canary}\r\n")),
        );
        assert!(reply.is_ok() || !reply.is_tempfail(), "{form}: {reply:?}");
        stage.postfix.settle();
        let at_net = stage.postfix.folder().join("mailboxes/example.net");
        let leaked: Vec<_> = stage
            .postfix
            .files_with(&canary)
            .into_iter()
            .filter(|file| file.starts_with(&at_net))
            .collect();
        assert_eq!(leaked, no_files(), "{form}");
        let carol = stage.postfix.mailbox(CAROL).mails();
        assert_eq!(
            carol
                .iter()
                .filter(|mail| mail.field("Subject") == format!("plan {at}"))
                .count(),
            usize::from(reply.is_ok()),
            "{form}"
        );
    }
}

#[test]
fn when_a_copy_is_not_taken_nobody_gets_anything_and_later_everybody_once() {
    let postfix = Postfix::start(&Setup::new("split-down"));
    let daemon = Daemon::install(&postfix);
    daemon.configure(seal_to_example_net("shared"));
    let nobody = Port::take();
    let listener = format!("127.0.0.1:{}", nobody.number());
    let submit = format!("127.0.0.1:{}", postfix.reinjection_port());
    let set = |to: &str| {
        let to = to.to_owned();
        daemon.configure(move |config| {
            config["mail"]
                .as_table_mut()
                .unwrap()
                .insert("submit".into(), to.into());
        });
    };
    set(&listener);
    daemon.run(&[]);
    let message = mail("plan", "", &format!("{CANARY}\r\n"));
    let send = || rig::smtp::send(postfix.smtp_port(), ALICE, &[BOB, CAROL], &message);
    assert!(send().is_tempfail());
    assert_eq!(postfix.files_with(CANARY), no_files());
    daemon.running().kill();
    set(&submit);
    daemon.run(&[]);
    assert!(send().is_ok());
    postfix.settle();
    assert_eq!([BOB, CAROL].map(|one| postfix.mailbox(one).count()), [1, 1]);
}

/// A rig whose answers can be cut off on their way from the milter to Postfix.
fn rig(name: &str) -> (Postfix, Daemon, Interposer) {
    let postfix = Postfix::start(&Setup::new(name).with_milters(&["unix:postseal/between.sock"]));
    let interposer = Interposer::listen(
        &postfix.socket("between.sock"),
        &postfix.socket("milter.sock"),
    );
    let daemon = Daemon::install(&postfix);
    daemon.configure(seal_to_example_net("shared"));
    daemon.run(&[]);
    (postfix, daemon, interposer)
}

fn send(postfix: &Postfix, message: &[u8]) -> std::io::Result<Reply> {
    let mut smtp = Smtp::connect(postfix.smtp_port())?;
    smtp.command("EHLO client.example.org")?;
    smtp.transaction(ALICE, &[BOB, CAROL], message)
}

/// Retry after a lost answer, split message (the threat of that name): the answer is lost between
/// the copy's submission and Postfix.
#[test]
fn retry_after_a_lost_answer_makes_no_second_copy() {
    let (postfix, _daemon, interposer) = rig("split-retry");
    let cut = |side: Side, letter: u8| {
        interposer.arm(
            Moment {
                side,
                letter,
                nth: 1,
                passed_on: false,
            },
            || {},
        );
    };
    let by_id = |id: &str, body: &str| {
        format!("From: {ALICE}\r\nSubject: s\r\n{id}\r\n{body} {CANARY}\r\n").into_bytes()
    };
    let messages = [
        by_id(
            "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n",
            "own id and date",
        ),
        by_id("Message-ID: <2@example.org>\r\n", "own id"),
        by_id("Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n", "own date"),
        by_id("", "neither"),
        // Another mail with an ID that was used is another mail.
        by_id(
            "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n",
            "the id of another",
        ),
    ];
    for (at, message) in messages.iter().enumerate() {
        // The recipient is taken out with the first frame after the copy was submitted.
        cut(Side::Milter, b'-');
        let reply = send(&postfix, message).unwrap();
        assert!(
            reply.is_tempfail() && interposer.struck(),
            "{at}: {reply:?}"
        );
        let reply = send(&postfix, message).unwrap();
        assert!(reply.is_ok(), "{at}: {reply:?}");
        postfix.settle();
        let (bob, carol) = (postfix.mailbox(BOB).count(), postfix.mailbox(CAROL).count());
        assert_eq!(
            bob,
            at + 1,
            "the carrier went out with the second try alone"
        );
        // Where the client gave the message no identity, a second copy is better than the loss of a
        // second mail.
        let doubled = usize::from(at >= 2) + usize::from(at >= 3);
        assert!(
            (at + 1..=at + 1 + doubled).contains(&carol),
            "{at}: {carol} copies"
        );
    }
    assert_eq!(
        postfix
            .files_with(CANARY)
            .iter()
            .filter(|file| file.to_string_lossy().contains("example.net"))
            .count(),
        0
    );
}

#[test]
fn a_client_that_hangs_up_and_tries_again_gets_no_second_copy_and_equal_mails_are_not_lost() {
    let (postfix, _daemon, _interposer) = rig("split-cut");
    let message = mail("plan", "", &format!("{CANARY}\r\n"));
    let mut smtp = Smtp::connect(postfix.smtp_port()).unwrap();
    for command in [
        "EHLO client.example.org",
        &format!("MAIL FROM:<{ALICE}>"),
        "RCPT TO:<bob@example.net>",
        "RCPT TO:<carol@example.com>",
        "DATA",
    ] {
        assert!(smtp.command(command).unwrap().is_ok(), "{command}");
    }
    smtp.content(&message).unwrap();
    smtp.raw(b".\r\n").unwrap();
    drop(smtp);
    wait_for("the copy", || {
        (postfix.mailbox(CAROL).count() == 1).then_some(())
    });
    assert!(send(&postfix, &message).unwrap().is_ok());
    postfix.settle();
    assert_eq!(
        postfix.mailbox(CAROL).count(),
        1,
        "the client saw one 250, and there is one copy"
    );

    // A program that reports twice in the same words, with nothing to tell the mails apart.
    let report = format!("Subject: disk full\r\n\r\n{CANARY}\r\n").into_bytes();
    let before = [BOB, CAROL].map(|one| postfix.mailbox(one).count());
    for _ in 0..2 {
        assert!(send(&postfix, &report).unwrap().is_ok());
    }
    postfix.settle();
    assert_eq!(
        [BOB, CAROL].map(|one| postfix.mailbox(one).count()),
        before.map(|count| count + 2),
        "both arrive"
    );
}

#[test]
fn a_recipient_who_is_named_twice_gets_one_copy_and_all_are_remembered() {
    let stage = Stage::with("split-twice", seal_to_example_net("shared"));
    let message = mail("plan", "", &format!("{CANARY}\r\n"));
    for _ in 0..2 {
        let reply = stage.send(
            &[
                BOB,
                CAROL,
                "Carol@example.com",
                "carol@EXAMPLE.COM",
                "erin@example.com",
            ],
            &message,
        );
        assert!(reply.is_ok(), "{reply:?}");
        stage.postfix.settle();
        for one in [CAROL, "erin@example.com"] {
            assert_eq!(stage.postfix.mailbox(one).count(), 1, "{one}");
        }
    }
    assert!(
        !stage.daemon.log().contains("can't be remembered"),
        "{}",
        stage.daemon.log()
    );
}

#[test]
fn mail_of_the_sendmail_command_is_sealed_as_a_whole_whatever_postfix_makes_of_its_recipients() {
    let extra = "mydestination = mail.example.org\nrecipient_canonical_maps = \
                 inline:{old@example.org=bob@example.net}\n";
    let postfix = Postfix::start(&Setup {
        extra: extra.into(),
        ..Setup::new("split-sendmail")
    });
    let daemon = Daemon::install(&postfix);
    daemon.configure(seal_to_example_net("shared"));
    daemon.run(&[]);
    let forms = [
        "bob@example.net",
        "bob@example.net.",
        "example.net!bob",
        "@relay.example.com:bob@example.net",
        "bob%example.net",
        "old@example.org",
    ];
    for (at, form) in forms.iter().enumerate() {
        postfix.sendmail(
            &["-f", ALICE, form, CAROL],
            &mail(&format!("plan {at}"), "", &format!("{CANARY}\r\n")),
        );
        let arrived = || {
            postfix
                .mailbox(BOB)
                .mails()
                .iter()
                .any(|mail| mail.field("Subject") == format!("plan {at}"))
        };
        wait_for(&format!("the mail to {form}"), || arrived().then_some(()));
        postfix.settle();
        for mail in postfix
            .mailboxes()
            .iter()
            .flat_map(rig::mailbox::Mailbox::mails)
        {
            assert_sealed(&mail, &[CANARY]);
        }
    }
}

#[test]
fn what_postfix_copies_for_a_sealed_recipient_is_sealed() {
    let extra = "recipient_bcc_maps = inline:{bob@example.net=dave@example.com}\n";
    let postfix = Postfix::start(&Setup {
        extra: extra.into(),
        ..Setup::new("split-bcc")
    });
    let daemon = Daemon::install(&postfix);
    daemon.configure(seal_to_example_net("shared"));
    daemon.run(&[]);
    assert!(
        send(&postfix, &mail("plan", "", &format!("{CANARY}\r\n")))
            .unwrap()
            .is_ok()
    );
    postfix.settle();
    let copied = postfix.mailbox("dave@example.com").mails();
    assert_eq!(copied.len(), 1);
    assert_sealed(&copied[0], &[CANARY]);
    assert!(postfix.mailbox(CAROL).wait(1).text().contains(CANARY));
}
