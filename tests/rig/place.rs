//! Where a rig keeps its files, which ports it uses, and how it does what only root may do.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Cargo's target directory: the one this program was built into.
pub fn target_dir() -> PathBuf {
    let exe = std::env::current_exe().expect("the program knows where it is");
    exe.ancestors()
        .find(|dir| dir.join("CACHEDIR.TAG").exists())
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("target"),
            Path::to_path_buf,
        )
}

/// The real `postseal` binary. Cargo names it to integration tests; an example finds it beside
/// itself.
pub fn postseal_binary() -> PathBuf {
    if let Some(path) = option_env!("CARGO_BIN_EXE_postseal") {
        return path.into();
    }
    let exe = std::env::current_exe().expect("the program knows where it is");
    let beside = exe
        .ancestors()
        .skip(1)
        .map(|dir| dir.join("postseal"))
        .find(|path| path.is_file());
    beside.expect("the postseal binary is not built: run `cargo build --bin postseal` first")
}

/// The Python with `cryptography` and `dkim` that `tests/setup.sh test` prepares.
pub fn python() -> PathBuf {
    std::env::var_os("POSTSEAL_PYTHON")
        .map_or_else(|| target_dir().join("venv/bin/python"), PathBuf::from)
}

/// A new, empty folder for the files of one rig; what an earlier run left in it is gone.
///
/// It lies in the target directory, unless Postfix, which works as a user of its own, could not get
/// there or a socket's name would become too long; then under the system's folder for temporary
/// files.
pub fn fresh_folder(name: &str) -> PathBuf {
    let wanted = target_dir().join(name);
    // A socket's name has at most 107 bytes (unix(7)); the longest of ours adds about 40.
    let reachable = traversable(&target_dir()) && wanted.as_os_str().len() < 64;
    let folder = if reachable {
        wanted.clone()
    } else {
        std::env::temp_dir()
            .join(format!("postseal-{}", user()))
            .join(name)
    };
    for former in [&folder, &wanted] {
        if former.symlink_metadata().is_ok() {
            succeed(as_root("rm").arg("-rf").arg(former));
        }
    }
    fs::create_dir_all(&folder)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", folder.display()));
    if folder != wanted {
        // Where the files are looked for, there is at least the way to them.
        wanted.parent().map(fs::create_dir_all);
        std::os::unix::fs::symlink(&folder, &wanted).ok();
    }
    folder
}

fn traversable(folder: &Path) -> bool {
    folder
        .ancestors()
        .all(|dir| fs::metadata(dir).is_ok_and(|meta| meta.mode() & 0o001 != 0))
}

/// Whether this process is root.
pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// The name of the user who runs this.
pub fn user() -> String {
    String::from_utf8_lossy(&succeed(Command::new("id").arg("-un")).stdout)
        .trim()
        .to_owned()
}

/// A command that runs as root: directly, or by sudo when we aren't root ourselves.
pub fn as_root(program: &str) -> Command {
    if is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.arg("-n").arg(program);
    command
}

/// Runs a command that must succeed, and returns what it printed.
pub fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| {
        panic!(
            "cannot run {:?}: {error}. `tests/setup.sh test` installs it",
            command.get_program()
        )
    });
    assert!(
        output.status.success(),
        "{command:?} ended with {}:\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// A loopback port that nothing else of ours will use while this value lives.
///
/// Two Postfix instances on one port would split the traffic silently, so asking the kernel isn't
/// enough: each port is also locked, between processes too.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _lock: File,
}

impl Port {
    /// Takes a free port below the range from which the kernel picks ports for clients.
    pub fn take() -> Self {
        let first = 20_000 + (std::process::id() % 100) as u16 * 100;
        for number in (first..30_000).chain(20_000..first) {
            let path = std::env::temp_dir().join(format!("postseal-port-{number}"));
            // Another user's file can be locked too, but only opened, not created anew.
            let Ok(lock) = File::open(&path).or_else(|_| File::create(&path)) else {
                continue;
            };
            if lock.try_lock().is_ok() && TcpListener::bind(("127.0.0.1", number)).is_ok() {
                return Self {
                    number,
                    _lock: lock,
                };
            }
        }
        panic!("no loopback port between 20000 and 30000 is free");
    }

    /// The port's number.
    pub fn number(&self) -> u16 {
        self.number
    }
}
