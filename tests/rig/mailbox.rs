//! Mailboxes: Maildirs into which the private Postfix delivers.

use std::fs;
use std::path::{Path, PathBuf};

use crate::wait_for;

/// One recipient's Maildir.
#[derive(Clone, Debug)]
pub struct Mailbox {
    folder: PathBuf,
}

impl Mailbox {
    /// The mailbox in this Maildir, which need not exist yet.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
        }
    }

    /// Where its mails lie as files.
    pub fn folder(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// How many mails it holds now.
    pub fn count(&self) -> usize {
        self.files().len()
    }

    /// All mails, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        let read = |path: &PathBuf| {
            fs::read(path).unwrap_or_else(|e| panic!("cannot read {}: {e}", path.display()))
        };
        self.files()
            .iter()
            .map(|path| Mail {
                path: path.clone(),
                bytes: read(path),
            })
            .collect()
    }

    /// The `n`th mail (from 1), as soon as it is there.
    pub fn wait(&self, n: usize) -> Mail {
        let what = format!("mail {n} in {}", self.folder.display());
        wait_for(&what, || {
            (self.count() >= n).then(|| self.mails().swap_remove(n - 1))
        })
    }

    fn files(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.folder()) else {
            return Vec::new();
        };
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        // The time of delivery, not the name: names of one second are in no order.
        files.sort_by_key(|path| {
            (
                fs::metadata(path).and_then(|meta| meta.modified()).ok(),
                path.clone(),
            )
        });
        files
    }
}

/// One mail as it lies in the mailbox: lines end in LF, and the delivery agent's fields stand
/// first.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its file.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Mail {
    /// The mail as text, whatever bytes it holds.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The unfolded values of all fields of this name.
    pub fn fields(&self, name: &str) -> Vec<String> {
        fields(&self.bytes, name)
    }

    /// The value of the one field of this name.
    pub fn field(&self, name: &str) -> String {
        let mut values = self.fields(name);
        assert_eq!(
            values.len(),
            1,
            "expected one {name} field in:\n{}",
            self.header()
        );
        values.swap_remove(0)
    }

    /// The header as text.
    pub fn header(&self) -> String {
        let text = self.text();
        text.split_once("\n\n")
            .map_or(text.clone(), |(header, _)| header.to_owned())
    }

    /// The decoded content of the part with this file name.
    pub fn attachment(&self, name: &str) -> Option<Vec<u8>> {
        use mail_parser::MimeHeaders;
        let message = mail_parser::MessageParser::default().parse(&self.bytes)?;
        let part = message
            .parts
            .iter()
            .find(|part| part.attachment_name() == Some(name))?;
        Some(part.contents().to_vec())
    }

    /// The decoded first text part of this subtype (`plain`, `html`).
    pub fn body(&self, subtype: &str) -> Option<String> {
        let message = mail_parser::MessageParser::default().parse(&self.bytes)?;
        let body = if subtype == "html" {
            message.body_html(0)
        } else {
            message.body_text(0)
        };
        body.map(|text| text.into_owned())
    }
}

/// The unfolded values of all fields of this name in a mail with either line end.
pub fn fields(mail: &[u8], name: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in mail.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned();
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let (true, Some(last)) = (inside, found.last_mut()) {
                last.push_str(&line);
            }
            continue;
        }
        inside = line
            .split_once(':')
            .is_some_and(|(field, _)| field.eq_ignore_ascii_case(name));
        if inside {
            found.push(line[name.len() + 1..].trim().to_owned());
        }
    }
    found
}
