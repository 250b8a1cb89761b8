//! One mail transaction (RFC 5321 section 3.3), up to the message.

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::Extension;

use super::connection::Connection;
use super::path::path;
use super::{Dsn, Failure, in_time};
use crate::mail::Address;

/// How many recipients are named at once, so that the answers fit into what waits to be read.
pub(super) const AT_ONCE: usize = 100;

/// The commands of one mail transaction (RFC 5321 section 3.3), up to the message. They are our
/// own: the client's check addresses by rules that real mailboxes break.
pub(super) fn commands(
    connection: &Connection,
    from: Option<&Address>,
    to: &[Address],
    message: &[u8],
    dsn: &Dsn,
) -> Result<Vec<String>, Failure> {
    let has = |extension| connection.server.supports_feature(extension);
    let mut parameters = String::new();
    if !message.is_ascii() {
        if !has(Extension::EightBitMime) {
            return Err(Failure::Lacks("8BITMIME"));
        }
        parameters.push_str(" BODY=8BITMIME");
    }
    if !to
        .iter()
        .chain(from)
        .all(|address| address.as_str().is_ascii())
    {
        if !has(Extension::SmtpUtfEight) {
            return Err(Failure::Lacks("SMTPUTF8"));
        }
        parameters.push_str(" SMTPUTF8");
    }
    parameters.push_str(&dsn.of_mail());
    let sender = from.map(path).unwrap_or_default();
    let mut commands = vec![format!("MAIL FROM:<{sender}>{parameters}\r\n")];
    commands.extend(to.iter().map(|one| {
        let parameters = dsn.of_recipient(one);
        format!("RCPT TO:<{}>{parameters}\r\n", path(one))
    }));
    commands.push("DATA\r\n".into());
    Ok(commands)
}

/// Gives these commands, and waits for the answers.
pub(super) async fn transaction(
    connection: &mut AsyncSmtpConnection,
    commands: &[String],
    pipelining: bool,
) -> Result<(), Failure> {
    for group in commands.chunks(if pipelining { AT_ONCE } else { 1 }) {
        in_time(connection.command(group.concat())).await?;
        for _ in 1..group.len() {
            in_time(connection.read_response()).await?;
        }
    }
    Ok(())
}
