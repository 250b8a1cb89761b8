//! Checked identifiers: which there are, and how a text is walked for them.
//!
//! A number is a run of groups of letters and digits with separators between them (spaces, dashes,
//! dots, slashes, one line end). Each run of whole groups is a candidate, so a number is never
//! found inside a longer one. A candidate counts when its own checks hold (length, ranges, date,
//! check digits) and
//! - it is grouped as such numbers usually are, and its neighbours don't go on in the same way; or
//! - a word that names such numbers stands near (80 bytes before, 40 after).
//!
//! | identifier | grouped as | or with one near | random numbers of that length found |
//! |---|---|---|---|
//! | `payment-card` | 16, 4-4-4-4, 4-6-5, 4-6-4, 8-8 and more | card, visa, … | 1 in 40 |
//! | `iban` | any | | 1 in 100 with a country before it |
//! | `us-ssn` | 3-2-4 with dashes | SSN, social security, … | none; so grouped 9 in 10 |
//! | `uk-nino` | 2-2-2-2-1 | NINO, national insurance, … | none; so grouped most |
//! | `fr-nir` | any, with a plain month | NIR, sécu, … | 1 in 3,000 |
//! | `be-national-number` | 11 with a plain date; 2-2-2-3-2, 6-3-2, 6-5 | rijksregister, NISS, … | 1 in 1,200 |
//! | `nl-bsn` | 4-2-3 with dots | BSN, burgerservicenummer, … | none; so grouped 1 in 11 |
//! | `se-personnummer` | 6-4, 8-4 with a dash or plus, 12; unless it may be date and time | personnummer, … | 1 in 1,700 |
//! | `cn-resident-id` | any | | 1 in 50,000 |
//! | `de-steuer-id` | 2-3-3-3 | Steuer-ID, IdNr, … | none; so grouped 1 in 260 |

use std::cell::OnceCell;
use std::fmt;
use std::str::FromStr;

use super::normalized::{Gap, Group, Normalized, Row, is_near};
use super::{Country, Detections, Detector, card, iban, national};
use crate::mail::text::visual_order;

/// A kind of number that can be told from others by what is inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// The number of a credit or debit card: an issuer's range, its lengths, and the Luhn check
    /// (ISO/IEC 7812).
    PaymentCard,
    /// An international bank account number (ISO 13616): its country's structure, and mod 97.
    Iban,
    /// The number by which a state knows a person.
    NationalNumber(Country),
}

impl Identifier {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::PaymentCard,
        Self::Iban,
        Self::NationalNumber(Country::UnitedStates),
        Self::NationalNumber(Country::UnitedKingdom),
        Self::NationalNumber(Country::France),
        Self::NationalNumber(Country::Belgium),
        Self::NationalNumber(Country::Netherlands),
        Self::NationalNumber(Country::Sweden),
        Self::NationalNumber(Country::China),
        Self::NationalNumber(Country::Germany),
    ];

    /// The name by which a rule asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::PaymentCard => "payment-card",
            Self::Iban => "iban",
            Self::NationalNumber(country) => country.identifier(),
        }
    }

    fn judge(self, candidate: &Candidate) -> Option<Judgement> {
        let judgement = match self {
            Self::PaymentCard => card::judge(candidate),
            Self::Iban => return iban::judge(candidate),
            Self::NationalNumber(country) => national::judge(country, candidate),
        };
        let is_usual = candidate.gaps.iter().all(Gap::is_usual);
        judgement.map(|judgement| {
            if is_usual {
                judgement
            } else {
                Judgement {
                    form: Form::Odd,
                    ..judgement
                }
            }
        })
    }

    /// The lengths, in letters and digits, that such a number can have.
    fn lengths(self) -> (usize, usize) {
        match self {
            Self::PaymentCard => card::LENGTHS,
            Self::Iban => iban::LENGTHS,
            Self::NationalNumber(country) => country.lengths(),
        }
    }

    /// The words beside a number by which people tell what it is, as a [`Normalized`] writes them.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::PaymentCard => card::WORDS,
            Self::Iban => &["IBAN"],
            Self::NationalNumber(country) => country.words(),
        }
    }
}

impl FromStr for Identifier {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                format!("there is no identifier {text:?}; there are {names}")
            })
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A run of whole groups that may be a number.
pub(super) struct Candidate<'a> {
    /// Its letters and digits, without separators.
    pub(super) value: &'a [u8],
    /// The lengths of its groups.
    pub(super) lengths: &'a [usize],
    /// The same where a line end separates nothing.
    pub(super) merged: &'a [usize],
    /// What stands between the groups.
    pub(super) gaps: &'a [Gap],
}

/// What the checks of a kind say about a candidate that passes them.
pub(super) struct Judgement {
    /// The value in the one form in which it is compared.
    pub(super) value: Vec<u8>,
    /// How sure it is without a word beside it.
    pub(super) form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// It can hardly be anything else.
    Sure,
    /// It is grouped as such numbers are; its neighbours must not go on like it.
    Usual,
    /// Only a word beside it tells that it is one.
    Odd,
}

impl Candidate<'_> {
    /// Whether all of it are digits.
    pub(super) fn is_number(&self) -> bool {
        self.value.iter().all(u8::is_ascii_digit)
    }

    /// Whether it is grouped like this.
    pub(super) fn is_grouped(&self, lengths: &[usize]) -> bool {
        self.lengths == lengths || self.merged == lengths
    }

    /// Whether each gap between its groups is one of these marks.
    pub(super) fn is_marked(&self, marks: &[u8]) -> bool {
        self.gaps.iter().all(|gap| marks.contains(&gap.mark))
    }
}

/// The length of the longest number.
const LONGEST: usize = 34;
/// The length of the longest that starts with a digit.
const LONGEST_OF_DIGITS: usize = 19;

/// Looks for identifiers in one text.
pub(super) fn feed(
    kinds: &[(Identifier, Detector)],
    found: &mut Detections,
    place: &str,
    raw: &str,
) {
    if kinds.is_empty() {
        return;
    }
    let normalized = Normalized::of(raw);
    feed_sheet(kinds, found, place, &normalized);
    if let Some(normalized) = normalized.with_digits() {
        feed_sheet(kinds, found, place, &normalized);
    }
    if let Some(visual_order) = visual_order(raw) {
        let normalized = Normalized::of(&visual_order);
        feed_sheet(kinds, found, place, &normalized);
        if let Some(normalized) = normalized.with_digits() {
            feed_sheet(kinds, found, place, &normalized);
        }
    }
}

fn feed_sheet(
    kinds: &[(Identifier, Detector)],
    found: &mut Detections,
    place: &str,
    normalized: &Normalized,
) {
    let mut sought: Vec<Sought> = kinds
        .iter()
        .map(|(kind, detector)| Sought::new(*kind, *detector))
        .collect();
    let mut run: Vec<Group> = Vec::new();
    for group in normalized.groups() {
        // No number has a group of more than four letters, or is longer than the longest.
        let text = normalized.group(&group);
        let is_part =
            text.len() <= LONGEST && (text.len() <= 4 || text.iter().any(u8::is_ascii_digit));
        if group.gap.is_none() || !is_part {
            search_run(&mut sought, found, place, normalized, &run);
            run.clear();
        }
        if is_part {
            run.push(group);
        }
    }
    search_run(&mut sought, found, place, normalized, &run);
}

/// A kind that is sought in one text.
struct Sought {
    kind: Identifier,
    detector: Detector,
    /// Where the last number of it ended, as a group of the run: one starts at most where another
    /// ended.
    end: usize,
    /// Where the words that name it stand, once that is asked for.
    places: OnceCell<Vec<(usize, usize)>>,
}

impl Sought {
    fn new(kind: Identifier, detector: Detector) -> Self {
        Self {
            kind,
            detector,
            end: 0,
            places: OnceCell::new(),
        }
    }
}

fn search_run(
    kinds: &mut [Sought],
    found: &mut Detections,
    place: &str,
    normalized: &Normalized,
    run: &[Group],
) {
    if !run
        .iter()
        .any(|group| normalized.group(group).iter().any(u8::is_ascii_digit))
    {
        return;
    }
    kinds.iter_mut().for_each(|sought| sought.end = 0);
    let (mut value, mut lengths, mut merged, mut gaps) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for first in 0..run.len() {
        value.clear();
        lengths.clear();
        merged.clear();
        gaps.clear();
        for (last, group) in run.iter().enumerate().skip(first) {
            let text = normalized.group(group);
            let longest = if value.first().is_some_and(u8::is_ascii_digit) {
                LONGEST_OF_DIGITS
            } else {
                LONGEST
            };
            if value.len() + text.len() > longest {
                break;
            }
            let gap = group.gap.filter(|_| last > first);
            gaps.extend(gap);
            match merged.last_mut() {
                Some(length) if gap.is_some_and(|gap| gap.breaks) => *length += text.len(),
                _ => merged.push(text.len()),
            }
            value.extend_from_slice(text);
            lengths.push(text.len());
            let candidate = Candidate {
                value: &value,
                lengths: &lengths,
                merged: &merged,
                gaps: &gaps,
            };
            for sought in &mut *kinds {
                let (shortest, longest) = sought.kind.lengths();
                let fits = (shortest..=longest).contains(&value.len());
                if !fits || first < sought.end || found.is_full(sought.detector) {
                    continue;
                }
                let Some(judgement) = sought.kind.judge(&candidate) else {
                    continue;
                };
                let span = Span {
                    normalized,
                    run,
                    first,
                    last,
                };
                if span.counts(sought, &candidate, judgement.form) {
                    found.note(sought.detector, place, &judgement.value);
                    sought.end = last + 1;
                }
            }
        }
    }
}

/// Where a candidate stands in its run.
struct Span<'a> {
    normalized: &'a Normalized,
    run: &'a [Group],
    first: usize,
    last: usize,
}

impl Span<'_> {
    /// Whether a candidate that passes its checks is taken for a number of its kind.
    fn counts(&self, sought: &Sought, candidate: &Candidate, form: Form) -> bool {
        let (start, stop) = (self.run[self.first].start, self.run[self.last].end);
        if self.normalized.is_piece(start, stop)
            || sought.kind != Identifier::Iban && self.is_in_iban()
        {
            return false;
        }
        let goes_on_before = self.first > sought.end
            && self.goes_on(candidate, self.first - 1, self.first)
            && !self.follows_iban();
        match form {
            Form::Sure => true,
            Form::Usual
                if !goes_on_before
                    && (!self.goes_on_after(candidate) || self.is_list(sought.kind, candidate))
                    && !self.is_row_of_figures(sought.kind, candidate) =>
            {
                true
            }
            Form::Usual | Form::Odd => {
                let places = sought
                    .places
                    .get_or_init(|| self.normalized.places(sought.kind.words()));
                !goes_on_before && is_near(places, start, stop)
            }
        }
    }

    /// Whether its groups are some of an IBAN's: of German ones, 1 in 40 holds what passes for a
    /// card.
    fn is_in_iban(&self) -> bool {
        let ends = self.last..self.run.len().min(self.last + 3);
        (self.first.saturating_sub(3)..self.first)
            .any(|from| ends.clone().any(|to| self.is_iban(from, to)))
    }

    /// Whether an IBAN ends before it: what goes on in the same way is then no part of it.
    fn follows_iban(&self) -> bool {
        (self.first.saturating_sub(9)..self.first).any(|from| self.is_iban(from, self.first - 1))
    }

    fn is_iban(&self, from: usize, to: usize) -> bool {
        let value: Vec<u8> = self.run[from..=to]
            .iter()
            .flat_map(|group| self.normalized.group(group))
            .copied()
            .collect();
        let (shortest, longest) = iban::LENGTHS;
        let whole = Candidate {
            value: &value,
            lengths: &[],
            merged: &[],
            gaps: &[],
        };
        (shortest..=longest).contains(&value.len()) && iban::judge(&whole).is_some()
    }

    fn goes_on_after(&self, candidate: &Candidate) -> bool {
        self.goes_on(candidate, self.last + 1, self.last + 1)
    }

    /// Whether what goes on after a candidate is one more number, grouped alike: two that pass the
    /// checks are no accident.
    fn is_list(&self, kind: Identifier, candidate: &Candidate) -> bool {
        let next = self.last + 1..self.last + 1 + candidate.lengths.len();
        let Some(groups) = self.run.get(next) else {
            return false;
        };
        let value: Vec<u8> = groups
            .iter()
            .flat_map(|group| self.normalized.group(group))
            .copied()
            .collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.end - group.start).collect();
        let gaps: Vec<Gap> = groups
            .iter()
            .skip(1)
            .filter_map(|group| group.gap)
            .collect();
        let next = Candidate {
            value: &value,
            lengths: &lengths,
            merged: &lengths,
            gaps: &gaps,
        };
        lengths == candidate.lengths
            && kind
                .judge(&next)
                .is_some_and(|judgement| judgement.form == Form::Usual)
    }

    /// Whether its groups are columns of a table of figures: at least two of the four rows around
    /// it have the same columns, with digits that make no number of its kind. Of rows of four
    /// figures of four digits, 1 in 40 would pass for a card.
    fn is_row_of_figures(&self, kind: Identifier, candidate: &Candidate) -> bool {
        let count = candidate.lengths.len();
        let (start, stop) = (self.run[self.first].start, self.run[self.last].end);
        let Some((own, others)) = self.normalized.rows(start, stop).filter(|_| count > 1) else {
            return false;
        };
        let groups = || {
            self.run[self.first..=self.last]
                .iter()
                .map(|group| self.normalized.group(group))
        };
        if !own
            .windows(count)
            .any(|columns| columns.iter().copied().eq(groups()))
        {
            return false;
        }
        let is_figures = |row: &&Row<'_>| {
            let alike = |columns: &&[&[u8]]| {
                let lengths = columns.iter().map(|column| column.len());
                lengths.eq(candidate.lengths.iter().copied())
                    && columns.concat().iter().all(u8::is_ascii_digit)
            };
            let is_number = |columns: &[&[u8]]| {
                kind.judge(&Candidate {
                    value: &columns.concat(),
                    ..*candidate
                })
                .is_some()
            };
            let mut same = row.windows(count).filter(alike).peekable();
            same.peek().is_some() && !same.any(is_number)
        };
        others.iter().filter(is_figures).count() >= 2
    }

    /// Whether the group at `neighbour`, with the gap before the group at `gap`, looks like one
    /// more of the candidate's groups.
    fn goes_on(&self, candidate: &Candidate, neighbour: usize, gap: usize) -> bool {
        let breaks = candidate.gaps.iter().any(|gap| gap.breaks);
        let (Some(neighbour), Some(gap)) = (
            self.run.get(neighbour),
            self.run.get(gap).and_then(|group| group.gap),
        ) else {
            return false;
        };
        let text = self.normalized.group(neighbour);
        candidate.lengths.len() > 1
            && (breaks || !gap.breaks)
            && (gap.is_usual() || candidate.gaps.iter().any(|other| other.mark == gap.mark))
            && candidate.lengths.iter().max() == Some(&text.len())
            && text.iter().all(u8::is_ascii_digit)
    }
}
