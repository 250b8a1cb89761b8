//! `POST /v/{id}/passcode`

use std::net::IpAddr;

use axum::Extension;
use axum::extract::{Form, Path, State, rejection::FormRejection};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::{Shared, step};
use crate::portal::browser::Browser;
use crate::portal::face::Face;
use crate::portal::network::Peer;
use crate::portal::pages::{AskNotice, CodeNotice};
use crate::portal::problem::Problem;
use crate::portal::proof::passcode::Asker;
use crate::portal::recipient;
use crate::portal::services::Services;
use crate::store::Issued;

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
    Extension(face): Extension<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let sent = issue(&services, peer, &face, id.clone(), &headers, form).await;
    sent.unwrap_or_else(|problem| problem.in_visit(id))
}

async fn issue(
    services: &Services,
    peer: IpAddr,
    face: &Face,
    id: String,
    headers: &HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(Fields { csrf, address }) = form.map_err(|_| Problem::Forged)?;
    let visitor = services.visits.find_for_form(id, headers, &csrf).await?;
    if visitor.visit.proven.is_some() {
        return Ok(step::back(&visitor));
    }
    if visitor.is_spent() {
        // A code that can't be tried is worth no mail.
        return Ok(step::newest_code(face, &visitor, CodeNotice::Spent));
    }
    let address = match visitor.only_recipient() {
        Some(only) => only,
        None => match recipient::typed(&address) {
            Some(typed) => typed,
            None => return Ok(step::ask(face, &visitor, AskNotice::NoAddress)),
        },
    };
    let too_soon = |wait| step::code(face, &visitor, &address, CodeNotice::too_soon(wait));
    if let Some(wait) = visitor.pause(&address) {
        return Ok(too_soon(wait));
    }
    // Before it counts, so that nothing is counted for a mail that can't be sent or queued.
    services.passcodes.reach().await?;
    let place = services.passcodes.place().ok_or(Problem::Busy)?;
    let network = services.networks.identify(peer, headers);
    let quota = &services.quota;
    quota.admit_passcode(&visitor, &address, &network).await?;
    let claim = visitor.claim(address.clone());
    let may_go_out = quota.admit_mail(&visitor, &claim, &network).await?;
    let digits = quota.digits().await?;
    let asker = Asker {
        network: &network,
        words: face.words(),
        browser: Browser::from_headers(headers),
        organisation: services
            .brands
            .find(&visitor.meta.brand)
            .organisation
            .clone(),
    };
    let issued = services
        .passcodes
        .issue(place, &visitor, &claim, digits, may_go_out, &asker)
        .await?;
    if !matches!(issued, Issued::Stands { .. }) {
        quota
            .take_back_passcode(&visitor, &claim, &network, may_go_out)
            .await?;
    }
    match issued {
        Issued::Stands { .. } => {
            services.figures.code_asked();
            Ok(step::back(&visitor))
        }
        Issued::TooSoon(wait) => Ok(too_soon(wait)),
        Issued::Over => Err(Problem::VisitOver),
    }
}
