//! `GET /brand/{name}/style.css` and `GET /brand/{name}/logo`

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::Shared;
use crate::portal::problem::Problem;

/// The colours of a brand.
pub(in crate::portal) async fn style(
    State(services): Shared,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let brand = services.brands.find(&name);
    let colors = brand
        .colors
        .filter(|_| brand.name == name)
        .ok_or(Problem::NotFound)?;
    let style = ([(CONTENT_TYPE, "text/css; charset=utf-8")], colors.style());
    Ok(style.into_response())
}

/// The picture of a brand. Whatever is in it, a browser that is led to it runs and loads nothing.
pub(in crate::portal) async fn logo(
    State(services): Shared,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let brand = services.brands.find(&name);
    let logo = brand
        .logo
        .clone()
        .filter(|_| brand.name == name)
        .ok_or(Problem::NotFound)?;
    let mut response = ([(CONTENT_TYPE, logo.kind)], logo.bytes).into_response();
    response.headers_mut().insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    );
    Ok(response)
}
