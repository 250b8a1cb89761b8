//! `GET /v/{id}`

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Shared, step};
use crate::portal::browser::Browser;
use crate::portal::face::Face;
use crate::portal::network::Network;
use crate::portal::pages::{AskNotice, CodeNotice};
use crate::portal::plaintext::Purpose;
use crate::portal::problem::Problem;
use crate::portal::proof::Proof;
use crate::portal::read::{self, Around};
use crate::portal::services::Services;
use crate::portal::visit::Visitor;

/// The visit at the step it has reached.
pub(in crate::portal) async fn show(
    State(services): Shared,
    Extension(network): Extension<Network>,
    Extension(face): Extension<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let visitor = services.visits.find_or_former(id, &headers).await?;
    if let Some(proof) = Proof::of_visitor(&visitor) {
        let shown = message(&services, &visitor, &proof, &network, face).await;
        if shown.is_ok() {
            let browser = Browser::from_headers(&headers);
            services.figures.viewed(browser.family, browser.is_mobile);
        }
        return shown;
    }
    // Who pressed the carrier's button once more comes back to the visit that is running.
    if let Some(running) = services.visits.running(&visitor, &headers).await? {
        return Ok(step::to(&running));
    }
    let face = &face;
    Ok(if visitor.is_spent() {
        step::newest_code(face, &visitor, CodeNotice::Spent)
    } else if visitor.visit.issues.is_empty() {
        step::ask(face, &visitor, AskNotice::None)
    } else {
        step::newest_code(face, &visitor, CodeNotice::None)
    })
}

async fn message(
    services: &Services,
    visitor: &Visitor,
    proof: &Proof,
    network: &Network,
    face: Face,
) -> Result<Response, Problem> {
    let around = Around {
        face: face.of_message(&visitor.meta),
        id: visitor.id.clone(),
        csrf: visitor.csrf(),
        address: proof.address().to_string(),
        subject: visitor.meta.subject.clone(),
        voucher: visitor.meta.voucher.clone(),
    };
    services
        .opener
        .show(visitor, proof, network, Purpose::Page, move |message| {
            read::page(&around, message)
        })
        .await
}
