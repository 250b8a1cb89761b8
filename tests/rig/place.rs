//! Where a rig keeps its files, which ports it uses, and how it does what only root may do.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use nix::sys::stat::{Mode, umask};

/// The repository.
pub fn repository() -> &'static Path {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    above.nth(2).expect("the rig lies two folders deep")
}

/// Cargo's target directory: the one this program was built into.
pub fn target_dir() -> PathBuf {
    let exe = std::env::current_exe().expect("the program knows where it is");
    exe.ancestors()
        .find(|dir| dir.join("CACHEDIR.TAG").exists())
        .map_or_else(|| repository().join("target"), Path::to_path_buf)
}

/// The real `postseal` binary, which Cargo puts above the programs that use it.
pub fn postseal_binary() -> PathBuf {
    let exe = std::env::current_exe().expect("the program knows where it is");
    let above = exe
        .ancestors()
        .skip(1)
        .map(|dir| dir.join("postseal"))
        .find(|path| path.is_file());
    above.expect("the postseal binary is not built: run `cargo build --bin postseal` first")
}

/// The Python with `cryptography` and `dkim` that `tests/setup.sh test` prepares.
pub fn python() -> PathBuf {
    std::env::var_os("POSTSEAL_PYTHON")
        .map_or_else(|| target_dir().join("venv/bin/python"), PathBuf::from)
}

/// A new, empty folder for the files of one rig; what an earlier run left in it is gone.
///
/// It lies in the target directory if that suits everybody who works in it, else outside it.
pub fn fresh_folder(name: &str) -> PathBuf {
    let_daemons_read();
    let wanted = target_dir().join(name);
    let folder = if suits_everybody(&target_dir(), name) {
        wanted.clone()
    } else {
        outside().join(name)
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

/// What this process and its children write from now on can be read by daemons, which run as users
/// of their own, whatever the umask of whoever runs the tests.
pub fn let_daemons_read() {
    umask(Mode::from_bits_truncate(0o022));
}

/// A temporary folder whose path is one word, and short enough for a Unix socket in it; gone when
/// dropped.
pub fn scratch() -> tempfile::TempDir {
    let here = target_dir().join("tmp");
    // What the name of the folder and that of the socket add is about 40 bytes.
    let folder = if is_plain(&here) && here.as_os_str().len() + 40 < SOCKET_PATH {
        here
    } else {
        outside().join("tmp")
    };
    fs::create_dir_all(&folder)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", folder.display()));
    tempfile::Builder::new()
        .tempdir_in(folder)
        .expect("a temporary folder")
}

/// How many bytes the path of a Unix socket may have (unix(7)), with the NUL that ends it.
const SOCKET_PATH: usize = 108;

/// Whether Postfix, which works as a user of its own, gets to a folder of this name in `dir`;
/// whether programs that split their options at spaces take it for one word; and whether a
/// socket's path in it is short enough.
fn suits_everybody(dir: &Path, name: &str) -> bool {
    let path = dir.join(name);
    let traversable = dir
        .ancestors()
        .all(|dir| fs::metadata(dir).is_ok_and(|meta| meta.mode() & 0o001 != 0));
    // The longest of our sockets' names adds about 40 bytes.
    is_plain(&path) && traversable && path.as_os_str().len() + 44 < SOCKET_PATH
}

/// Whether programs that split their options at spaces take a path for one word.
fn is_plain(path: &Path) -> bool {
    let mut bytes = path.as_os_str().as_encoded_bytes().iter();
    bytes.all(|byte| byte.is_ascii_alphanumeric() || b"/._+-".contains(byte))
}

/// The folder for what can't lie in the target directory. A link in the target directory leads
/// there, and `make test` and `make clean` remove it.
fn outside() -> PathBuf {
    let target = target_dir();
    let mut hasher = DefaultHasher::new();
    target.hash(&mut hasher);
    let folder = Path::new("/tmp").join(format!("postseal-{:08x}", hasher.finish() as u32));
    // Made for everybody to pass through, whatever the umask; another user's isn't ours to use.
    let mut builder = fs::DirBuilder::new();
    if builder.mode(0o755).create(&folder).is_ok() {
        std::os::unix::fs::symlink(&folder, target.join("outside")).ok();
    }
    let found = fs::symlink_metadata(&folder)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", folder.display()));
    let own = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == found.uid());
    assert!(
        found.is_dir() && own,
        "{} is somebody else's",
        folder.display()
    );
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))
        .expect("our own folder's mode can be set");
    folder
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

/// A command that runs as root: directly, or by sudo when we aren't root ourselves. It speaks
/// English.
pub fn as_root(program: &str) -> Command {
    let mut command = if is_root() {
        Command::new(program)
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("-n").arg(program);
        sudo
    };
    command.env("LC_ALL", "C");
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
/// enough. Each port is also reserved, between processes and users too, by an abstract Unix socket
/// (unix(7)), of which nothing stays when its process ends.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _reservation: UnixListener,
}

impl Port {
    /// Takes a free port below the range from which the kernel picks ports for clients.
    pub fn take() -> Self {
        let first = 20_000 + (std::process::id() % 100) as u16 * 100;
        for number in (first..30_000).chain(20_000..first) {
            let name = SocketAddr::from_abstract_name(format!("postseal-port-{number}"))
                .expect("a short name");
            let Ok(reservation) = UnixListener::bind_addr(&name) else {
                continue;
            };
            if TcpListener::bind(("127.0.0.1", number)).is_ok() {
                return Self {
                    number,
                    _reservation: reservation,
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
