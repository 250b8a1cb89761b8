//! What fonts themselves call their characters: the programs that stand in PDFs.
//!
//! The encoding of a Type 1 font stands in its first part, as text; ttf-parser reads the others.

use lopdf::{Dictionary, Object};
use memchr::memmem;
use ttf_parser::{Face, PlatformId, cff};

use super::lexer::Lexer;
use super::names;
use super::objects::Objects;

/// What the codes of a simple font stand for; `None` when its program doesn't tell.
pub(super) fn names<'a>(
    descriptor: &'a Dictionary,
    objects: &mut Objects<'a>,
) -> Option<Vec<Option<String>>> {
    for (key, read) in [
        (&b"FontFile"[..], type_1 as fn(&[u8]) -> _),
        (b"FontFile2", true_type),
        (b"FontFile3", compact),
    ] {
        if let Some(Object::Stream(stream)) = objects.entry(descriptor, key) {
            let bytes = objects.unpack(stream)?;
            return read(&bytes);
        }
    }
    None
}

fn type_1(bytes: &[u8]) -> Option<Vec<Option<String>>> {
    let start = memmem::find(bytes, b"/Encoding")? + b"/Encoding".len();
    let rest = &bytes[start..];
    let end = memmem::find(rest, b"currentfile").unwrap_or(rest.len());
    let mut lexer = Lexer::new(&rest[..end]);
    let mut operands = Vec::new();
    let mut table = vec![None; 256];
    while let Some(operator) = lexer.next(&mut operands) {
        match (operator, operands.as_slice()) {
            (b"StandardEncoding", _) => return names::encoding(b"StandardEncoding"),
            (b"put", [Object::Integer(code), Object::Name(name)]) => {
                let entry = usize::try_from(*code).ok().and_then(|at| table.get_mut(at));
                if let Some(entry) = entry {
                    *entry = names::text(name);
                }
            }
            (b"def" | b"readonly", []) => break,
            _ => {}
        }
    }
    Some(table)
}

fn compact(bytes: &[u8]) -> Option<Vec<Option<String>>> {
    let whole = Face::parse(bytes, 0).ok();
    let font = whole
        .as_ref()
        .and_then(|face| face.tables().cff)
        .or_else(|| cff::Table::parse(bytes))?;
    let text = |code| {
        let glyph = font.glyph_index(code).filter(|glyph| glyph.0 > 0)?;
        names::text(font.glyph_name(glyph)?.as_bytes())
    };
    Some((0..=0xff).map(text).collect())
}

fn true_type(bytes: &[u8]) -> Option<Vec<Option<String>>> {
    let face = Face::parse(bytes, 0).ok()?;
    let tables = face.tables();
    let glyph = |code: u8| {
        let tables = tables.cmap?.subtables.into_iter();
        tables.into_iter().find_map(|table| {
            let code = u32::from(code);
            match table.platform_id {
                PlatformId::Macintosh => table.glyph_index(code),
                PlatformId::Windows if !table.is_unicode() || table.encoding_id == 0 => table
                    .glyph_index(0xf000 + code)
                    .or_else(|| table.glyph_index(code)),
                _ => None,
            }
        })
    };
    let text = |code| {
        let glyph = glyph(code).filter(|glyph| glyph.0 > 0)?;
        // A name in the private area says nothing.
        let is_private = |text: &String| text.contains(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
        names::text(face.glyph_name(glyph)?.as_bytes()).filter(|text| !is_private(text))
    };
    Some((0..=0xff).map(text).collect())
}
