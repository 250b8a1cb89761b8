//! `[keyring]`: where the keys are.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::strings::Text;

/// `[keyring]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    dir: Text,
}

impl Section {
    /// The keyring's directory.
    pub fn dir(self, base: &Path) -> PathBuf {
        base.join(self.dir.into_inner())
    }
}
