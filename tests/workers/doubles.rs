//! Programs in the worker's place that do on purpose what a library may do by mistake.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use postseal::metrics::{Format, Metrics};
use postseal::worker::{Limits, Losses, Pool};
use rig::place::{python, scratch};

use crate::mails::{self, limits, read, rtf, with_files};

/// Greets as a worker does, takes a job, says that it begins, and does `then`.
fn double(then: &str, limits: Limits) -> (tempfile::TempDir, Pool) {
    let folder = scratch();
    let program = folder.path().join("double");
    let script = folder.path().join("double.py");
    let text = format!(
        "import os, socket, struct\ns = socket.socket(fileno=os.dup(0))\n\
         def take():\n    n = struct.unpack('<Q', s.recv(8, socket.MSG_WAITALL))[0]\n    \
         return s.recv(n, socket.MSG_WAITALL) if n else b''\n\
         s.sendall(struct.pack('<Q', 3) + b'\\0' * 3)\nwhile True:\n    take(); take()\n    \
         s.sendall(b'B')\n    {then}\n"
    );
    fs::write(&script, text).unwrap();
    // A first line with the interpreter's name ends at a space.
    let start = format!(
        "#!/bin/sh\nexec '{}' '{}'\n",
        python().display(),
        script.display()
    );
    fs::write(&program, start).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let pool = Pool::of(program, limits);
    (folder, pool)
}

#[test]
fn a_reader_that_ends_hangs_or_talks_nonsense_leaves_its_file_uninspectable() {
    let mail = with_files(&[("plan.rtf", &rtf("the secret plan"))]);
    for (then, why) in [
        ("os.abort()", "ended the program that read it"),
        ("os._exit(0)", "ended the program that read it"),
        ("while True: pass", "took too long to read"),
        (
            "s.sendall(b'x' * 100); os._exit(0)",
            "ended the program that read it",
        ),
        (
            "s.sendall(struct.pack('<Q', 9) + b'\\xff' * 9)",
            "ended the program that read it",
        ),
        (
            "s.sendall(struct.pack('<Q', 2**63))",
            "ended the program that read it",
        ),
    ] {
        let document = Duration::from_secs(2);
        let (_folder, pool) = double(
            then,
            Limits {
                document,
                ..limits()
            },
        );
        let content = read(&mail, &pool).unwrap();
        let said = content.uninspectable.unwrap().to_string();
        assert_eq!(
            said,
            format!("attachment 1 (.rtf) is a file that {why}"),
            "{then}"
        );
        assert_eq!(content.lost.len(), 1, "{then}");
        assert_eq!(content.attachments[0].kind.name(), "rtf", "{then}");
        assert!(
            !content.texts.is_empty(),
            "the text beside it is read: {then}"
        );
        assert_eq!(pool.lost(), 1, "{then}");
    }
}

/// A pool that counts, and its figures.
fn counted(pool: Pool) -> (Pool, Metrics) {
    let metrics = Metrics::new(true, false);
    let losses = Losses::counted(metrics.milter.clone());
    (pool.counting(Arc::new(losses)), metrics)
}

fn assert_counted(metrics: &Metrics, expected: &[&str]) {
    let text = metrics.write(Format::Text).unwrap();
    for line in expected {
        assert!(text.lines().any(|one| one == *line), "{line} in\n{text}");
    }
}

#[test]
fn readers_are_counted_while_they_live_and_lost_files_by_what_lost_them() {
    let mail = with_files(&[("plan.rtf", &rtf("the secret plan"))]);
    for (then, died, timeout) in [("os.abort()", 1, 0), ("while True: pass", 0, 1)] {
        let document = Duration::from_secs(1);
        let (_folder, pool) = double(
            then,
            Limits {
                document,
                ..limits()
            },
        );
        let (pool, metrics) = counted(pool);
        read(&mail, &pool).unwrap();
        let died = format!("postseal_lost_documents_total{{why=\"died\"}} {died}");
        let timeout = format!("postseal_lost_documents_total{{why=\"timeout\"}} {timeout}");
        assert_counted(&metrics, &[&died, &timeout]);
        assert_counted(
            &metrics,
            &["postseal_workers 0", "postseal_workers_started_total 1"],
        );
    }
    let (pool, metrics) = counted(mails::pool(limits()));
    for _ in 0..2 {
        read(&mail, &pool).unwrap();
        assert_counted(
            &metrics,
            &["postseal_workers 1", "postseal_workers_started_total 1"],
        );
    }
    drop(pool);
    assert_counted(&metrics, &["postseal_workers 0"]);
}

#[test]
fn a_mail_full_of_such_files_takes_no_longer_than_few_of_them() {
    let file = rtf("x");
    let files = vec![("plan.rtf", &file[..]); 50];
    let mail = with_files(&files);
    for then in ["os.abort()", "while True: pass"] {
        let document = Duration::from_secs(1);
        let (_folder, pool) = double(
            then,
            Limits {
                document,
                ..limits()
            },
        );
        let start = Instant::now();
        let content = read(&mail, &pool).unwrap();
        assert!(start.elapsed() < Duration::from_secs(20), "{then}");
        assert_eq!(content.attachments.len(), 50, "{then}");
        assert_eq!(pool.lost(), 3, "{then}");
    }
}

#[test]
fn a_mail_that_has_no_turn_in_time_is_put_off_and_not_called_uninspectable() {
    let mail = with_files(&[("plan.rtf", &rtf("the secret plan"))]);
    let wait = Duration::from_millis(50);
    let (_folder, pool) = double("while True: pass", Limits { wait, ..limits() });
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..2).map(|_| scope.spawn(|| read(&mail, &pool))).collect();
        let put_off = all.into_iter().filter_map(|one| one.join().unwrap().err());
        assert_eq!(put_off.count(), 1);
    });
    let missing = Pool::of("/nonexistent/postseal".into(), limits());
    let why = read(&mail, &missing).unwrap_err().to_string();
    assert!(why.contains("can be started"), "{why}");
}
