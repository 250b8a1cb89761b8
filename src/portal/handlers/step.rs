//! The pages of a visit's steps, up to the proof.

use axum::http::StatusCode;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::response::{IntoResponse, Response};

use crate::mail::Address;
use crate::portal::face::Face;
use crate::portal::pages::{self, Ask, AskNotice, Code, CodeNotice, Digits, seconds};
use crate::portal::visit::Visitor;

/// Back to the visit's one page.
pub(super) fn back(visitor: &Visitor) -> Response {
    to(&visitor.id)
}

/// To the one page of the visit of that id.
pub(super) fn to(id: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, format!("/v/{id}"))]).into_response()
}

/// The step before a code was sent.
pub(super) fn ask(face: &Face, visitor: &Visitor, notice: AskNotice) -> Response {
    let face = &face.of_message(&visitor.meta);
    let status = if notice == AskNotice::None {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    pages::page(
        status,
        &Ask {
            face,
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
    face: &Face,
    visitor: &Visitor,
    address: &Address,
    notice: CodeNotice,
) -> Response {
    let face = &face.of_message(&visitor.meta);
    let status = match notice {
        CodeNotice::None => StatusCode::OK,
        CodeNotice::Wrong(_) | CodeNotice::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
        CodeNotice::TooSoon(_) | CodeNotice::Spent => StatusCode::TOO_MANY_REQUESTS,
    };
    let typed = visitor.only_recipient().is_none();
    let shown = if typed {
        address.to_string()
    } else {
        address.masked()
    };
    let issues = &visitor.visit.issues;
    let until = visitor
        .newest(address)
        .map(|newest| visitor.now + newest.left.as_secs());
    let pause = match (&notice, visitor.pause(address)) {
        (CodeNotice::TooSoon(seconds), _) => *seconds,
        (_, pause) => pause.map_or(0, seconds),
    };
    let mut response = pages::page(
        status,
        &Code {
            face,
            id: &visitor.id,
            csrf: &visitor.csrf(),
            reference: &visitor.reference(),
            address: &shown,
            typed,
            digits: Digits::of(issues.iter().map(|one| one.issue.digits)),
            until,
            pause,
            notice,
        },
    );
    if let CodeNotice::TooSoon(seconds) = notice {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// The step after the newest code that the visit has, or had.
pub(super) fn newest_code(face: &Face, visitor: &Visitor, notice: CodeNotice) -> Response {
    match (
        visitor.visit.issues.last(),
        visitor.only_recipient(),
        notice,
    ) {
        (Some(newest), ..) => code(face, visitor, &newest.issue.address, notice),
        // The visit is used up whether codes stand or not.
        (None, Some(only), CodeNotice::Spent) => code(face, visitor, &only, notice),
        (None, ..) => ask(face, visitor, AskNotice::CodeOver),
    }
}
