//! Words that the source of a page marks in pieces: Markdown, wikis, forums.

use super::tex;

/// Signs that mark letters in Markdown and wikis, the longest first.
const SIGNS: [&str; 9] = ["'''", "''", "***", "**", "__", "~~", "*", "_", "`"];

/// The text without what marks its letters; `None` where nothing does.
pub(super) fn unmarked(text: &str) -> Option<String> {
    if tex::is_source(text) {
        return Some(tex::plain(text));
    }
    // reStructuredText parts what it marks from the rest of the word by a blank that isn't shown.
    let whole = text.contains("\\ ").then(|| text.replace("\\ ", ""));
    let mut plain = String::new();
    let mut rest = whole.as_deref().unwrap_or(text);
    let mut is_changed = false;
    while let Some(at) = rest.find(['*', '_', '~', '`', '\'', '[']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((shown, length)) = link(rest) {
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            is_changed |= is_letter(plain.chars().next_back());
            is_changed |= is_letter(rest[length..].chars().next());
            plain.push_str(shown);
            rest = &rest[length..];
            continue;
        }
        let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
        let sign = sign.map(|sign| sign.len()).or_else(|| forum_mark(rest));
        let length = sign.unwrap_or(1);
        // Only between letters: elsewhere it parts no word, and numbers aren't put together.
        let is_between = sign.is_some()
            && plain.chars().next_back().is_some_and(char::is_alphabetic)
            && rest[length..]
                .chars()
                .next()
                .is_some_and(char::is_alphabetic);
        if is_between {
            is_changed = true;
        } else {
            plain.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    plain.push_str(rest);
    is_changed.then_some(plain)
}

/// A line without the signs that say of the next one that it marks nothing, as Markdown has them;
/// `None` where there are none within a word or a number.
pub(super) fn unescaped(line: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = line;
    let mut is_changed = false;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let mut after = rest.chars();
        let (sign, next) = (after.next(), after.next());
        let is_of_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let before = plain.chars().next_back();
        let is_escape = match sign {
            // Signs of programs' own escapes, and of paths.
            Some('"' | '\'' | '/' | '\\') | None => false,
            Some(' ') => is_digit(before) && is_digit(next),
            Some(sign) => sign.is_ascii_punctuation() && is_of_word(before) && is_of_word(next),
        };
        if is_escape {
            is_changed = true;
        } else {
            plain.push('\\');
        }
        // The second of two is no start.
        if let Some(sign) = sign {
            plain.push(sign);
            rest = &rest[sign.len_utf8()..];
        }
    }
    plain.push_str(rest);
    is_changed.then_some(plain)
}

/// The length of a mark of forums that starts a text: `[b]`, `[/color]`, `[size=2]`.
fn forum_mark(text: &str) -> Option<usize> {
    const LONGEST: usize = 64;
    let inner = text.strip_prefix('[')?;
    let end = inner.bytes().take(LONGEST).position(|byte| byte == b']')?;
    let name = inner[..end].strip_prefix('/').unwrap_or(&inner[..end]);
    let name = name.split('=').next().unwrap_or_default();
    let is_name =
        (1..=8).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_name.then_some(end + 2)
}

/// What a link that starts a text shows, and its length: `[shown](address)`, `[[page|shown]]`.
fn link(text: &str) -> Option<(&str, usize)> {
    const LONGEST: usize = 512;
    // Links stand on one line, and not in each other.
    let ends = |text: &str, end: &str| {
        let head = &text[..text.floor_char_boundary(LONGEST)];
        let head = head.find(['\n', '[']).map_or(head, |stop| &head[..stop]);
        head.find(end)
    };
    if let Some(inner) = text.strip_prefix("[[") {
        let end = ends(inner, "]]")?;
        let shown = inner[..end].rsplit('|').next().unwrap_or_default();
        return Some((shown, end + 4));
    }
    let inner = text.strip_prefix('[')?;
    let end = ends(inner, "](")?;
    let address = &inner[end + 2..];
    let close = ends(address, ")")?;
    Some((&inner[..end], 1 + end + 2 + close + 1))
}
