//! What a visitor with proof sees: the message, its HTML in a frame, its attachments, and the
//! original.
//!
//! Each response opens the sealed message for itself and forgets it. All of it is authenticated
//! before a byte is shown. How much plaintext exists at once is bounded; what would not fit waits,
//! then is told to come back.

mod heading;
mod height;
mod name;
mod opening;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::pages::{self, Attachment, Frame, Message, MessageBody, Problem};
use super::proof::Proof;
use super::visit::Visitor;
use super::{Portal, sanitize};
use crate::mail::message as mime;
use crate::mail::message::{Part, View};
use heading::Heading;

use opening::Purpose;

pub(super) use opening::Openings;

/// HTML beyond this is not shown but offered as a download: a browser, and the sanitizer, would be
/// at it for long.
const MOST_HTML: usize = 2 << 20;

/// Text beyond this is not shown either.
const MOST_TEXT: usize = 4 << 20;

/// All inline images of one message together, as often as each is shown, in `data:` addresses.
const MOST_IMAGES: usize = 16 << 20;

/// A message may always show this much of images, however small it is itself.
const FREE_IMAGES: usize = 1 << 20;

/// The policy of the frame: nothing is loaded, nothing runs, whatever the sanitizer let through.
const FRAME_POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
                            form-action 'none'; base-uri 'none'; \
                            frame-ancestors 'self'; sandbox allow-popups \
                            allow-popups-to-escape-sandbox";

/// The policy of downloads: should a browser show one after all, it shows it as a stranger without
/// rights.
const DOWNLOAD_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// The message's page; `GET /v/{id}` with proof.
pub(super) async fn message(
    portal: &Arc<Portal>,
    visitor: &Visitor,
    proof: &Proof,
) -> Result<Response, Problem> {
    let site_portal = portal.clone();
    let (subject, id, token) = (
        visitor.meta.subject.clone(),
        visitor.id.clone(),
        visitor.token(),
    );
    let voucher = visitor.meta.voucher.clone();
    let address = proof.address().to_string();
    portal
        .with_plaintext(visitor, proof, Purpose::Page, move |message| {
            let view = mime::view(message);
            let (header, attachments, body) = match &view {
                Ok(view) => (Heading::of(&view.header), list(view), text(view)),
                Err(mime::TooComplex) => (Heading::default(), Vec::new(), MessageBody::Download),
            };
            pages::plaintext_page(&Message {
                site: &site_portal.site,
                id: &id,
                token: &token,
                address: &address,
                subject: &subject,
                voucher: voucher.as_ref(),
                from: header.from,
                to: header.to,
                cc: header.cc,
                date: header.date,
                body,
                attachments,
            })
        })
        .await
}

/// `GET /v/{id}/body`: the document in the frame.
pub(super) async fn body(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (visitor, proof) = portal.reader(id, &headers).await?;
    let mut response = portal
        .with_plaintext(&visitor, &proof, Purpose::Frame, |message| {
            let view = mime::view(message).map_err(|_| Problem::NotFound)?;
            let html = html(&view)
                .filter(|html| html.len() <= MOST_HTML)
                .ok_or(Problem::NotFound)?;
            let most = most_images(message.len());
            let clean = sanitize::sanitize(&html, inline_images(&view, &html, most), most);
            let frame = match &clean {
                Some(clean) => Frame {
                    html: Some(&clean.html),
                    remote: clean.remote,
                    left_out: clean.left_out,
                },
                None => Frame {
                    html: None,
                    remote: false,
                    left_out: false,
                },
            };
            pages::plaintext_page(&frame)
        })
        .await?;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(FRAME_POLICY),
    );
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    Ok(response)
}

/// `GET /v/{id}/attachment/{n}`
pub(super) async fn attachment(
    State(portal): State<Arc<Portal>>,
    Path((id, number)): Path<(String, usize)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (visitor, proof) = portal.reader(id, &headers).await?;
    portal
        .with_plaintext(&visitor, &proof, Purpose::Download, move |message| {
            let view = mime::view(message).map_err(|_| Problem::NotFound)?;
            let part = view.parts.get(number).ok_or(Problem::NotFound)?;
            let contents = part.contents();
            Ok(download(
                &part_name(part, number),
                contents.len() as u64,
                contents,
            ))
        })
        .await
}

/// `GET /v/{id}/original.eml`: the exact bytes that were sealed.
pub(super) async fn original(
    State(portal): State<Arc<Portal>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (visitor, proof) = portal.reader(id, &headers).await?;
    let (length, body) = portal.stream_plaintext(&visitor, &proof).await?;
    let subject = if visitor.meta.subject.is_empty() {
        "message"
    } else {
        &visitor.meta.subject
    };
    Ok(download(
        &name::clean(&format!("{subject}.eml"), "message.eml"),
        length,
        body,
    ))
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
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(DOWNLOAD_POLICY),
    );
    headers.insert(
        HeaderName::from_static("x-download-options"),
        HeaderValue::from_static("noopen"),
    );
    response
}

/// The parts that are shown as the message's text, as one document; `None` when none of them is
/// HTML.
fn html(view: &View<'_>) -> Option<String> {
    let shown: Vec<&Part<'_>> = view
        .shown
        .iter()
        .filter_map(|&number| view.parts.get(number))
        .collect();
    if !shown.iter().any(|part| part.is("text/html")) {
        return None;
    }
    let pieces = shown.iter().map(|part| {
        if part.is("text/html") {
            part.text()
        } else {
            format!("<pre>{}</pre>", sanitize::escape(&part.text()))
        }
    });
    Some(pieces.collect::<Vec<_>>().join("\n<hr>\n"))
}

/// How the message's page shows its text.
fn text(view: &View<'_>) -> MessageBody {
    if let Some(html) = html(view) {
        return match html.len() {
            0..=MOST_HTML => MessageBody::Html(height::height(&html)),
            _ => MessageBody::Download,
        };
    }
    let texts: Vec<String> = view
        .shown
        .iter()
        .filter_map(|&number| view.parts.get(number))
        .map(Part::text)
        .collect();
    let text = texts.join("\n\n");
    if text.len() > MOST_TEXT {
        MessageBody::Download
    } else {
        MessageBody::Text(sanitize::links(&text))
    }
}

/// The attachments: every part that is not shown as text or as an image in the text.
fn list(view: &View<'_>) -> Vec<Attachment> {
    let cids = html(view)
        .map(|html| sanitize::cids(&html))
        .unwrap_or_default();
    let hidden: HashSet<usize> = view.shown.iter().chain(&view.unshown).copied().collect();
    let in_text =
        |part: &Part<'_>| part.is_picture() && part.id.as_ref().is_some_and(|id| cids.contains(id));
    let parts = view
        .parts
        .iter()
        .enumerate()
        .filter(|(number, part)| !hidden.contains(number) && !in_text(part));
    let attachments = parts.map(|(number, part)| Attachment {
        number,
        name: part_name(part, number),
        kind: name::kind(&part.kind),
        size: name::size(part.size()),
    });
    attachments.collect()
}

fn part_name(part: &Part<'_>, number: usize) -> String {
    let fallback = format!("attachment-{}.{}", number + 1, name::extension(&part.kind));
    part.name
        .as_deref()
        .map_or(fallback.clone(), |name| name::clean(name, &fallback))
}

/// How many bytes of images a message of `length` bytes may show: each of its own once, and small
/// ones often.
fn most_images(length: usize) -> usize {
    (length.saturating_mul(4) / 3 + FREE_IMAGES).min(MOST_IMAGES)
}

/// The images that the HTML shows, by their content id, as `data:` addresses; no more than `most`
/// bytes of them and one more.
fn inline_images(view: &View<'_>, html: &str, most: usize) -> HashMap<String, String> {
    let cids = sanitize::cids(html);
    let mut left = Some(most);
    let mut images = HashMap::new();
    for part in view.parts.iter().filter(|part| part.is_picture()) {
        let Some(id) = part.id.as_ref().filter(|id| cids.contains(*id)) else {
            continue;
        };
        let Some(most) = left else { break };
        let address = format!(
            "data:{};base64,{}",
            part.kind,
            STANDARD.encode(&*part.contents())
        );
        // The one that is too many stays: that it is left out is told where it would be shown.
        left = most.checked_sub(address.len());
        images.insert(id.clone(), address);
    }
    images
}
