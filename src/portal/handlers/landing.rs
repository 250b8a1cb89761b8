//! `GET /`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Shared;
use crate::portal::pages::{self, Landing};

/// What this is; choose or drop the file.
pub(in crate::portal) async fn show(State(services): Shared) -> Response {
    let site = &services.site;
    pages::page(StatusCode::OK, &Landing { site })
}
