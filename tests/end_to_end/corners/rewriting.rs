//! Addresses that Postfix rewrites, and aliases. Rules judge the recipients that the client names;
//! what Postfix makes of them comes later.

use super::{CAROL, ERIN, EVERYTHING, House, OUTBOUND, TO_NET};
use crate::sealing::{CANARY, mail};
use rig::postfix::Setup;
use rig::smtp::send;
use rig::stage::{ALICE, BOB};

const DAVE: &str = "dave@example.com";
const FRANK: &str = "frank@example.org";

#[test]
fn of_a_message_that_is_split_each_member_of_an_alias_gets_one_copy() {
    let extra = format!(
        "virtual_alias_maps = inline:{{ {{team@example.org = {ERIN}, {FRANK}}}, \
         {{list@example.com = {DAVE}}},\n \
         {{board@example.org = alice@example.org, dave@example.org}} }}\n\
         recipient_canonical_maps = inline:{{former@example.com=carol@example.com}}\n"
    );
    let rules = format!(
        "{TO_NET}[[rule]]\nname = 'board'\nwhen = {{ recipient = 'board@example.org' }}\nthen = \
         'seal'\n"
    );
    let house = House::with_rules(
        &Setup {
            extra,
            ..Setup::new("split-alias")
        },
        &rules,
    );
    let message = mail("x", "", &format!("{CANARY}\r\n"));
    // An alias that is sealed for as one recipient is sealed for all of its members.
    house.deliver(&["board@example.org"], &message);
    house.assert_arrived_sealed(ALICE, &message);
    house.assert_arrived_sealed("dave@example.org", &message);
    house.assert_nothing_clear();
    house.deliver(
        &[
            BOB,
            "team@example.org",
            "list@example.com",
            "former@example.com",
        ],
        &message,
    );
    house.assert_arrived_sealed(BOB, &message);
    for person in [ERIN, FRANK, DAVE, CAROL] {
        house.assert_clear(&house.only(person));
    }
}

#[test]
fn an_alias_is_a_recipient_of_its_own_wherever_it_leads() {
    let extra = format!(
        "mydestination = lists.example.org\nmailbox_size_limit = 0\nalias_maps = \
         inline:{{ {{team = {BOB}, {ERIN}}} }}\n\
         virtual_alias_maps = inline:{{outside@example.org={BOB}}}\n\
         recipient_canonical_maps = inline:{{former@example.org={BOB}, \
         bob@former.example=erin@example.org}}\n"
    );
    let services = "local unix - n n - - local".into();
    let house = House::with_rules(
        &Setup {
            extra,
            services,
            ..Setup::new("aliases")
        },
        OUTBOUND,
    );
    house.daemon.running().kill();
    house.daemon.configure(|config| {
        let domains = vec!["example.org".into(), "lists.example.org".into()];
        config["mail"]
            .as_table_mut()
            .unwrap()
            .insert("local_domains".into(), toml::Value::Array(domains));
    });
    house.daemon.run(&[]);
    let message = mail("x", "", &format!("{CANARY}\r\n"));
    // These are local, whatever Postfix makes of them: the mail goes out in clear, as the
    // documentation says.
    for (at, local) in [
        "outside@example.org",
        "former@example.org",
        "team@lists.example.org",
    ]
    .iter()
    .enumerate()
    {
        house.deliver(&[local], &message);
        let mails = house.mails(BOB);
        assert_eq!(mails.len(), at + 1, "{local}");
        house.assert_clear(&mails[at]);
    }
    house.assert_clear(&house.only(ERIN));
    // The other way round, mail is sealed although it stays in the house.
    house.deliver(&["bob@former.example"], &message);
    house.assert_opens(&house.mails(ERIN)[1], &message);
}

#[test]
fn what_postfix_rewrites_in_a_header_is_sealed_as_rewritten() {
    let extra = "masquerade_domains = example.org\nsender_canonical_maps = \
                 inline:{a.b@example.org=alice@example.org}\n\
                 canonical_maps = inline:{robert@example.net=bob@example.net}\nappend_dot_mydomain \
                 = yes\n";
    let house = House::with_rules(
        &Setup {
            extra: extra.into(),
            ..Setup::new("rewriting")
        },
        EVERYTHING,
    );
    let sent = |from: &str, to: &str| {
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: x\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\
             Message-ID: <1@example.org>\r\n\r\n{CANARY}\r\n"
        )
    };
    for (at, from) in ["a.b@example.org", "alice@host.example.org"]
        .into_iter()
        .enumerate()
    {
        let message = sent(from, "Bob <robert@example.net>");
        let reply = send(
            house.postfix.smtp_port(),
            from,
            &["robert@example.net"],
            message.as_bytes(),
        );
        assert!(reply.is_ok(), "{reply:?}");
        house.postfix.settle();
        let carrier = house.mails(BOB).swap_remove(at);
        house.assert_opens(&carrier, sent(ALICE, "Bob <bob@example.net>").as_bytes());
        assert_eq!(carrier.fields("Return-Path"), [format!("<{ALICE}>")]);
        assert_eq!(
            (carrier.field("From").as_str(), carrier.field("To").as_str()),
            (ALICE, "Bob <bob@example.net>")
        );
    }
    house.assert_nothing_clear();
}
