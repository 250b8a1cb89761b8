//! Where the sealed message is in a file that isn't as it was written: what gateways, mail
//! programs, webmail and save dialogs make of a carrier or of its `message.html`.
//!
//! It is looked for in pages, however their tags are written and whatever their charset; in mails,
//! however their parts are encoded, and mails in them; in archives; in the link that short
//! messages have. A stranger may bring any
//! file: each byte is looked at a bounded number of times, and what is unpacked is no more than a
//! few times the file.

use std::io::{Cursor, Read};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::read::{DeflateDecoder, GzDecoder};
use memchr::memmem;
use zip::{CompressionMethod, ZipArchive};

use super::unarmor::{ExtractError, Unarmor};
use crate::mail::message;
use crate::mail::mime;
use crate::mail::tags::Tags;
use crate::mail::transfer_encoding;

/// Mails in mails, and archives.
const DEPTH: usize = 8;

/// Files in an archive.
const FILES: usize = 100;

/// How much more a file in an archive may be than its packed bytes, and how many times that:
/// base64, and the mails it comes in, become less than four times as large.
const UNPACKED: usize = 256 << 10;
const UNPACKED_TIMES: usize = 4;

/// What may be unpacked and decoded at one time, however small a file is.
const HELD: usize = 8 << 20;

/// How often each byte of a file is looked at, about.
const LOOKS: usize = 8;

/// The search in one file.
struct Search<'o> {
    out: &'o mut Vec<u8>,
    /// How many bytes may still be looked at.
    looks: usize,
    /// How many bytes may still be held beside the file.
    held: usize,
    /// Whether something was found that is damaged.
    is_damaged: bool,
}

/// Appends the sealed bytes that are in `file` to `out`.
pub(super) fn find(file: &[u8], out: &mut Vec<u8>) -> Result<(), ExtractError> {
    let mut search = Search {
        out,
        looks: file.len().saturating_add(HELD).saturating_mul(LOOKS),
        held: file.len().max(HELD),
        is_damaged: false,
    };
    if search.file(file, DEPTH) {
        Ok(())
    } else if search.is_damaged {
        Err(ExtractError::Damaged)
    } else {
        Err(ExtractError::NotAWrapper)
    }
}

impl Search<'_> {
    /// Whether the sealed message is in a file.
    fn file(&mut self, file: &[u8], depth: usize) -> bool {
        let Some(looks) = self.looks.checked_sub(file.len()).filter(|_| depth > 0) else {
            return false;
        };
        self.looks = looks;
        if file.starts_with(b"PK\x03\x04") {
            return self.archive(file, depth);
        }
        if file.starts_with(b"\x1f\x8b") {
            let most = file.len() * UNPACKED_TIMES + UNPACKED;
            return self.holding(most, |search| {
                let unpacked = unpacked(GzDecoder::new(file), most);
                unpacked.is_some_and(|unpacked| search.file(&unpacked, depth - 1))
            });
        }
        if let Some(is_little) = wide(file) {
            let half = file.len() / 2;
            return self.holding(half, |search| {
                search.file(&narrow(file, is_little), depth - 1)
            });
        }
        // The link last: what looks like one may be a part that is still encoded.
        self.page(file) || self.mail(file, depth) || self.unlabelled(file, depth) || self.link(file)
    }

    /// Whether it is in a page: in a field of the form, or on its button.
    fn page(&mut self, page: &[u8]) -> bool {
        let mut tags = Tags::new(page);
        while let Some(tag) = tags.next(["name", "value"]) {
            if let ([Some(name), Some(value)], true) =
                (tag.values, tag.is("input") || tag.is("button"))
                && is_ours(name)
                && !value.is_empty()
            {
                let start = self.out.len();
                match Unarmor::decode(value, self.out) {
                    Ok(()) if self.out.len() > start => return true,
                    _ => self.is_damaged = true,
                }
                self.out.truncate(start);
            }
        }
        false
    }

    /// Whether it is in a link of the page, as short messages are: a gateway may have taken the
    /// attachment away.
    fn link(&mut self, page: &[u8]) -> bool {
        if memmem::find(page, b"#m=").is_none() {
            return false;
        }
        let mut tags = Tags::new(page);
        while let Some(tag) = tags.next(["href"]) {
            let [Some(address)] = tag.values else {
                continue;
            };
            let Some(at) = memmem::find(address, b"#m=") else {
                continue;
            };
            let fragment = &address[at + 3..];
            let end = fragment
                .iter()
                .position(|byte| !byte.is_ascii_alphanumeric() && !b"-_".contains(byte));
            let fragment = &fragment[..end.unwrap_or(fragment.len())];
            let start = self.out.len();
            if !fragment.is_empty() && URL_SAFE_NO_PAD.decode_vec(fragment, self.out).is_ok() {
                return true;
            }
            self.out.truncate(start);
        }
        false
    }

    /// Whether it is in what a part was saved as without its header, in its transfer encoding.
    fn unlabelled(&mut self, file: &[u8], depth: usize) -> bool {
        let is_quoted = memmem::find(file, b"=3D\"sealed\"").is_some()
            || memmem::find(file, b"=3D'sealed'").is_some();
        if !is_quoted && file.len() > self.held {
            return false;
        }
        let decoded = if is_quoted {
            Some(transfer_encoding::quoted_printable(file).bytes)
        } else {
            transfer_encoding::unsaid_base64(file)
        };
        decoded.is_some_and(|decoded| {
            self.holding(decoded.len(), |search| search.file(&decoded, depth - 1))
        })
    }

    /// Whether it is in a part of a mail. What isn't encoded was seen already, unless it is no page
    /// as it is.
    fn mail(&mut self, file: &[u8], depth: usize) -> bool {
        let mail = mime::without_separator(without_count(file));
        if depth < DEPTH && !mime::is_message(mail) {
            return false;
        }
        let Ok(view) = message::view(mail) else {
            return false;
        };
        view.parts.iter().any(|part| {
            if !part.is_bare() {
                let size = part.raw().len();
                return self.holding(size, |search| search.file(&part.contents(), depth - 1));
            }
            let inner = part.raw();
            let is_mail = part.kind.starts_with("message/") || mime::is_message(inner);
            let is_other = inner.starts_with(b"PK\x03\x04") || wide(inner).is_some();
            (is_mail || is_other) && inner.len() < mail.len() && self.file(inner, depth - 1)
        })
    }

    /// Whether it is in an archive: a webmail packs what is downloaded together.
    fn archive(&mut self, file: &[u8], depth: usize) -> bool {
        // Counted before anything is made of them.
        let count = memmem::find_iter(file, b"PK\x01\x02")
            .take(FILES + 1)
            .count();
        if count > FILES {
            return false;
        }
        let Ok(mut archive) = ZipArchive::new(Cursor::new(file)) else {
            return false;
        };
        (0..archive.len().min(FILES)).any(|at| {
            let Ok(mut entry) = archive.by_index_raw(at) else {
                return false;
            };
            let packed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
            let most = packed.min(file.len()) * UNPACKED_TIMES + UNPACKED;
            let most = most.min(usize::try_from(entry.size()).unwrap_or(most) + 1);
            let method = entry.compression();
            self.holding(most, |search| {
                let unpacked = match method {
                    CompressionMethod::Stored => unpacked(&mut entry, most),
                    CompressionMethod::Deflated => unpacked(DeflateDecoder::new(&mut entry), most),
                    _ => None,
                };
                unpacked.is_some_and(|unpacked| search.file(&unpacked, depth - 1))
            })
        })
    }

    /// Does what holds so many more bytes, if they may be held.
    fn holding(&mut self, bytes: usize, look: impl FnOnce(&mut Self) -> bool) -> bool {
        let Some(held) = self.held.checked_sub(bytes) else {
            return false;
        };
        self.held = held;
        let is_found = look(self);
        self.held += bytes;
        is_found
    }
}

/// What is packed in a file, up to so many bytes.
fn unpacked(packed: impl Read, most: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::with_capacity(most);
    let read = packed.take(most as u64).read_to_end(&mut unpacked);
    read.ok().map(|_| unpacked)
}

/// A mail without the line that Apple's Mail writes in front of it: how many bytes it has.
fn without_count(file: &[u8]) -> &[u8] {
    let file = file.trim_ascii_start();
    let digits = file.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = file[digits..].trim_ascii_start();
    if digits > 0 && rest.first().is_some_and(u8::is_ascii_alphabetic) {
        rest
    } else {
        file
    }
}

/// Whether a field's name is ours; some webmails write something in front of names.
fn is_ours(name: &[u8]) -> bool {
    let mut words = name.trim_ascii().rsplit(|&byte| byte == b'_');
    words
        .next()
        .is_some_and(|last| last.eq_ignore_ascii_case(b"sealed"))
}

/// Whether a file is text in 16-bit units, and whether they are little-endian.
fn wide(file: &[u8]) -> Option<bool> {
    let is_low = |at: usize| {
        file[..file.len().min(64)]
            .iter()
            .skip(at)
            .step_by(2)
            .all(|&b| b == 0)
    };
    match file {
        [0xff, 0xfe, ..] => Some(true),
        [0xfe, 0xff, ..] => Some(false),
        [_, _, _, _, ..] if is_low(1) => Some(true),
        [_, _, _, _, ..] if is_low(0) => Some(false),
        _ => None,
    }
}

/// A text of 16-bit units in ASCII: the armor, and all that stands around it, is in it.
fn narrow(file: &[u8], is_little: bool) -> Vec<u8> {
    let unit = |pair: &[u8]| match (pair[0], pair[1], is_little) {
        (low, 0, true) | (0, low, false) => low,
        _ => b'?',
    };
    file.chunks_exact(2).map(unit).collect()
}
