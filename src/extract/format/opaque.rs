//! Files in formats that no reader here knows: the strings in them.

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::kind;
use crate::extract::piece::Piece;
use crate::mail::charset;

/// Reads a file in which people read no text that isn't plain in it.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    strings(piece)
}

/// Reads a file of a kind that isn't known, or a program: what is packed in it, or said in a way of
/// its own, nobody sees. A script is text.
pub(super) fn read_unknown<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = strings(piece);
    if !kind::is_text(&piece.bytes) && !kind::is_of_finder(&piece.bytes) {
        unread(&mut found, piece, "a file");
    }
    found
}

/// Says that a text has something else in it: an archive behind a script that unpacks it, an answer
/// of a server as it was packed.
pub(super) fn read_packed<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let is_text = kind::is_text(&piece.bytes) && !kind::is_message(&piece.bytes);
    if is_text && kind::has_packed(&piece.bytes) {
        found.unreadable("a text", "has bytes in it that are no text");
    }
    found
}

/// Reads a compound file ([MS-CFB]).
pub(super) fn read_compound<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = strings(piece);
    found.unreadable(
        "a document in a compound file (doc, xls, ppt, msg)",
        "can't be read in full",
    );
    found
}

/// Reads an archive.
pub(super) fn read_archive<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = strings(piece);
    unread(&mut found, piece, "an archive");
    found
}

/// Says that a file can't be read, and what it is, or `what`.
fn unread(found: &mut Found<'_>, piece: &Piece<'_>, what: &'static str) {
    let bytes = &piece.bytes[..];
    match kind::named(bytes) {
        Some(name) => found.unreadable(name, "can't be inspected"),
        None if kind::looks_random(bytes) => {
            found.unreadable(what, "looks random, as what is encrypted or packed does");
        }
        None => found.unreadable(what, "has a format that can't be inspected"),
    }
}

fn strings<'a>(piece: &Piece<'a>) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    found.text(charset::strings(&piece.bytes));
    found
}
