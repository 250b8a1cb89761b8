//! Text: in each charset that it may be in, with its lines joined where programs join them, and as
//! markup where programs may take it for that.

use crate::extract::Uninspectable;
use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::number;
use crate::extract::piece::{Form, Piece};
use crate::mail::charset;

/// Reads bytes as the text that they are, whatever it means.
pub(super) fn read_verbatim<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    readings(&mut found, piece);
    found
}

/// Reads text that no program takes for markup.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let texts = readings(&mut found, piece);
    for text in &texts {
        rejoined(&mut found, piece, text);
    }
    found
}

/// Reads text that programs may take for markup.
pub(super) fn read_markup<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let mut texts = readings(&mut found, piece);
    // A page may name a charset that the part doesn't, and be read in either.
    let declared = piece.charset.as_deref();
    let own = charset::named_in_page(&piece.bytes)
        .filter(|own| declared.is_none_or(|declared| !declared.eq_ignore_ascii_case(own)));
    if let Some(own) = own {
        texts.extend(charset::readings(&piece.bytes, Some(&own)).0);
    }
    texts.dedup();
    for text in &texts {
        if text.contains(['<', '&']) {
            let bytes = text.clone().into_bytes().into();
            let place = piece.place.clone();
            found.child(Piece {
                listed: piece.listed,
                ..Piece::new(Form::Markup, place, piece.depth, bytes)
            });
        }
        rejoined(&mut found, piece, text);
    }
    found
}

/// Adds each text that a piece may be in the charset that it says it is in.
fn readings(found: &mut Found<'_>, piece: &Piece<'_>) -> Vec<String> {
    let (texts, is_unknown) = charset::readings(&piece.bytes, piece.charset.as_deref());
    if is_unknown {
        let place = piece.place.clone();
        found.finding(Uninspectable::Charset { place });
    }
    for text in &texts {
        found.text(text.clone());
    }
    texts
}

/// Adds a text with its lines joined, and lines with stored numbers in plain digits.
fn rejoined(found: &mut Found<'_>, piece: &Piece<'_>, text: &str) {
    if let Some(lines) = number::rewritten(text) {
        found.text(lines);
    }
    if piece.delsp {
        found.text(text.replace(" \r\n", "").replace(" \n", ""));
    }
}
