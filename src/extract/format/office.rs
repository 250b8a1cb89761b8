//! The files that an office document consists of (ECMA-376, OpenDocument 1.3): XML as text,
//! pictures not at all, binary parts as what can't be read in full, everything else as a file in
//! it. Also documents in one XML file: flat OpenDocument, Word 2003, SpreadsheetML 2003, flat OPC.

use memchr::memmem;

use crate::extract::Uninspectable;
use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::kind::{self, Kind};
use crate::extract::piece::{Form, Piece};
use crate::extract::xml::Xml;
use crate::mail::{charset, transfer_encoding};

/// What the head of an office document in one XML file has.
const FLAT: [&[u8]; 5] = [
    b"urn:oasis:names:tc:opendocument:xmlns:office",
    b"urn:schemas-microsoft-com:office:spreadsheet",
    b"schemas.microsoft.com/office/word/2003/wordml",
    b"schemas.microsoft.com/office/2006/xmlPackage",
    b"schemas.microsoft.com/visio/2003/core",
];

/// How far into a file its namespaces stand.
const HEAD: usize = 4096;

/// Reads one file of a document.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let bytes = &piece.bytes[..];
    let mut found = Found::new(&piece.place);
    let Form::DocumentPart { name, formats } = &piece.form else {
        return found;
    };
    // XPS may have its parts in pieces, which join to one file.
    if name.ends_with(".piece") {
        found.unreadable("a document", "is packed in pieces");
    }
    match Kind::recognize(bytes) {
        Kind::Empty => {}
        Kind::Image if kind::drawn(bytes).is_some() => {
            found.child(Piece {
                depth: piece.depth,
                ..piece.picture(piece.bytes.clone())
            });
        }
        // Pictures that are drawn have words where they are letters.
        Kind::Image | Kind::Media if !kind::ends_as_zip(bytes) => {
            if is_drawn(name) {
                found.text(charset::strings(bytes));
            }
        }
        Kind::Html | Kind::Text if is_xml(name, bytes) => {
            let is_manifest = name == "META-INF/manifest.xml";
            if is_manifest && memmem::find(bytes, b"encryption-data").is_some() {
                found.encrypted("an office document");
                found.is_encrypted = true;
                return found;
            }
            let is_custom = {
                let is_map = name.contains("Props") || name.contains("_rels/");
                name.starts_with("customXml/") && !is_map
            };
            if is_custom {
                queries(&mut found, piece, budget);
            }
            texts(&mut found, piece, budget, |source| {
                if is_custom {
                    Xml::read_all(source)
                } else {
                    Xml::read_part(source, formats)
                }
            });
        }
        Kind::Unknown if is_picture(name) => found.text(charset::strings(bytes)),
        kind => {
            if is_binary(name, kind) {
                found.unreadable(
                    "an office document with binary parts (xlsb and others)",
                    "can't be read in full",
                );
            }
            found.child(Piece {
                depth: piece.depth,
                ..piece.file(name, piece.bytes.clone())
            });
        }
    }
    found
}

/// Adds the queries of a workbook (Power Query): an archive in binary data in base64 ([MS-QDEFF]).
fn queries<'a>(found: &mut Found<'a>, piece: &Piece<'a>, budget: &mut Budget) {
    let source = charset::likeliest(&piece.bytes, None);
    let Some((_, data)) = source.split_once("<DataMashup") else {
        return;
    };
    let data = data.split_once('>').map_or("", |(_, data)| data);
    let data = data.split('<').next().unwrap_or_default();
    let bytes = transfer_encoding::base64(data.as_bytes()).bytes;
    if !found.within(budget.part(bytes.len())) {
        return;
    }
    // The version and the length of the archive stand before it.
    let archive = bytes.get(4..8).and_then(|length| {
        let length = u32::from_le_bytes(length.try_into().ok()?);
        bytes.get(8..8 + usize::try_from(length).ok()?)
    });
    match archive {
        Some(archive) => found.child(piece.file("", archive.to_vec().into())),
        None => found.unreadable("queries of a workbook", "are broken"),
    }
    found.text(charset::strings(&bytes));
}

/// Reads a document in one XML file.
pub(super) fn read_flat<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    texts(&mut found, piece, budget, Xml::read);
    found
}

/// Whether a file is an office document in one XML file.
pub(super) fn is_flat(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let head = if charset::is_likely_wide(head) {
        head.iter().copied().filter(|byte| *byte != 0).collect()
    } else {
        head.to_vec()
    };
    FLAT.iter().any(|name| memmem::find(&head, name).is_some())
}

/// Adds the texts of an XML file, and the files that stand in it.
fn texts<'a>(
    found: &mut Found<'a>,
    piece: &Piece<'a>,
    budget: &mut Budget,
    read: impl Fn(&str) -> Xml,
) {
    let bytes = &piece.bytes[..];
    let declaration = memmem::find(&bytes[..bytes.len().min(256)], b"?>");
    let declared = declaration.and_then(|end| charset::named_in_page(&bytes[..end]));
    let (sources, is_unknown) = charset::readings(bytes, declared.as_deref());
    if is_unknown {
        let place = piece.place.clone();
        found.finding(Uninspectable::Charset { place });
    }
    let mut files = Vec::new();
    for source in sources {
        let xml = read(&source);
        if xml.is_broken {
            found.unreadable("XML", "is broken");
            found.text(source);
        }
        found.text(xml.text);
        if xml.is_too_much {
            let place = piece.place.clone();
            found.finding(Uninspectable::TooMuchText { place });
        }
        files = xml.files;
    }
    for file in files {
        let decoded = transfer_encoding::base64(file.as_bytes()).bytes;
        let is_picture = matches!(Kind::recognize(&decoded), Kind::Image | Kind::Media);
        let is_drawn = kind::drawn(&decoded).is_some();
        if is_picture && !is_drawn && !kind::ends_as_zip(&decoded) {
            continue;
        }
        if !found.within(budget.part(decoded.len())) {
            return;
        }
        found.child(piece.picture(decoded.into()));
    }
}

/// Whether a part holds the document in a binary form.
fn is_binary(name: &str, kind: Kind) -> bool {
    let name = name.to_ascii_lowercase();
    match kind {
        Kind::Unknown => true,
        Kind::Text => name.ends_with(".bin") || name.ends_with(".dat"),
        _ => false,
    }
}

fn is_drawn(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".emf") || name.ends_with(".wmf")
}

/// Whether a part in a format that isn't recognized is a picture, a sound, a font, what the driver
/// of a printer remembers, what was thrown away, or where lines break: no text but the plain
/// strings in it.
fn is_picture(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "media/",
        "objectreplacements/",
        "printersettings",
        "[trash]/",
    ]
    .iter()
    .any(|part| name.contains(part))
        || [
            ".emf",
            ".wmf",
            ".svm",
            ".wdp",
            ".odttf",
            ".fntdata",
            ".ttf",
            ".otf",
            "layout-cache",
        ]
        .iter()
        .any(|end| name.ends_with(end))
}

fn is_xml(name: &str, bytes: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let is_named = [".xml", ".rels", ".vml", ".rdf"]
        .iter()
        .any(|end| name.ends_with(end));
    let head = &bytes[..bytes.len().min(HEAD)];
    // The name of a part says nothing: its type stands in another file.
    let is_marked = memmem::find(head, b"schemas.openxmlformats.org").is_some()
        || memmem::find(head, b"purl.oclc.org/ooxml").is_some();
    is_named || name == "mimetype" || is_marked
}
