//! A DNS server on loopback that knows these texts and nothing else.

use std::process::{Child, Command, Stdio};

use crate::place::Port;
use crate::wait_for;

/// A running dnsmasq, killed when dropped.
#[derive(Debug)]
pub struct Dns {
    port: Port,
    child: Child,
}

impl Dns {
    /// Serves these TXT records: name and text.
    pub fn serve<'a>(records: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::serve_hosts(records, &[])
    }

    /// The same beside hosts and the like, as options of dnsmasq.
    pub fn serve_hosts<'a>(
        records: impl IntoIterator<Item = (&'a str, &'a str)>,
        hosts: &[&str],
    ) -> Self {
        let port = Port::take();
        let mut command = Command::new("dnsmasq");
        command.args(options(port.number(), records)).args(hosts);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = child.expect("dnsmasq runs: `tests/setup.sh test` installs it");
        // It answers TCP once it is there.
        wait_for("the DNS server to answer", || {
            std::net::TcpStream::connect(("127.0.0.1", port.number())).ok()
        });
        Self { port, child }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port.number()
    }
}

/// How dnsmasq is told to serve these TXT records on a port of loopback.
pub(crate) fn options<'a>(
    port: u16,
    records: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<String> {
    let fixed = [
        "--keep-in-foreground",
        "--conf-file=/dev/null",
        "--no-resolv",
        "--no-hosts",
        "--pid-file=",
        "--listen-address=127.0.0.1",
        "--bind-interfaces",
        "--local=/#/",
        "--log-facility=-",
    ];
    let mut options: Vec<String> = fixed.map(str::to_owned).into();
    options.push(format!("--port={port}"));
    for (name, text) in records {
        // A string in a TXT record has at most 255 bytes.
        let pieces: Vec<_> = text
            .as_bytes()
            .chunks(200)
            .map(String::from_utf8_lossy)
            .collect();
        options.push(format!("--txt-record={name},{}", pieces.join(",")));
    }
    options
}

impl Dns {
    /// From now on nobody answers on its port.
    pub fn silence(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Drop for Dns {
    fn drop(&mut self) {
        self.silence();
    }
}
