//! What goes in at Postfix and what arrives: clear mail untouched, tagged mail sealed, and every
//! byte back when it is opened.

use rig::daemon::Daemon;
use rig::dkim::{self, KeyPair};
use rig::place;
use rig::postfix::{Postfix, Setup};
use rig::smtp::{send, send_from_outside};
use rig::stage::{ALICE, BOB, Stage, assert_hidden, assert_sealed};

use std::path::PathBuf;

pub const CANARY: &str = "canary-Zq8";

pub fn mail(subject: &str, more: &str, body: &str) -> Vec<u8> {
    format!(
        "From: Alice <{ALICE}>\r\nTo: Bob <{BOB}>\r\nSubject: {subject}\r\nDate: Fri, 20 Nov 2026 \
         10:00:00 +0000\r\n\
         Message-ID: <{}.1@example.org>\r\n{more}\r\n{body}",
        subject.len() + more.len() + body.len()
    )
    .into_bytes()
}

/// Without the fields that Postfix and its delivery agent put in front.
fn as_sent(delivered: &[u8]) -> String {
    let text = String::from_utf8_lossy(delivered);
    let start = text.find("\nFrom: ").expect("the sender's header");
    text[start + 1..].to_owned()
}

#[test]
fn clear_mail_passes_untouched() {
    let stage = Stage::new("clear");
    let message = mail(
        "Lunch",
        "X-Odd:\r\n\tvalue  \r\n",
        ".at noon\r\n\r\ntrailing  \r\n\r\n",
    );
    let arrived = stage.deliver(&message);
    assert_eq!(
        as_sent(&arrived.bytes),
        String::from_utf8_lossy(&message).replace("\r\n", "\n")
    );
}

#[test]
fn mail_from_outside_and_between_colleagues_is_not_sealed() {
    let stage = Stage::new("inbound");
    let message = mail("[secure] hello", "", &format!("{CANARY}\r\n"));
    assert!(send_from_outside(stage.postfix.smtp_port(), BOB, &[ALICE], &message).is_ok());
    assert!(stage.postfix.mailbox(ALICE).wait(1).text().contains(CANARY));
    assert!(stage.send(&["carol@example.org"], &message).is_ok());
    assert!(
        stage
            .postfix
            .mailbox("carol@example.org")
            .wait(1)
            .text()
            .contains(CANARY)
    );
}

#[test]
fn the_milter_serves_postfix_over_tcp_too() {
    let port = place::Port::take();
    let milter = format!("inet:127.0.0.1:{}", port.number());
    let postfix = Postfix::start(&Setup::new("tcp").with_milters(&[&milter]));
    let daemon = Daemon::install(&postfix);
    daemon.configure(|config| {
        config["milter"]
            .as_table_mut()
            .unwrap()
            .insert("listen".into(), milter.as_str().into());
    });
    daemon.run(&[]);
    let message = mail("[secure] x", "", &format!("{CANARY}\r\n"));
    assert!(send(postfix.smtp_port(), ALICE, &[BOB], &message).is_ok());
    let carrier = postfix.mailbox(BOB).wait(1);
    assert_sealed(&carrier, &[CANARY]);
    assert_eq!(
        String::from_utf8_lossy(&daemon.open(&carrier.bytes)),
        String::from_utf8_lossy(&message)
    );
}

#[test]
fn mail_from_the_local_sendmail_command_is_sealed_too() {
    let stage = Stage::new("sendmail");
    let message = mail("[secure] x", "", &format!("{CANARY}\r\n"));
    let local = String::from_utf8_lossy(&message).replace("\r\n", "\n");
    stage
        .postfix
        .sendmail(&["-f", ALICE, BOB], local.as_bytes());
    let carrier = stage.bob().wait(1);
    assert_sealed(&carrier, &[CANARY]);
    assert_eq!(
        String::from_utf8_lossy(&stage.daemon.open(&carrier.bytes)),
        String::from_utf8_lossy(&message)
    );
}

#[test]
fn what_is_opened_equals_what_a_milter_in_the_same_place_saw() {
    let stage = Stage::new("exact");
    let long = "x".repeat(5_000);
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
                &format!("{long}{CANARY}\r\n"),
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
        (
            "by sensitivity",
            mail(
                "figures",
                "Sensitivity: Company-Confidential\r\n",
                &format!("{CANARY}\r\n"),
            ),
        ),
        ("attachments", attachments(25 << 20)),
    ];
    for (index, (name, message)) in cases.iter().enumerate() {
        let carrier = stage.deliver(message);
        assert_sealed(&carrier, &[CANARY]);
        assert!(
            !carrier.field("Subject").contains("[secure]"),
            "{name}: the tag stays on the subject"
        );
        let seen = stage.recorder.wait(index + 1).message;
        let opened = stage.daemon.open(&carrier.bytes);
        assert!(
            opened == seen,
            "{name}: what was opened differs: {}",
            first_difference(&opened, &seen)
        );
    }
    // The same through the portal, for the largest.
    let carrier = stage.bob().wait(cases.len());
    let mut visit = stage.visit(&carrier);
    visit.prove(BOB, &stage.bob());
    assert!(
        visit.download(".eml") == stage.recorder.wait(cases.len()).message,
        "the downloaded original differs"
    );
    stage.postfix.settle();
    assert_eq!(stage.postfix.files_with(CANARY), [] as [PathBuf; 0]);
}

/// A mail with this many bytes of attachments that can't be compressed, in base64.
fn attachments(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut body = format!(
        "--b\r\nContent-Type: text/plain\r\n\r\n{CANARY}\r\n--b\r\nContent-Type: \
         application/zip\r\n\
        Content-Disposition: attachment; filename=a.zip\r\nContent-Transfer-Encoding: base64\r\n\
         \r\n"
    )
    .into_bytes();
    for _ in 0..bytes / 57 {
        let line: String = (0..76)
            .map(|_| {
                // xorshift: reproducible, and nothing that a compressor could use.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                char::from(
                    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                        [(state >> 58) as usize],
                )
            })
            .collect();
        body.extend_from_slice(line.as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    let kind = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    [mail("[secure] large", kind, ""), body].concat()
}

fn first_difference(a: &[u8], b: &[u8]) -> String {
    let at = a
        .iter()
        .zip(b)
        .position(|(a, b)| a != b)
        .unwrap_or(a.len().min(b.len()));
    let show = |bytes: &[u8]| {
        String::from_utf8_lossy(&bytes[at.saturating_sub(40)..bytes.len().min(at + 40)])
            .into_owned()
    };
    format!(
        "{} and {} bytes, at {at}:\n{:?}\n{:?}",
        a.len(),
        b.len(),
        show(a),
        show(b)
    )
}

#[test]
fn the_signature_of_the_original_still_verifies_after_opening() {
    let stage = Stage::new("dkim");
    let key = KeyPair::rsa(
        &stage.postfix.folder().join("dkim"),
        "example.org",
        "test",
        2_048,
    );
    let dns = dkim::publish(&[&key]);
    let verifiers_say = |mail: &[u8]| {
        let dkimpy = dkim::dkimpy_says(&dns, mail);
        [
            dkimpy[0] == "dkim rsa-sha256 example.org test good",
            dkim::opendkim_says(&key, mail),
        ]
    };
    for canonicalization in ["simple/simple", "relaxed/relaxed"] {
        let body = format!("{CANARY}  two  spaces \r\n.dot\r\n\r\n\r\n");
        let signed = key.sign(
            canonicalization,
            &mail("[secure]\r\n  folded \tsubject", "", &body),
        );
        let carrier = stage.deliver(&signed);
        assert_sealed(&carrier, &[CANARY]);
        assert_eq!(
            carrier.fields("DKIM-Signature"),
            [] as [String; 0],
            "the old signature is of no use outside"
        );
        let opened = stage.daemon.open(&carrier.bytes);
        assert_eq!(
            verifiers_say(&opened),
            [true, true],
            "{}",
            String::from_utf8_lossy(&opened)
        );
        let tampered = String::from_utf8_lossy(&opened)
            .replace(CANARY, "canary-zQ8")
            .into_bytes();
        assert_eq!(
            verifiers_say(&tampered),
            [false, false],
            "a verifier that can't fail proves nothing"
        );
    }
}

#[test]
fn a_malformed_mail_is_sealed_or_refused_but_never_passed() {
    let stage = Stage::with("malformed", |config| {
        config.insert(
            "rule".into(),
            toml::Value::Array(vec![
                toml::toml! { name = "everything" then = "seal" }.into(),
            ]),
        );
    });
    let body = format!("{CANARY}\r\n");
    let [from, to] = [format!("From: {ALICE}\r\n"), format!("To: {BOB}\r\n")];
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        (
            "no From",
            ALICE,
            format!("{to}Subject: x\r\n\r\n{body}").into(),
        ),
        (
            "two Froms",
            ALICE,
            format!("{from}From: mallory@example.org\r\n{to}\r\n{body}").into(),
        ),
        (
            "an empty From",
            ALICE,
            format!("From:\r\n{to}\r\n{body}").into(),
        ),
        (
            "a senseless From",
            ALICE,
            format!("From: @@,;<\r\n{to}\r\n{body}").into(),
        ),
        (
            "the null sender",
            "",
            format!("{from}{to}\r\n{body}").into(),
        ),
        ("no header", ALICE, body.clone().into()),
        ("no field at all", ALICE, format!("\r\n{body}").into()),
        (
            "a line without colon",
            ALICE,
            format!("{from}nonsense\r\n{to}\r\n{body}").into(),
        ),
        (
            "a field without name",
            ALICE,
            format!("{from}: {CANARY}\r\n\r\n{body}").into(),
        ),
        (
            "NUL",
            ALICE,
            format!("{from}X-Nul: a\0b\r\n\r\n\0{body}").into(),
        ),
        (
            "bare CR and LF",
            ALICE,
            format!("{from}X: a\rb\r\n\r\na\nb\rc{body}").into(),
        ),
        (
            "an open multipart",
            ALICE,
            format!("{from}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n{body}").into(),
        ),
        (
            "two Content-Types",
            ALICE,
            format!("{from}Content-Type: text/html\r\nContent-Type: a/b/c;;=\r\n\r\n{body}").into(),
        ),
        (
            "a carrier's mark",
            ALICE,
            format!("{from}{to}X-Postseal: 1; mac=AAAA\r\n\r\n{body}").into(),
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
        let reply = send(stage.postfix.smtp_port(), sender, &[BOB], &message);
        if !reply.is_ok() {
            assert!(
                reply.is_tempfail() || [550, 552].contains(&reply.code),
                "{name}: {reply:?}"
            );
            continue;
        }
        arrived += 1;
        let carrier = stage.bob().wait(arrived);
        assert_sealed(&carrier, &[CANARY]);
        let opened = String::from_utf8_lossy(&stage.daemon.open(&carrier.bytes)).into_owned();
        assert!(opened.contains(CANARY), "{name}: {opened}");
    }
    println!("{arrived} malformed mails arrived sealed, the others were refused");
    assert!(arrived > 0, "everything was refused");
    stage.postfix.settle();
    assert_eq!(stage.postfix.files_with(CANARY), [] as [PathBuf; 0]);
}

#[test]
fn a_recipient_that_postfix_would_rewrite_gets_nothing_in_clear() {
    let stage = Stage::new("detour");
    for path in [
        "bob%example.net@example.org",
        "bob%example.net",
        "example.net!bob",
        "example.net!bob@example.org",
        "\"bob@example.net\"",
        "\"bob@example.net\"@example.org",
        "bob@example.net(x)",
        "bob@(x)example.net",
        "@relay.example:bob@example.net",
    ] {
        let refused = stage.send(&[path], &mail("[secure] x", "", &format!("{CANARY}\r\n")));
        assert!(!refused.is_ok(), "{path} was accepted");
    }
    assert!(
        stage
            .send(&[BOB], &mail("[secure] last", "", "done\r\n"))
            .is_ok()
    );
    stage.bob().wait(1);
    assert!(
        stage.postfix.files_with(CANARY).is_empty(),
        "{:?}",
        stage.postfix.files_with(CANARY)
    );
}

#[test]
fn odd_header_fields_leave_nothing_outside() {
    let stage = Stage::new("odd-fields");
    let long = format!("X-Long: {}{CANARY}\r\n", "x".repeat(3_000));
    for more in [
        format!("X-Secret : {CANARY}\r\n"),
        format!("X-Secret: {CANARY}\r\nx-secret: {CANARY}\r\nX-SECRET: {CANARY}\r\n"),
        format!("Subject: {CANARY}\r\nSUBJECT: {CANARY}\r\n"),
        format!("References: <a@b>\r\nReferences: {CANARY}\r\n"),
        format!("X-Empty:\r\nX-Folded:\r\n {CANARY}\r\n\t{CANARY}\r\n"),
        format!(
            "MIME-Version: 1.0 ({CANARY})\r\nContent-Type: text/plain; x={CANARY}\r\n\
             Content-Description: {CANARY}\r\n"
        ),
        format!("X-Nul: {CANARY}\u{1}\r\nX-8bit: é{CANARY}\r\n"),
        long,
    ] {
        let before = stage.bob().mails().len();
        assert!(
            stage
                .send(&[BOB], &mail("[secure] x", &more, "body\r\n"))
                .is_ok(),
            "{more}"
        );
        stage.bob().wait(before + 1);
    }
    assert!(
        stage.postfix.files_with(CANARY).is_empty(),
        "{:?}",
        stage.postfix.files_with(CANARY)
    );
}

#[test]
fn a_bcc_recipient_is_seen_by_nobody() {
    let hidden = "secret@example.com";
    let stage = Stage::new("bcc");
    let message = mail(
        "[secure] x",
        &format!("Bcc: {hidden}\r\nResent-Bcc:\r\n {hidden}\r\n"),
        &format!("{CANARY}\r\n"),
    );
    assert!(stage.send(&[BOB, hidden], &message).is_ok());
    stage.postfix.mailbox(hidden).wait(1);
    let carrier = stage.bob().wait(1);
    assert_sealed(&carrier, &[CANARY, hidden]);
    let opened = stage.daemon.open(&carrier.bytes);
    assert!(!String::from_utf8_lossy(&opened).contains(hidden));

    let mut visit = stage.visit(&carrier);
    let mut pages = visit.page.html();
    visit.prove(BOB, &stage.bob());
    pages += &visit.page.html();
    let text = visit.text();
    assert!(text.contains(CANARY), "{text}");
    pages += &text;
    assert!(!pages.contains("secret@"), "a page names the Bcc recipient");
    for mail in stage.bob().mails() {
        assert_hidden(&mail, &[hidden]);
    }
}

#[test]
fn a_carrier_is_not_sealed_twice_and_only_its_mark_proves_it_one() {
    let stage = Stage::with("twice", |config| {
        config.insert(
            "rule".into(),
            toml::Value::Array(vec![
                toml::toml! { name = "everything" then = "seal" }.into(),
            ]),
        );
    });
    let first = stage.deliver(&mail("x", "", &format!("{CANARY}\r\n")));
    assert_sealed(&first, &[CANARY]);
    // As another relay would send it on: with a Received field more, without what the delivery
    // agent added.
    let text = first.text();
    let onward = text[text.find("\nReceived: ").unwrap() + 1..].replace('\n', "\r\n");
    let second = stage.deliver(onward.as_bytes());
    let body = |text: &str| text.split_once("\n\n").unwrap().1.to_owned();
    assert_eq!(
        body(&second.text()),
        body(&text),
        "the carrier was sealed again"
    );

    // A forward with secret text of its own and the wrapper attached; then with the carrier's mark
    // copied too.
    let mark = format!("X-Postseal: {}\r\n", first.field("X-Postseal"));
    for copied in ["", mark.as_str()] {
        let kind = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=f\r\n";
        let wrapper = String::from_utf8(rig::stage::wrapper(&first))
            .unwrap()
            .replace("\r\n", "\n")
            .replace('\n', "\r\n");
        let parts = format!(
            "--f\r\n\r\nsecond {CANARY}\r\n--f\r\nContent-Type: text/html\r\n\
             Content-Disposition: attachment; filename=message.html\r\n\r\n{wrapper}\r\n--f--\r\n"
        );
        let forwarded = stage.deliver(&mail("Fwd: x", &format!("{kind}{copied}"), &parts));
        assert_sealed(&forwarded, &["second canary"]);
        let opened = stage.daemon.open(&forwarded.bytes);
        assert!(String::from_utf8_lossy(&opened).contains(&format!("second {CANARY}")));
    }
}
