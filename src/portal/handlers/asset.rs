//! Files that are the same for everybody.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

/// `GET /style.css`
pub(in crate::portal) async fn style() -> Response {
    file(
        "text/css; charset=utf-8",
        include_str!("../pages/style.css"),
    )
}

/// `GET /portal.js`
pub(in crate::portal) async fn script() -> Response {
    file(
        "text/javascript; charset=utf-8",
        include_str!("../pages/portal.js"),
    )
}

/// `GET /favicon.svg`
pub(in crate::portal) async fn icon() -> Response {
    file("image/svg+xml", include_str!("../pages/favicon.svg"))
}

/// `GET /robots.txt`
pub(in crate::portal) async fn robots() -> Response {
    file("text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n")
}

/// `GET /healthz`
pub(in crate::portal) async fn health() -> Response {
    file("text/plain; charset=utf-8", "ok\n")
}

fn file(kind: &'static str, content: &'static str) -> Response {
    ([(CONTENT_TYPE, kind)], content).into_response()
}
