//! Mails with documents in them.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use postseal::extract::{Bounds, Content, Documents, PutOff, extract_with};
use postseal::mail::Header;
use postseal::worker::{Limits, Pool};

/// A mail with these files.
pub fn with_files(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut mail = "From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
                    boundary=b\r\n\r\n--b\r\n\r\nSee the files.\r\n"
        .to_owned();
    for (name, bytes) in files {
        let lines = base64::engine::general_purpose::STANDARD.encode(bytes);
        mail += &format!(
            "--b\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n"
        );
        for line in lines.as_bytes().chunks(76) {
            mail += std::str::from_utf8(line).unwrap();
            mail += "\r\n";
        }
    }
    (mail + "--b--\r\n").into_bytes()
}

pub fn split(mail: &[u8]) -> (Header, &[u8]) {
    let (header, end) = Header::parse(mail);
    let body = &mail[end..];
    (header, body.strip_prefix(b"\r\n").unwrap_or(body))
}

pub fn read(mail: &[u8], documents: &dyn Documents) -> Result<Content, PutOff> {
    read_of("", mail, documents)
}

/// The same for a mail of this sender.
pub fn read_of(sender: &str, mail: &[u8], documents: &dyn Documents) -> Result<Content, PutOff> {
    let (header, body) = split(mail);
    extract_with(&header, body, &Bounds::default(), documents, sender)
}

pub fn pool(limits: Limits) -> Pool {
    Pool::of(env!("CARGO_BIN_EXE_postseal").into(), limits)
}

pub fn limits() -> Limits {
    Limits::new(&Bounds::default())
}

/// Every mail of the corpora.
pub fn corpora() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policy")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "eml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A document that says this.
pub fn rtf(text: &str) -> Vec<u8> {
    format!("{{\\rtf1 {text}}}").into_bytes()
}
