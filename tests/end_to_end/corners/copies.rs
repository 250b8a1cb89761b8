//! Copies that Postfix makes by itself: `always_bcc` and the bcc maps.

use super::{CAROL, ERIN, House, TO_NET};
use crate::sealing::{CANARY, mail};
use rig::postfix::Setup;
use rig::stage::{BOB, assert_sealed, wrapper};
use rig::visit::Visit;

const ALWAYS: &str = "frank@example.com";
const OF_SENDER: &str = "dave@example.org";
const OF_BOB: &str = "dave@example.com";

/// A Postfix that copies all mail; its listener for postseal has a `cleanup` of its own, which
/// doesn't.
fn copying(name: &str) -> Setup {
    let extra = format!(
        "always_bcc = {ALWAYS}\nsender_bcc_maps = inline:{{alice@example.org={OF_SENDER}}}\n\
         recipient_bcc_maps = inline:{{{BOB}={OF_BOB}}}\n"
    );
    Setup {
        extra,
        reinjection_options: "-o cleanup_service_name=postseal-cleanup".into(),
        services: "postseal-cleanup unix n - y - 0 cleanup\n  \
                   -o always_bcc= -o sender_bcc_maps= -o recipient_bcc_maps="
            .into(),
        ..Setup::new(name)
    }
}

#[test]
fn postfix_copies_what_is_sealed_sealed_and_once() {
    let house = House::with_rules(&copying("bcc-maps"), TO_NET);
    let message = mail("x", "", &format!("{CANARY}\r\n"));
    house.deliver(&[BOB], &message);
    for person in [BOB, ALWAYS, OF_SENDER, OF_BOB] {
        house.assert_arrived_sealed(person, &message);
    }
    house.assert_nothing_clear();
    // Of a message that is split, it is the sealed one that is copied: nobody gets both.
    let message = mail("split", "", &format!("{CANARY}\r\n"));
    house.deliver(&[BOB, CAROL, ERIN], &message);
    for person in [BOB, ALWAYS, OF_SENDER, OF_BOB] {
        let mails = house.mails(person);
        assert_eq!(mails.len(), 2, "{person}");
        house.assert_opens(&mails[1], &message);
    }
    house.assert_clear(&house.only(CAROL));
    house.assert_clear(&house.only(ERIN));
    // A passcode is copied to nobody.
    let carrier = house.mails(BOB).swap_remove(0);
    let mut visit = Visit::open(house.daemon.portal_port(), &wrapper(&carrier));
    visit.prove(BOB, &house.postfix.mailbox(BOB));
    house.postfix.settle();
    assert_eq!(
        [ALWAYS, OF_BOB].map(|person| house.mails(person).len()),
        [2, 2]
    );
    // What a program sends is copied as what comes by SMTP.
    house.postfix.sendmail(
        &["-f", "alice@example.org", BOB],
        &mail("local", "", &format!("{CANARY}\r\n")),
    );
    house.postfix.mailbox(OF_BOB).wait(3);
    house.postfix.settle();
    for person in [ALWAYS, OF_SENDER, OF_BOB] {
        assert_sealed(house.mails(person).last().unwrap(), &[CANARY]);
    }
    // The rules judge the recipients that the client names: the copy of a message that passes is in
    // clear, whoever gets it.
    house.deliver(&[CAROL], &mail("x", "", &format!("{CANARY}\r\n")));
    house.assert_clear(house.mails(ALWAYS).last().unwrap());
}
