//! Why the store does not do what it is asked to.

use std::fmt;

/// Why the store did not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// It has as much as it may. There is room again when visits end.
    Full,
    /// One network, or one message, has used up its share.
    Share,
    /// The upload's lease has run out, or it made way for others; what it brought is gone.
    Lapsed,
    /// The store can't be reached; the sentence is for the log.
    Unavailable(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str(
                "the store holds as much as it may; raise portal.max_memory if this happens often",
            ),
            Self::Share => f.write_str(
                "one network or one message holds the most that it may; raise portal.max_memory if \
                 this happens often",
            ),
            Self::Lapsed => f.write_str("the upload stood still for too long, or made way"),
            Self::Unavailable(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for StoreError {}
