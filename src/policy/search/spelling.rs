//! A text as words are compared: folded, without accents, white space and hyphens as single spaces, look-alikes as Latin
//! letters.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use super::lookalike::{latin, small_greek};
use crate::mail::text::fold;

/// A text in the form in which words are compared.
#[derive(Default)]
pub(super) struct Spelling {
    /// The text itself.
    pub(super) plain: String,
    /// The same, byte for byte, with digits and the letters they look like as one: the automaton runs over it, and what it finds
    /// is then held against `plain` and `loose`.
    pub(super) class: String,
    /// The bytes, in order, that may also be read as the other members of their class: a capital I amid small letters as an l,
    /// the 1 of "conf1dential" as an i.
    loose: Vec<usize>,
    /// Other ways in which this text can be read.
    pub(super) further: Further,
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
pub(super) struct Further {
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
    pub(super) fn of(text: &str, reading: Reading) -> Self {
        let mut writer = Writer { text: Self::default(), reading, gap: Gap::default(), token: Token::default() };
        writer.text.plain.reserve(text.len());
        writer.text.class.reserve(text.len());
        let (mut before, mut before_that) = (' ', ' ');
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let after = chars.peek().copied().unwrap_or(' ');
            match c {
                'I' => {
                    let is_l = before.is_lowercase() || chars.clone().take(3).filter(|c| c.is_lowercase()).count() == 3;
                    writer.letter('i', is_l);
                }
                'l' => {
                    let is_i = after.is_uppercase() || (before.is_uppercase() && before_that.is_uppercase());
                    writer.letter('l', is_i);
                }
                'ß' | 'ẞ' => "ss".chars().for_each(|c| writer.letter(c, false)),
                'æ' | 'Æ' => "ae".chars().for_each(|c| writer.letter(c, false)),
                'œ' | 'Œ' => "oe".chars().for_each(|c| writer.letter(c, false)),
                _ if c.is_ascii() => {
                    if !c.is_ascii_control() || c.is_whitespace() {
                        writer.letter(c.to_ascii_lowercase(), false);
                    }
                }
                // Ideographs, which have but one form: this is for speed.
                '\u{4e00}'..='\u{9fff}' => writer.letter(c, false),
                _ => {
                    for folded in fold(c) {
                        let small = small_greek(folded).filter(|_| c.is_lowercase());
                        writer.text.further.small_greek |= small.is_some();
                        writer.letter(
                            small.filter(|_| reading.small_greek).unwrap_or_else(|| latin(folded)),
                            folded == 'ӏ',
                        );
                    }
                }
            }
            (before, before_that) = (c, before);
            if c == '\n' {
                // Marks of quoted lines.
                while chars.next_if(|c| matches!(c, '>' | ' ' | '\t')).is_some() {}
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

    /// Whether the text at `start` reads as `word`, given that their classes agree.
    pub(super) fn reads(&self, start: usize, word: &str) -> bool {
        let Some(there) = self.plain.as_bytes().get(start..start + word.len()) else { return false };
        let mut differing = (0..word.len()).filter(|&at| there[at] != word.as_bytes()[at]);
        differing.all(|at| self.loose.binary_search(&(start + at)).is_ok())
    }
}

/// How many letters with a space between each make a letter-spaced word: fewer are lists such as "a b c".
const SPACED: usize = 4;

fn is_single(token: &str) -> bool {
    let mut chars = token.chars().filter(|c| !is_combining_mark(*c));
    chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_none()
}

/// Whether a character belongs to a word.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Whether words of this character's script are written without spaces, or, as in Korean, with endings that are glued on.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{f00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3040}'..='\u{30ff}'
        | '\u{3100}'..='\u{318f}' | '\u{31a0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character goes on with the one before, so that no word can end between them.
pub(super) fn is_extender(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11ff}')
}

/// The one of its class that a character stands for in the automaton.
pub(super) fn class_of(c: char) -> char {
    match c {
        'i' | '1' | '|' => 'l',
        '0' => 'o',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    }
}

/// Marks that are set above, below and through letters, and the vowel points of Hebrew and Arabic: people leave them out, in
/// capitals above all. Vowel signs and what makes another letter in other scripts stay.
fn is_accent(c: char) -> bool {
    !c.is_ascii() && matches!(canonical_combining_class(c), 1 | 10..=36 | 200..)
        || matches!(c, '\u{488}' | '\u{489}' | '\u{20d0}'..='\u{20f0}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}')
}

impl Writer {
    fn letter(&mut self, c: char, is_loose: bool) {
        if c.is_whitespace() || is_hyphen(c) {
            self.end_token();
            self.gap.any = true;
            match (is_hyphen(c), self.gap.hyphens) {
                (true, _) => self.gap.hyphens += 1,
                (false, 0) => self.gap.space_before = true,
                (false, _) => self.gap.space_after = true,
            }
            return;
        }
        if is_accent(c) {
            return;
        }
        self.close_gap(c);
        let at = self.text.plain.len();
        if is_word(c) && !is_unspaced(c) {
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
        let is_bar = c == '|' && self.text.plain.ends_with(char::is_alphabetic);
        self.text.plain.push(c);
        self.text.class.push(class_of(c));
        if is_loose || is_bar {
            self.text.loose.push(at);
        }
    }

    fn close_gap(&mut self, next: char) {
        let gap = std::mem::take(&mut self.gap);
        let Some(before) = self.text.plain.chars().next_back().filter(|_| gap.any) else { return };
        let is_hyphenated =
            gap.hyphens == 1 && !gap.space_before && gap.space_after && before.is_alphabetic() && next.is_alphabetic();
        self.text.further.joined |= is_hyphenated;
        if is_hyphenated && self.reading.joined || is_unspaced(before) && is_unspaced(next) {
            return;
        }
        self.text.plain.push(' ');
        self.text.class.push(' ');
    }

    fn end_token(&mut self) {
        let Token { start, letters, digits, singles } = self.token;
        if letters + digits == 0 {
            return;
        }
        // Letters with some digits among them: a word that somebody disguised. "A1" and "401k" are what they are.
        if digits > 0 && letters >= 2 * digits {
            let Spelling { plain, loose, .. } = &mut self.text;
            let first = loose.partition_point(|&at| at < start);
            loose.extend((start..plain.len()).filter(|&at| plain.as_bytes()[at].is_ascii_digit()));
            loose[first..].sort_unstable();
        }
        let singles = if letters + digits == 1 { singles + 1 } else { 0 };
        self.text.further.spaced |= singles >= SPACED;
        self.token = Token { singles, ..Token::default() };
    }
}
