//! Much mail, of which a third is split, under a milter that is killed (SIGKILL) at any moment, and
//! senders that try again: nothing leaves in clear, nothing is lost, and few copies come twice.
//!
//! `make soak` sends ten times as many mails, under ten times as many kills.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use rig::daemon::Daemon;
use rig::mailbox::Mail;
use rig::postfix::{Postfix, Setup};
use rig::smtp::{Reply, Smtp};
use rig::stage::{ALICE, BOB, assert_sealed};
use rig::wait_for;

const CAROL: &str = "carol@example.com";
const CANARY: &str = "canary-K7x";

/// How many send at a time.
const SENDERS: usize = 4;

/// A number from the environment, for longer runs.
fn number(name: &str, otherwise: usize) -> usize {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().expect("a number"))
}

fn message(id: usize) -> Vec<u8> {
    format!(
        "From: {ALICE}\r\nSubject: {id}\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: \
         <{id}@example.org>\r\n\r\n{CANARY} {id}\r\n"
    )
    .into_bytes()
}

/// Every third is split, every third sealed as a whole, every third passes.
fn recipients(id: usize) -> &'static [&'static str] {
    [&[BOB, CAROL][..], &[BOB], &[CAROL]][id % 3]
}

fn send(port: u16, id: usize) -> io::Result<Reply> {
    let mut smtp = Smtp::connect(port)?;
    smtp.command("EHLO client.example.org")?;
    smtp.transaction(ALICE, recipients(id), &message(id))
}

fn counted(mails: &[Mail]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for mail in mails {
        *counts.entry(mail.field("Message-ID")).or_default() += 1;
    }
    counts
}

#[test]
fn killed_at_any_moment_while_much_mail_is_split() {
    let mails = number("POSTSEAL_SOAK_MAILS", 600);
    let kills = number("POSTSEAL_SOAK_KILLS", 10);
    let postfix = Postfix::start(&Setup::new("soak"));
    let daemon = Daemon::install(&postfix);
    daemon.configure(|config| {
        let rule = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
    });
    daemon.run(&[]);
    let port = postfix.smtp_port();
    let (next, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let started = Instant::now();
    let mut dice = started.elapsed().as_nanos() as u64 ^ u64::from(std::process::id());
    let mut roll = |most: u64| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % most
    };
    std::thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                loop {
                    let id = next.fetch_add(1, Relaxed);
                    if id >= mails {
                        return;
                    }
                    wait_for("a mail to be taken", || {
                        let answer = send(port, id).ok()?;
                        let later = answer.is_tempfail() || answer.code == 421;
                        assert!(answer.is_ok() || later, "{id}: {answer:?}");
                        answer.is_ok().then_some(())
                    });
                    taken.fetch_add(1, Relaxed);
                }
            });
        }
        for kill in 0..kills {
            let due = mails * (kill + 1) / (kills + 1);
            wait_for("mails to be taken", || {
                (taken.load(Relaxed) >= due).then_some(())
            });
            // Any moment, and not the one at which a mail was just taken.
            std::thread::sleep(Duration::from_micros(roll(20_000)));
            daemon.running().kill();
            daemon.run(&[]);
        }
    });
    let took = started.elapsed();
    postfix.settle();
    let (bob, carol) = (postfix.mailbox(BOB), postfix.mailbox(CAROL));
    let (sealed, clear) = (bob.mails(), carol.mails());
    for mail in &sealed {
        assert_sealed(mail, &[CANARY]);
    }
    let folder = carol.folder();
    let files = postfix.files_with(CANARY);
    assert!(
        files.iter().all(|file| file.starts_with(&folder)),
        "plaintext lies elsewhere"
    );
    let (of_bob, of_carol) = (counted(&sealed), counted(&clear));
    let mut doubled = 0;
    for id in 0..mails {
        let count = |of: &HashMap<String, usize>| {
            of.get(&format!("<{id}@example.org>")).copied().unwrap_or(0)
        };
        let (bobs, carols) = (count(&of_bob), count(&of_carol));
        assert_eq!(bobs, usize::from(id % 3 != 2), "{id}: Bob's");
        assert!((id % 3 == 1) == (carols == 0), "{id}: Carol's is lost");
        assert!(
            id % 3 == 0 || carols <= 1,
            "{id}: one that passes came twice"
        );
        doubled += carols.saturating_sub(1);
    }
    println!(
        "{mails} mails in {} s, {kills} kills, {doubled} copies doubled",
        took.as_secs()
    );
    assert!(
        4 * doubled < kills,
        "{doubled} copies were doubled by {kills} kills"
    );
}
