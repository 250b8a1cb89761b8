//! Few workers, kept warm, and who gets one when.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tracing::warn;

use super::losses::Losses;
use super::process::{Failure, Worker};
use super::sandbox::Confinement;
use crate::extract::{Bounds, Documents, Job, Lost, Part, PutOff, Spent};
use crate::turns::{Ticket, Turns};

/// The program that runs now, even when another has taken its place on the disk.
const PROGRAM: &str = "/proc/self/exe";

/// What a pool may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How many workers there may be.
    pub workers: usize,
    /// How long the documents of a message wait for one.
    pub wait: Duration,
    /// How long one document may take.
    pub document: Duration,
    /// How long all documents of a message may take.
    pub message: Duration,
    /// What is read of a message; the memory of a worker follows from it.
    pub bounds: Bounds,
}

impl Limits {
    /// The usual ones for what is read of a message.
    pub fn new(bounds: &Bounds) -> Self {
        Self {
            workers: 1,
            wait: Duration::from_secs(60),
            document: Duration::from_secs(20),
            message: Duration::from_secs(40),
            bounds: bounds.clone(),
        }
    }
}

/// Workers. Each is started when it is first needed.
#[derive(Debug)]
pub struct Pool {
    program: PathBuf,
    limits: Limits,
    workers: Mutex<Workers>,
    freed: Condvar,
    losses: Arc<Losses>,
}

#[derive(Debug)]
struct Workers {
    idle: Vec<Worker>,
    turns: Turns,
}

/// The right to have a worker at work, or a place among those who wait for it.
struct Turn<'a>(&'a Pool, Ticket);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().turns.leave(&self.1);
        self.0.freed.notify_all();
    }
}

impl Pool {
    /// A pool of processes of the program that runs now.
    pub fn new(limits: Limits) -> Self {
        Self::of(PROGRAM.into(), limits)
    }

    /// A pool of processes of this program, which has the subcommand.
    pub fn of(program: PathBuf, limits: Limits) -> Self {
        let workers = Workers {
            idle: Vec::new(),
            turns: Turns::new(limits.workers),
        };
        Self {
            program,
            limits,
            workers: Mutex::new(workers),
            freed: Condvar::new(),
            losses: Arc::default(),
        }
    }

    /// The same pool, which counts what is lost here.
    #[must_use]
    pub fn counting(self, losses: Arc<Losses>) -> Self {
        Self { losses, ..self }
    }

    /// How many documents ended their worker or took too long, so far.
    pub fn lost(&self) -> u64 {
        self.losses.total()
    }

    /// What the kernel lets a worker give up.
    ///
    /// # Errors
    /// When none can be started.
    pub fn confinement(&self) -> io::Result<Confinement> {
        Ok(self.start()?.confinement.clone())
    }

    fn start(&self) -> io::Result<Worker> {
        let worker = Worker::start(&self.program, &self.limits.bounds)?;
        Ok(worker.counted(self.losses.figures()))
    }

    fn lock(&self) -> MutexGuard<'_, Workers> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a worker may work for this sender. A sender without a login is its client,
    /// whatever addresses it gives.
    fn turn(&self, sender: &str, wait: Duration) -> Option<(Turn<'_>, Option<Worker>)> {
        let end = Instant::now() + wait;
        let who = sender.split(' ').next().unwrap_or_default();
        // The lock is given back before the turn is, which takes it.
        let turn = Turn(self, self.lock().turns.ask(who));
        let mut workers = self.lock();
        while !workers.turns.is_up(&turn.1) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                drop(workers);
                return None;
            }
            let waited = self.freed.wait_timeout(workers, left);
            workers = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let idle = workers.idle.pop();
        drop(workers);
        Some((turn, idle))
    }
}

fn put_off(why: impl Into<String>) -> Lost {
    Lost::PutOff(PutOff(why.into()))
}

impl Documents for Pool {
    fn read(&self, job: &Job, document: &[u8], spent: &mut Spent) -> Result<Part, Lost> {
        let limit = self.limits.message.saturating_sub(spent.reading);
        let limit = limit.min(self.limits.document);
        if limit.is_zero() {
            return Err(Lost::TooLong);
        }
        let asked = Instant::now();
        let left = self.limits.wait.saturating_sub(spent.waiting);
        let turn = self.turn(&spent.sender, left);
        spent.waiting += asked.elapsed();
        let Some((_turn, idle)) = turn else {
            return Err(put_off(format!(
                "no process that reads documents had a turn within {:?}",
                self.limits.wait
            )));
        };
        // Asked late: many messages of one sender may have waited while the first were read.
        if self.losses.bars(&spent.sender, Instant::now()) {
            self.lock().idle.extend(idle);
            return Err(Lost::Barred);
        }
        let begun = Instant::now();
        let read = self.try_to_read(job, document, begun + limit, idle);
        spent.reading += begun.elapsed();
        if let Err(why @ (Lost::Ended | Lost::TooLong)) = &read {
            let total = self.losses.count(&spent.sender, Instant::now());
            let in_time = !matches!(why, Lost::TooLong);
            self.losses.figures().lost_document(in_time);
            warn!(total, ?why, "a process that read a document was lost");
        }
        read
    }
}

impl Pool {
    fn try_to_read(
        &self,
        job: &Job,
        document: &[u8],
        end: Instant,
        mut idle: Option<Worker>,
    ) -> Result<Part, Lost> {
        let mut last = None;
        // One that ended while it waited for work is none that this document ended.
        for _ in 0..3 {
            let started = idle.take().map_or_else(|| self.start(), Ok);
            let read = started.map_err(Failure::Unbegun).and_then(|mut worker| {
                let left = end.saturating_duration_since(Instant::now());
                let part = worker.read(job, document, left, &self.limits.bounds)?;
                if !worker.is_tired() {
                    self.lock().idle.push(worker);
                }
                Ok(part)
            });
            match read {
                Ok(part) => return Ok(part),
                Err(Failure::Unbegun(error)) => last = Some(error),
                Err(Failure::Ended) => return Err(Lost::Ended),
                Err(Failure::TooLong) => return Err(Lost::TooLong),
            }
        }
        let why = last.map_or_else(String::new, |error| error.to_string());
        Err(put_off(format!(
            "no process that reads documents can be started: {why}"
        )))
    }
}
