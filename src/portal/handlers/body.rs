//! `GET /v/{id}/body`

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::Shared;
use crate::portal::face::Face;
use crate::portal::network::Network;
use crate::portal::problem::Problem;
use crate::portal::proof::Proof;
use crate::portal::{headers, read};

/// The message's HTML, for the sandboxed frame.
pub(in crate::portal) async fn show(
    State(services): Shared,
    Extension(network): Extension<Network>,
    Extension(face): Extension<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let visitor = services.visits.find(id, &headers).await?;
    let proof = Proof::of_visitor(&visitor).ok_or(Problem::VisitOver)?;
    let words = face.words().clone();
    let frame = services
        .opener
        .frame(&visitor, &proof, &network, move |message, effort| {
            read::frame(&words, message, effort)
        });
    let mut response = match frame.await? {
        Some(response) => response,
        None => read::unshown_frame(face.words())?.map(|page| Body::from(page.to_vec())),
    };
    headers::set_frame(response.headers_mut());
    Ok(response)
}
