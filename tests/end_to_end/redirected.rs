//! Mail that trusted clients pass on: Sieve scripts, filters, servers behind this one. It is judged
//! as ours, but nobody vouches for an author whom somebody outside wrote into it.

use super::dkim::{ask, keys, tables};
use super::sealing::{CANARY, mail};
use rig::dkim::{KeyPair, publish};
use rig::mailbox::Mail;
use rig::smtp::{Smtp, send, send_from_outside};
use rig::stage::{ALICE, BOB, Stage, assert_sealed};

const CAROL: &str = "carol@example.org";

/// A stage that signs as example.org.
fn stage(name: &str) -> Stage {
    let key = KeyPair::rsa(&keys(name), "example.org", "ours", 2_048);
    let dns = publish(&[&key]);
    Stage::with(name, |config| {
        config.insert("dkim".into(), tables(&[&key]));
        ask(config, &dns);
    })
}

/// Whether a carrier is signed as Alice's, and whether the portal says that she is verified; both
/// or none.
fn is_vouched_for(stage: &Stage, carrier: &Mail, what: &str) -> bool {
    assert_sealed(carrier, &[CANARY]);
    let signed = !carrier.fields("DKIM-Signature").is_empty();
    let page = stage.visit(carrier).text();
    assert_eq!(
        page.contains("Sender verified by example.org"),
        signed,
        "{what}: {page}"
    );
    assert_ne!(
        page.contains("Nobody has verified this sender"),
        signed,
        "{what}: {page}"
    );
    signed
}

fn received(client: &str, with: &str) -> String {
    format!(
        "Received: from x.example (x.example [{client}])\r\n\tby mail.example.org (Postfix) with \
         {with} id 4X;\r\n\tFri, 20 Nov 2026 10:00:00 +0000 (UTC)\r\n"
    )
}

#[test]
fn nobody_vouches_for_what_a_trusted_client_passes_on() {
    let stage = stage("redirected");
    let (outside, login) = (
        received("203.0.113.9", "ESMTPS"),
        received("203.0.113.9", "ESMTPSA"),
    );
    let filter = received("127.0.0.1", "ESMTP").replace("(Postfix)", "(amavisd-new, port 10024)");
    let greeting = outside.replace("from x.example", "from x by y with ESMTPSA id 1");
    let cases = [
        ("a program of the house", true, ALICE, String::new()),
        ("it came from elsewhere", false, ALICE, outside.clone()),
        (
            "a script sends it on",
            false,
            ALICE,
            format!("X-Sieve: Pigeonhole Sieve 0.5\r\n{outside}"),
        ),
        (
            "it was delivered before",
            false,
            ALICE,
            "Delivered-To: carol@example.org\r\n".into(),
        ),
        (
            "somebody passes it on",
            false,
            ALICE,
            "Resent-From: carol@example.org\r\n".into(),
        ),
        (
            "a list sends it",
            false,
            ALICE,
            "List-Id: <l.example.org>\r\n".into(),
        ),
        (
            "a list has seen it",
            false,
            ALICE,
            "X-BeenThere: l@example.org\r\n".into(),
        ),
        (
            "a list takes its errors",
            false,
            ALICE,
            "Errors-To: l@example.org\r\n".into(),
        ),
        (
            "it is for many",
            false,
            ALICE,
            "Precedence: List\r\n".into(),
        ),
        (
            "it is urgent",
            true,
            ALICE,
            "Precedence: special-delivery\r\n".into(),
        ),
        ("nobody sends it", false, "", String::new()),
        (
            "its sender is a stranger",
            false,
            "eve@example.com",
            String::new(),
        ),
        (
            "a filter gives back what a stranger sent",
            false,
            ALICE,
            filter.clone() + &outside,
        ),
        (
            "a filter gives back what somebody sent who had logged in",
            true,
            ALICE,
            filter.clone() + &login,
        ),
        (
            "below a stranger stands a login of their own making",
            false,
            ALICE,
            filter + &outside + &login,
        ),
        ("a stranger greets as a login", false, ALICE, greeting),
    ];
    for (what, expected, from, fields) in cases {
        let before = stage.bob().count();
        let message = [
            fields.as_bytes(),
            &mail("[secure] plan", "", &format!("{CANARY}\r\n")),
        ];
        let reply = send(stage.postfix.smtp_port(), from, &[BOB], &message.concat());
        assert!(reply.is_ok(), "{what}: {reply:?}");
        let carrier = stage.bob().wait(before + 1);
        assert_eq!(is_vouched_for(&stage, &carrier, what), expected, "{what}");
    }
    // Whoever logs in answers for what they send, whatever it bears.
    let before = stage.bob().count();
    let mut smtp = Smtp::connect(stage.postfix.smtp_port()).unwrap();
    smtp.command("EHLO proxy.example.org").unwrap();
    smtp.command("XCLIENT NAME=[UNAVAILABLE] ADDR=192.0.2.8 LOGIN=alice")
        .unwrap();
    smtp.command("EHLO client.example.org").unwrap();
    let message = mail("[secure] plan", "", &format!("{CANARY}\r\n"));
    let message = [outside.as_bytes(), &message].concat();
    assert!(smtp.transaction(ALICE, &[BOB], &message).unwrap().is_ok());
    let carrier = stage.bob().wait(before + 1);
    assert!(is_vouched_for(&stage, &carrier, "a login"));
}

/// What a Sieve script does: what a stranger sent to Carol in Alice's name goes on to Bob.
#[test]
fn what_a_delivered_mail_is_redirected_as_is_sealed_without_a_voucher() {
    let stage = stage("redirect");
    let forged = mail("[secure] forged", "", &format!("{CANARY}\r\n"));
    let port = stage.postfix.smtp_port();
    assert!(send_from_outside(port, ALICE, &[CAROL], &forged).is_ok());
    let delivered = stage.postfix.mailbox(CAROL).wait(1);
    let redirect = |how: &str| {
        let before = stage.bob().count();
        match how {
            "smtp" => {
                let text = String::from_utf8(delivered.bytes.clone()).unwrap();
                let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
                assert!(send(port, ALICE, &[BOB], text.as_bytes()).is_ok());
            }
            _ => stage
                .postfix
                .sendmail(&["-f", ALICE, BOB], &delivered.bytes),
        }
        stage.bob().wait(before + 1)
    };
    for how in ["smtp", "sendmail"] {
        let carrier = redirect(how);
        assert!(!is_vouched_for(&stage, &carrier, how), "{how}");
    }
}
