//! Sources of man pages and other documents of troff: changes of fonts and sizes go, named
//! characters come.

use unicode_normalization::UnicodeNormalization;

/// Requests and macros that start the lines of such a source.
const REQUESTS: &[&str] = &[
    ".TH ", ".SH", ".PP", ".LP", ".Dd ", ".Sh ", ".nf", ".TL", ".NH", ".ft ", ".br", ".sp",
    ".\\\"", "'\\\"",
];

/// The text without escapes; `None` where it is no such source.
pub(super) fn plain(text: &str) -> Option<String> {
    let is_request = |line: &str| REQUESTS.iter().any(|request| line.starts_with(request));
    if !text.contains('\\') || !text.lines().any(is_request) {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let Some(kind) = escape.chars().next() else {
            break;
        };
        let after = &escape[kind.len_utf8()..];
        rest = match kind {
            'f' | 'm' | 'M' | 'F' | 'g' | 'k' | 'n' | '*' => name(after).1,
            's' => {
                let after = after.strip_prefix(['+', '-']).unwrap_or(after);
                name(after).1
            }
            '(' | '[' => {
                let (named, after) = name(escape);
                plain.push_str(&character(named));
                after
            }
            // A line that goes on, what takes no room, where a word may be parted.
            'c' => after.strip_prefix('\n').unwrap_or(after),
            '&' | '%' | ':' | '/' | ',' | '|' | '^' | ')' | '\n' => after,
            '-' | '.' | '\'' | '`' => {
                plain.push(kind);
                after
            }
            'e' => {
                plain.push('\\');
                after
            }
            ' ' | '~' | '0' => {
                plain.push(' ');
                after
            }
            _ => after,
        };
    }
    plain.push_str(rest);
    Some(plain)
}

/// A name: one character, two behind a bracket, or any number between brackets; and what follows.
fn name(text: &str) -> (&str, &str) {
    let ends = |length: usize| {
        text.char_indices()
            .nth(length)
            .map_or(text.len(), |(at, _)| at)
    };
    if text.starts_with('(') {
        let end = ends(3);
        return (&text[1.min(end)..end], &text[end..]);
    }
    if let Some(inner) = text.strip_prefix('[') {
        const LONGEST: usize = 64;
        let head = &inner[..inner.floor_char_boundary(LONGEST)];
        return match head
            .find([']', '\n'])
            .filter(|end| head[*end..].starts_with(']'))
        {
            Some(end) => (&inner[..end], &inner[end + 1..]),
            None => ("", inner),
        };
    }
    text.split_at(ends(1))
}

/// A character by its name (groff_char).
fn character(name: &str) -> String {
    let code = name.strip_prefix('u').filter(|digits| digits.len() >= 4);
    if let Some(c) = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
        return c.to_string();
    }
    let mut chars = name.chars();
    let (Some(sign), Some(letter), None) = (chars.next(), chars.next(), chars.next()) else {
        return String::new();
    };
    let mark = match (sign, letter) {
        ('s', 's') => return "ß".into(),
        ('h' | 'm' | 'e', 'y' | 'i' | 'n' | 'm') => return "-".into(),
        ('f', 'i') => return "fi".into(),
        ('f', 'l') => return "fl".into(),
        ('a', 'e') => return "æ".into(),
        ('o', 'e') => return "œ".into(),
        ('o', 'A' | 'a') => '\u{30a}',
        (':', _) => '\u{308}',
        ('\'', _) => '\u{301}',
        ('`', _) => '\u{300}',
        ('^', _) => '\u{302}',
        ('~', _) => '\u{303}',
        (',', _) => '\u{327}',
        ('v', _) => '\u{30c}',
        ('/', 'o') => return "ø".into(),
        ('/', 'l') => return "ł".into(),
        _ => return String::new(),
    };
    [letter, mark].iter().copied().nfc().collect()
}
