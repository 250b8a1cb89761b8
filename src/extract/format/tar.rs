//! tar archives (POSIX.1 pax).
//!
//! Read here rather than by the tar crate, which ends at the first block of zeros without a word on
//! what follows: another program may go on, and what follows may be what must not leave.

use std::collections::HashSet;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::{Piece, names_in};
use crate::mail::charset;

const WHAT: &str = "a tar archive";

/// Headers are blocks, and data is padded to blocks.
const BLOCK: usize = 512;

/// Reads an archive.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let mut rest = &piece.bytes[..];
    let mut long_name: Option<Vec<u8>> = None;
    let mut met = HashSet::new();
    while let Some((header, after)) = rest.split_at_checked(BLOCK) {
        if header.iter().all(|&byte| byte == 0) {
            // The end; what follows it is padding.
            if after.iter().any(|&byte| byte != 0) {
                found.unreadable(WHAT, "goes on after its end");
                found.text(charset::strings(after));
            }
            return found;
        }
        if !found.within(budget.entry(&piece.place)) {
            return found;
        }
        let size = String::from_utf8_lossy(field(header, 124, 136));
        let size = usize::from_str_radix(size.trim(), 8)
            .ok()
            .filter(|&size| size <= after.len() && &header[257..262] == b"ustar");
        let Some(size) = size else {
            found.unreadable(WHAT, "is broken");
            found.text(charset::strings(rest));
            return found;
        };
        let data = &after[..size];
        // Where a link leads, and whose the file was.
        for (from, to) in [(157, 257), (265, 297), (297, 329)] {
            let said = field(header, from, to);
            if !said.is_empty() && met.insert(said) {
                say(&mut found, said);
            }
        }
        match header[156] {
            b'L' => {
                let end = data.iter().rposition(|byte| *byte != 0);
                long_name = Some(data[..end.map_or(0, |end| end + 1)].to_vec());
            }
            b'x' | b'g' => {
                if header[156] == b'x' {
                    long_name = pax_path(data);
                }
                say(&mut found, data);
            }
            b'K' => say(&mut found, data),
            b'5' => {
                let name = long_name.take().unwrap_or_else(|| short_name(header));
                say(&mut found, &name);
            }
            _ => {
                let raw = long_name.take().unwrap_or_else(|| short_name(header));
                let file = piece.file(&String::from_utf8_lossy(&raw), piece.bytes.part(data));
                found.child(file.also_named(&raw));
            }
        }
        rest = &after[size.next_multiple_of(BLOCK).min(after.len())..];
    }
    found
}

/// Adds a name, or another text of which nothing says in which charset it is.
fn say(found: &mut Found<'_>, raw: &[u8]) {
    for text in names_in(raw) {
        found.text(text);
    }
}

/// A header's field, up to its NUL.
fn field(header: &[u8], from: usize, to: usize) -> &[u8] {
    let field = &header[from..to];
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    &field[..end]
}

fn short_name(header: &[u8]) -> Vec<u8> {
    let prefix = field(header, 345, 500);
    let name = field(header, 0, 100);
    if prefix.is_empty() {
        name.to_vec()
    } else {
        [prefix, b"/", name].concat()
    }
}

/// The path in an extended header: records of the form `length key=value` and a line end.
fn pax_path(records: &[u8]) -> Option<Vec<u8>> {
    const KEY: &[u8] = b" path=";
    records.split(|byte| *byte == b'\n').find_map(|record| {
        let at = memchr::memmem::find(record, KEY)?;
        Some(record[at + KEY.len()..].to_vec())
    })
}
