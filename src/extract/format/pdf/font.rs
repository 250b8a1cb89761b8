//! Fonts of PDFs: which characters codes stand for, and how wide they are (ISO 32000-1, 9.6 to
//! 9.10).

use std::collections::HashMap;

use encoding_rs::UTF_16BE;
use lopdf::{Dictionary, Document, Encoding, Object};

/// The largest table of codes that is unpacked, in bytes.
const TABLE_BYTES: usize = 4 << 20;

/// Widths of Helvetica from the space to the tilde, in thousandths: for fonts that don't say
/// theirs.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// A font.
pub(super) struct Font {
    codes: Codes,
    /// Bytes of a code.
    unit: usize,
    widths: HashMap<u32, f64>,
    default: Option<f64>,
    is_fixed: bool,
    /// Why its text can't be read.
    pub(super) unreadable: Option<&'static str>,
}

enum Codes {
    /// What each code stands for.
    Table(HashMap<u32, String>),
    /// What strings of codes stand for.
    Map(Encoding<'static>),
    /// UTF-16, big-endian.
    Utf16,
}

impl Font {
    /// Reads a font.
    pub(super) fn new(font: &Dictionary, document: &Document) -> Self {
        let subtype = font
            .get(b"Subtype")
            .and_then(Object::as_name)
            .unwrap_or_default();
        let unit = if subtype == b"Type0" { 2 } else { 1 };
        let (codes, unreadable) = codes(font, document, unit);
        let name = font
            .get(b"BaseFont")
            .and_then(Object::as_name)
            .unwrap_or_default();
        let is_fixed = memchr::memmem::find(name, b"Courier").is_some();
        let mut read = Self {
            codes,
            unit,
            widths: HashMap::new(),
            default: None,
            is_fixed,
            unreadable,
        };
        if unit == 2 {
            read.composite_widths(font, document)
        } else {
            read.simple_widths(font, document, subtype)
        }
        read
    }

    /// How many codes there are in a string.
    pub(super) fn codes(&self, bytes: &[u8]) -> usize {
        bytes.len().div_ceil(self.unit)
    }

    /// The text of a string, its width in units of the font size, and how many of its codes are the
    /// single-byte space.
    pub(super) fn read(&self, bytes: &[u8]) -> (String, f64, usize) {
        let mut text = String::with_capacity(bytes.len());
        let (mut width, mut spaces) = (0.0, 0);
        for code in bytes.chunks(self.unit) {
            let number = code
                .iter()
                .fold(0, |number, &byte| number << 8 | u32::from(byte));
            if let Codes::Table(table) = &self.codes {
                match table.get(&number) {
                    Some(found) => text.push_str(found),
                    None => text.push('\u{fffd}'),
                }
            }
            width += self
                .widths
                .get(&number)
                .copied()
                .or(self.default)
                .unwrap_or_else(|| self.guess(number));
            spaces += usize::from(self.unit == 1 && number == 32);
        }
        match &self.codes {
            Codes::Table(_) => {}
            Codes::Map(map) => text = Document::decode_text(map, bytes).unwrap_or_default(),
            Codes::Utf16 => text = UTF_16BE.decode_without_bom_handling(bytes).0.into_owned(),
        }
        (text, width, spaces)
    }

    fn guess(&self, code: u32) -> f64 {
        let listed = usize::try_from(code)
            .ok()
            .and_then(|code| WIDTHS.get(code.checked_sub(32)?));
        if self.is_fixed {
            0.6
        } else {
            f64::from(*listed.unwrap_or(&556)) / 1000.0
        }
    }

    fn simple_widths(&mut self, font: &Dictionary, document: &Document, subtype: &[u8]) {
        let Ok(widths) = font
            .get_deref(b"Widths", document)
            .and_then(Object::as_array)
        else {
            return;
        };
        let first = font
            .get_deref(b"FirstChar", document)
            .and_then(Object::as_i64)
            .unwrap_or(0);
        // Type 3 fonts measure in a space of their own.
        let matrix = font
            .get_deref(b"FontMatrix", document)
            .and_then(Object::as_array)
            .ok();
        let own = matrix
            .and_then(|matrix| matrix.first()?.as_float().ok())
            .map(f64::from);
        let scale = own.filter(|_| subtype == b"Type3").unwrap_or(0.001);
        for (code, width) in (first.max(0)..).zip(widths.iter().take(256)) {
            let width = document
                .dereference(width)
                .map_or(width, |(_, width)| width);
            if let (Ok(code), Ok(width)) = (u32::try_from(code), width.as_float()) {
                self.widths.insert(code, f64::from(width) * scale);
            }
        }
    }

    fn composite_widths(&mut self, font: &Dictionary, document: &Document) {
        let descendants = font
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array);
        let first = descendants
            .ok()
            .and_then(|all| document.dereference(all.first()?).ok())
            .and_then(|(_, one)| one.as_dict().ok());
        let Some(first) = first else { return };
        let default = first
            .get_deref(b"DW", document)
            .and_then(Object::as_float)
            .unwrap_or(1000.0);
        self.default = Some(f64::from(default) / 1000.0);
        let Ok(written) = first.get_deref(b"W", document).and_then(Object::as_array) else {
            return;
        };
        let number = |object: &Object| {
            document
                .dereference(object)
                .ok()
                .and_then(|(_, object)| object.as_float().ok())
        };
        let mut rest = written.as_slice();
        // Ranges may overlap without end.
        let mut left = 4 * 65536_usize;
        while let [from, next, tail @ ..] = rest {
            let Some(from) = number(from).filter(|from| (0.0..65536.0).contains(from)) else {
                return;
            };
            let next = document.dereference(next).map_or(next, |(_, next)| next);
            let from = from as u32;
            match (next, tail) {
                (Object::Array(widths), _) => {
                    for (code, width) in (from..65536).zip(widths).take(left) {
                        left -= 1;
                        self.widths.insert(
                            code,
                            number(width).map_or(1.0, |width| f64::from(width) / 1000.0),
                        );
                    }
                    rest = tail;
                }
                (to, [width, tail @ ..]) => {
                    let (Some(to), Some(width)) = (number(to), number(width)) else {
                        return;
                    };
                    for code in (from..=(to.clamp(0.0, 65535.0) as u32)).take(left) {
                        left -= 1;
                        self.widths.insert(code, f64::from(width) / 1000.0);
                    }
                    rest = tail;
                }
                _ => return,
            }
        }
    }
}

/// What the codes of a font stand for, and why that can't be known in full.
fn codes(font: &Dictionary, document: &Document, unit: usize) -> (Codes, Option<&'static str>) {
    const UNKNOWN: &str = "has a font whose letters aren't named";
    // What programs copy and search by.
    let map = to_unicode(font, document);
    if unit == 2 {
        if let Some(map) = map {
            return (Codes::Map(map), None);
        }
        let named = font
            .get_deref(b"Encoding", document)
            .and_then(Object::as_name)
            .unwrap_or_default();
        let has = |part: &[u8]| memchr::memmem::find(named, part).is_some();
        let is_unicode = named.starts_with(b"Uni") && (has(b"UTF16") || has(b"UCS2"));
        return (Codes::Utf16, (!is_unicode).then_some(UNKNOWN));
    }
    let mut plain = font.clone();
    plain.set("Type", Object::Name(b"Font".to_vec()));
    plain.remove(b"ToUnicode");
    let base = plain
        .get_font_encoding_with_limit(document, TABLE_BYTES)
        .ok();
    let encodes = font
        .get_deref(b"Encoding", document)
        .and_then(Object::as_dict);
    let differs = encodes.is_ok_and(|encoding| encoding.has(b"Differences"));
    let unknown = map.is_none()
        && (base.is_none() || differs && !matches!(base, Some(Encoding::Differences(_))));
    let mut table = HashMap::new();
    for code in 0..=0xff_u8 {
        let text = [&map, &base].into_iter().flatten().find_map(|encoding| {
            let text = Document::decode_text(encoding, &[code]).ok()?;
            (!text.is_empty() && !text.contains('\u{fffd}')).then_some(text)
        });
        table.extend(text.map(|text| (u32::from(code), text)));
    }
    (Codes::Table(table), unknown.then_some(UNKNOWN))
}

/// The map that `ToUnicode` gives, as something that doesn't borrow the font.
fn to_unicode(font: &Dictionary, document: &Document) -> Option<Encoding<'static>> {
    let mut asked = font.clone();
    asked.set("Type", Object::Name(b"Font".to_vec()));
    asked.remove(b"Encoding");
    match asked.get_font_encoding_with_limit(document, TABLE_BYTES) {
        Ok(Encoding::UnicodeMapEncoding(map)) => Some(Encoding::UnicodeMapEncoding(map)),
        _ => None,
    }
}
