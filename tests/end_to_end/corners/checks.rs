//! `header_checks` and `body_checks`, which Postfix applies before the milter sees the message, and
//! `milter_header_checks`, after it.

use super::{CAROL, House, TO_NET};
use crate::sealing::{CANARY, mail};
use rig::place::succeed;
use rig::postfix::Setup;
use rig::stage::{BOB, assert_sealed};
use rig::wait_for;

const FRANK: &str = "frank@example.com";

fn checks(name: &str) -> Setup {
    let extra = "header_checks = regexp:{ {/^X-Replace:/ REPLACE X-Replaced: one}, \
                 {/^X-Prepend:/ PREPEND X-Before: two},\n\
                 \x20{/^X-Ignore:/ IGNORE}, {/^X-Redirect:/ REDIRECT frank@example.com}, \
                 {/^X-Bcc:/ BCC frank@example.com},\n\
                 \x20{/^X-Hold:/ HOLD}, {/^X-Discard:/ DISCARD}, {/^X-Reject:/ REJECT not here}, \
                 {/^X-Logged:/ WARN} }\n\
                 body_checks = regexp:{ {/^replace/ REPLACE replaced}, {/^ignore/ IGNORE}, \
                 {/^prepend/ PREPEND before} }\n";
    Setup {
        extra: extra.into(),
        ..Setup::new(name)
    }
}

#[test]
fn what_checks_change_or_copy_is_sealed_and_what_they_stop_goes_nowhere() {
    let house = House::with_rules(&checks("checks-change"), TO_NET);
    let body = |lines: &str| format!("{CANARY}\r\n{lines}end\r\n");
    let sent = mail(
        "x",
        "X-Replace: a\r\nX-Prepend: b\r\nX-Ignore: c\r\n",
        &body("replace\r\nignore\r\nprepend\r\n"),
    );
    house.deliver(&[BOB], &sent);
    let carrier = house.only(BOB);
    assert_sealed(&carrier, &[CANARY, "X-Replaced", "X-Before", "X-Prepend"]);
    let opened = String::from_utf8(house.daemon.open(&carrier.bytes)).unwrap();
    assert!(
        opened.ends_with(&format!(
            "X-Replaced: one\r\nX-Before: two\r\nX-Prepend: b\r\n\r\n{}",
            body("replaced\r\nbefore\r\nprepend\r\n")
        )),
        "{opened}"
    );
    house.assert_nothing_clear();

    let message = |more: &str| mail("x", more, &format!("{CANARY}\r\n"));
    house.deliver(&[BOB], &message("X-Bcc: yes\r\n"));
    house.assert_opens(&house.mails(BOB)[1], &message("X-Bcc: yes\r\n"));
    house.assert_arrived_sealed(FRANK, &message("X-Bcc: yes\r\n"));
    house.assert_nothing_clear();
    // What isn't delivered is not copied either.
    house.deliver(&[BOB, CAROL], &message("X-Discard: yes\r\n"));
    assert!(
        !house
            .send(&[BOB, CAROL], &message("X-Reject: yes\r\n"))
            .is_ok()
    );
    assert_eq!(
        [BOB, CAROL, FRANK].map(|person| house.mails(person).len()),
        [2, 0, 1]
    );
    house.assert_nothing_clear();

    // The line that a check matches stands in Postfix's log, in clear.
    house.deliver(
        &[BOB],
        &mail("x", &format!("X-Logged: {CANARY}\r\n"), "body\r\n"),
    );
    assert_sealed(&house.mails(BOB)[2], &[CANARY]);
    let files = house.clear_files();
    assert_eq!(files.len(), 1, "{files:?}");
    assert!(files[0].ends_with("log/mail.log"));
}

/// Postfix asks no milter about the content of what it redirects.
#[test]
fn what_checks_redirect_goes_unseen_by_the_milter() {
    let access = "smtpd_recipient_restrictions = check_recipient_access \
                  inline:{ {dave@example.net = REDIRECT frank@example.com} }\n\
                  body_checks = regexp:{ {/^redirect/ REDIRECT frank@example.com} }\n";
    let setup = checks("checks-redirect");
    let house = House::with_rules(
        &Setup {
            extra: setup.extra.clone() + access,
            ..setup
        },
        TO_NET,
    );
    let canary = format!("{CANARY}\r\n");
    house.deliver(&[BOB], &mail("by header", "X-Redirect: yes\r\n", &canary));
    house.deliver(
        &[BOB],
        &mail("by body", "", &format!("redirect\r\n{canary}")),
    );
    let mails = house.mails(FRANK);
    assert_eq!(mails.len(), 2);
    mails.iter().for_each(|mail| house.assert_clear(mail));
    assert_eq!(house.decisions(), [] as [String; 0]);
    // What is redirected for its recipient's sake is seen.
    house.deliver(&["dave@example.net"], &mail("by access", "", &canary));
    house.assert_opens(&house.mails(FRANK)[2], &mail("by access", "", &canary));
    assert!(
        [BOB, "dave@example.net"]
            .iter()
            .all(|person| house.mails(person).is_empty())
    );
}

/// Postfix changes a message in its queue file without wiping what it replaces: that stays in it,
/// where nothing reads it, until the mail has left.
#[test]
fn what_checks_hold_is_held_sealed_with_all_its_copies() {
    let house = House::with_rules(&checks("checks-hold"), TO_NET);
    let long = format!("{}\r\n", CANARY.repeat(8)).repeat(5_000);
    let message = mail(
        "x",
        &format!("X-Hold: yes\r\nX-Secret: {CANARY}\r\n"),
        &long,
    );
    assert!(house.send(&[BOB], &message).is_ok());
    let held = house.postfix.queued();
    assert_eq!(held.len(), 1);
    assert_eq!(
        house.postfix.files_with(CANARY),
        held,
        "Postfix wipes by now what it replaces: the documentation can say so"
    );
    let shown = succeed(
        house
            .postfix
            .program("postcat")
            .arg("-q")
            .arg(held[0].file_name().unwrap()),
    )
    .stdout;
    assert!(
        !String::from_utf8_lossy(&shown).contains(CANARY),
        "postcat shows what is delivered"
    );

    assert!(house.send(&["dave@example.net", CAROL], &message).is_ok());
    let held = || house.postfix.queued();
    wait_for("the held mails", || (held().len() == 3).then_some(()));
    assert!(
        held()
            .iter()
            .all(|file| file.to_string_lossy().contains("/hold/")),
        "{:?}",
        held()
    );
    succeed(house.postfix.program("postsuper").args(["-H", "ALL"]));
    house.postfix.flush();
    house.postfix.settle();
    house.assert_arrived_sealed(BOB, &message);
    house.assert_arrived_sealed("dave@example.net", &message);
    house.assert_clear(&house.only(CAROL));
}

#[test]
fn checks_on_what_milters_add_see_the_mark_of_a_carrier() {
    let extra = "milter_header_checks = regexp:{ {/^X-Postseal:/ REDIRECT frank@example.com} }\n";
    let house = House::with_rules(
        &Setup {
            extra: extra.into(),
            ..Setup::new("checks-milter")
        },
        TO_NET,
    );
    let message = mail("x", "", &format!("{CANARY}\r\n"));
    house.deliver(&[BOB], &message);
    house.deliver(&[CAROL], &mail("x", "", "plain\r\n"));
    assert_eq!([BOB, CAROL].map(|person| house.mails(person).len()), [0, 1]);
    house.assert_arrived_sealed(FRANK, &message);
    house.assert_nothing_clear();
}
