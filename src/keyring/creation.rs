//! Making a key file that no crash can lose.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::KeyringError;
use super::file::{KeyKind, KeyName, write_line};
use crate::seal::Key;

/// How the name of a key file starts until the key is complete.
pub(super) const NEW: &str = ".new-";

/// Adds a key; it is on disk when this returns. The caller holds the [`lock`] and knows that the
/// name is free.
///
/// [`lock`]: super::directory::lock
pub(super) fn create_key(
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

/// How a key file is made. A process that is killed between two steps leaves no key, or a whole one
/// that no message uses yet. Only after the last step may a message be sealed with the key.
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
        Self {
            dir: dir.into(),
            path: dir.join(name.to_string()),
            temporary: dir.join(format!("{NEW}{name}")),
            line: write_line(kind, key),
            file: None,
        }
    }

    /// Removes what a killed process left behind. The lock keeps other writers away.
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
        let file = self.file()?;
        let dir = fs::metadata(&self.dir)?;
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
    use std::io::{BufRead, BufReader, Read as _, Write as _};
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};

    use super::*;
    use crate::keyring::day::Day;
    use crate::keyring::{Keyring, check, directory};
    use crate::seal::{MessageId, Meta, Sealer, open};
    use crate::secret::Secret;

    const ORDER: &str = "POSTSEAL_TEST_STEPS";
    const EXPIRES: u64 = 1_801_353_600;

    fn name() -> KeyName {
        KeyName::Epoch(Day::from_unix_seconds(EXPIRES).unwrap(), 0xab)
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
            assert!(check(&dir).is_empty(), "after step {steps}");
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
            let keys = Keyring::load(&dir).unwrap().opening_keys(&sealed).unwrap();
            assert_eq!(open(&keys, &sealed).unwrap().verify(10), Ok(7));
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
        let mut sealer = Sealer::new(
            &keyring.sealing_keys(meta.expires).unwrap(),
            &meta,
            Vec::new(),
        )
        .unwrap();
        sealer.write_all(b"message").unwrap();
        sealer.finish().unwrap()
    }

    fn kill_after(steps: usize, dir: &Path) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "keyring::creation::tests::child_that_stops_after_a_step",
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
        let _lock = directory::lock(dir).unwrap();
        let mut new = NewKey::new(dir, name(), KeyKind::Epoch, &Secret::random());
        for step in &STEPS[..steps.parse().unwrap()] {
            step(&mut new).unwrap();
        }
        println!("\nstopped");
        io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }
}
