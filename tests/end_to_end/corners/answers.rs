//! Mail that programs send in answer to mail: bounces and vacation notices.

use std::io::Write;
use std::process::Stdio;

use super::{EVERYTHING, House};
use crate::sealing::{CANARY, mail};
use rig::mailbox::Mail;
use rig::place;
use rig::postfix::{Setup, mail_owner};
use rig::smtp::send;
use rig::stage::{ALICE, BOB, assert_hidden, assert_sealed};

#[test]
fn a_bounce_returns_the_carrier_and_nothing_else() {
    let extra =
        "relay_domains = nowhere.example\ntransport_maps = inline:{nowhere.example=refuse:}\n"
            .to_owned();
    // A program that takes no mail.
    let services = format!(
        "refuse unix - n n - - pipe user={} argv=/bin/false",
        mail_owner()
    );
    let house = House::tagged(&Setup {
        extra,
        services,
        ..Setup::new("bounce")
    });
    house.deliver(
        &["bob@nowhere.example"],
        &mail("[secure] x", "", &format!("{CANARY}\r\n")),
    );
    let returned = house.only(ALICE);
    assert!(
        returned.text().contains("X-Postseal: v2 ") && returned.text().contains("Command died"),
        "{}",
        returned.text()
    );
    assert_hidden(&returned, &[CANARY]);
    house.assert_nothing_clear();
}

#[test]
fn bounces_of_others_are_judged_by_the_rules_as_any_mail_is() {
    let rules = format!(
        "[[rule]]\nname = 'bounces'\nwhen = {{ sender = '<>', recipient = 'carol@example.net' }}\n\
         then = 'pass'\n{EVERYTHING}"
    );
    let house = House::with_rules(&Setup::new("null-sender"), &rules);
    let bounce = mail(
        "Undeliverable: x",
        "Auto-Submitted: auto-replied\r\n",
        &format!("{CANARY}\r\n"),
    );
    assert!(
        send(
            house.postfix.smtp_port(),
            "",
            &["carol@example.net"],
            &bounce
        )
        .is_ok()
    );
    assert!(send(house.postfix.smtp_port(), "", &[BOB], &bounce).is_ok());
    house.postfix.settle();
    house.assert_clear(&house.only("carol@example.net"));
    house.assert_arrived_sealed(BOB, &bounce);
    // It stays a bounce.
    let carrier = house.only(BOB);
    assert_eq!(carrier.fields("Return-Path"), ["<>"]);
    assert_eq!(carrier.field("Auto-Submitted"), "auto-replied");
}

impl House {
    /// Somebody's vacation program gets a mail that has arrived, as a delivery agent would hand it
    /// over.
    fn vacation(&self, person: &str, arrived: &Mail) {
        let file = |name: &str| self.postfix.folder().join(format!("{person}.{name}"));
        std::fs::write(
            file("msg"),
            format!(
                "From: {person}\nSubject: away: $SUBJECT\n\
                                             Auto-Submitted: auto-replied\nPrecedence: bulk\n\n\
                                             Back on Monday.\n"
            ),
        )
        .unwrap();
        let from = arrived.field("Return-Path");
        let mut command = place::as_root("env");
        command
            .arg(format!(
                "MAIL_CONFIG={}",
                self.postfix.config_dir().display()
            ))
            .args(["vacation", "-j", "-f"]);
        command
            .arg(file("db"))
            .arg("-m")
            .arg(file("msg"))
            .arg("root");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .expect("the vacation that `tests/setup.sh test` installs");
        let mut stdin = child.stdin.take().unwrap();
        let first = format!(
            "From {} Fri Nov 20 10:00:00 2026\n",
            from.trim_matches(['<', '>'])
        );
        stdin
            .write_all(&[first.as_bytes(), &arrived.bytes].concat())
            .unwrap();
        drop(stdin);
        // The sendmail that it starts holds these pipes until it is done.
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "vacation: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        self.postfix.settle();
    }
}

#[test]
fn an_absent_recipient_answers_a_sealed_mail_once_and_nobody_answers_that() {
    let house = House::with_rules(&Setup::new("vacation"), EVERYTHING);
    // That no answer is wanted is seen on the carrier too.
    let unwanted =
        "Precedence: bulk\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n";
    let report = mail("report", unwanted, &format!("{CANARY}\r\n"));
    house.deliver(&[BOB], &report);
    house.assert_arrived_sealed(BOB, &report);
    let carrier = house.only(BOB);
    let kept = ["Precedence", "Auto-Submitted", "X-Auto-Response-Suppress"]
        .map(|name| carrier.field(name));
    assert_eq!(kept, ["bulk", "auto-generated", "All"]);
    house.vacation(BOB, &carrier);
    house.daemon.wait_log("decision=\"", 1);
    assert_eq!(house.decisions().len(), 1, "the report was answered");

    for nth in 1..=2 {
        house.deliver(&[BOB], &mail("plan", "", &format!("{CANARY} {nth}\r\n")));
        house.vacation(BOB, &house.mails(BOB)[nth]);
    }
    // The answer is a mail like any other; that a program sent it still shows.
    let answer = house.only(ALICE);
    assert_sealed(&answer, &["Back on Monday"]);
    let opened = String::from_utf8(house.daemon.open(&answer.bytes)).unwrap();
    assert!(
        opened.contains("Back on Monday") && opened.contains("away: plan"),
        "{opened}"
    );
    assert_eq!(
        ["Precedence", "Auto-Submitted"].map(|name| answer.field(name)),
        ["bulk", "auto-replied"]
    );
    // The report, two plans and one answer.
    house.daemon.wait_log("decision=\"", 4);
    house.vacation(ALICE, &answer);
    assert_eq!(house.decisions().len(), 4, "the answer was answered");
    house.assert_nothing_clear();
}
