//! What each reader makes of a mail: its leaves.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{MessageParser, MessagePart, MimeHeaders, PartType};
use postseal::mail::message;

/// A leaf as one reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    pub kind: String,
    /// `None` where the reader doesn't say.
    pub name: Option<String>,
    /// `None` where the reader doesn't say.
    pub bytes: Option<Vec<u8>>,
    /// The text, for readers that give no bytes.
    pub text: Option<String>,
}

/// What postseal sees; `None` where it only offers the whole mail.
pub fn ours(mail: &[u8]) -> Option<Vec<Leaf>> {
    let view = message::view(mail).ok()?;
    let leaves = view.parts.iter().filter(|part| !part.is_in_text());
    let leaf = |part: &message::Part<'_>| Leaf {
        kind: part.kind.clone(),
        name: part.name.clone().filter(|name| !name.is_empty()),
        bytes: (!is_message(&part.kind)).then(|| part.contents().to_vec()),
        text: Some(part.text()),
    };
    Some(leaves.map(leaf).collect())
}

/// What Python's email sees, and why others may see something else.
pub struct Said {
    /// `None` where it fails.
    pub leaves: Option<Vec<Leaf>>,
    pub reasons: Vec<String>,
}

/// What Python's email says of mails.
pub fn python(mails: &[Vec<u8>]) -> Vec<Said> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mail/reader.py");
    let python = std::env::var_os("POSTSEAL_PYTHON").unwrap_or_else(|| "python3".into());
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let all: Vec<_> = std::thread::scope(|scope| {
        scope.spawn(move || {
            for mail in mails {
                let length = u32::try_from(mail.len()).unwrap();
                input.write_all(&length.to_be_bytes()).unwrap();
                input.write_all(mail).unwrap();
            }
        });
        output.lines().map(|line| said(&line.unwrap())).collect()
    });
    assert!(child.wait().unwrap().success());
    assert_eq!(all.len(), mails.len());
    all
}

fn said(line: &str) -> Said {
    let said: serde_json::Value = serde_json::from_str(line).unwrap();
    let leaf = |one: &serde_json::Value| Leaf {
        kind: one[0].as_str().unwrap().to_owned(),
        name: one[1]
            .as_str()
            .filter(|name| !name.is_empty())
            .map(str::to_owned),
        bytes: one[2].as_str().map(|bytes| STANDARD.decode(bytes).unwrap()),
        text: None,
    };
    let leaves = said["leaves"].as_array();
    let reasons = said["reasons"].as_array().unwrap().iter();
    Said {
        leaves: leaves.map(|leaves| leaves.iter().map(leaf).collect()),
        reasons: reasons
            .map(|one| one.as_str().unwrap().to_owned())
            .collect(),
    }
}

/// What the crate mail-parser sees.
pub fn mail_parser(mail: &[u8]) -> Option<Vec<Leaf>> {
    let message = MessageParser::default().parse(mail)?;
    let leaves = message
        .parts
        .iter()
        .filter(|part| !matches!(part.body, PartType::Multipart(_)));
    Some(leaves.map(|part| leaf(part)).collect())
}

fn leaf(part: &MessagePart<'_>) -> Leaf {
    let kind = part.content_type().map_or_else(
        || "text/plain".to_owned(),
        |kind| match kind.subtype() {
            Some(subtype) => format!("{}/{subtype}", kind.ctype()).to_ascii_lowercase(),
            None => "text/plain".to_owned(),
        },
    );
    let (bytes, text) = match &part.body {
        PartType::Text(text) | PartType::Html(text) => (None, Some(text.to_string())),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => (Some(bytes.to_vec()), None),
        _ => (None, None),
    };
    Leaf {
        name: part
            .attachment_name()
            .map(str::to_owned)
            .filter(|name| !name.is_empty()),
        bytes: bytes.filter(|_| !is_message(&kind)),
        text,
        kind,
    }
}

fn is_message(kind: &str) -> bool {
    kind.starts_with("message/") || kind == "text/rfc822-headers"
}
