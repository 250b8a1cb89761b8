//! Whether documents can be read, and what confines the processes that read them.

use super::finding::Finding;
use crate::config::Config;
use crate::mail::size;
use crate::worker::{Confinement, Limits, Pool};

pub(super) fn findings(config: &Config) -> Finding {
    match Pool::new(Limits::new(config.policy.bounds())).confinement() {
        Ok(confinement) => Finding::Note(sentence(&confinement)),
        Err(error) => Finding::Unsafe(format!(
            "no process that reads documents can be started ({error}), so mail with documents \
             that rules ask about is put off: the kernel must allow seccomp filters."
        )),
    }
}

/// Seccomp isn't asked about: a process that isn't confined by it doesn't start.
fn sentence(confinement: &Confinement) -> String {
    let limits = format!(
        "{} of memory and {} s of processor time each",
        size::limit(confinement.memory),
        confinement.processor
    );
    match confinement.landlock {
        Some(abi) => format!(
            "the processes that read documents are confined by seccomp, by Landlock (ABI {abi}), \
             and by limits: {limits}."
        ),
        None => format!(
            "the processes that read documents are confined by seccomp and by limits ({limits}), \
             but not by Landlock, which this kernel doesn't have or doesn't enable."
        ),
    }
}
