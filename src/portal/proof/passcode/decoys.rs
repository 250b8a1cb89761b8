//! Mails that are begun and never sent, so that Postfix's queue IDs tell nothing.
//!
//! A mail that waits has a file in the queue, and a queue ID is made of the file's number (its
//! inode; of long IDs it is the part behind the `z`). Whoever sees IDs around the moment in which
//! they ask for somebody's code, in the `Received` of codes of their own or in what this Postfix
//! answers to mails of theirs, would see whether a file was made. So a stranger's turn makes one
//! too, for about as long as the mail of a recipient lies there; and so does every other turn
//! besides, since nobody knows how long that is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::AbortHandle;

use crate::mail::Address;
use crate::mail::submit::{Submit, SubmitError};
use crate::secret::random_u64;

/// The most at once, so that they take few of the processes that Postfix has for a service (100, if
/// nobody has said otherwise). Beyond it one goes for each that comes: whoever asks for many codes
/// shortens the others' time, and makes as many files of their own that come and go.
const AT_ONCE: usize = 24;

/// How long one is held, in milliseconds: from the shortest that a mail lies in the queue to the
/// longest that its server usually takes, each order of magnitude as often.
const SHORTEST: f64 = 100.0;
const LONGEST: f64 = 10_000.0;

/// Those that are held now. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Decoys(Arc<Mutex<Vec<AbortHandle>>>);

impl Decoys {
    /// Begins a mail in place of a stranger's, and goes on with nothing: it is taken back later.
    ///
    /// # Errors
    /// [`SubmitError`]: the server takes none now.
    pub(super) async fn hold(&self, submit: &Submit, from: &Address) -> Result<(), SubmitError> {
        let began = submit.begin_nothing(from).await?;
        let held = tokio::spawn(async move {
            tokio::time::sleep(life(random_u64())).await;
            drop(began);
        });
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| !one.is_finished());
        if all.len() >= AT_ONCE {
            // Whichever: whoever asks for many codes can't choose whose goes.
            let nth = usize::try_from(random_u64() % AT_ONCE as u64).unwrap_or_default();
            all.swap_remove(nth).abort();
        }
        all.push(held.abort_handle());
        Ok(())
    }

    /// Holds one more, every other time.
    pub(super) fn maybe(&self, submit: &Submit, from: &Address) {
        if random_u64().is_multiple_of(2) {
            let (decoys, submit, from) = (self.clone(), submit.clone(), from.clone());
            // Whether it can be is said by the mail itself.
            tokio::spawn(async move { decoys.hold(&submit, &from).await });
        }
    }
}

/// How long to hold one, for a random number.
fn life(random: u64) -> Duration {
    #[allow(clippy::cast_precision_loss)]
    let part = random as f64 / u64::MAX as f64;
    Duration::from_secs_f64(SHORTEST * (LONGEST / SHORTEST).powf(part) / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_order_of_magnitude_comes_as_often() {
        let tenths = |part: f64| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let random = (u64::MAX as f64 * part) as u64;
            life(random).as_millis() / 100
        };
        assert_eq!([tenths(0.0), tenths(0.5), tenths(1.0)], [1, 10, 100]);
    }
}
