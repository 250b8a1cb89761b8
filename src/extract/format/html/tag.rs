//! Tags, read as the HTML standard has it.

use super::reference::unescaped;

/// A tag: its name, whether it closes an element, its attributes, and its length in the source.
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) closes: bool,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) length: usize,
}

impl Tag {
    /// Reads a tag that starts `source` (HTML standard, 13.2.5.6 to 13.2.5.40).
    pub(super) fn read(source: &str) -> Self {
        let bytes = source.as_bytes();
        let closes = bytes.get(1) == Some(&b'/');
        let start = if closes { 2 } else { 1 };
        let until = |from: usize, stops: &[u8]| {
            let found = bytes[from..]
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || stops.contains(byte));
            found.map_or(bytes.len(), |n| from + n)
        };
        let mut at = until(start, b"/>");
        let name = source[start..at].to_ascii_lowercase();
        let mut attributes = Vec::new();
        loop {
            while bytes
                .get(at)
                .is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/')
            {
                at += 1;
            }
            match bytes.get(at) {
                None => break,
                Some(b'>') => {
                    at += 1;
                    break;
                }
                Some(_) => {}
            }
            // An equals sign that starts a name belongs to it.
            let end = until(at + usize::from(bytes[at] == b'='), b"/>=");
            let attribute = source[at..end].to_ascii_lowercase();
            at = skip_space(bytes, end);
            let mut value = "";
            if bytes.get(at) == Some(&b'=') {
                at = skip_space(bytes, at + 1);
                let quote = bytes
                    .get(at)
                    .copied()
                    .filter(|byte| matches!(byte, b'"' | b'\''));
                let (from, end) = match quote {
                    Some(quote) => (
                        at + 1,
                        memchr::memchr(quote, &bytes[at + 1..]).map_or(bytes.len(), |n| at + 1 + n),
                    ),
                    None => (at, until(at, b">")),
                };
                value = &source[from..end];
                at = (end + usize::from(quote.is_some())).min(bytes.len());
            }
            attributes.push((attribute, unescaped(value)));
        }
        Self {
            name,
            closes,
            attributes,
            length: at,
        }
    }
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

/// What stays of a piece of markup with no regard to styles: for what isn't shown by itself.
pub(super) fn without_tags(source: &str) -> String {
    let mut text = String::new();
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    text.push_str(rest);
    unescaped(&text)
}
