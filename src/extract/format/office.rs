//! The files that an office document consists of (ECMA-376, OpenDocument 1.3): XML as text,
//! pictures not at all, everything else as a file in it.

use memchr::memmem;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::kind::{self, Kind};
use crate::extract::piece::{Form, Piece};
use crate::extract::xml::Xml;
use crate::mail::charset;

/// Reads one file of a document.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let bytes = &piece.bytes[..];
    let mut found = Found::new(&piece.place);
    let Form::DocumentPart(name) = &piece.form else {
        return found;
    };
    match Kind::recognize(bytes) {
        Kind::Empty => {}
        Kind::Image | Kind::Media if !kind::ends_as_zip(bytes) => {}
        Kind::Html | Kind::Text if is_xml(name) => {
            let is_manifest = name == "META-INF/manifest.xml";
            if is_manifest && memmem::find(bytes, b"encryption-data").is_some() {
                found.encrypted("an office document");
                found.is_encrypted = true;
                return found;
            }
            for source in charset::readings(bytes, None).0 {
                let xml = Xml::read(&source);
                if xml.is_broken {
                    found.unreadable("XML", "is broken");
                    found.text(source);
                }
                found.text(xml.text);
            }
        }
        _ => found.child(Piece {
            depth: piece.depth,
            ..piece.file(name, piece.bytes.clone())
        }),
    }
    found
}

fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".rels", ".vml", ".rdf"]
        .iter()
        .any(|end| name.ends_with(end))
        || name == "mimetype"
}
