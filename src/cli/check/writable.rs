//! Whether others can change the rules: the configuration, the files that it reads, and the folders
//! in which they lie.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use nix::unistd::{Uid, User};

use super::finding::Finding;
use super::host::DAEMON;
use crate::config::Config;

/// Who may write besides the owner.
const OTHERS: u32 = 0o022;
/// Nobody may replace what isn't theirs in such a folder.
const STICKY: u32 = 0o1000;

pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let trusted = trusted(config);
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    // Whose a folder further up is says little: a home, or a volume that a container mounts.
    let mut nearest: BTreeSet<PathBuf> = BTreeSet::new();
    // One file may be named in several ways.
    let files: BTreeMap<PathBuf, &PathBuf> =
        config.files.iter().map(|file| (real(file), file)).collect();
    for (real_file, file) in &files {
        // A link lies in one folder, and what it leads to in another.
        let full = std::path::absolute(file).ok();
        for path in full.iter().chain([real_file]) {
            folders.extend(path.ancestors().skip(1).map(real));
            nearest.extend(path.parent().map(real));
        }
    }
    let sought: BTreeSet<PathBuf> = config.folders.iter().map(real).collect();
    let of_files = files.values().filter_map(|file| of_file(file, &trusted));
    let of_folders = folders.iter().filter_map(|folder| {
        let is_sought = sought.contains(folder);
        let is_near = is_sought || nearest.contains(folder);
        of_folder(folder, is_sought, is_near.then_some(&trusted))
    });
    of_files.chain(of_folders).collect()
}

/// Those who may change the rules: root, whoever asks, and whoever has the keys anyway.
fn trusted(config: &Config) -> BTreeSet<u32> {
    let daemon = User::from_name(DAEMON).ok().flatten();
    let keys = fs::metadata(&config.keyring).ok();
    [0, Uid::effective().as_raw()]
        .into_iter()
        .chain(daemon.map(|user| user.uid.as_raw()))
        .chain(keys.map(|found| found.uid()))
        .collect()
}

fn of_file(file: &Path, trusted: &BTreeSet<u32>) -> Option<Finding> {
    let found = fs::metadata(file).ok()?;
    let mode = found.mode() & 0o7777;
    let file = file.display();
    let sentence = if let Some(owner) = stranger(&found, trusted) {
        format!(
            "{file}: it belongs to {owner}, who can change the rules: run chown root {file}, and \
             chmod a+r {file} where the daemon then can't read it"
        )
    } else if mode & OTHERS != 0 {
        format!("{file}: other users can change the rules (mode {mode:04o}): run chmod go-w {file}")
    } else {
        return None;
    };
    Some(Finding::Unsafe(sentence))
}

/// What others can do in a folder in which such files lie; `sought`: new ones there are read too.
fn of_folder(folder: &Path, sought: bool, trusted: Option<&BTreeSet<u32>>) -> Option<Finding> {
    let found = fs::metadata(folder).ok()?;
    let mode = found.mode() & 0o7777;
    let folder = folder.display();
    let owner = trusted.and_then(|trusted| stranger(&found, trusted));
    let sentence = if let Some(owner) = owner {
        format!(
            "{folder}: it belongs to {owner}, who can put other files in place of those with the \
             rules: run chown root {folder}, or keep the configuration in another folder"
        )
    } else if mode & OTHERS == 0 {
        return None;
    } else if mode & STICKY == 0 {
        format!(
            "{folder}: other users can put other files in place of those with the rules (mode \
             {mode:04o}): run chmod go-w {folder}"
        )
    } else if sought {
        format!(
            "{folder}: other users can put more files with rules there, which include reads (mode \
             {mode:04o}): run chmod go-w {folder}"
        )
    } else {
        return None;
    };
    Some(Finding::Unsafe(sentence))
}

/// The owner, for a sentence, where it is none of these.
fn stranger(found: &Metadata, trusted: &BTreeSet<u32>) -> Option<String> {
    let owner = found.uid();
    (!trusted.contains(&owner)).then(|| match User::from_uid(owner.into()) {
        Ok(Some(user)) => format!("the user {}", user.name),
        _ => format!("the user {owner}"),
    })
}

/// A path without links and `..`, where it leads anywhere.
fn real(path: impl AsRef<Path>) -> PathBuf {
    let path = path.as_ref();
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
