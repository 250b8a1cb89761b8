//! What the rules of a policy look for in texts: words, patterns and checked identifiers.
//!
//! A [`Builder`] takes everything that the rules name and compiles it once into [`Detectors`]: one
//! automaton for all words, one for all patterns, one walk over the numbers of a text. So the cost
//! of a text is linear in its length and hardly grows with the number of rules.
//! [`Detectors::feed`] is called for each text of a message, and [`Detections`] then tells for each
//! [`Detector`] how many distinct values there were, and where the first one was. It keeps keyed
//! digests, never what matched.
//!
//! - *Words* ([`Builder::word`]) are found through differences of case, width, accents, white
//!   space, line ends, hyphenation, letter-spacing and invisible characters, and through letters
//!   that look alike (`detect/spelling.rs`).
//! - *Patterns* ([`Builder::pattern`]) are regular expressions in linear time
//!   (`detect/pattern.rs`).
//! - *Identifiers* ([`Builder::identifier`]) are numbers whose check digits, ranges and dates are
//!   right, grouped as people group them, or with a word such as "BSN" or "card" beside them
//!   (`detect/identifier.rs`).

mod character;
mod detections;
mod identifier;
mod lookalike;
mod pattern;
mod skeleton;
mod spelling;
mod word;

use std::collections::HashMap;

use pattern::{Pattern, Patterns};
use word::{Word, Words};

pub use detections::{Detections, Detector, MOST_DISTINCT};
pub use identifier::{Country, Identifier};
pub(crate) use skeleton::{
    by_small_shape, letter_skeletons, skeleton, skeletons, value_skeleton, value_skeletons,
};

/// What a detector was asked for as.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Request {
    Word(String),
    Pattern(String),
    Identifier(Identifier),
}

/// Takes what the rules look for.
#[derive(Default)]
pub struct Builder {
    requests: HashMap<Request, Detector>,
    words: Vec<Word>,
    patterns: Vec<Pattern>,
    identifiers: Vec<(Identifier, Detector)>,
}

impl Builder {
    /// A word or phrase. It stands between word boundaries (in scripts that write no spaces, such
    /// as Chinese, anywhere); a star at its start or end lifts the boundary there, so that
    /// `confiden*` finds "confidence" too. White space and hyphens in it stand for any run of white
    /// space and hyphens. Accents don't count.
    ///
    /// # Errors
    /// A sentence, when nothing visible is left of it.
    pub fn word(&mut self, text: &str) -> Result<Detector, String> {
        let word = Word::new(text)?;
        let (detector, is_new) = self.detector(Request::Word(word.key()));
        if is_new {
            self.words.push(word.assigned_to(detector));
        }
        Ok(detector)
    }

    /// A regular expression in the syntax of Rust's `regex` crate. It is tried on the text as it
    /// came; on the text with white space as single spaces, without invisible characters, and in
    /// composed form (NFKC); on that with look-alike letters as Latin ones; and on the folded text,
    /// which is in lower case.
    ///
    /// # Errors
    /// A sentence, when it is no regular expression, is too large, matches even an empty text, or
    /// can match nothing.
    pub fn pattern(&mut self, regex: &str) -> Result<Detector, String> {
        let request = Request::Pattern(regex.to_owned());
        if let Some(detector) = self.requests.get(&request) {
            return Ok(*detector);
        }
        let pattern = Pattern::new(regex)?;
        let (detector, _) = self.detector(request);
        self.patterns.push(pattern.assigned_to(detector));
        Ok(detector)
    }

    /// A kind of checked identifier.
    pub fn identifier(&mut self, kind: Identifier) -> Detector {
        let (detector, is_new) = self.detector(Request::Identifier(kind));
        if is_new {
            self.identifiers.push((kind, detector));
        }
        detector
    }

    /// Compiles it all.
    ///
    /// # Errors
    /// A sentence, when words or patterns are too many for one automaton.
    pub fn build(self) -> Result<Detectors, String> {
        Ok(Detectors {
            detectors: self.requests.len(),
            words: Words::new(self.words)?,
            patterns: Patterns::new(self.patterns)?,
            identifiers: self.identifiers,
        })
    }

    fn detector(&mut self, request: Request) -> (Detector, bool) {
        let next = Detector(self.requests.len());
        let detector = *self.requests.entry(request).or_insert(next);
        (detector, detector == next)
    }
}

/// All that the rules of a policy look for, compiled.
pub struct Detectors {
    detectors: usize,
    words: Words,
    patterns: Patterns,
    identifiers: Vec<(Identifier, Detector)>,
}

impl Detectors {
    /// Nothing found yet.
    pub fn start(&self) -> Detections {
        Detections::new()
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.detectors == 0
    }

    /// Looks through one text: `raw` as people read it (decoded, markup taken away, lines and tabs
    /// kept), and `folded`, which is [`crate::mail::text::folded`] of the same text. Words and
    /// identifiers are sought in `raw`, which is folded on the way; patterns in both. `place` is
    /// what [`Detections::place`] tells.
    pub fn feed(&self, found: &mut Detections, place: &str, raw: &str, folded: &str) {
        self.words.feed(found, place, raw);
        self.patterns.feed(found, place, raw, folded);
        identifier::feed(&self.identifiers, found, place, raw);
    }
}

#[cfg(test)]
mod tests;
