//! `POST /v/{id}/proof`

use axum::Extension;
use axum::extract::{Form, Path, State, rejection::FormRejection};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Shared, step};
use crate::mail::Address;
use crate::portal::network::Peer;
use crate::portal::pages::{AskNotice, CodeNotice};
use crate::portal::problem::Problem;
use crate::portal::proof::passcode::{self, Check};
use crate::portal::proof::{Evidence, Proof};
use crate::portal::services::Services;
use crate::portal::visit::Visitor;

#[derive(Deserialize)]
pub(in crate::portal) struct Fields {
    #[serde(rename = "token")]
    csrf: String,
    code: String,
}

/// Checks a code, and takes the proof when it is right.
pub(in crate::portal) async fn check(
    State(services): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(Fields { csrf, code }) = form.map_err(|_| Problem::Forged)?;
    let visitor = services.visits.find_for_form(id, &headers, &csrf).await?;
    let site = &services.site;
    if visitor.visit.proven.is_some() {
        return Ok(step::back(&visitor));
    }
    let Some(typed) = passcode::parse(&code) else {
        return Ok(step::newest_code(site, &visitor, CodeNotice::Malformed));
    };
    if services.quota.passcodes_pause(&visitor.meta).await? {
        return Err(Problem::Paused);
    }
    let network = services.networks.identify(peer, &headers);
    services.quota.admit_try(&network).await?;
    match services.passcodes.check(&visitor, &typed).await? {
        Check::Right { evidence, tries } => {
            let address = evidence.address().clone();
            match take(&services, &visitor, evidence).await? {
                Some(response) => Ok(response),
                None => wrong(&services, &visitor, &address, true, tries).await,
            }
        }
        Check::Wrong {
            address,
            is_recipient,
            tries,
        } => wrong(&services, &visitor, &address, is_recipient, tries).await,
        Check::Spent => Ok(step::newest_code(site, &visitor, CodeNotice::Spent)),
        Check::NoIssue => Ok(step::ask(site, &visitor, AskNotice::CodeOver)),
    }
}

/// Takes the proof. `None` when the visit has changed since the code was checked.
async fn take(
    services: &Services,
    visitor: &Visitor,
    evidence: Evidence,
) -> Result<Option<Response>, Problem> {
    let taken = Proof::take(&services.store, visitor, evidence).await?;
    let Some((proof, secret)) = taken else {
        return Ok(None);
    };
    tracing::info!(
        visit = visitor.reference(),
        sealed = %visitor.meta.message_id,
        "an address was proven by {}",
        proof.method_name()
    );
    services
        .quota
        .forgive_passcode(&visitor.meta, proof.address())
        .await?;
    let cookie = secret.cookie(&visitor.id, services.settings.visit.as_secs());
    let response = ([(SET_COOKIE, cookie)], step::back(visitor)).into_response();
    Ok(Some(response))
}

async fn wrong(
    services: &Services,
    visitor: &Visitor,
    address: &Address,
    is_recipient: bool,
    tries: u32,
) -> Result<Response, Problem> {
    services
        .quota
        .count_wrong(&visitor.meta, is_recipient)
        .await?;
    let notice = if tries == 0 {
        CodeNotice::Spent
    } else {
        CodeNotice::Wrong(tries)
    };
    Ok(step::code(&services.site, visitor, address, notice))
}
