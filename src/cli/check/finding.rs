//! What `check` finds.

/// A sentence, and how much it weighs.
pub(super) enum Finding {
    /// Mail could leave in clear, or nothing could leave at all.
    Unsafe(String),
    /// Safe if the sentence holds, which can't be seen from here.
    Note(String),
}

impl Finding {
    /// What it says.
    pub(super) fn sentence(&self) -> &str {
        match self {
            Self::Unsafe(sentence) | Self::Note(sentence) => sentence,
        }
    }
}
