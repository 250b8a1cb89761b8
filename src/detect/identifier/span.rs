//! What stands around a candidate, and whether it is taken for a number there.

use super::candidate::{Candidate, Form};
use super::iban;
use super::kind::Identifier;
use super::normalized::{Gap, Group, Normalized, Row};
use super::sought::Sought;

/// Where a candidate stands in its run.
pub(super) struct Span<'a> {
    pub(super) normalized: &'a Normalized,
    pub(super) run: &'a [Group],
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Span<'_> {
    /// Whether a candidate that passes its checks is taken for a number of its kind.
    pub(super) fn counts(&self, sought: &Sought, candidate: &Candidate, form: Form) -> bool {
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
                    && !candidate.is_of_amounts()
                    && (!self.goes_on_after(candidate) || self.is_list(sought.kind, candidate))
                    && !self.is_row_of_figures(sought.kind, candidate) =>
            {
                true
            }
            Form::Usual | Form::Odd => {
                !goes_on_before && sought.is_named_near(self.normalized, start, stop)
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
        (shortest..=longest).contains(&value.len()) && iban::identify(&whole).is_some()
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
                .identify(&next)
                .is_some_and(|identified| identified.form == Form::Usual)
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
                kind.identify(&Candidate {
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
