//! What may be a number: the groups that the checks of each kind are given.

use super::normalized::Gap;

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
pub(super) struct Identified {
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

/// How many digits a row may end or start with.
const MAX_STUB: usize = 3;

impl Candidate<'_> {
    /// Whether all of it are digits.
    pub(super) fn is_number(&self) -> bool {
        self.value.iter().all(u8::is_ascii_digit)
    }

    /// Whether it is grouped like this.
    pub(super) fn is_grouped(&self, lengths: &[usize]) -> bool {
        self.lengths == lengths || self.merged == lengths && !self.joins_rows()
    }

    /// Whether it is the end of a row and the start of the next, rather than a number that is
    /// wrapped: none is wrapped behind its first digits or before its last ones.
    fn joins_rows(&self) -> bool {
        matches!(self.gaps, [gap] if gap.breaks)
            && self.lengths.iter().any(|length| *length <= MAX_STUB)
    }

    /// Whether it is made of cells of which one holds an amount: `81⇥30.25⇥46051`.
    pub(super) fn is_of_amounts(&self) -> bool {
        self.gaps.iter().any(|gap| gap.is_tab) && self.gaps.iter().any(|gap| gap.mark == b'.')
    }

    /// Whether each gap between its groups is one of these marks.
    pub(super) fn is_marked(&self, marks: &[u8]) -> bool {
        self.gaps.iter().all(|gap| marks.contains(&gap.mark))
    }
}
