//! `GET /readyz`

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::Shared;

/// Whether the portal can do its work, for those who watch it: whether the keys can be read,
/// passcodes be submitted and visits be kept. `/healthz` only says that it is alive.
pub(in crate::portal) async fn show(State(services): Shared) -> Response {
    let (status, sentence) = match problem(&services).await {
        None => (StatusCode::OK, "ready"),
        Some(sentence) => (StatusCode::SERVICE_UNAVAILABLE, sentence),
    };
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, format!("{sentence}\n")).into_response()
}

/// What is wrong. The log has the rest: anybody may ask here.
async fn problem(services: &super::Services) -> Option<&'static str> {
    let keyring = Arc::clone(&services.keyring);
    let readable = tokio::task::spawn_blocking(move || keyring.is_readable());
    if !readable.await.unwrap_or(false) {
        return Some("not ready: the keys can't be read (keyring.dir); see the log");
    }
    if services.store.reserved_bytes().await.is_err() {
        return Some("not ready: the store of visits can't be reached; see the log");
    }
    if services.passcodes.reach().await.is_err() {
        return Some("not ready: passcodes can't be submitted (mail.submit); see the log");
    }
    None
}
