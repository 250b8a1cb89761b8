//! The backstop of conf/backstop.txt, line by line, on a real Postfix: what the milter has not
//! judged never leaves, and all else does.

use crate::sealing::{CANARY, mail};
use rig::daemon::Daemon;
use rig::place::Port;
use rig::postfix::{Postfix, Setup};
use rig::smtp::{Reply, Smtp, send};
use rig::stage::{ALICE, BOB, assert_sealed, wrapper};
use rig::visit::Visit;
use rig::wait_for;

const CAROL: &str = "carol@example.com";
const ERIN: &str = "erin@example.org";

/// The recipe's lines with ports of ours: for main.cf, and for master.cf.
fn recipe(released: &Port) -> (String, String) {
    let lines =
        include_str!("../../conf/backstop.txt").replace("10027", &released.number().to_string());
    let (main, master) = lines.split_once("# In /etc/postfix/master.cf").unwrap();
    (
        main.to_owned(),
        master.split_once('\n').unwrap().1.to_owned(),
    )
}

/// Postfix with the backstop and with `accept`, so that only the backstop holds mail when the
/// milter is gone.
fn rig(name: &str, extra: &str) -> (Postfix, Daemon, [Port; 2]) {
    rig_with(name, extra, "")
}

/// The same with more services.
fn rig_with(name: &str, extra: &str, more: &str) -> (Postfix, Daemon, [Port; 2]) {
    let [released, unseen] = [Port::take(), Port::take()];
    let (main, services) = recipe(&released);
    let setup = Setup {
        default_action: "accept".into(),
        extra: format!("{main}{extra}"),
        reinjection_options: "-o content_filter=".into(),
        services: format!(
            "scache unix - - y - 1 scache\n{services}127.0.0.1:{} inet n - y - - smtpd -o \
             receive_override_options=no_milters\n{more}",
            unseen.number()
        ),
        ..Setup::new(name)
    };
    let postfix = Postfix::start(&setup);
    let daemon = Daemon::install(&postfix);
    daemon.configure(|config| {
        config["milter"]
            .as_table_mut()
            .unwrap()
            .insert("verdict".into(), true.into());
        let rules = toml::toml! {
            [[rule]]
            when = { subject_tag = "[hold]" }
            then = "hold"
            [[rule]]
            when = { subject_tag = "[refuse]" }
            then = "reject"
            [[rule]]
            when = { subject_word = "looked", words = "never said" }
            then = "seal"
            [[rule]]
            when = { subject_tag = "[secure]", recipient = "example.net" }
            then = "seal"
        };
        let mut rules = rules["rule"].as_array().unwrap().clone();
        for (at, rule) in rules.iter_mut().enumerate() {
            rule.as_table_mut()
                .unwrap()
                .insert("name".into(), format!("rule {at}").into());
        }
        config.insert("rule".into(), rules.into());
    });
    (postfix, daemon, [released, unseen])
}

#[test]
fn what_the_milter_has_judged_leaves_as_ever() {
    let (postfix, daemon, _ports) = rig("backstop", "");
    daemon.run(&[]);
    let port = postfix.smtp_port();
    let arrives = |to: &str, n: usize| postfix.mailbox(to).wait(n);
    let plain = |mail: &rig::mailbox::Mail| {
        assert!(
            mail.text().contains(CANARY) && mail.fields("X-Postseal-Verdict").is_empty(),
            "{}",
            mail.text()
        );
    };

    // Passed at the end of its header, with a body of many frames, to inside and outside.
    let large = mail(
        "lunch",
        "X-Postseal-Verdict: forged\r\n",
        &format!("{CANARY}\r\n{}", "0123456789\r\n".repeat(40_000)),
    );
    assert!(send(port, ALICE, &[CAROL, ERIN], &large).is_ok());
    for to in [CAROL, ERIN] {
        let mail = arrives(to, 1);
        plain(&mail);
        let body = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes)
                .replace('\r', "")
                .split_once("\n\n")
                .unwrap()
                .1
                .to_owned()
        };
        assert!(
            body(&mail.bytes) == body(&large),
            "the body is what was sent"
        );
    }
    // Passed with its body inspected, and without a body.
    assert!(
        send(
            port,
            ALICE,
            &[CAROL],
            &mail("looked at", "", &format!("{CANARY}\r\n"))
        )
        .is_ok()
    );
    plain(&arrives(CAROL, 2));
    assert!(send(port, ALICE, &[CAROL], b"Subject: no body\r\n").is_ok());
    assert_eq!(arrives(CAROL, 3).field("Subject"), "no body");

    // Sealed; sealed again as the carrier that it is; split, with a copy past the milter.
    assert!(
        send(
            port,
            ALICE,
            &[BOB],
            &mail("[secure] plan", "", &format!("{CANARY}\r\n"))
        )
        .is_ok()
    );
    let carrier = arrives(BOB, 1);
    assert_sealed(&carrier, &[CANARY]);
    assert!(
        carrier.fields("X-Postseal-Verdict").is_empty(),
        "{}",
        carrier.header()
    );
    assert!(
        send(
            port,
            ALICE,
            &[BOB, CAROL],
            &mail("[secure] plan", "", &format!("{CANARY}\r\n"))
        )
        .is_ok()
    );
    assert_sealed(&arrives(BOB, 2), &[CANARY]);
    plain(&arrives(CAROL, 4));

    // A passcode, by the same way as copies.
    let mut visit = Visit::open(daemon.portal_port(), &wrapper(&carrier));
    visit.prove(BOB, &postfix.mailbox(BOB));
    assert!(visit.text().contains(CANARY), "{}", visit.text());

    // The sendmail command; several messages in one session; a bounce.
    postfix.sendmail(
        &["-f", ALICE, CAROL],
        format!("Subject: local\n\n{CANARY}\n").as_bytes(),
    );
    plain(&arrives(CAROL, 5));
    let mut smtp = Smtp::connect(port).unwrap();
    smtp.command("EHLO client.example.org").unwrap();
    for subject in ["one", "[secure] two", "three"] {
        assert!(
            smtp.transaction(ALICE, &[BOB], &mail(subject, "", "x\r\n"))
                .unwrap()
                .is_ok(),
            "{subject}"
        );
    }
    arrives(BOB, 6);
    postfix.sendmail(&["-f", ALICE, "zoe@example.edu"], b"Subject: far\n\nx\n");
    let bounce = arrives(ALICE, 1);
    assert_eq!(bounce.field("Auto-Submitted"), "auto-replied");

    // Refused, and held until it is released.
    assert_eq!(
        send(port, ALICE, &[BOB], &mail("[refuse] x", "", "x\r\n")).code,
        550
    );
    let before = postfix.mailbox(BOB).count();
    assert!(
        send(
            port,
            ALICE,
            &[BOB],
            &mail("[hold] x", "", &format!("{CANARY}\r\n"))
        )
        .is_ok()
    );
    wait_for("the held mail", || {
        postfix
            .queued()
            .iter()
            .any(|file| file.to_string_lossy().contains("/hold/"))
            .then_some(())
    });
    assert!(
        postfix
            .program("postsuper")
            .args(["-H", "ALL"])
            .status()
            .unwrap()
            .success()
    );
    postfix.flush();
    assert_sealed(&arrives(BOB, before + 1), &[CANARY]);
    postfix.settle();

    let check = daemon.command("check", &[], b"");
    let told = String::from_utf8_lossy(&check.stdout).into_owned();
    // The path of the configuration has the word.
    let told = told.replace("rig/backstop/", "rig/");
    assert!(
        !told.contains("backstop") || told.contains("goes past"),
        "{told}"
    );
    assert!(
        told.contains("default_action of our milter in smtpd_milters is \"accept\""),
        "{told}"
    );
}

#[test]
fn what_the_milter_has_not_judged_never_leaves() {
    let maps = "smtpd_milter_maps = cidr:{{192.0.2.0/24 DISABLE}}\n";
    let (postfix, daemon, [_, unseen]) = rig("backstop-unseen", maps);
    // The fields with which clients would like to have judged themselves.
    let forged = "X-Postseal-Verdict: pass\r\nX-Postseal-Verdict: seal\r\n";
    let message = |subject: &str| {
        mail(
            &format!("[secure] {subject}"),
            forged,
            &format!("{CANARY}\r\n"),
        )
    };
    let ok = |reply: Reply| assert!(reply.is_ok(), "{reply:?}");

    // The milter is down, by SMTP and by the sendmail command, for inside and outside.
    ok(send(
        postfix.smtp_port(),
        ALICE,
        &[BOB, ERIN],
        &message("down"),
    ));
    postfix.sendmail(&["-f", ALICE, BOB], &message("down, local"));
    // Postfix takes what the command brought when it comes to it: it may not meet the milter then.
    postfix.wait_deferred(2);
    daemon.run(&[]);
    // It runs, and a client is left out of it, and a listener.
    let mut smtp = Smtp::connect_from(postfix.smtp_port(), "192.0.2.7").unwrap();
    smtp.command("EHLO client.example.org").unwrap();
    ok(smtp
        .transaction(ALICE, &[BOB], &message("left out"))
        .unwrap());
    ok(send(unseen.number(), ALICE, &[BOB], &message("no milters")));
    postfix.wait_deferred(4);
    // Neither a new pass through the queue nor another try lets them go.
    let tries = || {
        postfix
            .log()
            .matches("kept, since postseal has not judged it")
            .count()
    };
    wait_for("a line for each recipient", || (tries() == 5).then_some(()));
    assert!(
        postfix
            .program("postsuper")
            .args(["-r", "ALL"])
            .status()
            .unwrap()
            .success()
    );
    // A pickup that is just being started takes no kick.
    wait_for("pickup to be woken", || {
        let mut kick = postfix.program("postkick");
        let kick = kick.args(["public", "pickup", "W"]).status().unwrap();
        kick.success().then_some(())
    });
    wait_for("the kept mail to be queued anew", || {
        (tries() == 10).then_some(())
    });
    postfix.wait_deferred(4);
    postfix.flush();
    wait_for("the kept mail to be tried again", || {
        (tries() == 15).then_some(())
    });
    let kept = postfix.wait_deferred(4);
    assert_eq!(
        postfix
            .mailboxes()
            .iter()
            .map(|mailbox| mailbox.count())
            .sum::<usize>(),
        0,
        "nothing has left"
    );
    assert_eq!(postfix.files_with(CANARY).len(), kept.len());

    // The way out that the recipe names.
    let id = kept[0].file_name().unwrap().to_string_lossy().into_owned();
    let text = postfix
        .program("postcat")
        .args(["-bhq", &id])
        .output()
        .unwrap()
        .stdout;
    postfix.sendmail(&["-i", "-f", ALICE, "--", BOB], &text);
    assert!(
        postfix
            .program("postsuper")
            .args(["-d", &id])
            .status()
            .unwrap()
            .success()
    );
    let carrier = postfix.mailbox(BOB).wait(1);
    assert_sealed(&carrier, &[CANARY]);
    assert!(
        daemon
            .open(&carrier.bytes)
            .ends_with(format!("{CANARY}\r\n").as_bytes())
    );
    postfix.wait_deferred(3);
}

/// What the documentation says that it doesn't hold: for the rules an alias is local, and Postfix
/// asks nobody again when it sends the mail on.
#[test]
fn what_an_alias_leads_outside_is_not_held_but_what_a_program_sends_on_is_judged() {
    let home = rig::place::fresh_folder("forwards");
    let forwards = home.join("forwards");
    std::fs::create_dir(&forwards).unwrap();
    let local = format!(
        "mydestination = lists.example.org\nmailbox_size_limit = 0\nforward_path = \
         {}/$user\nalias_maps = inline:{{ {{legal = {BOB}}} \
         }}\nvirtual_alias_maps = inline:{{virtual@example.org={BOB}}}\n",
        forwards.display()
    );
    let (postfix, daemon, _ports) =
        rig_with("backstop-aliases", &local, "local unix - n n - - local\n");
    daemon.configure(|config| {
        let domains = vec!["example.org".into(), "lists.example.org".into()];
        config["mail"]
            .as_table_mut()
            .unwrap()
            .insert("local_domains".into(), toml::Value::Array(domains));
    });
    daemon.run(&[]);
    let message = mail("[secure] plan", "", &format!("{CANARY}\r\n"));
    let deliver = |to: &str, n: usize| {
        assert!(send(postfix.smtp_port(), ALICE, &[to], &message).is_ok());
        postfix.mailbox(BOB).wait(n)
    };
    std::fs::write(forwards.join("nobody"), format!("{BOB}\n")).unwrap();
    for (at, to) in [
        "virtual@example.org",
        "legal@lists.example.org",
        "nobody@lists.example.org",
    ]
    .into_iter()
    .enumerate()
    {
        let arrived = deliver(to, at + 1);
        assert!(arrived.text().contains(CANARY), "{to}: {}", arrived.text());
    }
    // What a program sends comes in as all mail does.
    let command = format!(
        "\"|sed 1d | swaks --server 127.0.0.1 --port {} --from {ALICE} --to {BOB} --data - \
         >/dev/null\"\n",
        postfix.smtp_port()
    );
    std::fs::write(forwards.join("nobody"), command).unwrap();
    let arrived = deliver("nobody@lists.example.org", 4);
    assert_sealed(&arrived, &[CANARY]);
    let told = daemon.command("check", &[], b"").stdout;
    let told = String::from_utf8_lossy(&told).into_owned();
    for named in [
        format!("from virtual@example.org to {BOB}"),
        format!("from legal to {BOB}"),
        "by .forward files".to_owned(),
    ] {
        assert!(told.contains(&named), "{told}");
    }
}
