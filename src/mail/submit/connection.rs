//! Connections to the server: one that was used a moment ago is used again.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fmt, io};

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::{ClientId, ServerInfo};
use tokio::net::TcpStream;

use super::{Failure, GOODBYE, STEP, in_time};

/// How long a connection waits for the next message at least, and half of how long it does at most;
/// Postfix waits longer for a command, even under stress.
const IDLE: Duration = Duration::from_secs(2);

/// What a server offers beside what the client keeps.
#[derive(Clone, Copy, Default)]
pub(super) struct Offers {
    /// Delivery status notifications (RFC 3461).
    pub(super) dsn: bool,
    /// Commands may come before the answer to those before them (RFC 2920).
    pub(super) pipelining: bool,
}

/// A connection on which no message is under way.
pub(super) struct Connection {
    /// The client that opened it, until the connection is used without it.
    client: Option<AsyncSmtpConnection>,
    /// What the server said when it was greeted.
    pub(super) server: ServerInfo,
    /// The same, for who isn't here.
    raw: std::net::TcpStream,
    /// Known once it was asked for.
    offers: Option<Offers>,
}

impl Connection {
    pub(super) async fn open(host: &str, port: u16) -> Result<Self, Failure> {
        let stream = in_time(TcpStream::connect((host, port))).await?;
        // Else the end of a message waits until the server acknowledges what stands before it,
        // which servers put off.
        stream.set_nodelay(true)?;
        let stream = stream.into_std()?;
        let raw = stream.try_clone()?;
        let stream = TcpStream::from_std(stream)?;
        let name = ClientId::default();
        let client = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &name);
        let client = in_time(client).await?;
        Ok(Self {
            server: client.server_info().clone(),
            client: Some(client),
            raw,
            offers: None,
        })
    }

    pub(super) fn client(&mut self) -> Result<&mut AsyncSmtpConnection, Failure> {
        let none = io::Error::from(io::ErrorKind::NotConnected);
        self.client.as_mut().ok_or(Failure::Unreachable(none))
    }

    pub(super) fn raw(&self) -> &std::net::TcpStream {
        &self.raw
    }

    /// Says something to which the answers are read without the client, which is woken by none of
    /// them any more. From here on the connection blocks.
    pub(super) fn say(&mut self, text: &str) -> io::Result<()> {
        self.client = None;
        self.raw.set_nonblocking(false)?;
        self.raw.set_write_timeout(Some(STEP))?;
        (&self.raw).write_all(text.as_bytes())
    }

    /// Whether it is used without the client that opened it.
    pub(super) fn is_free(&self) -> bool {
        self.client.is_none()
    }

    /// Whether the server has neither gone nor said that it is about to go.
    pub(super) fn is_quiet(&self) -> bool {
        let heard = self.raw.peek(&mut [0]);
        heard.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// The client doesn't keep what it has no name for, so the server is greeted once more.
    pub(super) async fn offers(&mut self) -> Result<Offers, Failure> {
        if let Some(offers) = self.offers {
            return Ok(offers);
        }
        let name = ClientId::default();
        let hello = in_time(self.client()?.command(format!("EHLO {name}\r\n"))).await?;
        let has = |wanted: &str| {
            let mut lines = hello.message();
            lines.any(|line| line.trim().eq_ignore_ascii_case(wanted))
        };
        let offers = Offers {
            dsn: has("DSN"),
            pipelining: has("PIPELINING"),
        };
        self.offers = Some(offers);
        Ok(offers)
    }

    /// Nothing depends on the server's answer to this, so nobody waits for it.
    pub(super) fn close(mut self) {
        match self.client.take() {
            Some(mut client) => {
                _ = tokio::spawn(async move {
                    let _ = tokio::time::timeout(GOODBYE, client.quit()).await;
                })
            }
            None => _ = (&self.raw).write_all(b"QUIT\r\n"),
        }
    }
}

/// A place for one connection that waits for the next message.
#[derive(Clone, Default)]
pub(super) struct Waiting(Arc<Mutex<Place>>);

#[derive(Default)]
struct Place {
    connection: Option<Connection>,
    /// How often one was put here.
    turn: u64,
    /// Whether something waits to close what is here for long.
    is_watched: bool,
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waiting")
    }
}

impl Waiting {
    pub(super) fn take(&self) -> Option<Connection> {
        self.0.lock().ok()?.connection.take()
    }

    /// Puts a connection there for a while; one that waits there already is enough.
    pub(super) fn put(&self, connection: Connection) {
        let Ok(mut place) = self.0.lock() else {
            return connection.close();
        };
        if place.connection.is_some() {
            drop(place);
            return connection.close();
        }
        place.turn += 1;
        place.connection = Some(connection);
        // One for many messages: whoever starts something wakes a thread.
        if !std::mem::replace(&mut place.is_watched, true) {
            tokio::spawn(self.clone().close_late());
        }
    }

    /// Closes the connection that waits for long, and ends when none does.
    async fn close_late(self) {
        let turn = || self.0.lock().map_or(0, |place| place.turn);
        loop {
            let before = turn();
            tokio::time::sleep(IDLE).await;
            let Ok(mut place) = self.0.lock() else {
                return;
            };
            if place.turn == before {
                place.is_watched = false;
                let connection = place.connection.take();
                drop(place);
                if let Some(connection) = connection {
                    connection.close();
                }
                return;
            }
        }
    }
}
