//! Few workers, kept warm, and who gets one when.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::process::{Failure, Worker};
use super::sandbox::Confinement;
use crate::extract::{Bounds, Documents, Job, Lost, Part, PutOff};

/// The program that runs now, even when another has taken its place on the disk.
const PROGRAM: &str = "/proc/self/exe";

/// What a pool may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How many workers there may be.
    pub workers: usize,
    /// How long a document waits for one.
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
            message: Duration::from_secs(60),
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
    lost: AtomicU64,
}

#[derive(Debug, Default)]
struct Workers {
    idle: Vec<Worker>,
    busy: usize,
}

/// The right to have a worker at work.
struct Turn<'a>(&'a Pool);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().busy -= 1;
        self.0.freed.notify_one();
    }
}

impl Pool {
    /// A pool of processes of the program that runs now.
    pub fn new(limits: Limits) -> Self {
        Self::of(PROGRAM.into(), limits)
    }

    /// A pool of processes of this program, which has the subcommand.
    pub fn of(program: PathBuf, limits: Limits) -> Self {
        Self {
            program,
            limits,
            workers: Mutex::default(),
            freed: Condvar::new(),
            lost: AtomicU64::new(0),
        }
    }

    /// How many documents ended their worker or took too long, so far.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// What the kernel lets a worker give up.
    ///
    /// # Errors
    /// When none can be started.
    pub fn confinement(&self) -> io::Result<Confinement> {
        Ok(self.start()?.confinement.clone())
    }

    fn start(&self) -> io::Result<Worker> {
        Worker::start(&self.program, &self.limits.bounds)
    }

    fn lock(&self) -> MutexGuard<'_, Workers> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a worker may work.
    fn turn(&self) -> Option<(Turn<'_>, Option<Worker>)> {
        let end = Instant::now() + self.limits.wait;
        let mut workers = self.lock();
        while workers.busy >= self.limits.workers.max(1) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            let waited = self.freed.wait_timeout(workers, left);
            workers = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        workers.busy += 1;
        let idle = workers.idle.pop();
        Some((Turn(self), idle))
    }
}

fn put_off(why: impl Into<String>) -> Lost {
    Lost::PutOff(PutOff(why.into()))
}

impl Documents for Pool {
    fn read(&self, job: &Job, document: &[u8], spent: Duration) -> Result<Part, Lost> {
        let limit = self.limits.message.saturating_sub(spent);
        let limit = limit.min(self.limits.document);
        if limit.is_zero() {
            return Err(Lost::TooLong);
        }
        let Some((_turn, mut idle)) = self.turn() else {
            return Err(put_off(format!(
                "no process that reads documents had a turn within {:?}",
                self.limits.wait
            )));
        };
        let mut last = None;
        // One that ended while it waited for work is none that this document ended.
        for _ in 0..3 {
            let started = idle.take().map_or_else(|| self.start(), Ok);
            let read = started.map_err(Failure::Unbegun).and_then(|mut worker| {
                let part = worker.read(job, document, limit, &self.limits.bounds)?;
                if !worker.is_tired() {
                    self.lock().idle.push(worker);
                }
                Ok(part)
            });
            let lost = match read {
                Ok(part) => return Ok(part),
                Err(Failure::Unbegun(error)) => {
                    last = Some(error);
                    continue;
                }
                Err(Failure::Ended) => Lost::Ended,
                Err(Failure::TooLong) => Lost::TooLong,
            };
            self.lost.fetch_add(1, Ordering::Relaxed);
            return Err(lost);
        }
        let why = last.map_or_else(String::new, |error| error.to_string());
        Err(put_off(format!(
            "no process that reads documents can be started: {why}"
        )))
    }
}
