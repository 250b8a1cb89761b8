//! What is encrypted: it is said, and nothing in it is read.

use memchr::memmem;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::kind;
use crate::extract::piece::Piece;

/// Reads ciphertext: OpenPGP, S/MIME, age, stores of passwords and keys.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    found.encrypted(kind::named(&piece.bytes).unwrap_or("a message or file"));
    found
}

/// Reads an office document under a password.
pub(super) fn read_document<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    found.encrypted("an office document");
    found
}

/// Reads a text that may hold OpenPGP ciphertext in its armor (RFC 9580 section 6.2).
pub(super) fn read_armor<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let mut starts = memmem::find_iter(&piece.bytes, b"-----BEGIN PGP MESSAGE-----");
    if starts.any(|at| at == 0 || piece.bytes[at - 1] == b'\n') {
        found.encrypted("a text");
    }
    found
}
