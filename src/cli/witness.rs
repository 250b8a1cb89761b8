//! `postseal witness`: what the milter starts for itself, to see copies to their end.

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

use super::{Exit, Failure};
use crate::outbound::witness;

pub(super) fn run() -> Result<ExitCode, Failure> {
    let failure = |error: std::io::Error| {
        Failure::new(
            Exit::Usage,
            format!("this is for the milter alone: {error}."),
        )
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .map_err(failure)?;
    let _context = runtime.enter();
    // It ends with the milter, which has to finish what it began when it is told to stop.
    let _ignored = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    witness::serve().map_err(failure)?;
    Ok(ExitCode::SUCCESS)
}
