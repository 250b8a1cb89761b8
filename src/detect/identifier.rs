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
//! | `be-national-number` | 11 with a date; 2-2-2-3-2, 6-3-2, 6-5 | NISS, … | 1 in 1,200 |
//! | `nl-bsn` | 4-2-3 with dots | BSN, burgerservicenummer, … | none; so grouped 1 in 11 |
//! | `se-personnummer` | 6-4, 8-4 with a dash or plus, 12 (no time) | PNR, … | 1 in 1,700 |
//! | `cn-resident-id` | any | | 1 in 50,000 |
//! | `de-steuer-id` | 2-3-3-3 | Steuer-ID, IdNr, … | none; so grouped 1 in 260 |

mod candidate;
mod card;
mod check_digit;
mod iban;
mod kind;
mod national;
mod normalized;
mod sought;
mod span;

use super::detections::{Detections, Detector};
use crate::mail::text::visual_order;
use candidate::Candidate;
use normalized::{Group, Normalized};
use sought::Sought;
use span::Span;

pub use kind::Identifier;
pub use national::Country;

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
    let normalized = Normalized::new(raw);
    feed_normalized(kinds, found, place, &normalized);
    if let Some(normalized) = normalized.with_digits() {
        feed_normalized(kinds, found, place, &normalized);
    }
    if let Some(visual_order) = visual_order(raw) {
        let normalized = Normalized::new(&visual_order);
        feed_normalized(kinds, found, place, &normalized);
        if let Some(normalized) = normalized.with_digits() {
            feed_normalized(kinds, found, place, &normalized);
        }
    }
}

fn feed_normalized(
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
            scan_run(&mut sought, found, place, normalized, &run);
            run.clear();
        }
        if is_part {
            run.push(group);
        }
    }
    scan_run(&mut sought, found, place, normalized, &run);
}

fn scan_run(
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
                let Some(identified) = sought.kind.identify(&candidate) else {
                    continue;
                };
                let span = Span {
                    normalized,
                    run,
                    first,
                    last,
                };
                if span.counts(sought, &candidate, identified.form) {
                    found.note(sought.detector, place, &identified.value);
                    sought.end = last + 1;
                }
            }
        }
    }
}
