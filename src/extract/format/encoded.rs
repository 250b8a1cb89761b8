//! Transfer encodings that nothing declares: text that lost the fields that described it, and files
//! in encodings older than MIME.

use memchr::memmem;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::kind;
use crate::extract::piece::Piece;
use crate::extract::slice::Slice;
use crate::mail::transfer_encoding;

/// What starts a file in an encoding that isn't decoded here: base64 of POSIX `uuencode`, yEnc,
/// BinHex 4.0, what Git writes of a file that isn't text.
const UNREAD: [&[u8]; 4] = [
    b"begin-base64 ",
    b"=ybegin line=",
    b"(This file must be converted with BinHex",
    b"GIT binary patch",
];

/// Reads what may be encoded though nothing says so.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let bytes = &piece.bytes[..];
    let mut found = Found::new(&piece.place);
    if let Some(decoded) = kind::whole_in_base64(bytes) {
        again(&mut found, piece, decoded, budget);
    }
    let has_soft_break =
        memmem::find(bytes, b"=\n").is_some() || memmem::find(bytes, b"=\r\n").is_some();
    if has_soft_break {
        let decoded = transfer_encoding::quoted_printable(bytes).bytes;
        again(&mut found, piece, decoded, budget);
    }
    for start in UNREAD {
        let mut starts = memmem::find_iter(bytes, start);
        if starts.any(|at| at == 0 || bytes[at - 1] == b'\n') {
            found.unreadable(
                "a text",
                "holds a file in an encoding that can't be inspected",
            );
        }
    }
    found
}

fn again<'a>(found: &mut Found<'a>, piece: &Piece<'a>, decoded: Vec<u8>, budget: &mut Budget) {
    if found.within(budget.part(decoded.len())) {
        found.child(piece.decoded(Slice::from(decoded)));
    }
}
