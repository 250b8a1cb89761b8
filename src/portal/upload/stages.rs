//! How many uploads there are at each stage, and whose.
//!
//! | stage | of what | how many | how long |
//! |---|---|---|---|
//! | *unknown* | of which nothing authentic was seen | as many as connections | 10 seconds |
//! | *mail* | which could be a whole mail: nothing shows before its end | a 32nd | at its rate |
//! | *known* | whose head is authentic | a quarter | at its rate |
//! | *complete* | of which all is there | as many as connections | until its turns have come |
//!
//! Each is divided among networks as [`places`](crate::portal::places) says. Of the known ones, one
//! message has at most a quarter, which is divided among networks too. An upload that comes in one
//! piece takes no place among the mails and the known. A complete one goes on when its client has
//! left, so no permit bounds how many wait for a turn: their places do.
//!
//! When a host has its share, of places or of memory, one of its own makes way, as
//! [`shown`](crate::portal::shown) says.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio_util::sync::CancellationToken;

use super::arriving::{Arriving, Entry};
use crate::portal::places::{Claim, Holder, Place, Places};
use crate::portal::problem::Problem;
use crate::portal::shown::{Shown, What};
use crate::seal::MessageId;

/// Uploads by stage.
#[derive(Debug, Default)]
pub(in crate::portal) struct Stages {
    unknown: Arc<Places>,
    mail: Arc<Places>,
    known: Arc<Places>,
    complete: Arc<Places>,
    messages: Mutex<HashMap<MessageId, Weak<Places>>>,
    arriving: Arc<Arriving>,
}

/// An upload, at one stage.
#[derive(Debug)]
pub(super) struct Stage {
    stages: Arc<Stages>,
    holder: Holder,
    /// The most connections, of which the stages are parts.
    most: usize,
    called_back: CancellationToken,
    shown: Arc<Shown>,
    at: At,
    /// While it arrives.
    entry: Option<Entry>,
}

#[derive(Debug)]
enum At {
    Unknown { _place: Place },
    Mail { _place: Place },
    Known { _place: Place, _message: Place },
    Complete { _place: Place },
}

impl Stages {
    /// A new upload, if `holder` may have one more; `shown` tells how it goes on.
    pub(super) fn enter(
        self: &Arc<Self>,
        holder: Holder,
        most: usize,
        shown: Arc<Shown>,
    ) -> Option<Stage> {
        let called_back = CancellationToken::new();
        let claim = (called_back.clone(), Arc::clone(&shown));
        let _place = self.unknown.take(&holder, most, claim)?;
        let entry = self.arriving.add(holder.host_name(), &shown, &called_back);
        Some(Stage {
            stages: Arc::clone(self),
            holder,
            most,
            called_back,
            shown,
            at: At::Unknown { _place },
            entry: Some(entry),
        })
    }

    fn message(&self, message: MessageId) -> Arc<Places> {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.retain(|_, places| places.strong_count() > 0);
        let places = messages.entry(message).or_default();
        places.upgrade().unwrap_or_else(|| {
            let new = Arc::default();
            *places = Arc::downgrade(&new);
            new
        })
    }
}

impl Stage {
    /// Whether nothing of it is known.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self.at, At::Unknown { .. })
    }

    /// Whether its head is authentic.
    pub(super) fn is_known(&self) -> bool {
        matches!(self.at, At::Known { .. })
    }

    /// It could be a whole mail. False when its network may have no more of those.
    pub(super) fn is_mail(&mut self) -> bool {
        let most = (self.most / 32).max(4);
        match self.stages.mail.take(&self.holder, most, self.claim()) {
            Some(_place) => self.at = At::Mail { _place },
            None => return false,
        }
        true
    }

    /// Its head is authentic. False when its network or its message may have no more.
    pub(super) fn is_of(&mut self, message: MessageId) -> bool {
        let most = quarter(self.most);
        self.shown.is(What::Message(message));
        let take = |places: Arc<Places>, most| places.take(&self.holder, most, self.claim());
        // The message's first: who has its share of that takes no place from others.
        let Some(_message) = take(self.stages.message(message), quarter(most)) else {
            return false;
        };
        let Some(_place) = take(Arc::clone(&self.stages.known), most) else {
            return false;
        };
        self.at = At::Known { _place, _message };
        true
    }

    /// All of it is there. False when its network may have no more of those.
    pub(super) fn is_complete(&mut self) -> bool {
        let claim = self.claim();
        match self.stages.complete.take(&self.holder, self.most, claim) {
            Some(_place) => {
                self.at = At::Complete { _place };
                self.entry = None;
            }
            None => return false,
        }
        true
    }

    /// Waits for a turn, as long as no other upload needs the place more.
    pub(super) async fn waits_for<Turn>(
        &self,
        turn: impl Future<Output = Result<Turn, Problem>>,
    ) -> Result<Turn, Problem> {
        tokio::select! {
            turn = turn => turn,
            () = self.called_back.cancelled() => Err(Problem::Busy),
        }
    }

    /// Calls another upload of the same host back that needs the memory less, if there is one.
    pub(super) fn makes_way(&self) -> bool {
        self.stages.arriving.make_way(&self.holder, &self.shown)
    }

    /// Waits until an upload has ended, or a moment.
    pub(super) async fn waits_for_room(&self) {
        self.stages.arriving.wait().await;
    }

    fn claim(&self) -> Claim {
        (self.called_back.clone(), Arc::clone(&self.shown)).into()
    }

    /// Is done when another upload needs the place more.
    pub(super) fn called_back(&self) -> CancellationToken {
        self.called_back.clone()
    }
}

/// How many uploads there are at all stages together, of so many connections: fewer than this.
pub(in crate::portal) fn most_of(connections: usize) -> usize {
    connections.saturating_mul(3).saturating_add(16)
}

fn quarter(most: usize) -> usize {
    (most / 4).max(4)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const MOST: usize = 1024;

    fn enter(stages: &Arc<Stages>, network: &str) -> Option<Stage> {
        stages.enter(Holder::one(network), MOST, Arc::default())
    }

    /// As many as go on, of those that eight networks bring at all, each until its own make way.
    fn of_eight(stages: &Arc<Stages>, goes_on: impl Fn(&mut Stage) -> bool) -> Vec<Stage> {
        let mut held: Vec<Stage> = Vec::new();
        for n in 0..8 {
            let own = held.len();
            while let Some(mut stage) = enter(stages, &n.to_string()) {
                if !goes_on(&mut stage) {
                    break;
                }
                held.push(stage);
                let makes_way = |stage: &Stage| stage.called_back.is_cancelled();
                if held[own..].iter().any(makes_way) {
                    break;
                }
            }
        }
        held.retain(|stage| !stage.called_back.is_cancelled());
        held
    }

    #[test]
    fn uploads_of_eight_networks_leave_places_at_each_stage() {
        let stages: Arc<Stages> = Arc::default();
        let message = MessageId([1; 16]);
        let mails = of_eight(&stages, Stage::is_mail);
        assert!((16..32).contains(&mails.len()), "{}", mails.len());
        let of_one = of_eight(&stages, |stage| stage.is_of(message));
        assert!((32..64).contains(&of_one.len()), "{}", of_one.len());
        let others: Vec<Stage> = (2..20)
            .flat_map(|n| of_eight(&stages, move |stage| stage.is_of(MessageId([n; 16]))))
            .collect();
        // Those of one message have made way for others meanwhile, as others have.
        let lasting = |stage: &&Stage| !stage.called_back.is_cancelled();
        let known = of_one.iter().chain(&others).filter(lasting).count();
        assert!((128..256).contains(&known), "{known}");
        let unknown = of_eight(&stages, |_| true);
        assert!(unknown.len() > MOST / 2);
        for message in [message, MessageId([20; 16])] {
            let mut visitor = enter(&stages, "visitor").unwrap();
            assert!(visitor.is_mail());
            assert!(visitor.is_of(message));
            assert!(visitor.is_known());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn of_a_hosts_uploads_that_arrive_the_worst_makes_way_for_another() {
        let stages: Arc<Stages> = Arc::default();
        let enter = |host: &str, message| {
            let holder = Holder::one("site").host("subscriber", host);
            let mut stage = stages.enter(holder, MOST, Arc::default()).unwrap();
            assert!(stage.is_of(MessageId([message; 16])));
            stage
        };
        let slow = enter("a", 1);
        let stalled: Vec<Stage> = (0..3).map(|_| enter("a", 2)).collect();
        let elsewhere = enter("b", 2);
        let makes_way = |stage: &Stage| stage.called_back.is_cancelled();
        for _ in 0..60 {
            slow.shown.moved(100_000);
            tokio::time::advance(std::time::Duration::from_secs(1)).await;
        }
        for left in [2, 1] {
            let new = enter("a", 3);
            assert!(new.makes_way(), "one of the largest group");
            assert!(new.makes_way(), "it is still on its way out");
            assert_eq!(
                stalled.iter().filter(|stage| !makes_way(stage)).count(),
                left
            );
            stages.arriving.forget_called_back();
        }
        let new = enter("a", 3);
        assert!(new.makes_way(), "the one that stands still");
        assert!(stalled.iter().all(makes_way));
        stages.arriving.forget_called_back();
        assert!(!makes_way(&slow) && !makes_way(&elsewhere));
    }

    #[test]
    fn one_message_has_a_quarter_of_the_places() {
        let stages: Arc<Stages> = Arc::default();
        let mut held = Vec::new();
        let mut networks = 0..;
        let mut bring = |message| {
            let mut stage = enter(&stages, &networks.next().unwrap().to_string()).unwrap();
            stage.is_of(message).then(|| held.push(stage)).is_some()
        };
        let most = (0..1000).take_while(|_| bring(MessageId([1; 16]))).count();
        assert_eq!(most, MOST / 16);
        assert!(bring(MessageId([2; 16])));
        drop(held);
        assert!(enter(&stages, "x").unwrap().is_of(MessageId([1; 16])));
        assert_eq!(stages.messages.lock().unwrap().len(), 1);
    }
}
