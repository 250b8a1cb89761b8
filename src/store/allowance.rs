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
    /// In which visit it is asked for.
    pub visit: [u8; 16],
    /// From which network.
    pub network: [u8; 16],
    /// Whose events count: those of the network, whatever others do, or all.
    pub counts: Counts,
    /// How much, in which time; the longest last.
    pub spans: &'static [Span],
}

/// Whose events count in an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Those of the network that asks.
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
    /// How many of them are kept for visits that have spent none in this time.
    pub kept: usize,
    /// How many of these are kept for networks that have spent none.
    pub kept_for_networks: usize,
}
