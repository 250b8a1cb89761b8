//! Programs that draw pages: PostScript, and what is sent to printers (PJL, PCL).
//!
//! The words on such a page are what the program makes of its numbers and pieces of text when it is
//! run. Nothing here runs it, so what it says is in doubt beside the pieces that stand in it.

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;

/// Reads a text that may be such a program.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    if draws(&piece.bytes) {
        found.unreadable("a program", "draws a page when it is run");
    }
    found
}

fn draws(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // A printer is sent the end of the job before first.
    let start = start.trim_ascii_start();
    let start = start.strip_prefix(b"\x04").unwrap_or(start);
    let is_postscript = [&b"%!PS"[..], b"%!Font", b"%!\n", b"%!\r", b"%! "]
        .iter()
        .any(|mark| start.starts_with(mark));
    let is_for_printers = [&b"\x1b%-12345X"[..], b"\x1bE\x1b", b"\x1b&l", b"@PJL "]
        .iter()
        .any(|mark| start.starts_with(mark));
    is_postscript || is_for_printers
}
