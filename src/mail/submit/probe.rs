//! Whether a server takes mail now, without sending it any.

use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;

use super::path::path;
use super::{Address, Failure, GOODBYE, Submit, SubmitError};

/// The longest that the server may take to answer.
const PROBE: Duration = Duration::from_secs(3);

impl Submit {
    /// Begins a conversation up to the sender of a mail, and ends it: a server that is out of
    /// order, stopped or out of room says so there.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub async fn probe(&self, from: &Address) -> Result<(), SubmitError> {
        self.probe_for(from, None).await
    }

    /// The same, up to a recipient if there is one: many a server says no only there.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub async fn probe_for(&self, from: &Address, to: Option<&Address>) -> Result<(), SubmitError> {
        self.asked(from, to.map(path)).await?.end().await;
        Ok(())
    }

    /// Begins a mail that is never sent: a server that has a queue keeps a file for it until
    /// [`Began`] is dropped, as it does for one that waits there. It goes to the postmaster, whom
    /// every server knows (RFC 5321, section 4.5.1), or else to its sender.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub async fn begin_nothing(&self, from: &Address) -> Result<Began, SubmitError> {
        match self.asked(from, Some("postmaster".into())).await {
            Err(SubmitError::Permanent(_)) => self.asked(from, Some(path(from))).await,
            began => began,
        }
    }

    async fn asked(&self, from: &Address, to: Option<String>) -> Result<Began, SubmitError> {
        let asked = tokio::time::timeout(PROBE, self.ask(from, to)).await;
        asked
            .unwrap_or(Err(Failure::Late))
            .map_err(|failure| self.explain(&failure))
    }

    async fn ask(&self, from: &Address, to: Option<String>) -> Result<Began, Failure> {
        let server = (self.host.as_str(), self.port);
        let name = ClientId::default();
        let connecting =
            AsyncSmtpConnection::connect_tokio1(server, Some(PROBE), &name, None, None);
        let mut began = Began(Some(connecting.await?));
        let sender = format!("MAIL FROM:<{}>\r\n", path(from));
        let recipient = to.map(|to| format!("RCPT TO:<{to}>\r\n"));
        for command in [sender].into_iter().chain(recipient) {
            if let Some(connection) = &mut began.0 {
                connection.command(command).await?;
            }
        }
        Ok(began)
    }
}

/// A mail that was begun and is never sent. Dropped, it is taken back.
#[must_use = "it is taken back when this is dropped"]
pub struct Began(Option<AsyncSmtpConnection>);

impl Began {
    async fn end(mut self) {
        if let Some(connection) = self.0.take() {
            goodbye(connection).await;
        }
    }
}

/// Nothing depends on the server's answer to it.
async fn goodbye(mut connection: AsyncSmtpConnection) {
    let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
}

impl Drop for Began {
    fn drop(&mut self) {
        // Beside whoever had it.
        if let Some(connection) = self.0.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(goodbye(connection));
        }
    }
}
