//! Base64 amid other text: values in JSON, XML and directories, `data:` addresses, tokens.
//!
//! What isn't said to be base64 may be a name or a hash, so only what turns out to be text or a
//! document counts.

use crate::mail::transfer_encoding::base64;

/// The least letters of a run: fifteen bytes.
const LEAST: usize = 20;

/// A line of this length may go on in the next.
const LONG_LINE: usize = 60;

/// Starts of files that count.
const FILES: &[&[u8]] = &[
    b"PK\x03\x04",
    b"%PDF-",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b\x08",
    b"\x78\x9f\x3e\x22",
];

/// The texts in a text, a line each, and the files.
pub(super) fn all(text: &str) -> (String, Vec<Vec<u8>>) {
    let (mut said, mut files) = (String::new(), Vec::new());
    let bytes = text.as_bytes();
    let is_letter =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    let mut at = 0;
    while let Some(start) = bytes[at..]
        .iter()
        .position(is_letter)
        .map(|start| at + start)
    {
        let mut run: Vec<u8> = Vec::new();
        at = start;
        loop {
            let length = bytes[at..]
                .iter()
                .take_while(|byte| is_letter(byte))
                .count();
            run.extend_from_slice(&bytes[at..at + length]);
            at += length;
            let blanks = bytes[at..]
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace())
                .count();
            let goes_on = length >= LONG_LINE
                && bytes[at..at + blanks].contains(&b'\n')
                && bytes.get(at + blanks).is_some_and(is_letter);
            if !goes_on {
                break;
            }
            at += blanks;
        }
        if run.len() < LEAST {
            continue;
        }
        for byte in &mut run {
            match byte {
                b'-' => *byte = b'+',
                b'_' => *byte = b'/',
                _ => {}
            }
        }
        let found = base64(&run).bytes;
        if FILES.iter().any(|start| found.starts_with(start)) {
            files.push(found);
        } else if let Ok(text) = String::from_utf8(found)
            && !text.chars().any(|c| c.is_control() && !c.is_whitespace())
        {
            said.push_str(&text);
            said.push('\n');
        }
    }
    (said, files)
}
