//! `postseal open`: a carrier or its attachment back to the bytes that were sealed. For the
//! operator's recovery: it asks nobody for proof, so it leaves a line in the audit log before it
//! shows a byte.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;
use std::process::ExitCode;

use super::{ConfigOption, Exit, Failure};
use nix::fcntl::OFlag;

use crate::clock::Clock;
use crate::seal::{self, Keyring, Meta};
use crate::wrapper::Extractor;

pub(super) fn run(config: &ConfigOption, file: &Path) -> Result<ExitCode, Failure> {
    let config = config.load()?;
    let keyring =
        Keyring::load(&config.keyring).map_err(|error| Failure::new(Exit::Config, error))?;
    let sealed = extract(file)?;
    let name = shown(file);
    let cannot =
        |error: &dyn std::fmt::Display| Failure::new(Exit::DataErr, format!("{name}: {error}."));
    let opened = seal::open(&keyring, &sealed).map_err(|error| cannot(&error))?;
    // All of it is authenticated before the first byte leaves: whoever pipes this into a file gets
    // the message or nothing.
    opened.verify(u64::MAX).map_err(|error| cannot(&error))?;
    audit(&config.keyring, &opened.meta).map_err(|error| {
        Failure::new(
            Exit::CantCreate,
            format!(
                "{}: the audit log can't be written, so nothing is shown: {error}.",
                config.keyring.display()
            ),
        )
    })?;
    let mut out = BufWriter::new(io::stdout().lock());
    opened
        .copy_to(u64::MAX, &mut out)
        .map_err(|error| cannot(&error))?;
    out.flush().map_err(|error| Failure::io(&error))?;
    Ok(ExitCode::SUCCESS)
}

fn shown(file: &Path) -> String {
    if file == Path::new("-") {
        "standard input".into()
    } else {
        file.display().to_string()
    }
}

fn extract(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut input: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(file).map_err(|error| {
            Failure::new(Exit::NoInput, format!("{}: {error}.", file.display()))
        })?)
    };
    let (mut extractor, mut sealed) = (Extractor::for_file(usize::MAX), Vec::new());
    let mut chunk = vec![0; 64 * 1024];
    let bad = |error| Failure::new(Exit::DataErr, format!("{}: {error}.", shown(file)));
    loop {
        match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => extractor.push(&chunk[..length], &mut sealed).map_err(bad)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::io(&error)),
        }
    }
    extractor.finish(&mut sealed).map_err(bad)?;
    Ok(sealed)
}

/// Notes in the keyring's directory who opened which message, and waits until that is on disk.
///
/// The directory belongs to the daemon, and this may be run by root: a log that is a link, or not a
/// plain file of the directory's owner, is refused, and only a log that was just made is given
/// away.
fn audit(dir: &Path, meta: &Meta) -> io::Result<()> {
    let path = dir.join("audit.log");
    let flags = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
    let owner = dir.metadata()?;
    let made = OpenOptions::new()
        .append(true)
        .create_new(true)
        .mode(0o600)
        .custom_flags(flags)
        .open(&path);
    let mut log = match made {
        Ok(log) => {
            if log.metadata()?.uid() != owner.uid() {
                fchown(&log, Some(owner.uid()), Some(owner.gid()))?;
            }
            log
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
            log
        }
        Err(error) => return Err(error),
    };
    let user = nix::unistd::Uid::current();
    let name = nix::unistd::User::from_uid(user)
        .ok()
        .flatten()
        .map_or_else(|| "?".into(), |user| user.name);
    let now =
        mail_parser::DateTime::from_timestamp(i64::try_from(Clock::system().now()).unwrap_or(0))
            .to_rfc3339();
    writeln!(
        log,
        "{now} open message={} uid={user} user={name}",
        meta.message_id
    )?;
    log.sync_all()
}
