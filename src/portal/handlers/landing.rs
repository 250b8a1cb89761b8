//! `GET /`, and `GET /open`, where mail programs lead that render `message.html` themselves.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;

use crate::portal::face::Face;
use crate::portal::pages::{self, Landing};

/// What this is; choose or drop the file.
pub(in crate::portal) async fn show(Extension(face): Extension<Face>) -> Response {
    let face = &face;
    let stranded = false;
    pages::page(StatusCode::OK, &Landing { face, stranded })
}

/// The same for who pressed the file's button where that sends nothing.
pub(in crate::portal) async fn stranded(Extension(face): Extension<Face>) -> Response {
    let face = &face;
    let stranded = true;
    pages::page(StatusCode::OK, &Landing { face, stranded })
}
