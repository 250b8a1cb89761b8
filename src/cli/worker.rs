//! `postseal worker`: what the milter starts for itself, to read documents apart from keys.

use std::process::ExitCode;

use super::{Exit, Failure};
use crate::worker;

pub(super) fn run(memory: u64) -> Result<ExitCode, Failure> {
    worker::serve(memory)
        .map_err(|error| Failure::new(Exit::OsErr, format!("documents can't be read: {error}.")))?;
    Ok(ExitCode::SUCCESS)
}
