//! What of an opened message is shown: its page, its HTML in a frame, its attachments.

mod heading;
mod height;
pub(super) mod name;

use std::collections::{HashMap, HashSet};

use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::pages::{self, Attachment, Frame, Message, MessageBody};
use super::plaintext::most_images;
use super::problem::Problem;
use super::sanitize;
use super::site::Site;
use crate::mail::message as mime;
use crate::mail::message::{Part, View};
use crate::seal::Voucher;
use heading::Heading;

/// HTML beyond this is not shown but offered as a download: a browser, and the sanitizer, would be
/// at it for long.
const MOST_HTML: usize = 2 << 20;

/// Text beyond this is not shown either.
const MOST_TEXT: usize = 4 << 20;

/// What the message's page says beside the message.
pub(super) struct Around {
    pub site: Site,
    pub id: String,
    pub csrf: String,
    pub address: String,
    pub subject: String,
    pub voucher: Option<Voucher>,
}

/// The message's page.
pub(super) fn page(
    around: &Around,
    message: &[u8],
) -> Result<Response<Zeroizing<Vec<u8>>>, Problem> {
    let view = mime::view(message);
    let (header, attachments, body) = match &view {
        Ok(view) => (Heading::from_header(&view.header), list(view), text(view)),
        Err(mime::TooComplex) => (Heading::default(), Vec::new(), MessageBody::Download),
    };
    pages::plaintext_page(&Message {
        site: &around.site,
        id: &around.id,
        csrf: &around.csrf,
        address: &around.address,
        subject: &around.subject,
        voucher: around.voucher.as_ref(),
        from: header.from,
        to: header.to,
        cc: header.cc,
        date: header.date,
        body,
        attachments,
    })
}

/// The document in the frame.
pub(super) fn frame(message: &[u8]) -> Result<Response<Zeroizing<Vec<u8>>>, Problem> {
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
}

/// The name and the contents of an attachment.
pub(super) fn attachment(
    message: &[u8],
    number: usize,
) -> Result<(String, Zeroizing<Vec<u8>>), Problem> {
    let view = mime::view(message).map_err(|_| Problem::NotFound)?;
    let part = view.parts.get(number).ok_or(Problem::NotFound)?;
    Ok((part_name(part, number), part.contents()))
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
