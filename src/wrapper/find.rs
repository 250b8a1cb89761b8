//! Where the sealed message is in a file that isn't as it was written: what gateways, mail
//! programs, webmail and save dialogs make of a carrier or of its `message.html`.
//!
//! It is looked for in pages, however their tags are written and whatever their charset; in mails,
//! however their parts are encoded, and mails in them; in archives; wherever else the letters of a
//! sealed message stand, as in the link that short messages have. A stranger may bring any file:
//! each byte is looked at a bounded number of times, what is unpacked is no more than a few times
//! the file, and the search ends when it has computed for long, since packed bytes of which nothing
//! comes take as long as others.

use std::io::{self, Cursor, Read};
use std::time::Duration;

use flate2::read::{DeflateDecoder, MultiGzDecoder};
use memchr::memmem;
use zip::{CompressionMethod, ZipArchive};

use super::rewritten::{self, narrow, wide};
use super::unarmor::{ExtractError, Unarmor};
use super::{letters, runs};
use crate::effort::Effort;
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

/// What may be unpacked, decoded and found in a small file: in one of no bytes, times its bytes
/// more, and the most.
const HELD: usize = 512 << 10;
const HELD_TIMES: usize = 8;
const HELD_MOST: usize = 16 << 20;

/// How often each byte of a file is looked at, about, and each that may be held beside it.
const LOOKS: usize = 8;
const LOOKS_BESIDE: usize = 2;

/// How long a search computes: in a small file, and for each MB more. What people bring takes less
/// than half of it.
const EFFORT: Duration = Duration::from_millis(500);
const EFFORT_A_MB: Duration = Duration::from_millis(80);

/// Packed bytes that are read between two looks at the clock.
const STEP: usize = 8 << 10;

/// What only `message.html` says, in English or as the class of its page: without armor, it was cut
/// off or cleaned. Cleaners that keep classes write something in front of them.
const OUR_PAGE: [&[u8]; 2] = [b"Press the button to go on to", b"postseal\""];

/// The search in one file.
struct Search<'o> {
    out: &'o mut Vec<u8>,
    /// How many bytes may still be looked at.
    looks: usize,
    /// How many bytes may still be held beside the file.
    held: usize,
    /// How long it may still compute.
    effort: Effort,
    /// Whether something was found that is damaged.
    is_damaged: bool,
}

/// How many bytes are held at most beside a file of `length`, where the largest has `most`. What is
/// found in a large one, up to three quarters of it, comes on top.
pub(super) fn beside(length: usize, most: usize) -> usize {
    let small = HELD.saturating_add(length.saturating_mul(HELD_TIMES));
    small.min(HELD_MOST).min(most).max(length)
}

/// Appends the sealed bytes that are in `file`, which has at most `most`, to `out`.
pub(super) fn find(file: &[u8], most: usize, out: &mut Vec<u8>) -> Result<(), ExtractError> {
    let large = file.len().saturating_mul(7) / 4;
    let beside = beside(file.len(), most);
    let looks = file.len().saturating_mul(LOOKS);
    let megabytes = u32::try_from(file.len() >> 20).unwrap_or(u32::MAX);
    let mut search = Search {
        out,
        looks: looks.saturating_add(beside.saturating_mul(LOOKS_BESIDE)),
        held: beside.max(large),
        effort: Effort::begin(EFFORT.saturating_add(EFFORT_A_MB.saturating_mul(megabytes))),
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
        let Some(looks) = self.looks.checked_sub(file.len()) else {
            return false;
        };
        if depth == 0 || !self.effort.is_left() {
            return false;
        }
        self.looks = looks;
        if file.starts_with(b"PK\x03\x04") {
            return self.archive(file, depth);
        }
        if file.starts_with(b"\x1f\x8b") {
            // How much it has it says of its last member only.
            let most = (file.len() * UNPACKED_TIMES + UNPACKED).min(self.held);
            let Some(unpacked) = self.unpacked(MultiGzDecoder::new(self.paced(file)), most) else {
                return false;
            };
            return self.holding(unpacked.len(), |search| search.file(&unpacked, depth - 1));
        }
        if let Some(is_little) = wide(file) {
            let half = file.len() / 2;
            return self.holding(half, |search| {
                search.file(&narrow(file, is_little), depth - 1)
            });
        }
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        self.is_damaged |= OUR_PAGE
            .iter()
            .any(|mark| memmem::find(file, mark).is_some());
        // The letters last: where they stand in a part that is still encoded, they may be cut.
        if self.page(file) || self.mail(file, depth) {
            return true;
        }
        let base64 = self.bare_base64(file, depth);
        // What is base64 as a whole is none that stands in something else.
        base64 == Some(true)
            || self.quoted(file, depth)
            || self.in_another(file, depth)
            || self.letters(file)
            || base64.is_none() && self.runs(file, depth)
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
                if self.takes(value.len(), |out| Unarmor::decode(value, out).is_ok()) {
                    return true;
                }
                self.is_damaged = true;
            }
        }
        false
    }

    /// Whether its letters stand anywhere in the file: in the link that short messages have, or in
    /// what a program has made of the form.
    fn letters(&mut self, file: &[u8]) -> bool {
        let Some(at) = letters::begin(file) else {
            return false;
        };
        let most = file.len() - at;
        let is_found = self.takes(most, |out| letters::find(file, out) == Some(true));
        self.is_damaged |= !is_found;
        is_found
    }

    /// Whether it is in base64 that nothing says to be.
    fn runs(&mut self, file: &[u8], depth: usize) -> bool {
        let mut rest = file;
        while let Some((run, after)) = runs::next(rest) {
            rest = after;
            let is_found = self.holding(run.len(), |search| {
                let decoded = transfer_encoding::base64(run).bytes;
                search.file(&decoded, depth - 1)
            });
            if is_found {
                return true;
            }
        }
        false
    }

    /// Whether anything is decoded of so many letters of base64, if its bytes may be held.
    fn takes(&mut self, letters: usize, decode: impl FnOnce(&mut Vec<u8>) -> bool) -> bool {
        let most = (letters / 4 + 1) * 3;
        if most > self.held {
            return false;
        }
        let start = self.out.len();
        self.out.reserve_exact(most);
        if decode(self.out) && self.out.len() > start {
            return true;
        }
        self.out.truncate(start);
        self.out.shrink_to_fit();
        false
    }

    /// Whether it is in what a part was saved as without its header, in base64; `None` when that is
    /// no base64.
    fn bare_base64(&mut self, file: &[u8], depth: usize) -> Option<bool> {
        if file.len() > self.held {
            return None;
        }
        let decoded = transfer_encoding::unsaid_base64(file)?;
        Some(self.holding(decoded.len(), |search| search.file(&decoded, depth - 1)))
    }

    /// The same in quoted-printable.
    fn quoted(&mut self, file: &[u8], depth: usize) -> bool {
        let is_quoted = [&b"=3D\"sealed\""[..], b"=3D'sealed'", b"=3Dsealed"]
            .iter()
            .any(|mark| memmem::find(file, mark).is_some());
        if !is_quoted || file.len() > self.held {
            return false;
        }
        let decoded = transfer_encoding::quoted_printable(file).bytes;
        self.holding(decoded.len(), |search| search.file(&decoded, depth - 1))
    }

    /// Whether it is in a mail that stands in another text: quoted line by line, or as a string of
    /// JSON.
    fn in_another(&mut self, file: &[u8], depth: usize) -> bool {
        if file.len() > self.held {
            return false;
        }
        let Some(text) = rewritten::within(file) else {
            return false;
        };
        self.holding(text.len(), |search| search.file(&text, depth - 1))
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
        // The file stands behind the text, whose link may be cut.
        view.parts.iter().rev().any(|part| {
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
            // Its list of files stands at its end.
            self.is_damaged = true;
            return false;
        };
        (0..archive.len().min(FILES)).any(|at| {
            if !self.effort.is_left() {
                return false;
            }
            let Ok(mut entry) = archive.by_index_raw(at) else {
                return false;
            };
            let packed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
            let packed = packed.min(file.len());
            // Files of an archive may share their bytes, and may be packed nothing.
            let Some(looks) = self.looks.checked_sub(packed) else {
                return false;
            };
            self.looks = looks;
            let most = packed * UNPACKED_TIMES + UNPACKED;
            let most = most.min(usize::try_from(entry.size()).unwrap_or(most) + 1);
            let method = entry.compression();
            self.holding(most, |search| {
                let unpacked = match method {
                    CompressionMethod::Stored => search.unpacked(&mut entry, most),
                    CompressionMethod::Deflated => {
                        let entry = search.paced(&mut entry);
                        search.unpacked(DeflateDecoder::new(entry), most)
                    }
                    _ => None,
                };
                unpacked.is_some_and(|unpacked| search.file(&unpacked, depth - 1))
            })
        })
    }

    /// Packed bytes, which end when the search has computed for too long.
    fn paced<R>(&self, packed: R) -> Paced<R> {
        let effort = self.effort;
        Paced { packed, effort }
    }

    /// What is packed in a file, up to so many bytes; each is a look.
    fn unpacked(&mut self, packed: impl Read, most: usize) -> Option<Vec<u8>> {
        let most = most.min(self.looks);
        let unpacked = unpacked(packed, most)?;
        self.looks -= unpacked.len();
        Some(unpacked)
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

/// Packed bytes that are read in steps.
struct Paced<R> {
    packed: R,
    effort: Effort,
}

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.effort.is_left() {
            return Err(io::Error::other("it takes too long"));
        }
        let step = into.len().min(STEP);
        self.packed.read(&mut into[..step])
    }
}

/// What is packed in a file, up to so many bytes.
fn unpacked(packed: impl Read, most: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::with_capacity(most);
    let read = packed.take(most as u64).read_to_end(&mut unpacked);
    unpacked.shrink_to_fit();
    // Something may stand behind what was packed.
    (read.is_ok() || !unpacked.is_empty()).then_some(unpacked)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
