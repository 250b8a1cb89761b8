//! Whether others can change the rules: the configuration, the files that it reads, and the folders
//! in which they lie.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::finding::Finding;
use crate::config::Config;

/// Who may write besides the owner.
const OTHERS: u32 = 0o022;
/// Nobody may replace what isn't theirs in such a folder.
const STICKY: u32 = 0o1000;

pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    let mut findings = Vec::new();
    let files: BTreeSet<&PathBuf> = config.files.iter().collect();
    for file in files {
        // A link lies in one folder, and what it leads to in another.
        let full = std::path::absolute(file).ok();
        let real = file.canonicalize().ok();
        for path in full.iter().chain(&real) {
            folders.extend(path.ancestors().skip(1).map(Path::to_owned));
        }
        findings.extend(mode(file).filter(|mode| mode & OTHERS != 0).map(|mode| {
            Finding::Unsafe(format!(
                "{0}: other users can change the rules (mode {mode:04o}): run chmod go-w {0}",
                file.display()
            ))
        }));
    }
    let open = |folder: PathBuf| {
        let mode = mode(&folder)?;
        (mode & OTHERS != 0 && mode & STICKY == 0).then(|| {
            Finding::Unsafe(format!(
                "{0}: other users can put other files in place of those with the rules (mode \
                 {mode:04o}): run chmod go-w {0}",
                folder.display()
            ))
        })
    };
    findings.extend(folders.into_iter().filter_map(open));
    findings
}

fn mode(path: &Path) -> Option<u32> {
    Some(fs::metadata(path).ok()?.mode() & 0o7777)
}
