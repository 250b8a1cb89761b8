//! Which configuration the milter holds: a digest in a file beside the keyring, which is locked
//! while the milter runs. `postseal check` compares it with the configuration that is there now.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use tracing::warn;

use crate::secret::hex;

/// The file, for as long as the milter runs.
pub(super) struct Held(Option<File>);

impl Held {
    /// Opens the file. A milter that can't serves all the same, and `check` says nothing of it.
    pub fn open(path: &Path) -> Self {
        let open = || {
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)?;
            match file.try_lock() {
                Ok(()) => Ok(Some(file)),
                // Another milter has it.
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(error)) => Err(error),
            }
        };
        Self(open().unwrap_or_else(|error| {
            tell(path, &error);
            None
        }))
    }

    /// From now on the milter holds the configuration with this digest.
    pub fn note(&self, path: &Path, digest: &[u8; 32]) {
        let Some(mut file) = self.0.as_ref() else {
            return;
        };
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(hex(digest).as_bytes()));
        if let Err(error) = written {
            tell(path, &error);
        }
    }
}

fn tell(path: &Path, error: &io::Error) {
    warn!(
        "{} can't be written, so `postseal check` can't see whether the milter has read its \
         configuration: {error}",
        path.display()
    );
}

/// Whether a milter runs that holds another configuration than the one with this digest.
pub fn is_older(path: &Path, digest: &[u8; 32]) -> bool {
    let held = || {
        let mut file = File::open(path).ok()?;
        // Nobody has it locked: what it says is of a milter that is gone.
        if !matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)) {
            return None;
        }
        let mut held = String::new();
        file.read_to_string(&mut held).ok()?;
        Some(held)
    };
    // An empty one is about to be written.
    held().is_some_and(|held| !held.is_empty() && held != hex(digest))
}
