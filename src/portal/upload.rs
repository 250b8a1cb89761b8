//! `POST /open`: takes a sealed message as it arrives and begins a visit.
//!
//! The only request that may come from anywhere. It sends nothing and counts nothing against an
//! address. The head of what arrives is authenticated as soon as it is there: junk never gets
//! further, and takes no room.
//!
//! The body behind the head can be checked only by opening the message, which takes a proof. So
//! whoever holds one old message can bring bodies of their own invention, and what they bring is
//! bounded by shares: one network's, one message's, and one network's of one message. Equal
//! ciphertext is held once and then costs nothing more, so a large message that many people open at
//! once stays far below them.

mod arrival;
mod form;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONNECTION, CONTENT_LENGTH, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use sha2::Digest;

use super::Portal;
use super::limits::{Network, Peer};
use super::pages::Problem;
use super::visit::{VisitSecret, new_id, reference};
use crate::seal::MessageId;
use crate::store::{Sealed, Share, Upload};
use arrival::Arrival;
use form::Form;

/// The longest that an upload may take, however steadily it drips.
const WHOLE: Duration = Duration::from_secs(15 * 60);

/// How long what follows an upload, or a refused one, is read and thrown away: browsers show the
/// answer only when they have sent everything, and a connection that is closed on unread bytes is
/// reset.
const DRAIN: Duration = Duration::from_secs(20);

/// What each upload holds besides: a part's header, and what hyper has read ahead.
const BASE: u64 = 16 * 1024;

/// How many of one network's uploads may arrive at one time.
const UPLOADS: usize = 32;

/// Whose message it is and how long it lasts is all that an upload tells before proof.
pub(super) async fn open(
    State(portal): State<Arc<Portal>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    mut body: Body,
) -> Response {
    let received = portal.receive(peer, &headers, &mut body).await;
    portal.drain(&mut body).await;
    match received {
        Ok(response) => response,
        Err(problem) => {
            let mut response = problem.into_response();
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
            response
        }
    }
}

impl Portal {
    /// The most bytes of a request that brings a sealed message: base64 once in `message.html`,
    /// twice when a mail server on the way has encoded the attachment again.
    fn most_wire(&self) -> u64 {
        self.settings
            .max_upload
            .saturating_mul(2)
            .saturating_add(256 * 1024)
    }

    async fn receive(
        &self,
        peer: IpAddr,
        headers: &HeaderMap,
        body: &mut Body,
    ) -> Result<Response, Problem> {
        let announced = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > self.most_wire()) {
            return Err(Problem::TooLarge);
        }
        let network = self.network(peer, headers);
        self.admit_open(&network).await?;
        let form = Form::announced(headers).ok_or(Problem::NoFile)?;
        let mut room = self.store.upload(self.share(&network)).await?;
        room.reserve(BASE)?;
        let arrival = match tokio::time::timeout(WHOLE, self.read_form(body, form, room)).await {
            Ok(arrival) => arrival?,
            Err(_) => return Err(Problem::CutOff),
        };
        self.begin(arrival, &network).await
    }

    /// What one network may hold: a quarter of all there is, and room for one upload even when that
    /// is more. Visitors whose network the proxy hides share all there is.
    fn share(&self, network: &Network) -> Share {
        let most = (self.settings.max_memory / 4)
            .max(self.most_wire().saturating_mul(2).saturating_add(BASE));
        let (bytes, uploads) = if network.is_hidden() {
            (u64::MAX, usize::MAX)
        } else {
            (most, UPLOADS)
        };
        Share {
            key: format!("network/{}", network.site()),
            bytes,
            uploads,
        }
    }

    /// What one message may hold: a quarter as well, and half of that for one network, so that no
    /// network alone can keep a message from its other readers.
    fn message_shares(&self, message: MessageId, network: &Network) -> Vec<Share> {
        let (held, one) = (self.settings.max_memory, self.settings.max_upload);
        let share = |key, bytes| Share {
            key,
            bytes,
            uploads: 0,
        };
        let all = share(
            format!("message/{message}"),
            (held / 4).max(one.saturating_mul(2)),
        );
        let here = share(
            format!("message/{message}/{}", network.site()),
            (held / 8).max(one),
        );
        if network.is_hidden() {
            vec![all]
        } else {
            vec![all, here]
        }
    }

    async fn read_form(
        &self,
        body: &mut Body,
        mut form: Form,
        room: Upload,
    ) -> Result<Arrival<'_>, Problem> {
        let mut arrival = Arrival::new(self, room);
        let mut left = self.most_wire();
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
            form.push(&data, &mut |event| arrival.take(event))?;
        }
        arrival.finish().await
    }

    async fn begin(&self, arrival: Arrival<'_>, network: &Network) -> Result<Response, Problem> {
        let Arrival {
            mut sealed,
            meta,
            room,
            digest,
            ..
        } = arrival;
        let meta = meta.ok_or(Problem::Damaged)?;
        sealed.shrink_to_fit();
        let shares = self.message_shares(meta.message_id, network);
        let sealed = Sealed {
            bytes: Bytes::from(sealed),
            digest: digest.finalize().into(),
            shares,
        };
        let (id, secret) = (new_id(), VisitSecret::random());
        self.store
            .begin_visit(&id, room, sealed, secret.digest(), self.settings.visit)
            .await?;
        tracing::info!(visit = reference(&id), sealed = %meta.message_id, "a visit begins");
        let cookie = secret.cookie(&id, self.settings.visit.as_secs());
        Ok((
            StatusCode::SEE_OTHER,
            [(LOCATION, format!("/v/{id}"))],
            [(SET_COOKIE, cookie)],
        )
            .into_response())
    }

    /// Reads on for a while and throws away. hyper closes the connection when more would come.
    async fn drain(&self, body: &mut Body) {
        let mut left = self.most_wire();
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
