//! `GET /`, and `GET /open`, where mail programs lead that render `message.html` themselves.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Shared;
use crate::portal::pages::{self, Landing};

/// What this is; choose or drop the file.
pub(in crate::portal) async fn show(State(services): Shared) -> Response {
    let site = &services.site;
    let stranded = false;
    pages::page(StatusCode::OK, &Landing { site, stranded })
}

/// The same for who pressed the file's button where that sends nothing.
pub(in crate::portal) async fn stranded(State(services): Shared) -> Response {
    let site = &services.site;
    let stranded = true;
    pages::page(StatusCode::OK, &Landing { site, stranded })
}
