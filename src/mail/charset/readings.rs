//! Bytes as text, in each way in which a mail program may read them.

use encoding_rs::{Encoding, ISO_2022_JP, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::doubt;
use crate::mail::charset;

/// The longest text that is read in every charset it may be in, in bytes; a longer one in those
/// only that most mail is in.
const LONGEST_GUESSED: usize = 1 << 20;

/// The code pages of DOS in which programs still write texts: western, central European, Greek,
/// Turkish.
const DOS: [u16; 5] = [437, 850, 852, 737, 857];

/// What a part's label says of its charset.
enum Labelled {
    /// Nothing that decides: no charset, ASCII, or UTF-8, which a text shows by itself to be in.
    Open,
    /// A charset that is known, and the text in it.
    Known(String),
    /// A charset by a name that other programs don't know, and the text in it.
    OtherName(String),
    /// A charset that isn't known.
    Unknown,
}

/// Reads `bytes` in the charset `label`, which is trimmed and in lower case.
fn labelled(bytes: &[u8], label: &str) -> Labelled {
    let first = charset::first_word(label);
    match (by_name(bytes, first), first == label) {
        // Other programs may not know the rest of it.
        (Labelled::Known(text), false) => Labelled::OtherName(text),
        (labelled, _) => labelled,
    }
}

fn by_name(bytes: &[u8], label: &str) -> Labelled {
    match label {
        "" | "us-ascii" | "ascii" | "ansi_x3.4-1968" | "utf-8" | "utf8" => Labelled::Open,
        // Browsers find these too dangerous to decode (WHATWG Encoding, "replacement").
        "replacement" => Labelled::Unknown,
        "csiso2022kr" | "hz-gb-2312" | "iso-2022-cn" | "iso-2022-cn-ext" | "iso-2022-kr" => {
            charset::decoded_by_other_name(bytes, label)
                .map_or(Labelled::Unknown, Labelled::OtherName)
        }
        // The sender didn't know the charset (RFC 1428 section 3).
        "unknown-8bit" | "x-unknown" => Labelled::Open,
        other => charset::decoded(bytes, other)
            .map(Labelled::Known)
            .or_else(|| charset::decoded_by_other_name(bytes, other).map(Labelled::OtherName))
            .unwrap_or(Labelled::Unknown),
    }
}

fn normalized(label: Option<&str>) -> String {
    label.map(charset::trimmed).unwrap_or_default()
}

/// The texts that `bytes` are in 16-bit or 32-bit units, when they look so.
fn wide(bytes: &[u8]) -> Vec<String> {
    let utf16be = |bytes| UTF_16BE.decode_without_bom_handling(bytes).0.into_owned();
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            vec![charset::utf32(bytes, bytes[0] == 0xff)]
        }
        [0xff, 0xfe, rest @ ..] => vec![utf16le(rest)],
        [0xfe, 0xff, rest @ ..] => vec![utf16be(rest)],
        _ => {
            if let Some(is_little) = utf32_end(bytes) {
                vec![charset::utf32(bytes, is_little)]
            } else if is_likely_wide(bytes) {
                vec![utf16le(bytes), utf16be(bytes)]
            } else {
                Vec::new()
            }
        }
    }
}

/// The text that most programs read in `bytes`: in the charset `label` where that is known; else
/// in Unicode, or what the West wrote before.
pub(crate) fn likeliest(bytes: &[u8], label: Option<&str>) -> String {
    let label = normalized(label);
    if !label.contains("2022")
        && let Some(text) = unsaid_japanese(bytes)
    {
        return text;
    }
    if let Labelled::Known(text) | Labelled::OtherName(text) = labelled(bytes, &label) {
        return text;
    }
    if let Some(text) = wide(bytes).into_iter().next() {
        return text;
    }
    if is_mostly_utf8(bytes) {
        String::from_utf8_lossy(bytes).into_owned()
    } else {
        WINDOWS_1252.decode(bytes).0.into_owned()
    }
}

/// Whether bytes are UTF-8, or have more letters of it beyond ASCII than places where they aren't:
/// a text that was cut, or a line in another charset that was appended.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad && (good > 0 || bad == 0)
}

/// The text of bytes that say by their escape sequences that they are in ISO-2022-JP.
pub(super) fn unsaid_japanese(bytes: &[u8]) -> Option<String> {
    let is_so = bytes.is_ascii()
        && [&b"\x1b$B"[..], b"\x1b$@"]
            .iter()
            .any(|escape| memchr::memmem::find(bytes, escape).is_some());
    is_so.then(|| {
        ISO_2022_JP
            .decode_without_bom_handling(bytes)
            .0
            .into_owned()
    })
}

/// Whether a label leaves the charset open.
pub(super) fn is_open(label: &str) -> bool {
    matches!(labelled(b"", &normalized(Some(label))), Labelled::Open)
}

/// Whether bytes can be in the charset `label`: it is known, and all of them are letters in it.
pub(crate) fn holds(bytes: &[u8], label: &str) -> bool {
    match labelled(bytes, &normalized(Some(label))) {
        Labelled::Open if label.to_ascii_lowercase().contains("utf") => {
            std::str::from_utf8(bytes).is_ok() || !wide(bytes).is_empty()
        }
        Labelled::Open => true,
        Labelled::Known(text) | Labelled::OtherName(text) => !text.contains('\u{fffd}'),
        Labelled::Unknown => std::str::from_utf8(bytes).is_ok(),
    }
}

/// The texts that `bytes` may be read as, the declared charset first, and whether that charset is
/// unknown.
pub(crate) fn readings(bytes: &[u8], label: Option<&str>) -> (Vec<String>, bool) {
    let label = normalized(label);
    let mut texts = Vec::new();
    let mut by_other_name = None;
    let mut unknown = false;
    let mut others: &[&'static Encoding] = &[];
    match labelled(bytes, &label) {
        Labelled::Open => {}
        Labelled::Known(text) => {
            others = doubt::others(&text);
            texts.push(text);
        }
        Labelled::OtherName(text) => {
            others = doubt::others(&text);
            (by_other_name, unknown) = (Some(text), true);
        }
        Labelled::Unknown => unknown = true,
    }
    texts.extend(wide(bytes));
    match std::str::from_utf8(bytes) {
        Ok(text) => texts.push(text.to_owned()),
        Err(_) => {
            let declared_utf8 = label.starts_with("utf");
            let is_open = texts.is_empty() || declared_utf8;
            if is_open {
                let lossy = String::from_utf8_lossy(bytes);
                // Some show what isn't UTF-8 as a sign of its own, others show nothing.
                texts.push(lossy.replace('\u{fffd}', ""));
                texts.push(lossy.into_owned());
                others = &charset::GUESSED;
            }
            if !others.is_empty() {
                let most = if bytes.len() <= LONGEST_GUESSED {
                    usize::MAX
                } else {
                    1
                };
                let lines = foreign_lines(bytes, most);
                texts.extend(charset::in_each(&lines, others).take(most));
                if most > 1 && others.len() == charset::GUESSED.len() {
                    let of_dos = |page: &u16| charset::code_page::decoded(&lines, *page);
                    texts.extend(DOS.iter().filter_map(of_dos));
                }
            }
        }
    }
    texts.extend(by_other_name);
    texts.extend(unsaid_japanese(bytes));
    let mut distinct: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts {
        if !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    (distinct, unknown)
}

/// Whether this is text in 32-bit units without a byte order mark, and whether they are
/// little-endian.
pub(crate) fn utf32_end(bytes: &[u8]) -> Option<bool> {
    let head = &bytes[..bytes.len().min(4096) / 4 * 4];
    let is = |is_little: bool| {
        head.chunks_exact(4).all(|four| {
            let unit = [four[0], four[1], four[2], four[3]];
            let value = if is_little {
                u32::from_le_bytes(unit)
            } else {
                u32::from_be_bytes(unit)
            };
            char::from_u32(value)
                .is_some_and(|c| !c.is_control() || c.is_whitespace() || c == '\u{7}')
        })
    };
    if head.len() < 16 || !bytes.len().is_multiple_of(4) {
        return None;
    }
    [true, false].into_iter().find(|is_little| is(*is_little))
}

/// Whether enough bytes are zero for text in 16-bit units.
pub(crate) fn is_likely_wide(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = head.iter().filter(|&&byte| byte == 0).count();
    let text = head
        .iter()
        .filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
        .count();
    head.len() >= 4 && zeros * 4 >= head.len() && text * 3 >= head.len()
}

/// Text in 16-bit units, little-endian.
pub(crate) fn utf16le(bytes: &[u8]) -> String {
    UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
}

/// The lines with bytes outside ASCII, and one line around them, when more than one guess is to be
/// made: the others read the same in every charset that is guessed.
fn foreign_lines(bytes: &[u8], most: usize) -> std::borrow::Cow<'_, [u8]> {
    if most == 1 {
        return bytes.into();
    }
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let is_near = |at: usize| {
        lines[at.saturating_sub(1)..(at + 2).min(lines.len())]
            .iter()
            .any(|line| !line.is_ascii())
    };
    let near: Vec<u8> = (0..lines.len())
        .filter(|&at| is_near(at))
        .flat_map(|at| lines[at])
        .copied()
        .collect();
    near.into()
}

/// The runs of text in bytes that are no text as a whole, in 8-bit and in 16-bit units, a line
/// each.
pub(crate) fn strings(bytes: &[u8]) -> String {
    const SHORTEST: usize = 6;
    let mut found = String::new();
    let is_text = |byte: u8| byte.is_ascii_graphic() || byte == b' ' || byte == b'\t';
    for run in bytes
        .split(|&byte| !is_text(byte))
        .filter(|run| run.len() >= SHORTEST)
    {
        found.extend(run.iter().map(|&byte| char::from(byte)));
        found.push('\n');
    }
    // The same in UTF-8, where it goes beyond ASCII.
    for chunk in bytes
        .utf8_chunks()
        .map(|chunk| chunk.valid())
        .filter(|valid| !valid.is_ascii())
    {
        let runs = chunk.split(|c: char| c.is_control() && c != '\t');
        for run in runs.filter(|run| run.len() >= SHORTEST && !run.is_ascii()) {
            found.push_str(run);
            found.push('\n');
        }
    }
    let mut at = 0;
    let mut run = String::new();
    while at + 1 < bytes.len() {
        match [bytes[at], bytes[at + 1]] {
            [low, 0] if is_text(low) => {
                run.push(char::from(low));
                at += 2;
            }
            _ => {
                if run.len() >= SHORTEST {
                    found.push_str(&run);
                    found.push('\n');
                }
                // The next unit may start at an odd place.
                at += if run.is_empty() { 1 } else { 0 };
                run.clear();
            }
        }
    }
    if run.len() >= SHORTEST {
        found.push_str(&run);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_in_its_charset_or_not() {
        for (label, bytes, is_in) in [
            ("utf-8", "é".as_bytes(), true),
            ("utf-8", b"\xe9", false),
            ("us-ascii", b"\xe9", true),
            ("x-none", b"plain", true),
            ("x-none", b"\xe9", false),
            ("iso-2022-jp", b"\x93\xfa", false),
            ("shift_jis", b"\x93\xfa", true),
        ] {
            assert_eq!(holds(bytes, label), is_in, "{label} {bytes:?}");
        }
    }

    #[test]
    fn a_charset_by_another_name_hides_nothing_from_programs_that_do_not_know_it() {
        for (label, bytes) in [
            ("cp950", &b"the\xa4secret plan"[..]),
            ("ms950", b"the\xa4secret plan"),
            ("cp949", b"the\xa4secret plan"),
            ("UHC", b"the\xa4secret plan"),
            ("iso2022jp", b"the \x1b$Bsecret \x1b(B plan"),
        ] {
            let (texts, unknown) = readings(bytes, Some(label));
            assert!(unknown, "{label}");
            assert!(texts.iter().any(|text| text.contains("secret")), "{label}");
        }
        let (texts, _) = readings(b"\xba\x7e\xa6\x72", Some("cp950"));
        assert!(texts.iter().any(|text| text == "漢字"), "{texts:?}");
    }
}
