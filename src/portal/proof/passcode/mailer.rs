//! The passcode mailer: a bounded queue, and a worker that writes and submits the mails.
//!
//! The request that asks for a code only queues it, for a recipient as for a stranger; here the
//! stranger's is dropped. So neither an answer nor its timing tells the two apart.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;
use mail_builder::headers::raw::Raw;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::mail::sign::Signer;
use crate::mail::submit::{Submit, SubmitError};
use crate::mail::{Address, text};
use crate::portal::site::Site;
use crate::seal::MessageId;
use crate::secret::Secret;

/// The most mails that wait.
const QUEUE: usize = 1_000;

/// The most mails that are submitted at once.
const AT_ONCE: usize = 8;

/// The waits before a mail that was not taken is tried again; far less than the code lives.
const AGAIN: [Duration; 3] = [
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
];

/// How long mails that still wait may take when the portal stops.
const STOP: Duration = Duration::from_secs(5);

/// The way out, and what a mail says of the portal.
#[derive(Clone)]
pub(in crate::portal) struct Outgoing {
    pub submit: Submit,
    pub signer: Signer,
    pub site: Site,
    pub clock: Clock,
}

/// A code on its way to a recipient.
pub(super) struct PasscodeMail {
    /// The recipient; `None` for a stranger, whose mail is dropped.
    pub to: Option<Address>,
    /// The code, as people read it.
    pub code: Secret<String>,
    /// The reference of the visit.
    pub reference: String,
    /// The message that it opens.
    pub message: MessageId,
    /// The sender of that.
    pub sender: String,
}

struct Job {
    mail: PasscodeMail,
    outgoing: Arc<Outgoing>,
}

/// The end of the queue at which mails are put in. It outlives a reload.
#[derive(Clone)]
pub(in crate::portal) struct Queue(mpsc::Sender<Job>);

/// The end at which they are taken out.
pub(in crate::portal) struct Mails(mpsc::Receiver<Job>);

/// An empty queue.
pub(in crate::portal) fn queue() -> (Queue, Mails) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    (Queue(sender), Mails(receiver))
}

/// Sends passcodes.
pub(in crate::portal) struct PasscodeMailer {
    outgoing: Arc<Outgoing>,
    queue: Queue,
}

/// A place in the queue.
pub(in crate::portal) struct Place<'a> {
    permit: mpsc::Permit<'a, Job>,
    outgoing: Arc<Outgoing>,
}

impl Place<'_> {
    pub(super) fn send(self, mail: PasscodeMail) {
        self.permit.send(Job {
            mail,
            outgoing: self.outgoing,
        });
    }
}

impl PasscodeMailer {
    pub(in crate::portal) fn new(outgoing: Outgoing, queue: Queue) -> Self {
        Self {
            outgoing: Arc::new(outgoing),
            queue,
        }
    }

    /// A place in the queue, unless it is full.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        let permit = self.queue.0.try_reserve().ok()?;
        Some(Place {
            permit,
            outgoing: Arc::clone(&self.outgoing),
        })
    }
}

impl Mails {
    /// Submits what is put in until `stopped`, then what is left, for five seconds at most.
    pub(in crate::portal) async fn deliver_until(mut self, mut stopped: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        loop {
            let job = tokio::select! {
                job = self.0.recv() => job,
                _ = stopped.wait_for(|stopped| *stopped) => break,
            };
            let Some(job) = job else { break };
            if running.len() >= AT_ONCE {
                running.join_next().await;
            }
            running.spawn(deliver(job));
        }
        self.0.close();
        let rest = async {
            while let Some(job) = self.0.recv().await {
                running.spawn(deliver(job));
            }
            while running.join_next().await.is_some() {}
        };
        if tokio::time::timeout(STOP, rest).await.is_err() {
            tracing::warn!(
                "the portal stopped before all passcode mails were taken; whoever waits for one \
                 can ask again"
            );
        }
    }
}

async fn deliver(Job { mail, outgoing }: Job) {
    let Some(to) = &mail.to else {
        return;
    };
    let visit = mail.reference.as_str();
    let message = mail.message;
    let Ok(from) = Address::parse(&outgoing.site.sender) else {
        return tracing::error!("no passcode can be sent: mail.from names no address");
    };
    let written = match compose(&outgoing, &mail, to) {
        Ok(written) => written,
        Err(error) => {
            return tracing::error!(visit, sealed = %message, "a passcode mail could not be \
                written: {error}");
        }
    };
    for wait in AGAIN.into_iter().map(Some).chain([None]) {
        let sent = outgoing
            .submit
            .send(Some(&from), std::slice::from_ref(to), &written)
            .await;
        let error = match sent {
            Ok(()) => return tracing::info!(visit, sealed = %message, "a passcode was sent"),
            Err(error) => error,
        };
        match (wait, &error) {
            (Some(wait), SubmitError::Transient(_)) => tokio::time::sleep(wait).await,
            _ => {
                return tracing::error!(visit, sealed = %message, "a passcode was not sent: \
                    {error}");
            }
        }
    }
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
}

#[derive(Template)]
#[template(path = "passcode.html", config = "src/portal/askama.toml")]
struct Html<'a> {
    site: &'a Site,
    sender: &'a str,
    code: &'a str,
    reference: &'a str,
}

#[derive(Template)]
#[template(
    path = "passcode.subject",
    config = "src/portal/askama.toml",
    escape = "none"
)]
struct Subject<'a> {
    sender: &'a str,
}

fn compose(
    outgoing: &Outgoing,
    mail: &PasscodeMail,
    to: &Address,
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let site = &outgoing.site;
    let code = mail.code.expose().as_str();
    let sender = shown(&mail.sender);
    let sender = sender.as_str();
    let reference = mail.reference.as_str();
    let domain = site
        .sender
        .rsplit_once('@')
        .map_or(site.host.as_str(), |(_, domain)| domain);
    let message_id = format!(
        "{:016x}.{:016x}@{domain}",
        crate::secret::random_u64(),
        crate::secret::random_u64()
    );
    let written = MessageBuilder::new()
        .from(Mailbox::new_address(
            Some(site.name.as_str()),
            site.sender.as_str(),
        ))
        .to(Mailbox::new_address(None::<&str>, to.as_str()))
        .subject(Subject { sender }.render()?)
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
            }
            .render()?,
        )
        .html_body(
            Html {
                site,
                sender,
                code,
                reference,
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
