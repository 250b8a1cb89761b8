//! SMTP clients: a small one of our own that sends exact bytes and may stop at any step.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

use crate::PATIENCE;

/// A server's answer to one command.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its code, 250 for example.
    pub code: u16,
    /// Its text, all lines.
    pub text: String,
}

impl Reply {
    /// Whether the server took it.
    pub fn is_ok(&self) -> bool {
        (200..400).contains(&self.code)
    }

    /// Whether the server asked to try again later.
    pub fn is_tempfail(&self) -> bool {
        (400..500).contains(&self.code)
    }
}

/// One SMTP connection. It is simply cut when dropped.
#[derive(Debug)]
pub struct Smtp {
    stream: BufReader<TcpStream>,
}

impl Smtp {
    /// Connects and reads the greeting.
    pub fn connect(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let mut smtp = Self {
            stream: BufReader::new(stream),
        };
        let greeting = smtp.reply()?;
        if greeting.is_ok() {
            Ok(smtp)
        } else {
            Err(io::Error::other(format!("greeted with {greeting:?}")))
        }
    }

    /// Connects as if from this address, which is outside the trusted networks (Postfix's XCLIENT).
    pub fn connect_from(port: u16, client: &str) -> io::Result<Self> {
        let mut smtp = Self::connect(port)?;
        smtp.command("EHLO proxy.example.org")?;
        smtp.command(&format!("XCLIENT NAME=[UNAVAILABLE] ADDR={client}"))?;
        Ok(smtp)
    }

    /// Sends one command line and reads its answer.
    pub fn command(&mut self, line: &str) -> io::Result<Reply> {
        self.stream
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes())?;
        self.reply()
    }

    /// Sends bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// Reads one more answer: after [`raw`](Self::raw) held several commands.
    pub fn answer(&mut self) -> io::Result<Reply> {
        self.reply()
    }

    /// A chunk of a message (BDAT, RFC 3030 section 2), which may end anywhere.
    pub fn chunk(&mut self, bytes: &[u8], last: bool) -> io::Result<Reply> {
        let command = format!(
            "BDAT {}{}\r\n",
            bytes.len(),
            if last { " LAST" } else { "" }
        );
        self.raw(&[command.as_bytes(), bytes].concat())?;
        self.reply()
    }

    /// After DATA was answered: sends the message, dot-stuffed (RFC 5321 section 4.5.2), without
    /// its end.
    pub fn content(&mut self, message: &[u8]) -> io::Result<()> {
        let mut stuffed = Vec::with_capacity(message.len() + message.len() / 64);
        for line in message.split_inclusive(|byte| *byte == b'\n') {
            if line.starts_with(b".") {
                stuffed.push(b'.');
            }
            stuffed.extend_from_slice(line);
        }
        self.raw(&stuffed)
    }

    /// Ends the message; it must have ended in CRLF.
    pub fn end(&mut self) -> io::Result<Reply> {
        self.raw(b".\r\n")?;
        self.reply()
    }

    /// One whole transaction, up to the answer for the message or the first refusal.
    pub fn transaction(&mut self, from: &str, to: &[&str], message: &[u8]) -> io::Result<Reply> {
        assert!(
            message.ends_with(b"\r\n") || message.is_empty(),
            "a message ends in CRLF"
        );
        let utf8 = if to.iter().chain([&from]).all(|address| address.is_ascii()) {
            ""
        } else {
            " SMTPUTF8"
        };
        let mut commands = vec![format!("MAIL FROM:<{from}> BODY=8BITMIME{utf8}")];
        commands.extend(to.iter().map(|address| format!("RCPT TO:<{address}>")));
        commands.push("DATA".to_owned());
        for command in commands {
            let reply = self.command(&command)?;
            if !reply.is_ok() {
                return Ok(reply);
            }
        }
        self.content(message)?;
        self.end()
    }

    fn reply(&mut self) -> io::Result<Reply> {
        let mut text = String::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let code = line.get(..3).and_then(|code| code.parse().ok());
            let code = code.ok_or_else(|| io::Error::other(format!("no SMTP answer: {line:?}")))?;
            let last = line.as_bytes().get(3) != Some(&b'-');
            text.push_str(line.get(4..).unwrap_or_default().trim_end());
            if last {
                return Ok(Reply { code, text });
            }
            text.push('\n');
        }
    }
}

/// Sends one message over a new connection from loopback and returns the last answer.
pub fn send(port: u16, from: &str, to: &[&str], message: &[u8]) -> Reply {
    let sent = Smtp::connect(port).and_then(|mut smtp| {
        smtp.command("EHLO client.example.org")?;
        smtp.transaction(from, to, message)
    });
    sent.unwrap_or_else(|error| panic!("the mail could not be sent: {error}"))
}

/// Sends one message as a stranger outside the trusted networks would, and returns the last answer.
pub fn send_from_outside(port: u16, from: &str, to: &[&str], message: &[u8]) -> Reply {
    let sent = Smtp::connect_from(port, "192.0.2.7").and_then(|mut smtp| {
        smtp.command("EHLO mx.example.net")?;
        smtp.transaction(from, to, message)
    });
    sent.unwrap_or_else(|error| panic!("the mail could not be sent: {error}"))
}
