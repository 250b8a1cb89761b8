//! An SMTP server that takes everything: behind filters that send on what they get.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::PATIENCE;
use crate::place::Port;

/// A running server.
#[derive(Debug)]
pub struct Sink {
    port: Port,
    mails: Receiver<Vec<u8>>,
}

impl Sink {
    /// Starts one; its thread ends with the process.
    pub fn start() -> Self {
        let port = Port::take();
        let listener =
            TcpListener::bind(("127.0.0.1", port.number())).expect("the port was free just now");
        let (sender, mails) = channel();
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let sender = sender.clone();
                std::thread::spawn(move || converse(stream, &sender));
            }
        });
        Self { port, mails }
    }

    /// Where it listens, on loopback.
    pub fn port(&self) -> u16 {
        self.port.number()
    }

    /// The next mail that came, as it came.
    pub fn next(&self) -> Vec<u8> {
        let next = self.mails.recv_timeout(PATIENCE);
        next.expect("a mail comes")
    }
}

fn converse(stream: TcpStream, mails: &Sender<Vec<u8>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.get_mut().write_all(b"220 sink\r\n").ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let answer: &[u8] = match line.get(..4)?.to_uppercase().as_str() {
            "EHLO" | "LHLO" => b"250-sink\r\n250 8BITMIME\r\n",
            "HELO" | "MAIL" | "RCPT" | "RSET" | "NOOP" => b"250 ok\r\n",
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").ok()?;
                mails.send(data(&mut stream)?).ok()?;
                b"250 taken\r\n"
            }
            "QUIT" => {
                stream.get_mut().write_all(b"221 bye\r\n").ok()?;
                return None;
            }
            _ => b"500 what?\r\n",
        };
        stream.get_mut().write_all(answer).ok()?;
    }
}

/// A message without its end (RFC 5321 section 4.5.2).
fn data(stream: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut data: Vec<u8> = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).ok()? == 0 {
            return None;
        }
        if line == b".\r\n" {
            return Some(data);
        }
        data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
