//! Carriers that come by again: through a second listener with our milter, changed on the way, or
//! in a loop.

use super::filters::{Filter, MILTER};
use super::{EVERYTHING, House};
use crate::sealing::{CANARY, mail};
use rig::place::Port;
use rig::postfix::Setup;
use rig::smtp::send;
use rig::stage::BOB;

fn message() -> Vec<u8> {
    mail("x", "", &format!("{CANARY}\r\n"))
}

/// A second listener with our milter, to which all mail from clients goes first, by an `smtp` of
/// its own.
fn twice(name: &str, extra: &str, second: &Port) -> Setup {
    Setup {
        extra: extra.into(),
        client_options: format!("-o content_filter=next:[127.0.0.1]:{}", second.number()),
        services: format!(
            "next unix - - n - - smtp\n127.0.0.1:{} inet n - y - - smtpd\n  -o content_filter= -o \
             smtpd_milters={MILTER}",
            second.number()
        ),
        ..Setup::new(name)
    }
}

#[test]
fn a_carrier_whose_addresses_are_rewritten_on_the_way_is_not_sealed_again() {
    let second = Port::take();
    let extra = "smtp_generic_maps = inline:{alice@example.org=secret@example.org}\n\
                 masquerade_domains = example.org\n";
    let house = House::with_rules(&twice("again", extra, &second), EVERYTHING);
    // The first milter hears of this sender, the second one of another, in the envelope and in the
    // header.
    let sent = String::from_utf8(message())
        .unwrap()
        .replace("alice@example.org", "alice@host.example.org");
    let reply = send(
        house.postfix.smtp_port(),
        "alice@host.example.org",
        &[BOB],
        sent.as_bytes(),
    );
    assert!(reply.is_ok(), "{reply:?}");
    house.postfix.settle();
    house.assert_arrived_sealed(BOB, &message());
    let carrier = house.only(BOB);
    assert_eq!(carrier.fields("Return-Path"), ["<secret@example.org>"]);
    assert_eq!(carrier.field("From"), "Alice <secret@example.org>");
    house.assert_decided(&["seal", "already sealed"]);
    house.assert_nothing_clear();
}

/// Two hosts that send a mail to each other for ever, but for the hop limit; on its way it gets a
/// field, as local delivery adds one.
#[test]
fn in_a_loop_a_mail_is_sealed_once_and_ends_at_the_hop_limit() {
    let second = Port::take();
    let filter = Filter::start(second.number(), "Delivered-To: bob@loop.example\r\n");
    let setup = Setup {
        extra: format!(
            "hopcount_limit = 10\nrelay_domains = loop.example\ntransport_maps = \
             inline:{{loop.example=next:[127.0.0.1]:{}}}\n",
            filter.port()
        ),
        services: format!(
            "next unix - - n - - smtp\n127.0.0.1:{} inet n - y - - smtpd",
            second.number()
        ),
        ..Setup::new("loop")
    };
    let house = House::with_rules(&setup, EVERYTHING);
    house.deliver(&["bob@loop.example"], &message());
    house.daemon.wait_log("decision=\"", 6);
    let decisions = house.decisions();
    let again = decisions
        .iter()
        .skip(1)
        .filter(|decision| *decision == "already sealed")
        .count();
    assert_eq!(
        (decisions[0].as_str(), again),
        ("seal", decisions.len() - 1),
        "{decisions:?}"
    );
    assert!((5..10).contains(&again), "{again} times round");
    let returned = house.only("alice@example.org");
    assert!(
        returned.text().contains("too many hops"),
        "{}",
        returned.text()
    );
    assert!(!filter.has_seen(CANARY));
    house.assert_nothing_clear();
}
