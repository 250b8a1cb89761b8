//! What is limited, and how often it may happen.

use std::time::Duration;

/// What a limit is about. Each family has room of its own, so that one who fills it leaves the
/// others alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Networks, of which there can be any number. Without room those that aren't known yet go
    /// unlimited: a full table refuses no stranger.
    Network,
    /// Recipients' addresses: no more than there is mail for.
    Recipient,
    /// Addresses that anybody made up, and that are limited only to look like a recipient's.
    /// Without room they go unlimited.
    Stranger,
}

/// At most `most` events in any `window`.
#[derive(Clone, Debug)]
pub struct Limit {
    /// What kind of thing is limited.
    pub family: Family,
    /// Which one.
    pub key: String,
    /// The most events.
    pub most: usize,
    /// In this time.
    pub window: Duration,
}

/// Whether the limits leave room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes, and the event is counted in each of them.
    Admitted,
    /// No, and nothing is counted; there is room after this time.
    Refused(Duration),
}
