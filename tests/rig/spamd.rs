//! SpamAssassin's daemon with the rules that it ships, without a network and without what it has
//! learned.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::dns::Dns;
use crate::place::{self, Port, succeed};
use crate::{PATIENCE, wait_for};

/// A rule that a mail fits, and how many points it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The rule's name.
    pub rule: String,
    /// Its points: positive ones are against the mail.
    pub points: f64,
}

/// A running spamd, stopped when dropped.
#[derive(Debug)]
pub struct Spamd {
    port: Port,
    child: Child,
    _scratch: tempfile::TempDir,
}

impl Spamd {
    /// Starts one.
    pub fn start() -> Self {
        Self::start_with(place::scratch(), &["--local"])
    }

    /// Starts one that asks this DNS server for signatures' keys, with this file of an
    /// administrator's, which `spamassassin --lint` must take.
    pub fn start_asking(dns: &Dns, own: &Path) -> Self {
        let scratch = place::scratch();
        let site = scratch.path().join("site");
        // What Debian has there says which plugins there are.
        succeed(
            Command::new("cp")
                .args(["-r", "/etc/spamassassin"])
                .arg(&site),
        );
        std::fs::copy(own, site.join("own.cf")).expect("a file to copy");
        let site = format!("--siteconfigpath={}", site.display());
        let server = format!("--cf=dns_server 127.0.0.1:{}", dns.port());
        let more = [
            site.as_str(),
            &server,
            "--cf=dns_available yes",
            "--cf=skip_rbl_checks 1",
            "--cf=skip_uribl_checks 1",
            "--cf=use_razor2 0",
            "--cf=use_pyzor 0",
        ];
        let lint = ["--lint", "--cf=use_bayes 0"];
        succeed(Command::new("spamassassin").args(lint).args(&more[..2]));
        Self::start_with(scratch, &more)
    }

    fn start_with(scratch: tempfile::TempDir, more: &[&str]) -> Self {
        let port = Port::take();
        let mut command = Command::new("spamd");
        command
            .args(more)
            .args(["--nouser-config", "--max-children=1", "--syslog=null"])
            .args(["--listen=127.0.0.1", "--allowed-ips=127.0.0.1"])
            .arg(format!("--port={}", port.number()))
            .arg(format!("--helper-home-dir={}", scratch.path().display()))
            // What it has learned from other mail is the machine's, not SpamAssassin's.
            .args(["--cf=use_bayes 0", "--cf=use_txrep 0"])
            .env("HOME", scratch.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().unwrap_or_else(|e| {
            panic!("cannot run {command:?}: {e}. `tests/setup.sh test` installs it")
        });
        let spamd = Self {
            port,
            child,
            _scratch: scratch,
        };
        wait_for("spamd to answer", || {
            TcpStream::connect(("127.0.0.1", spamd.port.number())).ok()
        });
        spamd
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// The rules that a mail fits.
    pub fn hits(&self, mail: &[u8]) -> Vec<Hit> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port.number())).expect("spamd");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let head = format!("REPORT SPAMC/1.5\r\nContent-length: {}\r\n\r\n", mail.len());
        stream
            .write_all(&[head.as_bytes(), mail].concat())
            .and_then(|()| stream.shutdown(Shutdown::Write))
            .expect("spamd takes the mail");
        let mut said = Vec::new();
        stream.read_to_end(&mut said).expect("spamd answers");
        let said = String::from_utf8_lossy(&said);
        assert!(said.contains(" EX_OK"), "spamd said {said}");
        // The rules stand in a table behind the preview: points, name, description.
        let table = said.rsplit_once("\n---- ---").expect("a report").1;
        let row = |line: &str| {
            let mut words = line.split_whitespace();
            let points = words.next()?.parse().ok()?;
            let rule = words.next()?.to_owned();
            let is_name = rule.contains(|c: char| c.is_ascii_uppercase());
            is_name.then_some(Hit { rule, points })
        };
        table.lines().filter_map(row).collect()
    }
}

impl Drop for Spamd {
    fn drop(&mut self) {
        // Politely: its child ends with it.
        let id = self.child.id().to_string();
        Command::new("kill").arg(id).status().ok();
        self.child.wait().ok();
    }
}
