//! `POST /v/{id}/sign-out`

use axum::Extension;
use axum::extract::{Form, Path, State, rejection::FormRejection};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Shared;
use crate::portal::cookie;
use crate::portal::face::Face;
use crate::portal::pages::{self, Goodbye};
use crate::portal::problem::Problem;

#[derive(Deserialize)]
pub(in crate::portal) struct Fields {
    #[serde(rename = "token")]
    csrf: String,
}

/// Ends the visit, and those that the same browser has begun with the same file, and forgets the
/// ciphertext.
pub(in crate::portal) async fn end(
    State(services): Shared,
    Extension(face): Extension<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(Fields { csrf }) = form.map_err(|_| Problem::Forged)?;
    let visitor = services.visits.find_for_form(id, &headers, &csrf).await?;
    services.store.end_visit(&visitor.id).await?;
    for id in services.visits.others(&visitor, &headers).await? {
        services.store.end_visit(&id).await?;
    }
    tracing::info!(
        visit = visitor.reference(),
        sealed = %visitor.meta.message_id,
        "a visit was ended"
    );
    let page = pages::page(StatusCode::OK, &Goodbye { face: &face });
    Ok(([(SET_COOKIE, cookie::forget(&visitor.id))], page).into_response())
}
