//! Handing a finished message to the MTA over SMTP (RFC 5321), on a listener of this host.
//!
//! Bytes in, bytes out: what is submitted is what arrives, and never more than one message. A
//! message with a bare CR, a bare LF or a NUL is refused before a connection is made, because
//! servers disagree on whether such bytes end a line, and so on where a message ends ("SMTP
//! smuggling"); addresses can't hold line ends, since [`Address`] refuses them.

mod connection;
mod line_ends;
mod path;
mod pending;
mod probe;
mod transaction;

use std::time::Duration;
use std::{fmt, io};

use lettre::transport::smtp::Error;

use super::{Address, Dsn};
use connection::{Connection, Offers, Waiting};
use line_ends::check;
use transaction::{AT_ONCE, commands, transaction};

pub use line_ends::carries;
pub use pending::{Pending, answer};
pub use probe::Began;

/// The SMTP client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Submit {
    host: String,
    port: u16,
    /// The last connection, where it is used again.
    waiting: Option<Waiting>,
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
    /// There is no connection.
    Unreachable(io::Error),
    Refused(Error),
    /// This was the answer.
    Said(u16),
    /// The server does not offer this extension, and the message needs it.
    Lacks(&'static str),
    Late,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Unreachable(error)
    }
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
            waiting: None,
        }
    }

    /// The same, for who submits often: a connection is used again within two seconds.
    pub fn often(self) -> Self {
        Self {
            waiting: Some(Waiting::default()),
            ..self
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
        let (mut connection, _) = self.envelope(from, to, message, dsn, false).await?;
        // The client ends the last line itself; a second line end would be an empty line more than
        // was handed in.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        let sending = async { Ok(connection.client()?.message(message).await?) };
        let sent = tokio::time::timeout(WHOLE, sending).await;
        let sent = sent.unwrap_or(Err(Failure::Late));
        if sent.is_ok() {
            connection.close();
        }
        sent.map(|_| ()).map_err(|failure| self.explain(&failure))
    }

    /// Says all of a message but what it consists of. The server answers while its client does
    /// something else: [`Pending::wait`] comes next.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub async fn begin(
        &self,
        from: Option<&Address>,
        to: &[Address],
        message: &[u8],
        dsn: &Dsn,
    ) -> Result<Pending, SubmitError> {
        let (connection, answers) = self.envelope(from, to, message, dsn, true).await?;
        Ok(Pending {
            connection,
            answers,
            submit: self.clone(),
        })
    }

    /// A connection on which the server waits for the message, or will when it has given so many
    /// answers; only who `may_leave` them is left any.
    async fn envelope(
        &self,
        from: Option<&Address>,
        to: &[Address],
        message: &[u8],
        dsn: &Dsn,
        may_leave: bool,
    ) -> Result<(Connection, usize), SubmitError> {
        check(message)?;
        if to.is_empty() {
            return Err(SubmitError::Permanent(
                "the message has no recipient".into(),
            ));
        }
        let opening = self.converse(from, to, message, dsn, may_leave);
        let opened = tokio::time::timeout(WHOLE, opening).await;
        opened
            .unwrap_or(Err(Failure::Late))
            .map_err(|failure| self.explain(&failure))
    }

    async fn converse(
        &self,
        from: Option<&Address>,
        to: &[Address],
        message: &[u8],
        dsn: &Dsn,
        may_leave: bool,
    ) -> Result<(Connection, usize), Failure> {
        let may_leave = may_leave && to.len() + 2 <= AT_ONCE;
        let waiting = self.waiting.as_ref().filter(|_| may_leave);
        let waiting = waiting.and_then(Waiting::take);
        let mut connection = match waiting.filter(Connection::is_quiet) {
            Some(connection) => connection,
            None => Connection::open(&self.host, self.port).await?,
        };
        let nothing = Dsn::default();
        // A connection that is used again has told it already, or tells it for those to come.
        let is_once = self.waiting.is_none();
        let offers = if is_once && dsn.is_empty() && to.len() <= FEW {
            Offers::default()
        } else {
            connection.offers().await?
        };
        let dsn = if offers.dsn { dsn } else { &nothing };
        let commands = commands(&connection, from, to, message, dsn)?;
        if may_leave && offers.pipelining {
            connection.say(&commands.concat())?;
            return Ok((connection, commands.len()));
        }
        match transaction(connection.client()?, &commands, offers.pipelining).await {
            Ok(()) => Ok((connection, 0)),
            Err(failure) => {
                // A server that waits for a message would take the goodbye for one.
                if !offers.pipelining {
                    connection.close();
                }
                Err(failure)
            }
        }
    }

    fn explain(&self, failure: &Failure) -> SubmitError {
        let server = if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        };
        let unreachable = |error: &dyn fmt::Display| {
            SubmitError::Transient(format!(
                "no conversation with {server} (mail.submit): {error}; is Postfix running, and \
                 listening there?"
            ))
        };
        let error = match failure {
            Failure::Unreachable(error) => return unreachable(error),
            Failure::Said(code) => return said(&server, (500..600).contains(code), code),
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
            Some(code) => said(&server, error.is_permanent(), &code),
            None if error.is_response() => SubmitError::Transient(format!(
                "{server} (mail.submit) answers, but not as a mail server does"
            )),
            None => unreachable(error),
        }
    }
}

fn said(server: &str, is_permanent: bool, code: &dyn fmt::Display) -> SubmitError {
    if is_permanent {
        SubmitError::Permanent(format!(
            "{server} refused the message with {code}; its own log says why"
        ))
    } else {
        SubmitError::Transient(format!(
            "{server} does not take the message now ({code}); its own log says why"
        ))
    }
}

async fn in_time<T, E>(step: impl Future<Output = Result<T, E>>) -> Result<T, Failure>
where
    Failure: From<E>,
{
    match tokio::time::timeout(STEP, step).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Failure::Late),
    }
}

/// So few recipients are named one by one: to ask whether they may be named at once takes as long.
const FEW: usize = 2;

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
