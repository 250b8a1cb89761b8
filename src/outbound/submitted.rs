//! Which copies were submitted already: one small file for each, remembered for a day.
//!
//! A message is split by submitting copies and then accepting the rest of it. When that last answer
//! is lost, or a server behind us refuses the rest, the client sends all of it again; copies that
//! are noted here are not submitted a second time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::Handle;
use tracing::warn;

use crate::secret::hex;

/// How long a copy is remembered: clients that try again for longer send it twice.
const REMEMBERED: Duration = Duration::from_secs(86_400);

/// What a copy is known by: a keyed hash of its envelope and content.
pub(super) type Key = [u8; 32];

/// The copies of the last day, in a directory of their own.
#[derive(Clone, Debug)]
pub(super) struct Submitted {
    dir: PathBuf,
    swept: Arc<Mutex<Option<Instant>>>,
    /// Whether the records are about to be written to the disk.
    syncing: Arc<AtomicBool>,
}

/// How long records wait to be written to the disk together: each time takes as long as a message,
/// and holds up what is recorded meanwhile.
const SYNC: Duration = Duration::from_secs(1);

/// How often what is old is swept out.
const SWEEP: Duration = Duration::from_secs(3_600);

impl Submitted {
    pub(super) fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            swept: Arc::default(),
            syncing: Arc::default(),
        }
    }

    /// Whether this copy was submitted within a day.
    pub(super) fn has(&self, key: &Key) -> io::Result<bool> {
        match fs::metadata(self.file(key)) {
            Ok(there) => Ok(is_fresh(&there)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Takes hold of a message that is being split, unless another attempt at sending it holds it
    /// now, in this process or another.
    pub(super) fn attempt(&self, message: &Key) -> io::Result<Option<Attempt>> {
        let path = self.file(message).with_extension("lock");
        let lock = self.create(&path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // The attempt before may have removed the file after it was opened here; then the lock is
        // on a file that no other attempt finds.
        let id = |there: &fs::Metadata| (there.dev(), there.ino());
        let locked = lock.metadata()?;
        let found = fs::metadata(&path).is_ok_and(|there| id(&there) == id(&locked));
        // Not `then_some`, which would make an attempt, drop it and so remove another's lock.
        Ok(found.then(|| Attempt { path, lock }))
    }

    /// Makes the records of copies that are about to be submitted, without their counting yet: what
    /// can't be remembered must not go out. They hold nothing, so that the directory is all that
    /// must reach the disk, when they count.
    pub(super) fn prepare(&self, keys: &[Key]) -> io::Result<Prepared> {
        self.sweep()?;
        let mut prepared = Prepared {
            dir: self.dir.clone(),
            syncing: Arc::clone(&self.syncing),
            records: Vec::new(),
        };
        for key in keys {
            let record = self.file(key);
            self.create(&record.with_extension(NEW))?;
            prepared.records.push(record);
        }
        Ok(prepared)
    }

    /// An empty file of now, and its directory if that isn't there.
    fn create(&self, path: &Path) -> io::Result<File> {
        match File::create(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(&self.dir)?;
                File::create(path)
            }
            opened => opened,
        }
    }

    /// Forgets copies.
    pub(super) fn forget(&self, keys: &[Key]) {
        for key in keys {
            // A record that stays is one that a further message may be taken for: it is worth
            // nothing more than this attempt.
            let _ = fs::remove_file(self.file(key));
        }
    }

    /// Removes what is older than a day.
    fn sweep(&self) -> io::Result<()> {
        {
            let Ok(mut swept) = self.swept.lock() else {
                return Ok(());
            };
            let now = Instant::now();
            if !is_due(*swept, now) {
                return Ok(());
            }
            *swept = Some(now);
        }
        let entries = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.metadata().is_ok_and(|there| !is_fresh(&there)) {
                // Another process may have been quicker.
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    fn file(&self, key: &Key) -> PathBuf {
        self.dir.join(hex(key))
    }
}

/// The ending of a record that doesn't count yet.
const NEW: &str = "new";

/// The records of copies that are about to be submitted; gone when dropped.
#[must_use]
pub(super) struct Prepared {
    dir: PathBuf,
    syncing: Arc<AtomicBool>,
    records: Vec<PathBuf>,
}

impl Prepared {
    /// The copies are submitted: from now on they are remembered, whatever becomes of this process.
    /// That they are when the host loses its power too, nobody waits for.
    pub(super) fn note(mut self) -> io::Result<()> {
        let records = std::mem::take(&mut self.records);
        let noted = make(&records);
        match Handle::try_current() {
            Ok(_) if self.syncing.swap(true, Ordering::AcqRel) => {}
            Ok(runtime) => {
                let (dir, syncing) = (self.dir.clone(), Arc::clone(&self.syncing));
                runtime.spawn(sync(dir, syncing));
            }
            Err(_) => File::open(&self.dir)?.sync_all()?,
        }
        noted
    }

    /// The records, by which they are [made](make).
    pub(super) fn records(&self) -> &[PathBuf] {
        &self.records
    }
}

/// Writes all records of the next moment to the disk.
async fn sync(dir: PathBuf, syncing: Arc<AtomicBool>) {
    tokio::time::sleep(SYNC).await;
    // What is recorded from here on is for the next time.
    syncing.store(false, Ordering::Release);
    let synced = tokio::task::spawn_blocking(move || File::open(&dir)?.sync_all());
    if let Ok(Err(error)) = synced.await {
        warn!(%error, "the record of submitted copies did not reach the disk");
    }
}

/// Makes prepared records count, but those that do. One that fails is no reason to forget the
/// others.
pub(super) fn make(records: &[PathBuf]) -> io::Result<()> {
    let made: Vec<_> = records
        .iter()
        .map(
            |record| match fs::rename(record.with_extension(NEW), record) {
                Err(_) if record.exists() => Ok(()),
                made => made,
            },
        )
        .collect();
    made.into_iter().collect()
}

impl Drop for Prepared {
    fn drop(&mut self) {
        for record in &self.records {
            // What stays is swept out later.
            let _ = fs::remove_file(record.with_extension(NEW));
        }
    }
}

/// One attempt at sending a message that is split: while this lives, no other is under way.
#[derive(Debug)]
pub(super) struct Attempt {
    path: PathBuf,
    lock: File,
}

impl Attempt {
    /// Whoever has this holds the message too.
    pub(super) fn lock(&self) -> &File {
        &self.lock
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        // While it is still locked, so that no other attempt locks it in between. What stays is
        // swept out later.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether it is time to sweep again.
fn is_due(swept: Option<Instant>, now: Instant) -> bool {
    swept.is_none_or(|at| now.duration_since(at) >= SWEEP)
}

/// A record from the near future, after a clock was set back, counts too.
fn is_fresh(there: &fs::Metadata) -> bool {
    let Ok(made) = there.modified() else {
        return false;
    };
    let apart = SystemTime::now()
        .duration_since(made)
        .unwrap_or_else(|ahead| ahead.duration());
    apart < REMEMBERED
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering::Relaxed;

    use super::*;

    #[test]
    fn copies_are_remembered_for_a_day() {
        let dir = tempfile::tempdir().unwrap();
        let submitted = Submitted::new(&dir.path().join("submitted"));
        assert!(!submitted.has(&[1; 32]).unwrap());
        let prepared = submitted.prepare(&[[1; 32], [2; 32]]).unwrap();
        assert!(!submitted.has(&[1; 32]).unwrap(), "it isn't submitted yet");
        prepared.note().unwrap();
        assert!(
            submitted.has(&[1; 32]).unwrap()
                && submitted.has(&[2; 32]).unwrap()
                && !submitted.has(&[3; 32]).unwrap()
        );
        submitted.forget(&[[2; 32]]);
        assert!(!submitted.has(&[2; 32]).unwrap());

        let old = SystemTime::now() - REMEMBERED - Duration::from_secs(1);
        File::open(submitted.file(&[1; 32]))
            .unwrap()
            .set_modified(old)
            .unwrap();
        assert!(!submitted.has(&[1; 32]).unwrap(), "a day is over");
        let next = Submitted::new(&submitted.dir);
        drop(next.prepare(&[[4; 32]]).unwrap());
        next.prepare(&[[3; 32]]).unwrap().note().unwrap();
        assert_eq!(
            fs::read_dir(&submitted.dir).unwrap().count(),
            1,
            "what is old is swept out"
        );
    }

    /// A clock that was set back would else keep a record for years.
    #[test]
    fn a_record_from_far_ahead_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let submitted = Submitted::new(dir.path());
        let record = File::create(submitted.file(&[1; 32])).unwrap();
        let later = |life: Duration| SystemTime::now() + life;
        record
            .set_modified(later(REMEMBERED - Duration::from_secs(60)))
            .unwrap();
        assert!(submitted.has(&[1; 32]).unwrap());
        record
            .set_modified(later(REMEMBERED + Duration::from_secs(60)))
            .unwrap();
        assert!(!submitted.has(&[1; 32]).unwrap());
    }

    #[test]
    fn a_record_that_cannot_be_looked_up_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("submitted");
        fs::write(&file, "no directory").unwrap();
        assert!(
            Submitted::new(&file).has(&[1; 32]).is_err(),
            "else a copy that was submitted would be taken for one that was not"
        );
    }

    #[test]
    fn old_records_are_swept_out_once_an_hour() {
        let now = Instant::now();
        assert!(is_due(None, now));
        assert!(!is_due(Some(now), now));
        assert!(!is_due(Some(now), now + SWEEP - Duration::from_secs(1)));
        assert!(is_due(Some(now), now + SWEEP));

        let dir = tempfile::tempdir().unwrap();
        let submitted = Submitted::new(dir.path());
        drop(submitted.prepare(&[[1; 32]]).unwrap());
        let old = submitted.file(&[2; 32]);
        let yesterday = SystemTime::now() - REMEMBERED - Duration::from_secs(1);
        File::create(&old).unwrap().set_modified(yesterday).unwrap();
        drop(submitted.prepare(&[[3; 32]]).unwrap());
        assert!(old.exists(), "the last sweep was just now");
        *submitted.swept.lock().unwrap() = None;
        drop(submitted.prepare(&[[4; 32]]).unwrap());
        assert!(!old.exists());
    }

    #[test]
    fn one_attempt_at_a_time_holds_a_message() {
        let dir = tempfile::tempdir().unwrap();
        let (one, other) = (Submitted::new(dir.path()), Submitted::new(dir.path()));
        let held = one.attempt(&[1; 32]).unwrap().unwrap();
        assert!(
            one.attempt(&[1; 32]).unwrap().is_none() && other.attempt(&[1; 32]).unwrap().is_none()
        );
        assert!(
            other.attempt(&[2; 32]).unwrap().is_some(),
            "another message"
        );
        drop(held);
        assert!(other.attempt(&[1; 32]).unwrap().is_some());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    /// A lock on a file that was removed meanwhile holds nobody back.
    #[test]
    fn attempts_that_follow_each_other_closely_never_overlap() {
        let dir = tempfile::tempdir().unwrap();
        let submitted = Submitted::new(dir.path());
        let holders = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5_000 {
                        if let Some(held) = submitted.attempt(&[1; 32]).unwrap() {
                            assert_eq!(holders.fetch_add(1, Relaxed), 0, "two hold the message");
                            std::thread::yield_now();
                            holders.fetch_sub(1, Relaxed);
                            drop(held);
                        }
                    }
                });
            }
        });
    }
}
