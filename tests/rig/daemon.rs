//! The real `postseal` binary beside a private Postfix.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use crate::place::{self, Port, succeed};
use crate::postfix::Postfix;
use crate::wait_for;

/// A `postseal` installation: its configuration and keyring, made by `postseal init`, and the
/// running daemon.
#[derive(Debug)]
pub struct Daemon {
    folder: PathBuf,
    socket: PathBuf,
    portal: Port,
    running: Running,
}

/// The running process; shared, so that others can kill it at a moment of their choice.
#[derive(Clone, Debug, Default)]
pub struct Running {
    child: Arc<Mutex<Option<Child>>>,
    log: Arc<Mutex<String>>,
}

impl Daemon {
    /// Makes an installation beside this Postfix, without starting it.
    pub fn install(postfix: &Postfix) -> Self {
        let daemon = Self {
            folder: postfix.folder().join("postseal"),
            socket: postfix.socket("milter.sock"),
            portal: Port::take(),
            running: Running::default(),
        };
        let url = daemon.url();
        let mut init = Command::new(place::postseal_binary());
        init.args([
            "init",
            "--domain",
            "example.org",
            "--portal-url",
            &url,
            "--dir",
        ])
        .arg(&daemon.folder);
        succeed(&mut init);
        daemon.configure(|config| {
            let mut set = |section: &str, key: &str, value: String| {
                let table = config
                    .entry(section)
                    .or_insert_with(|| toml::Table::new().into());
                table
                    .as_table_mut()
                    .expect("a section")
                    .insert(key.to_owned(), value.into());
            };
            set(
                "milter",
                "listen",
                format!("unix:{}", daemon.socket.display()),
            );
            set(
                "portal",
                "listen",
                format!("127.0.0.1:{}", daemon.portal.number()),
            );
            set(
                "mail",
                "submit",
                format!("127.0.0.1:{}", postfix.reinjection_port()),
            );
            set(
                "postfix",
                "config_dir",
                postfix.config_dir().display().to_string(),
            );
            set(
                "mail",
                "from",
                "Secure mail <secure@example.org>".to_owned(),
            );
        });
        daemon
    }

    /// Makes an installation beside this Postfix and starts it.
    pub fn start(postfix: &Postfix) -> Self {
        let daemon = Self::install(postfix);
        daemon.run(&[]);
        daemon
    }

    /// Changes the configuration file; a running daemon does not notice.
    pub fn configure(&self, change: impl FnOnce(&mut toml::Table)) {
        let path = self.config();
        let text = fs::read_to_string(&path).expect("postseal init has written postseal.toml");
        let mut config: toml::Table = text.parse().expect("postseal.toml is TOML");
        change(&mut config);
        fs::write(path, config.to_string()).expect("postseal.toml can be written");
    }

    /// Starts the daemon under a wrapping command (`strace …`; none when empty), and waits until it
    /// answers.
    pub fn run(&self, wrapping: &[&str]) {
        // A daemon that was killed while it started a program leaves its listeners to that program
        // until it is executed. Who connects to them is cut off.
        wait_for("the listeners of a killed postseal to close", || {
            (!self.milter_answers() && !self.portal_answers()).then_some(())
        });
        let binary = place::postseal_binary();
        let mut words: Vec<_> = wrapping.iter().map(std::ffi::OsString::from).collect();
        words.push(binary.into());
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .args(["run", "--config"])
            .arg(self.config());
        command
            .env("POSTSEAL_LOG", "info")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|e| panic!("cannot run {command:?}: {e}"));
        self.running.collect(child.stdout.take());
        self.running.collect(child.stderr.take());
        *self
            .running
            .child
            .lock()
            .expect("nobody panicked with the process") = Some(child);
        wait_for("postseal to answer", || {
            assert!(
                self.running.is_alive(),
                "postseal ended at once:\n{}",
                self.log()
            );
            (self.milter_answers() && self.portal_answers()).then_some(())
        });
    }

    fn portal_answers(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.portal.number())).is_ok()
    }

    fn milter_answers(&self) -> bool {
        let text = fs::read_to_string(self.config()).expect("postseal.toml can be read");
        let config: toml::Table = text.parse().expect("postseal.toml is TOML");
        let listen = config["milter"]["listen"]
            .as_str()
            .expect("milter.listen is a string");
        match listen.split_once(':') {
            Some(("unix", path)) => UnixStream::connect(path).is_ok(),
            _ => TcpStream::connect(listen.trim_start_matches("inet:")).is_ok(),
        }
    }

    /// The running process.
    pub fn running(&self) -> Running {
        self.running.clone()
    }

    /// The configuration file.
    pub fn config(&self) -> PathBuf {
        self.folder.join("postseal.toml")
    }

    /// The folder with configuration and keyring.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The portal's port.
    pub fn portal_port(&self) -> u16 {
        self.portal.number()
    }

    /// The portal's address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.portal.number())
    }

    /// What the daemon has printed.
    pub fn log(&self) -> String {
        self.running
            .log
            .lock()
            .expect("nobody panicked with the log")
            .clone()
    }

    /// Waits until the daemon has printed these words so many times; returns all that it has
    /// printed. It answers first and logs then, and what it prints comes through a pipe.
    pub fn wait_log(&self, words: &str, times: usize) -> String {
        wait_for(&format!("{words:?} in postseal's log"), || {
            let log = self.log();
            (log.matches(words).count() >= times).then_some(log)
        })
    }

    /// Runs `postseal COMMAND --config … ARGUMENTS` with this input.
    pub fn command(&self, command: &str, arguments: &[&str], input: &[u8]) -> Output {
        let mut process = Command::new(place::postseal_binary());
        process
            .arg(command)
            .arg("--config")
            .arg(self.config())
            .args(arguments)
            // Where Postfix's programs are, and no spam filters, whom `check` asks.
            .env("PATH", "/usr/sbin:/sbin");
        process
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = process.spawn().expect("postseal runs");
        let mut stdin = child.stdin.take().expect("postseal reads");
        let input = input.to_vec();
        // From a thread: a program that writes while it reads would block us both.
        let writer = std::thread::spawn(move || stdin.write_all(&input).ok());
        let output = child.wait_with_output().expect("postseal ends");
        writer.join().expect("the writer does not panic");
        output
    }

    /// Opens a carrier with the operator's `postseal open`.
    pub fn open(&self, carrier: &[u8]) -> Vec<u8> {
        let output = self.command("open", &["-"], carrier);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.success(),
            "postseal open ended with {}: {complaint}",
            output.status
        );
        output.stdout
    }
}

impl Running {
    /// Ends the daemon at once, as SIGKILL does.
    pub fn kill(&self) {
        if let Some(mut child) = self
            .child
            .lock()
            .expect("nobody panicked with the process")
            .take()
        {
            child.kill().ok();
            child.wait().ok();
        }
    }

    /// The process ID.
    pub fn id(&self) -> Option<u32> {
        self.child
            .lock()
            .expect("nobody panicked with the process")
            .as_ref()
            .map(Child::id)
    }

    fn is_alive(&self) -> bool {
        let mut child = self.child.lock().expect("nobody panicked with the process");
        child
            .as_mut()
            .is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    fn collect(&self, stream: Option<impl Read + Send + 'static>) {
        let Some(mut stream) = stream else { return };
        let log = self.log.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = stream.read(&mut buffer) {
                if let Ok(mut log) = log.lock() {
                    log.push_str(&String::from_utf8_lossy(&buffer[..read]));
                }
            }
        });
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- what postseal printed:\n{}", self.log());
        }
        // Politely first: a clean end is part of what is tested. Then for certain.
        if let Some(id) = self.running.id() {
            Command::new("kill").arg(id.to_string()).status().ok();
            let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
            while self.running.is_alive() && std::time::Instant::now() < deadline {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        }
        self.running.kill();
    }
}
