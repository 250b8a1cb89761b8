//! Why a message can't be inspected in full.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mail::size;

/// Why a message can't be inspected in full. Displayed as a phrase that never holds what the
/// message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Uninspectable {
    /// The body is larger than what is inspected.
    TooLarge {
        /// [`super::Bounds::bytes`].
        limit: usize,
    },
    /// There are more parts, or more ways to read them, than are inspected.
    TooManyParts {
        /// [`super::Bounds::parts`].
        limit: usize,
    },
    /// Parts and archives are nested too deeply.
    TooDeep {
        /// Where the bound is met.
        place: String,
        /// [`super::Bounds::depth`].
        limit: usize,
    },
    /// The archives have too many entries.
    TooManyEntries {
        /// Where the bound is met.
        place: String,
        /// [`super::Bounds::archive_entries`].
        limit: usize,
    },
    /// What is packed unpacks to too much.
    TooMuchUnpacked {
        /// Where the bound is met.
        place: String,
    },
    /// There is more text than is inspected.
    TooMuchText {
        /// Where the bound is met.
        place: String,
    },
    /// Mail programs may read the structure otherwise than we do.
    Structure {
        /// Where.
        place: String,
        /// What is wrong, as a clause.
        what: Cow<'static, str>,
    },
    /// A charset that isn't known.
    Charset {
        /// Where.
        place: String,
    },
    /// A transfer encoding that isn't known.
    Encoding {
        /// Where.
        place: String,
    },
    /// Something is encrypted.
    Encrypted {
        /// Where.
        place: String,
        /// What it is, with its article.
        what: Cow<'static, str>,
    },
    /// Something can't be read.
    Unreadable {
        /// Where.
        place: String,
        /// What it is, with its article.
        what: Cow<'static, str>,
        /// Why it can't, as a clause.
        why: Cow<'static, str>,
    },
}

impl fmt::Display for Uninspectable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => {
                write!(f, "the body is larger than {}", size::limit(*limit as u64))
            }
            Self::TooManyParts { limit } => {
                write!(f, "more than {limit} parts, or ways to read them")
            }
            Self::TooDeep { place, limit } => {
                write!(f, "more than {limit} levels inside each other in {place}")
            }
            Self::TooManyEntries { place, limit } => {
                write!(f, "more than {limit} archive entries, in {place}")
            }
            Self::TooMuchUnpacked { place } => {
                write!(f, "{place} unpacks to more than is inspected")
            }
            Self::TooMuchText { place } => write!(f, "{place} has more text than is inspected"),
            Self::Structure { place, what } => {
                write!(f, "its MIME structure is ambiguous: {place} {what}")
            }
            Self::Charset { place } => write!(f, "{place} is in an unknown charset"),
            Self::Encoding { place } => write!(f, "{place} is in an unknown transfer encoding"),
            Self::Encrypted { place, what } => write!(f, "{place} is {what} that is encrypted"),
            Self::Unreadable { place, what, why } => write!(f, "{place} is {what} that {why}"),
        }
    }
}
