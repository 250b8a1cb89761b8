//! `GET /.well-known/security.txt` (RFC 9116)

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use mail_parser::DateTime;

use super::Shared;

/// How long what it says may be believed, in seconds: a month.
const LIFE: u64 = 30 * 24 * 3600;

/// Where whoever finds a weakness turns to.
pub(in crate::portal) async fn show(State(services): Shared) -> Response {
    let brand = services.brands.find("");
    let contact = brand.contact.as_deref().unwrap_or(&services.site.sender);
    let expires = i64::try_from(services.visits.now() + LIFE).unwrap_or(i64::MAX);
    let languages: Vec<&str> = services.locales.tags().collect();
    let url = &services.site.url;
    let text = format!(
        "Contact: mailto:{contact}\nExpires: {}\nPreferred-Languages: {}\n\
         Canonical: {url}.well-known/security.txt\nPolicy: {url}privacy\n",
        DateTime::from_timestamp(expires).to_rfc3339(),
        languages.join(", ")
    );
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
