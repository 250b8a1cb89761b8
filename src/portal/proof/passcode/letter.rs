//! The mail that brings a code: written, and signed.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;
use mail_builder::headers::raw::Raw;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::mail::sign::Signer;
use crate::mail::submit::Submit;
use crate::mail::{Address, text};
use crate::portal::pages::time_of_day;
use crate::portal::site::Site;
use crate::seal::MessageId;
use crate::secret::{Secret, random_u64};

type BoxedError = Box<dyn std::error::Error + Send + Sync>;

/// The way out, and what a mail says of the portal.
#[derive(Clone)]
pub(in crate::portal) struct Outgoing {
    pub submit: Submit,
    pub signer: Signer,
    pub site: Site,
    pub clock: Clock,
}

/// A code on its way to a recipient.
pub(in crate::portal) struct PasscodeMail {
    /// The recipient; `None` for a stranger, whom nothing is sent to.
    pub to: Option<Address>,
    /// The address that was typed. No mail is sent to it.
    pub typed: Address,
    /// The code, as people read it.
    pub code: Secret<String>,
    /// Whether an earlier one is good too.
    pub again: bool,
    /// How long it is good.
    pub life: Duration,
    /// Until when, in seconds since 1970.
    pub until: u64,
    /// The reference of the visit.
    pub reference: String,
    /// The message that it opens.
    pub message: MessageId,
    /// The sender of that.
    pub sender: String,
}

/// The turns to write a mail and sign it, which takes a core some milliseconds: half of the cores.
/// Strangers' mails and recipients' take one alike.
#[derive(Clone)]
pub(super) struct Writing(pub(super) Arc<Semaphore>);

impl Default for Writing {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self(Arc::new(Semaphore::new(cores.div_ceil(2))))
    }
}

/// Writes a mail in its turn, on a thread for such work: a request never waits for it.
pub(super) async fn write(
    writing: &Writing,
    outgoing: &Arc<Outgoing>,
    mail: &Arc<PasscodeMail>,
) -> Result<Vec<u8>, BoxedError> {
    let turn = Arc::clone(&writing.0).acquire_owned().await?;
    let (outgoing, mail) = (Arc::clone(outgoing), Arc::clone(mail));
    let written = tokio::task::spawn_blocking(move || {
        // Until it is written, whoever waits for it.
        let _turn = turn;
        compose(&outgoing, &mail, mail.to.as_ref().unwrap_or(&mail.typed))
    });
    written.await?
}

#[derive(Template)]
#[template(
    path = "passcode.txt",
    config = "src/portal/askama.toml",
    escape = "none"
)]
struct Text<'a> {
    site: &'a Site,
    sender: &'a str,
    code: &'a str,
    reference: &'a str,
    again: bool,
    minutes: u64,
    until: &'a str,
}

#[derive(Template)]
#[template(path = "passcode.html", config = "src/portal/askama.toml")]
struct Html<'a> {
    site: &'a Site,
    sender: &'a str,
    code: &'a str,
    reference: &'a str,
    again: bool,
    minutes: u64,
    until: &'a str,
}

#[derive(Template)]
#[template(
    path = "passcode.subject",
    config = "src/portal/askama.toml",
    escape = "none"
)]
struct Subject<'a> {
    sender: &'a str,
    again: bool,
}

fn compose(outgoing: &Outgoing, mail: &PasscodeMail, to: &Address) -> Result<Vec<u8>, BoxedError> {
    let site = &outgoing.site;
    let code = mail.code.expose().as_str();
    let sender = shown(&mail.sender);
    let sender = sender.as_str();
    let reference = mail.reference.as_str();
    let again = mail.again;
    let minutes = (mail.life.as_secs() / 60).max(1);
    let until = time_of_day(mail.until);
    let until = until.as_str();
    let domain = site
        .sender
        .rsplit_once('@')
        .map_or(site.host.as_str(), |(_, domain)| domain);
    let message_id = format!("{:016x}.{:016x}@{domain}", random_u64(), random_u64());
    let written = MessageBuilder::new()
        .from(Mailbox::new_address(
            Some(site.name.as_str()),
            site.sender.as_str(),
        ))
        .to(Mailbox::new_address(None::<&str>, to.as_str()))
        .subject(Subject { sender, again }.render()?)
        .date(i64::try_from(outgoing.clock.now())?)
        .message_id(message_id)
        // RFC 3834 section 5: nobody's absence assistant answers this.
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .text_body(
            Text {
                site,
                sender,
                code,
                reference,
                again,
                minutes,
                until,
            }
            .render()?,
        )
        .html_body(
            Html {
                site,
                sender,
                code,
                reference,
                again,
                minutes,
                until,
            }
            .render()?,
        );
    Ok(outgoing.signer.sign_mail(written.write_to_vec()?)?)
}

/// The sender's address as a line of text may hold it.
fn shown(sender: &str) -> String {
    sender
        .chars()
        .filter(|&c| !c.is_control() && !text::is_invisible(c))
        .take(320)
        .collect()
}
