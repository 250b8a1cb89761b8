//! What a mail costs that is split, beside two that aren't: one that is sealed and one that passes.
//! One session; the queue is in memory, so that no disk is measured but that of the record.

use std::time::Instant;

use crate::bed::Folder;
use crate::figures::{Goal, Samples};
use rig::daemon::Daemon;
use rig::postfix::{Postfix, Setup};
use rig::smtp::Smtp;
use rig::stage::{ALICE, BOB};

const CAROL: &str = "carol@example.com";

/// How many of each kind are sent, and how many before any is measured.
const MAILS: usize = 100;
const WARM: usize = 5;

/// What was measured, and what was wanted.
pub struct Split {
    pub sentence: String,
    pub goal: Goal,
}

pub fn measure() -> Split {
    let guard = Folder::fresh("postseal-bench-split");
    let postfix = Postfix::start_in(guard.path().to_owned(), &Setup::new("bench-split"));
    let daemon = Daemon::install(&postfix);
    daemon.configure(|config| {
        let rule = toml::toml! { name = "net" when = { recipient = "example.net" } then = "seal" };
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
    });
    daemon.run(&[]);
    let mut smtp = Smtp::connect(postfix.smtp_port()).unwrap();
    smtp.command("EHLO client.example.org").unwrap();
    let mut take = |id: usize, to: &[&str]| {
        let mail = format!(
            "From: {ALICE}\r\nSubject: plan\r\nMessage-ID: <{id}@example.org>\r\n\r\n{}",
            "A line of text.\r\n".repeat(60)
        );
        let started = Instant::now();
        let reply = smtp.transaction(ALICE, to, mail.as_bytes()).unwrap();
        assert!(reply.is_ok(), "{reply:?}");
        started.elapsed().as_secs_f64() * 1e3
    };
    let [mut sealed, mut passed, mut split] = [const { Samples::new() }; 3];
    for round in 0..WARM + MAILS {
        let times = [
            take(3 * round, &[BOB]),
            take(3 * round + 1, &[CAROL]),
            take(3 * round + 2, &[BOB, CAROL]),
        ];
        if round >= WARM {
            sealed.push(times[0]);
            passed.push(times[1]);
            split.push(times[2]);
        }
    }
    postfix.settle();
    let both = sealed.median() + passed.median();
    Split {
        sentence: format!(
            "One session, 1 KB, ms for a mail: sealed {sealed}, passed {passed}, split {split}."
        ),
        goal: Goal::at_most(
            "1 KB, split, to two mails that are not",
            1.0,
            split.median() / both,
        ),
    }
}
