//! Takes a sealed message as it arrives and begins a visit.
//!
//! It sends nothing and counts nothing against an address. The head of what arrives is
//! authenticated as soon as it is there: junk never gets further, and takes no room in the store.
//!
//! The body behind the head can be checked only by opening the message, which takes a proof. So
//! the holder of one old message can upload arbitrary bodies behind its head. What they take is
//! bounded by shares: one network's, one message's, and one network's of one message. Equal
//! ciphertext is stored once and then costs nothing more, so a large message that many people open
//! at once stays far below them.

mod arrival;
mod decoding;
mod form;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;

use super::cookie::VisitSecret;
use super::network::Network;
use super::problem::Problem;
use super::quota::Shares;
use super::visit::{Visits, new_id};
use crate::seal::MessageId;
use crate::store::{Lease, NewVisit, Store};
use arrival::{Arrival, Arrived};
use form::Form;

pub(super) use decoding::Decoding;

/// The longest that an upload may take, even one that never pauses.
const WHOLE: Duration = Duration::from_secs(15 * 60);

/// How long what follows an upload, or a refused one, is read and thrown away: browsers show the
/// answer only when they have sent everything, and a connection that is closed on unread bytes is
/// reset.
const DRAIN: Duration = Duration::from_secs(20);

/// The most bytes of a form that are read before what they bring is written to the store. What is
/// decoded and not written yet counts as memory, too.
const STEP: usize = 16 * 1024;

/// Takes uploads.
#[derive(Clone)]
pub(super) struct Uploads {
    store: Store,
    visits: Visits,
    shares: Shares,
    decoding: Arc<Decoding>,
    max_upload: u64,
    visit: Duration,
}

/// A place for an upload, and what is known of it before it arrives.
pub(super) struct Place {
    form: Form,
    lease: Lease,
    network: Network,
}

/// A visit that has begun.
pub(super) struct Begun {
    pub id: String,
    pub secret: VisitSecret,
    pub message: MessageId,
}

impl Uploads {
    /// Takes messages that `visits` can open, of at most `max_upload` bytes, into `store`. Visits
    /// last `visit`.
    pub(super) fn new(
        store: Store,
        visits: Visits,
        shares: Shares,
        decoding: Arc<Decoding>,
        max_upload: u64,
        visit: Duration,
    ) -> Self {
        Self {
            store,
            visits,
            shares,
            decoding,
            max_upload,
            visit,
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

    /// Waits for a place for an upload. A caller who gives up waiting takes none.
    pub(super) async fn place(
        &self,
        headers: &HeaderMap,
        network: Network,
    ) -> Result<Place, Problem> {
        let form = Form::from_headers(headers).ok_or(Problem::NoFile)?;
        let share = self.shares.of_network(&network);
        let lease = self.store.begin_upload(share).await?;
        Ok(Place {
            form,
            lease,
            network,
        })
    }

    /// Reads a form and begins a visit with the message that it brings. Runs to its end, so that
    /// the place is free again.
    pub(super) async fn receive(&self, place: Place, body: &mut Body) -> Result<Begun, Problem> {
        let Place {
            form,
            lease,
            network,
        } = place;
        let network = &network;
        let reading = self.read_form(body, form, &lease);
        let arrived = match tokio::time::timeout(WHOLE, reading).await {
            // Beyond that time: what is being decoded takes its room until it is done.
            Ok(Ok(arrival)) => {
                arrival
                    .finish(&self.store, &lease, &self.decoding, network)
                    .await
            }
            Ok(Err(problem)) => Err(problem),
            Err(_) => Err(Problem::CutOff),
        };
        match arrived {
            Ok(arrived) => self.begin(lease, arrived, network).await,
            Err(problem) => {
                if let Err(error) = self.store.end_upload(lease).await {
                    tracing::warn!("an upload was left to run out: {error}");
                }
                Err(problem)
            }
        }
    }

    async fn read_form(
        &self,
        body: &mut Body,
        mut form: Form,
        lease: &Lease,
    ) -> Result<Arrival<'_>, Problem> {
        let max_request = self.shares.max_request();
        let mut arrival = Arrival::new(&self.visits, self.max_upload, max_request);
        arrival.store(&self.store, lease).await?;
        let mut left = max_request;
        while !form.is_complete() {
            let frame = body
                .frame()
                .await
                .ok_or(Problem::CutOff)?
                .map_err(|_| Problem::CutOff)?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            left = left
                .checked_sub(data.len() as u64)
                .ok_or(Problem::TooLarge)?;
            for step in data.chunks(STEP) {
                form.push(step, &mut |event| arrival.take(event))?;
                arrival.store(&self.store, lease).await?;
            }
        }
        Ok(arrival)
    }

    async fn begin(
        &self,
        lease: Lease,
        arrived: Arrived,
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
        Ok(Begun {
            id,
            secret,
            message,
        })
    }

    /// Reads on for a while and throws away. hyper closes the connection when more would come.
    pub(super) async fn drain(&self, body: &mut Body) {
        let mut left = self.shares.max_request();
        let _ = tokio::time::timeout(DRAIN, async {
            while let Some(Ok(frame)) = body.frame().await {
                left = left.saturating_sub(frame.data_ref().map_or(0, |data| data.len() as u64));
                if left == 0 {
                    break;
                }
            }
        })
        .await;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
