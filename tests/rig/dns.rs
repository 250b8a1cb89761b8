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
        let port = Port::take();
        let mut command = Command::new("dnsmasq");
        command.args([
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--no-resolv",
            "--no-hosts",
            "--pid-file=",
        ]);
        command.args([
            "--listen-address=127.0.0.1",
            "--bind-interfaces",
            "--local=/#/",
            "--log-facility=-",
        ]);
        command.arg(format!("--port={}", port.number()));
        for (name, text) in records {
            // A string in a TXT record has at most 255 bytes, and a comma would end it here.
            let pieces: Vec<_> = text
                .as_bytes()
                .chunks(200)
                .map(String::from_utf8_lossy)
                .collect();
            command.arg(format!("--txt-record={name},{}", pieces.join(",")));
        }
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
