//! What is extracted from a message, and what can't be.
#![allow(clippy::unwrap_used)]

mod bounds;
mod carried;
mod charsets;
mod drawn;
mod exchange;
mod files;
mod hidden;
mod kinds;
mod names;
mod office;
mod open_document;
mod ordinary;
mod packed;
mod parts;
mod pdf;
mod referee;
mod rtf;
mod sheets;
mod sources;
mod within;
mod written;

use super::{Bounds, Content, extract};
use crate::mail::Header;

/// The content of a message written with LF line ends.
fn view(message: &str) -> Content {
    view_bytes(message.replace('\n', "\r\n").as_bytes(), &Bounds::default())
}

/// The content of a message as its bytes are.
fn view_bytes(message: &[u8], bounds: &Bounds) -> Content {
    let (header, body) = split(message);
    extract(&header, body, bounds)
}

/// A message's header and body, split as Postfix splits them.
fn split(message: &[u8]) -> (Header, &[u8]) {
    let (header, end) = Header::parse(message);
    let body = &message[end..];
    (header, body.strip_prefix(b"\r\n").unwrap_or(body))
}

/// The content of a message with one attachment, in base64 and declared as nothing in particular.
fn attached(name: &str, bytes: &[u8]) -> Content {
    view_bytes(
        &with_file(name, "application/octet-stream", bytes),
        &Bounds::default(),
    )
}

fn with_file(name: &str, declared: &str, bytes: &[u8]) -> Vec<u8> {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
    let lines: Vec<&str> = encoded
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let lines = lines.join("\n");
    format!(
        "From: a@example.org\nTo: b@example.com\nSubject: a file\nMIME-Version: 1.0\n\
        Content-Type: multipart/mixed; boundary=\"b1\"\n\n--b1\nContent-Type: text/plain\n\nSee \
         the file.\n\
        --b1\nContent-Type: {declared}; name=\"{name}\"\nContent-Disposition: attachment; \
         filename=\"{name}\"\n\
        Content-Transfer-Encoding: base64\n\n{lines}\n--b1--\n"
    )
    .replace('\n', "\r\n")
    .into_bytes()
}

impl Content {
    /// Where a text has `words`, folded.
    fn finds(&self, words: &str) -> Option<&str> {
        self.texts
            .iter()
            .find(|text| text.folded.contains(words))
            .map(|text| text.place.as_str())
    }

    /// Why it can't be inspected in full; empty when it can.
    fn why(&self) -> String {
        self.uninspectable
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    }
}
