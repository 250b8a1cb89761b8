//! Message HTML made harmless, before the frame's sandbox and policy make it harmless once more.
//!
//! No script, no form, no remote load. Pictures that came with the message (`cid:`, RFC 2392)
//! become `data:`; links open in a new tab without a referrer.

mod weight;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use ammonia::{Builder, UrlRelative};

use crate::effort::Effort;
use crate::mail::tags::{Tag, Tags};

/// Sanitized HTML.
pub(super) struct Clean {
    pub html: String,
    /// Whether something that would have been loaded from elsewhere was left out.
    pub remote: bool,
    /// Whether a picture that came along was left out, since with it the document would be too
    /// large.
    pub left_out: bool,
}

/// Why a document isn't shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unshown {
    /// It becomes too large.
    TooLarge,
    /// It takes too long.
    TooLong,
}

/// Style properties that change how text looks and can load nothing.
const STYLES: [&str; 46] = [
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "color",
    "direction",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "vertical-align",
    "white-space",
    "width",
];

/// Elements whose content goes with them.
const GONE: [&str; 9] = [
    "script", "style", "title", "iframe", "object", "noscript", "template", "textarea", "xmp",
];

/// Kinds of pictures that can't hold script.
const PICTURES: [&str; 5] = [
    "data:image/png",
    "data:image/jpeg",
    "data:image/jpg",
    "data:image/gif",
    "data:image/webp",
];

/// What links may lead to.
const LINKS: [&str; 4] = ["http://", "https://", "mailto:", "tel:"];

/// Cleans `html`; `images` has the `data:` addresses of the pictures that came with it, by content
/// id, of which all uses together add no more than `most_images` bytes: few bytes of HTML can use
/// one picture often. Each tag costs time in proportion to how deeply it is nested, which some
/// documents are made to abuse.
///
/// # Errors
/// When the document becomes too large, or takes more than what is left of `effort`.
pub(super) fn sanitize(
    html: &str,
    images: HashMap<String, String>,
    most_images: usize,
    effort: &Effort,
) -> Result<Clean, Unshown> {
    weight::weigh(html, MOST_PARSED, effort)?;
    let (remote, left_out) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicBool::new(false)),
    );
    let (found, over) = (remote.clone(), left_out.clone());
    let left = AtomicUsize::new(most_images);
    let mut builder = Builder::default();
    builder
        .add_tags(["font", "tfoot"])
        .rm_tags(["map", "area"])
        .clean_content_tags(GONE.into_iter().collect())
        .add_generic_attributes([
            "style", "align", "valign", "bgcolor", "width", "height", "dir", "border", "color",
        ])
        // So that the filter below sees that it was there.
        .add_generic_attributes(["background"])
        .add_tag_attributes("table", ["cellpadding", "cellspacing"])
        .add_tag_attributes("td", ["nowrap"])
        .add_tag_attributes("font", ["face", "size"])
        .filter_style_properties(STYLES.into_iter().collect())
        .url_schemes(
            ["http", "https", "mailto", "tel", "cid", "data"]
                .into_iter()
                .collect(),
        )
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_value("a", "target", "_blank");
    builder.attribute_filter(move |element, attribute, value| {
        let kept = match (element, attribute) {
            ("img", "src") => match content_id(value) {
                Some(id) => images.get(&id).and_then(|data| {
                    let fits = left.try_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                        left.checked_sub(data.len())
                    });
                    over.fetch_or(fits.is_err(), Ordering::Relaxed);
                    fits.is_ok().then(|| Cow::Owned(data.clone()))
                }),
                None => starts_with_any(value, &PICTURES).then_some(Cow::Borrowed(value)),
            },
            ("a", "href") => starts_with_any(value, &LINKS).then_some(Cow::Borrowed(value)),
            (_, "src" | "href" | "cite" | "background") => None,
            // The properties that are left can't hold an address; a value that tries is not worth
            // keeping.
            (_, "style")
                if value.contains('\\')
                    || contains(value, "url")
                    || contains(value, "expression") =>
            {
                None
            }
            _ => Some(Cow::Borrowed(value)),
        };
        if kept.is_none()
            && matches!(attribute, "src" | "background" | "style")
            && contains(value, "http")
        {
            found.store(true, Ordering::Relaxed);
        }
        kept
    });
    let html = builder
        .clean_from_reader(Hurried {
            rest: html.as_bytes(),
            effort,
        })
        .map_err(|_| Unshown::TooLong)?
        .to_string();
    Ok(Clean {
        html,
        remote: remote.load(Ordering::Relaxed),
        left_out: left_out.load(Ordering::Relaxed),
    })
}

/// The most that a document may become when it is parsed, in bytes.
const MOST_PARSED: usize = 48 << 20;

/// A document that ends in an error when the parser is too slow.
struct Hurried<'a> {
    rest: &'a [u8],
    effort: &'a Effort,
}

impl Read for Hurried<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.effort.is_left() {
            self.rest.read(buf)
        } else {
            Err(io::ErrorKind::TimedOut.into())
        }
    }
}

fn contains(value: &str, what: &str) -> bool {
    value.to_ascii_lowercase().contains(what)
}

fn starts_with_any(value: &str, starts: &[&str]) -> bool {
    let value = value.trim_start().as_bytes();
    starts.iter().any(|start| {
        value
            .get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
    })
}

/// The content id that a `cid:` address names.
fn content_id(address: &str) -> Option<String> {
    let address = address.trim_start();
    let (scheme, name) = address.split_at_checked(4)?;
    scheme.eq_ignore_ascii_case("cid:").then(|| id(name))
}

/// A content id in the form in which they are compared: programs differ in what they escape, and
/// in what they leave of room and brackets.
pub(super) fn id(written: &str) -> String {
    percent_decoded(written)
        .chars()
        .filter(|&c| !c.is_whitespace() && !matches!(c, '<' | '>'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The content ids of the pictures of `html`, in the order in which they are used.
pub(super) fn cids(html: &str) -> Vec<String> {
    let mut tags = Tags::new(html.as_bytes());
    let is_image = |tag: &Tag<'_, 1>| tag.is("img") || tag.is("image");
    let images = std::iter::from_fn(|| tags.next(["src"])).filter(is_image);
    images
        .filter_map(|tag| content_id(&unescaped(&String::from_utf8_lossy(tag.values[0]?))))
        .collect()
}

/// An attribute's value without the references that stand in addresses.
fn unescaped(value: &str) -> Cow<'_, str> {
    let mut whole = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        let end = reference.bytes().take(10).position(|byte| byte == b';');
        let named = end.and_then(|end| character(&reference[1..end]));
        whole.push_str(before);
        whole.push(named.unwrap_or('&'));
        rest = &reference[end.filter(|_| named.is_some()).unwrap_or(0) + 1..];
    }
    if whole.is_empty() && rest.len() == value.len() {
        return value.into();
    }
    whole.push_str(rest);
    whole.into()
}

fn character(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        _ => name.strip_prefix('#')?,
    };
    let number = match code.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => code.parse(),
    };
    char::from_u32(number.ok()?)
}

fn percent_decoded(text: &str) -> String {
    let digit = |byte: Option<&u8>| {
        byte.and_then(|&byte| char::from(byte).to_digit(16))
            .map(|digit| digit as u8)
    };
    let (bytes, mut decoded, mut at) = (text.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        match (
            bytes[at],
            digit(bytes.get(at + 1)),
            digit(bytes.get(at + 2)),
        ) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(high << 4 | low);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Text as HTML shows it.
pub(super) fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut html, c| {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                c => html.push(c),
            }
            html
        })
}

/// Text in pieces; those that are web addresses are marked.
pub(super) fn links(text: &str) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("http").filter(|_| pieces.len() < 2_000) {
        let (before, tail) = rest.split_at(at);
        let host = tail
            .strip_prefix("https://")
            .or_else(|| tail.strip_prefix("http://"));
        if host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric())) {
            // Only of what is one: to look for the end of each that isn't would be to read the
            // text again and again.
            let end = tail
                .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
                .unwrap_or(tail.len());
            let ends = ['.', ',', ';', ':', '!', '?', ')', ']', '\''];
            let address = tail[..end].trim_end_matches(ends);
            pieces.push((before.to_owned(), false));
            pieces.push((address.to_owned(), true));
            rest = &tail[address.len()..];
        } else {
            pieces.push((rest[..at + 4].to_owned(), false));
            rest = &tail[4..];
        }
    }
    pieces.push((rest.to_owned(), false));
    pieces
}

#[cfg(test)]
mod tests;
