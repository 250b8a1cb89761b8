//! tar archives (POSIX.1 pax).
//!
//! Read here rather than by the tar crate, which ends at the first block of zeros without a word on
//! what follows: another program may go on, and what follows may be what must not leave.

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;
use crate::mail::charset;

const WHAT: &str = "a tar archive";

/// Headers are blocks, and data is padded to blocks.
const BLOCK: usize = 512;

/// Reads an archive.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let mut rest = &piece.bytes[..];
    let mut long_name: Option<String> = None;
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
        let size = usize::from_str_radix(field(header, 124, 136).trim(), 8)
            .ok()
            .filter(|&size| size <= after.len() && &header[257..262] == b"ustar");
        let Some(size) = size else {
            found.unreadable(WHAT, "is broken");
            found.text(charset::strings(rest));
            return found;
        };
        let data = &after[..size];
        match header[156] {
            b'L' => {
                let name = String::from_utf8_lossy(data);
                long_name = Some(name.trim_end_matches('\0').to_owned());
            }
            b'x' => long_name = pax_path(data),
            b'g' | b'5' | b'K' => {}
            _ => {
                let name = long_name.take().unwrap_or_else(|| short_name(header));
                found.child(piece.file(&name, piece.bytes.part(data)));
            }
        }
        rest = &after[size.next_multiple_of(BLOCK).min(after.len())..];
    }
    found
}

/// The text of a header's field, up to its NUL.
fn field(header: &[u8], from: usize, to: usize) -> String {
    let field = &header[from..to];
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

fn short_name(header: &[u8]) -> String {
    let prefix = field(header, 345, 500);
    let name = field(header, 0, 100);
    if prefix.is_empty() {
        name
    } else {
        format!("{prefix}/{name}")
    }
}

/// The path in an extended header: records of the form `length key=value` and a line end.
fn pax_path(records: &[u8]) -> Option<String> {
    let records = String::from_utf8_lossy(records);
    records
        .lines()
        .find_map(|record| Some(record.split_once(" path=")?.1.to_owned()))
}
