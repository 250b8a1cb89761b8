//! `POST /language`

use axum::extract::{Form, State, rejection::FormRejection};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Shared;
use crate::portal::face;
use crate::portal::problem::Problem;

#[derive(Deserialize)]
pub(in crate::portal) struct Fields {
    language: String,
    #[serde(default)]
    back: String,
}

/// Keeps the chosen language in a cookie, and leads back. It has no token, since the first page
/// belongs to no visit: that the form came from one of our pages is enough for what it changes.
pub(in crate::portal) async fn choose(
    State(services): Shared,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(Fields { language, back }) = form.map_err(|_| Problem::Forged)?;
    services.visits.check_origin(&headers)?;
    let words = services.locales.find(&language).ok_or(Problem::NotFound)?;
    let cookie = face::cookie(&words).ok_or(Problem::Broken)?;
    let back = [(LOCATION, face::page_of(&back))];
    Ok((StatusCode::SEE_OTHER, back, [(SET_COOKIE, cookie)]).into_response())
}
