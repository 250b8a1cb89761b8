//! The text of PDFs (ISO 32000-1): what pages show, forms and notes, names and links, and the files
//! in them.
//!
//! lopdf reads the objects; the words are put together here, by where each piece of text stands on
//! the page.

mod font;
mod page;

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};
use memchr::memmem;

use super::file::{self, File};
use super::look::Look;
use super::{Uninspectable, office};
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

/// How deep objects written into each other are looked into.
const NESTED: usize = 16;

/// Looks into a PDF; says whether it is encrypted.
pub(super) fn look_into(look: &mut Look<'_>, place: &str, bytes: &[u8], depth: usize) -> bool {
    // Streams of objects are unpacked while the file is loaded: as many as there are share what may
    // be unpacked.
    let streams = memmem::find_iter(bytes, b"stream").count() / 2 + 1;
    let may = usize::try_from(look.may_unpack(bytes.len() as u64)).unwrap_or(usize::MAX);
    let each = (may / streams).clamp(1 << 18, 16 << 20).min(may);
    let options = LoadOptions {
        max_decompressed_size: Some(each),
        ..LoadOptions::default()
    };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) if !document.is_encrypted() => document,
        _ => {
            look.text(place, charset::strings(bytes));
            let encrypted = memmem::find(bytes, b"/Encrypt").is_some();
            if encrypted {
                look.doubt(Uninspectable::Encrypted {
                    place: place.into(),
                    what: WHAT,
                });
            } else {
                look.unreadable(place, WHAT, "is broken");
            }
            return encrypted;
        }
    };
    let mut reader = page::Reader::new(&document, may);
    reader.pages();
    reader.forms();
    look.unpacked(reader.unpacked);
    let (exceeded, unreadable) = (reader.exceeded, reader.unreadable);
    look.text(place, std::mem::take(&mut reader.text));
    if exceeded {
        look.doubt(Uninspectable::TooMuchUnpacked {
            place: place.into(),
        });
    }
    if let Some(why) = unreadable {
        look.unreadable(place, WHAT, why);
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
    look.text(&format!("{place}, notes, fields and links"), beside);
    forms(look, &document, place);
    files(look, &document, place, &names, depth);
    false
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

/// Looks at an XFA form: XML in streams of its own.
fn forms(look: &mut Look<'_>, document: &Document, place: &str) {
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
        let Some(Object::Stream(stream)) = document.dereference(part).ok().map(|(_, part)| part)
        else {
            continue;
        };
        if let Some(bytes) = unpacked(look, place, stream) {
            for source in charset::readings(&bytes, None).0 {
                look.text(place, office::xml(&source).text);
            }
        }
    }
}

/// Looks into the files in a PDF.
fn files(
    look: &mut Look<'_>,
    document: &Document,
    place: &str,
    names: &BTreeMap<ObjectId, Vec<String>>,
    depth: usize,
) {
    let embedded = document.objects.iter().filter_map(|(id, object)| {
        let stream = object.as_stream().ok()?;
        (stream.dict.has_type(b"EmbeddedFile") || names.contains_key(id)).then_some((id, stream))
    });
    let mut seen = HashSet::new();
    for (id, stream) in embedded {
        if !look.entry(place) {
            return;
        }
        if let Some(bytes) = unpacked(look, place, stream) {
            let mut own = names.get(id).cloned().unwrap_or_default();
            seen.clear();
            own.retain(|name| seen.insert(name.clone()));
            file::look_into(
                look,
                &File {
                    names: own,
                    ..File::within(place, "", &bytes, depth)
                },
            );
        }
    }
}

fn unpacked(look: &mut Look<'_>, place: &str, stream: &Stream) -> Option<Vec<u8>> {
    let may = usize::try_from(look.may_unpack(stream.content.len() as u64)).unwrap_or(usize::MAX);
    match page::plain(stream, may) {
        Ok(bytes) => {
            look.unpacked(bytes.len());
            Some(bytes)
        }
        Err(page::Unpack::Exceeded) => {
            look.doubt(Uninspectable::TooMuchUnpacked {
                place: place.into(),
            });
            None
        }
        Err(page::Unpack::Broken) => {
            look.unreadable(place, WHAT, "is broken");
            None
        }
    }
}
