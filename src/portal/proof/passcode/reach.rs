//! Whether mails can be submitted: asked before a code is, so that a person at the page learns it.
//!
//! What is asked does not depend on whom a mail would be for, and neither does the answer: what a
//! server says of one recipient is for the log only.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::mail::Address;
use crate::mail::submit::{Submit, SubmitError};

/// How long an answer holds for those who ask next.
const SHARED: Duration = Duration::from_millis(500);

/// Asks, one question at a time, and shares the answers.
#[derive(Debug, Default)]
pub(in crate::portal) struct Reach {
    last: Mutex<Option<(Instant, Result<(), SubmitError>)>>,
}

impl Reach {
    /// Whether `submit` takes mail from `from` now.
    pub(super) async fn ask(&self, submit: &Submit, from: &Address) -> Result<(), SubmitError> {
        let mut last = self.last.lock().await;
        if let Some((asked, answer)) = last.as_ref()
            && asked.elapsed() < SHARED
        {
            return answer.clone();
        }
        let answer = submit.probe(from).await;
        *last = Some((Instant::now(), answer.clone()));
        answer
    }
}
