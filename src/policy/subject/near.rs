//! What is nearly a subject tag: the word of the tag, set apart from the rest of the subject, but
//! not as the tag is written.
//!
//! ```text
//! where            what, for the tag [secure]
//! at the start     (secure)  【secure】  "secure"  [secure  secure]  #secure  *secure*  secure:
//!                  secure -  [sceure]
//! at the end       [secure]  (secure)  [secure  secure]  #secure  *secure*  [sceure]
//! all of it        secure
//! elsewhere        [secure]
//! ```
//!
//! The start is behind what clients and lists are known to put there; behind one to three words and
//! a colon, which an unknown client may have put there, only `(secure)` and `secure:` count. A word
//! that isn't set apart is prose, and so is one that has others beside it in its brackets. A word
//! that only ends otherwise is no slip of the pen: `[secured]`, `[Securex]`, `[Secura]`.

use super::brackets::{closes, closing_of, is_mark, is_quote, is_symbol, opens};
use super::prefix::is_client_prefix;
use super::{Folded, MOST_STARTS, Tag};

/// Colons, bars and dashes of other scripts that part as a colon does.
const LIKE_COLONS: &str = "∶꞉˸։׃│┃¦❘⸺⸻";
/// What leads on from a word to the rest.
const ARROWS: &str = "→⇒➔➜↦⟶⇨➡➙➤▶►▸";
/// How many marks there may be between a word and its colon.
const MOST_MARKS: usize = 8;
/// How far brackets are apart at most.
const LONGEST_LABEL: usize = 80;
/// The shortest word in which a slip of the pen is seen as one.
const LEAST_TO_SLIP: usize = 5;
/// The shortest Latin word that is set apart by what follows it: "OK: …" is prose.
const LEAST_TO_LEAD: usize = 4;

/// A stretch of a folded text.
type Stretch = (usize, usize);

/// Where in a folded text what is nearly a tag may stand.
pub(super) struct Places {
    /// Where the subject may start.
    starts: Vec<usize>,
    /// Where a tag may start.
    tag_starts: Vec<usize>,
    /// Where the subject may start if words before a colon are what an unknown client wrote.
    loose_starts: Vec<usize>,
    /// The end of the last letter.
    last: usize,
    /// The last bracket before that, if it opens.
    bracket: Option<usize>,
    /// The start of the last word.
    word: usize,
    /// The bracket that closes behind the last letter.
    closing: Option<char>,
}

impl Folded {
    /// Where in the text something stands that is nearly `tag`.
    pub(super) fn find_near(&self, tag: &Tag) -> Option<(usize, usize)> {
        if tag.word.is_empty() {
            return None;
        }
        let places = self.1.get_or_init(|| self.places());
        let find = |at: &[usize], near: fn(&Self, usize, &Tag) -> Option<Stretch>| {
            at.iter().find_map(|&at| near(self, at, tag))
        };
        let (from, to) = find(&places.starts, Self::near_at_start)
            .or_else(|| find(&places.tag_starts, Self::in_brackets))
            .or_else(|| find(&places.loose_starts, Self::near_behind_words))
            .or_else(|| self.near_at_end(places, tag))
            .or_else(|| self.written_anywhere(tag))?;
        Some((self.0[from].1, self.0[to - 1].2))
    }

    /// What doesn't depend on the tag.
    fn places(&self) -> Places {
        let last = self.past_letters();
        let from = last.saturating_sub(LONGEST_LABEL);
        let behind = |is: fn(&char) -> bool| {
            let before = self.0[from..last].iter();
            before.map(|(c, ..)| c).rposition(is).map(|at| from + at)
        };
        let bracket = behind(|c| opens(*c) || closes(*c));
        let starts: Vec<usize> = self.near_starts(false).collect();
        let more = self.near_starts(true).skip(starts.len());
        Places {
            loose_starts: more.collect(),
            starts,
            tag_starts: self.starts().collect(),
            last,
            bracket: bracket.filter(|&at| opens(self.0[at].0)),
            word: behind(|c| c.is_whitespace()).map_or(from, |at| at + 1),
            closing: self.char(self.past_stops(last)).filter(|&c| closes(c)),
        }
    }

    /// Past the marks with which a word in brackets may end: `(secure!)`.
    fn past_stops(&self, at: usize) -> usize {
        let is_stop = |c: char| c.is_whitespace() || "!.:;,*_~-…".contains(c);
        let stops = self.0[at..].iter().take_while(|(c, ..)| is_stop(*c));
        at + stops.count()
    }

    fn char(&self, at: usize) -> Option<char> {
        self.0.get(at).map(|(c, ..)| *c)
    }

    /// Where the subject may start, behind labels, marks and the prefixes of clients; also of
    /// unknown ones.
    fn near_starts(&self, also_unknown: bool) -> impl Iterator<Item = usize> {
        let next = move |at: &usize| {
            let end = self
                .label_at(*at)
                .or_else(|| self.prefix_by(*at, is_client_prefix))
                .or_else(|| self.uncommon_prefix_at(*at))
                .or_else(|| self.stamp_at(*at))
                .or_else(|| self.symbol_at(*at))
                .or_else(|| self.unknown_prefix_at(*at).filter(|_| also_unknown))?;
            Some(self.skip_space(end))
        };
        std::iter::successors(Some(self.skip_space(0)), next).take(MOST_STARTS)
    }

    /// The word in brackets, or with a colon and something behind it.
    fn near_behind_words(&self, at: usize, tag: &Tag) -> Option<Stretch> {
        let has_colon = |&(_, end): &Stretch| self.is_behind_colon(end);
        self.in_brackets(at, tag)
            .or_else(|| self.half_open(at, tag).filter(has_colon))
            .or_else(|| self.leading(at, tag).filter(has_colon))
    }

    fn is_behind_colon(&self, end: usize) -> bool {
        self.0[..end].last().is_some_and(|c| c.0 == ':')
    }

    fn near_at_start(&self, at: usize, tag: &Tag) -> Option<Stretch> {
        self.in_brackets(at, tag)
            .or_else(|| self.in_quotes(at, tag))
            .or_else(|| self.half_open(at, tag))
            .or_else(|| self.half_closed(at, tag))
            .or_else(|| self.marked(at, tag))
            .or_else(|| self.leading(at, tag))
    }

    /// The word alone in brackets of any kind; with a slip of the pen in brackets of its own.
    fn in_brackets(&self, at: usize, tag: &Tag) -> Option<Stretch> {
        let open = self.char(at).filter(|&c| opens(c))?;
        let inside = self.past_run(at, open);
        let close = self.position(inside, closes)?;
        let letters = self.letters(inside, close)?;
        let closing = self.char(close)?;
        let is_own = (open, closing) == ('[', ']') || tag.has_ends(open, closing);
        let fits = letters == tag.word || is_own && is_slip(&letters, &tag.word);
        fits.then(|| (at, self.past_run(close, closing)))
    }

    /// The word alone in quotes, or in brackets the wrong way round.
    fn in_quotes(&self, at: usize, tag: &Tag) -> Option<Stretch> {
        let open = self.char(at).filter(|&c| is_quote(c) || closes(c))?;
        let inside = self.past_run(at, open);
        let close = self.position(inside, |c| is_quote(c) || opens(c))?;
        let fits = self.letters(inside, close)? == tag.word;
        fits.then(|| (at, self.past_run(close, self.0[close].0)))
    }

    /// The letters and digits of a stretch; `None` where another bracket opens in it.
    fn letters(&self, from: usize, to: usize) -> Option<Vec<char>> {
        let chars = || self.0[from..to].iter().map(|(c, ..)| *c);
        let nested = chars().any(opens);
        (!nested).then(|| chars().filter(|c| c.is_alphanumeric()).collect())
    }

    /// A bracket before the word, and none that closes it, or one that closes more: `[secure: …]`.
    fn half_open(&self, at: usize, tag: &Tag) -> Option<Stretch> {
        let open = self.char(at)?;
        let closing = closing_of(open)?;
        let end = self.word_at(self.skip_space(at + 1), &tag.word)?;
        let next = self.position(end, |c| c == closing || c == open);
        let is_label = next.is_some_and(|next| self.char(next) == Some(closing));
        let past = self.past_separator(end);
        (!is_label || past.is_some()).then_some((at, past.unwrap_or(end)))
    }

    /// A bracket behind the word, and none before it.
    fn half_closed(&self, at: usize, tag: &Tag) -> Option<Stretch> {
        let end = self.word_at(at, &tag.word)?;
        let close = self.skip_space(end);
        let is_bracket = |c: char| (close == end && closes(c)) || tag.ends_with(c);
        let closing = self.char(close).filter(|&c| is_bracket(c))?;
        Some((at, self.past_run(close, closing)))
    }

    /// The word between equal marks, or behind a mark that nobody writes for punctuation.
    fn marked(&self, at: usize, tag: &Tag) -> Option<Stretch> {
        let mark = self.char(at)?;
        let is_bracket = opens(mark) || closes(mark);
        let is_prose = is_bracket || is_quote(mark) || ".,;:?".contains(mark);
        if mark.is_alphanumeric() || mark.is_whitespace() || is_prose {
            return None;
        }
        let start = self.past_run(at, mark);
        let is_pair = |next: char| next == mark || is_symbol(mark) && is_symbol(next);
        // `*** secure ***`: on both sides alike, or it is a list or an aside.
        let spaced = self.skip_space(start);
        if spaced > start {
            let end = self.word_at(spaced, &tag.word)?;
            let next = self.skip_space(end);
            // Unlike pictures are no pair: `🔒 Secure 🚀 Fast`. Parts of brackets are.
            let is_corner = |c: char| matches!(c, '⎛'..='⎳');
            let is_pair = |c: char| c == mark || is_corner(c) && is_corner(mark);
            let close = self.char(next).filter(|&c| next > end && is_pair(c))?;
            let past = self.past_run(next, close);
            return (past - next == start - at).then_some((at, past));
        }
        let end = self.word_at(start, &tag.word)?;
        match self.char(end) {
            Some(next) if is_pair(next) || is_mark(mark) && is_mark(next) => {
                Some((at, self.past_run(end, next)))
            }
            next => {
                let is_mark = is_mark(mark) && !is_symbol(mark) || mark == '-' && start - at > 1;
                let ends = next.is_none_or(|next| next.is_whitespace() || next == ':');
                let end = self.past_separator(end).unwrap_or(end);
                (is_mark && ends).then_some((at, end))
            }
        }
    }

    /// The word alone, or with something behind it that parts it from the rest: `secure: …`.
    fn leading(&self, at: usize, tag: &Tag) -> Option<Stretch> {
        let is_han = |c: &char| *c >= '\u{2e80}';
        if tag.word.len() < LEAST_TO_LEAD && !tag.word.iter().any(is_han) {
            return None;
        }
        let end = self.word_at(at, &tag.word)?;
        if self.0[end..].iter().all(|(c, ..)| !c.is_alphanumeric()) {
            return Some((at, self.0.len()));
        }
        self.past_separator(end).map(|end| (at, end))
    }

    /// The end of what parts a word from the rest of the subject: a colon, a bar, or a dash that is
    /// no hyphen.
    fn past_separator(&self, end: usize) -> Option<usize> {
        let at = self.skip_space(end);
        let mark = self.char(at)?;
        let past = self.past_run(at, mark);
        let (before, behind) = (at > end, self.skip_space(past) > past);
        let parts = match mark {
            ':' | ';' | '|' | '~' | '>' => true,
            _ if LIKE_COLONS.contains(mark) => true,
            '-' => before || behind || past - at > 1 || self.char(past) == Some('>'),
            '/' | '=' | '·' | '•' | '»' => before && behind,
            _ if ARROWS.contains(mark) => before && behind,
            _ => false,
        };
        // `->` and `=>`
        let past = if self.char(past) == Some('>') {
            past + 1
        } else {
            past
        };
        let parted = parts.then_some(past);
        parted.or_else(|| self.past_late_colon(end))
    }

    /// The end of a colon that stands behind other marks: `secure!: …`, `secure 🔒: …`. A face has
    /// one too: `Secure! :)`.
    fn past_late_colon(&self, end: usize) -> Option<usize> {
        let is_colon = |c: char| c == ':' || LIKE_COLONS.contains(c);
        let between = |c: char| !c.is_alphanumeric() && !opens(c);
        let marks = self.0[end..].iter().map(|(c, ..)| *c).take(MOST_MARKS);
        let colon = marks.take_while(|c| between(*c)).position(is_colon)?;
        let past = end + colon + 1;
        let parts = |next: char| next.is_alphanumeric() || next.is_whitespace() || is_quote(next);
        self.char(past).is_none_or(parts).then_some(past)
    }

    fn near_at_end(&self, places: &Places, tag: &Tag) -> Option<Stretch> {
        let near = match (places.bracket, places.closing) {
            (Some(open), Some(_)) => {
                // Of several that open there, the first.
                let kind = self.char(open)?;
                // What stands in the brackets of programs is a word of theirs: `cookie {secure}`.
                if matches!(kind, '{' | '<') && !tag.starts_with(kind) {
                    return None;
                }
                let run = self.0[..open].iter().rev().take(LONGEST_LABEL);
                let more = run.take_while(|(c, ..)| *c == kind).count();
                self.in_brackets(open - more, tag)
            }
            (Some(open), None) => {
                let own = self.char(open).filter(|&c| tag.starts_with(c));
                own.and_then(|_| self.half_open(open, tag))
            }
            (None, Some(close)) if tag.ends_with(close) => self.half_closed(places.word, tag),
            _ => self.marked(places.word, tag),
        };
        near.filter(|(_, end)| *end >= places.last)
    }

    /// The tag as it is written, wherever it stands.
    fn written_anywhere(&self, tag: &Tag) -> Option<Stretch> {
        let first = tag.folded.first().filter(|c| !c.is_alphanumeric())?;
        let is_word = tag.folded.last().is_some_and(|c| c.is_alphanumeric());
        let ends = |end: usize| !is_word || self.char(end).is_none_or(|c| !c.is_alphanumeric());
        let places = (0..self.0.len()).filter(|&at| self.0[at].0 == *first);
        places
            .filter_map(|at| Some((at, self.tag_at(at, tag)?)))
            .find(|(_, end)| ends(*end))
    }

    /// The end of a word that starts here, when no letter follows it. A blank or a hyphen between
    /// its letters doesn't count.
    fn word_at(&self, start: usize, word: &[char]) -> Option<usize> {
        let mut at = start;
        for (nth, wanted) in word.iter().enumerate() {
            let is_gap = |c: char| c.is_whitespace() || matches!(c, '-' | '_');
            if nth > 0 && self.char(at).is_some_and(is_gap) {
                at += 1;
            }
            if self.char(at)? != *wanted {
                return None;
            }
            at += 1;
        }
        let ends = self.char(at).is_none_or(|c| !c.is_alphanumeric());
        ends.then_some(at)
    }

    /// The end of a run of one character. Of a longer one than any label, a part: each start in a
    /// subject of thousands of brackets is looked at, once for each tag.
    fn past_run(&self, at: usize, of: char) -> usize {
        let run = self.0[at..].iter().take(LONGEST_LABEL);
        let run = run.take_while(|(c, ..)| *c == of);
        at + run.count()
    }

    /// The end of the last letter or digit.
    fn past_letters(&self) -> usize {
        let last = self.0.iter().rposition(|(c, ..)| c.is_alphanumeric());
        last.map_or(0, |at| at + 1)
    }

    fn position(&self, from: usize, is: impl Fn(char) -> bool) -> Option<usize> {
        let chars = self.0.get(from..)?.iter().take(LONGEST_LABEL);
        let at = chars.map(|(c, ..)| *c).position(is)?;
        Some(from + at)
    }
}

impl Tag {
    fn starts_with(&self, c: char) -> bool {
        !c.is_alphanumeric() && self.folded.first() == Some(&c)
    }

    fn ends_with(&self, c: char) -> bool {
        !c.is_alphanumeric() && self.folded.last() == Some(&c)
    }

    fn has_ends(&self, open: char, close: char) -> bool {
        self.starts_with(open) && self.ends_with(close)
    }
}

/// Whether a word is another one with one letter more, less, or changed, or two that changed
/// places; not one with another ending, which is a word or a name of its own.
fn is_slip(word: &[char], of: &[char]) -> bool {
    let numbers = |word: &[char]| -> String { word.iter().filter(|c| c.is_numeric()).collect() };
    let number = numbers(of);
    // Another number is another matter.
    let is_other = !number.is_empty() && numbers(word) != number;
    of.len() >= LEAST_TO_SLIP
        && word.len().abs_diff(of.len()) <= 1
        && !is_other
        && !ends_otherwise(word, of)
        && strsim::generic_damerau_levenshtein(word, of) <= 1
}

/// Whether a word goes on with another letter where the other one ends, or ends in another one. A
/// last letter that is doubled is no ending.
fn ends_otherwise(word: &[char], of: &[char]) -> bool {
    let Some((last, stem)) = of.split_last() else {
        return false;
    };
    match word.strip_prefix(stem) {
        Some([other]) => other != last,
        Some([same, more]) => same == last && more != last,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
