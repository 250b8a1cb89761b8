//! `GET /v/{id}`

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Shared, step};
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
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let visitor = services.visits.find(id, &headers).await?;
    if let Some(proof) = Proof::of_visitor(&visitor) {
        return message(&services, &visitor, &proof).await;
    }
    let site = &services.site;
    Ok(match &visitor.visit.issue {
        Some(issue) if issue.tries == 0 => {
            step::code(site, &visitor, &issue.address, CodeNotice::Spent)
        }
        Some(issue) => step::code(site, &visitor, &issue.address, CodeNotice::None),
        None => step::ask(site, &visitor, AskNotice::None),
    })
}

async fn message(
    services: &Services,
    visitor: &Visitor,
    proof: &Proof,
) -> Result<Response, Problem> {
    let around = Around {
        site: services.site.clone(),
        id: visitor.id.clone(),
        csrf: visitor.csrf(),
        address: proof.address().to_string(),
        subject: visitor.meta.subject.clone(),
        voucher: visitor.meta.voucher.clone(),
    };
    services
        .opener
        .show(visitor, proof, Purpose::Page, move |message| {
            read::page(&around, message)
        })
        .await
}
