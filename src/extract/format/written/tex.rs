//! Sources of TeX, and lists of books for it: commands and braces go, accents come to letters.

use unicode_normalization::UnicodeNormalization;

/// What sources start with, or have.
const MARKS: &[&str] = &[
    "\\documentclass",
    "\\documentstyle",
    "\\begin{",
    "\\input{",
    "\\section{",
    "\\chapter{",
    "\\usepackage",
    "\\newcommand",
    // ConTeXt.
    "\\starttext",
    "\\startcomponent",
    "\\startsection",
    "\\setupinteraction",
];

/// Letters that commands stand for.
const LETTERS: &[(&str, &str)] = &[
    ("ss", "ß"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("aa", "å"),
    ("AA", "Å"),
    ("i", "i"),
    ("j", "j"),
    ("dh", "ð"),
    ("th", "þ"),
    ("TH", "Þ"),
    ("dj", "đ"),
];

/// Commands whose first argument is no text: a colour, a length, an address.
const MEASURED: &[&str] = &[
    "textcolor",
    "color",
    "colorbox",
    "href",
    "hyperref",
    "hypertarget",
    "hyperlink",
    "hspace",
    "vspace",
    "raisebox",
    "scalebox",
    "fontsize",
];

/// Whether a text is such a source.
pub(super) fn is_source(text: &str) -> bool {
    let is_book = || {
        text.match_indices('@').any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let name = text[at + 1..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
            before.is_none_or(|c| c == '\n' || c == '\u{feff}')
                && name.len() < text.len() - at - 1
                && name.trim_start().starts_with('{')
        })
    };
    MARKS.iter().any(|mark| text.contains(mark)) || is_book()
}

/// The source with its commands and braces gone: what they mark stands there whole.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '{', '}', '%', '~', '"']) {
        plain.push_str(&rest[..at]);
        // A blank at which no line ends.
        if let Some(after) = rest[at..].strip_prefix('~') {
            plain.push(' ');
            rest = after;
            continue;
        }
        if let Some(after) = rest[at..].strip_prefix('"') {
            let (shown, length) = short(plain.chars().next_back(), after);
            plain.push_str(shown);
            rest = &after[length..];
            continue;
        }
        // A comment takes the end of its line with it.
        if let Some(comment) = rest[at..].strip_prefix('%') {
            let after = comment.split_once('\n').map_or("", |(_, after)| after);
            rest = after.trim_start_matches([' ', '\t']);
            continue;
        }
        let Some(command) = rest[at..].strip_prefix('\\') else {
            rest = &rest[at + 1..];
            continue;
        };
        let letters = command.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, after) = command.split_at(letters);
        if let Some((letter, after)) = accented(command) {
            plain.push_str(&letter);
            rest = after;
            continue;
        }
        if let Some((_, letter)) = LETTERS.iter().find(|(letter, _)| *letter == name) {
            plain.push_str(letter);
        }
        // A sign that is one.
        if command.starts_with(['%', '&', '_', '#', '$', '{', '}']) {
            plain.push_str(&command[..1]);
            rest = &command[1..];
            continue;
        }
        // Narrow blanks.
        if command.starts_with([',', ';', ':', '>', ' ']) {
            plain.push(' ');
            rest = &command[1..];
            continue;
        }
        let after = without_measure(name, after);
        // A hyphen that may be, or an italic correction.
        let is_mark = command.starts_with(['-', '/']);
        rest = if is_mark { &command[1..] } else { after };
        // The blank that ends a command is no text.
        rest = rest
            .strip_prefix(' ')
            .filter(|_| letters > 0)
            .unwrap_or(rest);
    }
    plain.push_str(rest);
    plain
}

/// What a quotation mark behind this letter starts, as packages for languages have it, and the
/// length of what follows the mark: hyphens that may be and that don't part words, letters.
fn short(before: Option<char>, after: &str) -> (&'static str, usize) {
    const SHORT: &[(&str, &str)] = &[
        ("-", ""),
        ("|", ""),
        ("\"", ""),
        ("=", "-"),
        ("~", "-"),
        ("a", "ä"),
        ("o", "ö"),
        ("u", "ü"),
        ("s", "ß"),
    ];
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let found = SHORT.iter().find(|(sign, _)| after.starts_with(sign));
    match found {
        Some((sign, shown)) if is_letter(before) && is_letter(after[1..].chars().next()) => {
            (shown, sign.len())
        }
        _ => ("\"", 0),
    }
}

/// A letter with the accent that a command puts over it, and what follows.
fn accented(command: &str) -> Option<(String, &str)> {
    let sign = command.chars().next()?;
    let mark = match sign {
        '`' => '\u{300}',
        '\'' => '\u{301}',
        '^' => '\u{302}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        'u' => '\u{306}',
        '.' => '\u{307}',
        '"' => '\u{308}',
        'r' => '\u{30a}',
        'H' => '\u{30b}',
        'v' => '\u{30c}',
        'd' => '\u{323}',
        'c' => '\u{327}',
        'k' => '\u{328}',
        _ => return None,
    };
    let after = &command[1..];
    // A letter that is a command ends in a brace or a blank.
    let is_open = |c: char| c == '{' || c == ' ';
    if sign.is_ascii_alphabetic() && !after.starts_with(is_open) {
        return None;
    }
    let after = after.trim_start_matches(is_open);
    let after = after.strip_prefix('\\').unwrap_or(after);
    let letter = after.chars().next().filter(|c| c.is_alphabetic())?;
    let rest = &after[letter.len_utf8()..];
    let rest = rest.strip_prefix('}').unwrap_or(rest);
    Some(([letter, mark].iter().copied().nfc().collect(), rest))
}

/// What follows a command, without an argument that is no text.
fn without_measure<'a>(name: &str, after: &'a str) -> &'a str {
    /// No such argument is longer.
    const LONGEST: usize = 1 << 10;
    let argument = after.strip_prefix('{').filter(|_| MEASURED.contains(&name));
    let end = argument.and_then(|argument| {
        let end = argument
            .bytes()
            .take(LONGEST)
            .position(|byte| byte == b'}')?;
        Some(&argument[end + 1..])
    });
    end.unwrap_or(after)
}
