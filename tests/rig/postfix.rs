//! A private Postfix: its own configuration, queue, mailboxes and ports, and no way out of the
//! machine.
//!
//! It is set up as Debian ships Postfix where that matters here: smtpd and cleanup run chrooted in
//! the queue, as the user `postfix`, so a milter's socket must lie under the queue directory.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::mailbox::Mailbox;
use crate::place::{self, Port, as_root, succeed};
use crate::smtp::Smtp;
use crate::wait_for;

/// Domains for which mail is delivered into Maildirs: ours, and two that stand for the outside
/// world.
pub const DOMAINS: [&str; 3] = ["example.org", "example.net", "example.com"];
/// People with a mailbox of their own in each domain. Mail for anybody else goes to `anyone`.
const PEOPLE: [&str; 10] = [
    "alice",
    "bob",
    "carol",
    "dave",
    "erin",
    "frank",
    "secret",
    "secure",
    "postmaster",
    "mailer-daemon",
];

/// How the private Postfix calls its milters.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Names the rig and its folder.
    pub name: String,
    /// Milters in order, as Postfix names them: `unix:postseal/milter.sock`.
    pub milters: Vec<String>,
    /// `milter_default_action`.
    pub default_action: String,
    /// More `main.cf` lines.
    pub extra: String,
    /// Options of the listener for clients, in `master.cf`: `-o content_filter=…`.
    pub client_options: String,
    /// Options of the listener past the milters.
    pub reinjection_options: String,
    /// More `master.cf` lines: listeners, `smtp`, `pipe` and the like.
    pub services: String,
}

impl Setup {
    /// postseal as the only milter, with `tempfail`.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            milters: vec!["unix:postseal/milter.sock".to_owned()],
            default_action: "tempfail".to_owned(),
            extra: String::new(),
            client_options: String::new(),
            reinjection_options: String::new(),
            services: String::new(),
        }
    }

    /// The same with these milters.
    pub fn with_milters(mut self, milters: &[&str]) -> Self {
        self.milters = milters.iter().map(|milter| (*milter).to_owned()).collect();
        self
    }
}

/// A running private Postfix, stopped when dropped.
#[derive(Debug)]
pub struct Postfix {
    folder: PathBuf,
    smtp: Port,
    reinjection: Port,
}

impl Postfix {
    /// Starts one in a fresh folder and waits until it answers.
    pub fn start(setup: &Setup) -> Self {
        let former = place::target_dir().join("rig").join(&setup.name);
        stop(&former.join("etc"));
        let folder = place::fresh_folder(&format!("rig/{}", setup.name));
        Self::start_in(folder, setup)
    }

    /// Starts one in this folder, which is empty.
    pub fn start_in(folder: PathBuf, setup: &Setup) -> Self {
        let postfix = Self {
            folder,
            smtp: Port::take(),
            reinjection: Port::take(),
        };
        for dir in ["etc", "queue", "mailboxes", "log"] {
            fs::create_dir_all(postfix.folder.join(dir)).expect("a folder for Postfix");
        }
        let write = |name: &str, content: String| {
            fs::write(postfix.folder.join("etc").join(name), content)
                .expect("Postfix configuration can be written");
        };
        write("main.cf", postfix.main_cf(setup));
        write("master.cf", postfix.master_cf(setup));
        write("mailboxes", mailbox_map());
        postfix.make_folders();
        succeed(postfix.command("postfix").arg("start").stdin(Stdio::null()));
        wait_for("Postfix to answer", || {
            Smtp::connect(postfix.smtp.number()).ok()
        });
        wait_for("Postfix to answer on the reinjection port", || {
            Smtp::connect(postfix.reinjection.number()).ok()
        });
        postfix
    }

    /// The folder of this rig.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where clients send: the milters are on this port.
    pub fn smtp_port(&self) -> u16 {
        self.smtp.number()
    }

    /// Where postseal submits passcodes and replies: no milter is on this port.
    pub fn reinjection_port(&self) -> u16 {
        self.reinjection.number()
    }

    /// Where Postfix's configuration lies (`postfix -c`).
    pub fn config_dir(&self) -> PathBuf {
        self.folder.join("etc")
    }

    /// A socket in the folder for milters, as a path outside the chroot.
    pub fn socket(&self, name: &str) -> PathBuf {
        self.folder.join("queue/postseal").join(name)
    }

    /// The mailbox of `person@domain`.
    pub fn mailbox(&self, address: &str) -> Mailbox {
        let (person, domain) = address.split_once('@').expect("an address");
        Mailbox::at(&self.folder.join("mailboxes").join(domain).join(person))
    }

    /// All mailboxes to which anything was delivered.
    pub fn mailboxes(&self) -> Vec<Mailbox> {
        let folders = |path: &Path| -> Vec<PathBuf> {
            fs::read_dir(path)
                .map(|dir| dir.flatten().map(|entry| entry.path()).collect())
                .unwrap_or_default()
        };
        let domains = folders(&self.folder.join("mailboxes"));
        domains
            .iter()
            .flat_map(|domain| folders(domain))
            .map(|path| Mailbox::at(&path))
            .collect()
    }

    /// Hands a mail to the local `sendmail` command, with these arguments after `-C`.
    pub fn sendmail(&self, arguments: &[&str], mail: &[u8]) {
        let mut command = as_root("sendmail");
        command
            .arg("-C")
            .arg(self.config_dir())
            .args(arguments)
            .stdin(Stdio::piped());
        let mut child = command.spawn().expect("sendmail runs");
        child
            .stdin
            .take()
            .expect("sendmail reads")
            .write_all(mail)
            .expect("sendmail takes the mail");
        assert!(
            child.wait().expect("sendmail ends").success(),
            "sendmail refused the mail"
        );
    }

    /// Has Postfix read its configuration again, services included.
    pub fn reload(&self) {
        succeed(self.command("postfix").arg("reload").stdin(Stdio::null()));
    }

    /// Releases every message on hold.
    pub fn release_all(&self) {
        succeed(self.command("postsuper").args(["-H", "ALL"]));
    }

    /// A program of Postfix that is to use this configuration (`postsuper`, `postcat`).
    pub fn program(&self, name: &str) -> std::process::Command {
        self.command(name)
    }

    /// Has Postfix try again at once what it deferred.
    pub fn flush(&self) {
        succeed(self.command("postqueue").arg("-f"));
    }

    /// The queue files that hold a message now, in whatever queue, `corrupt` and `hold` included.
    pub fn queued(&self) -> Vec<PathBuf> {
        let queues = [
            "maildrop", "incoming", "active", "deferred", "hold", "corrupt",
        ];
        let mut find = as_root("find");
        find.args(queues.map(|queue| self.folder.join("queue").join(queue)))
            .args(["-type", "f"]);
        // A file may go while find looks at it: only what it prints matters.
        let output = find.output().expect("find runs");
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(PathBuf::from)
            .collect()
    }

    /// Waits until nothing but so many messages is queued, and these are deferred; returns their
    /// files.
    pub fn wait_deferred(&self, messages: usize) -> Vec<PathBuf> {
        wait_for(&format!("{messages} messages to be deferred"), || {
            let queued = self.queued();
            let deferred = queued
                .iter()
                .all(|file| file.to_string_lossy().contains("/deferred/"));
            (queued.len() == messages && deferred).then_some(queued)
        })
    }

    /// Waits until no message is in any queue.
    pub fn settle(&self) {
        // Twice: a message that goes from queue to queue, or a bounce that is made of one, may be
        // missed by one look.
        wait_for("Postfix's queue to be empty", || {
            (self.queued().is_empty() && self.queued().is_empty()).then_some(())
        });
    }

    /// What Postfix has logged.
    pub fn log(&self) -> String {
        let path = self.folder.join("log/mail.log");
        let output = as_root("cat").arg(path).output().expect("cat runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Waits until Postfix has logged these words: another process writes its log.
    pub fn wait_log(&self, words: &str) {
        wait_for(&format!("{words:?} in Postfix's log"), || {
            self.log().contains(words).then_some(())
        });
    }

    /// The files in which these bytes stand: queue, mailboxes and log.
    pub fn files_with(&self, needle: &str) -> Vec<PathBuf> {
        let output = as_root("grep")
            .args(["-r", "-l", "-a", "-F", "-e", needle])
            .args(["queue", "mailboxes", "log"].map(|dir| self.folder.join(dir)))
            .args(["--devices=skip"])
            .output()
            .expect("grep runs");
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(PathBuf::from)
            .collect()
    }

    fn command(&self, program: &str) -> std::process::Command {
        let mut command = as_root(program);
        command.arg("-c").arg(self.config_dir());
        command
    }

    fn make_folders(&self) {
        let queue = self.folder.join("queue");
        // What postseal makes in this folder belongs to Postfix's group: the socket must be
        // reachable from the chroot.
        let sockets = queue.join("postseal");
        succeed(
            as_root("install")
                .args(["-d", "-m", "2770", "-o", &place::user(), "-g", "postfix"])
                .arg(&sockets),
        );
        succeed(
            as_root("install")
                .args(["-d", "-m", "0700", "-o", "postfix"])
                .arg(self.folder.join("data")),
        );
        succeed(as_root("chown").arg("root").arg(&queue));
        succeed(
            as_root("chown")
                .arg(mail_owner())
                .arg(self.folder.join("mailboxes")),
        );
    }

    fn main_cf(&self, setup: &Setup) -> String {
        let path = |name: &str| self.folder.join(name).display().to_string();
        let id = |flag: &str, user: &str| {
            let output = succeed(std::process::Command::new("id").arg(flag).arg(user));
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        };
        let owner = mail_owner();
        let milters: Vec<_> = setup
            .milters
            .iter()
            .map(|m| format!("{{ {m}, default_action={} }}", setup.default_action))
            .collect();
        let (uid, gid) = (id("-u", &owner), id("-g", &owner));
        each_once(&format!(
            "compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
maillog_file = {log}/mail.log
maillog_file_prefixes = {log}
myhostname = mail.example.org
mydomain = example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
alias_maps =
alias_database =
smtpd_authorized_xclient_hosts = 127.0.0.0/8
disable_dns_lookups = yes
smtpd_peername_lookup = no
default_transport = error:5.4.4 this private Postfix does not reach outside
relay_transport = $default_transport
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {mailboxes}
virtual_mailbox_maps = texthash:{etc}/mailboxes
virtual_mailbox_limit = 0
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
message_size_limit = 100000000
in_flow_delay = 0
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
smtpd_milters = {milters}
non_smtpd_milters = {milters}
milter_default_action = {action}
{extra}
",
            queue = path("queue"),
            data = path("data"),
            log = path("log"),
            etc = path("etc"),
            mailboxes = path("mailboxes"),
            domains = DOMAINS.join(", "),
            milters = milters.join(", "),
            action = setup.default_action,
            extra = setup.extra,
        ))
    }

    fn master_cf(&self, setup: &Setup) -> String {
        let mut services = format!(
            "127.0.0.1:{} inet n - y - - smtpd {}
127.0.0.1:{} inet n - y - - smtpd
  -o smtpd_milters= -o receive_override_options=no_milters {}
pickup    unix  n  -  y  60    1  pickup
cleanup   unix  n  -  y  -     0  cleanup
bounce    unix  -  -  y  -     0  bounce
defer     unix  -  -  y  -     0  bounce
trace     unix  -  -  y  -     0  bounce
qmgr      unix  n  -  n  300   1  qmgr
proxymap  unix  -  -  n  -     -  proxymap
virtual   unix  -  n  n  -     -  virtual
postlog   unix-dgram n - n -   1  postlogd
{}
",
            self.smtp.number(),
            setup.client_options,
            self.reinjection.number(),
            setup.reinjection_options,
            setup.services,
        );
        let others = [
            ("rewrite", "trivial-rewrite"),
            ("verify", "verify"),
            ("flush", "flush"),
            ("showq", "showq"),
            ("error", "error"),
            ("retry", "error"),
            ("anvil", "anvil"),
        ];
        for (service, program) in others {
            let public = if matches!(service, "flush" | "showq") {
                "n"
            } else {
                "-"
            };
            // Postfix's bounce daemons refuse to run with a limit.
            let most = if program == "bounce" { "0" } else { "-" };
            writeln!(services, "{service} unix {public} - y - {most} {program}")
                .expect("a String takes it");
        }
        services
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<_> = log.lines().collect();
            eprintln!(
                "--- the last lines of Postfix's log:\n{}",
                lines[lines.len().saturating_sub(30)..].join("\n")
            );
        }
        stop(&self.config_dir());
    }
}

/// Settings of which the last of each name holds. Postfix warns of the others, in each process; and
/// where that is many lines at once, postlogd waits for itself to take its own.
fn each_once(settings: &str) -> String {
    let mut all: Vec<(&str, String)> = Vec::new();
    for line in settings.lines() {
        let goes_on = line.starts_with([' ', '\t']);
        match (line.split_once('='), all.last_mut()) {
            (Some((name, _)), _) if !goes_on => {
                let name = name.trim();
                all.retain(|(earlier, _)| *earlier != name);
                all.push((name, format!("{line}\n")));
            }
            (_, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (_, None) => {}
        }
    }
    all.into_iter().map(|(_, text)| text).collect()
}

/// Stops the Postfix with this configuration, if one runs.
pub fn stop(config_dir: &Path) {
    if config_dir.exists() {
        let mut abort = as_root("postfix");
        abort
            .arg("-c")
            .arg(config_dir)
            .arg("abort")
            .stdin(Stdio::null());
        // "Not running" is as good as stopped.
        abort.output().ok();
    }
}

/// Whose mailboxes are, and who runs what mail is piped to: Postfix does neither as root.
pub fn mail_owner() -> String {
    if place::is_root() {
        "nobody".to_owned()
    } else {
        place::user()
    }
}

fn mailbox_map() -> String {
    let mut map = String::new();
    for domain in DOMAINS {
        for person in PEOPLE {
            writeln!(map, "{person}@{domain} {domain}/{person}/").expect("a String takes it");
        }
        writeln!(map, "@{domain} {domain}/anyone/").expect("a String takes it");
    }
    map
}
