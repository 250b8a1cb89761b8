//! A private Sendmail that stands in front of a rig's [`Postfix`]: clients send to Sendmail, its
//! milters are asked, and Postfix delivers what Sendmail relays into the rig's mailboxes, past any
//! milter of its own.
//!
//! Debian's package can't be installed beside Postfix; `tests/setup.sh test` unpacks it in the
//! target directory. What concerns postseal in its `sendmail.mc` is `conf/sendmail.txt`, as an
//! administrator would copy it, with the rig's addresses.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::place::{self, Port, as_root, succeed};
use crate::postfix::Postfix;
use crate::smtp::Smtp;
use crate::wait_for;

/// What an administrator copies into `sendmail.mc`.
const LINES: &str = "conf/sendmail.txt";

/// Aliases of relay.example.org, which is what the private Sendmail is called.
const ALIASES: &str = "postmaster: postmaster@example.org
mailer-daemon: postmaster
team: carol@example.com, erin@example.org
";

/// A running private Sendmail, stopped when dropped.
#[derive(Debug)]
pub struct Sendmail {
    folder: PathBuf,
    smtp: Port,
    reinjection: Port,
    child: Child,
}

impl Sendmail {
    /// Starts one that relays to this Postfix and asks postseal at this socket; `before` are lines
    /// of `sendmail.mc` for milters that stand before it.
    pub fn start(postfix: &Postfix, milter: &Path, before: &str) -> Self {
        let folder = postfix.folder().join("sendmail");
        // Sendmail trusts a queue that nobody else can get at.
        succeed(as_root("install").args(["-d", "-m", "0755"]).arg(&folder));
        succeed(
            as_root("install")
                .args(["-d", "-m", "0700"])
                .arg(folder.join("queue")),
        );
        let (smtp, reinjection) = (Port::take(), Port::take());
        let lines = adapted(milter, reinjection.number());
        let mc = mc(
            &folder,
            smtp.number(),
            postfix.reinjection_port(),
            &format!("{before}{lines}"),
        );
        let unpacked = place::target_dir().join("sendmail/usr");
        let cf_dir = unpacked.join("share/sendmail/cf");
        let write = |name: &str, content: &[u8]| {
            // The folder is root's, as Sendmail wants it.
            let draft = postfix.folder().join(format!("sendmail-{name}"));
            fs::write(&draft, content).expect("Sendmail's configuration can be written");
            let file = folder.join(name);
            succeed(
                as_root("install")
                    .args(["-m", "0644"])
                    .arg(&draft)
                    .arg(&file),
            );
            file
        };
        let mc = write("sendmail.mc", mc.as_bytes());
        let mut m4 = Command::new("m4");
        m4.arg(format!("-D_CF_DIR_={}/", cf_dir.display()))
            .arg(cf_dir.join("m4/cf.m4"))
            .arg(mc);
        let cf = write("sendmail.cf", &succeed(&mut m4).stdout);
        write("service.switch", b"hosts files\naliases files\n");
        write("aliases", ALIASES.as_bytes());
        let passwords = postfix.folder().join("passwords.sock");
        check_passwords(&passwords);
        let sasl = format!(
            "pwcheck_method: saslauthd\nmech_list: PLAIN\nsaslauthd_path: {}\n",
            passwords.display()
        );
        write("Sendmail.conf", sasl.as_bytes());
        let library = postfix.folder().join("sendmail.so");
        let source = place::repository().join("tests/rig/sendmail.c");
        let log = format!("-DLOG=\"{}\"", folder.join("log").display());
        succeed(
            Command::new("gcc")
                .args(["-shared", "-fPIC", &log, "-o"])
                .arg(&library)
                .arg(source),
        );
        let run = |mode: &str| {
            let mut command = as_root("env");
            command
                .arg(format!("LD_PRELOAD={}", library.display()))
                .arg(unpacked.join("libexec/sendmail/sendmail"));
            command.arg("-C").arg(&cf).arg(mode).stdin(Stdio::null());
            command
        };
        succeed(&mut run("-bi"));
        // In the foreground, so that it is ours to stop.
        let mut command = run("-bD");
        // What it says there it logs too.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let child = command
            .spawn()
            .unwrap_or_else(|e| panic!("cannot run {command:?}: {e}"));
        let mut sendmail = Self {
            folder,
            smtp,
            reinjection,
            child,
        };
        for port in [sendmail.smtp_port(), sendmail.reinjection_port()] {
            wait_for("Sendmail to answer", || {
                let ended = sendmail.child.try_wait().expect("the child is ours");
                assert!(ended.is_none(), "Sendmail ended at once");
                Smtp::connect(port).ok()
            });
        }
        sendmail
    }

    /// Where clients send: the milters are on this port.
    pub fn smtp_port(&self) -> u16 {
        self.smtp.number()
    }

    /// Where postseal submits passcodes and copies: no milter is on this port.
    pub fn reinjection_port(&self) -> u16 {
        self.reinjection.number()
    }

    /// What Sendmail has logged.
    pub fn log(&self) -> String {
        let output = as_root("cat")
            .arg(self.folder.join("log"))
            .output()
            .expect("cat runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The names of the files in its queue.
    pub fn queued(&self) -> Vec<String> {
        let output = as_root("ls")
            .arg(self.folder.join("queue"))
            .output()
            .expect("ls runs");
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(str::to_owned)
            .collect()
    }

    /// The files of its queue and its log in which these bytes stand.
    pub fn files_with(&self, needle: &str) -> Vec<PathBuf> {
        let mut grep = as_root("grep");
        grep.args(["-r", "-l", "-a", "-F", "-e", needle])
            .args(["queue", "log"].map(|name| self.folder.join(name)));
        let output = grep.output().expect("grep runs");
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(PathBuf::from)
            .collect()
    }

    /// Waits until its queue is empty and Postfix has delivered what came from it.
    pub fn settle(&self, postfix: &Postfix) {
        wait_for("Sendmail's queue to be empty", || {
            self.queued().is_empty().then_some(())
        });
        postfix.settle();
    }
}

impl Drop for Sendmail {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<_> = log.lines().collect();
            eprintln!(
                "--- the last lines of Sendmail's log:\n{}",
                lines[lines.len().saturating_sub(30)..].join("\n")
            );
        }
        // Under sudo the child is sudo, which passes the signal on.
        as_root("kill")
            .arg(self.child.id().to_string())
            .status()
            .ok();
        self.child.wait().ok();
    }
}

/// Stands for saslauthd: everybody's password is "secret".
fn check_passwords(socket: &Path) {
    let listener = UnixListener::bind(socket).expect("a socket for passwords can be made");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = [0; 1024];
            let read = stream.read(&mut asked).unwrap_or(0);
            let right = asked[..read]
                .windows(8)
                .any(|bytes| bytes == b"\0\x06secret");
            stream
                .write_all(if right { b"\0\x02OK" } else { b"\0\x02NO" })
                .ok();
        }
    });
}

/// The administrator's lines with the rig's socket and port in place of those that they name.
fn adapted(milter: &Path, reinjection: u16) -> String {
    let replaced = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "conf/sendmail.txt names {from}");
        text.replace(from, to)
    };
    let lines =
        fs::read_to_string(place::repository().join(LINES)).expect("conf/sendmail.txt can be read");
    let lines = replaced(
        &lines,
        "local:/var/lib/postseal/milter.sock",
        &format!("local:{}", milter.display()),
    );
    replaced(&lines, "Port=10026", &format!("Port={reinjection}"))
}

fn mc(folder: &Path, smtp: u16, relay: u16, milters: &str) -> String {
    let path = |name: &str| folder.join(name).display().to_string();
    format!(
        "VERSIONID(`a private Sendmail')dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `relay.example.org')dnl
define(`QUEUE_DIR', `{queue}')dnl
define(`confPID_FILE', `{pid}')dnl
define(`STATUS_FILE', `{statistics}')dnl
define(`confSERVICE_SWITCH_FILE', `{switch}')dnl
define(`ALIAS_FILE', `{aliases}')dnl
define(`HELP_FILE', `')dnl
define(`confCW_FILE', `')dnl
define(`confDONT_PROBE_INTERFACES', `True')dnl
define(`confDONT_BLAME_SENDMAIL', `GroupWritableDirPathSafe,TrustStickyBit')dnl
define(`confAUTH_MECHANISMS', `PLAIN')dnl
define(`confTO_IDENT', `0')dnl
define(`confCONNECTION_RATE_THROTTLE', `0')dnl
define(`ESMTP_MAILER_ARGS', `TCP $h {relay}')dnl
define(`SMART_HOST', `esmtp:[127.0.0.1]')dnl
FEATURE(`no_default_msa')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unresolvable_domains')dnl
DAEMON_OPTIONS(`Family=inet, Name=MTA, Port={smtp}, Addr=127.0.0.1')dnl
{milters}
MAILER(`local')dnl
MAILER(`smtp')dnl
LOCAL_CONFIG
ESASL_CONF_PATH={folder}
",
        folder = folder.display(),
        queue = path("queue"),
        aliases = path("aliases"),
        pid = path("pid"),
        statistics = path("statistics"),
        switch = path("service.switch"),
    )
}
