//! What of an opened message is shown: its page, its HTML in a frame, its attachments.

mod heading;
mod height;
pub(super) mod name;
mod pictures;

pub(super) use heading::{Date, Heading};

use std::collections::HashSet;

use axum::response::Response;
use zeroize::Zeroizing;

use super::face::Face;
use super::pages::{self, Attachment, Frame, Message, MessageBody};
use super::plaintext::most_images;
use super::problem::Problem;
use super::sanitize::{self, Unshown};
use crate::effort::Effort;
use crate::locale::Words;
use crate::mail::message as mime;
use crate::mail::message::{Part, View};
use crate::seal::Voucher;
use pictures::Pictures;

/// HTML beyond this is not shown but offered as a download: a browser, and the sanitizer, would be
/// at it for long.
const MOST_HTML: usize = 2 << 20;

/// Text beyond this is not shown either.
const MOST_TEXT: usize = 4 << 20;

/// What the message's page says beside the message.
pub(super) struct Around {
    pub face: Face,
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
    let (heading, attachments, body) = match &view {
        Ok(view) => {
            let html = html(view);
            let attachments = list(view, html.as_deref(), most_images(message.len()));
            let heading = Heading::from_header(&view.header);
            (heading, attachments, text(view, html))
        }
        Err(mime::TooComplex) => (Heading::default(), Vec::new(), MessageBody::Download),
    };
    let is_whole = view.as_ref().is_ok_and(|view| {
        let mut shown = view
            .shown
            .iter()
            .filter_map(|&number| view.parts.get(number));
        shown.all(|part| part.measured().1 && part.is_in_its_charset())
    });
    pages::plaintext_page(&Message {
        face: &around.face,
        id: &around.id,
        csrf: &around.csrf,
        address: &around.address,
        subject: &around.subject,
        voucher: around.voucher.as_ref(),
        heading,
        damaged: view.is_ok() && !is_whole,
        body,
        attachments,
    })
}

/// The document in the frame; `None` when it takes more than what is left of `effort`.
pub(super) fn frame(
    words: &Words,
    message: &[u8],
    effort: &Effort,
) -> Result<Option<Response<Zeroizing<Vec<u8>>>>, Problem> {
    let view = mime::view(message).map_err(|_| Problem::NotFound)?;
    let html = html(&view)
        .filter(|html| html.len() <= MOST_HTML)
        .ok_or(Problem::NotFound)?;
    let most = most_images(message.len());
    let pictures = Pictures::new(&view, &html, most);
    let clean = sanitize::sanitize(&html, pictures.addresses(&view), most, effort);
    match &clean {
        Ok(clean) => pages::plaintext_page(&Frame {
            words,
            html: Some(&clean.html),
            remote: clean.remote,
            left_out: clean.left_out || pictures.left_out,
        })
        .map(Some),
        Err(Unshown::TooLarge) => unshown_frame(words).map(Some),
        Err(Unshown::TooLong) => Ok(None),
    }
}

/// What stands in the frame for a document that can't be shown.
pub(super) fn unshown_frame(words: &Words) -> Result<Response<Zeroizing<Vec<u8>>>, Problem> {
    pages::plaintext_page(&Frame {
        words,
        html: None,
        remote: false,
        left_out: false,
    })
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

/// The name and the bytes of an attachment as it travelled, in its transfer encoding.
pub(super) fn raw_attachment(
    message: &[u8],
    number: usize,
) -> Result<(String, Zeroizing<Vec<u8>>), Problem> {
    let view = mime::view(message).map_err(|_| Problem::NotFound)?;
    let part = view.parts.get(number).ok_or(Problem::NotFound)?;
    let name = format!("{}.encoded.txt", part_name(part, number));
    let name = name::clean(&name, "part.encoded.txt");
    Ok((name, Zeroizing::new(part.raw().to_vec())))
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
fn text(view: &View<'_>, html: Option<String>) -> MessageBody {
    if let Some(html) = html {
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

/// The attachments: every part that is not shown as text or as a picture in it. What is shown and
/// has a name, or wasn't decoded in full, is listed all the same.
fn list(view: &View<'_>, html: Option<&str>, most_images: usize) -> Vec<Attachment> {
    let in_html = html
        .filter(|html| html.len() <= MOST_HTML)
        .map(|html| Pictures::new(view, html, most_images).numbers())
        .unwrap_or_default();
    let texts: HashSet<usize> = view.shown.iter().chain(&view.unshown).copied().collect();
    let mut attachments = Vec::new();
    for (number, part) in view.parts.iter().enumerate() {
        let is_shown = in_html.contains(&number) || texts.contains(&number) && !part.is_named();
        let (size, is_decoded) = part.measured();
        let is_whole = is_decoded && (!view.shown.contains(&number) || part.is_in_its_charset());
        if is_whole && is_shown {
            continue;
        }
        attachments.push(Attachment {
            number,
            name: part_name(part, number),
            kind: name::kind(&part.kind),
            size: size as u64,
            is_whole,
        });
    }
    attachments
}

fn part_name(part: &Part<'_>, number: usize) -> String {
    let fallback = format!("attachment-{}.{}", number + 1, name::extension(&part.kind));
    part.name
        .as_deref()
        .map_or(fallback.clone(), |name| name::clean(name, &fallback))
}
