//! Signatures that may be those of the author's own domain and that nobody has checked to the end:
//! the mail waits. It neither counts as ours nor leaves in clear.

use super::dkim::{ask, keys, relay};
use super::sealing::{CANARY, mail};
use rig::dkim::{KeyPair, publish};
use rig::smtp::send_from_outside;
use rig::stage::{ALICE, BOB, Stage};

/// A tagged mail of Alice.
fn tagged() -> Vec<u8> {
    mail("[secure] relayed", "", &format!("{CANARY}\r\n"))
}

/// A signature that is false, of a domain.
fn false_signature(domain: &str, selector: &str) -> String {
    format!(
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={selector};\r\n\
         \th=from:subject; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n\tb=YWJj\r\n"
    )
}

fn under(fields: &str, mail: &[u8]) -> Vec<u8> {
    [fields.as_bytes(), mail].concat()
}

/// The mail with another text in the place of a tag of its signature.
fn changed(mail: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(mail.to_vec()).unwrap();
    assert!(text.contains(from), "{text}");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn mail_waits_when_a_signature_of_the_authors_domain_was_not_looked_at() {
    let folder = keys("undecided");
    let key = KeyPair::rsa(&folder, "example.org", "relay", 2_048);
    let small = KeyPair::rsa(&folder, "example.org", "small", 768);
    let twice = KeyPair {
        selector: "twice".into(),
        record: format!("{}; {}", key.record, small.record),
        ..key.clone()
    };
    let odd = KeyPair {
        selector: "odd".into(),
        record: "v=DKIM1; k=falcon; p=YWJj".into(),
        ..key.clone()
    };
    let says = |selector: &str, tag: &str| KeyPair {
        selector: selector.into(),
        record: format!("{tag}; {}", key.record),
        ..key.clone()
    };
    let tested = says("tested", "t=y");
    let strict = says("strict", "t=s:y");
    let other = says("other", "s=chat");
    let dns = publish(&[&key, &small, &twice, &odd, &tested, &strict, &other]);
    let stage = Stage::with("undecided", |config| ask(config, &dns));
    let signed = key.sign("relaxed/relaxed", &tagged());
    let names = |count: usize, length: usize| -> Vec<String> {
        (0..count).map(|at| format!("{at:0>length$}")).collect()
    };
    let covering = |names: Vec<String>| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        key.sign_with("relaxed/relaxed", &names, &tagged())
    };
    let ours = false_signature("example.org", "relay");
    let filler = "x".repeat(9_000);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("it covers more than 200 fields", covering(names(201, 5))),
        ("its field has more than 8 KB", covering(names(190, 60))),
        (
            "ten false ones stand above it",
            under(&ours.repeat(10), &signed),
        ),
        (
            "ten false ones of domains below stand above it",
            under(&ours.replace("org;", "org ; ").repeat(12), &signed),
        ),
        (
            "it covers the length of the body that it was made for",
            key.sign_with("relaxed/relaxed", &["l"], &tagged()),
        ),
        (
            "it covers nothing of the body",
            changed(&signed, " d=example.org;", " d=example.org; l=0;"),
        ),
        (
            "its algorithm is unknown",
            changed(&signed, "rsa-sha256", "rsa-sha512"),
        ),
        (
            "its canonicalization is unknown",
            changed(&signed, "relaxed/relaxed", "nofws/nofws"),
        ),
        ("its version is unknown", changed(&signed, "v=1;", "v=2;")),
        (
            "it has run out",
            changed(&signed, " d=example.org;", " d=example.org; x=1000000000;"),
        ),
        (
            "it names a second domain",
            changed(&signed, " d=example.org;", " d=example.org; d=example.com;"),
        ),
        (
            "it has a second hash of the body",
            changed(&signed, " d=example.org;", " bh=YWJj; d=example.org;"),
        ),
        (
            "its domain stands in capitals behind much else",
            under(
                &format!(
                    "DKIM-Signature: v=1; a=rsa-sha256; n={filler}; D=EXAMPLE.Org ; s=relay; \
                     h=from; bh=YQ==; b=YQ==\r\n"
                ),
                &tagged(),
            ),
        ),
        (
            "a tag of it can't be read",
            under(&ours.replace("b=YWJj", "b=!!"), &tagged()),
        ),
        (
            "its key is too short to be used",
            small.sign("relaxed/relaxed", &tagged()),
        ),
        (
            "two keys stand at one name",
            twice.sign("relaxed/relaxed", &tagged()),
        ),
        (
            "its key is of an unknown kind",
            odd.sign("relaxed/relaxed", &tagged()),
        ),
        (
            "its key is only tested",
            tested.sign("relaxed/relaxed", &tagged()),
        ),
        (
            "its key is only tested, and for one domain",
            strict.sign("relaxed/relaxed", &tagged()),
        ),
        (
            "its key is not for mail",
            other.sign("relaxed/relaxed", &tagged()),
        ),
    ];
    for (at, (what, message)) in cases.iter().enumerate() {
        let reply = relay(&stage, ALICE, message);
        assert!(
            reply.is_tempfail(),
            "{what}: {reply:?}, {}",
            stage.bob().count()
        );
        let log = stage.daemon.wait_log("it is not known whether", at + 1);
        let line = log
            .lines()
            .rfind(|line| line.contains("it is not known whether"))
            .unwrap();
        assert!(line.contains("queue_id="), "{what}: {line}");
        let explained = stage.daemon.command(
            "explain",
            &["--from", ALICE, "--to", BOB, "--client", "192.0.2.7"],
            message,
        );
        assert_eq!(explained.status.code(), Some(75), "{what}: {explained:?}");
        // To people of the house the tag says nothing, and nobody waits.
        let port = stage.postfix.smtp_port();
        let reply = send_from_outside(port, ALICE, &["carol@example.org"], message);
        assert!(reply.is_ok(), "{what}: {reply:?}");
    }
    stage.postfix.settle();
    assert_eq!(stage.bob().count(), 0);
}

#[test]
fn signatures_that_say_nothing_of_the_author_keep_nobody_waiting() {
    let folder = keys("decided");
    let key = KeyPair::rsa(&folder, "example.org", "relay", 2_048);
    let foreign = KeyPair::rsa(&folder, "example.com", "relay", 2_048);
    let dns = publish(&[&key, &foreign]);
    let stage = Stage::with("decided", |config| ask(config, &dns));
    let signed = key.sign("relaxed/relaxed", &tagged());
    let theirs = false_signature("example.com", "relay");
    let others = changed(&tagged(), "<alice@example.org>", "<eve@example.com>");
    let long: Vec<String> = (0..201).map(|at| format!("{at:0>60}")).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    let ours = false_signature("example.org", "relay");
    let cases: Vec<(&str, bool, Vec<u8>)> = vec![
        (
            "many of another domain stand above it",
            true,
            under(&theirs.repeat(100), &signed),
        ),
        (
            "nine false ones stand above it",
            true,
            under(&ours.repeat(9), &signed),
        ),
        (
            "one that can't be read stands beside one that holds",
            true,
            under(&ours.replace("b=YWJj", "b=!!"), &signed),
        ),
        (
            "all are of another domain, whatever they are",
            false,
            foreign.sign_with("relaxed/relaxed", &long, &tagged()),
        ),
        (
            "author and signature are of another domain",
            false,
            foreign.sign_with("relaxed/relaxed", &["l"], &others),
        ),
        ("all are false", false, under(&ours.repeat(10), &tagged())),
        (
            "there is no such key",
            false,
            under(&false_signature("example.org", "none"), &tagged()),
        ),
        (
            "none names a domain",
            false,
            under(&"DKIM-Signature: v=1; b=YQ==\r\n".repeat(300), &tagged()),
        ),
    ];
    for (what, sealed, message) in &cases {
        let before = stage.bob().count();
        let reply = relay(&stage, ALICE, message);
        assert!(reply.is_ok(), "{what}: {reply:?}");
        let arrived = stage.bob().wait(before + 1);
        assert_eq!(
            arrived.attachment("message.html").is_some(),
            *sealed,
            "{what}:\n{}",
            arrived.header()
        );
    }
}

/// Behind Postfix nobody can tell whether such a signature holds.
#[test]
fn mail_waits_when_postfix_shows_less_than_a_signature_covers() {
    let folder = keys("less");
    let key = KeyPair::rsa(&folder, "example.org", "relay", 2_048);
    let dns = publish(&[&key]);
    let stage = Stage::with("less", |config| ask(config, &dns));
    let long = format!("X-Long: {}\r\n", "a\r\n ".repeat(40_000) + "z");
    let plain = |field: &str| mail("[secure] relayed", field, &format!("{CANARY}\r\n"));
    // dkimpy covers none of these fields.
    let covering = |name: &str, field: &str| {
        let signed = key.sign("relaxed/relaxed", &plain(field));
        changed(&signed, " h=from :", &format!(" h={name} : from :"))
    };
    let cases = [
        covering("bcc", "Bcc: carol@example.com\r\n"),
        covering("Content-Length", "Content-Length: 20\r\n"),
        covering("return-path", "Return-Path: <alice@example.org>\r\n"),
        key.sign_with("relaxed/relaxed", &["x-long"], &plain(&long)),
    ];
    for (at, message) in cases.iter().enumerate() {
        let reply = relay(&stage, ALICE, message);
        assert!(reply.is_tempfail(), "{at}: {reply:?}");
        let log = "it covers a field that Postfix takes off";
        stage.daemon.wait_log(log, at + 1);
    }
    stage.postfix.settle();
    assert_eq!(stage.bob().count(), 0);
}

#[test]
fn an_author_of_ours_is_known_in_whatever_form_the_address_is_written() {
    let folder = keys("author-forms");
    let key = KeyPair::rsa(&folder, "example.org", "relay", 2_048);
    let dns = publish(&[&key]);
    let stage = Stage::with("author-forms", |config| ask(config, &dns));
    for from in [
        "alice@(work)example.org",
        "Alice <alice@(at work (today)) example.org>",
    ] {
        let before = stage.bob().count();
        let message = changed(&tagged(), "Alice <alice@example.org>", from);
        let reply = relay(&stage, ALICE, &key.sign("relaxed/relaxed", &message));
        assert!(reply.is_ok(), "{from}: {reply:?}");
        let arrived = stage.bob().wait(before + 1);
        assert!(
            arrived.attachment("message.html").is_some(),
            "{from}:\n{}",
            arrived.header()
        );
    }
}
