//! The passcode mailer: a bounded queue, and a worker that writes and submits the mails.
//!
//! The request that asks for a code only queues it, for a recipient as for a stranger. Here, a
//! moment that nobody knows later, both take a turn at the server, a mail is written for both, and
//! the stranger's is dropped, but for one that is [begun](super::decoys) in its place. So neither an answer nor its timing tells the two apart, nor when
//! another's code comes. Nor does the queue: what refuses a request is how many were queued lately,
//! never how many wait.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::decoys::Decoys;
use super::letter::{self, Writing};
pub(in crate::portal) use super::letter::{Outgoing, PasscodeMail};
use super::reach::Reach;
use super::turns::Turns;
use crate::mail::Address;
use crate::mail::submit::SubmitError;
use crate::secret::random_u64;

/// The most mails that are queued within [`LATELY`]: more than eight networks, of whichever size,
/// may ask for in a quarter of an hour.
pub(super) const QUEUED: usize = 32_000;

pub(super) const LATELY: Duration = Duration::from_secs(10);

/// The most mails that wait.
const WAITING: usize = 32_000;

/// How long a mail lies before it is written, from none of this time to all of it: what is done for
/// it is done beside other requests than the one that asked.
const LIES: Duration = Duration::from_millis(200);

/// The waits before a mail that was not taken is tried again; far less than the code lives.
const AGAIN: [Duration; 3] = [
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
];

/// How long mails that still wait may take when the portal stops.
const STOP: Duration = Duration::from_secs(5);

struct Job {
    mail: Arc<PasscodeMail>,
    outgoing: Arc<Outgoing>,
    writing: Writing,
    queued: Instant,
}

/// The end of the queue at which mails are put in. It outlives a reload.
#[derive(Clone)]
pub(in crate::portal) struct Queue {
    jobs: mpsc::Sender<Job>,
    lately: Arc<Mutex<VecDeque<Instant>>>,
    pub(super) writing: Writing,
}

/// The end at which they are taken out.
pub(in crate::portal) struct Mails(mpsc::Receiver<Job>);

/// An empty queue.
pub(in crate::portal) fn queue() -> (Queue, Mails) {
    let (jobs, receiver) = mpsc::channel(WAITING);
    let queue = Queue {
        jobs,
        lately: Arc::default(),
        writing: Writing::default(),
    };
    (queue, Mails(receiver))
}

/// Sends passcodes.
pub(in crate::portal) struct PasscodeMailer {
    outgoing: Arc<Outgoing>,
    queue: Queue,
    reach: Reach,
}

/// A place in the queue. One that is dropped is free again.
pub(in crate::portal) struct Place<'a> {
    mailer: &'a PasscodeMailer,
    is_taken: bool,
}

impl Place<'_> {
    pub(super) fn send(mut self, mail: PasscodeMail) {
        self.is_taken = true;
        let (visit, message) = (mail.reference.clone(), mail.message);
        let job = Job {
            mail: Arc::new(mail),
            outgoing: Arc::clone(&self.mailer.outgoing),
            writing: self.mailer.queue.writing.clone(),
            queued: Instant::now(),
        };
        if self.mailer.queue.jobs.try_send(job).is_err() {
            tracing::error!(visit, sealed = %message, "a passcode was not sent: too many wait");
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.is_taken {
            self.mailer.queue.lately().pop_back();
        }
    }
}

impl Queue {
    fn lately(&self) -> MutexGuard<'_, VecDeque<Instant>> {
        self.lately.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place, unless too many were taken lately.
    fn take_place(&self) -> bool {
        let mut lately = self.lately();
        while lately
            .front()
            .is_some_and(|queued| queued.elapsed() >= LATELY)
        {
            lately.pop_front();
        }
        let has_room = lately.len() < QUEUED;
        if has_room {
            lately.push_back(Instant::now());
        }
        has_room
    }
}

impl PasscodeMailer {
    pub(in crate::portal) fn new(outgoing: Outgoing, queue: Queue) -> Self {
        Self {
            outgoing: Arc::new(outgoing),
            queue,
            reach: Reach::default(),
        }
    }

    /// Whether mails can be submitted now.
    pub(super) async fn reach(&self) -> Result<(), SubmitError> {
        let from = Address::parse(&self.outgoing.site.sender).ok();
        self.reach.ask(&self.outgoing.submit, from).await
    }

    /// A place in the queue, unless too many were taken lately.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        self.queue.take_place().then(|| Place {
            mailer: self,
            is_taken: false,
        })
    }
}

impl Mails {
    /// Submits what is put in until `stopped`, then what is left, for five seconds at most.
    pub(in crate::portal) async fn deliver_until(mut self, mut stopped: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        let turns = Attempts::default();
        loop {
            let job = tokio::select! {
                job = self.0.recv() => job,
                _ = stopped.wait_for(|stopped| *stopped) => break,
            };
            let Some(job) = job else { break };
            while running.try_join_next().is_some() {}
            if running.len() >= WAITING {
                running.join_next().await;
            }
            running.spawn(deliver(job, turns.clone()));
        }
        self.0.close();
        let rest = async {
            while let Some(job) = self.0.recv().await {
                running.spawn(deliver(job, turns.clone()));
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

/// The turns of first attempts, and of later ones: only recipients' mails are tried again, so what
/// waits for a turn must not wait for these.
#[derive(Clone, Default)]
struct Attempts {
    first: Arc<Turns>,
    later: Arc<Turns>,
    decoys: Decoys,
}

async fn deliver(job: Job, attempts: Attempts) {
    let Job { mail, outgoing, .. } = &job;
    let visit = mail.reference.as_str();
    let message = mail.message;
    let Ok(from) = Address::parse(&outgoing.site.sender) else {
        return tracing::error!("no passcode can be sent: mail.from names no address");
    };
    let lies = u64::try_from(LIES.as_millis()).unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(random_u64() % lies)).await;
    // Here, where nobody waits: a line of the log takes time, and only recipients' are written.
    if mail.is_withheld {
        tracing::warn!(visit, sealed = %message, "a passcode is not sent: too many were asked for \
            lately, for this address and message, or its owner has said that they didn't ask");
    }
    let later = std::iter::repeat(&attempts.later);
    let mut turns = std::iter::once(&attempts.first).chain(later);
    for wait in AGAIN.into_iter().map(Some).chain([None]) {
        let Some(turns) = turns.next() else { return };
        let sent = attempt(turns, &attempts.decoys, &job, &from).await;
        let error = match (sent, &mail.to) {
            (Ok(()), Some(_)) => {
                return tracing::info!(visit, sealed = %message, "a passcode was sent");
            }
            (Ok(()), None) => return,
            (Err(error), _) => error,
        };
        match (wait, &error) {
            (Some(wait), SubmitError::Transient(_)) => tokio::time::sleep(wait).await,
            _ if mail.to.is_none() => return,
            _ => {
                return tracing::error!(visit, sealed = %message, "a passcode was not sent: \
                    {error}");
            }
        }
    }
}

/// Writes and submits a mail in its turn: what waits for one is not written yet. For a stranger a
/// mail is begun and taken back, and nobody is sent any: the turn is taken, and the server kept
/// busy, all the same.
async fn attempt(
    turns: &Turns,
    decoys: &Decoys,
    job: &Job,
    from: &Address,
) -> Result<(), SubmitError> {
    let never = |why: &str| SubmitError::Permanent(why.into());
    let Job { mail, outgoing, .. } = job;
    // One that has run out waits no more, so that none behind it waits for it.
    let left = mail.life.saturating_sub(job.queued.elapsed());
    let Some(turn) = turns.take(mail.asker.as_ref(), left).await else {
        return Err(never("it had run out before its turn came"));
    };
    let written = letter::write(&job.writing, outgoing, mail).await;
    let written = written.map_err(|error| never(&format!("it could not be written: {error}")))?;
    decoys.maybe(&outgoing.submit, from);
    let Some(to) = &mail.to else {
        return decoys.hold(&outgoing.submit, from).await;
    };
    let to = std::slice::from_ref(to);
    let sent = outgoing.submit.send(Some(from), to, &written).await;
    if turn.is_outlasted() {
        tracing::warn!(
            "the server in mail.submit took more than a second over a passcode mail: whoever asks \
             for codes right behind it, from the same network, may see that there was one"
        );
    }
    sent
}
