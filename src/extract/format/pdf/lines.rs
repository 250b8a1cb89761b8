//! Puts the characters of a page together to text: in the order in which the page shows them, and
//! line by line as they stand there.
//!
//! A page may show its characters in any order: words in pieces, letters of another font later,
//! accents by themselves. What a person reads, and what programs search, is where they stand.

mod nameless;

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::matrix::Matrix;
use super::right_to_left::{self, Piece};

/// Characters of one page whose places are kept.
const KEPT: usize = 1 << 18;

/// What stands apart from its neighbour by so much of the font's size is another word, and another
/// column.
const WORD: f64 = 0.16;
const COLUMN: f64 = 1.0;

/// What stands so much above or below its line, and in another size, is raised or lowered.
const RAISED: f64 = 0.1;

/// What separates columns: no number goes on behind it.
const TABS: &str = "\t\t\t\t\t";

/// The text of pages.
#[derive(Default)]
pub(super) struct Lines {
    /// As the pages show it.
    pub(super) shown: String,
    /// The same with what is raised or lowered apart, as the numbers of notes are, where there is
    /// such.
    pub(super) apart: Option<String>,
    /// The same with letters as their names have them where what is copied and searched says
    /// otherwise, as a person sees them.
    pub(super) drawn: Option<String>,
    /// As it stands there, of the pages where that isn't the same.
    pub(super) placed: String,
    /// Where the text of this page starts in `shown`.
    start: usize,
    letters: Vec<Letter>,
    last: Option<Last>,
    /// Whether columns stand on this line.
    has_columns: bool,
    /// Letters and nameless characters since white space.
    word: (usize, usize),
    /// Whether a word has characters that nothing names.
    pub(super) has_nameless: bool,
    /// A text that stands for what is shown, and the first character of that.
    instead: Option<(String, Option<Letter>)>,
}

/// Where a character stands.
struct Letter {
    text: String,
    /// Where its line points, in degrees.
    direction: i16,
    /// Where its line stands, across its direction, upwards.
    line: f64,
    /// Where it starts and ends along its line.
    from: f64,
    to: f64,
    /// The size of its font.
    size: f64,
    /// Whether nothing names it.
    is_nameless: bool,
    /// Its number among those of the page.
    order: usize,
}

/// Where the last character ended.
struct Last {
    x: f64,
    y: f64,
    size: f64,
}

impl Lines {
    /// What follows stands apart from all before it: another page, or something that is shown by
    /// itself.
    pub(super) fn part(&mut self) {
        self.end_word();
        self.finish();
        if !self.shown.is_empty() && !self.shown.ends_with('\n') {
            self.push("\n\n");
        }
        self.start = self.shown.len();
        (self.last, self.has_columns) = (None, false);
    }

    /// Adds a character that is shown at `seen`, up to `end`.
    pub(super) fn show(
        &mut self,
        seen: &Matrix,
        end: (f64, f64),
        is_vertical: bool,
        text: &str,
        drawn: Option<&str>,
        is_nameless: bool,
    ) {
        let size = seen[0].hypot(seen[1]).max(f64::MIN_POSITIVE);
        let (cos, sin) = (seen[0] / size, seen[1] / size);
        if let Some(last) = &self.last {
            let (dx, dy) = (seen[4] - last.x, seen[5] - last.y);
            // Along the line, and across it, in units of the font.
            let mut along = (dx * cos + dy * sin) / size;
            let mut across = (dy * cos - dx * sin) / size;
            if is_vertical {
                (along, across) = (-across, along);
            }
            let apart = if across.abs() > 0.6 || along < -1.5 {
                // Where a row of a table ends, no number goes on.
                if std::mem::take(&mut self.has_columns) {
                    "\n\n"
                } else {
                    "\n"
                }
            } else if along > 3.0 * COLUMN {
                self.has_columns = true;
                "\t"
            } else if along > COLUMN {
                self.has_columns = true;
                "  "
            } else if along > WORD {
                " "
            } else {
                ""
            };
            if !apart.is_empty() {
                self.end_word();
                self.push(apart);
            } else if across.abs() > RAISED && (size / last.size - 1.0).abs() > 0.1 {
                let shown = &self.shown;
                self.apart.get_or_insert_with(|| shown.clone()).push(' ');
            }
        }
        let so_far = self.drawn.is_none().then_some(self.shown.len());
        self.push(text);
        if let Some(drawn) = drawn {
            let whole = self.drawn.get_or_insert_with(|| self.shown.clone());
            whole.truncate(so_far.unwrap_or(whole.len() - text.len()));
            whole.push_str(drawn);
        }
        self.count(text, is_nameless);
        let (x, y) = end;
        self.last = Some(Last { x, y, size });
        if is_vertical || !(seen[4].is_finite() && seen[5].is_finite()) {
            return;
        }
        let up = (seen[3] * cos - seen[2] * sin).signum();
        let along = |x: f64, y: f64| x * cos + y * sin;
        let letter = Letter {
            text: text.to_owned(),
            direction: sin.atan2(cos).to_degrees().round() as i16,
            line: (seen[5] * cos - seen[4] * sin) * up,
            from: along(seen[4], seen[5]),
            to: along(end.0, end.1).max(along(seen[4], seen[5])),
            size,
            is_nameless,
            order: self.letters.len(),
        };
        match &mut self.instead {
            Some((_, Some(first))) if (first.line - letter.line).abs() < first.size * 0.6 => {
                first.to = first.to.max(letter.to);
            }
            Some((_, Some(_))) => {}
            Some((_, first)) => *first = Some(letter),
            None => self.keep(letter),
        }
    }

    fn push(&mut self, text: &str) {
        self.shown.push_str(text);
        if let Some(apart) = &mut self.apart {
            apart.push_str(text);
        }
        if let Some(drawn) = &mut self.drawn {
            drawn.push_str(text);
        }
    }

    /// What is shown from here on stands for `text`.
    pub(super) fn begin_instead(&mut self, text: String) {
        self.instead = Some((text, None));
    }

    /// What is shown from here on stands for itself again.
    pub(super) fn end_instead(&mut self) {
        match self.instead.take() {
            Some((text, Some(mut first))) => {
                first.is_nameless &= text.is_empty();
                first.text = text;
                first.order = self.letters.len();
                self.keep(first);
            }
            Some((text, None)) => {
                self.push(&text);
                self.push("\n");
            }
            None => {}
        }
    }

    fn keep(&mut self, letter: Letter) {
        if self.letters.len() < KEPT {
            self.letters.push(letter);
        }
    }

    /// Notes words in which characters are nameless. One that stands alone is a sign for a list, or
    /// a picture.
    fn count(&mut self, text: &str, is_nameless: bool) {
        if self
            .instead
            .as_ref()
            .is_some_and(|(text, _)| !text.is_empty())
        {
            return;
        }
        if is_nameless {
            self.word.1 += 1;
        } else if text.contains(char::is_alphanumeric) {
            self.word.0 += 1;
        } else if text.contains(char::is_whitespace) {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        let (letters, nameless) = std::mem::take(&mut self.word);
        self.has_nameless |= nameless > 1 || nameless == 1 && letters > 0;
    }

    /// Adds the text of the page as it stands there, if that reads differently.
    fn finish(&mut self) {
        let letters = std::mem::take(&mut self.letters);
        if letters.is_empty() || letters.len() >= KEPT {
            return;
        }
        let (placed, backwards, has_nameless) = placed(letters);
        self.has_nameless |= has_nameless;
        let shown = self.shown[self.start..].split_whitespace();
        if !placed.split_whitespace().eq(shown) {
            self.placed.push_str(&placed);
            self.placed.push('\n');
        }
        self.placed.push_str(&backwards);
    }
}

/// The lines of a page, and those in which text runs from right to left, read that way; and whether
/// nameless characters stand at letters, whenever they were shown.
fn placed(mut letters: Vec<Letter>) -> (String, String, bool) {
    letters.sort_by(|a, b| (a.direction.cmp(&b.direction)).then_with(|| b.line.total_cmp(&a.line)));
    let (mut text, mut backwards) = (String::new(), String::new());
    let (mut had_columns, mut has_nameless) = (false, false);
    let mut rest = letters.into_iter().peekable();
    while let Some(first) = rest.next() {
        let (direction, line, near) = (first.direction, first.line, first.size * 0.3);
        let mut row = vec![first];
        while let Some(next) =
            rest.next_if(|next| next.direction == direction && line - next.line <= near)
        {
            row.push(next);
        }
        row.sort_by(|a, b| a.from.total_cmp(&b.from).then(a.order.cmp(&b.order)));
        has_nameless |= nameless::stands_at_letter(&row);
        let (pieces, has_columns) = pieces(row);
        let line: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        if !text.is_empty() {
            let apart = if had_columns || has_columns {
                "\n\n"
            } else {
                "\n"
            };
            text.push_str(apart);
        }
        had_columns = has_columns;
        match right_to_left::logical(&pieces) {
            Some((by_runs, whole)) => {
                text.extend(by_runs.nfc());
                if whole != by_runs {
                    backwards.extend(whole.nfc());
                    backwards.push_str("\n\n");
                }
            }
            None => text.extend(line.nfc()),
        }
    }
    (text, backwards, has_nameless)
}

/// What stands on one line, which is sorted from left to right, with white space between words; and
/// whether there are columns.
fn pieces(row: Vec<Letter>) -> (Vec<Piece>, bool) {
    let row = with_marks(row);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut has_columns = false;
    let mut last: Option<Letter> = None;
    for letter in row {
        if let Some(last) = &mut last {
            // Bold is shown by showing a letter twice.
            let size = last.size.max(letter.size);
            if last.text == letter.text && letter.from - last.from < size * 0.1 {
                continue;
            }
            let gap = (letter.from - last.to) / size;
            if gap > COLUMN {
                has_columns = true;
                pieces.push(Piece::new(TABS.into()));
            } else if gap > WORD {
                pieces.push(Piece::new(" ".into()));
            }
            last.to = last.to.max(letter.to);
        }
        pieces.push(Piece::new(letter.text.clone()));
        last = Some(letter);
    }
    (pieces, has_columns)
}

/// A line with each accent behind the letter that it stands at.
fn with_marks(mut row: Vec<Letter>) -> Vec<Letter> {
    if !row.iter().any(|letter| mark(&letter.text).is_some()) {
        return row;
    }
    let by_order: HashMap<usize, usize> = row
        .iter()
        .enumerate()
        .map(|(at, letter)| (letter.order, at))
        .collect();
    let mut marks: HashMap<usize, String> = HashMap::new();
    for at in 0..row.len() {
        let Some((accent, is_spacing)) = mark(&row[at].text) else {
            continue;
        };
        let middle = f64::midpoint(row[at].from, row[at].to);
        let is_letter = |other: &usize| mark(&row[*other].text).is_none();
        let inside = |other: &usize| row[*other].from < middle && middle < row[*other].to;
        let distance = |other: usize| (row[other].to - middle).abs();
        // It stands at the letter that was shown before it, if that is near.
        let before = (row[at].order.checked_sub(1))
            .and_then(|order| by_order.get(&order).copied())
            .filter(is_letter)
            .filter(|_| !is_spacing)
            .filter(|other| inside(other) || distance(*other) < row[at].size * 0.5);
        let near = || {
            let around = at.saturating_sub(4)..(at + 5).min(row.len());
            let letters = || around.clone().filter(is_letter);
            let over = letters().find(inside);
            let beside = || {
                letters()
                    .filter(|other| !is_spacing && distance(*other) < row[at].size * 0.3)
                    .min_by(|a, b| distance(*a).total_cmp(&distance(*b)))
            };
            over.or_else(beside)
        };
        if let Some(base) = before.or_else(near) {
            marks.entry(base).or_default().push(accent);
            row[at].text.clear();
        }
    }
    for (base, accents) in marks {
        row[base].text.push_str(&accents);
    }
    row.retain(|letter| !letter.text.is_empty());
    row
}

/// The combining form of what is an accent by itself, and whether it takes room.
fn mark(text: &str) -> Option<(char, bool)> {
    let mut chars = text.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return None;
    };
    if is_combining_mark(c) {
        return Some((c, false));
    }
    let combining = match c {
        '`' | '\u{2cb}' => '\u{300}',
        '\u{b4}' | '\u{2ca}' => '\u{301}',
        '^' | '\u{2c6}' => '\u{302}',
        '~' | '\u{2dc}' => '\u{303}',
        '\u{af}' | '\u{2c9}' => '\u{304}',
        '\u{2d8}' => '\u{306}',
        '\u{2d9}' => '\u{307}',
        '\u{a8}' => '\u{308}',
        '\u{2da}' => '\u{30a}',
        '\u{2dd}' => '\u{30b}',
        '\u{2c7}' => '\u{30c}',
        '\u{b8}' => '\u{327}',
        '\u{2db}' => '\u{328}',
        _ => return None,
    };
    Some((combining, true))
}
