//! `POST /open`: the only request that may come from anywhere.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONNECTION, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Shared;
use crate::portal::listener::Permit;
use crate::portal::network::{Network, Peer};
use crate::portal::problem::Problem;
use crate::portal::services::Services;
use crate::portal::upload::{Begun, Place, Uploads};
use crate::portal::visit::reference;

/// Takes a sealed message and begins a visit. Whose message it is and how long it lasts is all that
/// an upload tells before proof.
pub(in crate::portal) async fn receive(
    State(services): Shared,
    Extension(peer): Extension<Peer>,
    Extension(permit): Extension<Permit>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let begun = bring(
        &services,
        peer,
        &permit,
        &headers,
        body,
        |uploads, place, mut body| async move { (uploads.receive(place, &mut body).await, body) },
    );
    match begun.await {
        Ok(begun) => {
            tracing::info!(visit = reference(&begun.id), sealed = %begun.message, "a visit begins");
            redirect(&services, &begun)
        }
        Err(problem) => close(problem.into_response()),
    }
}

/// What `take` makes of the upload that a request brings, if there is a place for it. The rest of
/// the request is read and thrown away.
pub(super) async fn bring<T, F>(
    services: &Arc<Services>,
    Peer(peer): Peer,
    permit: &Permit,
    headers: &HeaderMap,
    mut body: Body,
    take: impl FnOnce(Uploads, Place, Body) -> F,
) -> Result<T, Problem>
where
    T: Send + 'static,
    F: Future<Output = (Result<T, Problem>, Body)> + Send + 'static,
{
    let network = services.networks.identify(peer, headers);
    let taken = match place(services, &network, permit, headers).await {
        Ok(place) => {
            // In a task of its own, which goes on when the client leaves: the upload is ended
            // either way. Only an upload that has its place has a task, so their number is bounded.
            let taking = take(services.uploads.clone(), place, std::mem::take(&mut body));
            match tokio::spawn(taking).await {
                Ok((taken, rest)) => {
                    body = rest;
                    taken
                }
                Err(_) => Err(Problem::Broken),
            }
        }
        Err(problem) => Err(problem),
    };
    let most = services.settings.max_connections;
    let drain = services
        .uploads
        .drain(&mut body, || permit.is_plentiful(most));
    drain.await;
    taken
}

/// The last answer on its connection.
pub(super) fn close(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A place, or why there is none; nothing waits for one.
async fn place(
    services: &Services,
    network: &Network,
    permit: &Permit,
    headers: &HeaderMap,
) -> Result<Place, Problem> {
    services.uploads.check_length(headers)?;
    check_form(headers)?;
    let uploads = &services.uploads;
    uploads
        .place(headers, network.clone(), permit.shown())
        .await
}

/// An upload comes by a form. What a script of any page sends in a visitor's browser isn't counted
/// against the visitor's network (Fetch Metadata, W3C; who sends none isn't a browser of today).
fn check_form(headers: &HeaderMap) -> Result<(), Problem> {
    let mode = headers.get("sec-fetch-mode");
    match mode.is_none_or(|mode| mode == "navigate") {
        true => Ok(()),
        false => Err(Problem::Forged),
    }
}

fn redirect(services: &Services, begun: &Begun) -> Response {
    let seconds = services.settings.visit.as_secs();
    let cookie = begun.secret.cookie(&begun.id, seconds);
    (
        StatusCode::SEE_OTHER,
        [(LOCATION, format!("/v/{}", begun.id))],
        [(SET_COOKIE, cookie)],
    )
        .into_response()
}
