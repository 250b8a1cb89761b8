//! A screen without a monitor (Xvfb), on which a program with windows runs and is looked at.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::place::{self, succeed};
use crate::wait_for;

/// A screen of 1280 by 1000 with one program, closed when dropped.
#[derive(Debug)]
pub struct Desktop {
    display: String,
    server: Child,
    program: Option<Child>,
    home: PathBuf,
}

impl Desktop {
    /// An empty screen.
    pub fn start() -> Self {
        let mut server = Command::new("Xvfb")
            // It takes a number that is free, and tells it when it is ready.
            .args(["-displayfd", "1", "-screen", "0", "1280x1000x24"])
            .args(["-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb runs: `tests/setup.sh test` installs it");
        let mut number = String::new();
        let told = server.stdout.take().expect("its output is piped");
        BufReader::new(told)
            .read_line(&mut number)
            .expect("Xvfb tells its number");
        Self {
            display: format!(":{}", number.trim()),
            server,
            program: None,
            home: PathBuf::new(),
        }
    }

    /// Runs a program on it, with this home.
    pub fn run(&mut self, home: &Path, program: &[&str]) {
        let mut command = Command::new("dbus-run-session");
        command
            .arg("--")
            .args(program)
            .env("DISPLAY", &self.display)
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_CACHE_HOME")
            // No programs that would outlive the session.
            .env("NO_AT_BRIDGE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.program = Some(command.spawn().expect("dbus-run-session runs"));
        self.home = home.to_owned();
    }

    /// Makes a window as large as the screen, once one with this in its title is there.
    pub fn maximize(&self, title: &str) {
        wait_for(&format!("a window {title:?}"), || {
            let mut tool = self.tool("xdotool");
            let found = tool.args(["search", "--onlyvisible", "--name", title]);
            let found = found.output().ok()?;
            let ids = String::from_utf8_lossy(&found.stdout).into_owned();
            let id = ids.lines().last()?.to_owned();
            let mut tool = self.tool("xdotool");
            tool.args([
                "windowmove",
                &id,
                "0",
                "0",
                "windowsize",
                &id,
                "1280",
                "1000",
            ]);
            tool.output().ok()?.status.success().then_some(())
        });
    }

    /// Saves what it shows as a PNG file.
    pub fn screenshot(&self, file: &Path) {
        std::fs::create_dir_all(file.parent().expect("a file in a folder"))
            .expect("a folder for screenshots");
        succeed(self.tool("import").args(["-window", "root"]).arg(file));
    }

    /// The words on it, once these are among them (tesseract), without spaces.
    pub fn wait(&self, words: &str, file: &Path) -> String {
        let words: String = words.split_whitespace().collect();
        let mut last = String::new();
        let what = format!("{words:?} on the screen");
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            wait_for(&what, || {
                self.screenshot(file);
                let mut read = Command::new("tesseract");
                // Letters of a screen are small for what was made for paper.
                read.arg(file).args(["-", "--dpi", "96", "--psm", "4"]);
                let read = succeed(read.env("OMP_THREAD_LIMIT", "1"));
                last = String::from_utf8_lossy(&read.stdout)
                    .split_whitespace()
                    .collect();
                last.contains(&words).then(|| last.clone())
            })
        }));
        found.unwrap_or_else(|_| panic!("{what} never came; it shows:\n{last}"))
    }

    fn tool(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.display);
        command
    }
}

impl Desktop {
    /// Ends what the program has started and left behind, which has its home.
    fn end_others(&self) {
        let Ok(processes) = std::fs::read_dir("/proc") else {
            return;
        };
        let home = format!("HOME={}", self.home.display()).into_bytes();
        for process in processes.flatten() {
            let environment = std::fs::read(process.path().join("environ")).unwrap_or_default();
            if environment.split(|byte| *byte == 0).any(|one| one == home) {
                let id = process.file_name();
                Command::new("kill")
                    .arg(id)
                    .stderr(Stdio::null())
                    .status()
                    .ok();
            }
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.end_others();
        for child in self.program.iter_mut().chain([&mut self.server]) {
            // Politely: the session ends what it started.
            let id = child.id().to_string();
            place::succeed(Command::new("sh").args(["-c", "kill \"$0\" || true", &id]));
            child.wait().ok();
        }
    }
}
