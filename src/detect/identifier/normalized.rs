//! A text reduced to what numbers are written with: ASCII capitals and digits, separators, and
//! marks for all else.

use unicode_normalization::char::is_combining_mark;

use crate::detect::character::{digit, is_dash, is_unspaced};
use crate::detect::lookalike::latin;
use crate::mail::text::{fold, is_blank, is_invisible};

/// A letter of another alphabet: what it touches isn't a number by itself.
const LETTER: u8 = 0x80;
/// A letter of a script without spaces between words: what it touches may be a number by itself.
const UNSPACED: u8 = 0x81;
/// Any other character.
const OTHER: u8 = 0x82;
/// 卡, which tells that a card's number is near.
const CARD: u8 = 0x83;

/// How far from a number the lines around it are inspected, and the longest line of a table, in
/// bytes.
const WINDOW: usize = 1024;
const LINE: usize = 256;

/// The columns of a line.
pub(super) type Row<'a> = Vec<&'a [u8]>;

/// A text reduced to ASCII, and the groups of letters and digits in it.
pub(super) struct Normalized {
    bytes: Vec<u8>,
}

/// A run of letters and digits, from and to a byte of the normalized text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
    /// What stands between it and the group before, if it can separate the groups of one number.
    pub(super) gap: Option<Gap>,
}

/// A separator between the groups of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    /// `-`, `.`, `/`, `_` or `+`, with or without space around it; a space where there is only
    /// white space.
    pub(super) mark: u8,
    /// A line ends in it.
    pub(super) breaks: bool,
    /// A cell ends in it.
    pub(super) is_tab: bool,
}

impl Normalized {
    pub(super) fn new(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => bytes.push(b'\n'),
                '\t' => bytes.push(b'\t'),
                _ if is_blank(c) => bytes.push(b' '),
                _ if is_invisible(c) => {}
                _ if c.is_ascii() => bytes.push((c as u8).to_ascii_uppercase()),
                '卡' => bytes.push(CARD),
                _ if is_dash(c) => bytes.push(b'-'),
                '·' | '•' | '․' | '‧' | '∙' | '⋅' | '。' => bytes.push(b'.'),
                '⁄' | '∕' => bytes.push(b'/'),
                _ => match digit(c) {
                    Some(digit) => bytes.push(b'0' + digit),
                    None if is_unspaced(c) => bytes.push(UNSPACED),
                    None => fold(c)
                        .filter(|c| !is_combining_mark(*c))
                        .for_each(|c| bytes.push(reduced(c))),
                },
            }
        }
        Self { bytes }
    }

    /// The groups in order.
    pub(super) fn groups(&self) -> impl Iterator<Item = Group> {
        let mut at = 0;
        let mut before = None;
        std::iter::from_fn(move || {
            let start = at + self.bytes[at..].iter().position(|byte| is_group(*byte))?;
            let length = self.bytes[start..].iter().position(|byte| !is_group(*byte));
            let end = length.map_or(self.bytes.len(), |length| start + length);
            let gap = before.and_then(|before| gap(&self.bytes[before..start]));
            at = end;
            before = Some(end);
            Some(Group { start, end, gap })
        })
    }

    /// What a group says.
    pub(super) fn group(&self, group: &Group) -> &[u8] {
        &self.bytes[group.start..group.end]
    }

    /// Whether what stands from `start` to `end` is but a piece of a longer number, a fraction, an
    /// address or a telephone number.
    pub(super) fn is_piece(&self, start: usize, end: usize) -> bool {
        let (before, after) = (&self.bytes[..start], &self.bytes[end..]);
        let glued_before = match before {
            [.., b'+' | b'@'] => true,
            [rest @ .., b'-' | b'.'] => rest
                .iter()
                .rev()
                .take_while(|byte| is_group(**byte))
                .any(u8::is_ascii_digit),
            _ => false,
        };
        let glued_after = match after {
            [b'@', ..] => true,
            [b'-' | b'.', rest @ ..] => rest
                .iter()
                .take_while(|byte| is_group(**byte))
                .any(u8::is_ascii_digit),
            _ => false,
        };
        glued_before || glued_after
    }

    /// The columns of the line on which `start` to `end` stand, and of up to two lines before and
    /// two after it that aren't empty; none when they stand on more than one line. Lines longer
    /// than tables have are left out.
    pub(super) fn rows(&self, start: usize, end: usize) -> Option<(Row<'_>, Vec<Row<'_>>)> {
        let (before, after) = (
            &self.bytes[start.saturating_sub(WINDOW)..start],
            &self.bytes[end..],
        );
        let after = &after[..after.len().min(WINDOW)];
        let own = before
            .iter()
            .rev()
            .take_while(|byte| **byte != b'\n')
            .count();
        let rest = after.iter().take_while(|byte| **byte != b'\n').count();
        if self.bytes[start..end].contains(&b'\n') || own + rest > LINE {
            return None;
        }
        let is_line = |line: &&[u8]| !line.is_empty() && line.len() <= LINE;
        let lines = |text| {
            <[u8]>::split(text, |byte| *byte == b'\n')
                .map(<[u8]>::trim_ascii)
                .filter(is_line)
        };
        let above = lines(&before[..before.len() - own]).rev().take(2);
        let below = lines(&after[rest..]).take(2);
        Some((
            columns(&self.bytes[start - own..end + rest]),
            above.chain(below).map(columns).collect(),
        ))
    }

    /// Where one of `words` stands, from and to, in order. Words of up to four letters must stand
    /// alone, longer ones may start a longer word. A space in them matches anything but letters and
    /// digits.
    pub(super) fn places(&self, words: &[&str]) -> Vec<(usize, usize)> {
        let ideographs = self
            .bytes
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == CARD && words.contains(&"CARD"));
        let mut places: Vec<_> = ideographs.map(|(at, _)| (at, at + 1)).collect();
        let groups = self.groups().map(|group| group.start);
        places
            .extend(groups.filter_map(|at| {
                Some((at, words.iter().find_map(|word| self.word_at(at, word))?))
            }));
        places.sort_unstable();
        places
    }

    /// Where `word` ends, if it stands at `at`.
    fn word_at(&self, at: usize, word: &str) -> Option<usize> {
        let mut rest = &self.bytes[at..];
        for wanted in word.bytes() {
            if wanted == b' ' {
                let gap = rest
                    .iter()
                    .position(|byte| is_group(*byte))
                    .filter(|gap| (1..=16).contains(gap))?;
                rest = &rest[gap..];
            } else {
                rest = rest.strip_prefix(&[wanted])?;
            }
        }
        let stands = word.len() > 4 || !rest.first().is_some_and(|byte| is_group(*byte));
        stands.then_some(self.bytes.len() - rest.len())
    }
}

/// What tabs, or two spaces and more, set apart on a line.
fn columns(line: &[u8]) -> Row<'_> {
    let mut columns = Vec::new();
    for field in line.split(|byte| *byte == b'\t') {
        let mut rest = field;
        while let Some(at) = memchr::memmem::find(rest, b"  ") {
            columns.push(rest[..at].trim_ascii());
            rest = rest[at..].trim_ascii_start();
        }
        columns.push(rest.trim_ascii());
    }
    columns.retain(|column| !column.is_empty());
    columns
}

/// Whether one of `places`, which are in order, lies at most 80 bytes before `start` or 40 after
/// `end`.
pub(super) fn is_near(places: &[(usize, usize)], start: usize, end: usize) -> bool {
    let first = places.partition_point(|place| place.1 + 80 < start);
    places[first..]
        .iter()
        .take_while(|place| place.0 <= end + 40)
        .any(|place| place.1 <= start || place.0 >= end)
}

fn is_group(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == LETTER
}

fn reduced(c: char) -> u8 {
    match latin(c) {
        c if c.is_ascii() => (c as u8).to_ascii_uppercase(),
        c if c.is_alphanumeric() => LETTER,
        _ => OTHER,
    }
}

impl Gap {
    /// Whether numbers are often grouped with this mark. Where they aren't, only a word near a
    /// number tells that it is one.
    pub(super) fn is_usual(&self) -> bool {
        matches!(self.mark, b' ' | b'-' | b'.' | b'/' | b'_' | b'+')
    }
}

/// What separates two groups of one number: a few spaces, or one mark, and at most one line end
/// with marks of quotation.
fn gap(between: &[u8]) -> Option<Gap> {
    if between.len() > 16 {
        return None;
    }
    let mut gap = Gap {
        mark: b' ',
        breaks: false,
        is_tab: between.contains(&b'\t'),
    };
    let mut spaces = 0;
    for &byte in between {
        match byte {
            b' ' | b'\t' => spaces += 1,
            b'\n' if !gap.breaks => gap.breaks = true,
            b'>' if gap.breaks => {}
            b'-' | b'.' | b'/' | b'_' | b'+' if gap.mark == b' ' => gap.mark = byte,
            b',' | b';' | b':' | b'*' | b'|' | b'~' | b'\'' | b'#' if gap.mark == b' ' => {
                gap.mark = byte
            }
            b'(' | b')' | b'[' | b']' if matches!(gap.mark, b' ' | b'(') => gap.mark = b'(',
            _ => return None,
        }
    }
    (spaces <= 4 || gap.breaks).then_some(gap)
}

impl Normalized {
    /// The text with the letters that look like digits as digits, in groups that have digits too;
    /// `None` when there are none.
    pub(super) fn with_digits(&self) -> Option<Self> {
        let mut bytes = self.bytes.clone();
        let mut before = false;
        for group in self.groups() {
            let group = &mut bytes[group.start..group.end];
            // Digit by digit, a letter stands alone among them.
            let has_digit = group.iter().any(u8::is_ascii_digit) || group.len() == 1 && before;
            before = has_digit;
            if has_digit
                && group
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || matches!(byte, b'O' | b'I' | b'L'))
            {
                group.iter_mut().for_each(|byte| match byte {
                    b'O' => *byte = b'0',
                    b'I' | b'L' => *byte = b'1',
                    _ => {}
                });
            }
        }
        (bytes != self.bytes).then_some(Self { bytes })
    }
}
