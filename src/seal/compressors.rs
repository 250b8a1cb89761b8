//! zstd's working memory, used for one message after another.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};

use zstd::zstd_safe::{CCtx, CParameter, ErrorCode, ResetDirective, get_error_name};

/// zstd's fastest ordinary level: mail is mostly base64, of which higher levels make little more.
const LEVEL: i32 = 1;

/// How many contexts are kept while no message needs them. One takes about a megabyte.
const MAX_IDLE: usize = 16;

/// zstd contexts that no message needs at the moment. Cheap to clone.
///
/// A context that is made anew for each message has to be mapped, page by page, by the kernel,
/// which takes longer than to encrypt a megabyte. A context that is used again compresses as a new
/// one does: nothing of the message before shows in its output, though what is left of it stays in
/// memory until the next message overwrites it.
#[derive(Clone, Default)]
pub struct Compressors(Arc<Mutex<Vec<CCtx<'static>>>>);

impl Compressors {
    /// A context that is ready for a new frame.
    pub(super) fn take(&self) -> io::Result<CCtx<'static>> {
        let idle = self.0.lock().ok().and_then(|mut idle| idle.pop());
        let mut context = match idle {
            Some(context) => context,
            None => CCtx::try_create()
                .ok_or_else(|| io::Error::other("zstd can't have the memory that it needs"))?,
        };
        context
            .reset(ResetDirective::SessionOnly)
            .map_err(error_from_code)?;
        context
            .set_parameter(CParameter::CompressionLevel(LEVEL))
            .map_err(error_from_code)?;
        Ok(context)
    }

    /// Keeps a context for another message.
    pub(super) fn put_back(&self, context: CCtx<'static>) {
        if let Ok(mut idle) = self.0.lock()
            && idle.len() < MAX_IDLE
        {
            idle.push(context);
        }
    }
}

impl fmt::Debug for Compressors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compressors").finish_non_exhaustive()
    }
}

/// What zstd says of an error.
pub(super) fn error_from_code(code: ErrorCode) -> io::Error {
    io::Error::other(get_error_name(code))
}
