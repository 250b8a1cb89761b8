//! What a document can do that takes over the process that reads it: nothing.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use postseal::extract::Content;
use postseal::worker::{Limits, Pool};
use rig::place::{repository, scratch, succeed};

use crate::mails::{limits, read, rtf, with_files};

/// What seccomp keeps from whatever the process is asked to do.
const ATTEMPTS: [&str; 20] = [
    "read",
    "key",
    "write",
    "make",
    "own memory",
    "truncate",
    "folder",
    "unix",
    "inet",
    "duplicate",
    "descriptor",
    "program",
    "fork",
    "thread",
    "signal",
    "kill",
    "exec",
    "trace",
    "peek",
    "ring",
];

/// What Landlock and limits keep from it alone.
const WITHOUT_SECCOMP: [&str; 13] = [
    "read",
    "key",
    "write",
    "make",
    "truncate",
    "folder",
    "unix",
    "inet",
    "duplicate",
    "descriptor",
    "exec",
    "trace",
    "peek",
];

/// The program itself, with an intruder in it.
pub struct Intruders {
    folder: tempfile::TempDir,
    port: u16,
    _listeners: (UnixListener, TcpListener),
}

impl Intruders {
    pub fn new() -> Self {
        let folder = scratch();
        let path = |name: &str| folder.path().join(name);
        succeed(
            Command::new("gcc")
                .args(["-shared", "-fPIC", "-Wall", "-Werror", "-o"])
                .arg(path("intruder.so"))
                .arg(repository().join("tests/workers/intruder.c")),
        );
        // A pipe may be written where files may not.
        succeed(Command::new("mkfifo").arg(path("other")));
        fs::write(path("key"), "a key of the keyring").unwrap();
        let unix = UnixListener::bind(path("socket")).unwrap();
        let inet = TcpListener::bind("127.0.0.1:0").unwrap();
        Self {
            port: inet.local_addr().unwrap().port(),
            folder,
            _listeners: (unix, inet),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program in the worker's place that makes this attempt.
    pub fn program(&self, attempt: &str, without: Option<&str>) -> PathBuf {
        let program = self.path(&format!("{attempt} {without:?}"));
        let without = without.map_or_else(String::new, |what| format!("export WITHOUT={what}\n"));
        let text = format!(
            "#!/bin/sh\nexport ATTEMPT='{attempt}' TARGET='{}' SOCKET='{}' PORT={}\n{without}\
             echo $$ >> '{}'\nexport LD_PRELOAD='{}'\nexec '{}' \"$@\" 7<>'{}'\n",
            self.path("key").display(),
            self.path("socket").display(),
            self.port,
            self.path("ids").display(),
            self.path("intruder.so").display(),
            env!("CARGO_BIN_EXE_postseal"),
            self.path("other").display(),
        );
        fs::write(&program, text).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        program
    }

    /// The processes that were started, in turn.
    pub fn started(&self) -> Vec<String> {
        let ids = fs::read_to_string(self.path("ids")).unwrap_or_default();
        ids.lines().map(str::to_owned).collect()
    }

    fn read(&self, attempt: &str, without: Option<&str>, limits: Limits) -> (Content, Pool) {
        let pool = Pool::of(self.program(attempt, without), limits);
        let mail = with_files(&[("plan.rtf", &rtf("the secret plan"))]);
        let content = read(&mail, &pool).unwrap_or_else(|why| panic!("{attempt}: {why}"));
        (content, pool)
    }
}

fn assert_lost(attempt: &str, content: &Content, pool: &Pool, why: &str) {
    let said = content.uninspectable.as_ref().map(ToString::to_string);
    let expected = format!("attachment 1 (.rtf) is a file that {why}");
    assert_eq!(said, Some(expected), "{attempt} succeeded");
    assert_eq!((content.lost.len(), pool.lost()), (1, 1), "{attempt}");
    let mut texts = content.texts.iter();
    assert!(
        texts.any(|text| text.folded == "see the files."),
        "what stands beside it is read: {attempt}"
    );
}

const ENDED: &str = "ended the program that read it";

#[test]
fn a_document_that_takes_its_reader_over_gets_nowhere() {
    let intruders = Intruders::new();
    let (content, pool) = intruders.read("nothing", None, limits());
    assert!(
        content.uninspectable.is_none(),
        "an intruder that does nothing goes unseen"
    );
    assert_eq!(pool.lost(), 0);
    for attempt in ATTEMPTS {
        let (content, pool) = intruders.read(attempt, None, limits());
        assert_lost(attempt, &content, &pool, ENDED);
    }
    // It was let once, outside.
    assert_eq!(fs::read(intruders.path("key")).unwrap().len(), 1);
}

#[test]
fn where_the_kernel_has_no_landlock_it_gets_nowhere_either() {
    let intruders = Intruders::new();
    let program = intruders.program("nothing", Some("landlock"));
    let confinement = Pool::of(program, limits()).confinement().unwrap();
    assert_eq!(confinement.landlock, None);
    for attempt in ATTEMPTS {
        let (content, pool) = intruders.read(attempt, Some("landlock"), limits());
        assert_lost(attempt, &content, &pool, ENDED);
    }
}

/// The second line, should the first have a hole: files, the network and other processes are out
/// of reach although every system call may be made.
#[test]
fn what_system_calls_could_reach_is_out_of_reach_as_well() {
    let intruders = Intruders::new();
    let program = intruders.program("nothing", Some("seccomp"));
    let pool = Pool::of(program, limits());
    let confinement = pool.confinement().unwrap();
    if confinement.landlock.is_none() {
        println!("this kernel has no Landlock");
        return;
    }
    for attempt in WITHOUT_SECCOMP {
        let (content, pool) = intruders.read(attempt, Some("seccomp"), limits());
        assert_lost(attempt, &content, &pool, ENDED);
    }
    // From its sixth version on Landlock keeps signals in.
    if confinement.landlock >= Some(6) {
        let (content, pool) = intruders.read("signal", Some("seccomp"), limits());
        assert_lost("signal", &content, &pool, ENDED);
    }
}

#[test]
fn a_reader_that_eats_memory_or_never_ends_loses_its_document_and_no_more() {
    let intruders = Intruders::new();
    let (content, pool) = intruders.read("eat", None, limits());
    assert_lost("eat", &content, &pool, ENDED);
    let document = Duration::from_secs(2);
    let bounded = Limits {
        document,
        ..limits()
    };
    let (content, pool) = intruders.read("spin", None, bounded);
    assert_lost("spin", &content, &pool, "took too long to read");
    for id in intruders.started() {
        assert!(
            !Path::new("/proc").join(id).exists(),
            "it doesn't go on alone"
        );
    }
}

/// What the kernel itself says of a worker.
#[test]
fn a_worker_has_given_up_all_that_it_could() {
    let intruders = Intruders::new();
    let (content, pool) = intruders.read("nothing", None, limits());
    assert!(content.uninspectable.is_none());
    let process = Path::new("/proc").join(&intruders.started()[0]);
    let status = fs::read_to_string(process.join("status")).unwrap();
    for given_up in ["\nNoNewPrivs:\t1\n", "\nSeccomp:\t2\n", "\nThreads:\t1\n"] {
        assert!(status.contains(given_up), "{given_up:?} in {status}");
    }
    let confinement = pool.confinement().unwrap();
    let limits = fs::read_to_string(process.join("limits")).unwrap();
    for (limit, most) in [
        ("Max address space", confinement.memory),
        ("Max cpu time", confinement.processor),
        ("Max stack size", 8 << 20),
        ("Max file size", 0),
        ("Max core file size", 0),
        ("Max processes", 0),
        ("Max open files", 0),
    ] {
        let line = limits.lines().find(|line| line.starts_with(limit)).unwrap();
        let words: Vec<_> = line[limit.len()..].split_whitespace().collect();
        let most = most.to_string();
        assert_eq!(words[..2], [&most, &most], "{line}");
    }
    assert!(confinement.memory < 2 << 30, "{confinement:?}");
    assert!(confinement.processor <= 120, "{confinement:?}");
}
