//! `[carrier]`: how the mail that carries a sealed message looks.

use serde::Deserialize;
use toml::Spanned;

use super::strings::Text;
use super::{Findings, value};

/// `[carrier]` as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    subject: Option<Text>,
    max_size: Option<Text>,
}

/// `[carrier]`, checked.
pub(super) struct Carrier {
    /// The subject of all carriers; `None`: that of the message, without the tag.
    pub subject: Option<String>,
    /// The largest carrier; `None`: no limit.
    pub max_size: Option<u64>,
}

impl Section {
    pub fn check(self, findings: &mut Findings<'_>) -> Carrier {
        Carrier {
            subject: self
                .subject
                .map(Spanned::into_inner)
                .filter(|subject| subject != "keep"),
            max_size: self
                .max_size
                .and_then(|size| findings.check("carrier.max_size", &size, value::size)),
        }
    }
}
