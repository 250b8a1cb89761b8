//! Handing a finished message to the MTA over SMTP (RFC 5321), on a listener of this host.
//!
//! Bytes in, bytes out: what is submitted is what arrives, and never more than one message. A message with a bare CR, a bare LF or
//! a NUL is refused before a connection is made, because servers disagree on whether such bytes end a line, and so on where
//! a message ends ("SMTP smuggling"); addresses can't hold line ends, since [`Address`] refuses them.

use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, address};

use super::Address;

/// The SMTP client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Submit {
    host: String,
    port: u16,
}

/// Why a message was not taken, as a sentence for the log. It names no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitError {
    /// The same message will be refused again.
    Permanent(String),
    /// Later it may be taken; or it was taken, and the answer was lost.
    Transient(String),
}

impl fmt::Display for SubmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Permanent(sentence) | Self::Transient(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for SubmitError {}

/// The longest that one step of the conversation may take.
const STEP: Duration = Duration::from_secs(30);

/// The longest that the whole conversation may take; Postfix answers the end of a message when its milters are done.
const WHOLE: Duration = Duration::from_secs(330);

impl Submit {
    /// Submits to `server`, `host:port`. Without a port it is 25; an IPv6 address stands in brackets.
    pub fn new(server: &str) -> Self {
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => (host, port.parse().unwrap_or(25)),
            _ => (server, 25),
        };
        Self { host: host.trim_matches(['[', ']']).to_owned(), port }
    }

    /// Submits `message`, a whole mail with CRLF line ends, to all of `to` or to none.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub async fn send(&self, from: &Address, to: &[Address], message: &[u8]) -> Result<(), SubmitError> {
        check(message)?;
        let envelope = envelope(from, to)?;
        // The client ends the last line itself; a second line end would be an empty line more than was handed in.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host)
            .port(self.port)
            .timeout(Some(STEP))
            .build();
        match tokio::time::timeout(WHOLE, transport.send_raw(&envelope, message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(self.explain(&error)),
            Err(_) => {
                Err(SubmitError::Transient(format!("{}:{} did not finish its answer in time", self.host, self.port)))
            }
        }
    }

    fn explain(&self, error: &Error) -> SubmitError {
        let (host, port) = (&self.host, self.port);
        // What the server says is left out: it may repeat an address.
        match error.status() {
            Some(code) if error.is_permanent() => {
                SubmitError::Permanent(format!("{host}:{port} refused the message with {code}; its own log says why"))
            }
            Some(code) => SubmitError::Transient(format!(
                "{host}:{port} does not take the message now ({code}); its own log says why"
            )),
            None if error.is_client() => {
                SubmitError::Permanent(format!("{host}:{port} can't take this message: it lacks SMTPUTF8 or 8BITMIME"))
            }
            None => SubmitError::Transient(format!(
                "no conversation with {host}:{port} (mail.submit): {error}; is Postfix running, and listening there?"
            )),
        }
    }
}

/// Refuses what two servers could read as different messages, or as more than one.
fn check(message: &[u8]) -> Result<(), SubmitError> {
    let wrong = |what: &str| Err(SubmitError::Permanent(format!("the message holds {what}, which SMTP can't carry")));
    for (at, byte) in message.iter().enumerate() {
        match byte {
            0 => return wrong("a NUL"),
            b'\n' if at == 0 || message[at - 1] != b'\r' => return wrong("a bare LF"),
            b'\r' if message.get(at + 1) != Some(&b'\n') => return wrong("a bare CR"),
            _ => {}
        }
    }
    if message.ends_with(b"\r\n") { Ok(()) } else { wrong("an unfinished last line") }
}

fn envelope(from: &Address, to: &[Address]) -> Result<address::Envelope, SubmitError> {
    let convert = |address: &Address| {
        lettre::Address::new(address.local(), address.domain())
            .map_err(|_| SubmitError::Permanent("an address is not one that SMTP can carry".into()))
    };
    let recipients = to.iter().map(convert).collect::<Result<_, _>>()?;
    address::Envelope::new(Some(convert(from)?), recipients)
        .map_err(|_| SubmitError::Permanent("the message has no recipient".into()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_read_in_every_form() {
        for (text, host, port) in
            [("127.0.0.1:10026", "127.0.0.1", 10026), ("[::1]:2525", "::1", 2525), ("localhost", "localhost", 25)]
        {
            let submit = Submit::new(text);
            assert_eq!((submit.host.as_str(), submit.port), (host, port));
        }
    }

    #[test]
    fn smtp_smuggling_no_bare_line_end_passes_in_any_permutation() {
        let ends = ["\r\n", "\n", "\r", "\r\r\n", "\n\r", "\r\n\n", "\r\0\n", "\0", "\r\n\r"];
        let mut passed = 0;
        for before in ends {
            for after in ends {
                let message = format!("Subject: x\r\n\r\nbody{before}.{after}MAIL FROM:<a@example.org>\r\n");
                let clean = before == "\r\n" && after == "\r\n";
                assert_eq!(check(message.as_bytes()).is_ok(), clean, "{before:?}.{after:?}");
                passed += usize::from(clean);
            }
        }
        assert_eq!(passed, 1, "only the pair that is stuffed as RFC 5321 section 4.5.2 says");
        assert!(check(b"").is_err());
        assert!(check(b"\n").is_err());
        assert!(check(b"no end").is_err());
    }

    #[tokio::test]
    async fn where_nobody_listens_the_failure_is_transient() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let from = Address::parse("secure@example.org").unwrap();
        let sent = Submit::new(&free.to_string()).send(&from, std::slice::from_ref(&from), b"A: b\r\n\r\n").await;
        assert!(matches!(sent, Err(SubmitError::Transient(sentence)) if sentence.contains("mail.submit")));
    }
}
