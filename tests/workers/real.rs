//! The program itself as the worker.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use postseal::extract::{Bounds, extract};
use postseal::worker::Pool;
use rig::place::scratch;

use crate::mails::{corpora, limits, pool, read, rtf, split, with_files};

#[test]
fn workers_find_in_every_mail_what_the_daemon_would_find_itself() {
    let pool = pool(limits());
    let mut documents = 0;
    let mails = corpora();
    for path in &mails {
        let bytes = fs::read(path).unwrap();
        let (header, body) = split(&bytes);
        let here = extract(&header, body, &Bounds::default());
        documents += usize::from(!here.attachments.is_empty());
        let there = read(&bytes, &pool).unwrap();
        assert!(here == there, "{}", path.display());
    }
    assert!(documents > 100, "{documents} of {} have files", mails.len());
    assert_eq!(pool.lost(), 0);
}

/// Hundreds of thousands of arrays in each other end readers that call themselves.
#[test]
fn a_document_that_is_nested_without_end_loses_no_more_than_itself() {
    let mut deep = b"%PDF-1.4\n1 0 obj\n".to_vec();
    deep.extend(b"[".repeat(2_000_000));
    deep.extend(b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF");
    let mut markup = b"PK\x03\x04".to_vec();
    markup.extend(b"<a>".repeat(1_000_000));
    let groups = b"{\\rtf1 ".repeat(1_000_000);
    let mail = with_files(&[
        ("deep.pdf", &deep),
        ("deep.zip", &markup),
        ("deep.rtf", &groups),
        ("plan.rtf", &rtf("the secret plan")),
    ]);
    let content = read(&mail, &pool(limits())).unwrap();
    assert!(content.uninspectable.is_some());
    assert!(
        content
            .texts
            .iter()
            .any(|text| text.folded.contains("the secret plan"))
    );
}

/// Ends a thread beside a test, also when the test fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Whoever kills workers, at any moment: a mail is read, put off, or can't be inspected.
#[test]
fn workers_that_are_killed_while_mail_flows_lose_no_words() {
    let folder = scratch();
    let (program, last) = (folder.path().join("worker"), folder.path().join("last"));
    let binary = env!("CARGO_BIN_EXE_postseal");
    let text = format!(
        "#!/bin/sh\necho $$ > '{}'\nexec '{binary}' \"$@\"\n",
        last.display()
    );
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let pool = Pool::of(program, limits());
    let plan = rtf("the secret plan");
    let mail = with_files(&[("plan.rtf", &plan)]);
    let done = AtomicBool::new(false);
    let mut read_well = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let id = fs::read_to_string(&last).unwrap_or_default();
                let Ok(id) = id.trim().parse() else { continue };
                let runs = fs::read_to_string(format!("/proc/{id}/cmdline"));
                if runs.is_ok_and(|line| line.starts_with(binary)) {
                    let _ = kill(Pid::from_raw(id), Signal::SIGKILL);
                }
            }
        });
        let _stop = Stop(&done);
        for _ in 0..300 {
            let Ok(content) = read(&mail, &pool) else {
                continue;
            };
            let mut texts = content.texts.iter();
            let found = texts.any(|text| text.folded.contains("the secret plan"));
            read_well += usize::from(found);
            assert!(found || content.uninspectable.is_some(), "{content:?}");
            assert_eq!(
                content.attachments.len(),
                1,
                "the file is listed all the same"
            );
        }
    });
    println!("{read_well} of 300 read, {} lost", pool.lost());
    let content = read(&mail, &pool).unwrap();
    assert!(content.uninspectable.is_none(), "a new one takes its place");
}
