//! The keyring's directory: reading it with suspicion, and adding a key that no crash can lose.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nix::fcntl::OFlag;
use zeroize::Zeroizing;

use super::KeyringError;
use super::keyfile::{Day, Key, KeyKind, KeyName, read_line, write_line};

/// How the name of a key starts that is still being written, or never was completely.
const NEW: &str = ".new-";

/// More than any key file holds.
const FILE_LEN_MAX: u64 = 256;

/// A root key, and whether it still seals.
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
        (KeyName::Root(id), KeyKind::Root) => drop(keys.roots.insert(
            id,
            RootKey {
                key,
                retired: false,
            },
        )),
        (KeyName::Root(id), KeyKind::RetiredRoot) => {
            drop(keys.roots.insert(id, RootKey { key, retired: true }))
        }
        (KeyName::Epoch(day, id), KeyKind::Epoch) => drop(keys.epochs.insert(
            id,
            EpochKey {
                key,
                day,
                durable: false,
            },
        )),
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
            // A command run as root leaves the keyring to the daemon, which owns the directory
            // around it. That owner could put a link in the new directory's place, so what is given
            // away is what was opened, and links are not followed.
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

/// Locks the directory against other processes that add keys, as long as the value lives.
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

/// Whether the key file is still there: a key that was destroyed must not seal any more.
pub(super) fn exists(dir: &Path, name: KeyName) -> bool {
    fs::symlink_metadata(dir.join(name.to_string())).is_ok()
}

/// Adds a key; it is on disk when this returns. The caller holds the [`lock`] and knows that the
/// name is free.
pub(super) fn make(
    dir: &Path,
    name: KeyName,
    kind: KeyKind,
    key: &Key,
) -> Result<(), KeyringError> {
    let mut new = NewKey::new(dir, name, kind, key);
    for step in STEPS {
        step(&mut new).map_err(|source| KeyringError::Io {
            path: new.path.clone(),
            source,
        })?;
    }
    Ok(())
}

/// A key file in the making.
struct NewKey {
    dir: PathBuf,
    path: PathBuf,
    temporary: PathBuf,
    line: Zeroizing<String>,
    file: Option<File>,
}

/// How a key file is made. Killed between any two steps, it leaves either no key, or a whole one
/// that no message uses yet; only after the last may a message be sealed with it.
const STEPS: [fn(&mut NewKey) -> io::Result<()>; 7] = [
    NewKey::tidy,
    NewKey::create,
    NewKey::hand_over,
    NewKey::write,
    NewKey::sync_file,
    NewKey::rename,
    NewKey::sync_directory,
];

impl NewKey {
    fn new(dir: &Path, name: KeyName, kind: KeyKind, key: &Key) -> Self {
        let (path, temporary) = (dir.join(name.to_string()), dir.join(format!("{NEW}{name}")));
        Self {
            dir: dir.into(),
            path,
            temporary,
            line: write_line(kind, key),
            file: None,
        }
    }

    /// Removes what a killed process left behind; under the lock nobody else is writing.
    fn tidy(&mut self) -> io::Result<()> {
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(NEW) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn create(&mut self) -> io::Result<()> {
        self.file = Some(
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&self.temporary)?,
        );
        Ok(())
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let (file, dir) = (self.file()?, fs::metadata(&self.dir)?);
        if file.metadata()?.uid() == dir.uid() {
            Ok(())
        } else {
            fchown(file, Some(dir.uid()), Some(dir.gid()))
        }
    }

    fn write(&mut self) -> io::Result<()> {
        self.file()?.write_all(self.line.as_bytes())
    }

    fn sync_file(&mut self) -> io::Result<()> {
        self.file()?.sync_all()
    }

    fn rename(&mut self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.path)
    }

    fn sync_directory(&mut self) -> io::Result<()> {
        File::open(&self.dir)?.sync_all()
    }

    fn file(&self) -> io::Result<&File> {
        self.file
            .as_ref()
            .ok_or_else(|| io::Error::other("the key file is not open"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{BufRead, BufReader, Write as _};
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};

    use super::super::{Keyring, MessageId, Meta, Sealer, audit, open};
    use super::*;

    const ORDER: &str = "POSTSEAL_TEST_STEPS";
    const EXPIRES: u64 = 1_801_353_600;

    fn name() -> KeyName {
        KeyName::Epoch(Day::of(EXPIRES).unwrap(), 0xab)
    }

    /// A process is killed after each step of making a day's key. The keyring stays sound, the next
    /// process seals with a key that stays, and never is there more than one key for the day.
    #[test]
    fn epoch_key_lost_or_made_twice() {
        for steps in 0..=STEPS.len() {
            let around = tempfile::tempdir().unwrap();
            let dir = around.path().join("keyring");
            let keyring = Keyring::create(&dir).unwrap();
            kill_after(steps, &dir);
            assert!(audit(&dir).is_empty(), "after step {steps}");
            let sealed = seal(&keyring);
            let names: Vec<_> = fs::read_dir(&dir)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            assert_eq!(
                names.len(),
                2,
                "after step {steps}, one root key and one epoch key: {names:?}"
            );
            assert_eq!(
                names.contains(&name().to_string()),
                steps > 5,
                "after step {steps}: {names:?}"
            );
            assert_eq!(
                open(&Keyring::load(&dir).unwrap(), &sealed)
                    .unwrap()
                    .verify(10),
                Ok(7)
            );
        }
    }

    fn seal(keyring: &Keyring) -> Vec<u8> {
        let text = || "a@example.org".to_owned();
        let meta = Meta {
            message_id: MessageId([1; 16]),
            created: 0,
            expires: Some(EXPIRES),
            sender: text(),
            recipients: vec![text()],
            subject: text(),
            language: text(),
            brand: text(),
            reply_allowed: false,
            receipt_wanted: false,
            voucher: None,
        };
        let mut sealer = Sealer::new(keyring, &meta, Vec::new()).unwrap();
        sealer.write_all(b"message").unwrap();
        sealer.finish().unwrap()
    }

    fn kill_after(steps: usize, dir: &Path) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "seal::keydir::tests::child_that_stops_after_a_step",
            "--nocapture",
        ]);
        command.env(ORDER, format!("{steps} {}", dir.display()));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(
            lines.any(|line| line.unwrap() == "stopped"),
            "the child ended by itself"
        );
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(9));
    }

    /// Does nothing unless [`kill_after`] runs it, and then waits to be killed, holding the lock.
    #[test]
    fn child_that_stops_after_a_step() {
        let Ok(order) = std::env::var(ORDER) else {
            return;
        };
        let (steps, dir) = order.split_once(' ').unwrap();
        let dir = Path::new(dir);
        let _lock = lock(dir).unwrap();
        let mut new = NewKey::new(dir, name(), KeyKind::Epoch, &Key::random());
        for step in &STEPS[..steps.parse().unwrap()] {
            step(&mut new).unwrap();
        }
        println!("\nstopped");
        io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }

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
