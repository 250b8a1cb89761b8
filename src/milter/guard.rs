//! Calls of what may fail or panic. Both come back as a [`MessageError`], and the session goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::error::{BoxError, MessageError};
use crate::outbound::OutboundError;

/// Calls the [`Judge`](super::Judge). `what` is what it does, for the log.
pub(super) fn guard<T>(
    what: &'static str,
    call: impl FnOnce() -> Result<T, BoxError>,
) -> Result<T, MessageError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(match error.downcast::<OutboundError>() {
            Ok(error) => MessageError::from_outbound(what, *error),
            Err(error) => MessageError::Error { what, error },
        }),
        Err(_) => Err(MessageError::Panic(what)),
    }
}

/// Runs what may be slow on a thread where nobody waits for it.
pub(super) async fn blocking<T: Send + 'static>(
    what: &'static str,
    work: impl FnOnce() -> Result<T, MessageError> + Send + 'static,
) -> Result<T, MessageError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(MessageError::Panic(what)))
}
