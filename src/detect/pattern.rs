//! Patterns: one automaton tells which of them can match a text; each of those is then tried by
//! itself.
//!
//! The common automaton leaves out word boundaries, which it could judge only in ASCII texts, so
//! what it tells is a bit too much and never too little. Both steps take linear time. What they
//! keep between texts is which states the automaton has.

use std::panic::{RefUnwindSafe, UnwindSafe};

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::{Compiler, Config as NfaConfig, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::{Input, MatchKind, PatternSet};
use regex_syntax::hir::{Capture, Hir, HirKind, Look, Repetition};
use unicode_normalization::UnicodeNormalization;

use super::character::{digit, is_accent};
use super::detections::{Detections, Detector};
use super::lookalike::{hyphen, latin};
use super::spelling::{Reading, Spelling};
use crate::mail::text::{is_blank, is_invisible, visual_order};

/// The most memory that one pattern's automaton may take, in bytes.
const PATTERN: usize = 1 << 20;
/// The same of all patterns together.
const PATTERNS: usize = 256 << 20;
/// The memory for states of the common automaton, in bytes, per thread.
const STATES: usize = 8 << 20;
/// Matches are told apart in pieces of this many bytes, which bounds what a match that fails late
/// can cost.
const PIECE: usize = 8 << 10;
/// After this many matches in one text the rest counts as distinct.
const MATCHES: usize = 100_000;

/// A pattern by itself.
pub(super) struct Pattern {
    hir: Hir,
    regex: Regex,
    detector: Detector,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let refused = |why: String| format!("the pattern {text:?} {why}");
        let hir = regex_syntax::ParserBuilder::new()
            .nest_limit(100)
            .build()
            .parse(text)
            .map_err(|error| refused(format!("is no regular expression: {}", reason(&error))))?;
        match hir.properties().minimum_len() {
            Some(0) => {
                return Err(refused(
                    "matches even an empty text, and so every message".into(),
                ));
            }
            Some(_) if !is_impossible(&hir) => {}
            _ => return Err(refused("can match nothing".into())),
        }
        let regex = Regex::builder()
            .configure(Config::new().nfa_size_limit(Some(PATTERN)).onepass(false))
            .build_from_hir(&hir)
            .map_err(|_| {
                refused("is too large; repeat less, or use ASCII classes such as (?-u:\\w)".into())
            })?;
        Ok(Self {
            hir,
            regex,
            detector: Detector::UNASSIGNED,
        })
    }

    /// The pattern, with the detector that stands for it.
    pub(super) fn assigned_to(self, detector: Detector) -> Self {
        Self { detector, ..self }
    }

    /// Notes the distinct matches in a text which may have some.
    fn count(&self, found: &mut Detections, place: &str, text: &str) {
        if !self.regex.is_match(text) {
            return;
        }
        let (mut start, mut matches) = (0, 0);
        while start < text.len() && !found.is_full(self.detector) {
            let end = text.floor_char_boundary(start + PIECE);
            match self.regex.find(Input::new(text).span(start..end)) {
                // It may go on past the piece: it is searched for again from where it starts.
                Some(hit) if hit.end() == end && end < text.len() && hit.start() > start => {
                    start = hit.start()
                }
                Some(hit) if matches < MATCHES => {
                    let value = Spelling::new(&text[hit.range()], Reading::default()).plain;
                    found.note(self.detector, place, value.as_bytes());
                    matches += 1;
                    // No match is empty, so this goes on.
                    start = hit.end();
                }
                Some(_) => found.overflow(self.detector),
                None if end == text.len() => break,
                // Half a piece overlaps the next, for a match at its end.
                None => start = text.floor_char_boundary(start + PIECE / 2),
            }
        }
        if matches == 0 {
            found.note(self.detector, place, b"");
        }
    }
}

/// All patterns.
pub(super) struct Patterns {
    patterns: Vec<Pattern>,
    common: Option<Common>,
}

struct Common {
    automaton: DFA,
    states: Pool<Cache, NewCache>,
}

type NewCache = Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

impl Patterns {
    pub(super) fn new(patterns: Vec<Pattern>) -> Result<Self, String> {
        if patterns.is_empty() {
            return Ok(Self {
                patterns,
                common: None,
            });
        }
        let parts: Vec<Hir> = patterns
            .iter()
            .map(|pattern| without_boundaries(&pattern.hir))
            .collect();
        let config = NfaConfig::new()
            .nfa_size_limit(Some(PATTERNS))
            .which_captures(WhichCaptures::None);
        let too_large = |error: &dyn std::fmt::Display| {
            format!(
                "the {} patterns of the rules are too large together: {error}",
                parts.len()
            )
        };
        let nfa = Compiler::new()
            .configure(config)
            .build_many_from_hir(&parts)
            .map_err(|error| too_large(&error))?;
        let config = DFA::config()
            .match_kind(MatchKind::All)
            .cache_capacity(STATES)
            .skip_cache_capacity_check(true);
        let automaton = DFA::builder()
            .configure(config)
            .build_from_nfa(nfa)
            .map_err(|error| too_large(&error))?;
        let shared = automaton.clone();
        let states: Pool<Cache, NewCache> = Pool::new(Box::new(move || shared.create_cache()));
        Ok(Self {
            patterns,
            common: Some(Common { automaton, states }),
        })
    }

    pub(super) fn feed(&self, found: &mut Detections, place: &str, raw: &str, folded: &str) {
        let Some(common) = &self.common else { return };
        self.seek(common, found, place, raw);
        let composed = composed(raw);
        if composed != raw {
            self.seek(common, found, place, &composed);
        }
        let latin = in_latin(&composed);
        if let Some(latin) = &latin {
            self.seek(common, found, place, latin);
        }
        if let Some(tight) = tight(latin.as_ref().unwrap_or(&composed)) {
            self.seek(common, found, place, &tight);
        }
        if folded != raw && folded != composed {
            self.seek(common, found, place, folded);
        }
        if let Some(visual_order) = visual_order(raw) {
            // The text in visual order has no overrides, so this goes no deeper.
            self.feed(found, place, &visual_order, folded);
        }
    }

    fn seek(&self, common: &Common, found: &mut Detections, place: &str, text: &str) {
        let mut hits = PatternSet::new(self.patterns.len());
        let mut states = common.states.get();
        let told = common.automaton.try_which_overlapping_matches(
            &mut states,
            &Input::new(text),
            &mut hits,
        );
        if told.is_ok() && hits.is_empty() {
            return;
        }
        for (at, pattern) in self.patterns.iter().enumerate() {
            // The automaton gives up never, as it is configured; if it did, each pattern would be
            // tried.
            let may_match = told.is_err()
                || regex_automata::PatternID::new(at).is_ok_and(|pattern| hits.contains(pattern));
            if may_match && !found.is_full(pattern.detector) {
                pattern.count(found, place, text);
            }
        }
    }
}

/// White space as single spaces, no invisible characters, composed (NFKC); case as it is.
fn composed(text: &str) -> String {
    let mut composed = String::with_capacity(text.len());
    let mut write = |c: char| {
        if !is_blank(c) {
            composed.push(c);
        } else if !composed.is_empty() && !composed.ends_with(' ') {
            composed.push(' ');
        }
    };
    let visible = text.chars().filter(|c| is_blank(*c) || !is_invisible(*c));
    if text.is_ascii() {
        visible.for_each(&mut write)
    } else {
        visible.nfkc().for_each(&mut write)
    }
    composed.truncate(composed.trim_end().len());
    composed
}

/// The text with look-alike letters as the Latin ones, digits as those of ASCII, dashes as hyphens,
/// and without accents; `None` when that is what it is.
fn in_latin(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let swap = |c: char| {
        if let Some(digit) = digit(c) {
            return char::from(b'0' + digit);
        }
        let mut small = c.to_lowercase();
        match (small.next().map(|c| latin(hyphen(c))), small.next()) {
            // The letters of Lisu have the shapes of capitals, and no other.
            (Some(latin), None)
                if latin.is_ascii()
                    && (c.is_uppercase() || ('\u{a4d0}'..='\u{a4f7}').contains(&c)) =>
            {
                latin.to_ascii_uppercase()
            }
            (Some(latin), None) if latin.is_ascii() => latin,
            _ => c,
        }
    };
    let bare = text.nfd().filter(|c| !is_accent(*c));
    let swapped: String = bare
        .map(|c| if c.is_ascii() { c } else { swap(c) })
        .collect();
    (swapped != text).then_some(swapped)
}

/// The text with what stands in single characters set tight; `None` when nothing does.
fn tight(text: &str) -> Option<String> {
    /// How many characters with a space between each are taken for one word.
    const SPACED: usize = 4;
    // A comma may follow the last.
    let is_single = |token: &str| {
        token
            .chars()
            .skip(1)
            .all(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '"'))
    };
    let tokens: Vec<&str> = text.split(' ').collect();
    let mut spaced = false;
    let mut tight = String::with_capacity(text.len());
    for run in tokens.chunk_by(|a, b| is_single(a) && is_single(b)) {
        spaced |= run.len() >= SPACED;
        tight.push_str(&run.join(if run.len() >= SPACED { "" } else { " " }));
        tight.push(' ');
    }
    spaced.then_some(tight)
}

fn reason(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => format!(
            "{} at character {}",
            error.kind(),
            error.span().start.column
        ),
        regex_syntax::Error::Translate(error) => {
            format!(
                "{} at character {}",
                error.kind(),
                error.span().start.column
            )
        }
        other => other.to_string(),
    }
}

/// Whether a text's start is asked for after something, or its end before something, on every way
/// through the pattern.
fn is_impossible(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Concat(parts) => {
            let is_long = |part: &Hir| part.properties().minimum_len() != Some(0);
            parts.iter().any(is_impossible)
                || (1..parts.len()).any(|at| {
                    let (before, after) = parts.split_at(at);
                    let starts = after[0]
                        .properties()
                        .look_set_prefix()
                        .contains(Look::Start);
                    let ends = before[at - 1]
                        .properties()
                        .look_set_suffix()
                        .contains(Look::End);
                    starts && before.iter().any(is_long) || ends && after.iter().any(is_long)
                })
        }
        HirKind::Alternation(ways) => ways.iter().all(is_impossible),
        HirKind::Capture(capture) => is_impossible(&capture.sub),
        HirKind::Repetition(repetition) => repetition.min > 0 && is_impossible(&repetition.sub),
        _ => hir.properties().minimum_len().is_none(),
    }
}

/// The pattern without its word boundaries: it matches wherever the pattern does.
fn without_boundaries(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Look(
            Look::Start | Look::End | Look::StartLF | Look::EndLF | Look::StartCRLF | Look::EndCRLF,
        )
        | HirKind::Empty
        | HirKind::Literal(_)
        | HirKind::Class(_) => hir.clone(),
        HirKind::Look(_) => Hir::empty(),
        HirKind::Repetition(repetition) => {
            let sub = Box::new(without_boundaries(&repetition.sub));
            Hir::repetition(Repetition {
                sub,
                ..repetition.clone()
            })
        }
        HirKind::Capture(capture) => Hir::capture(Capture {
            sub: Box::new(without_boundaries(&capture.sub)),
            ..capture.clone()
        }),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(without_boundaries).collect()),
        HirKind::Alternation(ways) => {
            Hir::alternation(ways.iter().map(without_boundaries).collect())
        }
    }
}
