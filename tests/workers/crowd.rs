//! More documents than there are workers, and senders whose documents end these.

use std::thread;
use std::time::{Duration, Instant};

use postseal::extract::{Documents, Job, Lost, Part, Spent};
use postseal::worker::{Limits, Pool};
use rig::wait_for;

use crate::confined::Intruders;
use crate::mails::{limits, read, read_of, rtf, with_files};

#[test]
fn a_crowd_waits_for_few_workers_and_loses_nothing() {
    let intruders = Intruders::new();
    let workers = 2;
    let program = intruders.program("nothing", None);
    let pool = Pool::of(
        program,
        Limits {
            workers,
            ..limits()
        },
    );
    let mail = with_files(&[("plan.rtf", &rtf("the secret plan"))]);
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let content = read(&mail, &pool).unwrap();
                    assert!(content.uninspectable.is_none(), "{content:?}");
                    let mut texts = content.texts.iter();
                    assert!(texts.any(|text| text.folded.contains("the secret plan")));
                }
            });
        }
    });
    assert_eq!(pool.lost(), 0);
    let started = intruders.started().len();
    assert!((1..=workers).contains(&started), "{started} were started");
}

/// A message with many documents waits no longer than one with few.
#[test]
fn the_documents_of_a_message_wait_no_longer_in_all_than_one_may() {
    let intruders = Intruders::new();
    let wait = Duration::from_secs(3);
    let document = Duration::from_secs(1);
    let slow = Pool::of(
        intruders.program("spin", None),
        Limits {
            wait,
            document,
            ..limits()
        },
    );
    let file = rtf("x");
    let files = vec![("plan.rtf", &file[..]); 20];
    let mail = with_files(&files);
    thread::scope(|scope| {
        let all: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    let start = Instant::now();
                    let read = read(&mail, &slow);
                    (start.elapsed(), read.is_err())
                })
            })
            .collect();
        let all: Vec<_> = all.into_iter().map(|one| one.join().unwrap()).collect();
        assert!(all.iter().any(|(_, put_off)| *put_off), "{all:?}");
        let longest = all.iter().map(|(took, _)| *took).max();
        assert!(longest < Some(Duration::from_secs(10)), "{all:?}");
    });
}

/// Hands on documents of a message that has waited, or been read, for an hour.
#[derive(Debug)]
struct Late<'a> {
    pool: &'a Pool,
    has_waited: bool,
}

impl Documents for Late<'_> {
    fn read(&self, job: &Job, bytes: &[u8], spent: &mut Spent) -> Result<Part, Lost> {
        let hour = Duration::from_secs(3_600);
        if self.has_waited {
            spent.waiting = hour;
        } else {
            spent.reading = hour;
        }
        self.pool.read(job, bytes, spent)
    }
}

#[test]
fn a_message_that_has_waited_or_been_read_for_long_takes_no_more_of_others_time() {
    let intruders = Intruders::new();
    let pool = Pool::of(intruders.program("spin", None), limits());
    let mail = with_files(&[("plan.rtf", &rtf("the secret plan"))]);
    let late = |has_waited| Late {
        pool: &pool,
        has_waited,
    };
    thread::scope(|scope| {
        scope.spawn(|| read(&mail, &pool));
        wait_for("a worker", || {
            (intruders.started().len() == 1).then_some(())
        });
        let start = Instant::now();
        assert!(read(&mail, &late(true)).is_err(), "it is put off");
        let content = read(&mail, &late(false)).unwrap();
        let said = content.uninspectable.unwrap().to_string();
        assert!(said.ends_with("took too long to read"), "{said}");
        assert!(start.elapsed() < Duration::from_secs(10));
    });
}

#[test]
fn who_sends_what_ends_its_readers_holds_up_nobody_else_for_long() {
    let intruders = Intruders::new();
    let document = Duration::from_secs(1);
    let pool = Pool::of(
        intruders.program("spin", None),
        Limits {
            document,
            ..limits()
        },
    );
    let mail = with_files(&[("plan.rtf", &rtf("the secret plan"))]);
    let start = Instant::now();
    for _ in 0..30 {
        let content = read_of("mallory", &mail, &pool).unwrap();
        assert!(content.uninspectable.is_some());
        assert_eq!(
            content.attachments.len(),
            1,
            "the file is listed all the same"
        );
        assert!(!content.texts.is_empty(), "what stands beside it is read");
    }
    assert_eq!(pool.lost(), 3);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    let content = read_of("mallory", &mail, &pool).unwrap();
    let said = content.uninspectable.unwrap().to_string();
    let why = "wasn't read, since others of its sender ended what read them";
    assert_eq!(said, format!("attachment 1 (.rtf) is a file that {why}"));
    // Somebody else's document is tried.
    assert!(
        read_of("ann", &mail, &pool)
            .unwrap()
            .uninspectable
            .is_some()
    );
    assert_eq!(pool.lost(), 4);
}
