//! `POST /v/{id}/passcode`

use axum::Extension;
use axum::extract::{Form, Path, State, rejection::FormRejection};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::{Shared, step};
use crate::mail::Address;
use crate::portal::network::Peer;
use crate::portal::pages::AskNotice;
use crate::portal::problem::Problem;

#[derive(Deserialize)]
pub(in crate::portal) struct Fields {
    #[serde(rename = "token")]
    csrf: String,
    #[serde(default)]
    address: String,
}

/// Sends a code, if the address is a recipient's; the answer does not tell.
pub(in crate::portal) async fn send(
    State(services): Shared,
    Extension(Peer(peer)): Extension<Peer>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(Fields { csrf, address }) = form.map_err(|_| Problem::Forged)?;
    let visitor = services.visits.find_for_form(id, &headers, &csrf).await?;
    if visitor.visit.proven.is_some() {
        return Ok(step::back(&visitor));
    }
    let address = match visitor.only_recipient() {
        Some(only) => only,
        None => match Address::parse(&address) {
            Ok(typed) if !typed.domain().is_empty() => typed,
            _ => return Ok(step::ask(&services.site, &visitor, AskNotice::NoAddress)),
        },
    };
    let claim = visitor.claim(address);
    if services.quota.passcodes_pause(&visitor.meta).await? {
        return Err(Problem::Paused);
    }
    // Before it counts, so that nothing is counted for a mail that can't be queued.
    let place = services.passcodes.place().ok_or(Problem::Busy)?;
    let network = services.networks.identify(peer, &headers);
    services
        .quota
        .admit_passcode(&visitor.id, &visitor.meta, &claim, &network)
        .await?;
    if services.passcodes.issue(place, &visitor, claim).await? {
        Ok(step::back(&visitor))
    } else {
        Err(Problem::VisitOver)
    }
}
