//! What one address of one message may have, of codes or of mails.

use std::time::Duration;

/// What one address may have for one message. It is named alike for recipients and for strangers,
/// and what is spent for one message touches no other.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// Of what, and for which message.
    pub message: String,
    /// For which address.
    pub address: [u8; 16],
    /// Who asks: a network.
    pub asker: [u8; 16],
    /// Whose events count: the asker's own, whatever others do, or all.
    pub counts: Counts,
    /// How much, in which time; the longest last.
    pub spans: &'static [Span],
}

/// Whose events count in an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// The asker's own.
    Own,
    /// All.
    All,
}

/// At most `most` events in any `window`.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// The most events.
    pub most: usize,
    /// In this time.
    pub window: Duration,
    /// How many of them are kept for askers who have spent none in this time.
    pub kept: usize,
}
