//! Words that the source of a page marks in pieces: Markdown, wikis, TeX.

/// Signs that mark letters in Markdown and wikis, the longest first.
const SIGNS: [&str; 9] = ["'''", "''", "***", "**", "__", "~~", "*", "_", "`"];

/// The text without what marks its letters; `None` where nothing does.
pub(super) fn unmarked(text: &str) -> Option<String> {
    if is_tex(text) {
        return Some(without_commands(text));
    }
    let mut plain = String::new();
    let mut rest = text;
    let mut is_changed = false;
    while let Some(at) = rest.find(['*', '_', '~', '`', '\'']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
        let length = sign.map_or(1, |sign| sign.len());
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

fn is_tex(text: &str) -> bool {
    ["\\documentclass", "\\documentstyle", "\\begin{", "\\input{"]
        .iter()
        .any(|start| text.contains(start))
}

/// The source of TeX with its commands and braces gone: what they mark stands there whole.
fn without_commands(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '{', '}']) {
        plain.push_str(&rest[..at]);
        let Some(command) = rest[at..].strip_prefix('\\') else {
            rest = &rest[at + 1..];
            continue;
        };
        let letters = command.bytes().take_while(u8::is_ascii_alphabetic).count();
        // A hyphen that may be, or an italic correction.
        let is_mark = command.starts_with(['-', '/']);
        rest = &command[letters.max(usize::from(is_mark))..];
        // The blank that ends a command is no text.
        rest = rest
            .strip_prefix(' ')
            .filter(|_| letters > 0)
            .unwrap_or(rest);
    }
    plain.push_str(rest);
    plain
}
