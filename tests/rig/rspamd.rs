//! rspamd as a milter, with the rules that it ships and without anything that needs a network or a
//! database.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::place::{self, Port};
use crate::wait_for;

/// Its modules that ask somebody else, or want a database. What is left looks at the message alone.
const OFF: [&str; 32] = [
    "antivirus",
    "arc",
    "asn",
    "aws_s3",
    "bimi",
    "clickhouse",
    "dcc",
    "dkim",
    "dkim_signing",
    "dmarc",
    "elastic",
    "external_services",
    "fuzzy_check",
    "greylist",
    "history_redis",
    "metric_exporter",
    "mime_types",
    "multimap",
    "mx_check",
    "neural",
    "p0f",
    "phishing",
    "ratelimit",
    "rbl",
    "replies",
    "reputation",
    "rspamd_update",
    "spamtrap",
    "spf",
    "surbl",
    "url_redirector",
    "whitelist",
];

/// A running rspamd, stopped when dropped.
#[derive(Debug)]
pub struct Rspamd {
    folder: PathBuf,
    port: Port,
    child: Child,
}

impl Rspamd {
    /// Starts one in a folder of this rig's name.
    pub fn start(name: &str) -> Self {
        let folder = place::fresh_folder(&format!("rig/{name}-rspamd"));
        let port = Port::take();
        let write = |file: &str, text: &str| {
            fs::write(folder.join(file), text).expect("the folder can be written");
        };
        for dir in ["local.d", "override.d", "state"] {
            fs::create_dir(folder.join(dir)).expect("a folder for rspamd");
        }
        for module in OFF {
            write(&format!("local.d/{module}.conf"), "enabled = false;\n");
        }
        write(
            "local.d/milter_headers.conf",
            "use = [\"spam-header\", \"x-spamd-bar\", \"x-spamd-result\"];\nskip_local = false;\n\
             skip_authenticated = false;\n",
        );
        // A short list of top-level domains: to compile the real one takes many seconds.
        write("suffixes", "com\nnet\norg\nexample\n");
        write(
            "override.d/options.inc",
            "filters = \"chartable,regexp\";\nurl_tld = \"$LOCAL_CONFDIR/suffixes\";\n\
             disable_hyperscan = true;\n\
             dns { nameserver = [\"127.0.0.1:9\"]; timeout = 10ms; retransmits = 1; }\n",
        );
        write("rspamd.conf", &conf(port.number()));
        let mut command = Command::new("rspamd");
        // Insecure is what rspamd calls it when root runs it.
        command
            .args(["--no-fork", "--insecure", "--config"])
            .arg(folder.join("rspamd.conf"));
        command.arg(format!("--var=LOCAL_CONFDIR={}", folder.display()));
        for place in ["DBDIR", "RUNDIR", "LOGDIR"] {
            command.arg(format!("--var={place}={}", folder.join("state").display()));
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command
            .spawn()
            .unwrap_or_else(|e| panic!("cannot run {command:?}: {e}"));
        let rspamd = Self {
            folder,
            port,
            child,
        };
        wait_for("rspamd to answer", || {
            TcpStream::connect(("127.0.0.1", rspamd.port.number())).ok()
        });
        rspamd
    }

    /// How MTAs name it.
    pub fn milter(&self) -> String {
        format!("inet:127.0.0.1:{}", self.port.number())
    }

    /// What it has logged: a line for each message, with its score and symbols.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("state/rspamd.log")).unwrap_or_default()
    }
}

impl Drop for Rspamd {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut end = String::new();
            let log = self.log();
            log.lines()
                .filter(|line| line.contains("rspamd_task_write_log") || line.contains("error"))
                .for_each(|line| {
                    writeln!(end, "{line}").ok();
                });
            eprintln!("--- what rspamd said of messages:\n{end}");
        }
        // Politely: its workers end with it.
        Command::new("kill")
            .arg(self.child.id().to_string())
            .status()
            .ok();
        self.child.wait().ok();
    }
}

fn conf(port: u16) -> String {
    format!(
        ".include \"$CONFDIR/common.conf\"
options {{
    pidfile = \"$RUNDIR/rspamd.pid\";
    .include \"$CONFDIR/options.inc\"
    .include(priority=10) \"$LOCAL_CONFDIR/override.d/options.inc\"
}}
logging {{ type = \"file\"; filename = \"$LOGDIR/rspamd.log\"; level = \"info\"; }}
worker \"rspamd_proxy\" {{
    bind_socket = \"127.0.0.1:{port}\";
    milter = yes;
    timeout = 60s;
    upstream \"local\" {{ default = yes; self_scan = yes; }}
    count = 1;
    spam_header = \"X-Spam\";
    reject_message = \"Spam message rejected\";
}}
"
    )
}
