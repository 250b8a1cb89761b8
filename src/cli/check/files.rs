//! Whether the portal may open as many files as it has connections.

use std::fs;
use std::path::{Path, PathBuf};

use nix::sys::resource::{Resource, getrlimit};

use super::finding::Finding;
use crate::config::Config;

/// Where systemd looks for units, the first first.
const UNITS: [&str; 4] = [
    "/etc/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];

const UNIT: &str = "postseal-portal.service";

pub(super) fn findings(config: &Config) -> Option<Finding> {
    let (allowed, place) = allowed()?;
    let settings = &config.portal.settings;
    let needed = settings.open_files();
    (allowed < needed).then(|| {
        Finding::Unsafe(format!(
            "portal.max_connections is {}, for which the portal needs {needed} open files, but \
             {place} allows {allowed}: raise that limit, or lower portal.max_connections; beyond \
             it recipients reach nothing.",
            settings.max_connections
        ))
    })
}

/// How many files the portal may open, and where that is said: in its unit, or where there is none,
/// for whoever starts it from here.
fn allowed() -> Option<(u64, String)> {
    let unit = UNITS
        .iter()
        .map(|folder| Path::new(folder).join(UNIT))
        .find(|unit| unit.exists());
    let Some(unit) = unit else {
        let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
        return Some((hard, "the limit of this shell (ulimit -Hn)".into()));
    };
    let mut files = vec![unit];
    files.extend(drop_ins());
    let mut limits = files.iter().filter_map(|file| {
        let limit = limit_in(&fs::read_to_string(file).ok()?)?;
        Some((limit, format!("LimitNOFILE in {}", file.display())))
    });
    // Without any, systemd's own is more than enough.
    limits.next_back()
}

/// What an administrator has added to the unit, in the order in which systemd reads it.
fn drop_ins() -> Vec<PathBuf> {
    let folder = Path::new(UNITS[0]).join(format!("{UNIT}.d"));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "conf")
        })
        .collect();
    files.sort();
    files
}

/// The last `LimitNOFILE` of a unit: the hard limit, which the portal raises its own to.
fn limit_in(unit: &str) -> Option<u64> {
    let mut values = unit
        .lines()
        .filter_map(|line| line.trim().strip_prefix("LimitNOFILE"))
        .filter_map(|rest| rest.trim_start().strip_prefix('='));
    let hard = values.next_back()?.trim().rsplit(':').next()?;
    if hard == "infinity" {
        return Some(u64::MAX);
    }
    hard.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_limit_of_a_unit_counts_and_of_two_the_hard_one() {
        assert_eq!(limit_in("[Service]\nLimitNOFILE=8192\n"), Some(8192));
        assert_eq!(
            limit_in("LimitNOFILE=1\n LimitNOFILE = 512:1024\n"),
            Some(1024)
        );
        assert_eq!(limit_in("LimitNOFILE=infinity\n"), Some(u64::MAX));
        assert_eq!(limit_in("#LimitNOFILE=1\nLimitCORE=0\n"), None);
    }
}
