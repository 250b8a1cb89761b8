//! `[postfix]`: where `check` finds Postfix's settings.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::strings::Text;

/// `[postfix]` as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    config_dir: Option<Text>,
}

impl Section {
    /// Postfix's configuration directory; `None`: its own default.
    pub fn config_dir(self, base: &Path) -> Option<PathBuf> {
        self.config_dir.map(|dir| base.join(dir.into_inner()))
    }
}
