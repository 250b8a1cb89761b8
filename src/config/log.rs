//! `[log]`: what is logged, and how.

use serde::Deserialize;

use super::Findings;
use super::strings::Text;

/// `[log]` as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    level: Option<Text>,
    format: Option<Text>,
}

/// `[log]`, checked.
#[derive(Debug)]
pub struct Log {
    /// What is logged, as a `tracing` filter such as `info`.
    pub level: String,
    /// Whether log lines are JSON.
    pub json: bool,
}

impl Section {
    pub fn check(self, findings: &mut Findings<'_>) -> Option<Log> {
        let level = match self.level {
            Some(level) => findings.check("log.level", &level, |text| log_level(text)),
            None => Some("info".into()),
        };
        let json = match self.format {
            Some(format) => findings.check("log.format", &format, |text| log_format(text)),
            None => Some(false),
        };
        Some(Log {
            level: level?,
            json: json?,
        })
    }
}

/// A log level.
fn log_level(text: &str) -> Result<String, String> {
    match text {
        "error" | "warn" | "info" | "debug" | "trace" => Ok(text.into()),
        _ => Err(format!(
            "\"{text}\" is none of error, warn, info, debug, trace"
        )),
    }
}

/// A log format: whether it is JSON.
fn log_format(text: &str) -> Result<bool, String> {
    match text {
        "text" => Ok(false),
        "json" => Ok(true),
        _ => Err(format!("\"{text}\" is neither \"text\" nor \"json\"")),
    }
}
