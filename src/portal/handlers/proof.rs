//! `POST /v/{id}/proof`

use std::net::IpAddr;

use axum::Extension;
use axum::extract::{Form, Path, State, rejection::FormRejection};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Shared, step};
use crate::portal::face::Face;
use crate::portal::network::{Network, Peer};
use crate::portal::pages::{AskNotice, CodeNotice};
use crate::portal::problem::Problem;
use crate::portal::proof::passcode::{self, Check};
use crate::portal::proof::{Evidence, Proof, Taken};
use crate::portal::quota::codes::TRIES;
use crate::portal::services::Services;
use crate::portal::visit::Visitor;
use crate::store::Standing;

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
    Extension(face): Extension<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let checked = check_form(&services, peer, &face, id.clone(), &headers, form).await;
    checked.unwrap_or_else(|problem| problem.in_visit(id))
}

async fn check_form(
    services: &Services,
    peer: IpAddr,
    face: &Face,
    id: String,
    headers: &HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(Fields { csrf, code }) = form.map_err(|_| Problem::Forged)?;
    let visitor = services.visits.find_to_prove(id, headers, &csrf).await?;
    if visitor.visit.proven.is_some() {
        return Ok(step::back(&visitor));
    }
    let notice = |notice| Ok(step::newest_code(face, &visitor, notice));
    let issues = &visitor.visit.issues;
    let Some(typed) = passcode::parse(&code) else {
        return notice(CodeNotice::Malformed);
    };
    let fits = |one: &Standing| usize::from(one.issue.digits) == typed.expose().len();
    if !issues.is_empty() && !issues.iter().any(fits) {
        return notice(CodeNotice::Malformed);
    }
    let network = services.networks.identify(peer, headers);
    services.quota.admit_try(&visitor, &network).await?;
    let passcodes = &services.passcodes;
    let checked = passcodes.check(&visitor, &typed, &services.quota);
    let checked = checked.await?;
    if let Check::Right(_) | Check::Wrong { .. } = checked {
        services.figures.proof_tried("passcode");
    }
    match checked {
        Check::Right(evidence) => match take(services, &visitor, evidence, &network).await? {
            Some(response) => Ok(response),
            None => notice(CodeNotice::Wrong(
                TRIES.saturating_sub(visitor.visit.tried + 1),
            )),
        },
        Check::Wrong { left: 0 } | Check::Spent => notice(CodeNotice::Spent),
        Check::Wrong { left } => notice(CodeNotice::Wrong(left)),
        Check::NoIssue => Ok(step::ask(face, &visitor, AskNotice::CodeOver)),
    }
}

/// Takes the proof. `None` when what it rests on is gone since the code was checked.
async fn take(
    services: &Services,
    visitor: &Visitor,
    evidence: Evidence,
    network: &Network,
) -> Result<Option<Response>, Problem> {
    // A visit that is proven makes way last, so its ciphertext must be what was sealed: whoever
    // holds an old message could else fill the store with its head and noise behind it.
    let authentic = services
        .opener
        .authenticate(visitor, evidence.address(), network)
        .await;
    if authentic == Err(Problem::Damaged) {
        services.store.end_visit(&visitor.id).await?;
    }
    authentic?;
    let key = services.passcodes.key();
    let version = evidence.version();
    let taken = Proof::take(&services.store, key, visitor, evidence).await?;
    let Some(taken) = taken else {
        return Ok(None);
    };
    let Taken {
        proof,
        secret,
        is_first,
    } = taken;
    tracing::info!(
        visit = visitor.reference(),
        sealed = %visitor.meta.message_id,
        "an address was proven by {}",
        proof.method_name()
    );
    // Once, however often the button was pressed.
    if is_first {
        count(services, visitor, &proof, version);
        services
            .quota
            .forgive_passcode(visitor, proof.address(), network)
            .await?;
    }
    let cookie = secret.cookie(&visitor.id, visitor.visit.left.as_secs());
    let response = ([(SET_COOKIE, cookie)], step::back(visitor)).into_response();
    Ok(Some(response))
}

/// Counts a proof that rests on the issue of this version.
fn count(services: &Services, visitor: &Visitor, proof: &Proof, version: u64) {
    // A reload may have made visits shorter than this one.
    let since_upload = services.settings.visit.checked_sub(visitor.visit.left);
    services.figures.proven(proof.method_name(), since_upload);
    let issues = visitor.visit.issues.iter();
    if let Some(standing) = issues.rev().find(|one| one.version == version) {
        services.figures.code_used(standing.age);
    }
}
