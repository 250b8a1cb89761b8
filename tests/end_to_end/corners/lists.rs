//! A real mailing list manager behind Postfix: mlmmj, which gets posts through a pipe and sends
//! them on through our listener.

use std::process::Command;

use super::{CAROL, ERIN, EVERYTHING, House};
use crate::sealing::{CANARY, mail};
use rig::place::{self, Port};
use rig::postfix::{Setup, mail_owner};
use rig::stage::{ALICE, BOB, assert_sealed};

const TEAM: &str = "team@lists.example.org";

/// A house with a list whose members are these.
fn house(name: &str, rules: &str, members: &[&str]) -> (House, Port) {
    let folder = place::fresh_folder(&format!("rig/{name}-list"));
    let list = folder.join("team");
    let mut make = Command::new("sh");
    make.arg("-c").arg(format!(
        "printf '%s\\n' lists.example.org {ALICE} en n | mlmmj-make-ml -L team -s '{}'",
        folder.display()
    ));
    place::succeed(&mut make);
    let write = |file: &str, text: &str| {
        std::fs::write(list.join(file), text).expect("the list's folder is ours")
    };
    write("control/prefix", "[team]\n");
    write(
        "control/customheaders",
        "List-Id: <team.lists.example.org>\nPrecedence: list\nX-Loop: team\n",
    );
    write("subscribers.d/all", &(members.join("\n") + "\n"));
    // Members who get a post in blind copy may have it.
    write("control/tocc", "");
    let port = Port::take();
    write("control/smtpport", &format!("{}\n", port.number()));
    let owner = mail_owner();
    place::succeed(place::as_root("chown").arg("-R").arg(&owner).arg(&folder));
    let setup = Setup {
        extra: "relay_domains = lists.example.org\nteam_destination_recipient_limit = 1\n\
                recipient_delimiter = +\n\
                transport_maps = inline:{lists.example.org=team:}\n"
            .into(),
        services: format!(
            "127.0.0.1:{} inet n - y - - smtpd\nteam unix - n n - - pipe flags=ORhu \
             user={owner}\n  \
             argv=/usr/bin/mlmmj-receive -F -L {}",
            port.number(),
            list.display()
        ),
        ..Setup::new(name)
    };
    let house = House::with_rules(&setup, rules);
    house.daemon.running().kill();
    house.daemon.configure(|config| {
        let domains = vec!["example.org".into(), "lists.example.org".into()];
        config["mail"]
            .as_table_mut()
            .unwrap()
            .insert("local_domains".into(), toml::Value::Array(domains));
    });
    house.daemon.run(&[]);
    (house, port)
}

#[test]
fn a_post_is_sealed_for_the_members_outside() {
    let (house, _port) = house("list", "", &[ERIN, BOB, CAROL]);
    let post = mail("[secure] plan", "", &format!("{CANARY}\r\n"));
    house.deliver(&[TEAM], &post);
    for person in [BOB, CAROL] {
        let carrier = house.postfix.mailbox(person).wait(1);
        assert_sealed(&carrier, &[CANARY]);
        let opened = String::from_utf8(house.daemon.open(&carrier.bytes)).unwrap();
        assert!(
            opened.contains("Subject: [team] [secure] plan") && opened.trim_end().ends_with(CANARY),
            "{opened}"
        );
        assert_eq!(carrier.field("Subject"), "[team] plan");
        // By these the member's mail program and the member's vacation program know a list.
        assert_eq!(carrier.field("List-Id"), "<team.lists.example.org>");
        assert_eq!(carrier.field("Precedence"), "list");
        assert!(
            carrier.field("Return-Path").starts_with("<team+bounces"),
            "{}",
            carrier.header()
        );
    }
    house.assert_clear(&house.postfix.mailbox(ERIN).wait(1));
    house.postfix.settle();
    assert_eq!(
        [BOB, CAROL, ERIN].map(|person| house.mails(person).len()),
        [1, 1, 1]
    );
    // An untagged post stays as it is.
    house.deliver(&[TEAM], &mail("lunch", "", &format!("{CANARY}\r\n")));
    house.assert_clear(&house.postfix.mailbox(BOB).wait(2));
}

#[test]
fn a_post_that_reaches_the_list_sealed_is_not_sealed_again() {
    let (house, _port) = house("list-sealed", EVERYTHING, &[ERIN, BOB]);
    let post = mail("plan", "", &format!("{CANARY}\r\n"));
    house.deliver(&[TEAM], &post);
    for person in [BOB, ERIN] {
        let carrier = house.postfix.mailbox(person).wait(1);
        house.assert_opens(&carrier, &post);
        assert_eq!(carrier.field("List-Id"), "<team.lists.example.org>");
        assert_eq!(
            carrier.fields("X-Loop"),
            [] as [String; 0],
            "what a carrier doesn't keep goes again"
        );
    }
    let list = house.postfix.folder().with_file_name("list-sealed-list");
    house.assert_nothing_clear();
    let archived = place::as_root("grep")
        .args(["-rl", CANARY])
        .arg(list)
        .output()
        .unwrap()
        .stdout;
    assert_eq!(String::from_utf8_lossy(&archived), "", "the list's archive");
}
