//! The pages: their templates, the headers that go with all of them, and one page for each thing
//! that can go wrong.
//!
//! All text that people read stands in `pages/`.

use askama::Template;
use axum::body::Body;
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use zeroize::Zeroizing;

use crate::mail::Field;
use crate::seal::{Means, Voucher};
use crate::store::StoreError;

/// What every page shows of this portal.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// The portal's name, which is that of whoever sends its mail.
    pub name: String,
    /// The sender's address.
    pub sender: String,
    /// The portal's address, with its trailing slash.
    pub url: String,
    /// The same without the slash, as browsers write it in `Origin`.
    pub origin: String,
    /// The host, which people can compare.
    pub host: String,
}

impl Site {
    pub(super) fn new(url: &str, from: &str) -> Self {
        let origin = url.trim_end_matches('/').to_lowercase();
        let host = origin
            .split_once("://")
            .map_or(origin.as_str(), |(_, host)| host)
            .to_owned();
        let from = Field::new("From", &from.replace(['\r', '\n', '\0'], " "))
            .mailboxes()
            .into_iter()
            .next();
        let (name, sender) = from.unwrap_or_default();
        let name = name
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| "Secure mail".into());
        Self {
            name,
            sender,
            url: format!("{origin}/"),
            origin,
            host,
        }
    }

    fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

/// What went wrong, for the person at the browser. As a response it is an empty one that [`finish`]
/// turns into a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The message's own date has passed.
    Expired,
    /// The proven address is no recipient of this message.
    NotYours,
    /// There is armor, and it can't be opened.
    Damaged,
    /// There is no armor.
    WrongFile,
    /// The form came without a file.
    NoFile,
    /// The upload stopped half way.
    CutOff,
    /// More bytes than a message may have.
    TooLarge,
    /// There is no room now.
    Busy,
    /// Too many requests from this network.
    TooMany,
    /// Too many codes for this address.
    TooManyCodes {
        /// When there may be another.
        minutes: u64,
    },
    /// So many wrong codes were tried everywhere that none is taken now.
    Paused,
    /// No such visit, another's, or one that is over.
    VisitOver,
    /// A form that none of our pages sent.
    Forged,
    /// No such page.
    NotFound,
    /// No such way to ask for it.
    Method,
    /// Our fault.
    Broken,
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::Expired | Self::VisitOver => StatusCode::GONE,
            Self::NotYours | Self::Forged => StatusCode::FORBIDDEN,
            Self::Damaged | Self::WrongFile | Self::NoFile => StatusCode::UNPROCESSABLE_ENTITY,
            Self::CutOff => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy | Self::Paused => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMany | Self::TooManyCodes { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Busy => Some(60),
            Self::TooMany | Self::Paused => Some(900),
            Self::TooManyCodes { minutes } => Some(minutes * 60),
            _ => None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::warn!("a visitor was told to come back later: {error}");
        Self::Busy
    }
}

#[derive(Template)]
#[template(path = "problem.html", config = "src/portal/askama.toml")]
struct ProblemPage<'a> {
    site: &'a Site,
    problem: &'a Problem,
}

#[derive(Template)]
#[template(path = "landing.html", config = "src/portal/askama.toml")]
pub(super) struct Landing<'a> {
    pub site: &'a Site,
}

/// The step before a code was sent.
#[derive(Template)]
#[template(path = "ask.html", config = "src/portal/askama.toml")]
pub(super) struct Ask<'a> {
    pub site: &'a Site,
    pub id: &'a str,
    pub token: &'a str,
    pub sender: &'a str,
    pub voucher: Option<&'a Voucher>,
    /// The only recipient, as far as whoever holds the file may know them.
    pub masked: Option<String>,
    pub notice: AskNotice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AskNotice {
    None,
    /// The code ran out.
    CodeOver,
    /// What was typed is no address.
    NoAddress,
}

/// The step after a code was sent.
#[derive(Template)]
#[template(path = "code.html", config = "src/portal/askama.toml")]
pub(super) struct Code<'a> {
    pub site: &'a Site,
    pub id: &'a str,
    pub token: &'a str,
    pub reference: &'a str,
    /// The address as the visitor gave it, or masked when they did not.
    pub address: &'a str,
    /// Whether the visitor typed it.
    pub typed: bool,
    pub notice: CodeNotice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeNotice {
    None,
    /// Not the code; so many tries are left.
    Wrong(u32),
    /// Not eight digits; no try was used.
    Malformed,
    /// No tries are left.
    Spent,
}

/// The message.
#[derive(Template)]
#[template(path = "message.html", config = "src/portal/askama.toml")]
pub(super) struct Message<'a> {
    pub site: &'a Site,
    pub id: &'a str,
    pub token: &'a str,
    pub address: &'a str,
    pub subject: &'a str,
    pub voucher: Option<&'a Voucher>,
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub date: Option<String>,
    pub body: MessageBody,
    pub attachments: Vec<Attachment>,
}

/// How the message's text is shown.
pub(super) enum MessageBody {
    /// In the frame, whose height follows the text: `short`, `medium` or `long`.
    Html(&'static str),
    /// In the page: text, and whether it is a link.
    Text(Vec<(String, bool)>),
    /// Not at all: it can only be downloaded.
    Download,
}

/// One line of the list of attachments.
pub(super) struct Attachment {
    pub number: usize,
    pub name: String,
    pub kind: String,
    pub size: String,
}

/// The document in the frame; its content is sanitized already.
#[derive(Template)]
#[template(path = "frame.html", config = "src/portal/askama.toml")]
pub(super) struct Frame<'a> {
    /// `None` when it can't be shown.
    pub html: Option<&'a str>,
    /// Whether something that would have been loaded from elsewhere was left out.
    pub remote: bool,
    /// Whether pictures were left out because they would make the document too large.
    pub left_out: bool,
}

#[derive(Template)]
#[template(path = "goodbye.html", config = "src/portal/askama.toml")]
pub(super) struct Goodbye<'a> {
    pub site: &'a Site,
}

/// A page as a response.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (
            status,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            html,
        )
            .into_response(),
        Err(error) => {
            tracing::error!("a page could not be rendered: {error}");
            Problem::Broken.into_response()
        }
    }
}

/// A page that holds plaintext, in bytes that are wiped when they are dropped.
pub(super) fn plaintext_page(
    template: &impl Template,
) -> Result<Response<Zeroizing<Vec<u8>>>, Problem> {
    let html = template.render().map_err(|error| {
        tracing::error!("a page could not be rendered: {error}");
        Problem::Broken
    })?;
    let mut response = Response::new(Zeroizing::new(html.into_bytes()));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    Ok(response)
}

/// Our own pages load our own style, script and frame, and send forms to us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      frame-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Puts a page in the place of a problem, and on every response the headers that all of them have.
pub(super) fn finish(site: &Site, mut response: Response) -> Response {
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| {
        // The router's own refusals, of a path that is no text for instance.
        let bare = !response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        (response.status().is_client_error() && bare).then_some(Problem::NotFound)
    });
    if let Some(problem) = problem {
        *response.status_mut() = problem.status();
        let template = ProblemPage {
            site,
            problem: &problem,
        };
        let html = template
            .render()
            .unwrap_or_else(|_| "Something went wrong.".into());
        *response.body_mut() = Body::from(html);
        response.headers_mut().remove(header::CONTENT_LENGTH);
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        if let Some(seconds) = problem.retry_after() {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
    }
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    if site.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_named_after_its_sender() {
        let site = Site::new(
            "https://Secure.Example.org/",
            "\"Acme, secure\" <secure@example.org>",
        );
        assert_eq!(
            (site.name.as_str(), site.sender.as_str()),
            ("Acme, secure", "secure@example.org")
        );
        assert_eq!(
            (site.origin.as_str(), site.host.as_str()),
            ("https://secure.example.org", "secure.example.org")
        );
        assert_eq!(
            Site::new("http://127.0.0.1:8480/", "a@example.org").name,
            "Secure mail"
        );
        assert_eq!(
            Site::new("http://127.0.0.1:8480/", "a@example.org").host,
            "127.0.0.1:8480"
        );
    }
}
