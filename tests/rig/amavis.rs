//! amavis, with Debian's settings and SpamAssassin's own rules, without a network, a database or a
//! virus scanner.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::place::{self, Port, succeed};
use crate::sink::Sink;
use crate::{smtp, wait_for};

/// What is Debian's, and not the machine's.
const DEBIAN: [&str; 4] = [
    "01-debian",
    "20-debian_defaults",
    "25-amavis_helpers",
    "30-template_localization",
];

/// What amavis does with a mail, beside looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It changes the header only.
    Passes,
    /// It takes it for spam, and attaches it to a mail that says so.
    Wraps,
    /// It has altermime append a text, as it does with mail that leaves a house.
    Appends,
}

const DEEDS: [Deed; 3] = [Deed::Passes, Deed::Wraps, Deed::Appends];

/// A running amavis, stopped when dropped.
#[derive(Debug)]
pub struct Amavis {
    folder: PathBuf,
    ports: [Port; 3],
    sink: Sink,
    child: Child,
}

impl Amavis {
    /// Starts one in a folder of this rig's name.
    pub fn start(name: &str) -> Self {
        let folder = place::fresh_folder(&format!("rig/{name}-amavis"));
        let (ports, sink) = (DEEDS.map(|_| Port::take()), Sink::start());
        let write = |file: &str, text: &str| {
            let path = folder.join(file);
            fs::write(&path, text).expect("the folder can be written");
            path
        };
        write("disclaimer.txt", "\n-- \nThis mail is \"confidential\".\n");
        write(
            "disclaimer.html",
            "<p class='x'>This mail is \"confidential\".</p>\n",
        );
        let home = folder.join("home");
        fs::create_dir(&home).expect("a folder for amavis");
        // It starts as root, whose settings it takes, and works as a user of its own.
        succeed(place::as_root("chown").arg("amavis:").arg(&home));
        let numbers = ports.each_ref().map(Port::number);
        let conf = write("conf", &conf(&folder, numbers, sink.port()));
        let mut command = place::as_root("env");
        command
            .arg(format!("TMPDIR={}", home.display()))
            .arg("amavisd");
        for part in DEBIAN {
            command.arg("-c").arg(format!("/etc/amavis/conf.d/{part}"));
        }
        command.arg("-c").arg(conf).arg("foreground");
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| {
                panic!("cannot run {command:?}: {e}. `tests/setup.sh test` installs it")
            });
        let amavis = Self {
            folder,
            ports,
            sink,
            child,
        };
        for port in numbers {
            wait_for("amavis to answer", || {
                TcpStream::connect(("127.0.0.1", port)).ok()
            });
        }
        amavis
    }

    /// What it makes of a mail.
    pub fn filter(&self, deed: Deed, mail: &[u8]) -> Vec<u8> {
        let port = DEEDS.iter().position(|&one| one == deed);
        let port = self.ports[port.expect("each has its port")].number();
        // Line ends are those of mail, whatever the mail was read from.
        let mut text = Vec::with_capacity(mail.len() + mail.len() / 32);
        for line in mail.split_inclusive(|&byte| byte == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            text.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
            text.extend_from_slice(b"\r\n");
        }
        let reply = smtp::send(port, "alice@example.org", &["bob@example.org"], &text);
        assert_eq!(reply.code, 250, "{}", reply.text);
        let filtered = self.sink.next();
        let text = String::from_utf8_lossy(&filtered);
        assert!(text.contains("(amavis, port "), "{text}");
        assert_eq!(
            deed != Deed::Passes,
            text.contains("X-Amavis-Modified: Mail body modified"),
            "{text}"
        );
        drop(text);
        filtered
    }
}

impl Drop for Amavis {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = fs::read_to_string(self.folder.join("home/log")).unwrap_or_default();
            let (mut end, lines) = (String::new(), log.lines().collect::<Vec<_>>());
            for line in &lines[lines.len().saturating_sub(20)..] {
                writeln!(end, "{line}").ok();
            }
            eprintln!("--- what amavis said last:\n{end}");
        }
        // Politely: its children end with it.
        place::as_root("kill")
            .arg(self.child.id().to_string())
            .status()
            .ok();
        self.child.wait().ok();
    }
}

fn conf(folder: &std::path::Path, ports: [u16; 3], sink: u16) -> String {
    let folder = folder.display();
    let [passes, wraps, appends] = ports;
    format!(
        r#"use strict;
$MYHOME = "{folder}/home";
$TEMPBASE = $db_home = $helpers_home = $MYHOME;
$lock_file = "$MYHOME/lock";
$pid_file = "$MYHOME/pid";
$LOGFILE = "$MYHOME/log";
$DO_SYSLOG = 0;
$log_level = 2;
$daemon_user = "amavis";
$daemon_group = undef;
$mydomain = "example.org";
$myhostname = "mx.example.org";
@local_domains_acl = (".example.org");
$max_servers = 1;
$max_requests = 10_000;
$enable_db = $enable_global_cache = 0;
$QUARANTINEDIR = undef;
$unix_socketname = undef;
$inet_socket_port = [{passes}, {wraps}, {appends}];
$forward_method = $notify_method = "smtp:[127.0.0.1]:{sink}";
@bypass_virus_checks_maps = (1);
@bypass_spam_checks_maps = (0);
$sa_local_tests_only = 1;
$sa_mail_body_size_limit = undef;
$spam_quarantine_to = undef;
@altermime_args_disclaimer =
    qw(--disclaimer={folder}/disclaimer.txt --disclaimer-html={folder}/disclaimer.html);
$interface_policy{{"{wraps}"}} = "WRAPS";
$policy_bank{{WRAPS}} = {{
    spam_tag2_level_maps => [-100], spam_kill_level_maps => [-100],
    defang_maps_by_ccat => {{ CC_SPAM, ["attach"], CC_SPAMMY, ["attach"] }},
}};
$interface_policy{{"{appends}"}} = "APPENDS";
$policy_bank{{APPENDS}} = {{
    originating => 1, allow_disclaimers => 1, bypass_spam_checks_maps => [1],
    defang_maps_by_ccat => {{ CC_CATCHALL, ["disclaimer"] }},
}};
1;
"#
    )
}
