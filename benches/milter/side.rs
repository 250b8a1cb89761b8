//! The milters that are measured, as processes, and what the kernel says of them.

use std::fs::{self, File};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rig::place::{self, Port, succeed};
use rig::wait_for;

pub const NONE: &str = "none";
pub const NO_OP: &str = "no-op (C)";
pub const NO_OP_TCP: &str = "no-op (C), TCP";
pub const REPLACING: &str = "replaces the body by as many bytes as a carrier has (C)";
pub const REPLACING_TCP: &str = "replaces the body by as many bytes as a carrier has (C), TCP";
pub const OPENDKIM: &str = "opendkim, RSA-2048";
pub const PASSING: &str = "postseal, no rule matches";
pub const PASSING_TCP: &str = "postseal, no rule matches, TCP";
pub const SEALING: &str = "postseal, all sealed";
pub const SEALING_TCP: &str = "postseal, all sealed, TCP";

/// Two sides whose rates are compared within each round: the first is divided by the second.
pub const PAIRS: [(&str, &str); 3] = [
    (PASSING_TCP, PASSING),
    (SEALING, REPLACING),
    (SEALING_TCP, REPLACING_TCP),
];

/// One side: a port of Postfix, and the milter that it calls.
pub struct Side {
    pub name: &'static str,
    pub smtp: Port,
    milter: Option<Milter>,
}

/// A milter's process, ended when dropped.
struct Milter {
    child: Child,
    address: String,
    _port: Option<Port>,
}

impl Drop for Milter {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Side {
    /// What Postfix calls its milter on this port.
    pub fn milter_setting(&self, queue: &Path) -> String {
        let address = self
            .milter
            .as_ref()
            .map_or("", |milter| milter.address.as_str());
        match address.split_once(':') {
            // Below the queue, where Postfix's processes are locked up.
            Some(("unix", path)) => format!(
                "unix:{}",
                Path::new(path).strip_prefix(queue).unwrap().display()
            ),
            _ => address.to_owned(),
        }
    }

    /// The milter's processor time so far, in seconds.
    pub fn cpu(&self) -> f64 {
        let Some(milter) = &self.milter else {
            return 0.0;
        };
        let stat = fs::read_to_string(format!("/proc/{}/stat", milter.child.id())).unwrap();
        // proc(5): the name may hold anything but ends at the last parenthesis; utime and stime are
        // fields 14 and 15.
        let fields: Vec<&str> = stat
            .rsplit_once(')')
            .unwrap()
            .1
            .split_whitespace()
            .collect();
        let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
        ticks / ticks_per_second()
    }

    /// The most memory that the milter had so far, in bytes.
    pub fn peak(&self) -> Option<u64> {
        self.milter.as_ref().map(|milter| peak(milter.child.id()))
    }
}

/// The most memory that a process had so far, in bytes.
pub fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

fn ticks_per_second() -> f64 {
    static TICKS: std::sync::OnceLock<f64> = std::sync::OnceLock::new();
    *TICKS.get_or_init(|| {
        let output = succeed(Command::new("getconf").arg("CLK_TCK"));
        String::from_utf8_lossy(&output.stdout)
            .trim()
            .parse()
            .unwrap()
    })
}

/// Starts all sides. Sockets lie in `sockets`, other files in `folder`; `replacements` says by how
/// many bytes a body of so many is replaced.
pub fn start(sockets: &Path, folder: &Path, replacements: &[(usize, usize)]) -> Vec<Side> {
    let unix = |name: &str| (format!("unix:{}", sockets.join(name).display()), None);
    let tcp = |host_last: bool| {
        let port = Port::take();
        let address = if host_last {
            format!("inet:{}@127.0.0.1", port.number())
        } else {
            format!("inet:127.0.0.1:{}", port.number())
        };
        (address, Some(port))
    };
    let c = compile();
    let noop = |address: &str| command(&c, &["noop", address]);
    let replacing = |address: &str| {
        let mut replacing = command(&c, &["replace", address]);
        let pairs = replacements.iter();
        replacing.args(pairs.map(|(body, carrier)| format!("{body}={carrier}")));
        replacing
    };
    let signing = |address: &str| opendkim(folder, address);
    let passing = |address: &str| postseal(folder, address, false);
    let sealing = |address: &str| postseal(folder, address, true);
    let side = |name, (address, port): (String, Option<Port>), milter: &dyn Fn(&str) -> Command| {
        is_wanted(name).then(|| Side {
            name,
            smtp: Port::take(),
            milter: Some(run(milter(&address), &address, port, folder)),
        })
    };
    let sides = [
        Some(Side {
            name: NONE,
            smtp: Port::take(),
            milter: None,
        }),
        side(NO_OP, unix("noop.sock"), &noop),
        side(REPLACING, unix("replace.sock"), &replacing),
        side(OPENDKIM, unix("dkim.sock"), &signing),
        side(PASSING, unix("pass.sock"), &passing),
        side(SEALING, unix("seal.sock"), &sealing),
        side(NO_OP_TCP, tcp(true), &noop),
        side(REPLACING_TCP, tcp(true), &replacing),
        side(PASSING_TCP, tcp(false), &passing),
        side(SEALING_TCP, tcp(false), &sealing),
    ];
    sides.into_iter().flatten().collect()
}

/// Whether only some sides or sizes are measured.
pub fn is_trial() -> bool {
    ["POSTSEAL_BENCH_SIDES", "POSTSEAL_BENCH_SIZES"]
        .iter()
        .any(|name| std::env::var_os(name).is_some())
}

/// Whether a side is measured. The milter that does nothing always is: all rates are ratios to its.
fn is_wanted(name: &str) -> bool {
    name == NO_OP
        || std::env::var("POSTSEAL_BENCH_SIDES").map_or(true, |parts| {
            parts.split(',').any(|part| name.contains(part.trim()))
        })
}

/// A postseal of its own that seals everything, for a measurement without Postfix: its process,
/// which ends when dropped, and its socket.
pub struct Alone(Milter);

impl Alone {
    pub fn start(folder: &Path) -> Self {
        let address = format!("unix:{}", folder.join("alone.sock").display());
        Self(run(
            postseal(folder, &address, true),
            &address,
            None,
            folder,
        ))
    }

    pub fn id(&self) -> u32 {
        self.0.child.id()
    }

    pub fn connect(&self) -> UnixStream {
        UnixStream::connect(self.0.address.trim_start_matches("unix:")).unwrap()
    }
}

fn run(mut command: Command, address: &str, port: Option<Port>, folder: &Path) -> Milter {
    let log = File::options()
        .create(true)
        .append(true)
        .open(folder.join("milters.log"))
        .unwrap();
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log);
    let mut child = command
        .spawn()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    // libmilter says port@host, Postfix host:port.
    let address = match address
        .strip_prefix("inet:")
        .and_then(|rest| rest.split_once('@'))
    {
        Some((port, host)) => format!("inet:{host}:{port}"),
        None => address.to_owned(),
    };
    wait_for("a milter to answer", || {
        let ended = child.try_wait().ok().flatten();
        assert!(
            ended.is_none(),
            "{command:?} ended at once; see {}",
            folder.join("milters.log").display()
        );
        match address.split_once(':') {
            Some(("unix", path)) => UnixStream::connect(path).is_ok().then_some(()),
            Some((_, address)) => TcpStream::connect(address).is_ok().then_some(()),
            None => unreachable!("a milter's address has a kind"),
        }
    });
    Milter {
        child,
        address,
        _port: port,
    }
}

fn command(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// Builds the milters in C.
fn compile() -> std::path::PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/milter/milter.c");
    let program = place::target_dir().join("bench-milter");
    // One that still runs can't be written to, but another can take its place.
    let fresh = program.with_extension("new");
    succeed(
        Command::new("gcc")
            .args(["-O2", "-o"])
            .arg(&fresh)
            .arg(source)
            .args(["-lmilter", "-lpthread"]),
    );
    fs::rename(&fresh, &program).unwrap();
    program
}

fn opendkim(folder: &Path, address: &str) -> Command {
    let (key, config) = (folder.join("dkim.pem"), folder.join("opendkim.conf"));
    succeed(
        Command::new("openssl")
            .args(["genrsa", "-traditional", "-out"])
            .arg(&key)
            .arg("2048"),
    );
    let text = format!(
        "Mode s\nDomain example.org\nSelector bench\nKeyFile {}\nCanonicalization relaxed/simple\n\
         InternalHosts 127.0.0.1\n\
         RequireSafeKeys no\nSyslog no\nUMask 007\nSocket local:{}\n",
        key.display(),
        address.trim_start_matches("unix:")
    );
    fs::write(&config, text).unwrap();
    command(
        Path::new("opendkim"),
        &["-f", "-x", config.to_str().unwrap()],
    )
}

/// What `postseal init` sets up; it seals what is tagged, or everything.
fn postseal(folder: &Path, address: &str, all: bool) -> Command {
    let name = address.rsplit(['/', ':']).next().unwrap();
    let dir = folder.join(format!("postseal-{name}"));
    let mut init = Command::new(place::postseal_binary());
    init.args([
        "init",
        "--domain",
        "example.org",
        "--portal-url",
        "https://secure.example.org/",
        "--dir",
    ])
    .arg(&dir);
    succeed(&mut init);
    let path = dir.join("postseal.toml");
    let mut config: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
    config["milter"]
        .as_table_mut()
        .unwrap()
        .insert("listen".into(), address.into());
    if all {
        let rule: toml::Table = "name = \"everything\"\nthen = \"seal\"".parse().unwrap();
        config.insert("rule".into(), vec![rule].into());
    }
    fs::write(&path, config.to_string()).unwrap();
    command(
        &place::postseal_binary(),
        &[
            "run",
            "--only",
            "milter",
            "--config",
            path.to_str().unwrap(),
        ],
    )
}
