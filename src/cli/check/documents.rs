//! Whether documents can be read, and what confines the processes that read them.

use super::finding::Finding;
use crate::config::Config;
use crate::worker::{Limits, Pool};

pub(super) fn findings(config: &Config) -> Option<Finding> {
    match Pool::new(Limits::new(config.policy.bounds())).confinement() {
        Ok(confinement) if confinement.landlock.is_some() => None,
        Ok(_) => Some(Finding::Note(
            "the processes that read documents are confined by seccomp and limits, but not by \
             Landlock, which this kernel doesn't have or doesn't enable."
                .into(),
        )),
        Err(error) => Some(Finding::Unsafe(format!(
            "no process that reads documents can be started ({error}), so mail with documents \
             that rules ask about is put off: the kernel must allow seccomp filters."
        ))),
    }
}
