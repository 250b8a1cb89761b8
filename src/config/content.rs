//! `[content]`: how much of a message is extracted.

use serde::Deserialize;
use toml::Spanned;

use super::strings::Text;
use super::{Findings, value};
use crate::extract::Bounds;

/// `[content]` as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    max_size: Option<Text>,
    max_parts: Option<Spanned<u32>>,
    max_depth: Option<Spanned<u32>>,
    max_unpacked: Option<Text>,
}

impl Section {
    pub fn check(self, findings: &mut Findings<'_>) -> Bounds {
        let mut bounds = Bounds::default();
        findings.set(
            "content.max_size",
            self.max_size,
            value::memory,
            &mut bounds.bytes,
        );
        findings.set(
            "content.max_parts",
            self.max_parts,
            value::count,
            &mut bounds.parts,
        );
        findings.set(
            "content.max_depth",
            self.max_depth,
            value::count,
            &mut bounds.depth,
        );
        findings.set(
            "content.max_unpacked",
            self.max_unpacked,
            value::size,
            &mut bounds.archive_bytes,
        );
        bounds
    }
}
