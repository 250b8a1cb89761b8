//! The keyring's directory: scanned without trust in what it holds, made private, locked.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;
use std::sync::Arc;

use nix::fcntl::OFlag;
use zeroize::Zeroizing;

use super::KeyringError;
use super::creation::NEW;
use super::day::Day;
use super::file::{KeyKind, KeyName, read_line};
use crate::seal::Key;

/// More than any key file holds.
const FILE_LEN_MAX: u64 = 256;

/// A root key, current or retired.
#[derive(Clone)]
pub(super) struct RootKey {
    pub key: Arc<Key>,
    pub retired: bool,
}

/// An epoch key, the day on which its messages expire, and whether this process knows that its
/// directory entry is on disk.
#[derive(Clone)]
pub(super) struct EpochKey {
    pub key: Arc<Key>,
    pub day: Day,
    pub durable: bool,
}

/// The keys of a directory.
#[derive(Clone, Default)]
pub(super) struct Keys {
    pub roots: BTreeMap<u32, RootKey>,
    pub epochs: BTreeMap<u64, EpochKey>,
}

/// Reads the directory. Keys that are in `known` under the same name are taken from there. What is
/// wrong is added to `findings`.
pub(super) fn scan(dir: &Path, known: Option<&Keys>, findings: &mut Vec<KeyringError>) -> Keys {
    let mut keys = Keys::default();
    match list(dir) {
        Err(error) => findings.push(error),
        Ok((owner, names)) => {
            for name in names {
                if let Err(error) = add(dir, &owner, &name, known, &mut keys) {
                    findings.push(error);
                }
            }
            if keys.roots.is_empty() && findings.is_empty() {
                findings.push(KeyringError::Empty { dir: dir.into() });
            }
        }
    }
    keys
}

/// The directory's own metadata, checked, and the names of its key files.
fn list(dir: &Path) -> Result<(Metadata, Vec<String>), KeyringError> {
    let io = |source| KeyringError::Io {
        path: dir.into(),
        source,
    };
    let metadata = fs::metadata(dir).map_err(io)?;
    if !metadata.is_dir() {
        return Err(KeyringError::NotADirectory { path: dir.into() });
    }
    check_mode(dir, &metadata)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(io)? {
        let name = entry
            .map_err(io)?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".key") && !name.starts_with(NEW) {
            names.push(name);
        }
    }
    names.sort();
    Ok((metadata, names))
}

fn add(
    dir: &Path,
    owner: &Metadata,
    name: &str,
    known: Option<&Keys>,
    keys: &mut Keys,
) -> Result<(), KeyringError> {
    let path = dir.join(name);
    let Some(parsed) = KeyName::parse(name) else {
        return Err(KeyringError::Name { path });
    };
    if let KeyName::Epoch(_, id) = parsed
        && let Some(twin) = keys.epochs.get(&id)
    {
        let other = dir.join(KeyName::Epoch(twin.day, id).to_string());
        return Err(KeyringError::Duplicate { path, other });
    }
    match (parsed, known) {
        (KeyName::Root(id), Some(known)) if known.roots.contains_key(&id) => {
            keys.roots.insert(id, known.roots[&id].clone());
            return Ok(());
        }
        (KeyName::Epoch(day, id), Some(known))
            if known.epochs.get(&id).is_some_and(|epoch| epoch.day == day) =>
        {
            keys.epochs.insert(id, known.epochs[&id].clone());
            return Ok(());
        }
        _ => {}
    }
    // A key that was destroyed after the directory was listed is no fault.
    let Some((kind, key)) = read(&path, owner)? else {
        return Ok(());
    };
    let key = Arc::new(key);
    match (parsed, kind) {
        (KeyName::Root(id), KeyKind::Root | KeyKind::RetiredRoot) => {
            let retired = kind == KeyKind::RetiredRoot;
            keys.roots.insert(id, RootKey { key, retired });
        }
        (KeyName::Epoch(day, id), KeyKind::Epoch) => {
            let durable = false;
            keys.epochs.insert(id, EpochKey { key, day, durable });
        }
        _ => return Err(KeyringError::Damaged { path }),
    }
    Ok(())
}

/// Reads one key file; `None` when it is gone.
fn read(path: &Path, dir: &Metadata) -> Result<Option<(KeyKind, Key)>, KeyringError> {
    let io = |source| KeyringError::Io {
        path: path.into(),
        source,
    };
    let flags = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
    let mut file = match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(io(source)),
    };
    let metadata = file.metadata().map_err(io)?;
    if !metadata.is_file() {
        return Err(KeyringError::Damaged { path: path.into() });
    }
    check_mode(path, &metadata)?;
    check_owner(path, metadata.uid(), dir.uid())?;
    let mut text = Zeroizing::new(Vec::with_capacity(FILE_LEN_MAX as usize));
    (&mut file)
        .take(FILE_LEN_MAX)
        .read_to_end(&mut text)
        .map_err(io)?;
    read_line(&text)
        .map(Some)
        .ok_or_else(|| KeyringError::Damaged { path: path.into() })
}

fn check_mode(path: &Path, metadata: &Metadata) -> Result<(), KeyringError> {
    let mode = metadata.mode() & 0o7777;
    let private = if metadata.is_dir() { 0o700 } else { 0o600 };
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyringError::Exposed {
            path: path.into(),
            mode,
            private,
        })
    }
}

fn check_owner(path: &Path, owner: u32, dir_owner: u32) -> Result<(), KeyringError> {
    if owner == dir_owner {
        Ok(())
    } else {
        Err(KeyringError::Owner {
            path: path.into(),
            owner,
            dir_owner,
        })
    }
}

/// Makes the directory, or makes sure that it can become a keyring: it holds no key, and nobody
/// else can read it.
pub(super) fn prepare(dir: &Path) -> Result<(), KeyringError> {
    let io = |source| KeyringError::Io {
        path: dir.into(),
        source,
    };
    match DirBuilder::new().mode(0o700).create(dir) {
        Ok(()) => {
            // A command that root runs gives the keyring to the daemon's user, who owns the parent
            // directory. That user could put a link in place of the new directory, so the owner is
            // changed on an open handle, and links are not followed.
            let parent = dir
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
                .unwrap_or(Path::new("."));
            let around = fs::metadata(parent).map_err(io)?;
            let made = open_directory(dir).map_err(io)?;
            if around.uid() != made.metadata().map_err(io)?.uid() {
                fchown(&made, Some(around.uid()), Some(around.gid())).map_err(io)?;
            }
            sync(parent)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let metadata = fs::metadata(dir).map_err(io)?;
            let mut entries = fs::read_dir(dir).map_err(io)?.peekable();
            if entries.peek().is_none() && metadata.is_dir() {
                let opened = open_directory(dir).map_err(io)?;
                opened
                    .set_permissions(fs::Permissions::from_mode(0o700))
                    .map_err(io)?;
            }
            let (_, names) = list(dir)?;
            if names.is_empty() {
                Ok(())
            } else {
                Err(KeyringError::NotEmpty { dir: dir.into() })
            }
        }
        Err(source) => Err(io(source)),
    }
}

/// Opens a directory that is no link.
fn open_directory(dir: &Path) -> io::Result<File> {
    let flags = OFlag::O_DIRECTORY | OFlag::O_NOFOLLOW;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits())
        .open(dir)
}

/// Locks the directory against other processes that add keys, until the value is dropped.
pub(super) fn lock(dir: &Path) -> Result<File, KeyringError> {
    let locked = File::open(dir).and_then(|file| file.lock().map(|()| file));
    locked.map_err(|source| KeyringError::Io {
        path: dir.into(),
        source,
    })
}

/// Brings the directory's entries to the disk.
pub(super) fn sync(dir: &Path) -> Result<(), KeyringError> {
    let synced = File::open(dir).and_then(|file| file.sync_all());
    synced.map_err(|source| KeyringError::Io {
        path: dir.into(),
        source,
    })
}

/// Whether the key file still exists: a destroyed key must not seal any more.
pub(super) fn exists(dir: &Path, name: KeyName) -> bool {
    fs::symlink_metadata(dir.join(name.to_string())).is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_the_directory_owners_keys_are_taken() {
        let path = Path::new("/keyring/root-00000001.key");
        assert!(check_owner(path, 100, 100).is_ok());
        let sentence = check_owner(path, 0, 100).unwrap_err().to_string();
        assert!(
            sentence.contains("/keyring/root-00000001.key belongs to user")
                && sentence.contains("to user 100"),
            "{sentence}"
        );
    }
}
