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
        let asked = tokio::time::timeout(PROBE, self.ask(from, to)).await;
        asked
            .unwrap_or(Err(Failure::Late))
            .map_err(|failure| self.explain(&failure))
    }

    async fn ask(&self, from: &Address, to: Option<&Address>) -> Result<(), Failure> {
        let server = (self.host.as_str(), self.port);
        let name = ClientId::default();
        let connecting =
            AsyncSmtpConnection::connect_tokio1(server, Some(PROBE), &name, None, None);
        let mut connection = connecting.await?;
        let mut taken = connection
            .command(format!("MAIL FROM:<{}>\r\n", path(from)))
            .await;
        if let (Ok(_), Some(to)) = (&taken, to) {
            let recipient = format!("RCPT TO:<{}>\r\n", path(to));
            taken = connection.command(recipient).await;
        }
        // Nothing depends on the server's answer to this.
        let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
        taken?;
        Ok(())
    }
}
