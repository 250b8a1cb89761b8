//! A program in a terminal, which somebody types into and looks at (tmux).

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::place::succeed;
use crate::wait_for;

/// A terminal of 100 columns and 90 lines; closed when dropped.
#[derive(Debug)]
pub struct Terminal {
    socket: PathBuf,
    _folder: tempfile::TempDir,
}

impl Terminal {
    /// Runs a shell's command in it.
    pub fn start(command: &str) -> Self {
        let folder = crate::place::scratch();
        let terminal = Self {
            socket: folder.path().join("tmux"),
            _folder: folder,
        };
        let mut tmux = terminal.tmux();
        tmux.args([
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "100",
            "-y",
            "90",
        ]);
        succeed(tmux.env("LC_ALL", "C.UTF-8").arg(command));
        terminal
    }

    /// Presses keys, as tmux names them: `Enter`, `q`.
    pub fn press(&self, keys: &[&str]) {
        succeed(self.tmux().arg("send-keys").args(keys));
    }

    /// What it shows.
    pub fn text(&self) -> String {
        let shown = self.tmux().args(["capture-pane", "-p"]).output();
        let shown = shown.map(|Output { stdout, .. }| stdout);
        String::from_utf8_lossy(&shown.unwrap_or_default()).into_owned()
    }

    /// What it shows once these words are there.
    pub fn wait(&self, words: &str) -> String {
        let mut last = String::new();
        let what = format!("{words:?} in the terminal");
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            wait_for(&what, || {
                last = self.text();
                last.contains(words).then(|| last.clone())
            })
        }));
        found.unwrap_or_else(|_| panic!("{what} never came; it shows:\n{last}"))
    }

    fn tmux(&self) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.arg("-u").arg("-S").arg(&self.socket);
        tmux
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux().arg("kill-server").output().ok();
    }
}
