//! Signatures: ours on what we send, and those of others by which a sender is known.

use std::path::PathBuf;

use super::sealing::{CANARY, mail};
use rig::dkim::{KeyPair, dkimpy_says, opendkim_says, publish};
use rig::dns::Dns;
use rig::mailbox::fields;
use rig::place;
use rig::smtp::{Reply, Smtp, send_from_outside};
use rig::stage::{ALICE, BOB, Stage, assert_hidden, assert_sealed};

/// Fields that are signed too. With each of them more a signature's lines break elsewhere, which no
/// verifier must mind.
const FIELDS: [&str; 6] = [
    "Sender: alice@example.org",
    "Reply-To: office@example.org",
    "In-Reply-To: <1@example.net>",
    "Auto-Submitted: no",
    "References: <0@example.net>",
    "Cc: carol@example.com",
];

pub fn keys(name: &str) -> PathBuf {
    place::fresh_folder(&format!("keys/{name}"))
}

/// The configuration that signs with these keys.
pub fn tables(keys: &[&KeyPair]) -> toml::Value {
    let table = |key: &&KeyPair| {
        let path = key.path.display().to_string();
        let entries = [
            ("domain", key.domain.clone()),
            ("selector", key.selector.clone()),
            ("key", path),
        ];
        toml::Table::from_iter(entries.map(|(name, value)| (name.to_owned(), value.into()))).into()
    };
    keys.iter().map(table).collect::<Vec<toml::Value>>().into()
}

/// A stage that signs with these keys and asks this DNS server.
fn stage(name: &str, keys: &[&KeyPair], dns: &Dns) -> Stage {
    Stage::with(name, |config| {
        config.insert("dkim".into(), tables(keys));
        let rule = config["rule"].as_array_mut().unwrap()[0]
            .as_table_mut()
            .unwrap();
        rule.insert("copies".into(), "each".into());
        ask(config, dns);
    })
}

pub fn ask(config: &mut toml::Table, dns: &Dns) {
    let servers = toml::Value::from(vec![format!("127.0.0.1:{}", dns.port())]);
    config.insert(
        "dns".into(),
        toml::Table::from_iter([("servers".to_owned(), servers)]).into(),
    );
}

#[test]
fn carriers_copies_and_passcodes_are_signed_with_every_key_of_the_authors_domain() {
    let folder = keys("signed");
    let [rsa, ed25519] = [
        KeyPair::rsa(&folder, "example.org", "2026r", 2_048),
        KeyPair::ed25519(&folder, "example.org", "2026e"),
    ];
    let other = KeyPair::rsa(&folder, "example.com", "2026r", 3_072);
    let dns = publish(&[&rsa, &ed25519, &other]);
    let stage = stage("signed", &[&rsa, &ed25519, &other], &dns);
    let good = [
        "dkim rsa-sha256 example.org 2026r good",
        "dkim ed25519-sha256 example.org 2026e good",
        "arc none",
    ];
    let is_signed = |what: &str, mail: &[u8]| {
        let said = dkimpy_says(&dns, mail);
        assert!(
            said.len() == 3
                && good
                    .iter()
                    .all(|line| said.iter().any(|one| one.starts_with(line))),
            "{what}: {said:?}"
        );
        assert!(opendkim_says(&rsa, mail), "{what}");
    };

    let carrier = stage.deliver(&mail("[secure] signed", "", &format!("{CANARY}\r\n")));
    assert_sealed(&carrier, &[CANARY]);
    is_signed("the carrier", &carrier.bytes);
    let text = String::from_utf8(carrier.bytes.clone()).unwrap();
    for (what, spoiled) in [
        ("the text", text.replacen("message.html", "message.exe", 5)),
        (
            "the subject",
            text.replace("\nSubject: signed", "\nSubject: other"),
        ),
        (
            "a second subject",
            text.replacen("\nFrom:", "\nSubject: other\nFrom:", 1),
        ),
        (
            "a second author",
            text.replacen("\nFrom:", "\nFrom: eve@example.com\nFrom:", 1),
        ),
    ] {
        assert_ne!(text, spoiled, "{what} is there");
        let said = dkimpy_says(&dns, spoiled.as_bytes());
        assert!(
            said.iter().all(|line| !line.ends_with("good")),
            "{what} is not covered: {said:?}"
        );
    }

    let mut visit = stage.visit(&carrier);
    visit.ask_for_code(BOB);
    is_signed("the passcode mail", &stage.bob().wait(2).bytes);

    // Split: Carol's copy is submitted apart from Bob's.
    assert!(
        stage
            .send(
                &[BOB, "carol@example.com"],
                &mail("[secure] two", "", &format!("{CANARY}\r\n"))
            )
            .is_ok()
    );
    is_signed("one of two copies", &stage.bob().wait(3).bytes);
    is_signed(
        "the other",
        &stage.postfix.mailbox("carol@example.com").wait(1).bytes,
    );

    let mut more = String::new();
    for (at, field) in FIELDS.into_iter().enumerate() {
        more.push_str(&format!("{field}\r\n"));
        is_signed(
            field,
            &stage
                .deliver(&mail(
                    &format!("[secure] {}", "x".repeat(at * 7)),
                    &more,
                    "x\r\n",
                ))
                .bytes,
        );
    }

    // An author of a domain without a key, and one of another's.
    let foreign = String::from_utf8(mail("[secure] x", "", "x\r\n")).unwrap();
    let arrived = stage.deliver(
        foreign
            .replace("<alice@example.org>", "<alice@example.edu>")
            .as_bytes(),
    );
    assert_eq!(arrived.fields("DKIM-Signature"), [] as [String; 0]);
    let arrived = stage.deliver(
        foreign
            .replace("<alice@example.org>", "<alice@sub.example.com>")
            .as_bytes(),
    );
    assert!(dkimpy_says(&dns, &arrived.bytes)[0].ends_with("example.com 2026r good"));
}

/// Row of the threats: DKIM broken by the change of body.
#[test]
fn dkim_broken_by_the_change_of_body_leaves_an_arc_set_that_says_what_was_signed() {
    let folder = keys("arc");
    let [ours, theirs] = [
        KeyPair::rsa(&folder, "example.org", "ours", 2_048),
        KeyPair::rsa(&folder, "example.org", "exchange", 2_048),
    ];
    let mut dns = publish(&[&ours, &theirs]);
    let stage = stage("arc", &[&ours], &dns);
    let signed = theirs.sign(
        "relaxed/simple",
        &mail("[secure] arc", "", &format!("{CANARY}\r\n")),
    );
    let body_hash = |mail: &[u8]| {
        let field = fields(mail, "DKIM-Signature")
            .concat()
            .replace([' ', '\t', '\r', '\n'], "");
        field
            .split("bh=")
            .nth(1)
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    };
    let said = |mail: &[u8]| dkimpy_says(&dns, mail);

    let carrier = stage.deliver(&signed);
    assert_sealed(&carrier, &[CANARY]);
    let results = carrier.field("ARC-Authentication-Results");
    assert!(
        results.contains("dkim=pass") && results.contains("header.s=exchange"),
        "{results}"
    );
    let verdict = said(&carrier.bytes);
    assert!(
        verdict.iter().any(|line| line.starts_with("arc pass")),
        "{verdict:?}"
    );
    assert!(verdict[0].ends_with("ours good"), "{verdict:?}");
    assert_hidden(&carrier, &[&body_hash(&signed)]);
    assert_eq!(carrier.fields("ARC-Seal").len(), 1);

    let mut more = String::new();
    for field in FIELDS {
        more.push_str(&format!("{field}\r\n"));
        let carrier =
            stage.deliver(&theirs.sign("relaxed/relaxed", &mail("[secure] more", &more, "x\r\n")));
        let verdict = said(&carrier.bytes);
        assert!(
            verdict[0].ends_with("ours good") && verdict[1].starts_with("arc pass"),
            "{field}: {verdict:?}"
        );
    }

    let tampered = String::from_utf8(signed.clone())
        .unwrap()
        .replace(CANARY, "other")
        .into_bytes();
    let results = stage.deliver(&tampered).field("ARC-Authentication-Results");
    assert!(
        results.contains("dkim=neutral") || results.contains("dkim=fail"),
        "{results}"
    );

    // A chain that others began ends here: its seals hold hashes of the text.
    let chained = theirs.arc_seal(&signed);
    assert!(
        said(&chained)
            .iter()
            .any(|line| line.starts_with("arc pass")),
        "{:?}",
        said(&chained)
    );
    let carrier = stage.deliver(&chained);
    assert!(
        carrier
            .field("ARC-Authentication-Results")
            .contains("arc=pass"),
        "{}",
        carrier.header()
    );
    assert!(
        said(&carrier.bytes)
            .iter()
            .any(|line| line.starts_with("arc pass")),
        "{:?}",
        said(&carrier.bytes)
    );
    assert_eq!(carrier.fields("ARC-Seal").len(), 1);

    // What nobody else had signed needs no chain; what is ours is no other's.
    for unsigned in [
        mail("[secure] plain", "", "x\r\n"),
        ours.sign("relaxed/relaxed", &mail("[secure] ours", "", "x\r\n")),
    ] {
        let carrier = stage.deliver(&unsigned);
        assert_eq!(carrier.fields("ARC-Seal"), [] as [String; 0]);
        assert!(said(&carrier.bytes)[0].ends_with("ours good"));
    }
    // Without DNS it is said that nobody knows; the mail goes on.
    dns.silence();
    let unknown = KeyPair {
        selector: "new".into(),
        ..theirs
    }
    .sign("relaxed/relaxed", &mail("[secure] new", "", "x\r\n"));
    let results = stage.deliver(&unknown).field("ARC-Authentication-Results");
    assert!(results.contains("dkim=temperror"), "{results}");
}

/// Sends as a relay elsewhere does: no login, no trusted network.
pub fn relay(stage: &Stage, from: &str, message: &[u8]) -> Reply {
    send_from_outside(stage.postfix.smtp_port(), from, &[BOB], message)
}

#[test]
fn a_tag_from_a_relay_counts_only_when_the_authors_domain_has_signed() {
    let folder = keys("relay");
    let key = KeyPair::rsa(&folder, "example.org", "relay", 2_048);
    let ed25519 = KeyPair::ed25519(&folder, "mail.example.org", "relay");
    let foreign = KeyPair::rsa(&folder, "example.com", "relay", 2_048);
    let mut dns = publish(&[&key, &ed25519, &foreign]);
    let stage = Stage::with("relay", |config| {
        config["mail"].as_table_mut().unwrap().insert(
            "local_domains".into(),
            vec!["example.org", ".example.org"].into(),
        );
        ask(config, &dns);
    });
    let tagged = |author: &str| {
        let text =
            String::from_utf8(mail("[secure] relayed", "", &format!("{CANARY}\r\n"))).unwrap();
        text.replace("<alice@example.org>", &format!("<{author}>"))
            .into_bytes()
    };
    let signed = key.sign("relaxed/relaxed", &tagged(ALICE));
    let spoiled = String::from_utf8(signed.clone())
        .unwrap()
        .replace(CANARY, "canary-Zq9")
        .into_bytes();
    let twice = [
        b"From: Mallory <mallory@example.com>\r\n".as_slice(),
        &signed,
    ]
    .concat();
    let cases: [(&str, bool, Vec<u8>); 10] = [
        ("the author's domain has signed", true, signed.clone()),
        (
            "a domain below it has",
            true,
            ed25519.sign("simple/simple", &tagged(ALICE)),
        ),
        (
            "the domain above it has",
            true,
            key.sign("relaxed/simple", &tagged("alice@mail.example.org")),
        ),
        ("nobody has", false, tagged(ALICE)),
        ("the signature is broken", false, spoiled),
        (
            "another domain has",
            false,
            foreign.sign("relaxed/relaxed", &tagged(ALICE)),
        ),
        (
            "a domain that isn't ours has signed its own",
            false,
            foreign.sign("relaxed/relaxed", &tagged("eve@example.com")),
        ),
        ("an author was added", false, twice),
        (
            "one of two authors is ours",
            true,
            key.sign("relaxed/relaxed", &{
                let text = String::from_utf8(tagged(ALICE)).unwrap();
                text.replace(
                    "Alice <alice@example.org>",
                    "carol@example.com, Alice <alice@example.org>",
                )
                .into_bytes()
            }),
        ),
        (
            "junk stands in front",
            true,
            [b"DKIM-Signature: v=1\r\n".repeat(30), signed.clone()].concat(),
        ),
    ];
    for (at, (what, sealed, message)) in cases.iter().enumerate() {
        let before = stage.bob().count();
        let reply = relay(&stage, ALICE, message);
        assert!(reply.is_ok(), "{what}: {reply:?}");
        let arrived = stage.bob().wait(before + 1);
        assert_eq!(
            arrived.attachment("message.html").is_some(),
            *sealed,
            "{at}, {what}:\n{}",
            arrived.header()
        );
        let explained = stage.daemon.command(
            "explain",
            &["--from", ALICE, "--to", BOB, "--client", "192.0.2.7"],
            message,
        );
        let explained = String::from_utf8(explained.stdout).unwrap();
        assert!(
            explained.starts_with(if *sealed { "seal" } else { "pass" }),
            "{what}: {explained}"
        );
    }
    // To our own people the tag says nothing, and DNS isn't asked.
    dns.silence();
    let reply = send_from_outside(
        stage.postfix.smtp_port(),
        ALICE,
        &["carol@example.org"],
        &signed,
    );
    assert!(reply.is_ok(), "{reply:?}");
    // Where DNS doesn't answer nobody knows: the relay keeps the mail.
    let before = stage.bob().count();
    let asks_anew = KeyPair {
        selector: "new".into(),
        ..key
    }
    .sign("relaxed/relaxed", &tagged(ALICE));
    let reply = relay(&stage, ALICE, &asks_anew);
    assert!(reply.is_tempfail(), "{reply:?}");
    assert_eq!(stage.bob().count(), before);
    for words in ["DNS does not say", "it counts as one from outside"] {
        stage.daemon.wait_log(words, 1);
    }
    let explained = stage.daemon.command(
        "explain",
        &["--from", ALICE, "--to", BOB, "--client", "192.0.2.7"],
        &asks_anew,
    );
    assert_eq!(explained.status.code(), Some(75), "{explained:?}");
}

#[test]
fn the_portal_says_who_has_verified_the_sender_and_nobody_elses_mail_is_signed() {
    let folder = keys("voucher");
    let key = KeyPair::rsa(&folder, "example.org", "relay", 2_048);
    let ours = KeyPair::rsa(&folder, "example.org", "ours", 2_048);
    let dns = publish(&[&key, &ours]);
    let stage = Stage::with("voucher", |config| {
        config.insert("dkim".into(), tables(&[&ours]));
        ask(config, &dns);
        let rule = |name: &str, value: &str| {
            let header: toml::Table = [
                ("name".to_owned(), name.into()),
                ("value".to_owned(), value.into()),
            ]
            .into_iter()
            .collect();
            let when: toml::Table = [("header".to_owned(), header.into())].into_iter().collect();
            [
                ("name".to_owned(), "anybody".into()),
                ("when".to_owned(), when.into()),
                ("then".to_owned(), "seal".into()),
            ]
            .into_iter()
            .collect::<toml::Table>()
        };
        config["rule"]
            .as_array_mut()
            .unwrap()
            .push(rule("X-Seal", "yes").into());
    });
    let port = stage.postfix.smtp_port();
    let message = mail("[secure] who", "", &format!("{CANARY}\r\n"));
    let login = || {
        let mut smtp = Smtp::connect(port).unwrap();
        smtp.command("EHLO proxy.example.org").unwrap();
        smtp.command("XCLIENT NAME=[UNAVAILABLE] ADDR=192.0.2.8 LOGIN=alice")
            .unwrap();
        smtp.command("EHLO client.example.org").unwrap();
        smtp.transaction(ALICE, &[BOB], &message).unwrap()
    };
    let foreign = String::from_utf8(message.clone())
        .unwrap()
        .replace("<alice@example.org>", "<boss@example.com>");
    let forged = String::from_utf8(message.clone())
        .unwrap()
        .replace("[secure]", "no tag")
        .replace("To:", "X-Seal: yes\r\nTo:");
    let cases: [(Reply, Option<&str>); 5] = [
        (login(), Some("the sender had signed in there")),
        (
            stage.send(&[BOB], &message),
            Some("the message came from its own network"),
        ),
        (
            relay(&stage, ALICE, &key.sign("relaxed/relaxed", &message)),
            Some("its mail server signed the message"),
        ),
        (stage.send(&[BOB], foreign.as_bytes()), None),
        (relay(&stage, ALICE, forged.as_bytes()), None),
    ];
    let mut mails = Vec::new();
    for at in 0..cases.len() {
        mails.push(stage.bob().wait(at + 1));
    }
    mails.sort_by_key(|mail| fields(&mail.bytes, "Received").concat());
    for (at, (reply, how)) in cases.into_iter().enumerate() {
        assert!(reply.is_ok(), "{reply:?}");
        let queue_id = reply.text.split_whitespace().last().unwrap().to_owned();
        let carrier = mails
            .iter()
            .find(|mail| mail.fields("Received").concat().contains(&queue_id))
            .unwrap();
        let from_us = at < 3;
        assert_eq!(
            carrier.fields("DKIM-Signature").len(),
            usize::from(from_us),
            "{at}: {}",
            carrier.header()
        );
        let mut visit = stage.visit(carrier);
        let says = |text: String| match how {
            Some(how) => {
                assert!(
                    text.contains("Sender verified by example.org") && text.contains(how),
                    "{at}: {text}"
                );
            }
            None => assert!(
                text.contains("Nobody has verified this sender") && !text.contains("verified by"),
                "{at}: {text}"
            ),
        };
        says(visit.text());
        if from_us {
            visit.prove(BOB, &stage.bob());
            assert!(visit.text().contains(CANARY), "{}", visit.page.text());
            says(visit.page.text());
        }
    }
}

#[test]
fn keys_are_checked_before_anything_is_signed_with_them() {
    let folder = keys("checked");
    let good = KeyPair::rsa(&folder, "example.org", "good", 2_048);
    let [missing, stale] = [
        KeyPair::ed25519(&folder, "example.org", "missing"),
        KeyPair::rsa(&folder, "example.org", "stale", 2_048),
    ];
    let weak = KeyPair::rsa(&folder, "example.org", "weak", 1_024);
    let dns = publish(&[
        &good,
        &KeyPair {
            record: good.record.clone(),
            ..stale.clone()
        },
    ]);
    let stage = stage("checked", &[&good], &dns);
    let say = |command: &str| {
        let people: &[&str] = if command == "seal" {
            &["--from", ALICE, "--to", BOB]
        } else {
            &[]
        };
        let output = stage.daemon.command(command, people, b"");
        (
            output.status.code(),
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
        )
    };
    let sign_with = |keys: &[&KeyPair]| {
        stage
            .daemon
            .configure(|config| drop(config.insert("dkim".into(), tables(keys))))
    };
    assert!(!say("check").1.contains("_domainkey"), "{}", say("check").1);

    sign_with(&[&good, &missing, &stale]);
    let (code, said) = say("check");
    assert_eq!(code, Some(78), "{said}");
    for sentence in [
        format!(
            "no TXT record missing._domainkey.example.org, so nobody can verify our signatures: \
             publish {}",
            missing.record
        ),
        format!(
            "the TXT record stale._domainkey.example.org in DNS is of another key: publish {}",
            stale.record
        ),
    ] {
        assert!(said.contains(&sentence), "{said}");
    }
    assert!(!said.contains("good._domainkey"), "{said}");

    let open = KeyPair::rsa(&folder, "example.org", "open", 2_048);
    std::fs::set_permissions(
        &open.path,
        std::os::unix::fs::PermissionsExt::from_mode(0o644),
    )
    .unwrap();
    let garbage = KeyPair {
        path: folder.join("garbage.pem"),
        ..good.clone()
    };
    std::fs::write(&garbage.path, "no key\n").unwrap();
    std::fs::set_permissions(
        &garbage.path,
        std::os::unix::fs::PermissionsExt::from_mode(0o600),
    )
    .unwrap();
    let gone = KeyPair {
        path: folder.join("gone.pem"),
        ..good.clone()
    };
    for (key, why) in [
        (&weak, "it must be RSA with 2048 to 4096 bits, or Ed25519"),
        (
            &open,
            "is open to other users of this host (mode 0644): run chmod g-w,o=",
        ),
        (&garbage, "holds no private key in PEM form"),
        (&gone, "can't be read: No such file"),
    ] {
        sign_with(&[key]);
        // The running milter stays as it was; a new one doesn't start.
        for command in ["check", "run", "seal"] {
            let (code, said) = say(command);
            assert_ne!(code, Some(0), "{command}");
            assert!(
                said.contains(&format!("the DKIM key {}", key.path.display()))
                    && said.contains(why),
                "{command}: {said}"
            );
        }
    }
    sign_with(&[&good, &good]);
    assert!(
        say("check")
            .1
            .contains("has a second key with the selector \"good\""),
        "{}",
        say("check").1
    );
}
