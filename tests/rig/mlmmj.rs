//! mlmmj, a program for mailing lists, as a filter: posts go to it through a pipe, as a mail server
//! hands them over, and what its members get goes to a [`Sink`].

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::place::{self, succeed};
use crate::sink::Sink;

/// A list with one member.
#[derive(Debug)]
pub struct Mlmmj {
    list: PathBuf,
    footer: String,
    sink: Sink,
}

impl Mlmmj {
    /// Makes one in a folder of this rig's name; its posts end in a footer.
    pub fn new(name: &str, footer: &str) -> Self {
        let folder = place::fresh_folder(&format!("rig/{name}-mlmmj"));
        let (list, sink) = (folder.join("team"), Sink::start());
        succeed(Command::new("sh").arg("-c").arg(format!(
            "printf '%s\\n' lists.example.org owner@example.org en n | \
             mlmmj-make-ml -L team -s '{}'",
            folder.display()
        )));
        let port = format!("{}\n", sink.port());
        let files = [
            ("control/footer", footer),
            ("control/prefix", "[team]\n"),
            (
                "control/customheaders",
                "List-Id: <team.lists.example.org>\n",
            ),
            // Posts needn't name the list.
            ("control/tocc", ""),
            ("control/smtpport", &port),
            ("subscribers.d/all", "bob@example.net\n"),
        ];
        for (file, text) in files {
            fs::write(list.join(file), text).expect("the list's folder is ours");
        }
        let footer = footer.to_owned();
        Self { list, footer, sink }
    }

    /// What its member gets of a post.
    pub fn filter(&self, mail: &[u8]) -> Vec<u8> {
        // It wants its whole path.
        let mut child = Command::new("/usr/bin/mlmmj-receive")
            .args(["-F", "-L"])
            .arg(&self.list)
            .stdin(Stdio::piped())
            .spawn()
            .expect("`tests/setup.sh test` installs /usr/bin/mlmmj-receive");
        let mut stdin = child.stdin.take().expect("it has a pipe");
        // Line ends are those of files when a mail server writes into a pipe.
        let lines = mail.split(|&byte| byte == b'\n');
        let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let text = lines.collect::<Vec<_>>().join(&b'\n');
        // The server also says who sent it.
        let post = [b"Return-Path: <alice@example.org>\n", &text[..]].concat();
        stdin.write_all(&post).expect("it reads the post");
        drop(stdin);
        let status = child.wait().expect("it ends");
        assert!(status.success(), "{status}");
        let posted = self.sink.next();
        let text = String::from_utf8_lossy(&posted).replace("\r\n", "\n");
        assert!(text.contains(&self.footer), "{text}");
        posted
    }
}
