//! The audit log: who opened which message past the portal.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;

use mail_parser::DateTime;
use nix::fcntl::OFlag;
use nix::unistd::{Uid, User};

use super::Keyring;
use crate::clock::Clock;
use crate::seal::MessageId;

impl Keyring {
    /// Writes to the audit log that the user of this process opens a message, and waits until the
    /// line is on disk.
    ///
    /// # Errors
    /// When the log can't be written, or is not a plain file of the directory's owner.
    pub fn log_opening(&self, message: MessageId, clock: &Clock) -> io::Result<()> {
        let mut log = open_log(self.dir())?;
        let user = Uid::current();
        let name = User::from_uid(user)
            .ok()
            .flatten()
            .map_or_else(|| "?".into(), |user| user.name);
        let now = DateTime::from_timestamp(i64::try_from(clock.now()).unwrap_or(0)).to_rfc3339();
        writeln!(log, "{now} open message={message} uid={user} user={name}")?;
        log.sync_all()
    }
}

/// Opens the log, or makes it. The directory belongs to the daemon's user while root may run this
/// command: the log must be neither a link nor anything but a plain file of the directory's owner,
/// and its owner is changed only right after it was made.
fn open_log(dir: &Path) -> io::Result<File> {
    let path = dir.join("audit.log");
    let flags = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
    let owner = dir.metadata()?;
    let made = OpenOptions::new()
        .append(true)
        .create_new(true)
        .mode(0o600)
        .custom_flags(flags)
        .open(&path);
    match made {
        Ok(log) => {
            if log.metadata()?.uid() != owner.uid() {
                fchown(&log, Some(owner.uid()), Some(owner.gid()))?;
            }
            Ok(log)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let log = OpenOptions::new()
                .append(true)
                .custom_flags(flags)
                .open(&path)?;
            let there = log.metadata()?;
            if !there.is_file() || there.nlink() != 1 || there.uid() != owner.uid() {
                return Err(io::Error::other(
                    "audit.log is not a plain file that belongs to the directory's owner",
                ));
            }
            Ok(log)
        }
        Err(error) => Err(error),
    }
}
