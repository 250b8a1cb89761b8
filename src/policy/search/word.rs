//! Words and phrases: one automaton for all of them.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, StartKind};

use super::spelling::{Further, Reading, Spelling, class_of, is_extender, is_unspaced, is_word};
use super::{Found, Needle};

/// A word or phrase as it is sought.
#[derive(Clone)]
pub(super) struct Word {
    plain: String,
    /// Whether a word must start, and end, where it does.
    starts: bool,
    ends: bool,
    needle: Needle,
}

impl Word {
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let inner = text.trim();
        let (open_start, inner) = inner.strip_prefix('*').map_or((false, inner), |inner| (true, inner));
        let (open_end, inner) = inner.strip_suffix('*').map_or((false, inner), |inner| (true, inner));
        // Where a line starts with it, it is the mark of a quoted line, and no text holds it.
        let inner = inner.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
        let plain = Spelling::of(inner, Reading::default()).plain;
        let (Some(first), Some(last)) = (plain.chars().next(), plain.chars().next_back()) else {
            return Err(format!("nothing visible is left of the word {text:?}; give it letters or digits"));
        };
        Ok(Self {
            starts: !open_start && is_bounded(first),
            ends: !open_end && is_bounded(last),
            plain,
            needle: Needle(usize::MAX),
        })
    }

    pub(super) fn of(self, needle: Needle) -> Self {
        Self { needle, ..self }
    }

    /// What tells it from other words.
    pub(super) fn key(&self) -> String {
        format!("{}{}{}", if self.starts { "" } else { "*" }, self.plain, if self.ends { "" } else { "*" })
    }

    fn class(&self) -> String {
        self.plain.chars().map(class_of).collect()
    }

    /// Whether it stands in `text` from `start`, where the automaton found its class.
    fn stands(&self, text: &Spelling, start: usize) -> bool {
        let end = start + self.plain.len();
        let before = text.plain.get(..start).and_then(|rest| rest.chars().next_back());
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

/// All words, in one automaton.
pub(super) struct Words {
    words: Vec<Word>,
    automaton: Option<AhoCorasick>,
}

/// Above this many bytes of words, the automaton is the smaller and slower one of its two forms.
const SMALL: usize = 200_000;

impl Words {
    pub(super) fn new(words: Vec<Word>) -> Result<Self, String> {
        if words.is_empty() {
            return Ok(Self { words, automaton: None });
        }
        let size: usize = words.iter().map(|word| word.plain.len()).sum();
        let kind = if size <= SMALL { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Unanchored)
            .kind(Some(kind))
            .build(words.iter().map(Word::class))
            .map_err(|error| format!("the {} words of the rules are too many: {error}", words.len()))?;
        Ok(Self { words, automaton: Some(automaton) })
    }

    pub(super) fn feed(&self, found: &mut Found, place: &str, raw: &str) {
        let Some(automaton) = &self.automaton else { return };
        let mut seek = |text: &Spelling| {
            for hit in automaton.find_overlapping_iter(&text.class) {
                let word = &self.words[hit.pattern().as_usize()];
                if !found.has(word.needle) && word.stands(text, hit.start()) {
                    found.note(word.needle, place, b"");
                }
            }
        };
        let text = Spelling::of(raw, Reading::default());
        let Further { joined, small_greek, spaced } = text.further;
        seek(&text);
        if joined {
            seek(&Spelling::of(raw, Reading { joined, ..Reading::default() }));
        }
        if small_greek {
            seek(&Spelling::of(raw, Reading { joined, small_greek }));
        }
        if spaced {
            seek(&Spelling::of(&text.tight(), Reading::default()));
        }
    }
}
