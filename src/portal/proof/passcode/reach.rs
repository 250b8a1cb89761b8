//! Whether mails can be submitted: asked before a code is, so that a person at the page learns it.
//!
//! What is asked does not depend on whom a mail would be for, and neither does the answer: what a
//! server says of one recipient is for the log only.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::mail::Address;
use crate::mail::submit::{Submit, SubmitError};

/// How long an answer holds for those who ask next.
const SHARED: Duration = Duration::from_millis(500);

/// What was answered last, and when.
type Last = Option<(Instant, Result<(), SubmitError>)>;

/// Asks, one question at a time, and shares the answers.
#[derive(Debug, Default)]
pub(in crate::portal) struct Reach {
    last: Arc<Mutex<Last>>,
}

impl Reach {
    /// Whether `submit` takes mail from `from` now.
    pub(super) async fn ask(&self, submit: &Submit, from: &Address) -> Result<(), SubmitError> {
        let mut last = Arc::clone(&self.last).lock_owned().await;
        if let Some((asked, answer)) = last.as_ref()
            && asked.elapsed() < SHARED
        {
            return answer.clone();
        }
        // To its end, whoever gives up waiting: those who come next have the answer.
        let (submit, from) = (submit.clone(), from.clone());
        let asking = tokio::spawn(async move {
            let answer = submit.probe(&from).await;
            *last = Some((Instant::now(), answer.clone()));
            answer
        });
        let broken = |_| Err(SubmitError::Transient("the question broke off".into()));
        asking.await.unwrap_or_else(broken)
    }
}
