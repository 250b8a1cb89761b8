//! The keyring: root keys and epoch keys in a directory, which of them seal and which open.
//!
//! A message is [sealed](crate::seal) with the current root key and, when it expires, with the
//! epoch key of its day. The first message that expires on a day makes that day's key.
//!
//! # Files
//!
//! A directory (mode 0700) of key files (mode 0600, the directory's owner), one line of text each,
//! `WORD v1 KEY` and a line feed, KEY being the 32 bytes of the key in base64 with padding:
//!
//! | file | words |
//! |---|---|
//! | `root-<ID, 8 hex digits>.key` | `postseal-root-key`, `postseal-retired-root-key` |
//! | `epoch-<YYYY-MM-DD>-<ID, 16 hex digits>.key` | `postseal-epoch-key` |
//!
//! Of the root keys that are not retired, the one with the highest ID is current: it seals. All
//! root keys open. An epoch key belongs to the messages that expire on its day (UTC).
//!
//! Names are in lower case. Files with other endings are not keys; a name that starts with `.new-`
//! is a key that was never used. A key file is complete and on disk, its directory entry included,
//! before the first message is sealed with it. Deleting an epoch key makes all messages under it
//! unreadable, for everyone.
//!
//! `audit.log` has a line for each message that an operator opened.

mod audit;
mod creation;
mod day;
mod directory;
mod error;
mod file;
mod mac;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};
use std::time::{Duration, Instant};

use self::creation::create_key;
use self::day::Day;
use self::directory::{EpochKey, Keys};
use self::file::{KeyKind, KeyName};
use crate::seal::{self, Key, KeyIds, OpenError, OpeningKeys, SealingKeys};
use crate::secret::{Secret, random_u64};

pub use error::KeyringError;

/// The keys of one directory. Share it between threads in an `Arc`.
///
/// [`load`](Keyring::load) and [`reload`](Keyring::reload) read what other processes and the
/// administrator changed.
pub struct Keyring {
    dir: PathBuf,
    keys: RwLock<Keys>,
    /// Locked while keys are made or read again, so that threads don't do it twice. Holds the time
    /// of the last rescan that an unknown key ID caused.
    changing: Mutex<Option<Instant>>,
    /// When it was last asked whether the directory can be read, and the answer.
    looked: Mutex<Option<(Instant, bool)>>,
}

/// The least time between two rescans for unknown key IDs: a stranger can send any header.
const RESCAN_INTERVAL: Duration = Duration::from_secs(1);

/// Everything that is wrong with the keyring in `dir`: one error, and so one sentence, per finding.
pub fn check(dir: &Path) -> Vec<KeyringError> {
    let mut findings = Vec::new();
    let keys = directory::scan(dir, None, &mut findings);
    if findings.is_empty() && keys.roots.values().all(|root| root.retired) {
        findings.push(KeyringError::AllRetired { dir: dir.into() });
    }
    findings
}

impl Keyring {
    /// Makes a keyring with one root key in `dir`, and `dir` itself unless it exists; its parent
    /// must exist. Directory and key belong to the owner of the parent directory, also when another
    /// user runs this.
    ///
    /// # Errors
    /// [`KeyringError::NotEmpty`] when there are keys already, [`KeyringError::Exposed`] when
    /// others may use `dir` and it holds other files, [`KeyringError::Io`].
    pub fn create(dir: &Path) -> Result<Self, KeyringError> {
        directory::prepare(dir)?;
        let _lock = directory::lock(dir)?;
        if directory::exists(dir, KeyName::Root(1)) {
            return Err(KeyringError::NotEmpty { dir: dir.into() });
        }
        create_key(dir, KeyName::Root(1), KeyKind::Root, &Secret::random())?;
        Self::load(dir)
    }

    /// Reads the keyring in `dir`.
    ///
    /// # Errors
    /// The first finding of [`check`], except [`KeyringError::AllRetired`]: such a keyring still
    /// opens.
    pub fn load(dir: &Path) -> Result<Self, KeyringError> {
        let keys = scan(dir, None)?;
        Ok(Self {
            dir: dir.into(),
            keys: RwLock::new(keys),
            changing: Mutex::default(),
            looked: Mutex::default(),
        })
    }

    /// Reads the directory again, all of it: new keys are used, removed ones forgotten.
    ///
    /// # Errors
    /// As for [`load`](Self::load); the keyring then stays as it was.
    pub fn reload(&self) -> Result<(), KeyringError> {
        let _changing = self.changing();
        self.replace(scan(&self.dir, None)?);
        Ok(())
    }

    /// Makes a new root key, which is the current one from now on; the others still open. Other
    /// processes use it when they reload.
    ///
    /// # Errors
    /// [`KeyringError::Io`], or those of [`load`](Self::load).
    pub fn rotate(&self) -> Result<(), KeyringError> {
        let _changing = self.changing();
        let _lock = directory::lock(&self.dir)?;
        let last = scan(&self.dir, None)?
            .roots
            .last_key_value()
            .map_or(0, |(&id, _)| id);
        let full = || KeyringError::Io {
            path: self.dir.clone(),
            source: io::Error::other("there is no root key ID left"),
        };
        let name = KeyName::Root(last.checked_add(1).ok_or_else(full)?);
        create_key(&self.dir, name, KeyKind::Root, &Secret::random())?;
        self.replace(scan(&self.dir, None)?);
        Ok(())
    }

    /// Whether the directory, as it is now, has keys that can be read: what was read before is in
    /// memory, and yet the next key would be missed. Looks once a second at most.
    pub fn is_readable(&self) -> bool {
        let mut looked = match self.looked.try_lock() {
            Ok(looked) => looked,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Somebody looks, for how long the disk says.
            Err(TryLockError::WouldBlock) => return true,
        };
        match *looked {
            Some((at, answer)) if at.elapsed() < RESCAN_INTERVAL => answer,
            _ => {
                let answer = scan(&self.dir, None)
                    .inspect_err(|error| tracing::error!("{error}"))
                    .is_ok();
                *looked = Some((Instant::now(), answer));
                answer
            }
        }
    }

    /// Where the keys are.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The keys for a new message: the current root key and, when it expires (in seconds since
    /// 1970), the epoch key of that day. A new epoch key is on disk before this returns.
    ///
    /// # Errors
    /// [`KeyringError::AllRetired`], [`KeyringError::Expiry`]; those of [`load`](Self::load) when
    /// the day has no key yet.
    pub fn sealing_keys(&self, expires: Option<u64>) -> Result<SealingKeys, KeyringError> {
        let epoch = match expires {
            Some(expires) => {
                let day = Day::from_unix_seconds(expires).ok_or(KeyringError::Expiry)?;
                Some(self.epoch_key(day)?)
            }
            None => None,
        };
        let (root_id, root) = current(&self.keys()).ok_or_else(|| KeyringError::AllRetired {
            dir: self.dir.clone(),
        })?;
        Ok(SealingKeys {
            root_id,
            root,
            epoch,
        })
    }

    /// The keys that the head of `sealed` names. For an unknown key ID the directory is read again,
    /// since another process may have made the key, but at most once a second.
    ///
    /// # Errors
    /// [`OpenError`] when the keys are not in this keyring, or `sealed` doesn't start with a head.
    pub fn opening_keys(&self, sealed: &[u8]) -> Result<OpeningKeys, OpenError> {
        let ids = seal::read_key_ids(sealed)?;
        self.find(ids).ok_or(OpenError)
    }

    fn find(&self, ids: KeyIds) -> Option<OpeningKeys> {
        let found = find(&self.keys(), ids);
        found.or_else(|| {
            let mut last_rescan = self.changing();
            // Another thread may have read the directory while this one waited for the lock.
            let found = find(&self.keys(), ids);
            if found.is_some() || last_rescan.is_some_and(|at| at.elapsed() < RESCAN_INTERVAL) {
                return found;
            }
            *last_rescan = Some(Instant::now());
            let keys = scan(&self.dir, Some(&self.keys())).ok()?;
            self.replace(keys);
            find(&self.keys(), ids)
        })
    }

    fn epoch_key(&self, day: Day) -> Result<(u64, Arc<Key>), KeyringError> {
        if let Some((id, epoch)) = self.epoch_of(day).filter(|(_, epoch)| epoch.durable) {
            return Ok((id, epoch.key));
        }
        let _changing = self.changing();
        let _lock = directory::lock(&self.dir)?;
        let mut keys = scan(&self.dir, Some(&self.keys()))?;
        if let Some((&id, epoch)) = keys.epochs.iter_mut().find(|(_, epoch)| epoch.day == day) {
            // The process that made it may have been killed before its last step.
            directory::sync(&self.dir)?;
            epoch.durable = true;
            let key = epoch.key.clone();
            self.replace(keys);
            return Ok((id, key));
        }
        let id = random_u64().max(1);
        let key = Arc::new(Secret::random());
        create_key(&self.dir, KeyName::Epoch(day, id), KeyKind::Epoch, &key)?;
        keys.epochs.insert(
            id,
            EpochKey {
                key: key.clone(),
                day,
                durable: true,
            },
        );
        self.replace(keys);
        Ok((id, key))
    }

    /// The epoch key of that day, as far as it is known and not destroyed.
    fn epoch_of(&self, day: Day) -> Option<(u64, EpochKey)> {
        let found = self
            .keys()
            .epochs
            .iter()
            .find(|(_, epoch)| epoch.day == day)
            .map(|(&id, epoch)| (id, epoch.clone()));
        found.filter(|&(id, _)| directory::exists(&self.dir, KeyName::Epoch(day, id)))
    }

    fn keys(&self) -> std::sync::RwLockReadGuard<'_, Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn replace(&self, keys: Keys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    fn changing(&self) -> MutexGuard<'_, Option<Instant>> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.keys();
        let mut out = f.debug_struct("Keyring");
        out.field("dir", &self.dir)
            .field("roots", &keys.roots.len())
            .field("epochs", &keys.epochs.len())
            .finish()
    }
}

/// The directory's keys, or the first thing that is wrong.
fn scan(dir: &Path, known: Option<&Keys>) -> Result<Keys, KeyringError> {
    let mut findings = Vec::new();
    let keys = directory::scan(dir, known, &mut findings);
    findings.into_iter().next().map_or(Ok(keys), Err)
}

fn current(keys: &Keys) -> Option<(u32, Arc<Key>)> {
    keys.roots
        .iter()
        .rev()
        .find(|(_, root)| !root.retired)
        .map(|(&id, root)| (id, root.key.clone()))
}

fn find(keys: &Keys, ids: KeyIds) -> Option<OpeningKeys> {
    let root = keys.roots.get(&ids.root)?.key.clone();
    let epoch = match ids.epoch {
        Some(id) => Some(keys.epochs.get(&id)?.key.clone()),
        None => None,
    };
    Some(OpeningKeys { root, epoch })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn unknown_ids_cause_one_rescan_a_second_and_new_keys_are_found() {
        let dir = tempfile::tempdir().unwrap();
        let keyring = Keyring::create(&dir.path().join("keyring")).unwrap();
        let root = |id| KeyIds {
            root: id,
            epoch: None,
        };
        let start = Instant::now();
        let mut rescans = std::collections::HashSet::new();
        for id in 2..10_000 {
            assert!(keyring.find(root(id)).is_none());
            rescans.insert(*keyring.changing());
        }
        assert!(
            rescans.len() as u64 <= start.elapsed().as_secs() + 1,
            "{} rescans",
            rescans.len()
        );
        Keyring::load(keyring.dir()).unwrap().rotate().unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        while keyring.find(root(2)).is_none() {
            assert!(Instant::now() < deadline, "the new key is never found");
            std::thread::yield_now();
        }
    }
}
