//! The milter as it runs, without a Postfix, and clients that bring it mail.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rig::milter_client::{End, MilterClient};
use rig::place::{postseal_binary, scratch, succeed};
use rig::wait_for;
use tokio::net::UnixStream;

/// A milter that seals what has the number of a payment card.
pub struct Milter {
    folder: PathBuf,
    _scratch: Option<tempfile::TempDir>,
    child: Child,
}

impl Milter {
    pub fn start() -> Self {
        let scratch = scratch();
        let mut milter = Self::start_in(scratch.path());
        milter._scratch = Some(scratch);
        milter
    }

    /// With its files in this folder.
    pub fn start_in(folder: &Path) -> Self {
        let url = "https://secure.example.org/";
        let mut init = Command::new(postseal_binary());
        init.args(["init", "--domain", "example.org", "--portal-url", url]);
        succeed(init.arg("--dir").arg(folder));
        let path = folder.join("postseal.toml");
        let mut config: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        let socket = folder.join("milter.sock");
        let listen = format!("unix:{}", socket.display());
        let milter = config["milter"].as_table_mut().unwrap();
        milter.insert("listen".into(), listen.into());
        let rule = toml::toml! {
            name = "cards"
            when = { direction = "outbound", identifiers = "payment-card" }
            then = "seal"
        };
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
        fs::write(&path, config.to_string()).unwrap();
        let log = File::create(folder.join("log")).unwrap();
        let child = Command::new(postseal_binary())
            .args(["run", "--only", "milter", "--config"])
            .arg(&path)
            .env("POSTSEAL_LOG", "info")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let milter = Self {
            folder: folder.into(),
            _scratch: None,
            child,
        };
        wait_for("the milter", || {
            std::os::unix::net::UnixStream::connect(&socket).ok()
        });
        milter
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap()
    }

    /// Has it read its configuration again. The second time begins when all is done of the first.
    pub fn reload(&self) {
        let id = i32::try_from(self.child.id()).unwrap();
        let words = "the rules were read again";
        let before = self.log().matches(words).count();
        for times in 1..=2 {
            kill(Pid::from_raw(id), Signal::SIGHUP).unwrap();
            wait_for("the reload", || {
                (self.log().matches(words).count() >= before + times).then_some(())
            });
        }
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.join("milter.sock")
    }
}

impl Drop for Milter {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- what postseal printed:\n{}", self.log());
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One session of a client who is logged in.
pub struct Session {
    client: MilterClient<UnixStream>,
    login: String,
}

impl Session {
    pub async fn new(socket: &Path, login: &str) -> Self {
        let io = UnixStream::connect(socket).await.unwrap();
        Self {
            client: MilterClient::ready(io).await,
            login: login.into(),
        }
    }

    /// Sends a mail, and says what becomes of it and how long that took.
    pub async fn send(&mut self, id: &str, mail: &[u8]) -> (End, Duration) {
        let start = Instant::now();
        let client = &mut self.client;
        client.macros('M', &[("{auth_authen}", &self.login)]).await;
        client.mail("<ann@example.org>").await;
        client.rcpt("<bob@example.com>").await;
        client.macros('T', &[("i", id)]).await;
        client.data().await;
        let end = mail.windows(4).position(|end| end == b"\r\n\r\n").unwrap();
        for line in std::str::from_utf8(&mail[..end]).unwrap().split("\r\n") {
            let (name, value) = line.split_once(':').unwrap();
            client.header(name, value).await;
        }
        assert_eq!(client.eoh().await, "c", "{id}");
        client.body(&mail[end + 4..]).await;
        (client.eom().await, start.elapsed())
    }
}

/// Whether it leaves as it came.
pub fn passes(end: &End) -> bool {
    end.body.is_none() && matches!(end.verdict.as_str(), "a" | "c")
}

/// Whether it is put off.
pub fn is_put_off(end: &End) -> bool {
    end.verdict.starts_with('t') || end.verdict.starts_with("y 4")
}

/// Whether it leaves sealed, without these words.
pub fn is_sealed(end: &End, without: &[&str]) -> bool {
    let Some(body) = &end.body else { return false };
    let body = String::from_utf8_lossy(body);
    end.verdict == "a" && !without.iter().any(|words| body.contains(words))
}
