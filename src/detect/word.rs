//! Words and phrases: one automaton for all of them.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, StartKind};

use super::character::{is_extender, is_unspaced, is_word};
use super::detections::{Detections, Detector};
use super::spelling::{OtherReadings, Reading, Spelling, class_of};
use crate::mail::text::visual_order;

/// A word or phrase as it is sought.
#[derive(Clone)]
pub(super) struct Word {
    plain: String,
    /// Whether a word must start, and end, where it does.
    starts: bool,
    ends: bool,
    detector: Detector,
}

impl Word {
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let inner = text.trim();
        let (open_start, inner) = inner
            .strip_prefix('*')
            .map_or((false, inner), |inner| (true, inner));
        let (open_end, inner) = inner
            .strip_suffix('*')
            .map_or((false, inner), |inner| (true, inner));
        // Where a line starts with it, it is the mark of a quoted line, and no text holds it.
        let inner = inner.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
        let plain = Spelling::new(inner, Reading::default()).plain;
        let (Some(first), Some(last)) = (plain.chars().next(), plain.chars().next_back()) else {
            return Err(format!(
                "nothing visible is left of the word {text:?}; give it letters or digits"
            ));
        };
        Ok(Self {
            starts: !open_start && is_bounded(first),
            ends: !open_end && is_bounded(last),
            plain,
            detector: Detector::UNASSIGNED,
        })
    }

    /// The word, with the detector that stands for it.
    pub(super) fn assigned_to(self, detector: Detector) -> Self {
        Self { detector, ..self }
    }

    /// What tells it from other words.
    pub(super) fn key(&self) -> String {
        format!(
            "{}{}{}",
            if self.starts { "" } else { "*" },
            self.plain,
            if self.ends { "" } else { "*" }
        )
    }

    fn class(&self) -> String {
        self.plain.chars().map(class_of).collect()
    }

    /// Its class without spaces, if it is long enough to be sought so.
    fn gapless(&self) -> Option<String> {
        let gapless: String = self
            .plain
            .chars()
            .filter(|c| *c != ' ')
            .map(class_of)
            .collect();
        (gapless.chars().count() >= PIECED && !gapless.contains(is_unspaced)).then_some(gapless)
    }

    /// Whether it is a phrase so long that it is found where gaps stand in other places: no other
    /// words make it up by chance.
    fn is_long(&self) -> bool {
        self.plain.contains(' ') && self.plain.chars().filter(|c| *c != ' ').count() >= LONG
    }

    /// Whether it stands in `text` from `start`, where the automaton found its class.
    fn stands(&self, text: &Spelling, start: usize) -> bool {
        let end = start + self.plain.len();
        let before = text
            .plain
            .get(..start)
            .and_then(|rest| rest.chars().next_back());
        let after = text.plain.get(end..).and_then(|rest| rest.chars().next());
        let goes_on = self.starts && before.is_some_and(is_bounded)
            || self.ends && after.is_some_and(is_bounded)
            || after.is_some_and(is_extender);
        !goes_on && text.reads(start, &self.plain)
    }
}

fn is_bounded(c: char) -> bool {
    is_word(c) && !is_unspaced(c)
}

/// The fewest letters of a word that is sought in runs of single letters.
const PIECED: usize = 5;
/// The fewest letters of a phrase that is sought wherever its gaps may be.
const LONG: usize = 12;

/// All words, in one automaton; and those that are sought without their gaps in another.
pub(super) struct Words {
    words: Vec<Word>,
    automaton: Option<AhoCorasick>,
    gapless: Option<(AhoCorasick, Vec<usize>)>,
}

/// Above this many bytes of words, the automaton is the smaller and slower one of its two forms.
const SMALL: usize = 200_000;

impl Words {
    pub(super) fn new(words: Vec<Word>) -> Result<Self, String> {
        let classes: Vec<String> = words.iter().map(Word::class).collect();
        let (numbers, gapless): (Vec<usize>, Vec<String>) = words
            .iter()
            .enumerate()
            .filter_map(|(at, word)| Some((at, word.gapless()?)))
            .unzip();
        let automaton = automaton(&classes)?;
        Ok(Self {
            words,
            automaton,
            gapless: self::automaton(&gapless)?.map(|automaton| (automaton, numbers)),
        })
    }

    pub(super) fn feed(&self, found: &mut Detections, place: &str, raw: &str) {
        self.feed_reading(found, place, raw);
        if let Some(visual_order) = visual_order(raw) {
            self.feed_reading(found, place, &visual_order);
        }
    }

    fn feed_reading(&self, found: &mut Detections, place: &str, raw: &str) {
        let Some(automaton) = &self.automaton else {
            return;
        };
        let seek = |text: &Spelling, found: &mut Detections| {
            for hit in automaton.find_overlapping_iter(&text.class) {
                let word = &self.words[hit.pattern().as_usize()];
                if !found.has(word.detector) && word.stands(text, hit.start()) {
                    // Each word is a value of its own.
                    found.note(word.detector, place, &word.detector.0.to_le_bytes());
                }
            }
        };
        let text = Spelling::new(raw, Reading::default());
        let OtherReadings {
            joined,
            small_greek,
            spaced,
        } = text.others;
        seek(&text, found);
        if joined {
            seek(
                &Spelling::new(
                    raw,
                    Reading {
                        joined,
                        ..Reading::default()
                    },
                ),
                found,
            );
        }
        if spaced {
            seek(&Spelling::new(&text.tight(), Reading::default()), found);
        }
        self.seek_gapless(found, place, &text);
        if small_greek {
            let text = Spelling::new(
                raw,
                Reading {
                    joined,
                    small_greek,
                },
            );
            seek(&text, found);
            self.seek_gapless(found, place, &text);
        }
    }

    /// Words whose letters are set apart, or whose gaps are elsewhere or nowhere.
    fn seek_gapless(&self, found: &mut Detections, place: &str, text: &Spelling) {
        let Some((automaton, numbers)) = &self.gapless else {
            return;
        };
        let (gapless, gaps) = text.gapless();
        for hit in automaton.find_overlapping_iter(&gapless) {
            let word = &self.words[numbers[hit.pattern().as_usize()]];
            let is_edge = |at: usize, beside: Option<char>| {
                gaps.binary_search(&at).is_ok() || !beside.is_some_and(is_bounded)
            };
            if !found.has(word.detector)
                && word.is_long()
                && (!word.starts
                    || is_edge(hit.start(), gapless[..hit.start()].chars().next_back()))
                && (!word.ends || is_edge(hit.end(), gapless[hit.end()..].chars().next()))
            {
                found.note(word.detector, place, b"");
            }
        }
        for with_signs in [false, true] {
            for hit in automaton.find_overlapping_iter(&text.pieces(with_signs)) {
                let word = &self.words[numbers[hit.pattern().as_usize()]];
                if !found.has(word.detector) {
                    found.note(word.detector, place, b"");
                }
            }
        }
    }
}

/// An automaton that finds any of `texts`; none when there are none.
fn automaton(texts: &[String]) -> Result<Option<AhoCorasick>, String> {
    if texts.is_empty() {
        return Ok(None);
    }
    let size: usize = texts.iter().map(String::len).sum();
    let kind = if size <= SMALL {
        AhoCorasickKind::DFA
    } else {
        AhoCorasickKind::ContiguousNFA
    };
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .start_kind(StartKind::Unanchored)
        .kind(Some(kind))
        .build(texts)
        .map(Some)
        .map_err(|error| {
            format!(
                "the {} words of the rules are too many: {error}",
                texts.len()
            )
        })
}
