//! gzip (RFC 1952).

use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;

/// Reads a gzip file.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    if !found.within(budget.entry(&piece.place)) {
        return found;
    }
    let may = budget.may_unpack(piece.bytes.len());
    let mut decoder = MultiGzDecoder::new(&piece.bytes[..]);
    let raw = decoder.header().and_then(|header| header.filename());
    let raw = raw.map(<[u8]>::to_vec).unwrap_or_default();
    let name = Some(String::from_utf8_lossy(&raw).into_owned())
        .filter(|name| !name.is_empty())
        .or_else(|| stem(piece.names.first()?))
        .unwrap_or_default();
    let comment = decoder.header().and_then(|header| header.comment());
    if let Some(comment) = comment.map(|comment| String::from_utf8_lossy(comment).into_owned()) {
        found.text_at(format!("{}, the comment", piece.place), comment);
    }
    let mut unpacked = Vec::new();
    let read = decoder.by_ref().take(may + 1).read_to_end(&mut unpacked);
    budget.unpacked(unpacked.len());
    if unpacked.len() as u64 > may {
        found.too_much_unpacked();
    } else if read.is_err() {
        found.unreadable("a gzip file", "is broken");
    }
    found.child(piece.file(&name, unpacked.into()).also_named(&raw));
    found
}

/// The name of what is in a file of this name.
fn stem(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let end = [".gz", ".tgz"]
        .into_iter()
        .find(|end| lower.ends_with(end))?;
    Some(name[..name.len() - end.len()].to_owned())
}
