//! The portal during a whole visit, watched by strace: it makes and writes no file.

use std::path::Path;

use rig::stage::{BOB, Stage};
use rig::wait_for;

#[test]
fn a_visit_writes_no_file() {
    let stage = Stage::new("strace");
    let carrier = stage.deliver(
        b"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: [secure] x\r\nMIME-Version: \
          1.0\r\n\
          Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ncanary-St5\r\n--b\r\n\
          Content-Type: text/csv\r\n\
          Content-Disposition: attachment; filename=figures.csv\r\n\r\n1,2\r\n--b--\r\n",
    );
    // Again, under strace. With -D the tracer is a grandchild, so that the process we started is
    // postseal itself.
    let trace = stage.postfix.folder().join("strace.log");
    stage.daemon.running().kill();
    let calls = "trace=%file,write,writev,pwrite64,pwritev,pwritev2,ftruncate,\
                 fallocate,sendfile,copy_file_range,memfd_create";
    stage.daemon.run(&[
        "strace",
        "-D",
        "-f",
        "-y",
        "-s",
        "0",
        "-o",
        trace.to_str().unwrap(),
        "-e",
        calls,
    ]);
    let started = read(&trace).len();

    let mut visit = stage.visit(&carrier);
    visit.prove(BOB, &stage.bob());
    assert!(visit.text().contains("canary-St5"));
    assert_eq!(
        String::from_utf8_lossy(&visit.download("figures.csv")).trim_end(),
        "1,2"
    );
    visit.download(".eml");

    // strace writes behind the process: wait for the last answer's own trace.
    let lines = wait_for("strace to write the visit down", || {
        let lines: Vec<_> = read(&trace).split_off(started);
        lines
            .iter()
            .any(|line| line.contains("write"))
            .then_some(lines)
    });
    // At its start the milter, which is the same process here, notes which rules it has read.
    let is_visits = |line: &&String| writes_a_file(line) && !line.contains("/milter.config");
    let written: Vec<_> = lines.iter().filter(is_visits).collect();
    assert!(written.is_empty(), "the portal wrote files: {written:#?}");
    // The same eyes do see a file being made.
    assert!(writes_a_file(
        "7 openat(AT_FDCWD</>, \"x\", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 9</tmp/x>"
    ));
    assert!(writes_a_file("7 write(9</tmp/x>, \"\"..., 3) = 3"));
    assert!(!writes_a_file("7 write(9<socket:[4711]>, \"\"..., 3) = 3"));
}

fn read(trace: &Path) -> Vec<String> {
    let text = std::fs::read(trace).unwrap_or_default();
    String::from_utf8_lossy(&text)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Whether a line of strace shows a file made, changed or written; devices, sockets and pipes are
/// none.
fn writes_a_file(line: &str) -> bool {
    let Some((call, rest)) = line.split_once('(') else {
        return false;
    };
    let call = call.split_whitespace().last().unwrap_or_default();
    let first_descriptor = || {
        let target = rest.split_once('<').map_or("", |(_, target)| target);
        target.starts_with('/') && !target.starts_with("/dev/") && !target.starts_with("/proc/")
    };
    match call {
        "open" | "openat" | "openat2" => {
            let writing = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TMPFILE"]
                .iter()
                .any(|flag| rest.contains(flag));
            writing && !rest.contains("\"/dev/")
        }
        "creat" | "mkdir" | "mkdirat" | "mknod" | "mknodat" | "rename" | "renameat"
        | "renameat2" | "link" | "linkat" | "symlink" | "symlinkat" | "truncate" | "unlink"
        | "unlinkat" | "memfd_create" | "chmod" | "fchmodat" => true,
        "write" | "writev" | "pwrite64" | "pwritev" | "pwritev2" | "ftruncate" | "fallocate" => {
            first_descriptor()
        }
        "sendfile" | "copy_file_range" => first_descriptor(),
        _ => false,
    }
}
