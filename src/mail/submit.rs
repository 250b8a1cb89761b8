//! Handing a finished message to the MTA over SMTP (RFC 5321), on a listener of this host.
//!
//! Bytes in, bytes out: what is submitted is what arrives, and never more than one message. A
//! message with a bare CR, a bare LF or a NUL is refused before a connection is made, because
//! servers disagree on whether such bytes end a line, and so on where a message ends ("SMTP
//! smuggling"); addresses can't hold line ends, since [`Address`] refuses them.

mod probe;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::{ClientId, Extension};

use super::{Address, Dsn};

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
    /// It may be taken later; or it was taken, and the answer was lost.
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

/// The longest that a server may take to answer a command.
const STEP: Duration = Duration::from_secs(30);

/// The longest that the whole conversation may take; Postfix answers the end of a message when its
/// milters are done.
const WHOLE: Duration = Duration::from_secs(330);

/// How long the end of a conversation may take; by then the outcome is known.
const GOODBYE: Duration = Duration::from_secs(1);

/// Where a conversation ended.
enum Failure {
    Refused(Error),
    /// The server does not offer this extension, and the message needs it.
    Lacks(&'static str),
    Late,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl Submit {
    /// Submits to `server`, `host:port`. Without a port it is 25; an IPv6 address stands in
    /// brackets.
    pub fn new(server: &str) -> Self {
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                (host, port.parse().unwrap_or(25))
            }
            _ => (server, 25),
        };
        Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port,
        }
    }

    /// Submits `message`, a whole mail with CRLF line ends, to all of `to` or to none; without
    /// `from`, from the null sender.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub async fn send(
        &self,
        from: Option<&Address>,
        to: &[Address],
        message: &[u8],
    ) -> Result<(), SubmitError> {
        self.send_with(from, to, message, &Dsn::default()).await
    }

    /// The same, and asks for these delivery status notifications where the server knows of them
    /// (RFC 3461).
    ///
    /// # Errors
    /// [`SubmitError`]
    pub async fn send_with(
        &self,
        from: Option<&Address>,
        to: &[Address],
        message: &[u8],
        dsn: &Dsn,
    ) -> Result<(), SubmitError> {
        check(message)?;
        if to.is_empty() {
            return Err(SubmitError::Permanent(
                "the message has no recipient".into(),
            ));
        }
        // The client ends the last line itself; a second line end would be an empty line more than
        // was handed in.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        let sent = tokio::time::timeout(WHOLE, self.converse(from, to, message, dsn)).await;
        sent.unwrap_or(Err(Failure::Late))
            .map_err(|failure| self.explain(&failure))
    }

    async fn converse(
        &self,
        from: Option<&Address>,
        to: &[Address],
        message: &[u8],
        dsn: &Dsn,
    ) -> Result<(), Failure> {
        let (server, name) = ((self.host.as_str(), self.port), ClientId::default());
        let mut connection = in_time(AsyncSmtpConnection::connect_tokio1(
            server,
            Some(STEP),
            &name,
            None,
            None,
        ))
        .await?;
        let nothing = Dsn::default();
        let dsn = if dsn.is_empty() || !knows_dsn(&mut connection, &name).await? {
            &nothing
        } else {
            dsn
        };
        let taken = transaction(&mut connection, from, to, message, dsn).await;
        // Nothing depends on the server's answer to this.
        let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
        taken
    }

    fn explain(&self, failure: &Failure) -> SubmitError {
        let server = if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        };
        let error = match failure {
            Failure::Refused(error) => error,
            Failure::Lacks(extension) => {
                return SubmitError::Permanent(format!(
                    "{server} can't take this message: it lacks {extension}"
                ));
            }
            Failure::Late => {
                return SubmitError::Transient(format!(
                    "{server} did not finish its answer in time"
                ));
            }
        };
        // What the server says is left out: it may repeat an address.
        match error.status() {
            Some(code) if error.is_permanent() => SubmitError::Permanent(format!(
                "{server} refused the message with {code}; its own log says why"
            )),
            Some(code) => SubmitError::Transient(format!(
                "{server} does not take the message now ({code}); its own log says why"
            )),
            None if error.is_response() => SubmitError::Transient(format!(
                "{server} (mail.submit) answers, but not as a mail server does"
            )),
            None => SubmitError::Transient(format!(
                "no conversation with {server} (mail.submit): {error}; is Postfix running, and \
                 listening there?"
            )),
        }
    }
}

async fn in_time<T>(step: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    match tokio::time::timeout(STEP, step).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Failure::Late),
    }
}

/// Whether the server offers DSN. The client doesn't keep what it has no name for, so the server is
/// greeted once more.
async fn knows_dsn(connection: &mut AsyncSmtpConnection, name: &ClientId) -> Result<bool, Failure> {
    let hello = in_time(connection.command(format!("EHLO {name}\r\n"))).await?;
    Ok(hello
        .message()
        .any(|line| line.trim().eq_ignore_ascii_case("DSN")))
}

/// One mail transaction (RFC 5321 section 3.3). The commands are our own: the client's check
/// addresses by rules that real mailboxes break.
async fn transaction(
    connection: &mut AsyncSmtpConnection,
    from: Option<&Address>,
    to: &[Address],
    message: &[u8],
    dsn: &Dsn,
) -> Result<(), Failure> {
    let offers = |extension| connection.server_info().supports_feature(extension);
    let mut parameters = String::new();
    if !message.is_ascii() {
        if !offers(Extension::EightBitMime) {
            return Err(Failure::Lacks("8BITMIME"));
        }
        parameters.push_str(" BODY=8BITMIME");
    }
    if !to
        .iter()
        .chain(from)
        .all(|address| address.as_str().is_ascii())
    {
        if !offers(Extension::SmtpUtfEight) {
            return Err(Failure::Lacks("SMTPUTF8"));
        }
        parameters.push_str(" SMTPUTF8");
    }
    parameters.push_str(&dsn.of_mail());
    in_time(connection.command(format!(
        "MAIL FROM:<{}>{parameters}\r\n",
        from.map(path).unwrap_or_default()
    )))
    .await?;
    for one in to {
        in_time(connection.command(format!(
            "RCPT TO:<{}>{}\r\n",
            path(one),
            dsn.of_recipient(one)
        )))
        .await?;
    }
    in_time(connection.command("DATA\r\n")).await?;
    connection.message(message).await?;
    Ok(())
}

/// The address as a path holds it: with its local part in quotes unless it is a dot-string (RFC
/// 5321 section 4.1.2).
fn path(address: &Address) -> String {
    let local = match address.local() {
        local if is_dot_string(local) || is_quoted_string(local) => Cow::Borrowed(local),
        local => Cow::Owned(format!(
            "\"{}\"",
            local.replace('\\', "\\\\").replace('"', "\\\"")
        )),
    };
    match address.domain() {
        "" => local.into_owned(),
        domain => format!("{local}@{domain}"),
    }
}

fn is_dot_string(local: &str) -> bool {
    let is_atext =
        |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii();
    local
        .split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

fn is_quoted_string(local: &str) -> bool {
    let inner = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let mut escaped = false;
    inner.is_some_and(|inner| {
        inner.chars().all(|c| {
            let fits = escaped || c != '"';
            escaped = !escaped && c == '\\';
            fits
        }) && !escaped
    })
}

/// Whether SMTP carries these bytes, which are a message or whole lines of one, as they are.
pub fn carries(lines: &[u8]) -> bool {
    check(lines).is_ok()
}

/// Refuses what two servers could read as different messages, or as more than one.
fn check(message: &[u8]) -> Result<(), SubmitError> {
    let wrong = |what: &str| {
        Err(SubmitError::Permanent(format!(
            "the message holds {what}, which SMTP can't carry"
        )))
    };
    for (at, byte) in message.iter().enumerate() {
        match byte {
            0 => return wrong("a NUL"),
            b'\n' if at == 0 || message[at - 1] != b'\r' => return wrong("a bare LF"),
            b'\r' if message.get(at + 1) != Some(&b'\n') => return wrong("a bare CR"),
            _ => {}
        }
    }
    if message.ends_with(b"\r\n") {
        Ok(())
    } else {
        wrong("an unfinished last line")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_read_in_every_form() {
        for (text, host, port) in [
            ("127.0.0.1:10026", "127.0.0.1", 10026),
            ("[::1]:2525", "::1", 2525),
            ("localhost", "localhost", 25),
        ] {
            let submit = Submit::new(text);
            assert_eq!((submit.host.as_str(), submit.port), (host, port));
        }
    }

    #[test]
    fn smtp_smuggling_no_bare_line_end_passes_in_any_permutation() {
        let ends = [
            "\r\n", "\n", "\r", "\r\r\n", "\n\r", "\r\n\n", "\r\0\n", "\0", "\r\n\r",
        ];
        let mut passed = 0;
        for before in ends {
            for after in ends {
                let message =
                    format!("Subject: x\r\n\r\nbody{before}.{after}MAIL FROM:<a@example.org>\r\n");
                let clean = before == "\r\n" && after == "\r\n";
                assert_eq!(
                    check(message.as_bytes()).is_ok(),
                    clean,
                    "{before:?}.{after:?}"
                );
                passed += usize::from(clean);
            }
        }
        assert_eq!(
            passed, 1,
            "only the pair that is stuffed as RFC 5321 section 4.5.2 says"
        );
        assert!(check(b"").is_err());
        assert!(check(b"\n").is_err());
        assert!(check(b"no end").is_err());
    }

    #[tokio::test]
    async fn where_nobody_listens_the_failure_is_transient() {
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let from = Address::parse("secure@example.org").unwrap();
        let sent = Submit::new(&free.to_string())
            .send(Some(&from), std::slice::from_ref(&from), b"A: b\r\n\r\n")
            .await;
        let Err(SubmitError::Transient(sentence)) = sent else {
            panic!("the failure is transient");
        };
        assert!(sentence.contains("mail.submit"), "{sentence}");
    }
}
