//! Mail whose header begins with what is no field: Postfix ends the header there, and what was
//! meant for one is text.

use super::House;
use crate::sealing::CANARY;
use rig::postfix::Setup;
use rig::stage::{ALICE, BOB, assert_sealed};

/// What programs write before the first field.
const BEFORE: [&str; 6] = [
    "\r\n",
    "\r\n\r\n",
    " \r\n",
    "\u{feff}",
    "\u{feff}\r\n",
    "Mail to bob\r\n",
];

#[test]
fn a_tag_in_a_header_that_postfix_takes_for_text_seals() {
    let house = House::tagged(&Setup::new("headless"));
    for (nth, before) in BEFORE.iter().enumerate() {
        let message = format!(
            "{before}From: {ALICE}\r\nTo: {BOB}\r\nSubject: [secure] plan\r\n\r\n{CANARY}\r\n"
        );
        let local = message.replace("\r\n", "\n");
        house.deliver(&[BOB], message.as_bytes());
        house
            .postfix
            .sendmail(&["-f", ALICE, BOB], local.as_bytes());
        house.postfix.settle();
        assert_eq!(house.mails(BOB).len(), 2 * (nth + 1), "{before:?}");
        assert_eq!(
            house.clear_files(),
            [] as [std::path::PathBuf; 0],
            "{before:?}"
        );
    }
    for carrier in house.mails(BOB) {
        assert_sealed(&carrier, &[CANARY]);
        assert_eq!(carrier.fields("Subject"), ["plan"]);
        let opened = house.daemon.open(&carrier.bytes);
        let opened = String::from_utf8_lossy(&opened);
        assert!(opened.contains("Subject: [secure] plan"), "{opened}");
        assert!(opened.contains(CANARY), "{opened}");
    }
}

/// A mail that has a header passes, whatever stands in its text, and so does one without a tag.
#[test]
fn what_is_no_header_is_text() {
    let house = House::tagged(&Setup::new("text"));
    for text in [
        format!("To: {BOB}\r\nSubject: plan\r\n\r\nSubject: [secure] plan\r\n\r\n{CANARY}\r\n"),
        format!("\r\nSubject: plan\r\n\r\n{CANARY}\r\n"),
    ] {
        house.deliver(&[BOB], text.as_bytes());
    }
    for mail in house.mails(BOB) {
        house.assert_clear(&mail);
    }
}
