//! Drawn pictures: Windows metafiles (EMF, with EMF+ in it, and WMF; [MS-EMF], [MS-EMFPLUS],
//! [MS-WMF]). What their records write is text that people see, as that of a page is.
//!
//! Read here, since the crates that know these formats draw them: of the records only those with
//! text count, and a picture that is broken has them up to where it is.

mod emf;
mod lines;
mod wmf;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::kind;
use crate::extract::piece::Piece;
use crate::mail::charset;
use lines::Lines;

/// What a picture writes.
#[derive(Debug, Default)]
struct Drawn {
    /// In Unicode, kept in UTF-8.
    wide: Lines,
    /// The same once more, in records that newer programs draw instead.
    newer: Lines,
    /// In the charset of a font.
    narrow: Lines,
    /// Whether some of it is numbers of the shapes in a font.
    has_glyphs: bool,
    /// How many bytes of text were taken: several may say that they are the same bytes.
    taken: usize,
    /// How many may be.
    most: usize,
    /// Whether there are more.
    has_more: bool,
}

/// Reads a picture that may be drawn.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let bytes = &piece.bytes[..];
    let drawn = match kind::drawn(bytes) {
        Some(kind::Drawn::Emf) => emf::read(bytes),
        Some(kind::Drawn::Wmf { start }) => wmf::read(&bytes[start..]),
        None => return found,
    };
    if drawn.has_glyphs {
        found.unreadable("a drawing", "has text in glyphs of a font");
    }
    if drawn.has_more {
        found.unreadable("a drawing", "has texts that lie over each other");
    }
    for lines in [&drawn.wide, &drawn.newer] {
        for text in lines.texts() {
            found.text(String::from_utf8_lossy(&text).into_owned());
        }
    }
    for text in drawn.narrow.texts() {
        for reading in charset::readings(&text, None).0 {
            found.text(reading);
        }
    }
    // Beside them stand names of fonts, a description.
    found.text(charset::strings(bytes));
    found
}

/// The number at an offset.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}

/// The same as a size or an offset.
fn size(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(number(bytes, at)?).ok()
}

/// A place at an offset.
fn place(bytes: &[u8], at: usize) -> Option<i64> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(i32::from_le_bytes(*four).into())
}

/// The number in 16 bits at an offset.
fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*two))
}
