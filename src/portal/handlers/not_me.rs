//! `GET /not-me/{id}/{proof}` and `POST /not-me/{id}/{proof}`

use axum::Extension;
use axum::extract::{Form, Path, State, rejection::FormRejection};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::Shared;
use crate::portal::face::Face;
use crate::portal::pages::{self, NotMe, NotMeStep};
use crate::portal::problem::Problem;
use crate::portal::proof::passcode::not_me;
use crate::portal::visit::{is_reference, reference};

#[derive(Deserialize)]
pub(in crate::portal) struct Fields {
    #[serde(default)]
    reference: String,
}

/// Asks who got a code that they didn't ask for. It looks nothing up, so it tells nothing.
pub(in crate::portal) async fn show(
    Extension(face): Extension<Face>,
    Path((id, proof)): Path<(String, String)>,
) -> Result<Response, Problem> {
    check(&id, &proof)?;
    Ok(page(&face, &id, &proof, NotMeStep::Asks))
}

/// Ends what was begun with the codes that this mailbox was sent, and tells the administrator. The
/// answer is one, whatever there was: the page says what to do if the message was read already.
pub(in crate::portal) async fn end(
    State(services): Shared,
    Extension(face): Extension<Face>,
    Path((id, proof)): Path<(String, String)>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    services.visits.check_origin(&headers)?;
    check(&id, &proof)?;
    let Form(Fields { reference: typed }) = form.map_err(|_| Problem::Forged)?;
    if !is_reference(&id, &typed) {
        return Ok(page(&face, &id, &proof, NotMeStep::Wrong));
    }
    let visit = services.store.visit(&id).await?;
    let (named, was_proven) = visit.map_or_else(Default::default, |visit| {
        (visit.named, visit.proven.is_some())
    });
    let key = services.passcodes.key();
    if let Some(mailbox) = not_me::mailbox(key, &id, &named, &proof)
        && services.store.deny(&id, mailbox).await?
    {
        let visit = reference(&id);
        services.figures.code_denied(was_proven);
        if was_proven {
            tracing::error!(
                visit,
                "who got a passcode says that it was not they who asked for it, and the message \
                 may have been read: somebody knows codes that are mailed to them. The visit has \
                 ended"
            );
        } else {
            tracing::warn!(
                visit,
                "who got a passcode says that it was not they who asked for it; it opens nothing \
                 now"
            );
        }
    }
    Ok(page(&face, &id, &proof, NotMeStep::Done))
}

/// A form's address must stay here, so nothing else may be in it.
fn check(id: &str, proof: &str) -> Result<(), Problem> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let are_plain = id.chars().chain(proof.chars()).all(is_plain);
    are_plain.then_some(()).ok_or(Problem::NotFound)
}

fn page(face: &Face, id: &str, proof: &str, step: NotMeStep) -> Response {
    let path = format!("/not-me/{id}/{proof}");
    pages::page(StatusCode::OK, &NotMe { face, path, step })
}
