//! Enhanced metafiles: records of 32-bit numbers, with those of EMF+ in their comments.

use super::lines::Run;
use super::{Drawn, number, place, short, size};
use crate::mail::charset;

const COMMENT: u32 = 70;
const TEXT_NARROW: u32 = 83;
const TEXT_WIDE: u32 = 84;
const TEXTS_NARROW: u32 = 96;
const TEXTS_WIDE: u32 = 97;
const SMALL_TEXT: u32 = 108;

/// Options of a text: it is numbers of glyphs; it has no rectangle; it is in 8 bits.
const GLYPHS: u32 = 0x10;
const NO_RECTANGLE: u32 = 0x100;
const IN_8_BITS: u32 = 0x200;

/// Reads a picture record by record, as far as they make sense.
pub(super) fn read(bytes: &[u8]) -> Drawn {
    let mut drawn = Drawn {
        most: bytes.len(),
        ..Drawn::default()
    };
    let mut shapes = false;
    let mut rest = bytes;
    while let (Some(kind), Some(length @ 8..)) = (number(rest, 0), size(rest, 4)) {
        let (record, after) = rest.split_at(length.min(rest.len()));
        match kind {
            TEXT_NARROW | TEXT_WIDE => {
                let _ = text(&mut drawn, record, 36, kind == TEXT_WIDE);
            }
            TEXTS_NARROW | TEXTS_WIDE => {
                let count = size(record, 36).unwrap_or(0).min(record.len() / 40);
                for at in 0..count {
                    let _ = text(&mut drawn, record, 40 + 40 * at, kind == TEXTS_WIDE);
                }
            }
            SMALL_TEXT => {
                let _ = small(&mut drawn, record);
            }
            COMMENT if record.get(12..16) == Some(b"EMF+") => {
                shapes |= plus(&mut drawn, record.get(16..).unwrap_or_default());
            }
            _ => {}
        }
        rest = after;
    }
    // For older programs the same stands there in letters.
    drawn.has_glyphs |= shapes && drawn.wide.is_empty() && drawn.narrow.is_empty();
    drawn
}

/// Takes the text that a record describes at an offset.
fn text(drawn: &mut Drawn, record: &[u8], at: usize, is_wide: bool) -> Option<()> {
    let (x, y) = (place(record, at)?, place(record, at + 4)?);
    let (length, start) = (size(record, at + 8)?, size(record, at + 12)?);
    if number(record, at + 16)? & GLYPHS != 0 {
        drawn.has_glyphs |= length > 0;
        return None;
    }
    // Of letters that aren't there nothing is read, widths neither: so there are no more of those
    // than is counted.
    let letters = record.get(start..)?;
    let length = length.min(letters.len() / if is_wide { 2 } else { 1 });
    let widths = || {
        let at = size(record, at + 36).filter(|at| *at > 0)?;
        let widths = record.get(at..)?.get(..length.checked_mul(4)?)?;
        let each = widths.chunks_exact(4).filter_map(|four| place(four, 0));
        Some(each.sum())
    };
    take(drawn, letters, length, is_wide, (x, y, widths));
    Some(())
}

fn small(drawn: &mut Drawn, record: &[u8]) -> Option<()> {
    let (x, y) = (place(record, 8)?, place(record, 12)?);
    let (length, options) = (size(record, 16)?, number(record, 20)?);
    if options & GLYPHS != 0 {
        drawn.has_glyphs |= length > 0;
        return None;
    }
    let start = if options & NO_RECTANGLE == 0 { 52 } else { 36 };
    let letters = record.get(start..)?;
    take(
        drawn,
        letters,
        length,
        options & IN_8_BITS == 0,
        (x, y, || None),
    );
    Some(())
}

/// Takes letters that stand at a place, with the width of all when it is known.
fn take(
    drawn: &mut Drawn,
    letters: &[u8],
    length: usize,
    is_wide: bool,
    (x, y, width): (i64, i64, impl FnOnce() -> Option<i64>),
) {
    let run = |text| Run {
        x,
        y,
        width: width(),
        text,
    };
    let length = length.saturating_mul(if is_wide { 2 } else { 1 });
    let end = length.min(letters.len());
    drawn.taken = drawn.taken.saturating_add(end);
    if drawn.taken > drawn.most {
        drawn.has_more = true;
    } else if is_wide {
        let text = charset::utf16le(&letters[..end]);
        drawn.wide.push(run(text.into_bytes()));
    } else {
        let text = letters[..end].to_vec();
        drawn.narrow.push(run(text));
    }
}

/// Takes the texts of EMF+ records, and tells whether there are some in shapes.
fn plus(drawn: &mut Drawn, mut rest: &[u8]) -> bool {
    const STRING: u16 = 0x401c;
    const DRIVER_STRING: u16 = 0x4036;
    let mut shapes = false;
    while let (Some(kind), Some(length @ 12..)) = (short(rest, 0), size(rest, 4)) {
        let (record, after) = rest.split_at(length.min(rest.len()));
        match kind {
            STRING => {
                let letters = record.get(40..).unwrap_or_default();
                let end = size(record, 20)
                    .unwrap_or(0)
                    .saturating_mul(2)
                    .min(letters.len());
                drawn.newer.push(Run {
                    x: corner(record, 24),
                    y: corner(record, 28),
                    width: None,
                    text: charset::utf16le(&letters[..end]).into_bytes(),
                });
            }
            DRIVER_STRING => {
                let count = size(record, 24).unwrap_or(0);
                let letters = record.get(28..).unwrap_or_default();
                if number(record, 16).unwrap_or(0) & 1 == 0 {
                    shapes |= count > 0;
                } else {
                    let end = count.saturating_mul(2).min(letters.len());
                    let places = letters.get(end..).unwrap_or_default();
                    drawn.newer.push(Run {
                        x: corner(places, 0),
                        y: corner(places, 4),
                        width: None,
                        text: charset::utf16le(&letters[..end]).into_bytes(),
                    });
                }
            }
            _ => {}
        }
        rest = after;
    }
    shapes
}

/// A place in floating point, in hundredths, as far as it is one.
fn corner(bytes: &[u8], at: usize) -> i64 {
    let place = f32::from_bits(number(bytes, at).unwrap_or(0)) * 100.0;
    // What is too far off, or no number, is as far off as can be, or at 0.
    let place = place as i32;
    place.into()
}
