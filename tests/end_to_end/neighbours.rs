//! Other people's milters before and after ours, on a real Postfix: what they see, and what becomes
//! of what they do.

use std::path::PathBuf;

use crate::sealing::{CANARY, mail};
use rig::daemon::Daemon;
use rig::mailbox::Mail;
use rig::opendkim::{Keys, OpenDkim, Role};
use rig::place::{as_root, succeed};
use rig::postfix::{Postfix, Setup};
use rig::recorder::Recorder;
use rig::rspamd::Rspamd;
use rig::smtp::{Reply, send};
use rig::stage::{ALICE, BOB, assert_sealed, wrapper};
use rig::visit::Visit;

const OURS: &str = "unix:postseal/milter.sock";
const CAROL: &str = "carol@example.com";

/// A Postfix with these milters, and postseal where `OURS` is one of them.
struct Street {
    daemon: Daemon,
    postfix: Postfix,
}

impl Street {
    fn new(name: &str, milters: &[&str], change: impl FnOnce(&mut toml::Table)) -> Self {
        let postfix = Postfix::start(&Setup::new(name).with_milters(milters));
        let daemon = Daemon::install(&postfix);
        daemon.configure(change);
        daemon.run(&[]);
        Self { daemon, postfix }
    }

    fn send(&self, to: &[&str], message: &[u8]) -> Reply {
        send(self.postfix.smtp_port(), ALICE, to, message)
    }

    fn deliver(&self, message: &[u8]) -> Mail {
        let bob = self.postfix.mailbox(BOB);
        let before = bob.count();
        let reply = self.send(&[BOB], message);
        assert!(reply.is_ok(), "Postfix answered {reply:?}");
        bob.wait(before + 1)
    }

    fn nowhere_in_clear(&self) {
        self.postfix.settle();
        assert_eq!(self.postfix.files_with(CANARY), [] as [PathBuf; 0]);
    }
}

/// As it came to the delivery agent, which puts its own fields in front.
fn as_delivered(mail: &Mail) -> Vec<u8> {
    let text = mail.text();
    let agents = ["Return-Path:", "X-Original-To:", "Delivered-To:"];
    let lines = text
        .split('\n')
        .skip_while(|line| agents.iter().any(|field| line.starts_with(field)));
    lines.collect::<Vec<_>>().join("\r\n").into_bytes()
}

#[test]
fn a_signer_after_us_signs_what_leaves_and_nobody_after_us_sees_the_original() {
    let keys = Keys::new("signer-after");
    let signer = OpenDkim::start(&keys, Role::Signs);
    let street = Street::new(
        "signer-after",
        &[OURS, &signer.milter(), "unix:postseal/after.sock"],
        |config| {
            let rule =
                toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
            config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
        },
    );
    let after = Recorder::listen(&street.postfix.socket("after.sock"));
    let message = mail(
        "figures",
        &format!("X-Own: {CANARY}\r\n"),
        &format!("{CANARY}\r\n"),
    );
    let carrier = street.deliver(&message);
    assert_sealed(&carrier, &[CANARY]);
    assert_eq!(carrier.fields("DKIM-Signature").len(), 1);
    let carrier = as_delivered(&carrier);
    assert_eq!(
        keys.verifiers_say(&carrier),
        [true, true],
        "{}",
        String::from_utf8_lossy(&carrier)
    );
    let tampered = [&carrier[..], b"more\r\n"].concat();
    assert_eq!(
        keys.verifiers_say(&tampered),
        [false, false],
        "a verifier that can't fail proves nothing"
    );
    let seen = String::from_utf8(after.wait(1).message).unwrap();
    assert!(
        seen.contains("X-Postseal") && !seen.contains(CANARY),
        "{seen}"
    );

    // Copies and passcodes go past us, and not past a signer that the administrator names on their
    // port.
    let port = format!("127.0.0.1:{}/inet", street.postfix.reinjection_port());
    let etc = street.postfix.config_dir();
    let lines = [
        format!("{port}/smtpd_milters={}", signer.milter()),
        format!("{port}/receive_override_options=no_address_mappings"),
    ];
    succeed(
        as_root("postconf")
            .arg("-c")
            .arg(&etc)
            .arg("-P")
            .args(lines),
    );
    succeed(as_root("postfix").arg("-c").arg(&etc).arg("reload"));
    assert!(street.send(&[BOB, CAROL], &message).is_ok());
    let clear = street.postfix.mailbox(CAROL).wait(1);
    assert_eq!(
        clear.fields("DKIM-Signature").len(),
        1,
        "{}",
        clear.header()
    );
    assert_eq!(keys.verifiers_say(&as_delivered(&clear)), [true, true]);
    let carrier = street.postfix.mailbox(BOB).wait(2);
    assert_eq!(keys.verifiers_say(&as_delivered(&carrier)), [true, true]);
    let mut visit = Visit::open(street.daemon.portal_port(), &wrapper(&carrier));
    visit.prove(BOB, &street.postfix.mailbox(BOB));
    assert!(visit.text().contains(CANARY));
    let passcode = street.postfix.mailbox(BOB).wait(3);
    assert_eq!(
        keys.verifiers_say(&as_delivered(&passcode)),
        [true, true],
        "{}",
        passcode.text()
    );
}

#[test]
fn a_signature_made_before_us_is_sealed_with_the_message_and_does_not_leave() {
    let keys = Keys::new("signer-before");
    let signer = OpenDkim::start(&keys, Role::Signs);
    let street = Street::new("signer-before", &[&signer.milter(), OURS], |_| {});
    let clear = street.deliver(&mail("Lunch", "", "at noon\r\n"));
    assert_eq!(keys.verifiers_say(&as_delivered(&clear)), [true, true]);
    let carrier = street.deliver(&mail("[secure] x", "", &format!("{CANARY}\r\n")));
    assert_sealed(&carrier, &[CANARY]);
    assert_eq!(
        carrier.fields("DKIM-Signature"),
        [] as [String; 0],
        "it would be broken"
    );
    let opened = street.daemon.open(&carrier.bytes);
    assert!(
        opened.starts_with(b"DKIM-Signature:"),
        "{}",
        String::from_utf8_lossy(&opened)
    );
    assert_eq!(keys.verifiers_say(&opened), [true, true]);
    street.nowhere_in_clear();
}

#[test]
fn what_milters_before_us_change_is_what_we_seal() {
    let keys = Keys::new("changed");
    let verifier = OpenDkim::start(&keys, Role::Verifies);
    let first = verifier.milter();
    let milters = [
        &first,
        "unix:postseal/editor.sock",
        "unix:postseal/seen.sock",
        OURS,
        "unix:postseal/after.sock",
    ];
    let street = Street::new("changed", &milters, |_| {});
    let [editor, seen, after] =
        ["editor.sock", "seen.sock", "after.sock"].map(|name| street.postfix.socket(name));
    let new_body = format!("{CANARY} new\r\n");
    // Fields of one name put in at the top, changed, taken out and added, so that those of the
    // sender have other numbers than they had.
    let changes: [(u8, &[u8]); 9] = [
        (b'i', b"\0\0\0\0X-Own\0 canary-Zq8 at the top\0"),
        (b'i', b"\0\0\0\x09Subject\0 canary-Zq8 second\0"),
        (b'm', b"\0\0\0\x03X-Own\0\0"),
        (b'm', b"\0\0\0\x02x-own\0 canary-Zq8 changed\0"),
        (b'h', b"X-Own\0 canary-Zq8 at the end\0"),
        (b'h', b"References\0 <canary-Zq8@example.org>\0"),
        (
            b'm',
            b"\0\0\0\x01To\0 bob@example.net,\n\t\"canary-Zq7\" <dave@example.net>\0",
        ),
        (b'b', new_body.as_bytes()),
        (b'+', b"<secret@example.com>\0"),
    ];
    Recorder::changing(&editor, &changes);
    let (seen, after) = (Recorder::listen(&seen), Recorder::listen(&after));
    let own = ["one", "two", "three"]
        .map(|n| format!("X-Own: {CANARY} {n}\r\n"))
        .concat();
    let forged =
        "Authentication-Results: mail.example.org; dkim=pass header.d=forged-Zq8.example\r\n";
    let thread = "References: <1@example.net>\r\n";
    let message = mail(
        "[secure] figures",
        &format!("{own}{forged}{thread}"),
        &format!("{CANARY} old\r\n"),
    );
    let carrier = street.deliver(&message);
    assert_sealed(&carrier, &[CANARY, "forged-Zq8"]);
    let opened = street.daemon.open(&carrier.bytes);
    assert_eq!(
        String::from_utf8_lossy(&opened),
        String::from_utf8_lossy(&seen.wait(1).message)
    );
    let opened = String::from_utf8(opened).unwrap();
    for word in [
        "at the top",
        "changed",
        "three",
        "at the end",
        "second",
        "dkim=none",
        "canary-Zq8@",
        "canary-Zq8 new",
    ] {
        assert!(opened.contains(word), "{word} is missing in:\n{opened}");
    }
    for word in ["forged-Zq8", "canary-Zq8 two", "canary-Zq8 old"] {
        assert!(!opened.contains(word), "{word} still stands in:\n{opened}");
    }
    // What stays outside is what a carrier has, with what the milter before us made of it.
    assert_eq!(carrier.field("Subject"), "figures");
    assert_eq!(
        carrier.field("To"),
        "bob@example.net,\t\"canary-Zq7\" <dave@example.net>"
    );
    let carriers = [
        "Received",
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "References",
        "MIME-Version",
        "Content-Type",
    ];
    let seen_after = String::from_utf8(after.wait(1).message).unwrap();
    let header = seen_after.split("\r\n\r\n").next().unwrap();
    for line in header
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
    {
        let name = line.split(':').next().unwrap();
        assert!(carriers.contains(&name) || name == "X-Postseal", "{line}");
    }
    // We don't hear of a recipient that another milter adds; they get what the others get.
    assert_sealed(
        &street.postfix.mailbox("secret@example.com").wait(1),
        &[CANARY],
    );
    street.nowhere_in_clear();
}

#[test]
fn rspamd_before_us_judges_the_original_and_after_us_finds_nothing_wrong_with_the_carrier() {
    let rspamd = Rspamd::start("rspamd");
    let milter = rspamd.milter();
    let street = Street::new("rspamd", &[&milter, OURS, &milter], |config| {
        // An address of numbers, as the rig's portal has it, would cost points.
        config["portal"]
            .as_table_mut()
            .unwrap()
            .insert("url".into(), "https://secure.example.org/".into());
    });
    let spam = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n";
    let refused = street.send(
        &[BOB],
        &mail("[secure] x", "", &format!("{CANARY}\r\n{spam}")),
    );
    assert_eq!(
        (refused.code, refused.text.as_str()),
        (554, "5.7.1 Gtube pattern"),
        "{refused:?}"
    );
    street.nowhere_in_clear();
    assert!(
        !street.daemon.log().contains("message decided"),
        "nothing was sealed:\n{}",
        street.daemon.log()
    );

    // Of today, as Postfix dates it.
    let message = format!(
        "From: Alice <{ALICE}>\r\nTo: Bob <{BOB}>\r\nSubject: [secure] figures\r\n\r\n{CANARY} are \
         they.\r\n"
    );
    let carrier = street.deliver(message.as_bytes());
    assert_sealed(&carrier, &[CANARY]);
    let opened = String::from_utf8(street.daemon.open(&carrier.bytes)).unwrap();
    assert!(
        opened.contains(&format!("{CANARY} are")) && opened.contains("X-Spamd-Result: "),
        "{opened}"
    );
    let verdict = carrier.field("X-Spamd-Result");
    assert!(
        verdict.starts_with("default: False [0.00 / 15.00];"),
        "{verdict}"
    );
    assert!(!rspamd.log().contains(CANARY));

    let clear = street.deliver(&mail("Lunch", "", "at noon\r\n"));
    assert!(clear.text().contains("at noon"));
    street.nowhere_in_clear();
}
