//! The directory in which the milter notes which copies it has submitted.

use std::fs;
use std::os::unix::fs::MetadataExt;

use nix::unistd::{Gid, Uid, User};

use super::finding::Finding;
use super::host::DAEMON;
use crate::config::Config;

pub(super) fn findings(config: &Config) -> Option<Finding> {
    let dir = &config.milter.submitted;
    let shown = dir.display();
    let so = "so no message that is split can be sent: each is put off until it can";
    let mut there = dir.ancestors().map(|path| (path, fs::metadata(path)));
    let (path, found) = there.find_map(|(path, found)| Some((path, found.ok()?)))?;
    let place = path.display();
    if !found.is_dir() {
        return Some(Finding::Unsafe(format!(
            "milter.submitted is {shown}, and {place} is no directory, {so}: remove that file, or \
             name another directory."
        )));
    }
    // Whoever runs this, where the daemon has no user of its own.
    let daemon = User::from_name(DAEMON).ok().flatten();
    let (uid, gid) = daemon.map_or_else(
        || (Uid::effective(), Gid::effective()),
        |user| (user.uid, user.gid),
    );
    let mode = (found.uid(), found.gid(), found.mode());
    (!may_write(mode, uid, gid)).then(|| {
        Finding::Unsafe(format!(
            "milter.submitted is {shown}, and the milter's user ({uid}) may make no file in \
             {place}, {so}: run chown {uid} {place}, or name another directory."
        ))
    })
}

/// Whether a user may make files in a directory of this owner, group and mode.
fn may_write((owner, group, mode): (u32, u32, u32), uid: Uid, gid: Gid) -> bool {
    const WRITE: u32 = 0o3;
    let shift = if owner == uid.as_raw() {
        6
    } else if group == gid.as_raw() {
        3
    } else {
        0
    };
    uid.is_root() || mode >> shift & WRITE == WRITE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_make_files_in_a_directory() {
        let may = |owner, group, mode, user: u32| {
            may_write(
                (owner, group, mode),
                Uid::from_raw(user),
                Gid::from_raw(user),
            )
        };
        assert!(may(7, 7, 0o700, 7) && may(7, 7, 0o000, 0));
        assert!(may(0, 7, 0o770, 7) && may(0, 0, 0o777, 7));
        assert!(!may(0, 0, 0o755, 7) && !may(7, 0, 0o577, 7));
        assert!(!may(0, 7, 0o757, 7) && !may(0, 0, 0o776, 7));
    }
}
