//! Which copies were submitted already: one small file for each, kept for a day.
//!
//! A message is split by submitting copies and then accepting the rest of it. When that last answer is lost, or somebody behind us
//! refuses the rest, the client sends all of it again; what was noted here is not submitted a second time.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

/// How long a copy is remembered: clients that try again for longer send it twice.
const KEPT: Duration = Duration::from_secs(86_400);

/// What a copy is known by: a keyed hash of its envelope and content.
pub(super) type Key = [u8; 32];

/// The copies of the last day, in a directory of their own.
#[derive(Clone, Debug)]
pub(super) struct Submitted {
    dir: PathBuf,
    swept: Arc<Mutex<Option<Instant>>>,
}

/// How often what is old is swept out.
const SWEEP: Duration = Duration::from_secs(3_600);

impl Submitted {
    pub(super) fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), swept: Arc::default() }
    }

    /// Whether this copy was submitted within a day.
    pub(super) fn has(&self, key: &Key) -> io::Result<bool> {
        match fs::metadata(self.file(key)) {
            Ok(there) => Ok(is_fresh(&there)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Remembers copies, durably.
    pub(super) fn note(&self, keys: &[Key]) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        self.sweep()?;
        for key in keys {
            File::create(self.file(key))?.sync_all()?;
        }
        File::open(&self.dir)?.sync_all()
    }

    /// Forgets copies.
    pub(super) fn forget(&self, keys: &[Key]) {
        for key in keys {
            // A record that stays is one that a further message may be taken for: it is worth nothing more than this attempt.
            let _ = fs::remove_file(self.file(key));
        }
    }

    /// Removes what is older than a day.
    fn sweep(&self) -> io::Result<()> {
        {
            let Ok(mut swept) = self.swept.lock() else { return Ok(()) };
            if swept.is_some_and(|at| at.elapsed() < SWEEP) {
                return Ok(());
            }
            *swept = Some(Instant::now());
        }
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            if entry.metadata().is_ok_and(|there| !is_fresh(&there)) {
                // Another process may have been quicker.
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    fn file(&self, key: &Key) -> PathBuf {
        self.dir.join(super::hex(key))
    }
}

/// A record from the near future, after a clock was set back, counts too.
fn is_fresh(there: &fs::Metadata) -> bool {
    let Ok(made) = there.modified() else { return false };
    let apart = SystemTime::now().duration_since(made).unwrap_or_else(|ahead| ahead.duration());
    apart < KEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_remembered_for_a_day() {
        let dir = tempfile::tempdir().unwrap();
        let submitted = Submitted::at(&dir.path().join("submitted"));
        assert!(!submitted.has(&[1; 32]).unwrap());
        submitted.note(&[[1; 32], [2; 32]]).unwrap();
        assert!(
            submitted.has(&[1; 32]).unwrap() && submitted.has(&[2; 32]).unwrap() && !submitted.has(&[3; 32]).unwrap()
        );
        submitted.forget(&[[2; 32]]);
        assert!(!submitted.has(&[2; 32]).unwrap());

        let old = SystemTime::now() - KEPT - Duration::from_secs(1);
        File::open(submitted.file(&[1; 32])).unwrap().set_modified(old).unwrap();
        assert!(!submitted.has(&[1; 32]).unwrap(), "a day is over");
        let next = Submitted::at(&submitted.dir);
        next.note(&[[3; 32]]).unwrap();
        assert_eq!(fs::read_dir(&submitted.dir).unwrap().count(), 1, "what is old is swept out");
    }
}
