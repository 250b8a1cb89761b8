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
use crate::portal::upload::{Begun, Place};
use crate::portal::visit::reference;

/// Takes a sealed message and begins a visit. Whose message it is and how long it lasts is all that
/// an upload tells before proof.
pub(in crate::portal) async fn receive(
    State(services): Shared,
    Extension(peer): Extension<Peer>,
    Extension(permit): Extension<Permit>,
    headers: HeaderMap,
    mut body: Body,
) -> Response {
    let Peer(peer) = peer;
    let network = services.networks.identify(peer, &headers);
    let begun = match place(&services, &network, &headers).await {
        Ok(place) => {
            // In a task of its own, which goes on when the client leaves: the upload is ended
            // either way. Only an upload that has its place has a task, so their number is bounded.
            let services = Arc::clone(&services);
            let received = tokio::spawn(async move {
                let begun = services.uploads.receive(place, &mut body).await;
                let noted = services.quota.note_opened(&network, begun.is_ok()).await;
                (noted.and(begun), body)
            });
            match received.await {
                Ok((begun, rest)) => {
                    body = rest;
                    begun
                }
                Err(_) => {
                    body = Body::empty();
                    Err(Problem::Broken)
                }
            }
        }
        Err(problem) => Err(problem),
    };
    let most = services.settings.max_connections;
    let drain = services
        .uploads
        .drain(&mut body, || permit.is_plentiful(most));
    drain.await;
    match begun {
        Ok(begun) => {
            tracing::info!(visit = reference(&begun.id), sealed = %begun.message, "a visit begins");
            redirect(&services, &begun)
        }
        Err(problem) => {
            let mut response = problem.into_response();
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
            response
        }
    }
}

/// A place, or why there is none; nothing waits for one.
async fn place(
    services: &Services,
    network: &Network,
    headers: &HeaderMap,
) -> Result<Place, Problem> {
    services.uploads.check_length(headers)?;
    services.quota.admit_open(network).await?;
    let place = services.uploads.place(headers, network.clone()).await;
    if place.is_err() {
        services.quota.note_opened(network, false).await?;
    }
    place
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
