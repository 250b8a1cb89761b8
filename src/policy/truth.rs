//! Whether a condition holds, in Kleene's three-valued logic and with one value more: the body
//! isn't there yet.

use std::ops::Not;

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    /// It may hold: the message can't be inspected in full.
    Uninspectable,
    /// It depends on the body.
    NeedsBody,
}

impl Truth {
    /// The truth of conditions that must all hold. What follows the first [`Truth::No`] isn't
    /// asked for.
    pub(super) fn of_all(truths: impl Iterator<Item = Self>) -> Self {
        Self::combine(truths, Self::No, Self::Yes)
    }

    /// The truth of conditions of which one must hold. What follows the first [`Truth::Yes`] isn't
    /// asked for.
    pub(super) fn of_any(truths: impl Iterator<Item = Self>) -> Self {
        Self::combine(truths, Self::Yes, Self::No)
    }

    /// `decisive` as soon as one is that, `otherwise` when all are the other.
    fn combine(truths: impl Iterator<Item = Self>, decisive: Self, otherwise: Self) -> Self {
        let mut combined = otherwise;
        for truth in truths {
            match truth {
                one if one == decisive => return decisive,
                Self::NeedsBody => combined = Self::NeedsBody,
                Self::Uninspectable if combined == otherwise => combined = Self::Uninspectable,
                _ => {}
            }
        }
        combined
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Uninspectable | Self::NeedsBody => self,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, NeedsBody, No, Uninspectable, Yes};

    /// Else a rule that seals what lacks something would pass what can't be inspected.
    #[test]
    fn what_is_not_known_is_no_better_known_when_it_is_negated() {
        for (truth, negated) in [
            (Yes, No),
            (No, Yes),
            (Uninspectable, Uninspectable),
            (NeedsBody, NeedsBody),
        ] {
            assert_eq!(!truth, negated, "not {truth:?}");
        }
    }

    #[test]
    fn of_several_the_decisive_one_wins_and_then_one_that_the_body_decides() {
        for (truths, of_all, of_any) in [
            (&[][..], Yes, No),
            (&[Yes, Yes], Yes, Yes),
            (&[No, No], No, No),
            (&[Uninspectable, NeedsBody, Yes, No], No, Yes),
            (&[Yes, Uninspectable], Uninspectable, Yes),
            (&[No, Uninspectable], No, Uninspectable),
            (&[Uninspectable, NeedsBody], NeedsBody, NeedsBody),
            (&[NeedsBody, Uninspectable], NeedsBody, NeedsBody),
        ] {
            assert_eq!(Truth::of_all(truths.iter().copied()), of_all, "{truths:?}");
            assert_eq!(Truth::of_any(truths.iter().copied()), of_any, "{truths:?}");
        }
    }
}
