//! What the rules of a policy look for in texts: words, patterns and checked identifiers.
//!
//! A [`Builder`] takes everything that the rules name and compiles it once into a [`Detectors`]: one
//! automaton for all words, one for all patterns, one walk over the numbers of a text. So the cost
//! of a text is linear in its length and hardly grows with the number of rules. [`Detectors::feed`] is
//! called for each text of a message, and [`Detections`] then tells for each [`Detector`] how many
//! distinct values there were, and where the first one was. It keeps keyed digests, never what
//! matched.
//!
//! - *Words* ([`Builder::word`]) are found through differences of case, width, accents, white
//!   space, line ends, hyphenation, letter-spacing and invisible characters, and through letters
//!   that look alike (`detect/spelling.rs`).
//! - *Patterns* ([`Builder::pattern`]) are regular expressions in linear time
//!   (`detect/pattern.rs`).
//! - *Identifiers* ([`Builder::identifier`]) are numbers whose check digits, ranges and dates are
//!   right, grouped as people group them, or with a word such as "BSN" or "card" beside them
//!   (`detect/number.rs`).

mod card;
mod iban;
mod lookalike;
mod national;
mod normalized;
mod number;
mod pattern;
mod spelling;
mod word;

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};

use pattern::{Pattern, Patterns};
use word::{Word, Words};

pub(crate) use spelling::skeleton;
pub(crate) use spelling::{by_small_shape, letter_skeletons, skeletons};

pub use national::Country;
pub use number::Identifier;

/// The number of distinct values at which counting stops: a threshold above it is never reached.
pub const MOST_DISTINCT: usize = 256;

/// One thing to look for; it belongs to the [`Detectors`] whose [`Builder`] gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Detector(usize);

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
            self.words.push(word.of(detector));
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
        self.patterns.push(pattern.of(detector));
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
        Detections {
            key: RandomState::new(),
            tallies: HashMap::new(),
            places: Vec::new(),
        }
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
        number::feed(&self.identifiers, found, place, raw);
    }
}

/// What was found in all texts that were fed. Its memory is bounded by [`MOST_DISTINCT`] and the
/// number of detectors.
pub struct Detections {
    key: RandomState,
    tallies: HashMap<Detector, Tally>,
    places: Vec<String>,
}

#[derive(Default)]
struct Tally {
    digests: BTreeSet<u64>,
    is_full: bool,
    place: Option<usize>,
}

impl Detections {
    /// How many distinct values were found, at most [`MOST_DISTINCT`]. A word counts once, however
    /// often it stands there; of identifiers and patterns, values that differ only in how they are
    /// written or grouped are one.
    pub fn distinct(&self, detector: Detector) -> usize {
        self.tallies.get(&detector).map_or(0, |tally| {
            if tally.is_full {
                MOST_DISTINCT
            } else {
                tally.digests.len()
            }
        })
    }

    /// How many distinct values were found of any of these: what two of them match is one.
    pub fn distinct_of(&self, detectors: &[Detector]) -> usize {
        if detectors.iter().any(|&detector| self.is_full(detector)) {
            return MOST_DISTINCT;
        }
        let tallies = detectors
            .iter()
            .filter_map(|detector| self.tallies.get(detector));
        tallies
            .flat_map(|tally| &tally.digests)
            .collect::<BTreeSet<_>>()
            .len()
    }

    /// The place of the first match, in the caller's words.
    pub fn place(&self, detector: Detector) -> Option<&str> {
        let place = self.tallies.get(&detector)?.place?;
        self.places.get(place).map(String::as_str)
    }

    /// What was found at all.
    pub(super) fn detectors(&self) -> impl Iterator<Item = Detector> {
        self.tallies.keys().copied()
    }

    fn has(&self, detector: Detector) -> bool {
        self.tallies.contains_key(&detector)
    }

    fn is_full(&self, detector: Detector) -> bool {
        self.tallies
            .get(&detector)
            .is_some_and(|tally| tally.is_full)
    }

    fn note(&mut self, detector: Detector, place: &str, value: &[u8]) {
        // Keyed anew for each message: without the key a digest of a card number could be visual_order
        // back by trying all cards.
        let digest = self.key.hash_one(value);
        let tally = self.tallies.entry(detector).or_default();
        if tally.place.is_none() {
            if self.places.last().is_none_or(|last| last != place) {
                self.places.push(place.to_owned());
            }
            tally.place = Some(self.places.len() - 1);
        }
        if !tally.is_full {
            tally.digests.insert(digest);
            tally.is_full = tally.digests.len() >= MOST_DISTINCT;
        }
    }

    /// There was more than could be told apart: what exceeds a bound counts as a match.
    fn overflow(&mut self, detector: Detector) {
        self.tallies.entry(detector).or_default().is_full = true;
    }
}

#[cfg(test)]
mod tests;
