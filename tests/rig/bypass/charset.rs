//! Texts in the charsets that mail comes in.

use encoding_rs::Encoding;

/// A charset: the label that the mail bears, and what its bytes really are.
pub struct Charset {
    pub name: &'static str,
    pub label: &'static str,
    is: Coding,
}

enum Coding {
    /// Of the Encoding standard, by its name there.
    Listed(&'static str),
    Utf7,
    Utf16(End, bool),
    Utf32(End, bool),
}

#[derive(Clone, Copy)]
enum End {
    Big,
    Little,
}

use Coding::{Listed, Utf7, Utf16, Utf32};

const fn charset(name: &'static str, label: &'static str, is: Coding) -> Charset {
    Charset { name, label, is }
}

/// An empty label: the part doesn't name a charset.
pub const CHARSETS: &[Charset] = &[
    charset("utf-8", "utf-8", Listed("utf-8")),
    charset("utf-8-quoted-label", "\"UTF-8\"", Listed("utf-8")),
    charset("utf-8-as-latin-1", "iso-8859-1", Listed("utf-8")),
    charset("utf-8-as-ascii", "us-ascii", Listed("utf-8")),
    charset("utf-8-unlabelled", "", Listed("utf-8")),
    charset("utf-8-unknown-label", "x-unknown", Listed("utf-8")),
    charset("utf-8-as-shift-jis", "shift_jis", Listed("utf-8")),
    charset("latin-1", "iso-8859-1", Listed("windows-1252")),
    charset("latin-9", "iso-8859-15", Listed("iso-8859-15")),
    charset("latin-1-as-utf-8", "utf-8", Listed("windows-1252")),
    charset("latin-1-unlabelled", "", Listed("windows-1252")),
    charset("windows-1251", "windows-1251", Listed("windows-1251")),
    charset("koi8-r", "koi8-r", Listed("koi8-r")),
    charset("koi8-r-unlabelled", "", Listed("koi8-r")),
    charset("windows-1251-as-utf-8", "utf-8", Listed("windows-1251")),
    charset("iso-8859-5", "iso-8859-5", Listed("iso-8859-5")),
    charset("ibm866-unlabelled", "", Listed("ibm866")),
    charset("windows-1253", "windows-1253", Listed("windows-1253")),
    charset("gb18030", "gb18030", Listed("gb18030")),
    charset("gbk-labelled-gb2312", "gb2312", Listed("gbk")),
    charset("gb18030-unlabelled", "", Listed("gb18030")),
    charset("big5", "big5", Listed("big5")),
    charset("shift-jis", "shift_jis", Listed("shift_jis")),
    charset("euc-jp", "euc-jp", Listed("euc-jp")),
    charset("iso-2022-jp", "iso-2022-jp", Listed("iso-2022-jp")),
    charset("euc-kr", "euc-kr", Listed("euc-kr")),
    charset("macintosh", "macintosh", Listed("macintosh")),
    charset("utf-7", "utf-7", Utf7),
    charset("utf-7-unicode-1-1", "unicode-1-1-utf-7", Utf7),
    charset("utf-16", "utf-16", Utf16(End::Big, true)),
    charset("utf-16be", "utf-16be", Utf16(End::Big, false)),
    charset("utf-16le", "utf-16le", Utf16(End::Little, false)),
    charset("utf-16le-with-mark", "utf-16", Utf16(End::Little, true)),
    charset("utf-16le-unlabelled", "", Utf16(End::Little, true)),
    charset("utf-16be-as-utf-8", "utf-8", Utf16(End::Big, true)),
    charset("utf-32be", "utf-32be", Utf32(End::Big, false)),
    charset("utf-32le-with-mark", "utf-32", Utf32(End::Little, true)),
];

impl Charset {
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        match self.is {
            Listed(name) => {
                let (bytes, _, unmappable) =
                    Encoding::for_label(name.as_bytes()).unwrap().encode(text);
                (!unmappable).then(|| bytes.into_owned())
            }
            Utf7 => Some(utf7(text)),
            Utf16(end, marked) => {
                let units = marked
                    .then_some(0xfeff)
                    .into_iter()
                    .chain(text.encode_utf16());
                Some(
                    units
                        .flat_map(|unit| ordered(unit.to_be_bytes(), end))
                        .collect(),
                )
            }
            Utf32(end, marked) => {
                let units = marked
                    .then_some(0xfeff)
                    .into_iter()
                    .chain(text.chars().map(u32::from));
                Some(
                    units
                        .flat_map(|unit| ordered(unit.to_be_bytes(), end))
                        .collect(),
                )
            }
        }
    }

    /// Whether what it is can be written in a header as it is: ASCII stays ASCII in it.
    pub fn extends_ascii(&self) -> bool {
        matches!(self.is, Listed(name) if name != "iso-2022-jp")
    }
}

fn ordered<const N: usize>(mut bytes: [u8; N], end: End) -> [u8; N] {
    if matches!(end, End::Little) {
        bytes.reverse();
    }
    bytes
}

/// UTF-7 (RFC 2152), in which letters too are encoded.
fn utf7(text: &str) -> Vec<u8> {
    let mut encoded = Vec::new();
    for line in text.split_inclusive("\r\n") {
        let (content, end) = line
            .strip_suffix("\r\n")
            .map_or((line, ""), |content| (content, "\r\n"));
        if !content.is_empty() {
            let bytes: Vec<u8> = content.encode_utf16().flat_map(u16::to_be_bytes).collect();
            encoded.push(b'+');
            encoded.extend(
                super::transfer::base64_of(&bytes)
                    .trim_end_matches('=')
                    .bytes(),
            );
            encoded.push(b'-');
        }
        encoded.extend_from_slice(end.as_bytes());
    }
    encoded
}
