//! What an upload counts as: junk, until it is known to be one of ours; then a visit.

use std::sync::Arc;

use crate::portal::network::Network;
use crate::portal::problem::Problem;
use crate::portal::quota::{Admitted, Quota};
use crate::seal::MessageId;

/// How one upload is counted.
pub(super) struct Counted {
    quota: Arc<Quota>,
    network: Network,
    admitted: Admitted,
    is_ours: bool,
    /// Whose visit was counted.
    message: Option<MessageId>,
}

impl Counted {
    /// One that has not begun to arrive.
    pub(super) async fn as_upload(quota: Arc<Quota>, network: Network) -> Result<Self, Problem> {
        let admitted = quota.admit_open(&network).await?;
        Ok(Self {
            quota,
            network,
            admitted,
            is_ours: false,
            message: None,
        })
    }

    /// It is one of ours, and this message.
    pub(super) async fn as_visit(&mut self, message: MessageId) -> Result<(), Problem> {
        if self.message.is_none() {
            let admitted = self.quota.admit_visit(&self.network, message).await;
            self.is_ours = true;
            admitted?;
            self.message = Some(message);
        }
        Ok(())
    }

    /// Whether a message may be looked for in it, which is work.
    pub(super) fn admit_search(&self) -> Result<(), Problem> {
        match self.admitted {
            Admitted::Anything => Ok(()),
            Admitted::OursOnly(minutes) => Err(Problem::TooMany { minutes }),
        }
    }

    /// What its visitor is told: where too many were junk already, nothing else about one that is.
    pub(super) fn of_what_is_no_message(&self, problem: Problem) -> Problem {
        let too_many = self.admit_search().err();
        too_many.filter(|_| !self.is_ours).unwrap_or(problem)
    }

    /// Counts it as what it was in the end. Where junk isn't counted any more, a visit that failed
    /// counts as one.
    pub(super) async fn settle(self, is_visit: bool) -> Result<(), Problem> {
        let is_counted = self.admitted == Admitted::Anything;
        match (is_visit, self.message) {
            (true, _) | (false, None) if is_counted && self.is_ours => {
                self.quota.withdraw_open(&self.network).await
            }
            (false, Some(message)) if is_counted => {
                self.quota.withdraw_visit(&self.network, message).await
            }
            _ => Ok(()),
        }
    }

    /// Where it comes from.
    pub(super) fn network(&self) -> &Network {
        &self.network
    }
}
