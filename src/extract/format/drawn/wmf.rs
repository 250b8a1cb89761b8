//! Windows metafiles: records of 16-bit numbers.

use super::lines::Run;
use super::{Drawn, short, size};

const TEXT: u16 = 0x521;
const TEXT_IN_RECTANGLE: u16 = 0xa32;

/// The length of the header, in bytes.
const HEADER: usize = 18;

/// Reads a picture record by record, as far as they make sense.
pub(super) fn read(bytes: &[u8]) -> Drawn {
    let mut drawn = Drawn::default();
    let mut rest = bytes.get(HEADER..).unwrap_or_default();
    // Lengths are in words of 16 bits, three of which each record has.
    while let (Some(length @ 3..), Some(function)) = (size(rest, 0), short(rest, 4)) {
        let (record, after) = rest.split_at(length.saturating_mul(2).min(rest.len()));
        let _ = match function {
            TEXT => text(&mut drawn, record),
            TEXT_IN_RECTANGLE => text_in_rectangle(&mut drawn, record),
            _ => None,
        };
        rest = after;
    }
    drawn
}

fn text(drawn: &mut Drawn, record: &[u8]) -> Option<()> {
    let length = usize::from(short(record, 6)?);
    let text = record.get(8..)?;
    let text = text[..length.min(text.len())].to_vec();
    let after = 8 + length.next_multiple_of(2);
    drawn.narrow.push(Run {
        x: place(record, after + 2).unwrap_or(0),
        y: place(record, after).unwrap_or(0),
        width: None,
        text,
    });
    Some(())
}

fn text_in_rectangle(drawn: &mut Drawn, record: &[u8]) -> Option<()> {
    let (y, x) = (place(record, 6)?, place(record, 8)?);
    let length = usize::from(short(record, 10)?);
    // It is opaque, or cuts the text.
    let has_rectangle = short(record, 12)? & 6 != 0;
    let start = if has_rectangle { 22 } else { 14 };
    let text = record.get(start..)?;
    let text = text[..length.min(text.len())].to_vec();
    let widths = record.get(start + length.next_multiple_of(2)..);
    let widths = widths.and_then(|widths| widths.get(..length * 2));
    let width = widths.map(|widths| widths.chunks_exact(2).filter_map(|two| place(two, 0)).sum());
    drawn.narrow.push(Run { x, y, width, text });
    Some(())
}

/// A place at an offset.
fn place(bytes: &[u8], at: usize) -> Option<i64> {
    Some(short(bytes, at)?.cast_signed().into())
}
