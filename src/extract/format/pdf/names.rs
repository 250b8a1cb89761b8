//! What the names of glyphs stand for (the Adobe Glyph List), and the encodings that fonts name
//! (ISO 32000-1, annex D).
//!
//! lopdf has the list and the encodings; it gives them only through a font.

use lopdf::{Dictionary, Document, Encoding, Object};

/// Names that aren't in the list: TeX's.
const OTHERS: &[(&str, &str)] = &[
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("visiblespace", " "),
    ("nbspace", " "),
    ("sfthyphen", "-"),
    ("hyphenchar", "-"),
    ("compwordmark", ""),
    ("dotlessj", "\u{237}"),
    ("SS", "SS"),
    ("vector", "\u{20d7}"),
    ("tie", "\u{361}"),
];

/// What a name adds to the name of a letter, or of a sign that TeX has in several sizes.
const ENDINGS: &[&str] = &[
    "big", "Big", "bigg", "Bigg", "tp", "bt", "mid", "ex", "display", "text", "wide", "wider",
    "widest", "small", "oldstyle", "inferior", "superior", "alt", "sc",
];

/// What a glyph of this name shows; empty for one that shows nothing, `None` when the name says
/// nothing.
pub(super) fn text(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    if matches!(name, ".notdef" | ".null" | "nonmarkingreturn") {
        return Some(String::new());
    }
    // Behind a dot stands how it is drawn.
    let name = name.split_once('.').map_or(name, |(name, _)| name);
    if name.is_empty() || name.len() > 128 {
        return None;
    }
    name.split('_').map(part).collect()
}

fn part(name: &str) -> Option<String> {
    if let Some((_, text)) = OTHERS.iter().find(|(other, _)| *other == name) {
        return Some((*text).to_owned());
    }
    listed(name).or_else(|| numbered(name)).or_else(|| {
        ENDINGS
            .iter()
            .find_map(|ending| listed(name.strip_suffix(ending)?))
    })
}

/// What the list says.
fn listed(name: &str) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    let differences = vec![Object::Integer(0), Object::Name(name.into())];
    let mut encoding = Dictionary::new();
    encoding.set("Differences", differences);
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", encoding);
    let document = Document::new();
    let Ok(Encoding::Differences(found)) = font.get_font_encoding(&document) else {
        return None;
    };
    let unit = found.map.get(&0)?.utf16_code_unit();
    char::from_u32(u32::from(unit)).map(String::from)
}

/// `uni` and one or several UTF-16 units, or `u` and a character's number.
fn numbered(name: &str) -> Option<String> {
    let is_hex = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(digits) = name.strip_prefix("uni")
        && digits.len() >= 4
        && digits.len() % 4 == 0
        && is_hex(digits)
    {
        let units = (0..digits.len() / 4)
            .filter_map(|at| u16::from_str_radix(&digits[4 * at..4 * at + 4], 16).ok());
        return String::from_utf16(&units.collect::<Vec<_>>()).ok();
    }
    let digits = name.strip_prefix('u')?;
    if !(4..=6).contains(&digits.len()) || !is_hex(digits) {
        return None;
    }
    char::from_u32(u32::from_str_radix(digits, 16).ok()?).map(String::from)
}

/// What the codes of an encoding stand for; `None` for an encoding that isn't known.
pub(super) fn encoding(name: &[u8]) -> Option<Vec<Option<String>>> {
    let known: [&[u8]; 5] = [
        b"StandardEncoding",
        b"MacRomanEncoding",
        b"MacExpertEncoding",
        b"WinAnsiEncoding",
        b"PDFDocEncoding",
    ];
    if !known.contains(&name) {
        return None;
    }
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Name(name.to_vec()));
    let document = Document::new();
    let encoding = font.get_font_encoding(&document).ok()?;
    // What annex D says below its tables; control characters show nothing.
    let other = |code| match code {
        b'\t' | b'\n' | b'\r' => Some(" "),
        0..32 => Some(""),
        0xa0 if name == b"WinAnsiEncoding" => Some(" "),
        0xad if name == b"WinAnsiEncoding" => Some("-"),
        0x7f.. if name == b"WinAnsiEncoding" => Some("\u{2022}"),
        0xca if name == b"MacRomanEncoding" => Some(" "),
        _ => None,
    };
    let text = |code| {
        Document::decode_text(&encoding, &[code])
            .ok()
            .filter(|text| !text.is_empty() && !text.contains(|c: char| c == '\u{fffd}' || c < ' '))
            .or_else(|| other(code).map(str::to_owned))
    };
    Some((0..=0xff).map(text).collect())
}

/// What the codes of the standard font Symbol stand for, where they are letters and digits.
pub(super) fn symbol() -> Vec<Option<String>> {
    const CAPITALS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const SMALL: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    let greek = |of: &str, at: u8| of.chars().nth(usize::from(at)).map(String::from);
    let text = |code: u8| match code {
        b'A'..=b'Z' => greek(CAPITALS, code - b'A'),
        b'a'..=b'z' => greek(SMALL, code - b'a'),
        b' '..=b'@' => Some(char::from(code).to_string()),
        _ => Some(String::new()),
    };
    (0..=0xff).map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs_say_what_they_show() {
        for (name, shown) in [
            ("A", Some("A")),
            ("eacute", Some("é")),
            ("f_i", Some("fi")),
            ("ffi", Some("ffi")),
            ("f_f_i.alt", Some("ffi")),
            ("uni0041", Some("A")),
            ("uni00410301", Some("A\u{301}")),
            ("u1F600", Some("\u{1f600}")),
            ("a.sc", Some("a")),
            ("parenleftbig", Some("(")),
            ("Asmall", Some("\u{f761}")),
            (".notdef", Some("")),
            ("g12", None),
            ("cid1234", None),
            ("uni12", None),
        ] {
            assert_eq!(text(name.as_bytes()).as_deref(), shown, "{name}");
        }
    }

    #[test]
    fn encodings_are_known_by_name() {
        let ansi = encoding(b"WinAnsiEncoding").unwrap_or_default();
        assert_eq!(ansi[0xe9].as_deref(), Some("é"));
        assert_eq!(ansi[0xa0].as_deref(), Some(" "));
        assert!(encoding(b"OwnEncoding").is_none());
    }
}
