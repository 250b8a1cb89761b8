//! Many recipients, and large messages.

use std::collections::HashSet;

use base64::Engine;

use super::{CAROL, House, OUTBOUND, TO_NET};
use crate::sealing::{CANARY, mail};
use rig::mailbox::Mail;
use rig::postfix::Setup;
use rig::smtp::Reply;
use rig::stage::{BOB, assert_hidden, assert_sealed};

/// Whose mailbox is the one for all names that have none.
const ANYONE: [&str; 2] = ["anyone@example.net", "anyone@example.org"];

fn people(domain: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("p{n}@{domain}")).collect()
}

fn send(house: &House, to: &[String], message: &[u8]) -> Reply {
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    house.send(&to, message)
}

/// For whom each of these mails was delivered; nobody gets two.
fn delivered(mails: &[Mail]) -> HashSet<String> {
    let to: HashSet<String> = mails
        .iter()
        .map(|mail| mail.field("X-Original-To"))
        .collect();
    assert_eq!(to.len(), mails.len(), "somebody got two");
    to
}

fn body(mail: &Mail) -> String {
    mail.text().split_once("\n\n").unwrap().1.to_owned()
}

#[test]
fn a_thousand_recipients_get_their_mail_once() {
    let house = House::with_rules(&Setup::new("thousand"), TO_NET);
    let message = mail("x", "", &format!("{CANARY}\r\n"));
    let outside = people("example.net", 1_000);
    assert!(send(&house, &outside, &message).is_ok());
    house.postfix.settle();
    let carriers = house.mails(ANYONE[0]);
    assert_eq!(delivered(&carriers), outside.iter().cloned().collect());
    house.assert_opens(&carriers[0], &message);
    assert!(
        carriers
            .iter()
            .all(|carrier| body(carrier) == body(&carriers[0])),
        "one carrier for all"
    );
    assert_hidden(&carriers[0], &["p999@", "p998@"]);
    house.assert_nothing_clear();

    // Half of them in the house: they get it in clear.
    let (outside, inside) = (people("example.net", 500), people("example.org", 500));
    assert!(send(&house, &[outside.as_slice(), &inside].concat(), &message).is_ok());
    house.postfix.settle();
    let carriers = &house.mails(ANYONE[0])[1_000..];
    assert_eq!(delivered(carriers), outside.iter().cloned().collect());
    carriers
        .iter()
        .for_each(|carrier| assert_sealed(carrier, &[CANARY]));
    let clear = house.mails(ANYONE[1]);
    assert_eq!(delivered(&clear), inside.iter().cloned().collect());
    clear.iter().for_each(|mail| house.assert_clear(mail));
}

#[test]
fn many_copies_apart_are_each_for_one() {
    let house = House::with_rules(
        &Setup::new("many-each"),
        &format!("{OUTBOUND}copies = 'each'\n"),
    );
    let message = mail("x", "", &format!("{CANARY}\r\n"));
    let (outside, inside) = (people("example.net", 60), people("example.org", 3));
    assert!(send(&house, &[outside.as_slice(), &inside].concat(), &message).is_ok());
    house.postfix.settle();
    let carriers = house.mails(ANYONE[0]);
    assert_eq!(delivered(&carriers), outside.iter().cloned().collect());
    let bodies: HashSet<String> = carriers.iter().map(body).collect();
    assert_eq!(bodies.len(), 60, "a carrier of one's own");
    carriers
        .iter()
        .for_each(|carrier| house.assert_opens(carrier, &message));
    assert_eq!(
        delivered(&house.mails(ANYONE[1])),
        inside.iter().cloned().collect()
    );
}

/// A mail of this size that can't be compressed; the word stands all through it.
fn large(bytes: usize) -> Vec<u8> {
    let mut message = mail("x", "Content-Transfer-Encoding: base64\r\n", "");
    let (mut state, mut line) = (0x9e37_79b9_7f4a_7c15_u64, [0_u8; 48]);
    while message.len() < bytes {
        for eight in line.chunks_exact_mut(8) {
            // xorshift
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            eight.copy_from_slice(&state.to_be_bytes());
        }
        message.extend_from_slice(
            base64::engine::general_purpose::STANDARD
                .encode(line)
                .as_bytes(),
        );
        message.extend_from_slice(format!("{CANARY}\r\n").as_bytes());
    }
    message
}

/// The most memory that a process has had, in megabytes.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1_024
}

#[test]
fn fifty_megabytes_arrive_sealed_and_open_to_the_same_bytes() {
    let house = House::with_rules(&Setup::new("large"), TO_NET);
    let message = large(50 << 20);
    let process = house.daemon.running().id().unwrap();
    house.deliver(&[BOB], &message);
    let one = peak(process);
    let carrier = house.only(BOB);
    assert!(
        house.daemon.open(&carrier.bytes) == message,
        "what is opened differs"
    );
    assert!(
        carrier.bytes.len() < message.len() / 100 * 105,
        "{} bytes of carrier",
        carrier.bytes.len()
    );
    house.assert_nothing_clear();
    // The carrier, once.
    assert!(one < 130, "sealing 50 MB took {one} MB of memory");
    // When it is split, message, copy and carrier are there at a time.
    house.deliver(&[BOB, CAROL], &message);
    let split = peak(process);
    assert!(
        house.daemon.open(&house.mails(BOB)[1].bytes) == message,
        "what is opened differs"
    );
    assert!(house.only(CAROL).bytes.len() > message.len() / 100 * 97);
    assert!(split < 330, "splitting 50 MB took {split} MB of memory");
    println!("50 MB: {one} MB to seal, {split} MB to split");
}
