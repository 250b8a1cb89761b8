//! rspamd as a scanner over HTTP, with the rules that it ships and everything that looks at a mail
//! alone, or asks the resolver for its author's keys and policy.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::dns::Dns;
use crate::place::{self, Port};
use crate::spamd::Hit;
use crate::{http, wait_for};

/// Its modules that ask somebody else than the author's own DNS, or want a database.
const OFF: [&str; 25] = [
    "antivirus",
    "arc",
    "asn",
    "aws_s3",
    "bimi",
    "clickhouse",
    "dcc",
    "dkim_signing",
    "elastic",
    "external_services",
    "fuzzy_check",
    "greylist",
    "history_redis",
    "metric_exporter",
    "mx_check",
    "neural",
    "p0f",
    "ratelimit",
    "rbl",
    "replies",
    "reputation",
    "rspamd_update",
    "spamtrap",
    "surbl",
    "url_redirector",
];

/// A running rspamd, stopped when dropped.
#[derive(Debug)]
pub struct Scanner {
    folder: PathBuf,
    port: Port,
    child: Child,
}

impl Scanner {
    /// Starts one in a folder of this rig's name.
    pub fn start(name: &str, dns: &Dns) -> Self {
        Self::start_with(name, dns, &[])
    }

    /// The same with these files of an administrator's in `local.d`, which `rspamadm configtest`
    /// must take.
    pub fn start_with(name: &str, dns: &Dns, own: &[PathBuf]) -> Self {
        let folder = place::fresh_folder(&format!("rig/{name}-scanner"));
        let port = Port::take();
        for dir in ["local.d", "override.d", "state"] {
            fs::create_dir(folder.join(dir)).expect("a folder for rspamd");
        }
        let write = |file: &str, text: &str| {
            fs::write(folder.join(file), text).expect("the folder can be written");
        };
        for module in OFF {
            write(&format!("local.d/{module}.conf"), "enabled = false;\n");
        }
        // A short list of top-level domains: to compile the real one takes many seconds.
        write("suffixes", "com\nnet\norg\nexample\n");
        let options = format!(
            "filters = \"chartable,dkim,regexp\";\nurl_tld = \"$LOCAL_CONFDIR/suffixes\";\n\
             disable_hyperscan = true;\nmax_message = 100M;\n\
             dns {{ nameserver = [\"127.0.0.1:{}\"]; timeout = 1s; retransmits = 2; }}\n",
            dns.port()
        );
        write("override.d/options.inc", &options);
        write("rspamd.conf", &conf(port.number()));
        for file in own {
            let name = file.file_name().expect("a file");
            fs::copy(file, folder.join("local.d").join(name)).expect("a file to copy");
        }
        let mut variables = vec![format!("--var=LOCAL_CONFDIR={}", folder.display())];
        for place in ["DBDIR", "RUNDIR", "LOGDIR"] {
            variables.push(format!("--var={place}={}", folder.join("state").display()));
        }
        if !own.is_empty() {
            let mut test = Command::new("rspamadm");
            test.args(&variables)
                .args(["configtest", "--strict", "--config"]);
            place::succeed(test.arg(folder.join("rspamd.conf")));
        }
        let mut command = Command::new("rspamd");
        // Insecure is what rspamd calls it when root runs it.
        command
            .args(["--no-fork", "--insecure", "--config"])
            .arg(folder.join("rspamd.conf"))
            .args(&variables);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| panic!("cannot run {command:?}: {e}"));
        let scanner = Self {
            folder,
            port,
            child,
        };
        wait_for("rspamd to answer", || {
            http::request(scanner.port(), "GET", "/ping", &[], b"").ok()
        });
        scanner
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// The symbols that a mail has, when it comes from this host.
    pub fn hits(&self, from: (&str, &str), mail: &[u8]) -> Vec<Hit> {
        let (host, address) = from;
        let headers = [
            ("IP", address.to_owned()),
            ("Helo", host.to_owned()),
            ("Hostname", host.to_owned()),
        ];
        let answer = http::request(self.port(), "POST", "/checkv2", &headers, mail);
        let answer = answer.expect("rspamd answers");
        assert_eq!(answer.status, 200, "{}", answer.text());
        let said: serde_json::Value = serde_json::from_slice(&answer.body).expect("rspamd's JSON");
        let symbols = said["symbols"].as_object().expect("symbols").values();
        symbols
            .map(|symbol| Hit {
                rule: symbol["name"].as_str().unwrap_or_default().to_owned(),
                points: symbol["score"].as_f64().unwrap_or_default(),
            })
            .collect()
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = fs::read_to_string(self.folder.join("state/rspamd.log")).unwrap_or_default();
            let errors: Vec<_> = log.lines().filter(|line| line.contains("error")).collect();
            eprintln!("--- rspamd's errors:\n{}", errors.join("\n"));
        }
        // Politely: its workers end with it.
        let id = self.child.id().to_string();
        Command::new("kill").arg(id).status().ok();
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
worker \"normal\" {{ bind_socket = \"127.0.0.1:{port}\"; count = 1; }}
"
    )
}
