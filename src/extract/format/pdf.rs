//! The text of PDFs (ISO 32000-1): what pages show, forms and notes, names and links, and the files
//! in them. What the newest revision of a file has is read; what an older one had isn't, since
//! neither people nor searches see it.
//!
//! lopdf reads the objects, decrypts and unpacks them, within bounds. The rest is read here: its
//! own `extract_text` leaves out forms, notes and fields and doesn't ask where letters stand.
//! pdf-extract panics where it can't go on, hayro is made for showing pages, and pdf_oxide bounds
//! what a stream unpacks to but not a document. None of them tells which letters it couldn't read,
//! and that is what rules must know.

mod beside;
mod cmap;
mod content;
mod fields;
mod font;
mod lexer;
mod lines;
mod locked;
mod matrix;
mod names;
mod notes;
mod objects;
mod page;
mod program;
mod right_to_left;
mod standard;
mod widths;

use std::collections::{BTreeMap, HashSet};

use lopdf::{LoadOptions, ObjectId, Stream};
use memchr::memmem;

use crate::extract::Uninspectable;
use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::kind;
use crate::extract::number;
use crate::extract::piece::{Form, Piece};
use crate::mail::charset;
use beside::Beside;
use objects::{Objects, Unpack};

const WHAT: &str = "a PDF";

/// How much content is read of one document, in bytes.
const CONTENT_BYTES: usize = 32 << 20;

/// Reads a PDF.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let bytes = &piece.bytes[..];
    let mut found = Found::new(&piece.place);
    // Streams of objects are unpacked while the file is loaded: as many as there are share what may
    // be unpacked.
    let streams = memmem::find_iter(bytes, b"stream").count() / 2 + 1;
    let may = usize::try_from(budget.may_unpack(bytes.len())).unwrap_or(usize::MAX);
    let each = (may / streams).clamp(1 << 18, 16 << 20).min(may);
    let options = LoadOptions {
        max_decompressed_size: Some(each),
        ..LoadOptions::default()
    };
    let loaded = locked::load(bytes, &options);
    if loaded.is_locked {
        found.encrypted(WHAT);
        found.is_encrypted = true;
    }
    let Some(document) = loaded.document else {
        found.text(charset::strings(bytes));
        if !loaded.is_locked {
            found.unreadable(WHAT, "is broken");
        }
        return found;
    };
    let objects = Objects::new(&document, may.min(CONTENT_BYTES));
    let mut reader = content::Reader::new(objects);
    reader.pages();
    reader.others();
    let mut beside = Beside::default();
    beside.read(&mut reader.objects, &reader.shown);
    let mut objects = reader.objects;
    budget.unpacked(objects.unpacked);
    if reader.lines.has_nameless {
        objects.doubt("has a font whose letters aren't named");
    }
    if let Some(apart) = notes::apart(&reader.lines.shown) {
        found.text(apart);
    }
    if let Some(lines) = number::rewritten(&reader.lines.shown) {
        found.text(lines);
    }
    found.text(reader.lines.shown);
    if let Some(apart) = reader.lines.apart {
        found.text(apart);
    }
    if let Some(drawn) = reader.lines.drawn {
        found.text(drawn);
    }
    found.text_at(
        format!("{}, line by line", piece.place),
        reader.lines.placed,
    );
    if beside.is_too_much {
        let place = piece.place.clone();
        found.finding(Uninspectable::TooMuchText { place });
    }
    if objects.exceeded {
        found.too_much_unpacked();
    }
    if let Some(why) = objects.doubt {
        found.unreadable(WHAT, why);
    }
    beside.text.push_str(&reader.beside);
    beside.text.push_str(&fields::joined(&mut objects));
    // Links and scripts have escapes of their own.
    let place = format!("{}, notes, fields and links", piece.place);
    let text = beside.text.into_bytes().into();
    found.child(Piece::new(Form::Text, place, piece.depth, text));
    files(&mut found, piece, &mut objects, &beside.names, budget);
    found
}

/// Reads a PDF that stands behind something else.
pub(super) fn read_within<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let start = kind::pdf_within(&piece.bytes).unwrap_or_default();
    let mut within = piece.clone();
    within.bytes = piece.bytes[start..].to_vec().into();
    read(&within, budget)
}

/// Adds the files in a PDF.
fn files<'a>(
    found: &mut Found<'a>,
    piece: &Piece<'a>,
    objects: &mut Objects<'_>,
    names: &BTreeMap<ObjectId, Vec<String>>,
    budget: &mut Budget,
) {
    let embedded = objects.document.objects.iter().filter_map(|(id, object)| {
        let stream = object.as_stream().ok()?;
        (stream.dict.has_type(b"EmbeddedFile") || names.contains_key(id)).then_some((id, stream))
    });
    for (id, stream) in embedded {
        if !found.within(budget.entry(&piece.place)) {
            return;
        }
        if let Some(bytes) = unpacked(found, objects, stream, budget) {
            let mut own = names.get(id).cloned().unwrap_or_default();
            let mut seen = HashSet::new();
            own.retain(|name| seen.insert(name.clone()));
            found.child(Piece {
                names: own,
                ..piece.file("", bytes.into())
            });
        }
    }
}

fn unpacked<'a>(
    found: &mut Found<'_>,
    objects: &mut Objects<'a>,
    stream: &'a Stream,
    budget: &mut Budget,
) -> Option<Vec<u8>> {
    let may = usize::try_from(budget.may_unpack(stream.content.len())).unwrap_or(usize::MAX);
    match objects.plain(stream, may) {
        Ok(bytes) => {
            budget.unpacked(bytes.len());
            Some(bytes)
        }
        Err(Unpack::Exceeded) => {
            found.too_much_unpacked();
            None
        }
        Err(Unpack::Broken) => {
            found.unreadable(WHAT, "is broken");
            None
        }
    }
}
