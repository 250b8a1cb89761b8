//! Mail from programs on the same host: `sendmail`, with recipients from the header or over its own
//! SMTP.

use super::House;
use crate::sealing::CANARY;
use rig::postfix::Setup;
use rig::stage::{ALICE, BOB, assert_hidden, assert_sealed};

const HIDDEN: &str = "secret@example.com";

fn text(subject: &str, more: &str) -> String {
    format!(
        "From: Alice <{ALICE}>\nTo: Bob <{BOB}>\nCc: carol@example.net\n{more}Subject: {subject}\n\
         Date: Fri, 20 Nov 2026 10:00:00 +0000\nMessage-ID: <{}@example.org>\n\n{CANARY}\n",
        subject.len()
    )
}

#[test]
fn recipients_taken_from_the_header_are_sealed_for_and_the_hidden_ones_stay_hidden() {
    let by_recipient = "[[rule]]\nname = 'tag'\nwhen = \
                        { direction = 'outbound', subject_tag = '[secure]' }\nthen = 'seal'\n\
                        [[rule]]\nname = 'com'\nwhen = { recipient = 'example.com' }\nthen = \
                        'seal'\n";
    let house = House::with_rules(&Setup::new("sendmail-t"), by_recipient);
    let bcc = format!("Bcc: <{HIDDEN}>,\n\tdave@example.org\n");
    // By a tag, and by a rule that fits the hidden recipient alone.
    for (at, subject) in ["[secure] tagged", "by recipient"].into_iter().enumerate() {
        house
            .postfix
            .sendmail(&["-t", "-f", ALICE], text(subject, &bcc).as_bytes());
        house.postfix.mailbox(HIDDEN).wait(at + 1);
        house.postfix.settle();
        let sent = text(subject, "").replace('\n', "\r\n");
        for person in [BOB, "carol@example.net", HIDDEN, "dave@example.org"] {
            let mails = house.mails(person);
            assert_eq!(mails.len(), at + 1, "{person}");
            house.assert_opens(&mails[at], sent.as_bytes());
            if person != HIDDEN {
                assert_hidden(&mails[at], &[HIDDEN]);
            }
        }
    }
    house.assert_nothing_clear();
    house.postfix.sendmail(
        &["-t", "-f", ALICE],
        text("lunch", "Bcc: frank@example.org\n").as_bytes(),
    );
    house.postfix.mailbox(BOB).wait(3);
    house.postfix.settle();
    house.assert_clear(&house.mails(BOB)[2]);
    assert_hidden(&house.mails(BOB)[2], &["frank@"]);

    // A program that speaks SMTP to sendmail: its mail has the Received field of the `smtpd` that
    // sendmail ran.
    let message = text("[secure] x", "").replace('\n', "\r\n");
    let dialogue = format!(
        "EHLO localhost\r\nMAIL FROM:<{ALICE}>\r\nRCPT TO:<erin@example.com>\r\nRCPT \
         TO:<{HIDDEN}>\r\nDATA\r\n{message}.\r\nQUIT\r\n"
    );
    house.postfix.sendmail(&["-bs"], dialogue.as_bytes());
    let carrier = house.postfix.mailbox("erin@example.com").wait(1);
    assert_sealed(&carrier, &[CANARY]);
    let opened = String::from_utf8(house.daemon.open(&carrier.bytes)).unwrap();
    assert!(
        opened.starts_with("Received: ") && opened.ends_with(&message),
        "{opened}"
    );
    assert_hidden(&carrier, &[HIDDEN]);
    house.postfix.settle();
    assert_sealed(&house.mails(HIDDEN)[2], &[CANARY]);
}
