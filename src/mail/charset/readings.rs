//! Bytes as text, in each way in which a mail program may read them.

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::mail::charset;

/// The longest text that is read in every charset it may be in, in bytes; a longer one in those
/// only that most mail is in.
const LONGEST_GUESSED: usize = 1 << 20;

/// The texts that `bytes` may be read as, the declared charset first, and whether that charset is
/// unknown.
pub(crate) fn readings(bytes: &[u8], label: Option<&str>) -> (Vec<String>, bool) {
    let label = label
        .map(|label| label.trim().trim_matches(['"', '\'']).to_ascii_lowercase())
        .unwrap_or_default();
    let mut texts = Vec::new();
    let mut unknown = false;
    let utf8 = std::str::from_utf8(bytes).ok();
    match label.as_str() {
        "" | "us-ascii" | "ascii" | "utf-8" | "utf8" => {}
        // Labels for charsets too dangerous to decode (WHATWG Encoding, "replacement") decode to
        // nothing.
        "replacement" | "csiso2022kr" | "hz-gb-2312" | "iso-2022-cn" | "iso-2022-cn-ext"
        | "iso-2022-kr" => unknown = true,
        // Whoever wrote it didn't know (RFC 1428, section 3).
        "unknown-8bit" | "x-unknown" => {}
        other => match charset::decoded(bytes, other) {
            Some(text) => texts.push(text),
            None => unknown = true,
        },
    }
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            texts.push(charset::utf32(bytes, bytes[0] == 0xff))
        }
        [0xff, 0xfe, rest @ ..] => {
            texts.push(UTF_16LE.decode_without_bom_handling(rest).0.into_owned())
        }
        [0xfe, 0xff, rest @ ..] => {
            texts.push(UTF_16BE.decode_without_bom_handling(rest).0.into_owned())
        }
        _ if utf32_end(bytes).is_some() => {
            texts.push(charset::utf32(bytes, utf32_end(bytes) == Some(true)))
        }
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
                let most = if bytes.len() <= LONGEST_GUESSED {
                    usize::MAX
                } else {
                    1
                };
                texts.extend(charset::legacy(&foreign_lines(bytes, most)).take(most));
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

/// Whether so many bytes are zero that this is text in 16-bit units.
pub(crate) fn looks_wide(bytes: &[u8]) -> bool {
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
