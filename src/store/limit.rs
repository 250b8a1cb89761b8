//! What is limited, and how often it may happen.

use std::time::Duration;

/// At most `most` events in any `window`. Of several, each is wider than the one before; who has
/// few events in one may be spared the next: a few hosts don't use up what is their neighbours'.
/// When there are too many limits, those that aren't known yet go unlimited: a full table refuses
/// no stranger.
#[derive(Clone, Debug)]
pub struct Limit {
    /// What is limited.
    pub key: String,
    /// The most events.
    pub most: usize,
    /// In this time.
    pub window: Duration,
    /// Who has had fewer here is not held by the next ones.
    pub few: usize,
    /// By how many of the next.
    pub spares: usize,
}

/// Whether the limits leave room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes, and the event is counted in each of them.
    Admitted,
    /// No, and nothing is counted; there is room after this time.
    Refused(Duration),
}
