//! `POST /open`: takes a sealed message as it arrives and begins a visit.
//!
//! The only request that may come from anywhere. It sends nothing and counts nothing against an address. The head of what arrives
//! is authenticated as soon as it is there: junk never gets further, and takes no room.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyDataStream, BodyExt};
use multer::{Constraints, Multipart, SizeLimit};

use super::Portal;
use super::limits::Peer;
use super::pages::Problem;
use super::visit::{VisitSecret, new_id, reference};
use crate::seal::{self, HEAD_LEN, Meta};
use crate::store::Upload;
use crate::wrapper::{ExtractError, Extractor};

/// The longest that an upload may take, however steadily it drips.
const WHOLE: Duration = Duration::from_secs(15 * 60);

/// How long what follows an upload, or a refused one, is read and thrown away: browsers show the answer only when they have sent
/// everything, and a connection that is closed on unread bytes is reset.
const DRAIN: Duration = Duration::from_secs(20);

/// What an extractor may hold back before it decodes.
const HELD_BACK: usize = 64 * 1024;

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
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            response
        }
    }
}

impl Portal {
    /// The most bytes of a request that brings a sealed message: base64 once in `message.html`, twice when a mail server on the
    /// way has encoded the attachment again.
    fn most_wire(&self) -> u64 {
        self.settings.max_upload.saturating_mul(2).saturating_add(256 * 1024)
    }

    async fn receive(&self, peer: IpAddr, headers: &HeaderMap, body: &mut Body) -> Result<Response, Problem> {
        let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > self.most_wire()) {
            return Err(Problem::TooLarge);
        }
        self.admit_open(&self.network(peer, headers)).await?;
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| Problem::NoFile)?;
        let arrival = match tokio::time::timeout(WHOLE, self.read_form(body, boundary)).await {
            Ok(arrival) => arrival?,
            Err(_) => return Err(Problem::CutOff),
        };
        self.begin(arrival).await
    }

    async fn read_form(&self, body: &mut Body, boundary: String) -> Result<Arrival<'_>, Problem> {
        let limits = SizeLimit::new().whole_stream(self.most_wire());
        let constraints = Constraints::new().size_limit(limits);
        let mut form = Multipart::with_constraints(BodyDataStream::new(body), boundary, constraints);
        let mut found = None;
        while let Some(mut field) = form.next_field().await.map_err(broken_form)? {
            let extractor = match field.name() {
                Some("sealed") => Extractor::for_field(),
                Some("file") => Extractor::for_file(usize::try_from(self.most_wire()).unwrap_or(usize::MAX)),
                _ => continue,
            };
            if found.is_some() {
                continue;
            }
            let mut arrival = Arrival::new(self, extractor);
            let mut empty = true;
            while let Some(chunk) = field.chunk().await.map_err(broken_form)? {
                empty &= chunk.is_empty();
                arrival.push(&chunk)?;
            }
            // A form in which nothing was chosen still has the field.
            if !empty {
                found = Some(arrival);
            }
        }
        match found {
            Some(arrival) => arrival.finish().await,
            None => Err(Problem::NoFile),
        }
    }

    async fn begin(&self, arrival: Arrival<'_>) -> Result<Response, Problem> {
        let Arrival { mut sealed, meta, room, .. } = arrival;
        let meta = meta.ok_or(Problem::Damaged)?;
        sealed.shrink_to_fit();
        let (id, secret) = (new_id(), VisitSecret::random());
        self.store.begin_visit(&id, room, Bytes::from(sealed), secret.digest(), self.settings.visit).await?;
        tracing::info!(visit = reference(&id), message = %meta.message_id, "a visit begins");
        let cookie = secret.cookie(&id, self.settings.visit.as_secs());
        Ok((StatusCode::SEE_OTHER, [(LOCATION, format!("/v/{id}"))], [(SET_COOKIE, cookie)]).into_response())
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

/// A sealed message that is arriving.
struct Arrival<'a> {
    portal: &'a Portal,
    extractor: Option<Extractor>,
    sealed: Vec<u8>,
    /// Bytes that the extractor may hold while no armor has shown.
    unread: u64,
    meta_end: Option<usize>,
    meta: Option<Meta>,
    room: Upload,
}

impl<'a> Arrival<'a> {
    fn new(portal: &'a Portal, extractor: Extractor) -> Self {
        Self {
            portal,
            extractor: Some(extractor),
            sealed: Vec::new(),
            unread: 0,
            meta_end: None,
            meta: None,
            room: portal.store.upload(),
        }
    }

    fn push(&mut self, chunk: &[u8]) -> Result<(), Problem> {
        self.grow(chunk.len());
        let Some(extractor) = &mut self.extractor else { return Ok(()) };
        extractor.push(chunk, &mut self.sealed).map_err(no_armor)?;
        self.unread = if self.sealed.is_empty() { self.unread + chunk.len() as u64 } else { 0 };
        self.look()
    }

    /// Makes place for what `more` characters of armor decode to, and what the extractor holds back of those before, in small
    /// steps: a vector left to itself would take twice what it needs, and all of it counts.
    fn grow(&mut self, more: usize) {
        let free = self.sealed.capacity() - self.sealed.len();
        if self.meta_end.is_some() && free < more + HELD_BACK {
            self.sealed.reserve_exact((self.sealed.len() / 4).max(more + HELD_BACK));
        }
    }

    async fn finish(mut self) -> Result<Self, Problem> {
        self.grow(0);
        if let Some(extractor) = self.extractor.take() {
            let mut sealed = std::mem::take(&mut self.sealed);
            // A second look at a whole mail takes a while.
            let finished = tokio::task::spawn_blocking(move || extractor.finish(&mut sealed).map(|()| sealed)).await;
            self.sealed = finished.map_err(|_| Problem::Damaged)?.map_err(no_armor)?;
            self.unread = 0;
            self.look()?;
        }
        // Whoever holds so little can't be opened, whatever it is.
        if self.meta.is_none() { Err(Problem::Damaged) } else { Ok(self) }
    }

    /// Looks at what is there so far, and stops as early as it can.
    fn look(&mut self) -> Result<(), Problem> {
        let keyring = &self.portal.keyring;
        if self.sealed.len() as u64 > self.portal.settings.max_upload {
            return Err(Problem::TooLarge);
        }
        if self.meta_end.is_none() && self.sealed.len() >= HEAD_LEN {
            let head = seal::read_head(keyring, &self.sealed).map_err(|_| Problem::Damaged)?;
            self.meta_end = Some(HEAD_LEN + head.meta_len);
        }
        if self.meta.is_none() && self.meta_end.is_some_and(|end| self.sealed.len() >= end) {
            let meta = seal::read_meta(keyring, &self.sealed).map_err(|_| Problem::Damaged)?;
            self.portal.refuse_expired(&meta)?;
            self.meta = Some(meta);
        }
        self.room.reserve(self.sealed.capacity() as u64 + self.unread)?;
        Ok(())
    }
}

fn no_armor(error: ExtractError) -> Problem {
    match error {
        ExtractError::NotAWrapper => Problem::WrongFile,
        ExtractError::Damaged => Problem::Damaged,
    }
}

fn broken_form(error: multer::Error) -> Problem {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => Problem::TooLarge,
        _ => Problem::CutOff,
    }
}
