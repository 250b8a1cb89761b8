//! What a client and the administrator see when a limit is reached, on a real Postfix.

use crate::sealing::{CANARY, mail};
use rig::daemon::Daemon;
use rig::postfix::{Postfix, Setup};
use rig::smtp::{Reply, Smtp, send};
use rig::stage::{ALICE, BOB, assert_sealed};
use rig::wait_for;

const CAROL: &str = "carol@example.com";

struct Rig {
    daemon: Daemon,
    postfix: Postfix,
}

impl Rig {
    fn new(name: &str) -> Self {
        let postfix = Postfix::start(&Setup::new(name));
        Self {
            daemon: Daemon::install(&postfix),
            postfix,
        }
    }

    /// Starts postseal anew with these settings in a section.
    fn with(&self, section: &str, settings: toml::Table) {
        self.daemon.running().kill();
        self.daemon.configure(|config| {
            let section = config
                .entry(section)
                .or_insert_with(|| toml::Table::new().into());
            section.as_table_mut().unwrap().extend(settings);
        });
        self.daemon.run(&[]);
    }

    fn send(&self, to: &[&str], message: &[u8]) -> Reply {
        send(self.postfix.smtp_port(), ALICE, to, message)
    }

    /// Bob's `n`th mail, which is sealed.
    fn sealed(&self, n: usize) -> rig::mailbox::Mail {
        let carrier = self.postfix.mailbox(BOB).wait(n);
        assert_sealed(&carrier, &[CANARY]);
        carrier
    }
}

/// So many bytes of text in lines, which compress as an attachment of random bytes does.
pub fn noise(length: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut text, mut state) = (format!("{CANARY}\r\n"), 7_u64);
    while text.len() < length {
        for _ in 0..76 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push(char::from(LETTERS[(state >> 58) as usize]));
        }
        text += "\r\n";
    }
    text
}

fn small(id: &str) -> Vec<u8> {
    mail(&format!("[secure] {id}"), "", &format!("{CANARY}\r\n"))
}

#[test]
fn a_client_past_the_most_sessions_is_sent_away_with_a_sentence_and_comes_back() {
    let rig = Rig::new("limit-sessions");
    rig.with(
        "milter",
        toml::toml! { max_sessions = 1 session_wait = "1s" },
    );
    let mut held = Smtp::connect(rig.postfix.smtp_port()).unwrap();
    assert!(held.command("EHLO client.example.org").unwrap().is_ok());
    let refused = Smtp::connect(rig.postfix.smtp_port())
        .unwrap_err()
        .to_string();
    assert!(refused.contains("code: 421"), "{refused}");
    let sentence =
        "421 4.3.2 Too many connections to this server's mail encryption, try again later";
    rig.postfix.wait_log(sentence);
    // What the sendmail command brings stays where it is, and goes out with the next.
    let sendmail = |id| rig.postfix.sendmail(&["-f", ALICE, BOB], &small(id));
    sendmail("first");
    rig.daemon.wait_log("(milter.max_sessions)", 2);
    assert_eq!(rig.postfix.mailbox(BOB).count(), 0);
    assert!(
        held.transaction(ALICE, &[BOB], &small("held"))
            .unwrap()
            .is_ok(),
        "those who are in aren't disturbed"
    );
    drop(held);
    rig.sealed(1);
    wait_for("a session to be free", || {
        Smtp::connect(rig.postfix.smtp_port()).ok()
    });
    sendmail("second");
    rig.sealed(3);
    rig.postfix.settle();
}

#[test]
fn too_much_memory_and_too_long_a_silence_put_a_message_off() {
    let rig = Rig::new("limit-memory");
    rig.with("milter", toml::toml! { max_memory = "600K" });
    let large = mail("[secure] large", "", &noise(1 << 20));
    let refused = rig.send(&[BOB], &large);
    assert_eq!(refused.code, 451, "{refused:?}");
    assert!(
        refused
            .text
            .contains("4.3.1 Too many messages are being encrypted"),
        "{refused:?}"
    );
    assert!(rig.send(&[BOB], &small("small")).is_ok());
    rig.sealed(1);

    rig.with("milter", toml::toml! { max_memory = "1G" idle = "1s" });
    let mut smtp = Smtp::connect(rig.postfix.smtp_port()).unwrap();
    assert!(smtp.command("EHLO client.example.org").unwrap().is_ok());
    assert!(
        smtp.command(&format!("MAIL FROM:<{ALICE}>"))
            .unwrap()
            .is_ok()
    );
    rig.daemon.wait_log("silent too long", 1);
    let mut put_off = smtp.command(&format!("RCPT TO:<{BOB}>")).unwrap();
    if put_off.is_ok() {
        put_off = smtp.command("DATA").unwrap();
    }
    if put_off.is_ok() {
        smtp.content(&small("silent")).unwrap();
        put_off = smtp.end().unwrap();
    }
    assert!(put_off.is_tempfail(), "{put_off:?}");
    assert!(
        rig.send(&[BOB], &large).is_ok(),
        "a client that comes again is heard"
    );
    rig.sealed(2);
    rig.postfix.settle();
    assert_eq!(
        rig.postfix.files_with(CANARY),
        [] as [std::path::PathBuf; 0]
    );
}

#[test]
fn a_carrier_that_the_next_hops_would_refuse_is_not_made() {
    let rig = Rig::new("limit-size");
    rig.daemon.run(&[]);
    let message = mail("[secure] figures", "", &noise(300_000));
    assert!(rig.send(&[BOB], &message).is_ok());
    let carrier = rig.sealed(1).bytes;
    let from = carrier
        .windows(7)
        .position(|window| window == b"\nFrom: ")
        .unwrap()
        + 1;
    // As SMTP counts it: Postfix's own fields in front are not yet there when postseal looks.
    let size = carrier.len() - from
        + carrier[from..]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();

    rig.with("carrier", toml::toml! { max_size = "300K" });
    rig.with(
        "carrier",
        [("max_size".to_owned(), size.to_string().into())]
            .into_iter()
            .collect(),
    );
    assert!(
        rig.send(&[BOB], &message).is_ok(),
        "a carrier of just that size goes"
    );
    rig.sealed(2);
    rig.with(
        "carrier",
        [("max_size".to_owned(), (size - 1).to_string().into())]
            .into_iter()
            .collect(),
    );
    for (message, start) in [
        (&message, "it takes "),
        (
            &mail("[secure] x", "", &noise(2 << 20)),
            "it takes more than ",
        ),
    ] {
        let refused = rig.send(&[BOB], message);
        assert_eq!(refused.code, 552, "{refused:?}");
        for part in [
            "5.3.4 The message is too large: ",
            start,
            " when it is encrypted, and mail servers on its way accept ",
        ] {
            assert!(refused.text.contains(part), "{refused:?}");
        }
    }
    // A copy for some recipients counts too, and then nobody gets anything.
    let rule = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
    rig.daemon.configure(|config| {
        _ = config.insert("rule".into(), toml::Value::Array(vec![rule.into()]))
    });
    rig.with("carrier", toml::Table::new());
    let refused = rig.send(&[BOB, CAROL], &message);
    assert_eq!(refused.code, 552, "{refused:?}");
    assert!(
        rig.send(&[CAROL], &message).is_ok(),
        "what isn't sealed isn't measured"
    );
    rig.postfix.mailbox(CAROL).wait(1);
    rig.postfix.settle();
    assert_eq!(
        (
            rig.postfix.mailbox(BOB).count(),
            rig.postfix.mailbox(CAROL).count()
        ),
        (2, 1)
    );
}

/// What a client wants to be told about a delivery holds for a copy too (RFC 3461).
#[test]
fn a_copy_is_reported_to_the_sender_as_was_asked() {
    let rig = Rig::new("dsn");
    let rule = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
    rig.daemon.configure(|config| {
        _ = config.insert("rule".into(), toml::Value::Array(vec![rule.into()]))
    });
    rig.daemon.run(&[]);
    let mut smtp = Smtp::connect(rig.postfix.smtp_port()).unwrap();
    for command in [
        "EHLO client.example.org",
        &format!("MAIL FROM:<{ALICE}> RET=HDRS ENVID=env-77 BODY=8BITMIME"),
        &format!("RCPT TO:<{BOB}> NOTIFY=NEVER"),
        &format!("RCPT TO:<{CAROL}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;caroline@example.com"),
        "DATA",
    ] {
        assert!(smtp.command(command).unwrap().is_ok(), "{command}");
    }
    smtp.content(&mail("plan", "", "gr\u{fc}\u{df}e\r\n"))
        .unwrap();
    assert!(smtp.end().unwrap().is_ok());
    let report = rig.postfix.mailbox(ALICE).wait(1).text();
    for part in [
        "Original-Envelope-Id: env-77",
        "Original-Recipient: rfc822;caroline@example.com",
        "Action: delivered",
    ] {
        assert!(report.contains(part), "{part} is missing in:\n{report}");
    }
    rig.postfix.settle();
    assert_eq!(rig.postfix.mailbox(ALICE).count(), 1, "nothing about Bob");
}

/// What a mail program shows of a refusal is in the organisation's language, as SMTP can have it.
#[test]
fn a_refusal_is_said_in_the_organisations_language() {
    let rig = Rig::new("limit-language");
    let rule = toml::toml! { name = "no" when = { recipient = "example.com" } then = "reject" };
    rig.daemon.configure(|config| {
        let rules = config["rule"].as_array_mut().unwrap();
        rules.insert(0, toml::Value::Table(rule));
        config.insert("carrier".into(), toml::toml! { max_size = "300K" }.into());
    });
    rig.with("locale", toml::toml! { language = "de" });
    let refused = rig.send(&[CAROL], &small("x"));
    assert_eq!(refused.code, 550, "{refused:?}");
    let sentence = "5.7.1 Diese Nachricht darf nicht per E-Mail gesendet werden";
    assert!(refused.text.contains(sentence), "{refused:?}");
    let refused = rig.send(&[BOB], &mail("[secure] x", "", &noise(2 << 20)));
    assert_eq!(refused.code, 552, "{refused:?}");
    let sentence = "5.3.4 Die Nachricht ist zu gross: Verschluesselt hat sie mehr als 300 kB, und";
    assert!(refused.text.contains(sentence), "{refused:?}");
    // A language of other letters is no better than English here.
    rig.with("locale", toml::toml! { language = "ja" });
    let refused = rig.send(&[CAROL], &small("x"));
    let sentence = "5.7.1 This message may not be sent by mail";
    assert!(refused.text.contains(sentence), "{refused:?}");
    rig.postfix.settle();
    assert_eq!(rig.postfix.mailbox(CAROL).count(), 0);
}
