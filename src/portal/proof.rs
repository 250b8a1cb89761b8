//! Proof that an address is the visitor's, and the steps of a visit that lead there.
//!
//! A [`Proof`] can be made in this module only. What `read` shows, it shows to a proof.

mod mailer;
mod passcode;

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Form, Path, State, rejection::FormRejection};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::limits::Peer;
use super::pages::{self, Ask, AskNotice, Code, CodeNotice, Goodbye, Problem};
use super::visit::{self, VisitSecret, Visitor};
use super::{Portal, read};
use crate::mail::Address;
use crate::seal::MessageId;
use crate::store::{Issue, Try};

pub(super) use mailer::{Outgoing, PasscodeMailer, Queue, queue};

/// Evidence that in this visit, for this message, this address was shown to be the visitor's.
pub(super) struct Proof {
    address: Address,
    visit: String,
    message: MessageId,
}

impl Proof {
    /// The proof that the visitor has given in this visit, if they have.
    fn of(visitor: &Visitor) -> Option<Self> {
        let address = visitor.visit.proven.clone()?;
        Some(Self {
            address,
            visit: visitor.id.clone(),
            message: visitor.meta.message_id,
        })
    }

    /// Whose mailbox it is.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Whether it was given in this visit and for this message.
    pub(super) fn is_for(&self, visit: &str, message: MessageId) -> bool {
        self.visit == visit && self.message == message
    }
}

#[derive(Deserialize)]
pub(super) struct AskForm {
    token: String,
    #[serde(default)]
    address: String,
}

#[derive(Deserialize)]
pub(super) struct CodeForm {
    token: String,
    code: String,
}

#[derive(Deserialize)]
pub(super) struct TokenForm {
    token: String,
}

/// `GET /v/{id}`: the visit at the step it has reached.
pub(super) async fn visit(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let visitor = portal.visitor(id, &headers).await?;
    match (Proof::of(&visitor), &visitor.visit.issue) {
        (Some(proof), _) => read::message(&portal, &visitor, &proof).await,
        (None, Some(issue)) if issue.tries == 0 => {
            Ok(code(&portal, &visitor, &issue.address, CodeNotice::Spent))
        }
        (None, Some(issue)) => Ok(code(&portal, &visitor, &issue.address, CodeNotice::None)),
        (None, None) => Ok(ask(&portal, &visitor, AskNotice::None)),
    }
}

/// `POST /v/{id}/passcode`: sends a code, if the address is a recipient's; the answer does not
/// tell.
pub(super) async fn send_passcode(
    State(portal): State<Arc<Portal>>,
    Extension(Peer(peer)): Extension<Peer>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<AskForm>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(AskForm { token, address }) = form.map_err(|_| Problem::Forged)?;
    let visitor = portal.form(id, &headers, &token).await?;
    if visitor.visit.proven.is_some() {
        return Ok(back(&visitor));
    }
    let address = match visitor
        .only_recipient()
        .map_or_else(|| Address::parse(&address), Ok)
    {
        Ok(address) if !address.domain().is_empty() || visitor.only_recipient().is_some() => {
            address
        }
        _ => return Ok(ask(&portal, &visitor, AskNotice::NoAddress)),
    };
    if portal.passcodes_pause(&visitor.meta).await? {
        return Err(Problem::Paused);
    }
    let place = portal.mailer.place().ok_or(Problem::Busy)?;
    portal
        .admit_passcode(&visitor, &address, &portal.network(peer, &headers))
        .await?;
    let issue = Issue {
        nonce: crate::secret::random(),
        address,
        tries: passcode::TRIES,
    };
    if !portal
        .store
        .issue(&visitor.id, issue.clone(), passcode::LIFE)
        .await?
    {
        return Err(Problem::VisitOver);
    }
    let response = back(&visitor);
    place.send(mailer::Request {
        visit: visitor.id,
        meta: visitor.meta,
        issue,
    });
    Ok(response)
}

/// `POST /v/{id}/proof`: checks a code. The try is used up before the code is compared.
pub(super) async fn check_passcode(
    State(portal): State<Arc<Portal>>,
    Extension(Peer(peer)): Extension<Peer>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<CodeForm>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(CodeForm { token, code: typed }) = form.map_err(|_| Problem::Forged)?;
    let visitor = portal.form(id, &headers, &token).await?;
    if visitor.visit.proven.is_some() {
        return Ok(back(&visitor));
    }
    let Some(typed) = passcode::parse(&typed) else {
        return Ok(match &visitor.visit.issue {
            Some(issue) => code(&portal, &visitor, &issue.address, CodeNotice::Malformed),
            None => ask(&portal, &visitor, AskNotice::CodeOver),
        });
    };
    if portal.passcodes_pause(&visitor.meta).await? {
        return Err(Problem::Paused);
    }
    portal.admit_try(&portal.network(peer, &headers)).await?;
    let issue = match portal.store.reserve_try(&visitor.id).await? {
        Try::Reserved(issue) => issue,
        Try::NoIssue => return Ok(ask(&portal, &visitor, AskNotice::CodeOver)),
        Try::Spent => {
            return Ok(match &visitor.visit.issue {
                Some(issue) => code(&portal, &visitor, &issue.address, CodeNotice::Spent),
                None => ask(&portal, &visitor, AskNotice::CodeOver),
            });
        }
    };
    let recipient = visit::recipient(&visitor.meta, &issue.address).is_some();
    let right = passcode::derive(&portal.key, &visitor.id, visitor.meta.message_id, &issue)
        .matches(typed.expose());
    if right && recipient {
        let secret = VisitSecret::random();
        if portal
            .store
            .prove(&visitor.id, &issue.nonce, secret.digest())
            .await?
        {
            tracing::info!(visit = visitor.reference(), sealed = %visitor.meta.message_id, "an address was proven by passcode");
            portal
                .forgive_passcode(&visitor.meta, &issue.address)
                .await?;
            let cookie = secret.cookie(&visitor.id, portal.settings.visit.as_secs());
            return Ok(([(SET_COOKIE, cookie)], back(&visitor)).into_response());
        }
    }
    portal.count_wrong(&visitor.meta, recipient).await?;
    let notice = if issue.tries == 0 {
        CodeNotice::Spent
    } else {
        CodeNotice::Wrong(issue.tries)
    };
    Ok(code(&portal, &visitor, &issue.address, notice))
}

/// `POST /v/{id}/sign-out`: ends the visit and forgets the ciphertext.
pub(super) async fn sign_out(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<TokenForm>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(TokenForm { token }) = form.map_err(|_| Problem::Forged)?;
    let visitor = portal.form(id, &headers, &token).await?;
    portal.store.end_visit(&visitor.id).await?;
    tracing::info!(visit = visitor.reference(), sealed = %visitor.meta.message_id, "a visit was \
        ended");
    let page = pages::page(StatusCode::OK, &Goodbye { site: &portal.site });
    Ok(([(SET_COOKIE, visit::forget(&visitor.id))], page).into_response())
}

impl Portal {
    /// The visitor of a page that shows part of the message, with their proof.
    pub(super) async fn reader(
        &self,
        id: String,
        headers: &HeaderMap,
    ) -> Result<(Visitor, Proof), Problem> {
        let visitor = self.visitor(id, headers).await?;
        let proof = Proof::of(&visitor).ok_or(Problem::VisitOver)?;
        Ok((visitor, proof))
    }
}

/// Back to the visit's one page.
fn back(visitor: &Visitor) -> Response {
    (
        StatusCode::SEE_OTHER,
        [(LOCATION, format!("/v/{}", visitor.id))],
    )
        .into_response()
}

fn ask(portal: &Portal, visitor: &Visitor, notice: AskNotice) -> Response {
    let status = if notice == AskNotice::None {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    pages::page(
        status,
        &Ask {
            site: &portal.site,
            id: &visitor.id,
            token: &visitor.token(),
            sender: &visitor.meta.sender,
            voucher: visitor.meta.voucher.as_ref(),
            masked: visitor.only_recipient().map(|address| address.masked()),
            notice,
        },
    )
}

fn code(portal: &Portal, visitor: &Visitor, address: &Address, notice: CodeNotice) -> Response {
    let status = match notice {
        CodeNotice::None => StatusCode::OK,
        CodeNotice::Wrong(_) | CodeNotice::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
        CodeNotice::Spent => StatusCode::TOO_MANY_REQUESTS,
    };
    let typed = visitor.only_recipient().is_none();
    pages::page(
        status,
        &Code {
            site: &portal.site,
            id: &visitor.id,
            token: &visitor.token(),
            reference: &visitor.reference(),
            address: &if typed {
                address.to_string()
            } else {
                address.masked()
            },
            typed,
            notice,
        },
    )
}
