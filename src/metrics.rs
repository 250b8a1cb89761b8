//! Figures: what is counted, and where Prometheus reads it.
//!
//! ```text
//! table      every figure that there is: name, unit, help, labels with all their values
//! counters   what counts: a figure of the table as atomics
//!   milter     the milter's
//!   portal     the portal's
//! listener   GET /metrics on a listener of its own
//! ```
//!
//! # What holds
//!
//! - What isn't in the table isn't counted, and a label has no value that the table doesn't
//!   name, but for the names of rules, which the configuration bounds. So no label can hold an
//!   address, a message id, a network, a subject or a file name. A rule whose own name could be
//!   one of these is told by its number.
//! - Nothing tells recipients from strangers. Passcodes are counted when they are asked for, where
//!   both are treated alike, and never when they are sent: whoever watches the figures while asking
//!   for a code in somebody's name learns nothing. What tells of recipients is only what they do
//!   themselves, with a code that came to them.
//! - Where there is no listener nothing is counted at all, and the privacy statement says so. Where
//!   there is one, the statement lists what the table says of its figures.
//! - Counting is an atomic addition, and nothing waits for it.

mod counters;
mod listener;
mod milter;
mod portal;
mod table;

use std::fmt;
use std::sync::Arc;

use prometheus_client::encoding::{prometheus_text, text};
use prometheus_client::registry::Registry;

use counters::Register;

pub use listener::{bind, serve};
pub use milter::{Alive, Measured, MilterFigures, Open};
pub use portal::PortalFigures;
pub use table::{FIGURES, Figure, Kind, Label, Values};

/// All figures of a process.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    /// The milter's; off where the process has no milter.
    pub milter: MilterFigures,
    /// The portal's; off where the process has no portal.
    pub portal: PortalFigures,
}

/// A format that Prometheus reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The classic one.
    Text,
    /// `OpenMetrics`, for whoever asks for it.
    OpenMetrics,
}

impl Format {
    /// The format that an `Accept` header asks for.
    fn accepted(accept: &str) -> Self {
        if accept.contains("application/openmetrics-text") {
            Self::OpenMetrics
        } else {
            Self::Text
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Text => prometheus_text::CONTENT_TYPE,
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

impl Default for Metrics {
    /// Nothing is counted.
    fn default() -> Self {
        Self {
            registry: Arc::default(),
            milter: MilterFigures::default(),
            portal: PortalFigures::default(),
        }
    }
}

impl Metrics {
    /// Counts for the services that the process has.
    pub fn new(milter: bool, portal: bool) -> Self {
        let mut register = Register::default();
        register.version(&table::BUILD, env!("CARGO_PKG_VERSION"));
        let milter = if milter {
            MilterFigures::new(&mut register)
        } else {
            MilterFigures::default()
        };
        let portal = if portal {
            PortalFigures::new(&mut register)
        } else {
            PortalFigures::default()
        };
        Self {
            registry: Arc::new(register.into_registry()),
            milter,
            portal,
        }
    }

    /// The figures as they are now.
    ///
    /// # Errors
    /// Never, in memory.
    pub fn write(&self, format: Format) -> Result<String, fmt::Error> {
        let mut written = String::new();
        match format {
            Format::Text => prometheus_text::encode(&mut written, &self.registry)?,
            Format::OpenMetrics => text::encode(&mut written, &self.registry)?,
        }
        Ok(written)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
