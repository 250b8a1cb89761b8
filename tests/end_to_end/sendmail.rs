//! Sendmail's MTA in Postfix's place.

use std::path::PathBuf;

use crate::sealing::{CANARY, mail};
use rig::daemon::Daemon;
use rig::interposer::{Interposer, Moment, Side};
use rig::mailbox::{Mail, Mailbox};
use rig::postfix::{Postfix, Setup};
use rig::recorder::Recorder;
use rig::sendmail::Sendmail;
use rig::smtp::{Reply, Smtp, send};
use rig::stage::{ALICE, BOB, assert_sealed};
use rig::wait_for;

const CAROL: &str = "carol@example.com";
const DAVE: &str = "dave@example.net";

/// Sendmail with a recorder and postseal, in front of a Postfix that delivers.
struct Rig {
    daemon: Daemon,
    sendmail: Sendmail,
    recorder: Recorder,
    postfix: Postfix,
}

impl Rig {
    fn new(name: &str, change: impl FnOnce(&mut toml::Table)) -> Self {
        Self::with(Setup::new(name), "milter.sock", change)
    }

    /// Sendmail asks for its milter at a socket of this name, whoever listens there.
    fn behind(name: &str, asked: &str, change: impl FnOnce(&mut toml::Table)) -> Self {
        Self::with(Setup::new(name), asked, change)
    }

    fn with(setup: Setup, asked: &str, change: impl FnOnce(&mut toml::Table)) -> Self {
        let postfix = Postfix::start(&setup.with_milters(&[]));
        let daemon = Daemon::install(&postfix);
        let socket = daemon.folder().join("milter.sock");
        let before = postfix.socket("recorder.sock");
        let recorder = Recorder::listen(&before);
        let before = format!(
            "INPUT_MAIL_FILTER(`recorder', `S=local:{}, F=T')dnl\n",
            before.display()
        );
        let sendmail = Sendmail::start(&postfix, &daemon.folder().join(asked), &before);
        let submit = format!("127.0.0.1:{}", sendmail.reinjection_port());
        daemon.configure(|config| {
            let listen = format!("unix:{}", socket.display());
            config["milter"]
                .as_table_mut()
                .unwrap()
                .insert("listen".into(), listen.into());
            config["mail"]
                .as_table_mut()
                .unwrap()
                .insert("submit".into(), submit.into());
            change(config);
        });
        daemon.run(&[]);
        Self {
            daemon,
            sendmail,
            recorder,
            postfix,
        }
    }

    fn send(&self, to: &[&str], message: &[u8]) -> Reply {
        send(self.sendmail.smtp_port(), ALICE, to, message)
    }

    fn deliver(&self, message: &[u8]) -> Mail {
        let bob = self.postfix.mailbox(BOB);
        let before = bob.count();
        let reply = self.send(&[BOB], message);
        assert!(reply.is_ok(), "Sendmail answered {reply:?}");
        bob.wait(before + 1)
    }

    fn mails_of(&self, address: &str) -> Vec<Mail> {
        self.sendmail.settle(&self.postfix);
        self.postfix.mailbox(address).mails()
    }

    fn files_with(&self, needle: &str) -> Vec<PathBuf> {
        [
            self.sendmail.files_with(needle),
            self.postfix.files_with(needle),
        ]
        .concat()
    }

    fn nowhere_in_clear(&self) {
        self.sendmail.settle(&self.postfix);
        assert_eq!(self.files_with(CANARY), [] as [PathBuf; 0]);
    }
}

fn seal_everything(config: &mut toml::Table) {
    let rule = toml::toml! { name = "everything" then = "seal" };
    config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
}

#[test]
fn tagged_mail_is_sealed_byte_for_byte_and_clear_mail_passes() {
    let rig = Rig::new("sm", |_| {});
    let clear = rig.deliver(&mail(
        "Lunch",
        "X-Odd:\r\n\tvalue  \r\n",
        ".at noon\r\n\r\ntrailing  \r\n\r\n",
    ));
    assert!(
        clear.text().ends_with(".at noon\n\ntrailing  \n\n"),
        "{}",
        clear.text()
    );
    let cases = [
        (
            "plain",
            mail("[secure] figures", "", &format!("{CANARY}\r\n")),
        ),
        (
            "folded",
            mail(
                "[secure]\r\n figures\r\n\t of\r\n   May",
                "X-Folded:\r\n  a\r\n\tb \r\n",
                &format!("{CANARY}\r\n"),
            ),
        ),
        (
            "no space",
            mail(
                "[secure] x",
                "X-Tight:value\r\nX-Empty:\r\nX-Wide:    value   \r\n",
                &format!("{CANARY}\r\n"),
            ),
        ),
        (
            "8 bit",
            mail("[secure] Größe", "", &format!("{CANARY} é\u{fc} 漢字\r\n")),
        ),
        (
            "latin 1",
            [
                mail("[secure] x", "", CANARY),
                b"\r\n\xe9\xff\x80\r\n".to_vec(),
            ]
            .concat(),
        ),
        (
            "long lines",
            mail(
                "[secure] x",
                &format!("X-Long: {}\r\n", "y".repeat(1_500)),
                &format!("{}{CANARY}\r\n", "x".repeat(5_000)),
            ),
        ),
        (
            "dots",
            mail("[secure] x", "", &format!(".\r\n..\r\n.{CANARY}\r\n")),
        ),
        (
            "empty body",
            mail("[secure] x", &format!("X-Secret: {CANARY}\r\n"), ""),
        ),
        (
            "by field",
            mail("figures", "X-Encrypt: yes\r\n", &format!("{CANARY}\r\n")),
        ),
        ("large", mail("[secure] x", "", &noise(3 << 20))),
    ];
    for (at, (name, message)) in cases.iter().enumerate() {
        let carrier = rig.deliver(message);
        assert_sealed(&carrier, &[CANARY]);
        assert!(
            !carrier.field("Subject").contains("[secure]"),
            "{name}: the tag stays on the subject"
        );
        let seen = rig.recorder.wait(at + 2).message;
        let opened = rig.daemon.open(&carrier.bytes);
        assert!(
            opened == seen,
            "{name}:\n{}\n---\n{}",
            String::from_utf8_lossy(&opened),
            String::from_utf8_lossy(&seen)
        );
        assert!(
            opened == *message,
            "{name}: Sendmail changed it:\n{}",
            String::from_utf8_lossy(&opened)
        );
    }
    rig.nowhere_in_clear();
}

/// Lines of base64 that no compressor makes shorter, with the canary in the last.
fn noise(bytes: usize) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut text = String::with_capacity(bytes + bytes / 38);
    while text.len() < bytes {
        for _ in 0..76 {
            // xorshift: reproducible.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            text.push(char::from(alphabet[(state >> 58) as usize]));
        }
        text.push_str("\r\n");
    }
    text + CANARY + "\r\n"
}

#[test]
fn odd_header_fields_leave_nothing_outside() {
    let rig = Rig::new("sm-odd", |_| {});
    let fields = [
        "X-Secret : %",
        "X-Secret: %\r\nx-secret: %\r\nX-SECRET: %",
        "X-Many:\r\nX-Many: %\r\nX-Many:   \r\nX-Many: %\r\nX-Many:",
        "Subject: %\r\nSUBJECT: %",
        "References: <a@b>\r\nReferences: %",
        "X-Empty:\r\nX-Folded:\r\n %\r\n\t%",
        "MIME-Version: 1.0 (%)\r\nContent-Type: text/plain; x=%\r\nContent-Description: %\r\n\
         Content-Transfer-Encoding: x-%",
        "X-Control: %\u{1}\r\nX-8bit: é%",
        "Return-Path: <%@example.org>\r\nErrors-To: %@example.org\r\nReturn-Receipt-To: \
         %@example.org\r\nContent-Length: %",
        "Full-Name: %\r\nApparently-To: %@example.net\r\nPrecedence: %\r\nPriority: %\r\nComments: \
         %\r\nKeywords: %",
        "Resent-From: %@example.org\r\nResent-Subject: %\r\nResent-Message-ID: <1@example.org>\r\n\
         Resent-Comments: %",
        "Message: %\r\nText: %\r\nPosted-Date: %\r\nMail-From: %\r\nVia: %\r\nx400-received: %\r\n\
         Delivery-Receipt-To: %",
        "Bcc: Dave %\r\nResent-Bcc: Dave %",
        "X-Long: %s%",
    ];
    for (at, more) in fields.iter().enumerate() {
        let more = more.replace("%s", &"x".repeat(3_000)).replace('%', CANARY);
        let carrier = rig.deliver(&mail(
            "[secure] x",
            &format!("{more}\r\n"),
            &format!("{CANARY}\r\n"),
        ));
        assert_sealed(&carrier, &[CANARY]);
        let opened = rig.daemon.open(&carrier.bytes);
        assert!(
            opened == rig.recorder.wait(at + 1).message || more.contains("Bcc"),
            "{}",
            String::from_utf8_lossy(&opened)
        );
    }
    rig.nowhere_in_clear();
}

#[test]
fn a_mail_without_header_or_body_is_sealed_or_refused() {
    let rig = Rig::new("sm-malformed", seal_everything);
    let body = format!("{CANARY}\r\n");
    let from = format!("From: {ALICE}\r\n");
    let cases: [(&str, &str, Vec<u8>); 10] = [
        ("no From", ALICE, format!("To: {BOB}\r\n\r\n{body}").into()),
        ("the null sender", "", format!("{from}\r\n{body}").into()),
        ("no header", ALICE, body.clone().into()),
        ("no field at all", ALICE, format!("\r\n{body}").into()),
        (
            "a line without colon",
            ALICE,
            format!("{from}nonsense {CANARY}\r\nTo: {BOB}\r\n\r\n{body}").into(),
        ),
        (
            "a field without name",
            ALICE,
            format!("{from}: {CANARY}\r\n\r\n{body}").into(),
        ),
        (
            "a fold at first",
            ALICE,
            format!(" {CANARY}\r\n{from}\r\n{body}").into(),
        ),
        (
            "bare CR and LF",
            ALICE,
            format!("{from}X: a\rb\r\n\r\na\nb\rc{body}").into(),
        ),
        (
            "raw bytes",
            ALICE,
            [
                from.as_bytes(),
                b"Subject: \xff\xfe\r\n\r\n\xff",
                body.as_bytes(),
            ]
            .concat(),
        ),
        (
            "a huge header",
            ALICE,
            format!("{from}{}\r\n{body}", "X-Pad: y\r\n".repeat(5_000)).into(),
        ),
    ];
    let mut arrived = 0;
    for (name, sender, message) in cases {
        let reply = send(rig.sendmail.smtp_port(), sender, &[BOB], &message);
        if reply.is_ok() {
            arrived += 1;
            let carrier = rig.postfix.mailbox(BOB).wait(arrived);
            assert_sealed(&carrier, &[CANARY]);
            let opened = String::from_utf8_lossy(&rig.daemon.open(&carrier.bytes)).into_owned();
            assert!(opened.contains(CANARY), "{name}: {opened}");
        }
    }
    assert!(arrived >= 5, "{arrived}");
    rig.nowhere_in_clear();
}

fn seal_to_example_net(config: &mut toml::Table) {
    let rule = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
    config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
}

#[test]
fn recipients_get_what_the_rules_say_for_each_whatever_form_they_have() {
    let rig = Rig::new("sm-split", seal_to_example_net);
    let message = mail("plan", "X-Own: kept\r\n", &format!("{CANARY}\r\n.dot\r\n"));
    assert!(
        rig.send(&[BOB, CAROL, "erin@example.org", DAVE], &message)
            .is_ok()
    );
    for sealed in [BOB, DAVE] {
        let mails = rig.mails_of(sealed);
        assert_eq!(mails.len(), 1, "{sealed}");
        assert_sealed(&mails[0], &[CANARY, "X-Own"]);
        assert!(rig.daemon.open(&mails[0].bytes) == message);
    }
    for clear in [CAROL, "erin@example.org"] {
        let mails = rig.mails_of(clear);
        assert_eq!(mails.len(), 1, "{clear}");
        assert!(
            mails[0].text().contains(CANARY) && mails[0].fields("X-Postseal").is_empty(),
            "{clear}"
        );
    }
    // What Sendmail takes out in the form in which it was named; what it might not is sealed for
    // all; detours are refused.
    let forms = [
        ("Bob@example.net", "Carol@Example.COM", Some((1, 1))),
        ("bob+tag@example.net", "CAROL+TAG@example.com", Some((1, 1))),
        ("{bob}@example.net", "b.o'b@example.com", Some((1, 1))),
        ("a=b/c@example.net", "#1@example.com", Some((1, 1))),
        (
            "\"two words\"@example.net",
            "\"two words\"@example.com",
            Some((2, 0)),
        ),
        ("bob@example.net.", "carol@example.com.", Some((2, 0))),
        ("\"bob\"@example.net", CAROL, Some((2, 0))),
        ("@relay.example.com:bob@example.net", CAROL, None),
        ("bob%example.net@example.com", CAROL, None),
        ("example.net!bob", CAROL, None),
        // An alias of two.
        (BOB, "team@relay.example.org", Some((1, 2))),
    ];
    for (at, (sealed, clear, expected)) in forms.iter().enumerate() {
        let (subject, canary) = (format!("plan {at}"), format!("{CANARY}-{at}-"));
        let reply = rig.send(
            &[sealed, clear],
            &mail(&subject, "", &format!("{canary}\r\n")),
        );
        assert_eq!(reply.is_ok(), expected.is_some(), "{sealed}: {reply:?}");
        rig.sendmail.settle(&rig.postfix);
        let at_net = rig.postfix.folder().join("mailboxes/example.net");
        let files = rig.files_with(&canary);
        assert!(
            files.iter().all(|file| !file.starts_with(&at_net)),
            "{sealed}: {files:?}"
        );
        let arrived: Vec<Mail> = rig
            .postfix
            .mailboxes()
            .iter()
            .flat_map(Mailbox::mails)
            .collect();
        let copies = arrived
            .iter()
            .filter(|mail| mail.field("Subject") == subject);
        let (sealed_ones, clear_ones): (Vec<_>, Vec<_>) =
            copies.partition(|mail| !mail.fields("X-Postseal").is_empty());
        assert_eq!(
            (sealed_ones.len(), clear_ones.len()),
            expected.unwrap_or((0, 0)),
            "{sealed} and {clear}"
        );
    }
}

#[test]
fn when_the_milter_fails_nothing_leaves_and_later_mail_goes_on() {
    let rig = Rig::behind("sm-down", "between.sock", |_| {});
    let (socket, between) = (
        rig.daemon.folder().join("milter.sock"),
        rig.daemon.folder().join("between.sock"),
    );
    let interposer = Interposer::listen(&between, &socket);
    let message = mail(
        "[secure] x",
        &format!("X-Own: {CANARY}\r\n"),
        &format!("{CANARY}\r\n{}", noise(200_000)),
    );
    let nothing_left = |what: &str, reply: &Reply| {
        assert!(
            reply.is_tempfail() && reply.text.starts_with("4."),
            "{what}: {reply:?}"
        );
        wait_for("Sendmail to forget the message", || {
            rig.sendmail.queued().is_empty().then_some(())
        });
        assert_eq!(rig.files_with(CANARY), [] as [PathBuf; 0], "{what}");
    };
    let moments = [
        (Side::Postfix, b'M', 1),
        (Side::Postfix, b'N', 1),
        (Side::Postfix, b'B', 2),
        (Side::Postfix, b'E', 1),
        (Side::Milter, b'm', 2),
        (Side::Milter, b'b', 1),
        (Side::Milter, b'b', 2),
        (Side::Milter, b'a', 1),
    ];
    for (side, letter, nth) in moments {
        interposer.arm(
            Moment {
                side,
                letter,
                nth,
                passed_on: false,
            },
            || {},
        );
        let reply = rig.send(&[BOB], &message);
        assert!(
            interposer.struck(),
            "{}: {:?}",
            char::from(letter),
            interposer.seen()
        );
        nothing_left(&format!("{side:?} {} {nth}", char::from(letter)), &reply);
    }
    rig.daemon.running().kill();
    nothing_left("killed", &rig.send(&[BOB], &message));
    rig.daemon.run(&[]);
    assert_sealed(&rig.deliver(&message), &[CANARY]);
}

#[test]
fn several_messages_of_a_session_each_get_their_decision() {
    let rig = Rig::new("sm-session", |config| {
        let rules = [
            toml::toml! { name = "hold" when = { subject_tag = "[hold]" } then = "hold" },
            toml::toml! {
                name = "no"
                when = { subject_tag = "[no]" }
                then = "reject"
                text = "100 % no"
            },
            toml::toml! { name = "login" when = { login = "alice" } then = "seal" },
            toml::toml! {
                name = "macro"
                when.macro = { name = "mail_mailer", value = "esmtp" }
                when.words = ["figures"]
                then = "seal"
            },
        ];
        config.insert(
            "rule".into(),
            toml::Value::Array(rules.into_iter().map(Into::into).collect()),
        );
    });
    let mut smtp = Smtp::connect(rig.sendmail.smtp_port()).unwrap();
    assert!(smtp.command("EHLO client.example.org").unwrap().is_ok());
    // A transaction that is given up leaves nothing to the next.
    for command in [
        "MAIL FROM:<bob@example.net>",
        "RCPT TO:<carol@example.com>",
        "RSET",
    ] {
        assert!(smtp.command(command).unwrap().is_ok(), "{command}");
    }
    let mut say = |subject: &str, body: &str| {
        smtp.transaction(ALICE, &[BOB], &mail(subject, "", body))
            .unwrap()
    };
    assert!(say("Lunch", "at noon\r\n").is_ok());
    let no = say("[no] x", &format!("{CANARY}\r\n"));
    assert_eq!((no.code, no.text.as_str()), (550, "5.7.1 100 % no"));
    assert!(say("x", &format!("{CANARY} figures\r\n")).is_ok());
    let held = say("[hold] x", &format!("{CANARY}\r\n"));
    assert!(held.is_ok(), "{held:?}");
    assert!(say("Dinner", "at seven\r\n").is_ok());
    drop(smtp);
    let bob = rig.postfix.mailbox(BOB);
    wait_for("three mails", || (bob.count() == 3).then_some(()));
    let carriers: Vec<Mail> = bob
        .mails()
        .into_iter()
        .filter(|mail| !mail.fields("X-Postseal").is_empty())
        .collect();
    assert_eq!(carriers.len(), 1, "{}", rig.daemon.log());
    assert_sealed(&carriers[0], &[CANARY]);
    let mut smtp = Smtp::connect(rig.sendmail.smtp_port()).unwrap();
    assert!(smtp.command("EHLO client.example.org").unwrap().is_ok());
    // alice, secret
    assert!(
        smtp.command("AUTH PLAIN AGFsaWNlAHNlY3JldA==")
            .unwrap()
            .is_ok()
    );
    assert!(
        smtp.transaction(ALICE, &[BOB], &mail("x", "", &format!("{CANARY}\r\n")))
            .unwrap()
            .is_ok()
    );
    assert_sealed(&bob.wait(4), &[CANARY]);
    assert_eq!(rig.postfix.mailbox(CAROL).count(), 0);
    // Sendmail's quarantine, in which there is no clear text.
    let id = held.text.split(' ').nth(1).unwrap();
    let queued = || rig.sendmail.queued();
    wait_for("the held message alone", || {
        (queued() == [format!("df{id}"), format!("hf{id}")]).then_some(())
    });
    assert_eq!(rig.files_with(CANARY), [] as [PathBuf; 0]);
    rig.daemon
        .wait_log(&format!("queue_id=\"{id}\" decision=\"hold\""), 1);
}

#[test]
fn a_carrier_survives_an_old_next_hop_and_is_not_sealed_again_when_it_comes_back() {
    // Sendmail recodes what isn't plain ASCII for such a next hop; and it folds the lists of
    // recipients anew.
    let old = Setup {
        extra: "smtpd_discard_ehlo_keywords = 8bitmime\n".into(),
        ..Setup::new("sm-loop")
    };
    let rig = Rig::with(old, "milter.sock", seal_everything);
    let many: Vec<_> = (0..20)
        .map(|n| format!("Somebody with a long name {n} <s{n}@example.net>"))
        .collect();
    let more = format!(
        "Cc: {}\r\nReply-To: {ALICE}, Bob   <{BOB}> (bob)\r\n",
        many.join(", ")
    );
    for body in [CANARY, "canary-Zq8 Größe \u{fc}"] {
        let message = mail("x", &more, &format!("{body}\r\n"));
        let carrier = rig.deliver(&message);
        assert_sealed(&carrier, &[CANARY]);
        assert_eq!(
            String::from_utf8_lossy(&rig.daemon.open(&carrier.bytes)),
            String::from_utf8_lossy(&message)
        );
        let text = carrier.text();
        let onward = text[text.find("\nReceived: ").unwrap() + 1..].replace('\n', "\r\n");
        let again = rig.deliver(onward.as_bytes());
        let body = |text: &str| text.split_once("\n\n").unwrap().1.to_owned();
        assert!(
            body(&again.text()) == body(&text),
            "sealed again:\n{}\n---\n{}",
            carrier.header(),
            again.header()
        );
    }
}
