//! Passcodes on their way: a bounded queue, and a worker that writes and submits the mails.
//!
//! The request that asks for a code only queues it, for a recipient as for a stranger; here the
//! stranger's is dropped. So neither an answer nor its timing tells the two apart.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use askama::Template;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;
use mail_builder::headers::raw::Raw;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::passcode;
use crate::mail::sign::Signer;
use crate::mail::submit::{Submit, SubmitError};
use crate::mail::{Address, text};
use crate::portal::Portal;
use crate::portal::pages::Site;
use crate::portal::visit::{recipient, reference};
use crate::seal::Meta;
use crate::store::Issue;

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

/// A code that was asked for.
pub(super) struct Letter {
    pub visit: String,
    pub meta: Meta,
    pub issue: Issue,
}

/// The queue of passcode mails.
pub(in crate::portal) struct Letters {
    submit: Submit,
    signer: Signer,
    queue: mpsc::Sender<Letter>,
    waiting: Mutex<Option<mpsc::Receiver<Letter>>>,
}

/// A place in the queue.
pub(super) struct Place<'a>(mpsc::Permit<'a, Letter>);

impl Place<'_> {
    pub(super) fn send(self, letter: Letter) {
        self.0.send(letter);
    }
}

impl Letters {
    pub(in crate::portal) fn new(submit: Submit, signer: Signer) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        Self {
            submit,
            signer,
            queue,
            waiting: Mutex::new(Some(waiting)),
        }
    }

    /// A place in the queue, unless it is full.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        self.queue.try_reserve().ok().map(Place)
    }

    /// Starts the worker; the first listener of a portal does.
    pub(in crate::portal) fn start(
        &self,
        portal: Arc<Portal>,
        stopped: watch::Receiver<bool>,
    ) -> Option<JoinHandle<()>> {
        let waiting = self
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()?;
        Some(tokio::spawn(work(portal, waiting, stopped)))
    }
}

async fn work(
    portal: Arc<Portal>,
    mut waiting: mpsc::Receiver<Letter>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut running = JoinSet::new();
    loop {
        let letter = tokio::select! {
            letter = waiting.recv() => letter,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        let Some(letter) = letter else { break };
        if running.len() >= AT_ONCE {
            running.join_next().await;
        }
        running.spawn(deliver(portal.clone(), letter));
    }
    waiting.close();
    let rest = async {
        while let Some(letter) = waiting.recv().await {
            running.spawn(deliver(portal.clone(), letter));
        }
        while running.join_next().await.is_some() {}
    };
    if tokio::time::timeout(STOP, rest).await.is_err() {
        tracing::warn!(
            "the portal stopped before all passcode mails were taken; whoever waits for one can \
             ask again"
        );
    }
}

async fn deliver(portal: Arc<Portal>, letter: Letter) {
    let Some(to) = recipient(&letter.meta, &letter.issue.address) else {
        return;
    };
    let (visit, message) = (reference(&letter.visit), letter.meta.message_id);
    let Ok(from) = Address::parse(&portal.site.sender) else {
        return tracing::error!("no passcode can be sent: mail.from names no address");
    };
    let mail = match compose(&portal, &letter, &to) {
        Ok(mail) => mail,
        Err(error) => {
            return tracing::error!(visit, sealed = %message, "a passcode mail could not be \
                written: {error}");
        }
    };
    for wait in AGAIN.into_iter().map(Some).chain([None]) {
        let error = match portal
            .letters
            .submit
            .send(Some(&from), std::slice::from_ref(&to), &mail)
            .await
        {
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
    portal: &Portal,
    letter: &Letter,
    to: &Address,
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let site = &portal.site;
    let code = passcode::derive(
        &portal.key,
        &letter.visit,
        letter.meta.message_id,
        &letter.issue,
    );
    let code = passcode::grouped(&code);
    let (sender, reference) = (&shown(&letter.meta.sender), &reference(&letter.visit));
    let domain = site
        .sender
        .rsplit_once('@')
        .map_or(site.host.as_str(), |(_, domain)| domain);
    let message_id = format!(
        "{:016x}.{:016x}@{domain}",
        crate::secret::random_u64(),
        crate::secret::random_u64()
    );
    let mail = MessageBuilder::new()
        .from(Mailbox::new_address(
            Some(site.name.as_str()),
            site.sender.as_str(),
        ))
        .to(Mailbox::new_address(None::<&str>, to.as_str()))
        .subject(Subject { sender }.render()?)
        .date(i64::try_from(portal.clock.now())?)
        .message_id(message_id)
        // RFC 3834 section 5: nobody's absence assistant answers this.
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .text_body(
            Text {
                site,
                sender,
                code: &code,
                reference,
            }
            .render()?,
        )
        .html_body(
            Html {
                site,
                sender,
                code: &code,
                reference,
            }
            .render()?,
        );
    Ok(portal.letters.signer.sign_mail(mail.write_to_vec()?)?)
}

/// The sender's address as a line of text may hold it.
fn shown(sender: &str) -> String {
    sender
        .chars()
        .filter(|&c| !c.is_control() && !text::is_invisible(c))
        .take(320)
        .collect()
}
