//! A file that is a message, or several one after another as in a mailbox file (RFC 4155).

use memchr::memmem;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::{Form, Piece};

/// Reads a file with messages.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let bytes = &piece.bytes[..];
    let mut found = Found::new(&piece.place);
    let mut starts = vec![0];
    if bytes.starts_with(b"From ") {
        starts.extend(memmem::find_iter(bytes, b"\nFrom ").map(|at| at + 1));
    }
    starts.push(bytes.len());
    for pair in starts.windows(2) {
        let message = piece.bytes.part(&bytes[pair[0]..pair[1]]);
        let place = piece.place.clone();
        found.child(Piece::new(Form::Message, place, piece.depth + 1, message));
    }
    found
}
