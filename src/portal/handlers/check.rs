//! `GET /check` and `POST /check`

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{Shared, open};
use crate::portal::face::Face;
use crate::portal::listener::Permit;
use crate::portal::network::Peer;
use crate::portal::pages::{self, Check, Finding};
use crate::portal::problem::Problem;
use crate::portal::upload::Looked;

/// The page on which a mail can be checked.
pub(in crate::portal) async fn show(Extension(face): Extension<Face>) -> Response {
    let (face, finding) = (&face, None);
    pages::page(StatusCode::OK, &Check { face, finding })
}

/// Tells whether a message came from here, and whether it was changed. Nothing is opened, and no
/// visit begins.
pub(in crate::portal) async fn tell(
    State(services): Shared,
    Extension(peer): Extension<Peer>,
    Extension(permit): Extension<Permit>,
    Extension(face): Extension<Face>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Err(problem) = services.visits.check_origin(&headers) {
        return open::close(problem.into_response());
    }
    let looked = open::bring(
        &services,
        peer,
        &permit,
        &headers,
        body,
        |uploads, place, mut body| async move { (uploads.look(place, &mut body).await, body) },
    );
    let finding = match looked.await {
        Ok(Looked {
            meta,
            is_whole: true,
        }) => Finding::Real {
            organisation: services.brands.find(&meta.brand).organisation.clone(),
            created: i64::try_from(meta.created).unwrap_or(i64::MAX),
            sender: meta.sender,
            voucher: meta.voucher,
        },
        Ok(Looked {
            is_whole: false, ..
        }) => Finding::Changed,
        Err(Problem::Expired) => Finding::Expired,
        Err(Problem::Damaged) => Finding::Unclear,
        Err(Problem::WrongFile) => Finding::NotOurs,
        Err(problem) => return open::close(problem.into_response()),
    };
    let (face, finding) = (&face, Some(finding));
    open::close(pages::page(StatusCode::OK, &Check { face, finding }))
}
