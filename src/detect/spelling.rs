//! A text as words are compared: folded, without accents, white space and hyphens as single spaces,
//! look-alikes as Latin letters.

use unicode_normalization::char::is_combining_mark;

use super::character::{expand, is_accent, is_dash, is_unspaced, is_word};
use super::lookalike::{latin, small_greek};
use crate::mail::text::{fold, is_blank, is_invisible};

/// A text in the form in which words are compared.
#[derive(Default)]
pub(super) struct Spelling {
    /// The text itself.
    pub(super) plain: String,
    /// The same, byte for byte, with digits and the letters they look like as one: the automaton
    /// runs over it, and what it finds is then held against `plain` and `loose`.
    pub(super) class: String,
    /// The bytes, in order, that may also be read as the other members of their class: a capital I
    /// amid small letters as an l, the 1 of "conf1dential" as an i.
    loose: Vec<usize>,
    /// Other ways in which this text can be read.
    pub(super) others: OtherReadings,
}

/// The ways of reading a text.
#[derive(Clone, Copy, Default)]
pub(super) struct Reading {
    /// Words that are hyphenated at the end of a line are one.
    pub(super) joined: bool,
    /// Greek letters by the shape of the small ones.
    pub(super) small_greek: bool,
}

/// Which other readings of a text would differ.
#[derive(Clone, Copy, Default)]
pub(super) struct OtherReadings {
    pub(super) joined: bool,
    pub(super) small_greek: bool,
    /// Some words are l e t t e r - s p a c e d.
    pub(super) spaced: bool,
}

/// White space and hyphens between words.
#[derive(Clone, Copy, Default)]
struct Gap {
    any: bool,
    hyphens: usize,
    space_before: bool,
    space_after: bool,
}

/// A run of letters and digits.
#[derive(Clone, Copy, Default)]
struct Token {
    start: usize,
    letters: usize,
    digits: usize,
    /// How many tokens of one letter came before, each after one gap.
    singles: usize,
}

struct Writer {
    text: Spelling,
    reading: Reading,
    gap: Gap,
    token: Token,
}

impl Spelling {
    /// Reads a text. Linear in its length.
    pub(super) fn new(text: &str, reading: Reading) -> Self {
        let mut writer = Writer {
            text: Self::default(),
            reading,
            gap: Gap::default(),
            token: Token::default(),
        };
        writer.text.plain.reserve(text.len());
        writer.text.class.reserve(text.len());
        let (mut before, mut before_that) = (' ', ' ');
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let after = chars.peek().copied().unwrap_or(' ');
            match c {
                'I' => {
                    let visible = chars
                        .clone()
                        .filter(|c| !is_invisible(*c) && !is_accent(*c));
                    let is_l = before.is_lowercase()
                        || is_sign(before)
                        || matches!(before, '\u{1f1e6}'..='\u{1f1ff}')
                        || visible.take(3).filter(|c| c.is_lowercase()).count() == 3;
                    writer.letter('i', is_l);
                }
                'l' => {
                    let is_i = after.is_uppercase()
                        || (before.is_uppercase() && before_that.is_uppercase());
                    writer.letter('l', is_i);
                }
                // Programs write the quotation marks of their language.
                '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{2032}' => writer.letter('\'', false),
                '\u{201c}'..='\u{201f}' | '«' | '»' => writer.letter('"', false),
                _ if c.is_ascii() => {
                    if !c.is_ascii_control() || c.is_whitespace() {
                        writer.letter(c.to_ascii_lowercase(), false);
                    }
                }
                _ if is_blank(c) => writer.letter(' ', false),
                // Ideographs, which have but one form: this is for speed.
                '\u{4e00}'..='\u{9fff}' => writer.letter(c, false),
                _ => match expand(c) {
                    Some(letters) => letters.chars().for_each(|c| writer.letter(c, false)),
                    None => writer.folded(c),
                },
            }
            if !is_invisible(c) && !is_accent(c) {
                (before, before_that) = (c, before);
            }
            if c == '\n' {
                // Marks of quoted lines.
                while chars
                    .next_if(|c| matches!(c, '>' | ' ' | '\t') || is_invisible(*c))
                    .is_some()
                {}
            }
        }
        writer.end_token();
        writer.text
    }

    /// The text with its letter-spaced words set tight.
    pub(super) fn tight(&self) -> String {
        let tokens: Vec<&str> = self.plain.split(' ').collect();
        let mut tight = String::with_capacity(self.plain.len());
        for run in tokens.chunk_by(|a, b| is_single(a) && is_single(b)) {
            let glue = if run.len() >= SPACED { "" } else { " " };
            tight.push_str(&run.join(glue));
            tight.push(' ');
        }
        tight
    }

    /// What stands in pieces of one or two letters, set tight, whatever stands between the pieces;
    /// each run of them a line, as classes. Whether a letter beside such a word belongs to it can't
    /// be told. `with_signs`: signs may be letters.
    pub(super) fn pieces(&self, with_signs: bool) -> String {
        /// How many characters in a row may stand between two pieces.
        const APART: usize = 4;
        let (mut pieces, mut run, mut count, mut apart) = (String::new(), String::new(), 0, 0);
        for token in self
            .plain
            .split(|c: char| !(is_word(c) || with_signs && is_sign(c)))
            .chain(std::iter::once("end"))
        {
            apart = if token.is_empty() { apart + 1 } else { 0 };
            if token.is_empty() && apart < APART {
                continue;
            }
            if !token.is_empty()
                && token
                    .chars()
                    .filter(|c| !is_combining_mark(*c))
                    .take(3)
                    .count()
                    <= 2
            {
                run.extend(token.chars().map(class_of));
                count += 1;
                continue;
            }
            if count >= SPACED {
                pieces.push_str(&run);
                pieces.push('\n');
            }
            run.clear();
            count = 0;
        }
        pieces
    }

    /// The text without white space and hyphens, as classes, and where in it they stood.
    pub(super) fn gapless(&self) -> (String, Vec<usize>) {
        let mut gapless = String::with_capacity(self.class.len());
        let mut gaps = Vec::new();
        for word in self.class.split(' ') {
            gaps.push(gapless.len());
            gapless.push_str(word);
        }
        gaps.push(gapless.len());
        (gapless, gaps)
    }

    /// Whether the text at `start` reads as `word`, given that their classes agree.
    pub(super) fn reads(&self, start: usize, word: &str) -> bool {
        let Some(there) = self.plain.as_bytes().get(start..start + word.len()) else {
            return false;
        };
        let mut differing = (0..word.len()).filter(|&at| there[at] != word.as_bytes()[at]);
        differing.all(|at| self.loose.binary_search(&(start + at)).is_ok())
    }
}

/// How many letters with a space between each make a letter-spaced word: fewer are lists such as "a
/// b c".
const SPACED: usize = 4;

/// Whether a sign is written for the letter that it looks like.
fn is_sign(c: char) -> bool {
    matches!(c, '|' | '!' | '@' | '$')
}

fn is_single(token: &str) -> bool {
    let mut chars = token.chars().filter(|c| !is_combining_mark(*c));
    chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_none()
}

/// The one of its class that a character stands for in the automaton.
pub(super) fn class_of(c: char) -> char {
    match c {
        'i' | '1' | '|' | '!' => 'l',
        '0' => 'o',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Whether a character joins words as a hyphen does.
fn is_gap_mark(c: char) -> bool {
    matches!(c, '-' | '_') || is_dash(c)
}

impl Writer {
    /// Writes a character in its folded form.
    fn folded(&mut self, c: char) {
        for folded in fold(c) {
            let small = small_greek(folded).filter(|_| c.is_lowercase());
            self.text.others.small_greek |= small.is_some();
            let letter = small.filter(|_| self.reading.small_greek);
            let is_loose = folded == 'ӏ' || folded == 'i' && c.is_uppercase();
            self.letter(letter.unwrap_or_else(|| latin(folded)), is_loose);
        }
    }

    fn letter(&mut self, c: char, is_loose: bool) {
        if c.is_whitespace() || is_gap_mark(c) {
            self.end_token();
            self.gap.any = true;
            if is_gap_mark(c) {
                self.gap.hyphens += 1;
            } else if self.gap.hyphens == 0 {
                self.gap.space_before = true;
            } else {
                self.gap.space_after = true;
            }
            return;
        }
        if is_accent(c) {
            return;
        }
        self.close_gap(c);
        let at = self.text.plain.len();
        let goes_on = is_sign(c) && self.token.letters + self.token.digits > 0;
        if is_word(c) && !is_unspaced(c) || goes_on {
            if self.token.letters + self.token.digits == 0 {
                self.token.start = at;
            }
            match c {
                '0'..='9' => self.token.digits += 1,
                _ => self.token.letters += usize::from(!is_combining_mark(c)),
            }
        } else {
            self.end_token();
            self.token.singles = 0;
        }
        self.text.plain.push(c);
        self.text.class.push(class_of(c));
        if is_loose || is_sign(c) {
            self.text.loose.push(at);
        }
    }

    fn close_gap(&mut self, next: char) {
        let gap = std::mem::take(&mut self.gap);
        let Some(before) = self.text.plain.chars().next_back().filter(|_| gap.any) else {
            return;
        };
        let is_hyphenated = gap.hyphens == 1
            && !gap.space_before
            && gap.space_after
            && before.is_alphabetic()
            && next.is_alphabetic();
        self.text.others.joined |= is_hyphenated;
        if is_hyphenated && self.reading.joined || is_unspaced(before) && is_unspaced(next) {
            return;
        }
        self.text.plain.push(' ');
        self.text.class.push(' ');
    }

    fn end_token(&mut self) {
        let Token {
            start,
            letters,
            digits,
            singles,
        } = self.token;
        if letters + digits == 0 {
            return;
        }
        // Letters with some digits among them: a word that somebody disguised. "A1" and "401k" are
        // what they are.
        if digits > 0 && letters >= 2 * digits {
            let Spelling { plain, loose, .. } = &mut self.text;
            let first = loose.partition_point(|&at| at < start);
            loose.extend((start..plain.len()).filter(|&at| plain.as_bytes()[at].is_ascii_digit()));
            loose[first..].sort_unstable();
        }
        let singles = if letters + digits == 1 {
            singles + 1
        } else {
            0
        };
        self.text.others.spaced |= singles >= SPACED;
        self.token = Token {
            singles,
            ..Token::default()
        };
    }
}
