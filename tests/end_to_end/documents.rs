//! Documents are read by processes beside the milter, under a real Postfix: whatever becomes of
//! these, the milter lives on, and nothing that a rule keeps in leaves in clear.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::sealing::{CANARY, mail};
use rig::stage::{BOB, Stage, assert_sealed};

/// The processes that this one started to read documents.
fn workers(milter: u32) -> Vec<i32> {
    let is_worker = |id: i32| {
        let parent = format!("\nPPid:\t{milter}\n");
        let status = fs::read_to_string(format!("/proc/{id}/status"));
        let command = fs::read_to_string(format!("/proc/{id}/cmdline"));
        status.is_ok_and(|status| status.contains(&parent))
            && command.is_ok_and(|command| command.contains("\0worker\0"))
    };
    let all = fs::read_dir("/proc").unwrap().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|&id| is_worker(id)).collect()
}

fn with_document(subject: &str) -> Vec<u8> {
    let fields = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    let body = format!(
        "--b\r\n\r\nSee the plan.\r\n--b\r\nContent-Type: application/rtf; name=plan.rtf\r\n\
         Content-Disposition: attachment; filename=plan.rtf\r\n\r\n\
         {{\\rtf1 {CANARY} 5555 5555 5555 4444}}\r\n--b--\r\n"
    );
    mail(subject, fields, &body)
}

/// Ends a thread beside a test, also when the test fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn whatever_becomes_of_what_reads_documents_nothing_leaves_in_clear() {
    let rule = toml::toml! {
        name = "cards"
        when = { direction = "outbound", identifiers = "payment-card" }
        then = "seal"
    };
    let stage = Stage::with("documents", |config| {
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
    });
    let milter = stage.daemon.running().id().unwrap();
    let first = stage.deliver(&with_document("first"));
    assert_sealed(&first, &[CANARY, "5555 4444"]);
    assert_eq!(
        workers(milter).len(),
        1,
        "the document went to a process of its own"
    );
    let done = AtomicBool::new(false);
    let mut taken = 1;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for id in workers(milter) {
                    let _ = kill(Pid::from_raw(id), Signal::SIGKILL);
                }
            }
        });
        let _stop = Stop(&done);
        for at in 0..30 {
            let reply = stage.send(&[BOB], &with_document(&format!("mail {at}")));
            assert!(reply.is_ok() || reply.is_tempfail(), "{reply:?}");
            taken += usize::from(reply.is_ok());
        }
    });
    assert_eq!(
        stage.daemon.running().id(),
        Some(milter),
        "the milter lives on"
    );
    let last = stage.send(&[BOB], &with_document("last"));
    assert!(last.is_ok(), "{last:?}");
    let arrived = stage.mails_of(BOB);
    assert_eq!(arrived.len(), taken + 1, "what was taken arrives, once");
    for carrier in &arrived {
        assert_sealed(carrier, &[CANARY, "5555 4444"]);
    }
}
