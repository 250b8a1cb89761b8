//! Base64 amid other text: values in JSON, XML and directories, `data:` addresses, tokens, what
//! drawing programs pack into their files.
//!
//! What isn't said to be base64 may be a name or a hash, so only what turns out to be text, packed
//! text or a document counts.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::carried::{self, Carried};
use crate::mail::charset;
use crate::mail::transfer_encoding::base64;

/// The least letters of a run: fifteen bytes; of one that is nothing but words, nine.
const LEAST: usize = 20;
const LEAST_OF_WORDS: usize = 12;

/// A line of this length may go on in the next.
const LONG_LINE: usize = 60;

/// What stands in base64 in a text.
#[derive(Default)]
pub(super) struct Runs {
    pub(super) carried: Carried,
    /// How many bytes were unpacked, and whether there are more than may be.
    pub(super) unpacked: usize,
    pub(super) exceeded: bool,
    /// Whether it is armored, as certificates and keys are.
    is_armored: bool,
}

/// What stands in base64 in a text, of which `may` bytes may be unpacked.
pub(super) fn all(text: &str, may: usize) -> Runs {
    let mut runs = Runs {
        is_armored: text.contains("-----BEGIN "),
        ..Runs::default()
    };
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
        if run.len() < LEAST_OF_WORDS {
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
        if run.len() >= LEAST {
            runs.add(found, may);
        } else if is_words(&found) {
            runs.say(String::from_utf8_lossy(&found).into_owned());
        }
    }
    runs
}

impl Runs {
    fn say(&mut self, text: String) {
        self.carried.say(text);
    }

    fn add(&mut self, found: Vec<u8>, may: usize) {
        if carried::is_file(&found) {
            self.carried.files.push(found);
            return;
        }
        // Text of Windows' own kind, as commands for its shell are written.
        if found.contains(&0) && charset::is_likely_wide(&found) {
            let text = charset::utf16le(&found);
            if is_plain(&text) {
                return self.say(text);
            }
        }
        match String::from_utf8(found) {
            Ok(text) if is_encoded_again(&text) => self.carried.files.push(text.into_bytes()),
            Ok(text) if is_plain(&text) => self.say(text),
            Ok(_) => {}
            Err(error) if is_of_the_west(error.as_bytes()) => {
                let text = charset::decoded(error.as_bytes(), "windows-1252");
                self.say(text.unwrap_or_default());
            }
            Err(error) => {
                let packed = error.into_bytes();
                let left = may.saturating_sub(self.unpacked);
                let (size, unpacked) = unpack(&packed, left);
                self.unpacked += size;
                self.exceeded |= size > left;
                // Names in certificates and keys are plain.
                if unpacked.is_none() && self.is_armored {
                    self.say(charset::strings(&packed));
                }
                self.carried.files.extend(unpacked);
            }
        }
    }
}

/// Whether a text is in base64 itself: one run of it.
fn is_encoded_again(text: &str) -> bool {
    const LEAST: usize = 40;
    let text = text.trim_ascii_end().trim_end_matches('=');
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let has = |kind: fn(&u8) -> bool| text.as_bytes().iter().any(kind);
    text.len() >= LEAST
        && text.bytes().all(is_letter)
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
}

/// Whether bytes are words of a language of western Europe in a charset older than Unicode.
fn is_of_the_west(bytes: &[u8]) -> bool {
    let is_plain = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'\n');
    let is_text = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t' | 0xa0..);
    bytes.iter().all(is_text) && bytes.iter().filter(is_plain).count() * 10 >= bytes.len() * 7
}

/// Whether bytes are words in ASCII.
fn is_words(bytes: &[u8]) -> bool {
    let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b' ';
    bytes
        .iter()
        .all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t'))
        && bytes.iter().filter(is_word).count() * 4 >= bytes.len() * 3
}

fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !c.is_whitespace())
}

/// How many bytes were unpacked, no more than one past `may`; and the text that they are, where
/// they are one: what zlib packed (RFC 1950), or its algorithm alone (RFC 1951).
fn unpack(packed: &[u8], may: usize) -> (usize, Option<Vec<u8>>) {
    let most = may as u64 + 1;
    let head = packed
        .first_chunk::<2>()
        .map(|head| u16::from_be_bytes(*head));
    let is_zlib = head.is_some_and(|head| head & 0x8f00 == 0x0800 && head.is_multiple_of(31));
    let mut unpacked = Vec::new();
    let is_whole = if is_zlib {
        let mut decoder = ZlibDecoder::new(packed).take(most);
        decoder.read_to_end(&mut unpacked).is_ok()
    } else {
        let mut decoder = DeflateDecoder::new(packed);
        let read = decoder.by_ref().take(most).read_to_end(&mut unpacked);
        // Chance makes short ones of anything.
        read.is_ok() && decoder.total_in() == packed.len() as u64
    };
    let is_text = || std::str::from_utf8(&unpacked).is_ok_and(is_plain);
    let counts = is_whole && !unpacked.is_empty() && unpacked.len() <= may && is_text();
    (unpacked.len(), counts.then_some(unpacked))
}
