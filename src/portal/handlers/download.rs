//! `GET /v/{id}/attachment/{n}`, the same with `/raw`, and `GET /v/{id}/original.eml`

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use zeroize::Zeroizing;

use super::Shared;
use crate::portal::network::Network;
use crate::portal::plaintext::Purpose;
use crate::portal::problem::Problem;
use crate::portal::proof::Proof;
use crate::portal::read::name;
use crate::portal::services::Services;
use crate::portal::{headers, read};

/// One attachment.
pub(in crate::portal) async fn attachment(
    State(services): Shared,
    Extension(network): Extension<Network>,
    Path((id, number)): Path<(String, usize)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = move |message: &[u8]| read::attachment(message, number);
    file(&services, &network, id, &headers, found).await
}

/// One attachment as it travelled.
pub(in crate::portal) async fn raw(
    State(services): Shared,
    Extension(network): Extension<Network>,
    Path((id, number)): Path<(String, usize)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = move |message: &[u8]| read::raw_attachment(message, number);
    file(&services, &network, id, &headers, found).await
}

/// A file that `find` takes out of the visitor's message, with its name.
async fn file(
    services: &Services,
    network: &Network,
    id: String,
    headers: &HeaderMap,
    find: impl FnOnce(&[u8]) -> Result<(String, Zeroizing<Vec<u8>>), Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let visitor = services.visits.find(id, headers).await?;
    let proof = Proof::of_visitor(&visitor).ok_or(Problem::VisitOver)?;
    services
        .opener
        .show(
            &visitor,
            &proof,
            network,
            Purpose::Download,
            move |message| {
                let (name, contents) = find(message)?;
                Ok(download(&name, contents.len() as u64, contents))
            },
        )
        .await
}

/// The exact bytes that were sealed.
pub(in crate::portal) async fn original(
    State(services): Shared,
    Extension(network): Extension<Network>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let visitor = services.visits.find(id, &headers).await?;
    let proof = Proof::of_visitor(&visitor).ok_or(Problem::VisitOver)?;
    let (length, body) = services.opener.stream(&visitor, &proof, &network).await?;
    let subject = if visitor.meta.subject.is_empty() {
        "message"
    } else {
        &visitor.meta.subject
    };
    let name = name::clean(&format!("{subject}.eml"), "message.eml");
    Ok(download(&name, length, body))
}

/// A file that no browser renders, whatever is in it.
fn download<B>(name: &str, length: u64, body: B) -> Response<B> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(CONTENT_LENGTH, length.into());
    headers.insert(CONTENT_DISPOSITION, name::content_disposition(name));
    headers::set_download(headers);
    response
}
