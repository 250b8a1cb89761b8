//! `make bench`: what the milter costs beside a milter that does nothing, beside opendkim, and
//! beside no milter at all.
//!
//! All sides take turns on one private Postfix, in rounds; what is printed are medians over the
//! rounds, and the spread. A rate is always a ratio to the milter that does nothing in the same
//! round, so that figures of different machines can be compared.
//!
//! - [`bed`]: the Postfix, with a port for each side; its queue is in memory
//! - [`side`]: the milters as processes, and what the kernel says of them
//! - [`mails`]: what is sent
//! - [`sealing`]: what sealing costs without Postfix, and how large carriers are
//! - [`memory`]: what fifty large messages at once hold
//! - [`split`]: what a mail costs that is split, beside two that aren't
//! - [`figures`]: medians, tables, goals
//!
//! `POSTSEAL_BENCH_ROUNDS` is the number of rounds; `POSTSEAL_BENCH_DIR` is a folder in memory,
//! `/dev/shm` if nothing is said. For a trial that takes a minute, `POSTSEAL_BENCH_SIDES` names
//! sides by parts of their names (`all sealed,replaces`), and `POSTSEAL_BENCH_SIZES` sizes
//! (`1 MB,10 MB`); goals that need the others are left out. The side `split` alone measures mails
//! that are split, and nothing else.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

use std::collections::HashMap;
use std::process::ExitCode;
use std::time::Instant;

mod bed;
mod figures;
mod mails;
mod memory;
mod sealing;
mod side;
mod split;

use bed::Bed;
use figures::{Figures, Goal};
use mails::Size;
use side::{NO_OP, NONE};

/// How many rounds there are if nothing else is said.
const ROUNDS: usize = 7;

/// Sessions at a time, as DESIGN's figures were taken.
const SESSIONS: usize = 10;

fn main() -> ExitCode {
    if let Err(sentence) = bed::check() {
        eprintln!("{sentence}");
        return ExitCode::from(77);
    }
    let rounds = std::env::var("POSTSEAL_BENCH_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(ROUNDS)
        .max(1);
    let started = Instant::now();
    if std::env::var("POSTSEAL_BENCH_SIDES").is_ok_and(|names| names == "split") {
        let split = split::measure();
        println!("{}", split.sentence);
        println!(
            "{}: {} ({})",
            split.goal.what, split.goal.measured, split.goal.wanted
        );
        return ExitCode::SUCCESS;
    }
    let mut goals = sealing::measure();
    let bed = Bed::start();
    bed.verify();
    let figures = take_turns(&bed, rounds);
    let memory = (!side::is_trial()).then(|| memory::measure(&bed));
    let split = split::measure();
    print(&bed, &figures, rounds);
    let mut all = figures.goals();
    all.append(&mut goals);
    if let Some(memory) = memory {
        println!("{}\n", memory.sentence);
        all.push(memory.goal);
    }
    println!("{}\n", split.sentence);
    all.push(split.goal);
    println!("| goal | wanted | measured | reached |\n|---|---|---|---|");
    for Goal {
        what,
        wanted,
        measured,
        reached,
    } in &all
    {
        println!(
            "| {what} | {wanted} | {measured} | {} |",
            if *reached { "yes" } else { "**no**" }
        );
    }
    println!(
        "\n{} of {} goals reached, in {} s.",
        all.iter().filter(|goal| goal.reached).count(),
        all.len(),
        started.elapsed().as_secs()
    );
    ExitCode::SUCCESS
}

/// Every side with every size, in rounds; each round begins with another side.
fn take_turns(bed: &Bed, rounds: usize) -> Figures {
    let sides = bed.sides();
    let mut figures = Figures::default();
    let mut counts = HashMap::new();
    // What Postfix starts anew, and how many mails make a run of a second or so.
    for size in Size::wanted() {
        for (at, side) in sides.iter().enumerate() {
            let mail = bed.mail(size);
            let rate = |sessions, few| few as f64 / bed.send(side, mail, sessions, few);
            rate(SESSIONS, size.few());
            counts.insert((size, at), size.count(rate(SESSIONS, size.few())));
            if size == Size::Small {
                counts.insert(
                    (Size::Small, at + sides.len()),
                    (rate(1, 50) * 0.7) as usize + 20,
                );
            }
        }
    }
    for round in 0..rounds {
        eprintln!("round {} of {rounds}", round + 1);
        for size in Size::wanted() {
            let mut rates = HashMap::new();
            for turn in 0..sides.len() {
                let at = (turn + round) % sides.len();
                let (side, count) = (&sides[at], counts[&(size, at)]);
                let before = side.cpu();
                rates.insert(
                    side.name,
                    count as f64 / bed.send(side, bed.mail(size), SESSIONS, count),
                );
                figures
                    .cpu(side.name, size)
                    .push((side.cpu() - before) * 1e3 / count as f64);
            }
            for (name, rate) in &rates {
                figures.rate(name, size).push(rate / rates[NO_OP]);
            }
            figures.absolute(size).push(rates[NO_OP]);
            for (one, other) in side::PAIRS {
                if let (Some(rate), Some(base)) = (rates.get(one), rates.get(other)) {
                    figures.pair(one, other, size).push(rate / base);
                }
            }
        }
        if !Size::Small.is_wanted() {
            continue;
        }
        let mut times = HashMap::new();
        for turn in 0..sides.len() {
            let at = (turn + round) % sides.len();
            let count = counts[&(Size::Small, at + sides.len())];
            times.insert(
                sides[at].name,
                bed.send(&sides[at], bed.mail(Size::Small), 1, count) * 1e3 / count as f64,
            );
        }
        for (name, time) in &times {
            figures.latency(name).push(time - times[NONE]);
        }
    }
    figures
}

fn print(bed: &Bed, figures: &Figures, rounds: usize) {
    println!(
        "Accepted mails per second as a ratio to the milter that does nothing, {SESSIONS} \
         sessions, medians of {rounds} rounds (least..most).\n\
         One session: milliseconds that a mail of 10 KB takes longer than without a milter.\n"
    );
    println!(
        "| milter | 10 KB | 1 MB | 10 MB | one session | CPU ms per mail, 10 KB / 1 MB / 10 MB | \
         peak memory |"
    );
    println!("|---|---|---|---|---|---|---|");
    for side in bed.sides() {
        let rates = Size::ALL
            .map(|size| {
                let rate = figures.of_rate(side.name, size);
                rate.map_or(String::new(), |rate| rate.to_string())
            })
            .join(" | ");
        let latency = if side.name == NONE {
            String::new()
        } else {
            let latency = figures.of_latency(side.name);
            latency.map_or(String::new(), |latency| latency.to_string())
        };
        let cpu = if side.name == NONE {
            String::new()
        } else {
            figures.all_cpu(side.name)
        };
        let peak = side.peak().map_or(String::new(), |bytes| {
            format!("{:.0} MB", bytes as f64 / 1e6)
        });
        println!("| {} | {rates} | {latency} | {cpu} | {peak} |", side.name);
    }
    let absolute = Size::ALL
        .map(|size| {
            let absolute = figures.of_absolute(size);
            absolute.map_or(String::new(), |absolute| {
                format!("{:.0}", absolute.median())
            })
        })
        .join(" / ");
    println!("\nThe milter that does nothing: {absolute} mails per second.");
}
