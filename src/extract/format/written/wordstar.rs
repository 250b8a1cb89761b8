//! WordStar: the last letter of a word has the eighth bit set, and so have blanks and line ends
//! that the program put there; controls amid words turn bold and other faces on and off.

use crate::mail::charset;

/// The text as people see it; `None` where bytes are none of WordStar.
pub(super) fn plain(bytes: &[u8]) -> Option<String> {
    if !is_marked(bytes) {
        return None;
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        rest = after;
        match (byte, after) {
            // A letter beyond ASCII, as DOS has it.
            (0x1b, [letter, 0x1c, ..]) => {
                plain.push(*letter);
                rest = &after[2..];
            }
            (b'\t' | b'\n' | b'\r' | b' '..=b'~', _) => plain.push(*byte),
            // A hyphen that parts a word at a line's end.
            (0x1f, [b'\r' | 0x8d, b'\n' | 0x8a, ..]) => rest = &after[2..],
            (0x0f, _) => plain.push(b' '),
            (0x80.., _) if byte & 0x7f >= b' ' || matches!(byte, 0x8a | 0x8d) => {
                plain.push(byte & 0x7f);
            }
            _ => {}
        }
    }
    charset::decoded_by_other_name(&plain, "cp437")
}

/// Whether a document of a later version starts so, whose parts have lengths of their own.
pub(super) fn is_later(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1d\x7d\0\0")
}

/// Whether bytes with the eighth bit are last letters of words, nearly all of them, and no others
/// end in one without.
fn is_marked(bytes: &[u8]) -> bool {
    const LEAST: usize = 4;
    let head = &bytes[..bytes.len().min(64 << 10)];
    let is_end = |byte: u8| {
        let byte = byte & 0x7f;
        byte <= b' ' || byte.is_ascii_punctuation()
    };
    let (mut high, mut last) = (0, 0);
    for (at, &byte) in head.iter().enumerate() {
        let is_letter = at > 0 && head.get(at + 1).is_none_or(|&next| is_end(next));
        let is_put = matches!(byte, 0x8a | 0x8d | 0xa0);
        // What stands in a sequence is a letter of DOS.
        if byte < 0x80 || at > 0 && head[at - 1] == 0x1b {
            continue;
        }
        high += 1;
        let is_last = is_letter && (byte & 0x7f).is_ascii_alphanumeric();
        last += usize::from(is_put || is_last);
    }
    last >= LEAST && last * 10 >= high * 9
}
