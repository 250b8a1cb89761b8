//! Bytes as text, in each way in which a mail program may read them.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// The texts that `bytes` may be read as, the declared charset first, and whether that charset is unknown.
pub(super) fn readings(bytes: &[u8], label: Option<&str>) -> (Vec<String>, bool) {
    let label = label.map(|label| label.trim().trim_matches(['"', '\'']).to_ascii_lowercase()).unwrap_or_default();
    let mut texts = Vec::new();
    let mut unknown = false;
    let utf8 = std::str::from_utf8(bytes).ok();
    match label.as_str() {
        "" | "us-ascii" | "ascii" | "utf-8" | "utf8" => {}
        // Labels for charsets too dangerous to decode (WHATWG Encoding, "replacement") decode to nothing.
        "replacement" | "csiso2022kr" | "hz-gb-2312" | "iso-2022-cn" | "iso-2022-cn-ext" | "iso-2022-kr" => {
            unknown = true
        }
        "utf-32" | "utf-32le" | "utf-32be" | "utf32" => texts.push(utf32(bytes, label.ends_with("le"))),
        other => match charset_decoder(other.as_bytes()) {
            Some(decode) => texts.push(decode(bytes)),
            None => unknown = true,
        },
    }
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => texts.push(utf32(bytes, bytes[0] == 0xff)),
        [0xff, 0xfe, rest @ ..] => texts.push(UTF_16LE.decode_without_bom_handling(rest).0.into_owned()),
        [0xfe, 0xff, rest @ ..] => texts.push(UTF_16BE.decode_without_bom_handling(rest).0.into_owned()),
        _ if looks_wide(bytes) => {
            texts.push(UTF_16LE.decode_without_bom_handling(bytes).0.into_owned());
            texts.push(UTF_16BE.decode_without_bom_handling(bytes).0.into_owned());
        }
        _ => {}
    }
    match utf8 {
        Some(text) => texts.push(text.to_owned()),
        None => {
            let declared_utf8 = label.starts_with("utf");
            if texts.is_empty() || declared_utf8 {
                let lossy = String::from_utf8_lossy(bytes);
                // Some show what isn't UTF-8 as a sign of its own, others show nothing.
                texts.push(lossy.replace('\u{fffd}', ""));
                texts.push(lossy.into_owned());
                texts.push(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned());
            }
        }
    }
    let mut distinct: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts {
        if !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    (distinct, unknown)
}

/// Whether so many bytes are zero that this is text in 16-bit units.
pub(super) fn looks_wide(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = head.iter().filter(|&&byte| byte == 0).count();
    let text = head.iter().filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()).count();
    head.len() >= 4 && zeros * 4 >= head.len() && text * 3 >= head.len()
}

/// Text in 16-bit units, little-endian.
pub(super) fn utf16le(bytes: &[u8]) -> String {
    UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
}

fn utf32(bytes: &[u8], little: bool) -> String {
    let unit = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        char::from_u32(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    };
    bytes.chunks_exact(4).map(|four| unit(four).unwrap_or('\u{fffd}')).collect()
}

/// The runs of text in bytes that are no text as a whole, in 8-bit and in 16-bit units, a line each.
pub(super) fn strings(bytes: &[u8]) -> String {
    const SHORTEST: usize = 6;
    let mut found = String::new();
    let is_text = |byte: u8| byte.is_ascii_graphic() || byte == b' ' || byte == b'\t';
    for run in bytes.split(|&byte| !is_text(byte)).filter(|run| run.len() >= SHORTEST) {
        found.extend(run.iter().map(|&byte| char::from(byte)));
        found.push('\n');
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
