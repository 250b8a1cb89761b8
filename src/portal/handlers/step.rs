//! The pages of a visit's steps, up to the proof.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};

use crate::mail::Address;
use crate::portal::pages::{self, Ask, AskNotice, Code, CodeNotice};
use crate::portal::site::Site;
use crate::portal::visit::Visitor;

/// Back to the visit's one page.
pub(super) fn back(visitor: &Visitor) -> Response {
    (
        StatusCode::SEE_OTHER,
        [(LOCATION, format!("/v/{}", visitor.id))],
    )
        .into_response()
}

/// The step before a code was sent.
pub(super) fn ask(site: &Site, visitor: &Visitor, notice: AskNotice) -> Response {
    let status = if notice == AskNotice::None {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    pages::page(
        status,
        &Ask {
            site,
            id: &visitor.id,
            csrf: &visitor.csrf(),
            sender: &visitor.meta.sender,
            voucher: visitor.meta.voucher.as_ref(),
            masked: visitor.only_recipient().map(|address| address.masked()),
            notice,
        },
    )
}

/// The step after a code was sent to `address`.
pub(super) fn code(
    site: &Site,
    visitor: &Visitor,
    address: &Address,
    notice: CodeNotice,
) -> Response {
    let status = match notice {
        CodeNotice::None => StatusCode::OK,
        CodeNotice::Wrong(_) | CodeNotice::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
        CodeNotice::Spent => StatusCode::TOO_MANY_REQUESTS,
    };
    let typed = visitor.only_recipient().is_none();
    let shown = if typed {
        address.to_string()
    } else {
        address.masked()
    };
    pages::page(
        status,
        &Code {
            site,
            id: &visitor.id,
            csrf: &visitor.csrf(),
            reference: &visitor.reference(),
            address: &shown,
            typed,
            notice,
        },
    )
}

/// The step after a code that the visit has, or had.
pub(super) fn newest_code(site: &Site, visitor: &Visitor, notice: CodeNotice) -> Response {
    match &visitor.visit.issue {
        Some(issue) => code(site, visitor, &issue.address, notice),
        None => ask(site, visitor, AskNotice::CodeOver),
    }
}
