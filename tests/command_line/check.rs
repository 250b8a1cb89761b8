//! `postseal check` on real keyrings and on Postfix configurations that the real `postconf` reads,
//! beside a running milter.

mod aliases;
mod clients;
mod dkim;
mod documents;
mod faces;
mod figures;
mod filters;
mod held;
mod listeners;
mod log;
mod milters;
mod opinions;
mod relay;
mod settings;
mod size;
mod split;
mod submit;
mod taken_off;
mod trust;
mod ways;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use super::Home;
use rig::wait_for;

const SMTP: &str = "smtp inet n - y - - smtpd\n";
const PICKUP: &str = "pickup unix n - y 60 1 pickup\ncleanup unix n - y - 0 cleanup\n";
const SUBMIT: &str = "127.0.0.1:10026 inet n - y - - smtpd\n  -o smtpd_milters=\n";
const SAFE: &str = "smtpd_milters = { unix:postseal/milter.sock, default_action=tempfail }\n\
                    non_smtpd_milters = $smtpd_milters";
/// Our milter without a default action of its own.
const BARE: &str = "smtpd_milters = unix:postseal/milter.sock\n\
                    non_smtpd_milters = $smtpd_milters";

fn master() -> String {
    [SMTP, PICKUP, SUBMIT].concat()
}

/// A host with a Postfix configuration that can be changed, and a milter that runs.
struct Host {
    home: Home,
    milter: Option<Child>,
}

impl Host {
    /// With a safe configuration.
    fn new() -> Self {
        let mut host = Self::without_milter();
        host.start();
        host
    }

    fn without_milter() -> Self {
        rig::place::let_daemons_read();
        let home = Home::new();
        for dir in ["postfix", "queue", "queue/postseal"] {
            fs::create_dir(home.path(dir)).unwrap();
        }
        home.edit(
            "#config_dir = \"/etc/postfix\"",
            &format!("config_dir = \"{}\"", home.path("postfix").display()),
        );
        home.edit(
            "listen = \"unix:/var/spool/postfix",
            &format!("listen = \"unix:{}", home.path("queue").display()),
        );
        // No test asks the servers of this machine.
        home.edit(
            "#servers = [\"127.0.0.1\"] ",
            "servers = [\"127.0.0.1:1\"] ",
        );
        let host = Self { home, milter: None };
        host.set(SAFE, &master());
        host
    }

    fn start(&mut self) {
        let log = fs::File::create(self.home.path("log")).unwrap();
        self.start_with(log);
    }

    /// Starts the milter with this log.
    fn start_with(&mut self, log: fs::File) {
        let config = self.home.config();
        let mut command = Command::new(env!("CARGO_BIN_EXE_postseal"));
        command
            .args(["run", "--only", "milter", "--config", &config])
            .stdin(Stdio::null())
            .stderr(log);
        let mut milter = command.spawn().unwrap();
        let socket = self.home.path("queue/postseal/milter.sock");
        wait_for("the milter", || {
            assert!(
                milter.try_wait().unwrap().is_none(),
                "the milter ended at once: {}",
                fs::read_to_string(self.home.path("log")).unwrap_or_default()
            );
            UnixStream::connect(&socket).ok()
        });
        // Without it nobody can tell what a reload writes.
        let held = self.home.path("milter.config");
        wait_for("what the milter has read", || held.exists().then_some(()));
        // Open to Postfix's user whoever runs this.
        fs::set_permissions(&socket, fs::Permissions::from_mode(0o666)).unwrap();
        self.milter = Some(milter);
    }

    /// Has the milter read its configuration again.
    fn reload(&self) {
        let before = self.log().matches("the rules were read again").count();
        let id = self.milter.as_ref().unwrap().id().to_string();
        let done = Command::new("kill").args(["-HUP", &id]).status().unwrap();
        assert!(done.success());
        let held = self.home.path("milter.config");
        // It may not have written it yet.
        let old = fs::read(&held).ok();
        wait_for("the milter to read its rules", || {
            let again = self.log().matches("the rules were read again").count() > before;
            (again && fs::read(&held).ok() != old).then_some(())
        });
    }

    fn log(&self) -> String {
        fs::read_to_string(self.home.path("log")).unwrap()
    }

    /// Writes Postfix's configuration.
    fn set(&self, main: &str, master: &str) {
        let queue = self.home.path("queue");
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {}\nmyhostname = mail.example.org\n\
             mydestination = example.org localhost\nmynetworks = 127.0.0.0/8 [::1]/128\n\
             message_size_limit = 0\n{main}\n",
            queue.display()
        );
        for (name, text) in [("main.cf", main.as_str()), ("master.cf", master)] {
            let path = self.home.path("postfix").join(name);
            fs::write(&path, text).unwrap();
            // Postfix waits for a second and reads again what was changed just now.
            let hour_ago = SystemTime::now() - Duration::from_secs(3_600);
            fs::File::open(&path)
                .unwrap()
                .set_modified(hour_ago)
                .unwrap();
        }
    }

    fn findings(&self) -> (i32, String) {
        let done = self.home.run(&["check"], b"");
        (done.code, without_usual(done.stdout))
    }

    /// `check` says this sentence, and nothing else that is unsafe.
    fn is_unsafe(&self, main: &str, master: &str, sentence: &str) {
        self.set(main, master);
        let (code, told) = self.findings();
        assert_eq!(code, 78, "{told}\n  should contain\n{sentence}");
        assert!(
            told.contains(sentence),
            "{told}\n  should contain\n{sentence}"
        );
        assert!(!told.contains("Nothing unsafe"), "{told}");
        let others = told
            .lines()
            .filter(|line| !line.starts_with("Worth knowing: ") && !line.contains(sentence));
        assert_eq!(
            others.collect::<Vec<_>>(),
            Vec::<&str>::new(),
            "nothing but\n{sentence}"
        );
    }

    /// `check` says this sentence and finds nothing unsafe.
    fn is_noted(&self, main: &str, master: &str, sentence: &str) {
        self.set(main, master);
        let (code, told) = self.findings();
        assert_eq!(code, 0, "{told}");
        assert!(
            told.lines()
                .any(|line| line.starts_with("Worth knowing: ") && line.contains(sentence)),
            "{told}\n  should contain\n{sentence}"
        );
        assert!(told.ends_with("Nothing unsafe was found.\n"), "{told}");
    }

    fn is_safe(&self, main: &str, master: &str) {
        self.set(main, master);
        assert_eq!(
            self.findings(),
            (0, "Nothing unsafe was found.\n".into()),
            "{main}\n{master}"
        );
    }
}

/// Where no portal runs, as here.
const NO_PORTAL: &str = "Worth knowing: the portal doesn't answer on 127.0.0.1:";

/// Without what `check` says each time of a configuration as `init` writes it, on a host without
/// other milters.
fn without_usual(told: Vec<u8>) -> String {
    let usual = [
        documents::CONFINED,
        dkim::UNSIGNED,
        faces::NO_BRAND,
        NO_PORTAL,
    ];
    let told = String::from_utf8(told).unwrap();
    let lines = told.split_inclusive('\n');
    lines
        .filter(|line| !usual.iter().any(|usual| line.starts_with(usual)))
        .collect()
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(milter) = &mut self.milter {
            milter.kill().ok();
            milter.wait().ok();
        }
    }
}

#[test]
fn a_safe_host_has_no_findings() {
    let host = Host::new();
    host.is_safe(SAFE, &master());
    // What Postfix does by default is safe, and what it would do with another milter's mail.
    host.is_safe(BARE, &master());
    host.is_safe(
        &format!("{SAFE}\nmilter_default_action = accept"),
        &master(),
    );
    // The milter asks for its macros itself, so these settings change nothing.
    host.is_safe(
        &format!("{SAFE}\nmilter_mail_macros =\nmilter_connect_macros =\nmilter_data_macros ="),
        &master(),
    );
}

#[test]
fn a_portal_that_does_not_run_is_told() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let home = Home::new();
    home.edit("127.0.0.1:8480", &at.to_string());
    let told = || String::from_utf8(home.run(&["check"], b"").stdout).unwrap();
    assert!(!told().contains(NO_PORTAL), "{}", told());
    drop(listener);
    let sentence = "nobody can open what is sealed until it runs";
    assert!(told().contains(NO_PORTAL) && told().contains(sentence));
}

#[test]
fn a_portal_that_may_not_open_as_many_files_as_it_has_connections_is_found() {
    let host = Host::new();
    let check = |limit: u32| {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -n $0 && PATH=/usr/sbin:/sbin exec \"$@\""]);
        command.arg(limit.to_string());
        command.arg(env!("CARGO_BIN_EXE_postseal"));
        command.args(["check", "--config", &host.home.config()]);
        let done = command.output().unwrap();
        without_usual(done.stdout)
    };
    let told = check(1_100);
    let sentence = "portal.max_connections is 1024, for which the portal needs 1536 open files, \
                    but the limit of this shell (ulimit -Hn) allows 1100: raise that limit";
    assert!(told.contains(sentence), "{told}");
    assert_eq!(check(1_536), "Nothing unsafe was found.\n");
}

#[test]
fn keys_that_others_can_read_are_found() {
    let host = Host::new();
    let key = fs::read_dir(host.home.path("keyring"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let (code, told) = host.findings();
    assert_eq!(code, 78);
    assert!(
        told.contains(key.file_name().unwrap().to_str().unwrap()) && told.contains("chmod"),
        "{told}"
    );
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(host.findings().0, 0);
    fs::remove_file(&key).unwrap();
    let (code, told) = host.findings();
    assert_eq!((code, told.lines().count()), (78, 1), "{told}");
}

#[test]
fn advice_never_aims_at_what_is_no_keyring() {
    let host = Host::new();
    let text = fs::read_to_string(host.home.path("postseal.toml")).unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("dir = "))
        .unwrap()
        .to_owned();
    host.home.edit(&line, "dir = \"/etc/passwd\"");
    let (code, told) = host.findings();
    assert_eq!(
        (code, told.as_str()),
        (78, "the keyring /etc/passwd is not a directory.\n")
    );
}

#[test]
fn a_policy_without_rules_is_found() {
    let host = Host::new();
    let text = fs::read_to_string(host.home.path("postseal.toml")).unwrap();
    fs::write(
        host.home.path("postseal.toml"),
        &text[..text.find("[[rule]]").unwrap()],
    )
    .unwrap();
    let (code, told) = host.findings();
    assert_eq!(code, 78);
    assert!(told.contains("nothing will be sealed"), "{told}");
}
