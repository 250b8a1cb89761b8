//! Addresses, headers and bodies beyond ASCII.

use super::{CAROL, House};
use crate::sealing::CANARY;
use rig::postfix::Setup;
use rig::smtp::send;

/// Whose mailbox is the one for all other names.
const BOEB: &str = "bøb.漢字@example.net";
const AALICE: &str = "ålice@example.org";

fn message(subject: &str, body: &[u8]) -> Vec<u8> {
    let header = format!(
        "From: Ålice <{AALICE}>\r\nTo: Bøb <{BOEB}>\r\nSubject: {subject}\r\nX-Size: {CANARY} \
         漢字\r\n\
         Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{}.ü@example.org>\r\nMIME-Version: \
         1.0\r\n\
         Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
        subject.len()
    );
    [header.as_bytes(), body].concat()
}

#[test]
fn mail_with_internationalized_addresses_and_eight_bit_text_opens_to_its_exact_bytes() {
    let house = House::tagged(&Setup::new("utf8"));
    let port = house.postfix.smtp_port();
    let all_bytes: Vec<u8> = (1..=255)
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    let body = [CANARY.as_bytes(), &all_bytes, b"\r\n\xe9\xff\r\n"].concat();
    let sealed = message("[secure] Größe 漢字", &body);
    let reply = send(port, AALICE, &[BOEB], &sealed);
    assert!(reply.is_ok(), "{reply:?}");
    house.postfix.settle();
    let carrier = house.only("anyone@example.net");
    house.assert_opens(&carrier, &sealed);
    // The names of the sender and the recipient stay as they were; a UTF-8 field of ours would need
    // no less.
    assert_eq!(carrier.field("To"), format!("Bøb <{BOEB}>"));
    assert_eq!(carrier.fields("Return-Path"), [format!("<{AALICE}>")]);
    assert_eq!(
        carrier.body("plain").map(|text| text.contains(AALICE)),
        Some(true)
    );
    let parsed = mail_parser::MessageParser::default()
        .parse(&carrier.bytes)
        .unwrap();
    assert_eq!(parsed.subject(), Some("Größe 漢字"));
    house.assert_nothing_clear();

    // In clear, it passes as it came.
    assert!(send(port, AALICE, &[BOEB], &message("Größe", &body)).is_ok());
    house.postfix.settle();
    let mails = house.mails("anyone@example.net");
    let clear = mails
        .iter()
        .find(|mail| mail.fields("X-Postseal").is_empty())
        .unwrap();
    let sent = message("Größe", &body)
        .split(|byte| *byte == b'\r')
        .collect::<Vec<_>>()
        .concat();
    assert!(clear.bytes.ends_with(&sent), "{}", clear.text());
}

#[test]
fn a_message_with_an_internationalized_sender_is_split() {
    let house = House::with_rules(&Setup::new("utf8-split"), super::TO_NET);
    let sent = message("x", format!("{CANARY} é\r\n").as_bytes());
    let reply = send(
        house.postfix.smtp_port(),
        AALICE,
        &["bob@example.net", CAROL],
        &sent,
    );
    assert!(reply.is_ok(), "{reply:?}");
    house.postfix.settle();
    house.assert_arrived_sealed("bob@example.net", &sent);
    house.assert_clear(&house.only(CAROL));
    assert_eq!(
        house.only(CAROL).fields("Return-Path"),
        [format!("<{AALICE}>")]
    );
    // To a recipient whose address programs write in several ways it is sealed for all.
    assert!(
        send(
            house.postfix.smtp_port(),
            AALICE,
            &[BOEB, "dave@example.com"],
            &sent
        )
        .is_ok()
    );
    house.postfix.settle();
    house.assert_arrived_sealed("anyone@example.net", &sent);
    house.assert_arrived_sealed("dave@example.com", &sent);
}
