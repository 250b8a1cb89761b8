//! The text of PDFs (ISO 32000-1): what pages show, forms and notes, names and links, and the files
//! in them.
//!
//! lopdf reads the objects. The words are put together here, by where each piece of text stands on
//! the page, since lopdf's own `extract_text` doesn't ask where that is: words that are placed in
//! pieces would fall apart. It also leaves out forms, notes and fields.

mod font;
mod matrix;
mod page;

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use memchr::memmem;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;
use crate::extract::xml::Xml;
use crate::mail::charset;

const WHAT: &str = "a PDF";

/// Keys of dictionaries whose strings people read, or follow.
const TEXTS: &[&[u8]] = &[
    b"Contents",
    b"V",
    b"DV",
    b"TU",
    b"Title",
    b"Subject",
    b"Author",
    b"Keywords",
    b"URI",
    b"Alt",
    b"ActualText",
    b"JS",
    b"RC",
    b"Desc",
    b"Label",
    b"CA",
    b"Subj",
    b"T",
    b"E",
];

/// How deep objects written into each other are read.
const NESTED: usize = 16;

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
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) if !document.is_encrypted() => document,
        _ => {
            found.text(charset::strings(bytes));
            if memmem::find(bytes, b"/Encrypt").is_some() {
                found.encrypted(WHAT);
                found.is_encrypted = true;
            } else {
                found.unreadable(WHAT, "is broken");
            }
            return found;
        }
    };
    let mut reader = page::Reader::new(&document, may);
    reader.pages();
    reader.forms();
    budget.unpacked(reader.unpacked);
    found.text(std::mem::take(&mut reader.text));
    if reader.exceeded {
        found.too_much_unpacked();
    }
    if let Some(why) = reader.unreadable {
        found.unreadable(WHAT, why);
    }
    let mut beside = String::new();
    let mut names = BTreeMap::new();
    for object in document.objects.values() {
        strings(&document, object, &mut beside, &mut names, 0);
    }
    for key in ["Info", "Root"] {
        if let Ok(object) = document.trailer.get(key.as_bytes()) {
            strings(&document, object, &mut beside, &mut names, 0);
        }
    }
    found.text_at(format!("{}, notes, fields and links", piece.place), beside);
    forms(&mut found, &document, budget);
    files(&mut found, piece, &document, &names, budget);
    found
}

/// Collects the strings that people read, and the names of files by the streams they are in.
fn strings(
    document: &Document,
    object: &Object,
    found: &mut String,
    names: &mut BTreeMap<ObjectId, Vec<String>>,
    depth: usize,
) {
    if depth > NESTED {
        return;
    }
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &stream.dict,
        Object::Array(array) => {
            for one in array {
                strings(document, one, found, names, depth + 1);
            }
            return;
        }
        _ => return,
    };
    for (key, value) in dictionary.iter() {
        let value = document
            .dereference(value)
            .map_or(value, |(_, value)| value);
        match value {
            Object::String(bytes, _) if TEXTS.contains(&key.as_slice()) => {
                found.push_str(&text_string(bytes));
                found.push('\n');
            }
            Object::Array(array) if TEXTS.contains(&key.as_slice()) => {
                for one in array.iter().filter_map(|one| one.as_str().ok()) {
                    found.push_str(&text_string(one));
                    found.push('\n');
                }
            }
            Object::Dictionary(_) | Object::Array(_)
                if dictionary
                    .get(key)
                    .is_ok_and(|written| written.as_reference().is_err()) =>
            {
                strings(document, value, found, names, depth + 1);
            }
            _ => {}
        }
    }
    if let Ok(Object::Dictionary(embedded)) = dictionary.get_deref(b"EF", document) {
        let own: Vec<String> = [&b"UF"[..], b"F"]
            .iter()
            .filter_map(|key| dictionary.get_deref(key, document).ok()?.as_str().ok())
            .map(text_string)
            .collect();
        for (_, stream) in embedded.iter() {
            if let Ok(id) = stream.as_reference() {
                names.entry(id).or_default().extend(own.clone());
            }
        }
    }
}

/// A text string (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 with its mark, or PDFDocEncoding.
fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => charset::readings(bytes, None)
            .0
            .into_iter()
            .next()
            .unwrap_or_default(),
        _ => charset::readings(bytes, Some("windows-1252"))
            .0
            .into_iter()
            .next()
            .unwrap_or_default(),
    }
}

/// Adds the text of an XFA form: XML in streams of its own.
fn forms(found: &mut Found<'_>, document: &Document, budget: &mut Budget) {
    let form = document.catalog().ok().and_then(|catalog| {
        catalog
            .get_deref(b"AcroForm", document)
            .ok()?
            .as_dict()
            .ok()
    });
    let Some(xfa) = form.and_then(|form: &Dictionary| form.get_deref(b"XFA", document).ok()) else {
        return;
    };
    let written = match xfa {
        Object::Array(array) => array.as_slice(),
        one => std::slice::from_ref(one),
    };
    for part in written {
        let Ok((_, Object::Stream(stream))) = document.dereference(part) else {
            continue;
        };
        if let Some(bytes) = unpacked(found, stream, budget) {
            for source in charset::readings(&bytes, None).0 {
                found.text(Xml::read(&source).text);
            }
        }
    }
}

/// Adds the files in a PDF.
fn files<'a>(
    found: &mut Found<'a>,
    piece: &Piece<'a>,
    document: &Document,
    names: &BTreeMap<ObjectId, Vec<String>>,
    budget: &mut Budget,
) {
    let embedded = document.objects.iter().filter_map(|(id, object)| {
        let stream = object.as_stream().ok()?;
        (stream.dict.has_type(b"EmbeddedFile") || names.contains_key(id)).then_some((id, stream))
    });
    for (id, stream) in embedded {
        if !found.within(budget.entry(&piece.place)) {
            return;
        }
        if let Some(bytes) = unpacked(found, stream, budget) {
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

fn unpacked(found: &mut Found<'_>, stream: &Stream, budget: &mut Budget) -> Option<Vec<u8>> {
    let may = usize::try_from(budget.may_unpack(stream.content.len())).unwrap_or(usize::MAX);
    match page::plain(stream, may) {
        Ok(bytes) => {
            budget.unpacked(bytes.len());
            Some(bytes)
        }
        Err(page::Unpack::Exceeded) => {
            found.too_much_unpacked();
            None
        }
        Err(page::Unpack::Broken) => {
            found.unreadable(WHAT, "is broken");
            None
        }
    }
}
