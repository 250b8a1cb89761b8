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
