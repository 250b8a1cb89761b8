//! Carriers in the mail programs of their recipients: each shows a way on, with the carrier open
//! and with its file open.
//!
//! What runs in a terminal runs in `make test`; `make programs` runs the rest, and leaves pictures
//! in `screenshots/programs` of the target directory, to be looked at.

mod browser;
mod desktop;
mod terminal;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rig::place;

/// The portal of all carriers here.
const PORTAL: &str = "https://secure.example.org/";

/// Carriers in a language: of a short message, which has a link, and of a long one.
struct Carriers {
    language: &'static str,
    short: Vec<u8>,
    long: Vec<u8>,
    folder: tempfile::TempDir,
}

impl Carriers {
    fn new(language: &'static str) -> Self {
        let folder = place::scratch();
        let home = folder.path().join("postseal");
        let mut init = Command::new(place::postseal_binary());
        init.args(["init", "--domain", "example.org", "--portal-url", PORTAL]);
        place::succeed(init.arg("--dir").arg(&home));
        let config = home.join("postseal.toml");
        let text = std::fs::read_to_string(&config).unwrap();
        let own = format!("language = \"{language}\"");
        let text = text.replace("#language = \"en\"", &own);
        assert!(text.contains(&own));
        let brand = "[[brand]]\nname = \"clinic\"\norganisation = \"Northgate Clinic\"\n\
                     telephone = \"+31 20 123 4567\"\n\n[[rule]]";
        std::fs::write(&config, text.replacen("[[rule]]", brand, 1)).unwrap();
        let seal = |subject: &str, body: &str| {
            let mail = format!(
                "From: Alice Martin <alice@example.org>\r\nTo: Bob <bob@example.net>\r\nSubject: \
                 {subject}\r\nDate: Fri, 27 Nov 2026 22:00:00 +0100\r\nMessage-ID: \
                 <{}@mail.example.org>\r\n\r\n{body}\r\n",
                subject.len()
            );
            let mut command = Command::new(place::postseal_binary());
            command
                .args([
                    "seal",
                    "--from",
                    "alice@example.org",
                    "--to",
                    "bob@example.net",
                ])
                .arg("--config")
                .arg(&config)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let mut input = child.stdin.take().unwrap();
            std::thread::spawn(move || input.write_all(mail.as_bytes()));
            let done = child.wait_with_output().unwrap();
            assert!(done.status.success());
            done.stdout
        };
        // What can't be made smaller.
        let noise = (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes());
        let noise = STANDARD.encode(noise.collect::<Vec<_>>());
        let lines: Vec<_> = noise.as_bytes().chunks(76).collect();
        let noise = String::from_utf8(lines.join(&b"\r\n"[..])).unwrap();
        Self {
            language,
            short: seal("A short one", "See you on Tuesday."),
            long: seal("A long one", &noise),
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The two, with what they are called.
    fn both(&self) -> [(&'static str, &[u8]); 2] {
        [("short", &self.short), ("long", &self.long)]
    }

    /// Writes a mailbox file of both, and returns its path.
    fn mbox(&self) -> PathBuf {
        let mut text = String::new();
        for (_, mail) in self.both() {
            text.push_str("From alice@example.org Fri Nov 27 22:00:00 2026\n");
            text.push_str(&String::from_utf8_lossy(mail).replace("\r\n", "\n"));
            text.push('\n');
        }
        let path = self.path("mbox");
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Writes `message.html` as it would be saved, and returns its path.
    fn saved(&self, name: &str, mail: &[u8]) -> PathBuf {
        let path = self.path(&format!("{name}.html"));
        std::fs::write(&path, file(mail)).unwrap();
        path
    }
}

/// The content of `message.html`.
fn file(mail: &[u8]) -> Vec<u8> {
    let mail = rig::mailbox::Mail {
        path: PathBuf::new(),
        bytes: mail.to_vec(),
    };
    mail.attachment("message.html").unwrap()
}

fn picture(name: &str) -> PathBuf {
    let folder = place::target_dir().join("screenshots/programs");
    folder.join(format!("{name}.png"))
}

fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The text that a person reads, in one line.
fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words that lead on, in one of the languages.
struct Way {
    /// What the attachment is for.
    file: &'static str,
    /// What to do where nothing happens.
    save: &'static str,
}

fn way(language: &str) -> Way {
    match language {
        "en" => Way {
            file: "open the attached file message.html",
            save: "Save this file, go to",
        },
        "fr" => Way {
            file: "message.html",
            save: "Enregistrez ce fichier",
        },
        _ => unreachable!("{language}"),
    }
}
