//! Bytes as text: in the charset that they say they are in, and in those that a program may guess.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, IBM866, ISO_2022_JP, ISO_8859_5, ISO_8859_7, KOI8_R,
    MACINTOSH, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1255,
    WINDOWS_1256,
};
use mail_parser::decoders::charsets::map::charset_decoder;

mod readings;

pub(crate) use readings::{is_likely_wide, readings, strings, utf16le, utf32_end};
pub(crate) use readings::{likeliest, likeliest_of_page, named_in_page};

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
        // Microsoft's name for what it calls Shift_JIS elsewhere.
        "cp932" | "ms932" | "windows-932" => {
            Some(SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned())
        }
        label => charset_decoder(label.as_bytes()).map(|decode| decode(bytes)),
    }
}

/// The text that bytes are in a charset by a name that no registry has: Microsoft's code pages, and
/// names without their hyphens. Other programs don't know such a name and guess, so this is one
/// reading among others, never the only one.
pub fn decoded_by_other_name(bytes: &[u8], label: &str) -> Option<String> {
    let encoding = match trimmed(label).as_str() {
        "eucjp" => EUC_JP,
        "iso2022jp" => ISO_2022_JP,
        "cp949" | "ms949" | "uhc" => EUC_KR,
        "cp950" | "ms950" => BIG5,
        "utf7" | "csutf7" | "unicode-1-1-utf-7" => return decoded(bytes, "utf-7"),
        _ => return None,
    };
    Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// A charset's label in lower case, without the white space and quotes around it.
fn trimmed(label: &str) -> String {
    label
        .trim()
        .trim_matches(['"', '\''])
        .trim()
        .to_ascii_lowercase()
}

/// The texts that bytes may be taken for, UTF-8 first; when they are UTF-8, that alone.
pub fn guesses(bytes: &[u8]) -> Vec<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => vec![text.to_owned()],
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
    let text = |encoding: &&'static Encoding| {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
    };
    GUESSED.iter().filter_map(text)
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
    }
}
