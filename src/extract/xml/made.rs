//! What is told of a file though it doesn't stand there as it is: words beside notes, numbers as
//! cells show them, blanks by their count. A few bytes of a file can ask for much of it.

/// How many bytes of it are told.
const MOST: usize = 8 << 20;

/// How much was made so far.
#[derive(Debug, Default)]
pub(super) struct Made(usize);

impl Made {
    /// Counts so many bytes; whether they may be told.
    pub(super) fn may(&mut self, bytes: usize) -> bool {
        self.0 = self.0.saturating_add(bytes);
        !self.is_too_much()
    }

    /// Whether some wasn't told.
    pub(super) fn is_too_much(&self) -> bool {
        self.0 > MOST
    }
}
