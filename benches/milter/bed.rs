//! One private Postfix for all sides: a port for each, everything else the same. Its queue is in
//! memory, so that no disk is measured.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::mails::{self, Size};
use crate::sealing;
use crate::side::{
    self, NO_OP, NO_OP_TCP, NONE, OPENDKIM, PASSING, PASSING_TCP, REPLACING, REPLACING_TCP,
    SEALING, SEALING_TCP, Side,
};
use rig::place::{self, as_root, succeed};
use rig::postfix::{self, Postfix, Setup};
use rig::smtp::{self, Smtp};
use rig::stage::{ALICE, BOB};
use rig::wait_for;

/// Mail to this domain goes nowhere.
const NOWHERE: &str = "bob@example.edu";

/// How many bytes the folder in memory must have room for.
const ROOM: u64 = 2_000_000_000;

/// Says what is missing, if anything is.
pub fn check() -> Result<(), String> {
    let sudo = || {
        Command::new("sudo")
            .args(["-n", "true"])
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if !place::is_root() && !sudo() {
        return Err(
            "Postfix only starts as root, even on loopback: please run this as root, or as \
                    somebody who may use sudo without a password."
                .into(),
        );
    }
    for (program, package) in [
        ("postfix", "postfix"),
        ("smtp-source", "postfix"),
        ("opendkim", "opendkim"),
        ("gcc", "gcc"),
        ("openssl", "openssl"),
    ] {
        if !Command::new("sh")
            .args(["-c", &format!("command -v {program}")])
            .output()
            .is_ok_and(|output| output.status.success())
        {
            return Err(format!(
                "{program} is missing (Debian's package {package}): tests/setup.sh bench installs \
                 all that is needed, and /usr/sbin must be in the PATH."
            ));
        }
    }
    let place = memory();
    let output = succeed(
        Command::new("df")
            .args(["--output=avail,fstype", "-B1"])
            .arg(&place),
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut words = text.lines().nth(1).unwrap_or_default().split_whitespace();
    let free: u64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    if free < ROOM || words.next() != Some("tmpfs") {
        return Err(format!(
            "The queue must be in memory, but {} is no tmpfs with 2 GB left: mount one (mount -t \
             tmpfs -o size=4g none /mnt) and name it in POSTSEAL_BENCH_DIR.",
            place.display()
        ));
    }
    Ok(())
}

fn memory() -> PathBuf {
    std::env::var_os("POSTSEAL_BENCH_DIR").map_or_else(|| "/dev/shm".into(), PathBuf::from)
}

/// Postfix and all sides, running.
pub struct Bed {
    sides: Vec<Side>,
    postfix: Postfix,
    mails: HashMap<Size, PathBuf>,
    _folder: Folder,
}

/// A folder in memory, which is given back even when a measurement fails.
pub struct Folder(PathBuf);

impl Folder {
    pub fn fresh(name: &str) -> Self {
        let folder = memory().join(name);
        postfix::stop(&folder.join("etc"));
        succeed(as_root("rm").arg("-rf").arg(&folder));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        as_root("rm").arg("-rf").arg(&self.0).status().ok();
    }
}

impl Bed {
    pub fn start() -> Self {
        let guard = Folder::fresh("postseal-bench");
        let folder = guard.path().to_owned();
        let mut setup = Setup::new("bench").with_milters(&[]);
        setup.extra =
            "relay_domains = example.edu\ntransport_maps = inline:{example.edu=discard:}\n"
                .to_owned();
        let postfix = Postfix::start_in(folder.clone(), &setup);
        let sides = side::start(
            &folder.join("queue/postseal"),
            &folder,
            &Size::ALL.map(sealing::body_and_carrier),
        );
        let path = folder.join("etc/master.cf");
        let mut services = fs::read_to_string(&path).unwrap() + "discard unix - - y - - discard\n";
        for side in &sides {
            let milter = side.milter_setting(&folder.join("queue"));
            let port = side.smtp.number();
            writeln!(
                services,
                "127.0.0.1:{port} inet n - y - - smtpd\n  -o smtpd_milters={milter}"
            )
            .unwrap();
        }
        fs::write(path, services).unwrap();
        succeed(
            as_root("postfix")
                .arg("-c")
                .arg(folder.join("etc"))
                .arg("reload")
                .stdin(Stdio::null()),
        );
        for side in &sides {
            wait_for("Postfix to answer", || {
                Smtp::connect(side.smtp.number()).ok()
            });
        }
        let mails = Size::ALL.map(|size| {
            let path = folder.join(format!("{size:?}.eml"));
            fs::write(&path, mails::of(size)).unwrap();
            (size, path)
        });
        Self {
            sides,
            postfix,
            mails: mails.into(),
            _folder: guard,
        }
    }

    pub fn sides(&self) -> &[Side] {
        &self.sides
    }

    pub fn mail(&self, size: Size) -> &Path {
        &self.mails[&size]
    }

    pub fn folder(&self) -> &Path {
        self.postfix.folder()
    }

    /// Each side does what its name says: otherwise its figures would mean nothing.
    pub fn verify(&self) {
        let bob = self.postfix.mailbox(BOB);
        let original = String::from_utf8(mails::of(Size::Small))
            .unwrap()
            .replace('\n', "\r\n");
        let text = original
            .split_once("\r\n\r\n")
            .unwrap()
            .1
            .replace("\r\n", "\n");
        for (at, side) in self.sides.iter().enumerate() {
            let reply = smtp::send(side.smtp.number(), ALICE, &[BOB], original.as_bytes());
            assert!(reply.is_ok(), "{}: {reply:?}", side.name);
            let mail = bob.wait(at + 1);
            let marks =
                ["X-Postseal", "DKIM-Signature", "X-Replaced"].map(|name| mail.fields(name).len());
            let expected = match side.name {
                SEALING | SEALING_TCP => [1, 0, 0],
                OPENDKIM => [0, 1, 0],
                REPLACING | REPLACING_TCP => [0, 0, 1],
                NONE | NO_OP | NO_OP_TCP | PASSING | PASSING_TCP => [0, 0, 0],
                other => panic!("nobody knows what {other} does"),
            };
            assert_eq!(marks, expected, "{}:\n{}", side.name, mail.header());
            let same = String::from_utf8_lossy(&mail.bytes).contains(text.trim_end());
            assert_eq!(
                same,
                expected[0] + expected[2] == 0,
                "{}: what became of the text",
                side.name
            );
        }
    }

    /// Sends so many mails, all of which must be taken, and waits until the queue is empty again.
    /// Returns how long sending took, in seconds.
    pub fn send(&self, side: &Side, mail: &Path, sessions: usize, count: usize) -> f64 {
        let mut source = Command::new("smtp-source");
        source
            .args([
                "-d",
                "-s",
                &sessions.to_string(),
                "-m",
                &count.to_string(),
                "-f",
                ALICE,
                "-t",
                NOWHERE,
                "-F",
            ])
            .arg(mail);
        source.arg(format!("127.0.0.1:{}", side.smtp.number()));
        let start = Instant::now();
        succeed(&mut source);
        let took = start.elapsed().as_secs_f64();
        self.postfix.settle();
        took
    }
}
