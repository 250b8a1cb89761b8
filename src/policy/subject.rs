//! Subject tags: finding them through whatever mail clients do to a subject, and taking them off.

mod brackets;
mod near;
mod prefix;
mod rest;

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};
use std::fmt;

use self::brackets::by_quote;
use self::near::Places;
use super::truth::Truth;
use crate::detect::{by_small_shape, letter_skeletons};
use crate::mail::Header;

/// How many tags are taken off one subject.
const MOST_TAGS: usize = 16;

/// A word at the start of a subject by which a sender asks for something, such as `[secure]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    written: String,
    folded: Vec<char>,
    /// Its letters and digits.
    word: Vec<char>,
}

impl Tag {
    /// A tag as the admin writes it.
    ///
    /// # Errors
    /// A sentence, when nothing visible is left of it.
    pub fn new(text: &str) -> Result<Self, String> {
        let folded: Vec<char> = text
            .chars()
            .flat_map(letter_skeletons)
            .filter(|c| !c.is_whitespace())
            .collect();
        if folded.is_empty() {
            Err("a subject tag is empty".into())
        } else {
            Ok(Self {
                written: text.trim().into(),
                word: folded
                    .iter()
                    .copied()
                    .filter(|c| c.is_alphanumeric())
                    .collect(),
                folded,
            })
        }
    }

    /// The tag as it is compared: tags with equal keys are one.
    pub(super) fn key(&self) -> String {
        self.folded.iter().collect()
    }

    /// The length of its key, in characters.
    pub(super) fn length(&self) -> usize {
        self.folded.len()
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// The Subject fields of a message, in each form in which they may be read.
#[derive(Default)]
pub(super) struct Subjects {
    texts: Vec<String>,
    readings: Vec<Forms>,
    /// Whether each of the readings is one that people see: programs that leave comments out are
    /// not what a sender who nearly writes a tag thinks of.
    seen: Vec<bool>,
    /// How many of the readings are of the first field, the one that is carried on.
    first: usize,
    /// Whether there is more than is inspected.
    pub(super) is_cut: bool,
}

/// How many bytes of Subject fields are inspected: no mail that people write has half as many. Each
/// is read in many ways.
const MOST_BYTES: usize = 8 << 10;

/// How many places of a subject a tag is looked for at.
const MOST_STARTS: usize = 256;

/// The longest that clients put before a subject.
const LONGEST_PREFIX: usize = 64;

/// The brackets around the names of lists and the like.
const LABELS: [(char, char); 4] = [('[', ']'), ('(', ')'), ('{', '}'), ('<', '>')];

/// A text in folded characters, each with the range of the text that it came from; and where what
/// is nearly a tag may stand in it, once somebody asks.
struct Folded(Vec<(char, usize, usize)>, OnceCell<Places>);

impl Subjects {
    pub(super) fn new(header: &Header) -> Self {
        let mut readings: Vec<String> = Vec::new();
        let mut seen = Vec::new();
        let (mut first, mut bytes) = (0, 0);
        for (nth, field) in header.all("Subject").enumerate() {
            bytes += field.raw().len();
            if bytes > MOST_BYTES {
                let decoded = field.decoded();
                readings.push(decoded[..decoded.floor_char_boundary(MOST_BYTES)].to_owned());
            } else {
                // Clients differ in what they do with bytes outside ASCII and with encoded words in
                // odd places: try each reading.
                readings.extend(field.readings());
            }
            let has_comments = |text: &String| text.contains(['(', '"']);
            let with_comments = readings.get(seen.len()).is_some_and(has_comments);
            let new = readings[seen.len()..].iter();
            seen.extend(
                new.map(|text| !with_comments || has_comments(text))
                    .collect::<Vec<_>>(),
            );
            first = if nth == 0 { readings.len() } else { first };
            if bytes > MOST_BYTES {
                break;
            }
        }
        let folded = readings.iter().map(|reading| Forms::new(reading)).collect();
        Self {
            texts: readings,
            readings: folded,
            seen,
            first,
            is_cut: bytes > MOST_BYTES,
        }
    }

    /// What stands where a tag may stand, as keys of tags with one of these lengths: each of those
    /// that the subjects bear is among them.
    pub(super) fn starts(&self, lengths: &BTreeSet<usize>) -> HashSet<String> {
        let mut starts = HashSet::new();
        let Some(&longest) = lengths.last() else {
            return starts;
        };
        for reading in self.readings.iter().flat_map(|forms| &forms.0) {
            for start in reading.starts() {
                let letters = reading.0[start..]
                    .iter()
                    .map(|(c, ..)| *c)
                    .filter(|c| !c.is_whitespace());
                let mut text = String::new();
                for (at, letter) in letters.take(longest).enumerate() {
                    text.push(letter);
                    if lengths.contains(&(at + 1)) {
                        starts.insert(text.clone());
                    }
                }
            }
        }
        starts
    }

    /// The truth of a condition on the subjects that wasn't found to hold.
    pub(super) fn truth_of_absence(&self) -> Truth {
        if self.is_cut {
            Truth::Uninspectable
        } else {
            Truth::No
        }
    }

    /// The subjects in each form in which they may be read.
    pub(super) fn readings(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// Whether one of the subjects starts with `tag`.
    pub(super) fn bear(&self, tag: &Tag) -> bool {
        self.readings
            .iter()
            .any(|reading| reading.find(tag).is_some())
    }

    /// Whether something in one of the subjects is nearly `tag`, and none of them starts with it.
    pub(super) fn nearly_bear(&self, tag: &Tag) -> bool {
        let is_near = |at: usize| self.seen[at] && self.readings[at].find_near(tag).is_some();
        (0..self.readings.len()).any(is_near) && !self.bear(tag)
    }

    /// The first subject, in the reading that bears one of the tags, without them; `None` when it
    /// bears none of them. Where it bears none, what is nearly one of `near` counts for a tag.
    pub(super) fn without(&self, tags: &[Tag], near: &[Tag]) -> Option<String> {
        let readings = 0..self.first;
        let seen = readings.clone().filter(|&at| self.seen[at]);
        self.cut(readings, |text| tags.iter().find_map(|tag| text.find(tag)))
            .or_else(|| self.cut(seen, |text| near.iter().find_map(|tag| text.find_near(tag))))
    }

    /// The first of these readings in which `find` finds something, without all that it finds.
    fn cut(
        &self,
        mut readings: impl Iterator<Item = usize>,
        find: impl Fn(&Forms) -> Option<(usize, usize)>,
    ) -> Option<String> {
        let bears = |at: &usize| find(&self.readings[*at]).is_some();
        let mut text = self.texts[readings.find(bears)?].clone();
        // A subject that went to and fro may bear its tag several times; each time costs a look at
        // all of it.
        for _ in 0..MOST_TAGS {
            let Some(tag) = find(&Forms::new(&text)) else {
                break;
            };
            text = rest::without(&text, tag);
        }
        Some(text.trim().to_owned())
    }
}

/// A text in each form in which a tag may stand in it: Greek letters can be read by the shape of
/// either case, and accents that stand alone as quotes.
struct Forms(Vec<Folded>);

impl Forms {
    fn new(text: &str) -> Self {
        let shapes = [by_small_shape, by_quote];
        let changes = |shape: &fn(char) -> char| text.chars().any(|c| shape(c) != c);
        let others = shapes.into_iter().filter(changes);
        let forms = others.map(|shape| Folded::new(text, shape));
        Self(
            std::iter::once(Folded::new(text, |c| c))
                .chain(forms)
                .collect(),
        )
    }

    fn find(&self, tag: &Tag) -> Option<(usize, usize)> {
        self.0.iter().find_map(|form| form.find(tag))
    }

    fn find_near(&self, tag: &Tag) -> Option<(usize, usize)> {
        self.0.iter().find_map(|form| form.find_near(tag))
    }
}

impl Folded {
    fn new(text: &str, shape: fn(char) -> char) -> Self {
        let letters = |(at, c): (usize, char)| {
            letter_skeletons(shape(c)).map(move |folded| (folded, at, at + c.len_utf8()))
        };
        Self(
            text.char_indices().flat_map(letters).collect(),
            OnceCell::new(),
        )
    }

    /// Where in the text `tag` stands, if only reply prefixes and other bracketed words stand
    /// before it.
    fn find(&self, tag: &Tag) -> Option<(usize, usize)> {
        self.starts().find_map(|at| {
            let end = self.tag_at(at, tag)?;
            Some((self.0[at].1, self.0[end - 1].2))
        })
    }

    /// Where a tag may stand.
    fn starts(&self) -> impl Iterator<Item = usize> {
        let first = Some(self.skip_space(0));
        let next = |at: &usize| {
            Some(self.skip_space(self.prefix_at(*at).or_else(|| self.symbol_at(*at))?))
        };
        std::iter::successors(first, next).take(MOST_STARTS)
    }

    fn skip_space(&self, mut at: usize) -> usize {
        while self.0.get(at).is_some_and(|(c, ..)| c.is_whitespace()) {
            at += 1;
        }
        at
    }

    fn tag_at(&self, start: usize, tag: &Tag) -> Option<usize> {
        let mut at = start;
        for wanted in &tag.folded {
            at = self.skip_space(at);
            if self.0.get(at)?.0 != *wanted {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The end of what mail clients and lists put before a subject: `Re:`, `AW:`, `Fwd[2]:`, `答复：`,
    /// `[list]`, `(fwd)`, `***SPAM***`.
    fn prefix_at(&self, start: usize) -> Option<usize> {
        /// The longest word before a colon that is taken for a prefix although it isn't a known
        /// one.
        const LONGEST: usize = 24;
        if self.is_opening(start) {
            return self.label_at(start);
        }
        let word = self.0[start..]
            .iter()
            .take(LONGEST)
            .position(|(c, ..)| *c == ':');
        word.map(|word| start + word + 1)
            .or_else(|| self.client_prefix_at(start))
            .or_else(|| self.stamp_at(start))
    }

    fn is_opening(&self, at: usize) -> bool {
        self.0
            .get(at)
            .is_some_and(|(c, ..)| LABELS.iter().any(|pair| pair.0 == *c))
    }

    /// The end of a bracketed word.
    fn label_at(&self, start: usize) -> Option<usize> {
        /// The longest one: bounded, or a subject of nothing but brackets would cost the square of
        /// its length.
        const LONGEST: usize = 256;
        let open = self.0.get(start)?.0;
        let close = LABELS.iter().find(|pair| pair.0 == open)?.1;
        let length = self.0[start..]
            .iter()
            .take(LONGEST)
            .position(|(c, ..)| *c == close)?;
        Some(start + length + 1)
    }

    /// The end of what a filter put there between equal marks: `***SPAM***`, `--EXTERNAL--`.
    fn stamp_at(&self, start: usize) -> Option<usize> {
        let text: Vec<char> = self.0[start..]
            .iter()
            .take(LONGEST_PREFIX)
            .map(|(c, ..)| *c)
            .collect();
        let mark = *text.first().filter(|c| "*-_=#!~+|%".contains(**c))?;
        let open = text.iter().position(|c| *c != mark)?;
        let length = text[open..].iter().position(|c| *c == mark)?;
        let (word, behind) = text[open..].split_at(length);
        let is_word = word.iter().any(|c| c.is_alphanumeric())
            && word
                .iter()
                .all(|c| c.is_alphanumeric() || c.is_whitespace() || "?!.".contains(*c));
        let close = behind.iter().take_while(|c| **c == mark).count();
        is_word.then_some(start + open + length + close)
    }

    /// The end of a character that is no word's: a quotation mark, a dash, a picture of a lock.
    fn symbol_at(&self, start: usize) -> Option<usize> {
        self.0
            .get(start)
            .filter(|(c, ..)| !c.is_alphanumeric())
            .map(|_| start + 1)
    }
}

#[cfg(test)]
mod tests;
