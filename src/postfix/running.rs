//! Since when the Postfix that runs has its settings.
//!
//! Postfix leaves no note of that. But with each start and reload its master starts the queue
//! manager anew, which otherwise never ends: when that process started is when the settings were
//! read.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Postfix;

/// What runs of Postfix.
#[derive(Debug, PartialEq, Eq)]
pub enum Running {
    /// Nothing: it reads its settings when it starts.
    Nothing,
    /// It can't be seen what.
    Unseen,
    /// A Postfix that has read its settings at this time.
    Since(SystemTime),
}

impl Postfix {
    /// What runs with these settings, or older ones.
    pub fn running(&self) -> Running {
        let queue = Path::new(self.value("queue_directory"));
        let file = queue
            .join(self.value("process_id_directory"))
            .join("master.pid");
        let master = match fs::read_to_string(file) {
            Ok(text) => text.trim().parse::<u32>().ok(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Running::Nothing,
            Err(_) => return Running::Unseen,
        };
        let Some(processes) = Process::all() else {
            return Running::Unseen;
        };
        // The file stays behind when Postfix stops.
        let is_master = |one: &&Process| Some(one.id) == master && one.name == "master";
        let Some(master) = processes.iter().find(is_master) else {
            return Running::Nothing;
        };
        let managers = processes
            .iter()
            .filter(|one| one.parent == master.id && one.name.ends_with("qmgr"));
        let started = managers.map(|one| one.ticks).max().and_then(since_boot);
        started.map_or(Running::Unseen, Running::Since)
    }

    /// Those of main.cf and master.cf that were changed after a time.
    pub fn changed_since(&self, time: SystemTime) -> Vec<&'static str> {
        let dir = match &self.config_dir {
            Some(dir) => dir.clone(),
            None => PathBuf::from(self.value("config_directory")),
        };
        let is_newer = |name: &&str| {
            // Copies keep the time at which the original was written, but not this one.
            let changed = fs::metadata(dir.join(name)).ok().map(|file| {
                let seconds = u64::try_from(file.ctime()).unwrap_or_default();
                let nanos = u64::try_from(file.ctime_nsec()).unwrap_or_default();
                SystemTime::UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_nanos(nanos)
            });
            changed.is_some_and(|changed| changed > time)
        };
        let files = ["main.cf", "master.cf"].into_iter();
        files.filter(|name| is_newer(name)).collect()
    }
}

/// A process, as proc(5) has it.
#[derive(Debug, PartialEq, Eq)]
struct Process {
    id: u32,
    name: String,
    parent: u32,
    /// When it started, in hundredths of a second after boot.
    ticks: u64,
}

impl Process {
    /// All that can be seen; `None` where there is no /proc.
    fn all() -> Option<Vec<Self>> {
        let entries = fs::read_dir("/proc").ok()?.flatten();
        let stats = entries.filter_map(|entry| {
            let stat = fs::read(entry.path().join("stat")).ok()?;
            Self::parse(&String::from_utf8_lossy(&stat))
        });
        let all: Vec<Self> = stats.collect();
        (!all.is_empty()).then_some(all)
    }

    fn parse(stat: &str) -> Option<Self> {
        // A name may hold anything, a bracket included.
        let (id, rest) = stat.split_once(" (")?;
        let (name, rest) = rest.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        Some(Self {
            id: id.parse().ok()?,
            name: name.to_owned(),
            parent: fields.get(1)?.parse().ok()?,
            ticks: fields.get(19)?.parse().ok()?,
        })
    }
}

/// The time that is so many hundredths of a second after boot.
fn since_boot(ticks: u64) -> Option<SystemTime> {
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    let uptime: f64 = uptime.split(' ').next()?.parse().ok()?;
    let boot = SystemTime::now().checked_sub(Duration::try_from_secs_f64(uptime).ok()?)?;
    boot.checked_add(Duration::from_millis(ticks.checked_mul(10)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name_is() {
        let stat = "42 (a) b (c) S 7 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456 1 2";
        let process = Process {
            id: 42,
            name: "a) b (c".into(),
            parent: 7,
            ticks: 123_456,
        };
        assert_eq!(Process::parse(stat), Some(process));
        for broken in ["", "42", "42 (a) S", "x (a) S 1"] {
            assert_eq!(Process::parse(broken), None, "{broken}");
        }
    }
}
