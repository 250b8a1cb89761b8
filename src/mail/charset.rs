//! Bytes as text: in the charset that they say they are in, and in those that a program may guess.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, IBM866, ISO_2022_JP, ISO_8859_5, ISO_8859_7,
    KOI8_R, KOI8_U, MACINTOSH, REPLACEMENT, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_874,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1255, WINDOWS_1256,
};
use mail_parser::decoders::charsets::map::charset_decoder;

mod code_page;
mod doubt;
mod page;
mod readings;
mod shifted;

pub(crate) use page::{likeliest_of_page, named_in_page};
pub(crate) use readings::{holds, likeliest};
pub(crate) use readings::{is_likely_wide, readings, strings, utf16le, utf32_end};

/// What programs take bytes for that name no charset, or a wrong one, in the countries of the
/// world.
const GUESSED: [&Encoding; 16] = [
    WINDOWS_1252,
    WINDOWS_1251,
    KOI8_R,
    GB18030,
    BIG5,
    SHIFT_JIS,
    EUC_JP,
    EUC_KR,
    ISO_8859_5,
    IBM866,
    WINDOWS_1250,
    WINDOWS_1253,
    ISO_8859_7,
    WINDOWS_1255,
    WINDOWS_1256,
    MACINTOSH,
];

/// The text that bytes are in the charset `label`; `None` when there is no such charset.
pub fn decoded(bytes: &[u8], label: &str) -> Option<String> {
    let label = trimmed(label);
    match label.as_str() {
        "utf-32" | "utf32" | "utf-32be" | "utf-32le" => Some(utf32(bytes, label.ends_with("le"))),
        "utf-16" | "utf16" => Some(utf16(bytes)),
        "utf-7" | "utf7" => Some(shifted::utf7(bytes)),
        // Microsoft's name for what it calls Shift_JIS elsewhere.
        "cp932" | "ms932" | "windows-932" => {
            Some(SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned())
        }
        label => charset_decoder(label.as_bytes()).map(|decode| decode(bytes)),
    }
}

/// The text that bytes are in a charset by a name that few programs know: code pages by their
/// numbers, names without their hyphens, charsets that browsers refuse. Other programs guess then,
/// so this is one reading among others, never the only one.
pub fn decoded_by_other_name(bytes: &[u8], label: &str) -> Option<String> {
    let name: String = trimmed(label)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let name = name.strip_prefix("cs").unwrap_or(&name);
    let name = name.strip_prefix('x').unwrap_or(name);
    let encoding = match name {
        "hz" | "hzgb2312" => return Some(shifted::hz(bytes)),
        "iso2022kr" => return Some(shifted::iso_2022(bytes, true)),
        "iso2022cn" | "iso2022cnext" => return Some(shifted::iso_2022(bytes, false)),
        "utf7" | "unicode11utf7" | "unicode20utf7" => return decoded(bytes, "utf-7"),
        "utf8mb4" | "utf8sig" | "unicode11utf8" | "cp65001" | "65001" => {
            return Some(String::from_utf8_lossy(bytes).into_owned());
        }
        "ucs4" | "iso10646ucs4" => return Some(utf32(bytes, false)),
        "ucs2" | "iso10646ucs2" | "utf16" => return Some(utf16(bytes)),
        "koi8r" => KOI8_R,
        "koi8u" | "koi8ru" => KOI8_U,
        "shiftjis" | "sjis" | "mskanji" | "windows31j" | "shiftjisx0213" | "shiftjis2004"
        | "macjapanese" => SHIFT_JIS,
        "eucjp" | "eucjpms" | "ujis" | "eucjisx0213" | "eucjis2004" => EUC_JP,
        "iso2022jp" | "iso2022jp1" | "iso2022jp2" | "iso2022jp3" | "iso2022jp2004"
        | "iso2022jpms" => ISO_2022_JP,
        "euccn" | "gb2312" | "gb231280" | "gbk" | "macchinesesimp" => GBK,
        "big5" | "cnbig5" | "big5hkscs" | "big5eten" | "macchinesetrad" => BIG5,
        "uhc" | "euckr" | "ksc5601" | "ksc56011987" | "mackorean" => EUC_KR,
        "tis620" | "macthai" => WINDOWS_874,
        "mac" | "macroman" | "macintosh" => MACINTOSH,
        "macce" | "maccentraleurroman" => return code_page::decoded(bytes, 10029),
        "macgreek" => return code_page::decoded(bytes, 10006),
        "macicelandic" => return code_page::decoded(bytes, 10079),
        "macturkish" => return code_page::decoded(bytes, 10081),
        "latin0" | "latin9" => return decoded(bytes, "iso-8859-15"),
        name => match numbered(name) {
            Some(Numbered::Page(number)) => return code_page::decoded(bytes, number),
            Some(Numbered::As(label)) => return decoded(bytes, &label),
            Some(Numbered::In(encoding)) => encoding,
            // What browsers know.
            None => Encoding::for_label(trimmed(label).as_bytes())
                .filter(|&encoding| encoding != REPLACEMENT)?,
        },
    };
    Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// What a code page is, by its number.
enum Numbered {
    In(&'static Encoding),
    /// The charset with this label.
    As(String),
    /// A page of DOS.
    Page(u16),
}

/// The code page that a name means, which is in lower case and without signs: `cp1252`,
/// `windows1252`, `ms1252`.
fn numbered(name: &str) -> Option<Numbered> {
    const FAMILIES: [&str; 8] = [
        "windows", "codepage", "ansi", "win", "ibm", "dos", "cp", "ms",
    ];
    let number = FAMILIES.iter().find_map(|family| name.strip_prefix(family));
    Some(match number.unwrap_or(name).parse().ok()? {
        866 => Numbered::In(IBM866),
        874 => Numbered::In(WINDOWS_874),
        932 | 943 => Numbered::In(SHIFT_JIS),
        936 => Numbered::In(GBK),
        949 | 51949 => Numbered::In(EUC_KR),
        950 | 951 => Numbered::In(BIG5),
        1200 => Numbered::As("utf-16le".into()),
        1201 => Numbered::As("utf-16be".into()),
        number @ 1250..=1258 => Numbered::As(format!("windows-{number}")),
        10000 => Numbered::In(MACINTOSH),
        10007 => Numbered::As("x-mac-cyrillic".into()),
        20127 => Numbered::As("us-ascii".into()),
        20866 => Numbered::In(KOI8_R),
        21866 => Numbered::As("koi8-u".into()),
        number @ 28591..=28606 => Numbered::As(format!("iso-8859-{}", number - 28590)),
        50220..=50222 => Numbered::In(ISO_2022_JP),
        20932 | 51932 => Numbered::In(EUC_JP),
        54936 => Numbered::In(GB18030),
        65000 => Numbered::As("utf-7".into()),
        number => Numbered::Page(number),
    })
}

/// A charset's label in lower case, without the white space and quotes around it.
fn trimmed(label: &str) -> String {
    label
        .trim()
        .trim_matches(['"', '\''])
        .trim()
        .to_ascii_lowercase()
}

/// A label without what doesn't belong there: a comment, another parameter, what iconv is told.
fn first_word(label: &str) -> &str {
    let label = label.strip_prefix("charset=").unwrap_or(label);
    let end = label.find(|c: char| c.is_whitespace() || ";,(/\"'".contains(c));
    &label[..end.unwrap_or(label.len())]
}

/// The texts that bytes may be taken for, UTF-8 first; when they are UTF-8, that alone,
/// or what their escape sequences say before it.
pub fn guesses(bytes: &[u8]) -> Vec<String> {
    match std::str::from_utf8(bytes) {
        // Bytes that say by escape sequences that they are Japanese are ASCII, too.
        Ok(text) => readings::unsaid_japanese(bytes)
            .into_iter()
            .chain([text.to_owned()])
            .collect(),
        Err(_) => {
            let lossy = String::from_utf8_lossy(bytes).into_owned();
            // Some show what isn't UTF-8 as a sign of its own, others show nothing.
            let mut texts = vec![lossy.replace('\u{fffd}', ""), lossy];
            texts.extend(legacy(bytes));
            texts
        }
    }
}

/// The texts that bytes are in charsets older than Unicode, those in which they are none left out.
pub fn legacy(bytes: &[u8]) -> impl Iterator<Item = String> {
    in_each(bytes, &GUESSED)
}

/// The texts that bytes are in charsets, those in which they are none left out.
fn in_each(bytes: &[u8], charsets: &[&'static Encoding]) -> impl Iterator<Item = String> {
    let text = |encoding: &&'static Encoding| {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
    };
    charsets.iter().filter_map(text)
}

/// Text in 16-bit units, with a byte order mark or without; without one, in the order that gives
/// more room between words.
fn utf16(bytes: &[u8]) -> String {
    let (is_little, bytes) = match bytes {
        [0xff, 0xfe, rest @ ..] => (true, rest),
        [0xfe, 0xff, rest @ ..] => (false, rest),
        _ => {
            let is_room = |low: u8, high: u8| high == 0 && matches!(low, b' ' | b'\r' | b'\n');
            let pairs = || bytes[..bytes.len().min(4096)].chunks_exact(2);
            let little = pairs().filter(|pair| is_room(pair[0], pair[1])).count();
            let big = pairs().filter(|pair| is_room(pair[1], pair[0])).count();
            (little >= big, bytes)
        }
    };
    let encoding = if is_little { UTF_16LE } else { UTF_16BE };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    text.into_owned()
}

/// Text in 32-bit units, with a byte order mark or without.
pub fn utf32(bytes: &[u8], is_little: bool) -> String {
    let (is_little, bytes) = match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => (true, rest),
        [0, 0, 0xfe, 0xff, rest @ ..] => (false, rest),
        _ => (is_little, bytes),
    };
    let unit = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        char::from_u32(if is_little {
            u32::from_le_bytes(four)
        } else {
            u32::from_be_bytes(four)
        })
    };
    bytes
        .chunks_exact(4)
        .map(|four| unit(four).unwrap_or('\u{fffd}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_without_a_charset_are_read_as_people_would() {
        let guessed = |bytes: &[u8], text: &str| guesses(bytes).iter().any(|guess| guess == text);
        assert_eq!(guesses("é".as_bytes()), ["é"]);
        assert!(guessed(b"\x1b$B!Z\x1b(Bsecure\x1b$B![\x1b(B", "【secure】"));
        assert!(guessed(b"s\xe9cret", "sécret") && guessed(b"s\xe9cret", "scret"));
        assert!(guessed(b"\xd3\xc5\xcb\xd2\xc5\xd4", "секрет"), "KOI8-R");
        assert!(
            guessed(b"\xf1\xe5\xea\xf0\xe5\xf2", "секрет"),
            "Windows-1251"
        );
        assert!(guessed(b"\xbb\xfa\xc3\xdc", "机密"), "GB18030");
    }

    #[test]
    fn charsets_by_their_names() {
        assert_eq!(decoded(b"\xd3", " \"KOI8-R\"").as_deref(), Some("с"));
        assert_eq!(
            decoded(b"\xff\xfe\0\0a\0\0\0", "utf-32").as_deref(),
            Some("a")
        );
        assert_eq!(decoded(b"a", "x-unknown"), None);
        for (label, bytes, text) in [
            ("x-cp1251", &b"\xcf"[..], "П"),
            ("Windows1252", b"\xe9", "é"),
            ("cp28592", b"\xb9", "š"),
            ("IBM852", b"\xe7", "š"),
            ("cp65001", "é".as_bytes(), "é"),
            ("HZ-GB-2312", b"~{<:~}", "己"),
            ("csISO2022KR", b"\x1b$)C\x0eGQ\x0f", "한"),
            ("x-unicode-2-0-utf-7", b"+byI-", "漢"),
            ("UTF-7", b"a+AOk b+- +AOk-c", "aé b+ éc"),
            ("koi8r", b"\xd3", "с"),
            ("csWindows31J", b"\x93\xfa", "日"),
            ("shiftjis", b"\x93\xfa", "日"),
            ("ujis", b"\xc6\xfc", "日"),
            ("Latin-9", b"\xa4", "€"),
            ("dos-866", b"\x8f", "П"),
            ("EUC-CN", b"\xbb\xfa", "机"),
            ("cp874", b"\xca", "ส"),
            ("x-mac-ce", b"\xeb", "Ž"),
            ("x-mac-turkish", b"\xdf", "ş"),
            ("MacRoman", b"\x8e", "é"),
            ("UTF-16", b"\0a\0 \0b", "a b"),
            ("iso-10646-ucs-2", b"a\0 \0b\0", "a b"),
        ] {
            let found = decoded_by_other_name(bytes, label);
            assert_eq!(found.as_deref(), Some(text), "{label}");
        }
        assert_eq!(decoded_by_other_name(b"a", "x-unknown"), None);
        assert_eq!(decoded_by_other_name(b"a", "cp1"), None);
    }
}
