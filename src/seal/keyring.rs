//! The keys in memory: which one seals, which one opens.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use hkdf::Hkdf;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::KeyringError;
use super::format::{expand, hmac_sha256};
use super::keydir::{self, EpochKey, Keys};
use super::keyfile::{Day, Key, KeyKind, KeyName};
use crate::secret::{Secret, random_u64};

/// Root keys and epoch keys, from one directory. Share it between threads in an `Arc`.
///
/// The first message that expires on a day makes that day's epoch key; [`load`](Keyring::load) and
/// [`reload`](Keyring::reload) read what other processes and the administrator did.
pub struct Keyring {
    dir: PathBuf,
    keys: RwLock<Keys>,
    /// Held while keys are made or read again, so that threads don't do it twice. When an unknown
    /// id last made us look.
    changing: Mutex<Option<Instant>>,
}

/// How often unknown ids make the keyring look at its directory at most: anybody may bring any
/// header.
const LOOK: Duration = Duration::from_secs(1);

/// Everything that is wrong with the keyring in `dir`: one error, and so one sentence, per finding;
/// nothing when it is fine.
pub fn audit(dir: &Path) -> Vec<KeyringError> {
    let mut findings = Vec::new();
    let keys = keydir::scan(dir, None, &mut findings);
    if findings.is_empty() && keys.roots.values().all(|root| root.retired) {
        findings.push(KeyringError::AllRetired { dir: dir.into() });
    }
    findings
}

/// The keys for a new message, with their ids.
pub(super) struct SealingKeys {
    pub root: (u32, Arc<Key>),
    pub epoch: Option<(u64, Arc<Key>)>,
}

impl Keyring {
    /// Makes a keyring with one root key in `dir`, which is made too unless it exists; its parent
    /// must exist. Directory and key belong to the owner of the directory around them, whoever runs
    /// this.
    ///
    /// # Errors
    /// [`KeyringError::NotEmpty`] when there are keys already, [`KeyringError::Exposed`] when
    /// others may use `dir` and it holds other files, [`KeyringError::Io`].
    pub fn create(dir: &Path) -> Result<Self, KeyringError> {
        keydir::prepare(dir)?;
        let _lock = keydir::lock(dir)?;
        if keydir::exists(dir, KeyName::Root(1)) {
            return Err(KeyringError::NotEmpty { dir: dir.into() });
        }
        keydir::make(dir, KeyName::Root(1), KeyKind::Root, &Secret::random())?;
        Self::load(dir)
    }

    /// Reads the keyring in `dir`.
    ///
    /// # Errors
    /// The first finding of [`audit`]; only that every root key is retired is no error here, since
    /// the keyring still opens.
    pub fn load(dir: &Path) -> Result<Self, KeyringError> {
        let keys = scan(dir, None)?;
        Ok(Self {
            dir: dir.into(),
            keys: RwLock::new(keys),
            changing: Mutex::default(),
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

    /// Makes a new root key, which seals from now on; the others still open. Other processes use it
    /// when they reload.
    ///
    /// # Errors
    /// [`KeyringError::Io`], or those of [`load`](Self::load).
    pub fn rotate(&self) -> Result<(), KeyringError> {
        let _changing = self.changing();
        let _lock = keydir::lock(&self.dir)?;
        let last = scan(&self.dir, None)?
            .roots
            .last_key_value()
            .map_or(0, |(&id, _)| id);
        let full = || KeyringError::Io {
            path: self.dir.clone(),
            source: io::Error::other("there is no root key id left"),
        };
        let name = KeyName::Root(last.checked_add(1).ok_or_else(full)?);
        keydir::make(&self.dir, name, KeyKind::Root, &Secret::random())?;
        self.replace(scan(&self.dir, None)?);
        Ok(())
    }

    /// Where the keys are.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// HMAC-SHA-256 over `parts`, each prefixed with its length as a u64, under a key that
    /// HKDF-SHA-256 derives from the current root key (no salt; info `"postseal v1 mac" ‖ 0x00 ‖
    /// label`). Different labels give unrelated keys.
    pub fn mac(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        let keys = self.keys();
        let (_, root) = current(&keys)
            .or_else(|| newest(&keys))
            .expect("a keyring without a root key is never loaded");
        mac(&root, label, parts)
    }

    /// Whether `tag` is what [`mac`](Self::mac) gives under any root key, current or retired. Takes
    /// the same time for every tag of 32 bytes.
    pub fn verify_mac(&self, label: &str, parts: &[&[u8]], tag: &[u8]) -> bool {
        self.verify(label, parts, |mac| bool::from(mac.ct_eq(tag)))
    }

    /// As [`verify_mac`](Self::verify_mac), for the first 16 bytes of a MAC: enough where a forger
    /// gains little (RFC 2104 section 5).
    pub fn verify_short_mac(&self, label: &str, parts: &[&[u8]], tag: &[u8; 16]) -> bool {
        self.verify(label, parts, |mac| bool::from(mac[..16].ct_eq(tag)))
    }

    fn verify(&self, label: &str, parts: &[&[u8]], matches: impl Fn(&[u8; 32]) -> bool) -> bool {
        let roots: Vec<_> = self
            .keys()
            .roots
            .values()
            .map(|root| root.key.clone())
            .collect();
        roots.iter().fold(false, |found, root| {
            found | matches(&mac(root, label, parts))
        })
    }

    /// The current root key, and for a message that expires the epoch key of its day, made when
    /// there is none yet.
    pub(super) fn sealing_keys(&self, expires: Option<u64>) -> Result<SealingKeys, KeyringError> {
        let epoch = match expires {
            Some(expires) => Some(self.epoch_key(Day::of(expires).ok_or(KeyringError::Expiry)?)?),
            None => None,
        };
        let root = current(&self.keys()).ok_or_else(|| KeyringError::AllRetired {
            dir: self.dir.clone(),
        })?;
        Ok(SealingKeys { root, epoch })
    }

    /// The keys that a header names. An unknown id makes the keyring look at its directory, since
    /// another process may have made it, but not more than once a second.
    pub(super) fn opening_keys(
        &self,
        root: u32,
        epoch: Option<u64>,
    ) -> Option<(Arc<Key>, Option<Arc<Key>>)> {
        let find = |keys: &Keys| {
            let root = keys.roots.get(&root)?.key.clone();
            match epoch {
                Some(id) => Some((root, Some(keys.epochs.get(&id)?.key.clone()))),
                None => Some((root, None)),
            }
        };
        let found = find(&self.keys());
        found.or_else(|| {
            let mut looked = self.changing();
            // Another thread may have looked while this one waited for its turn.
            let found = find(&self.keys());
            if found.is_some() || looked.is_some_and(|at| at.elapsed() < LOOK) {
                return found;
            }
            *looked = Some(Instant::now());
            let keys = scan(&self.dir, Some(&self.keys())).ok()?;
            self.replace(keys);
            find(&self.keys())
        })
    }

    fn epoch_key(&self, day: Day) -> Result<(u64, Arc<Key>), KeyringError> {
        if let Some((id, epoch)) = self.epoch_of(day).filter(|(_, epoch)| epoch.durable) {
            return Ok((id, epoch.key));
        }
        let _changing = self.changing();
        let _lock = keydir::lock(&self.dir)?;
        let mut keys = scan(&self.dir, Some(&self.keys()))?;
        if let Some((&id, epoch)) = keys.epochs.iter_mut().find(|(_, epoch)| epoch.day == day) {
            // Who made it may have been killed before its last step.
            keydir::sync(&self.dir)?;
            epoch.durable = true;
            let key = epoch.key.clone();
            self.replace(keys);
            return Ok((id, key));
        }
        let id = random_u64().max(1);
        let key = Arc::new(Secret::random());
        keydir::make(&self.dir, KeyName::Epoch(day, id), KeyKind::Epoch, &key)?;
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
        found.filter(|&(id, _)| keydir::exists(&self.dir, KeyName::Epoch(day, id)))
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
    let keys = keydir::scan(dir, known, &mut findings);
    findings.into_iter().next().map_or(Ok(keys), Err)
}

fn current(keys: &Keys) -> Option<(u32, Arc<Key>)> {
    keys.roots
        .iter()
        .rev()
        .find(|(_, root)| !root.retired)
        .map(|(&id, root)| (id, root.key.clone()))
}

fn newest(keys: &Keys) -> Option<(u32, Arc<Key>)> {
    keys.roots
        .last_key_value()
        .map(|(&id, root)| (id, root.key.clone()))
}

fn mac(root: &Key, label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let prk = Hkdf::<Sha256>::new(None, root.expose());
    let key = Secret::new(expand(&prk, "postseal v1 mac", label.as_bytes()));
    let lengths: Vec<[u8; 8]> = parts
        .iter()
        .map(|part| (part.len() as u64).to_be_bytes())
        .collect();
    let prefixed: Vec<&[u8]> = lengths
        .iter()
        .zip(parts)
        .flat_map(|(length, part)| [&length[..], part])
        .collect();
    hmac_sha256(key.expose(), &prefixed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn unknown_ids_make_it_look_once_a_second_and_new_keys_are_found() {
        let dir = tempfile::tempdir().unwrap();
        let keyring = Keyring::create(&dir.path().join("keyring")).unwrap();
        let start = Instant::now();
        let mut looks = std::collections::HashSet::new();
        for id in 2..10_000 {
            assert!(keyring.opening_keys(id, None).is_none());
            looks.insert(*keyring.changing());
        }
        assert!(
            looks.len() as u64 <= start.elapsed().as_secs() + 1,
            "{} looks",
            looks.len()
        );
        Keyring::load(keyring.dir()).unwrap().rotate().unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        while keyring.opening_keys(2, None).is_none() {
            assert!(Instant::now() < deadline, "the new key is never found");
            std::thread::yield_now();
        }
    }
}
