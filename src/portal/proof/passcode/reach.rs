//! Whether mails can be submitted: asked before a code is, so that a person at the page learns it.
//!
//! What is asked does not depend on whom a mail would be for, and neither does the answer: what a
//! server says of one recipient is for the log only. Anybody may have it asked, so that one
//! conversation with the server answers all who ask within a while, and is logged once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::mail::Address;
use crate::mail::submit::{Submit, SubmitError};

/// How long an answer holds for those who ask next: so many conversations there are at most,
/// however many ask.
const HOLDS: Duration = Duration::from_secs(2);

/// How often the log has the same answer.
const LOGGED: Duration = Duration::from_secs(60);

type Answer = Result<(), SubmitError>;

/// What was answered last.
#[derive(Debug, Default)]
struct Last {
    answer: Option<(Instant, Answer)>,
    /// What the log has, of answers that were no.
    logged: Option<(Instant, SubmitError)>,
}

/// Asks, one question at a time, and shares the answers.
#[derive(Debug, Default)]
pub(in crate::portal) struct Reach {
    last: Arc<Mutex<Last>>,
}

impl Reach {
    /// Whether `submit` takes mail from `from` now.
    pub(super) async fn ask(&self, submit: &Submit, from: Option<Address>) -> Answer {
        let mut last = Arc::clone(&self.last).lock_owned().await;
        if let Some((asked, answer)) = &last.answer
            && asked.elapsed() < HOLDS
        {
            return answer.clone();
        }
        // To its end, whoever gives up waiting: those who come next have the answer.
        let submit = submit.clone();
        let asking = tokio::spawn(async move {
            let answer = match from {
                Some(from) => submit.probe(&from).await,
                None => Err(SubmitError::Permanent("mail.from names no address".into())),
            };
            last.log(&answer);
            last.answer = Some((Instant::now(), answer.clone()));
            answer
        });
        let broken = |_| Err(SubmitError::Transient("the question broke off".into()));
        asking.await.unwrap_or_else(broken)
    }
}

impl Last {
    /// Logs an answer, unless the log has it since a moment ago.
    fn log(&mut self, answer: &Answer) {
        match (answer, &self.logged) {
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => {
                tracing::info!("passcodes can be sent again");
                self.logged = None;
            }
            (Err(error), Some((when, logged)))
                if when.elapsed() < LOGGED && logged.to_string() == error.to_string() => {}
            (Err(error), _) => {
                tracing::error!("no passcode can be sent: {error}");
                self.logged = Some((Instant::now(), error.clone()));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;

    use super::*;
    use crate::portal::testing::Log;

    #[tokio::test]
    async fn however_many_ask_the_server_is_asked_now_and_then_and_the_log_has_it_once() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let submit = Submit::new(&listener.local_addr().unwrap().to_string());
        let asked: Arc<AtomicUsize> = Arc::default();
        let count = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let _ = stream.write_all(b"421 4.3.2 not now\r\n").await;
            }
        });
        let log = Log::default();
        let logging = log.listen();
        let reach = Reach::default();
        let started = Instant::now();
        while started.elapsed() < HOLDS + HOLDS / 2 {
            let from = Address::parse("secure@example.org").ok();
            assert!(reach.ask(&submit, from).await.is_err());
            tokio::task::yield_now().await;
        }
        drop(logging);
        let conversations = asked.load(Ordering::Relaxed);
        assert!((1..=3).contains(&conversations), "{conversations}");
        let log = log.text();
        assert_eq!(log.matches("no passcode can be sent").count(), 1, "{log}");
    }
}
