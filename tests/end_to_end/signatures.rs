//! Signatures that hold, in forms that programs read each in their own way, and keys that can't be
//! read: such mail is sealed, or waits. It never leaves in clear.

use super::dkim::{ask, keys, relay};
use super::sealing::{CANARY, mail};
use rig::dkim::{KeyPair, dkimpy_says, publish};
use rig::stage::{ALICE, BOB, Stage};

const RELAXED: &str = "relaxed/relaxed";

fn tagged(body: &str) -> Vec<u8> {
    mail("[secure] relayed", "", body)
}

fn waits(stage: &Stage, what: &str, message: &[u8]) {
    let before = stage.bob().count();
    let reply = relay(stage, ALICE, message);
    assert!(reply.is_tempfail(), "{what}: {reply:?}");
    assert_eq!(stage.bob().count(), before, "{what}");
}

#[test]
fn a_signature_over_blank_lines_and_odd_characters_never_counts_as_false() {
    let folder = keys("forms");
    let key = KeyPair::rsa(&folder, "example.org", "relay", 2_048);
    let dns = publish(&[&key]);
    let stage = Stage::with("forms", |config| ask(config, &dns));
    for end in [
        "\r\n \r\n",
        "\r\n\t\r\n\r\n",
        " \r\n\r\n \t\r\n\r\n",
        "\r\n \r\n\r\nb\r\n",
    ] {
        for how in [RELAXED, "simple/simple", "simple/relaxed", "relaxed/simple"] {
            let message = key.sign(how, &tagged(&format!("{CANARY}{end}")));
            assert!(dkimpy_says(&dns, &message)[0].ends_with("good"), "{end:?}");
            let before = stage.bob().count();
            let reply = relay(&stage, ALICE, &message);
            assert!(reply.is_ok(), "{how} {end:?}: {reply:?}");
            let arrived = stage.bob().wait(before + 1);
            let carrier = arrived.attachment("message.html");
            assert!(carrier.is_some(), "{how} {end:?}:\n{}", arrived.header());
        }
    }
    // Asked directly, as the mail came: Postfix makes a space of a CR without its LF in a body, so
    // behind it the signature holds for nobody.
    for how in [RELAXED, "simple/simple"] {
        let half = key.sign(how, &tagged("one\rline\r\n"));
        let people = ["--from", ALICE, "--to", BOB, "--client", "192.0.2.7"];
        let explained = stage.daemon.command("explain", &people, &half);
        assert_eq!(explained.status.code(), Some(75), "{how}: {explained:?}");
    }
    for odd in ["\u{b}", "\u{c}", "\u{b}\u{c} "] {
        let subject = format!("[secure] a {odd} b");
        let message = key.sign(RELAXED, &mail(&subject, "", "x\r\n"));
        let what = format!("{odd:?} in the subject");
        assert!(dkimpy_says(&dns, &message)[0].ends_with("good"), "{what}");
        let before = stage.bob().count();
        if relay(&stage, ALICE, &message).is_ok() {
            let arrived = stage.bob().wait(before + 1);
            assert!(arrived.attachment("message.html").is_some(), "{what}");
        }
    }
}

#[test]
fn mail_waits_where_the_key_of_its_signature_cant_be_read() {
    let folder = keys("unreadable");
    let key = KeyPair::rsa(&folder, "example.org", "relay", 2_048);
    let named = |selector: &str, record: &str| KeyPair {
        selector: selector.into(),
        record: record.into(),
        ..key.clone()
    };
    let cut = |selector: &str, length| named(selector, &key.record[..length]);
    let ed25519 = KeyPair::ed25519(&folder, "example.org", "ed");
    let wrapped = KeyPair {
        record: ed25519.record.replace("p=", "p=MCowBQYDK2VwAyEA"),
        selector: "wrapped".into(),
        ..ed25519.clone()
    };
    let unreadable = [
        cut("cut255", 255),
        cut("cut300", 300),
        cut("cut380", 380),
        KeyPair::rsa(&folder, "example.org", "b900", 900),
        KeyPair::rsa(&folder, "example.org", "b1000", 1_000),
        wrapped,
        named("revoked", "v=DKIM1; k=falcon; p=YWJj"),
    ];
    let gone = [
        named("revoked", "v=DKIM1; p="),
        named("gone", "v=DKIM1; p="),
    ];
    let unpublished = named("unpublished", "");
    let all: Vec<&KeyPair> = unreadable.iter().chain(&gone).chain([&key]).collect();
    let dns = publish(&all);
    let stage = Stage::with("unreadable", |config| ask(config, &dns));
    for key in &unreadable {
        waits(&stage, &key.selector, &key.sign(RELAXED, &tagged("x\r\n")));
    }
    let atps = key.sign_with(RELAXED, &["atps"], &tagged("x\r\n"));
    assert!(dkimpy_says(&dns, &atps)[0].ends_with("good"));
    waits(&stage, "it names a domain that says nothing of it", &atps);
    // A service that signs with a key that isn't there yet, or no more, sends mail of ours.
    for key in [&gone[1], &unpublished] {
        waits(&stage, &key.selector, &key.sign(RELAXED, &tagged("x\r\n")));
    }
}

#[test]
fn explain_waits_for_a_signature_only_where_the_milter_does() {
    let folder = keys("explained");
    let key = KeyPair::rsa(&folder, "example.org", "relay", 2_048);
    let dns = publish(&[&key]);
    let stage = Stage::with("explained", |config| ask(config, &dns));
    for (subject, code) in [("lunch", 0), ("[secure] plan", 75)] {
        let message = key.sign_with(RELAXED, &["l"], &mail(subject, "", "x\r\n"));
        for more in [&[][..], &["--rules"]] {
            let people = ["--from", ALICE, "--to", BOB, "--client", "192.0.2.7"];
            let explained =
                stage
                    .daemon
                    .command("explain", &[&people[..], more].concat(), &message);
            assert_eq!(
                explained.status.code(),
                Some(code),
                "{subject} {more:?} {explained:?}"
            );
            assert_eq!(
                code == 0,
                explained.stdout.starts_with(b"pass"),
                "{explained:?}"
            );
        }
        let reply = relay(&stage, ALICE, &message);
        assert_eq!(
            (reply.is_ok(), reply.is_tempfail()),
            (code == 0, code == 75),
            "{reply:?}"
        );
    }
}
