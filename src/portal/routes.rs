//! The site map.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::CONTENT_TYPE;
use axum::middleware::map_response_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::pages::{self, Landing, Problem};
use super::{Portal, proof, read, upload};

/// The most bytes of a form that holds no message.
const FORM_BYTES: usize = 16 * 1024;

pub(super) fn router(portal: &Arc<Portal>) -> Router {
    Router::new()
        .route("/", get(landing))
        .route("/open", post(upload::open))
        .route("/v/{id}", get(proof::visit))
        .route("/v/{id}/passcode", post(proof::send_passcode))
        .route("/v/{id}/proof", post(proof::check_passcode))
        .route("/v/{id}/sign-out", post(proof::sign_out))
        .route("/v/{id}/body", get(read::body))
        .route("/v/{id}/attachment/{number}", get(read::attachment))
        .route("/v/{id}/original.eml", get(read::original))
        .route(
            "/style.css",
            get(async || file("text/css; charset=utf-8", include_str!("pages/style.css"))),
        )
        .route(
            "/portal.js",
            get(async || {
                file(
                    "text/javascript; charset=utf-8",
                    include_str!("pages/portal.js"),
                )
            }),
        )
        .route(
            "/favicon.svg",
            get(async || file("image/svg+xml", include_str!("pages/favicon.svg"))),
        )
        .route(
            "/robots.txt",
            get(async || file("text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n")),
        )
        .route(
            "/healthz",
            get(async || file("text/plain; charset=utf-8", "ok\n")),
        )
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(async || Problem::Method)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(map_response_with_state(portal.clone(), finish))
        .with_state(portal.clone())
}

async fn finish(State(portal): State<Arc<Portal>>, response: Response) -> Response {
    pages::finish(&portal.site, response)
}

async fn landing(State(portal): State<Arc<Portal>>) -> Response {
    pages::page(axum::http::StatusCode::OK, &Landing { site: &portal.site })
}

fn file(kind: &'static str, content: &'static str) -> Response {
    ([(CONTENT_TYPE, kind)], content).into_response()
}
