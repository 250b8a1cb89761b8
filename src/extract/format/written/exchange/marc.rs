//! MARC: records of libraries, in ISO 2709 and as text.

use unicode_normalization::UnicodeNormalization;

use super::APART;

/// What ends a field, and what stands before a subfield.
const END: char = '\u{1e}';
const SUBFIELD: char = '\u{1f}';

/// How accents are named in texts, and the marks that they are.
const NAMED: &[(&str, char)] = &[
    ("{grave}", '\u{300}'),
    ("{acute}", '\u{301}'),
    ("{circ}", '\u{302}'),
    ("{tilde}", '\u{303}'),
    ("{macr}", '\u{304}'),
    ("{breve}", '\u{306}'),
    ("{dot}", '\u{307}'),
    ("{uml}", '\u{308}'),
    ("{ring}", '\u{30a}'),
    ("{dblac}", '\u{30b}'),
    ("{caron}", '\u{30c}'),
    ("{cedil}", '\u{327}'),
    ("{ogon}", '\u{328}'),
];

/// Accents before their letters in MARC-8 (ANSEL), as they stand in Windows-1252.
const ANSEL: &[(char, char)] = &[
    ('\u{e1}', '\u{300}'),
    ('\u{e2}', '\u{301}'),
    ('\u{e3}', '\u{302}'),
    ('\u{e4}', '\u{303}'),
    ('\u{e5}', '\u{304}'),
    ('\u{e6}', '\u{306}'),
    ('\u{e7}', '\u{307}'),
    ('\u{e8}', '\u{308}'),
    ('\u{e9}', '\u{30c}'),
    ('\u{ea}', '\u{30a}'),
    ('\u{ee}', '\u{30b}'),
    ('\u{f0}', '\u{327}'),
    ('\u{f1}', '\u{328}'),
];

/// Whether a text starts with the leader of a record: its length, the sizes of indicators and
/// codes, where its data begin.
pub(super) fn is_marc(start: &str) -> bool {
    let digits = |from: usize, to: usize| {
        let part = start.as_bytes().get(from..to);
        part.is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    digits(0, 5) && digits(12, 17) && start.contains(END)
}

/// The values of the fields, with accents as they stand, and as those of MARC-8.
pub(super) fn plain(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for record in text.split('\u{1d}') {
        // The leader and the list of fields come first.
        for field in record.split(END).skip(1) {
            match field.split_once(SUBFIELD) {
                None => plain.push_str(field),
                Some((_, subfields)) => {
                    for subfield in subfields.split(SUBFIELD) {
                        plain.push_str(without_code(subfield));
                        plain.push_str(APART);
                    }
                }
            }
            plain.push_str(APART);
        }
    }
    let accented = accented(&plain, |rest| {
        let c = rest.chars().next()?;
        let (_, mark) = ANSEL.iter().find(|(code, _)| *code == c)?;
        Some((*mark, c.len_utf8()))
    });
    [vec![plain], Vec::from_iter(accented)].concat()
}

/// The values of fields that stand a line each.
pub(super) fn of_text(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let mut subfields = line.split('$');
        plain.push_str(subfields.next().unwrap_or_default());
        for subfield in subfields {
            plain.push_str(APART);
            plain.push_str(without_code(subfield));
        }
        plain.push_str(APART);
    }
    let plain = plain.replace("{dollar}", "$");
    let named = |rest: &str| {
        let found = NAMED.iter().find(|(name, _)| rest.starts_with(name))?;
        Some((found.1, found.0.len()))
    };
    accented(&plain, named).unwrap_or(plain)
}

fn without_code(subfield: &str) -> &str {
    subfield
        .strip_prefix(|c: char| c.is_ascii_alphanumeric())
        .unwrap_or(subfield)
}

/// The text with accents that stand before their letters on them; `None` where it has none. `mark`
/// tells the accent that a text starts with, and its length there.
fn accented(text: &str, mark: impl Fn(&str) -> Option<(char, usize)>) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut waiting = Vec::new();
    let mut has_any = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((mark, length)) = mark(rest) {
            rest = &rest[length..];
            waiting.push(mark);
            has_any = true;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        plain.push(c);
        plain.extend(waiting.drain(..));
    }
    has_any.then(|| plain.nfc().collect())
}
