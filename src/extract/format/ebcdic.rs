//! Text of IBM's mainframes.
//!
//! Read here since the crates of charsets have none of its code pages, for which the web has no
//! use. They agree in letters without accents, digits and most signs, which page 37 has; of the
//! rest doubt is raised.

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;

/// Code page 37 from its blank on, 64 characters a row. What stands before are controls.
const CODE_PAGE: [&str; 3] = [
    " \u{a0}âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\"",
    "Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×",
    "{ABCDEFGHI\u{ad}ôöòóõ}JKLMNOPQR¹ûüùúÿ\\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ ",
];

/// Reads text in EBCDIC.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let table: Vec<char> = CODE_PAGE.iter().flat_map(|row| row.chars()).collect();
    let text = piece.bytes.iter().map(|&byte| match byte {
        0x0d | 0x15 | 0x25 => '\n',
        byte => usize::from(byte)
            .checked_sub(0x40)
            .and_then(|at| table.get(at).copied())
            .unwrap_or(' '),
    });
    found.text(text.collect());
    found.unreadable("a text in EBCDIC", "doesn't say its code page");
    found
}
