//! What a PDF says beside its pages: notes, fields, links, bookmarks, layers, labels, what
//! describes the file, scripts (ISO 32000-1, 12 and 14).
//!
//! There is no end of keys that have texts, so all strings are read but those that are known to be
//! something else, and all streams that are text.

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Object, ObjectId, Stream};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::objects::Objects;
use crate::extract::kind;
use crate::extract::xml::Xml;
use crate::mail::charset;

/// How deep objects written into each other are read.
const NESTED: usize = 16;

/// What separates texts that have nothing to do with each other: no number goes on behind it.
const APART: &str = "\n\n";

/// Keys whose strings are no texts: identifiers, digests, names of fonts and colours, operators.
const NO_TEXTS: &[&[u8]] = &[
    b"ID",
    b"IDS",
    b"NM",
    b"CheckSum",
    b"DocChecksum",
    b"Panose",
    b"CharSet",
    b"Registry",
    b"Ordering",
    b"DA",
    b"Cert",
    b"DigestValue",
    b"OutputConditionIdentifier",
    b"RegistryName",
    b"Lookup",
];

/// The properties that every PDF may have (ISO 32000-1, 14.3.3).
const PROPERTIES: &[&[u8]] = &[
    b"Title",
    b"Author",
    b"Subject",
    b"Keywords",
    b"Creator",
    b"Producer",
    b"CreationDate",
    b"ModDate",
    b"Trapped",
];

/// Keys that lead to streams which aren't texts, though they may be written as text.
const NO_TEXT_STREAMS: &[&[u8]] = &[
    b"ToUnicode",
    b"UseCMap",
    b"Encoding",
    b"FontFile",
    b"FontFile2",
    b"FontFile3",
    b"CIDToGIDMap",
    b"CIDSet",
    b"JBIG2Globals",
    b"DestOutputProfile",
    b"Thumb",
    b"SMask",
    b"Mask",
];

/// Elements and attributes of descriptions (XMP) that are no texts.
const NO_DESCRIPTIONS: &[&str] = &[
    "about",
    "DocumentID",
    "InstanceID",
    "OriginalDocumentID",
    "VersionID",
    "RenditionClass",
    "parseType",
    "xmptk",
    "CreateDate",
    "ModifyDate",
    "MetadataDate",
    "when",
    "instanceID",
    "documentID",
    "originalDocumentID",
];

/// What stands beside the pages.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) text: String,
    /// The names of files by the streams they are in.
    pub(super) names: BTreeMap<ObjectId, Vec<String>>,
    /// Streams that aren't texts.
    others: HashSet<ObjectId>,
    /// Whether a text in XML makes more than is told.
    pub(super) is_too_much: bool,
}

impl Beside {
    /// Collects all of it, except the streams that are `shown`.
    pub(super) fn read<'a>(&mut self, objects: &mut Objects<'a>, shown: &HashSet<ObjectId>) {
        let document = objects.document;
        for object in document.objects.values() {
            self.object(objects, object, b"", 0);
        }
        for key in [&b"Info"[..], b"Root"] {
            if let Ok(object) = document.trailer.get(key) {
                self.object(objects, object, b"", 0);
            }
        }
        // Properties of one's own have names of one's own.
        let info = document.trailer.get(b"Info").ok();
        if let Some(Object::Dictionary(info)) = info.map(|info| objects.get(info)) {
            for (name, _) in info {
                if !PROPERTIES.contains(&name.as_slice()) {
                    self.string(name);
                }
            }
        }
        for (id, object) in &document.objects {
            if let Object::Stream(stream) = object
                && !shown.contains(id)
                && !self.names.contains_key(id)
                && !self.others.contains(id)
                && may_be_text(stream)
            {
                self.stream(objects, stream);
            }
        }
    }

    fn add(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str(APART);
    }

    fn xml(&mut self, source: &str) {
        let xml = Xml::read(source);
        self.add(&xml.text);
        self.is_too_much |= xml.is_too_much;
    }

    fn object<'a>(
        &mut self,
        objects: &mut Objects<'a>,
        object: &'a Object,
        key: &[u8],
        depth: usize,
    ) {
        if depth > NESTED {
            return;
        }
        match object {
            Object::String(bytes, _) if !NO_TEXTS.contains(&key) => self.string(bytes),
            Object::Name(name) if matches!(key, b"V" | b"DV" | b"D") => self.string(name),
            Object::Array(array) => {
                let is_colour = array
                    .first()
                    .and_then(|first| first.as_name().ok())
                    .is_some_and(|name| name == b"Indexed" || name == b"I");
                if !is_colour {
                    for one in array {
                        self.object(objects, one, key, depth + 1);
                    }
                }
            }
            Object::Dictionary(dictionary) => self.dictionary(objects, dictionary, key, depth),
            Object::Stream(stream) => self.dictionary(objects, &stream.dict, key, depth),
            _ => {}
        }
    }

    fn dictionary<'a>(
        &mut self,
        objects: &mut Objects<'a>,
        dictionary: &'a Dictionary,
        key: &[u8],
        depth: usize,
    ) {
        let is_signature = dictionary.has(b"ByteRange");
        // What says how the file is encrypted has digests only.
        if dictionary.has(b"O") && dictionary.has(b"U") && dictionary.has(b"Filter") {
            return;
        }
        for (own, value) in dictionary {
            // The names of places, and of the states of a field, are keys.
            if matches!(key, b"Dests" | b"N") {
                self.string(own);
            }
            // What drawing programs keep for themselves is large, and nobody sees it.
            let is_private = own.starts_with(b"AIP") || own == b"AIMetaData";
            if let Object::Reference(id) = value
                && (is_private || NO_TEXT_STREAMS.contains(&own.as_slice()))
            {
                self.others.insert(*id);
            }
            if !(is_signature && own == b"Contents") {
                self.object(objects, value, own, depth + 1);
            }
            if matches!(own.as_slice(), b"Dests" | b"AP")
                && let Ok(Object::Dictionary(named)) =
                    dictionary.get(own).map(|written| objects.get(written))
                && value.as_reference().is_ok()
            {
                self.dictionary(objects, named, own, depth + 1);
            }
        }
        if let Some(embedded) = objects.dictionary(dictionary, b"EF") {
            let mut own = Vec::new();
            for key in [&b"UF"[..], b"F"] {
                if let Some(Object::String(name, _)) = objects.entry(dictionary, key) {
                    own.push(text_string(name));
                }
            }
            for (_, stream) in embedded {
                if let (Some(id), Object::Stream(_)) = objects.find(stream) {
                    self.names.entry(id).or_default().extend(own.clone());
                }
            }
        }
    }

    fn string(&mut self, bytes: &[u8]) {
        let is_date = bytes.starts_with(b"D:") && bytes.get(2).is_some_and(u8::is_ascii_digit);
        if is_date || bytes.is_empty() {
            return;
        }
        let text = text_string(bytes);
        let controls = text
            .chars()
            .filter(|c| c.is_control() && !c.is_whitespace());
        if controls.count() * 4 > text.chars().count() {
            return;
        }
        self.add(&text);
        // Texts with formats.
        if text.trim_start().starts_with('<') && text.contains("</") {
            self.xml(&text);
        }
        // Some writers forget to mark UTF-8.
        if !bytes.is_ascii()
            && let Ok(plain) = std::str::from_utf8(bytes)
            && plain != text
        {
            self.add(plain);
        }
    }

    /// Adds a stream that is text: a value, a script, a form's data, a description.
    fn stream<'a>(&mut self, objects: &mut Objects<'a>, stream: &'a Stream) {
        let Some(bytes) = objects.unpack(stream) else {
            return;
        };
        if !kind::is_text(&bytes) && text_string(&bytes).contains('\u{fffd}') {
            return;
        }
        for source in charset::readings(&bytes, None).0 {
            if !source
                .trim_start_matches('\u{feff}')
                .trim_start()
                .starts_with('<')
            {
                self.add(&source);
            } else if stream.dict.has_type(b"Metadata") || source.contains("<rdf:RDF") {
                self.description(&source);
            } else {
                self.xml(&source);
            }
        }
    }

    /// Adds the texts of a description (XMP): elements and attributes.
    fn description(&mut self, source: &str) {
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let (mut text, mut is_text) = (String::new(), true);
        let is_named = |name: &str| !NO_DESCRIPTIONS.contains(&name);
        loop {
            match reader.read_event() {
                Ok(Event::Eof) | Err(_) => break,
                Ok(Event::Start(start) | Event::Empty(start)) => {
                    is_text = is_named(start.local_name().as_ref());
                    for attribute in start.attributes().with_checks(false).flatten() {
                        let key = attribute.key;
                        let is_space = key.as_ref().starts_with("xmlns");
                        if !is_space && is_named(key.local_name().as_ref()) {
                            let value = quick_xml::escape::unescape(&attribute.value)
                                .map_or_else(|_| attribute.value.to_string(), String::from);
                            text.push_str(&value);
                            text.push_str(APART);
                        }
                    }
                }
                Ok(Event::End(_)) => {
                    text.push_str(APART);
                    is_text = true;
                }
                Ok(Event::Text(found)) if is_text => text.push_str(&found),
                Ok(Event::CData(found)) => text.push_str(&found),
                Ok(Event::GeneralRef(reference)) => {
                    let named = quick_xml::escape::resolve_predefined_entity(&reference);
                    match reference.resolve_char_ref() {
                        Ok(Some(c)) => text.push(c),
                        _ => text.push_str(named.unwrap_or_default()),
                    }
                }
                Ok(_) => {}
            }
        }
        self.text.push_str(&text);
    }
}

/// Whether a stream may be text: what isn't is mostly marked.
fn may_be_text(stream: &Stream) -> bool {
    let dictionary = &stream.dict;
    let has_type = |kinds: &[&[u8]]| {
        let name = |key: &[u8]| dictionary.get(key).and_then(Object::as_name);
        [&b"Type"[..], b"Subtype"]
            .iter()
            .any(|key| name(key).is_ok_and(|name| kinds.contains(&name)))
    };
    let is_known = has_type(&[
        b"XRef",
        b"ObjStm",
        b"XObject",
        b"Image",
        b"Form",
        b"PS",
        b"Pattern",
        b"CMap",
        b"EmbeddedFile",
        b"Halftone",
        b"Type1C",
        b"CIDFontType0C",
        b"OpenType",
        b"U3D",
        b"PRC",
    ]);
    let own: [&[u8]; 12] = [
        b"N",
        b"FunctionType",
        b"ShadingType",
        b"PatternType",
        b"HalftoneType",
        b"CMapName",
        b"Length1",
        b"Length2",
        b"Alternate",
        b"Width",
        b"BitsPerSample",
        b"R",
    ];
    !is_known && !own.iter().any(|key| dictionary.has(key))
}

/// A text string (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 with its mark, or PDFDocEncoding. A
/// language that is written into it is left out.
pub(super) fn text_string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => charset::readings(bytes, None)
            .0
            .into_iter()
            .next()
            .unwrap_or_default(),
        _ => {
            let string = Object::string_literal(bytes);
            lopdf::decode_text_string(&string).unwrap_or_else(|_| {
                let latin = bytes.iter().map(|&byte| char::from(byte));
                latin.collect()
            })
        }
    };
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    // Between two escapes stands the language.
    parts
        .skip(1)
        .step_by(2)
        .fold(first, |text, part| text + part)
}
