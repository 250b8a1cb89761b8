//! `POST /open`: the only request that may come from anywhere.

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONNECTION, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Shared;
use crate::portal::network::Peer;
use crate::portal::problem::Problem;
use crate::portal::services::Services;
use crate::portal::upload::Begun;
use crate::portal::visit::reference;

/// Takes a sealed message and begins a visit. Whose message it is and how long it lasts is all that
/// an upload tells before proof.
pub(in crate::portal) async fn receive(
    State(services): Shared,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    mut body: Body,
) -> Response {
    // In a task of its own, which goes on when the client leaves: the upload is ended either way.
    let received = tokio::spawn(async move {
        let begun = begin(&services, peer, &headers, &mut body).await;
        services.uploads.drain(&mut body).await;
        begun.map(|begun| redirect(&services, &begun))
    });
    match received.await.unwrap_or(Err(Problem::Broken)) {
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

async fn begin(
    services: &Services,
    Peer(peer): Peer,
    headers: &HeaderMap,
    body: &mut Body,
) -> Result<Begun, Problem> {
    services.uploads.check_length(headers)?;
    let network = services.networks.identify(peer, headers);
    services.quota.admit_open(&network).await?;
    let begun = services.uploads.receive(headers, body, &network).await?;
    tracing::info!(visit = reference(&begun.id), sealed = %begun.message, "a visit begins");
    Ok(begun)
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
