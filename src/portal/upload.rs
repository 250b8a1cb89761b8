//! Takes a sealed message as it arrives and begins a visit.
//!
//! It sends nothing and counts nothing against an address. The head of what arrives is
//! authenticated as soon as it is there: junk never gets further. [`stages`] tells how many may be
//! how far, and [`pace`] how slow they may be.
//!
//! When all of it is there, the whole message is authenticated before its visit is told to anybody:
//! who brings a damaged file learns it before a code is sent, and bodies that a stranger makes up
//! behind the head of an old message are kept no longer than that takes. [`decoding`] bounds the
//! work, all in all and for each network; [`known`] remembers what was found whole, so that a
//! message that is brought again costs nothing.
//!
//! What uploads take of the store is bounded by shares: one network's, one message's, and one
//! network's of one message. Equal ciphertext is stored once and then costs nothing more, so a
//! large message that many people open at once stays far below them.

mod arrival;
mod arriving;
mod counted;
mod decoding;
mod form;
mod known;
mod pace;
mod reading;
mod stages;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use hyper::body::Body as _;
use tokio::time::Instant;

use super::cookie::VisitSecret;
use super::network::Network;
use super::opening::Opener;
use super::plaintext::SMALL;
use super::problem::Problem;
use super::quota::{Quota, Shares};
use super::settings::Settings;
use super::shown::Shown;
use super::visit::{Visits, new_id};
use crate::seal::{MessageId, Meta};
use crate::store::{Lease, NewVisit, Sealed, Store};
use arrival::{Arrival, Arrived};
use counted::Counted;
use decoding::{Decoding, Work};
use form::Form;
use known::Known;
use stages::{Stage, Stages};

pub(super) use stages::most_of;

/// The longest that an upload may take, even one that never pauses.
const WHOLE: Duration = Duration::from_secs(15 * 60);

/// How long it may take until an upload shows what it is.
const FIRST: Duration = Duration::from_secs(10);

/// How many bytes without armor make an upload a mail; `message.html` has fewer in front of its
/// own.
const NO_ARMOR: u64 = 64 * 1024;

/// How many there must be after [`FIRST`], if it is to be a mail on a slow line.
const SLOW: u64 = 10 * 1024;

/// How long what follows an upload, or a refused one, is read and thrown away while connections are
/// plentiful: browsers show the answer only when they have sent everything, and a connection that
/// is closed on unread bytes is reset.
const DRAIN: Duration = Duration::from_secs(10);

/// How long that is done otherwise.
const SHORT_DRAIN: Duration = Duration::from_millis(500);

/// The most bytes of a form that are read before what they bring is written to the store. What is
/// decoded and not written yet counts as memory, too.
const STEP: usize = 16 * 1024;

/// Takes uploads.
#[derive(Clone)]
pub(super) struct Uploads {
    store: Store,
    visits: Visits,
    quota: Arc<Quota>,
    opener: Arc<Opener>,
    shares: Shares,
    decoding: Arc<Decoding>,
    known: Arc<Known>,
    stages: Arc<Stages>,
    max_connections: usize,
    max_upload: u64,
    visit: Duration,
}

/// What uploads have in common with those of an earlier state, whatever was reloaded.
#[derive(Clone, Default)]
pub(super) struct Arriving {
    decoding: Arc<Decoding>,
    known: Arc<Known>,
    stages: Arc<Stages>,
}

/// A place for an upload, and what is known of it before it arrives.
pub(super) struct Place {
    form: Form,
    lease: Lease,
    stage: Stage,
    counted: Counted,
}

/// What is known of a message that was only looked at.
pub(super) struct Looked {
    pub meta: Meta,
    /// Whether nothing of it was changed.
    pub is_whole: bool,
}

/// A visit that has begun.
pub(super) struct Begun {
    pub id: String,
    pub secret: VisitSecret,
    pub message: MessageId,
}

impl Uploads {
    /// Takes messages that `visits` can open into `store`, as large and as many as `settings` say.
    pub(super) fn new(
        store: Store,
        visits: Visits,
        quota: Arc<Quota>,
        opener: Arc<Opener>,
        arriving: Arriving,
        settings: &Settings,
    ) -> Self {
        let Arriving {
            decoding,
            known,
            stages,
        } = arriving;
        Self {
            store,
            visits,
            quota,
            opener,
            shares: Shares::new(settings.max_memory, settings.max_upload),
            decoding,
            known,
            stages,
            max_connections: settings.max_connections,
            max_upload: settings.max_upload,
            visit: settings.visit,
        }
    }

    /// Refuses a request that says itself that it is too large.
    pub(super) fn check_length(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let announced = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > self.shares.max_request()) {
            Err(Problem::TooLarge)
        } else {
            Ok(())
        }
    }

    /// A place for an upload of which nothing is known yet; `shown` tells how it goes on.
    pub(super) async fn place(
        &self,
        headers: &HeaderMap,
        network: Network,
        shown: Arc<Shown>,
    ) -> Result<Place, Problem> {
        let quota = Arc::clone(&self.quota);
        let counted = Counted::as_upload(quota, network.clone()).await?;
        let form = Form::from_headers(headers).ok_or(Problem::NoFile)?;
        let stage = self
            .stages
            .enter(network.holder(), self.max_connections, shown)
            .ok_or(Problem::Busy)?;
        let share = self.shares.of_network(&network);
        let lease = self.store.begin_upload(share).await?;
        Ok(Place {
            form,
            lease,
            stage,
            counted,
        })
    }

    /// Reads a form and begins a visit with the message that it brings. Runs to its end, so that
    /// the place is free again.
    pub(super) async fn receive(&self, place: Place, body: &mut Body) -> Result<Begun, Problem> {
        self.bring(place, body).await?.1
    }

    /// Reads a form and tells whether the message that it brings is one of ours and whole. Nothing
    /// of it stays.
    pub(super) async fn look(&self, place: Place, body: &mut Body) -> Result<Looked, Problem> {
        let (meta, begun) = self.bring(place, body).await?;
        let is_whole = match begun {
            Ok(begun) => {
                self.store.end_visit(&begun.id).await?;
                true
            }
            Err(Problem::Damaged) => false,
            Err(problem) => return Err(problem),
        };
        Ok(Looked { meta, is_whole })
    }

    /// Reads a form; the meta of the message that it brings, and the visit that began with it.
    async fn bring(
        &self,
        place: Place,
        body: &mut Body,
    ) -> Result<(Meta, Result<Begun, Problem>), Problem> {
        let Place {
            form,
            lease,
            stage,
            mut counted,
        } = place;
        let arrived = self.arrive(form, lease, stage, &mut counted, body).await;
        let brought = match arrived {
            Ok(arrived) => {
                let meta = arrived.1.meta.clone();
                Ok((meta, self.begin(arrived, counted.network()).await))
            }
            Err(problem) => Err(problem),
        };
        let has_begun = matches!(&brought, Ok((_, Ok(_))));
        counted.settle(has_begun).await?;
        brought
    }

    /// Reads a form. The message that it brings is in the store, under the lease.
    async fn arrive(
        &self,
        form: Form,
        lease: Lease,
        mut stage: Stage,
        counted: &mut Counted,
        body: &mut Body,
    ) -> Result<(Lease, Arrived, Stage), Problem> {
        let reading = self.read_form(body, form, &lease, &mut stage, counted);
        let read = tokio::time::timeout(WHOLE, reading).await;
        let arrived = match read {
            // Beyond that time: what is being decoded takes its room until it is done.
            Ok(Ok(arrival)) if stage.is_complete() => {
                self.finish(arrival, &lease, &stage, counted).await
            }
            Ok(Ok(_)) => Err(Problem::Busy),
            Ok(Err(problem)) => Err(problem),
            Err(_) => Err(Problem::CutOff),
        };
        match arrived {
            Ok(arrived) => Ok((lease, arrived, stage)),
            Err(problem) => {
                if let Err(error) = self.store.end_upload(lease).await {
                    tracing::warn!("an upload was left to run out: {error}");
                }
                Err(counted.of_what_is_no_message(problem))
            }
        }
    }

    /// What has arrived in whole, and whose message it is.
    async fn finish(
        &self,
        arrival: Arrival<'_>,
        lease: &Lease,
        stage: &Stage,
        counted: &mut Counted,
    ) -> Result<Arrived, Problem> {
        if arrival.is_searching() {
            counted.admit_search()?;
        }
        let turns = (&*self.decoding, stage);
        let network = counted.network();
        let arrived = arrival.finish(&self.store, lease, turns, network).await?;
        counted.as_visit(arrived.meta.message_id).await?;
        Ok(arrived)
    }

    async fn begin(
        &self,
        (lease, arrived, stage): (Lease, Arrived, Stage),
        network: &Network,
    ) -> Result<Begun, Problem> {
        let message = arrived.meta.message_id;
        let id = new_id();
        let secret = VisitSecret::random();
        let visit = NewVisit {
            id: id.clone(),
            secret: secret.digest(),
            sealed: arrived.sealed,
            shares: self.shares.of_message(message, network),
            life: self.visit,
        };
        self.store.begin_visit(lease, visit).await?;
        if let Err(problem) = self.check(&arrived.sealed, &stage, network).await {
            self.store.end_visit(&id).await?;
            return Err(problem);
        }
        Ok(Begun {
            id,
            secret,
            message,
        })
    }

    /// Authenticates what has arrived to its last byte, unless that was done lately for this site.
    async fn check(
        &self,
        sealed: &Sealed,
        stage: &Stage,
        network: &Network,
    ) -> Result<(), Problem> {
        let brought = (sealed.digest, network.site());
        if self.known.contains(&brought) {
            return Ok(());
        }
        let bytes = self.opener.brought(sealed).await?;
        for most in self.opener.looks(bytes.len()) {
            let turn = self.decoding.turn(network, Work::Message, most <= SMALL);
            let turn = stage.waits_for(turn).await?;
            if self.opener.is_whole(&bytes, most, turn).await? {
                self.known.add(brought);
                return Ok(());
            }
        }
        Err(Problem::Damaged)
    }

    /// Reads on for a while and throws away; for longer while connections are plentiful. hyper
    /// closes the connection when more would come.
    pub(super) async fn drain(&self, body: &mut Body, are_plentiful: impl Fn() -> bool) {
        let mut left = self.shares.max_request();
        let started = Instant::now();
        while left > 0 && !body.is_end_stream() {
            let is_over = |most| started.elapsed() >= most;
            if is_over(DRAIN) || is_over(SHORT_DRAIN) && !are_plentiful() {
                return;
            }
            // Looks again soon, whether anything comes or not.
            match tokio::time::timeout(SHORT_DRAIN, body.frame()).await {
                Ok(Some(Ok(frame))) => {
                    let bytes = frame.data_ref().map_or(0, |data| data.len() as u64);
                    left = left.saturating_sub(bytes);
                }
                Ok(_) => return,
                Err(_) => {}
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
