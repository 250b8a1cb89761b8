//! The pages: their templates, and one page for each thing that can go wrong.
//!
//! All words that people read stand in the files of [`locale`](crate::locale).

mod check;
mod not_me;
mod privacy;

use std::time::Duration;

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use zeroize::Zeroizing;

use super::face::Face;
use super::problem::{InVisit, Problem};
use super::quota::codes::{DIGITS, MORE_DIGITS};
use super::read::Heading;
use crate::locale::{Html, Value, Words};
use crate::seal::Voucher;

pub(super) use check::{Check, Finding};
pub(super) use not_me::{NotMe, NotMeStep};
pub(super) use privacy::Privacy;

#[derive(Template)]
#[template(path = "problem.html", config = "src/portal/askama.toml")]
struct ProblemPage<'a> {
    face: &'a Face,
    problem: &'a Problem,
    /// The visit to which there is a way back.
    visit: Option<String>,
}

impl ProblemPage<'_> {
    /// What happened, and what to do.
    fn paragraphs(&self) -> Vec<Html<'_>> {
        let Self { face, problem, .. } = self;
        let wait = problem.wait().map(|(unit, count)| {
            let wait = face
                .text("wait")
                .with("unit", Value::Choice(unit))
                .with("count", count);
            wait.to_string()
        });
        problem
            .paragraphs()
            .iter()
            .map(|id| match &wait {
                Some(wait) => face.html(id).with("wait", Value::Own(wait.clone())),
                None => face.html(id),
            })
            .collect()
    }
}

#[derive(Template)]
#[template(path = "landing.html", config = "src/portal/askama.toml")]
pub(super) struct Landing<'a> {
    pub face: &'a Face,
    /// Whether the visitor comes from a button that sent nothing.
    pub stranded: bool,
}

/// The step before a code was sent.
#[derive(Template)]
#[template(path = "ask.html", config = "src/portal/askama.toml")]
pub(super) struct Ask<'a> {
    pub face: &'a Face,
    pub id: &'a str,
    pub csrf: &'a str,
    pub sender: &'a str,
    pub voucher: Option<&'a Voucher>,
    /// The only recipient, as far as the holder of the file may know them.
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
    pub face: &'a Face,
    pub id: &'a str,
    pub csrf: &'a str,
    pub reference: &'a str,
    /// The address as the visitor gave it, or masked when they did not.
    pub address: &'a str,
    /// Whether the visitor typed it.
    pub typed: bool,
    pub digits: Digits,
    /// Until when the newest code to this address is good, in seconds since 1970.
    pub until: Option<u64>,
    /// In how many seconds there may be another.
    pub pause: u64,
    pub notice: CodeNotice,
}

/// How many digits the visit's codes have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digits {
    Eight,
    Ten,
    EightOrTen,
}

impl Digits {
    pub(super) fn of(codes: impl Iterator<Item = u8>) -> Self {
        let lengths: Vec<u8> = codes.collect();
        match (lengths.contains(&DIGITS), lengths.contains(&MORE_DIGITS)) {
            (true, true) => Self::EightOrTen,
            (false, true) => Self::Ten,
            (_, false) => Self::Eight,
        }
    }
}

impl From<&Digits> for Value {
    fn from(digits: &Digits) -> Self {
        Self::Choice(match digits {
            Digits::Eight => "eight",
            Digits::Ten => "ten",
            Digits::EightOrTen => "eight-or-ten",
        })
    }
}

/// Whole seconds, of which none is too few.
pub(super) fn seconds(wait: Duration) -> u64 {
    wait.as_millis()
        .div_ceil(1_000)
        .try_into()
        .unwrap_or(u64::MAX)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeNotice {
    None,
    /// Not the code; this many tries are left.
    Wrong(u32),
    /// Not as many digits as a code has; no try was used.
    Malformed,
    /// The last one was sent just now; there may be another in so many seconds.
    TooSoon(u64),
    /// No tries are left.
    Spent,
}

impl CodeNotice {
    fn is_wrong(self) -> bool {
        matches!(self, Self::Wrong(_) | Self::Malformed)
    }

    pub(super) fn too_soon(wait: Duration) -> Self {
        Self::TooSoon(seconds(wait))
    }
}

/// The message.
#[derive(Template)]
#[template(path = "message.html", config = "src/portal/askama.toml")]
pub(super) struct Message<'a> {
    pub face: &'a Face,
    pub id: &'a str,
    pub csrf: &'a str,
    pub address: &'a str,
    pub subject: &'a str,
    pub voucher: Option<&'a Voucher>,
    pub heading: Heading,
    /// Whether some of the text that is shown couldn't be decoded.
    pub damaged: bool,
    pub body: MessageBody,
    pub attachments: Vec<Attachment>,
}

impl Message<'_> {
    /// The fields of people that there are, each with the id of its name.
    fn people(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        let Heading { from, to, cc, .. } = &self.heading;
        [
            ("message-from", from),
            ("message-to", to),
            ("message-cc", cc),
        ]
        .into_iter()
        .map(|(name, people)| (name, people.as_slice()))
        .filter(|(_, people)| !people.is_empty())
    }

    /// The lines of a text. Text browsers know them by their tags only.
    fn lines<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        text.split('\n')
    }

    /// Where an attachment is had as it came.
    fn raw(&self, one: &Attachment) -> String {
        format!("/v/{}/attachment/{}/raw", self.id, one.number)
    }
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
    /// The id of what its type is called.
    pub kind: &'static str,
    /// Its size in bytes.
    pub size: u64,
    /// Whether all of it could be decoded.
    pub is_whole: bool,
}

impl Attachment {
    /// What it is and how large.
    fn about(&self, face: &Face) -> String {
        let kind = face.text(self.kind).to_string();
        let size = face.words().size(self.size);
        face.text("message-attachment")
            .with("kind", kind)
            .with("size", size)
            .to_string()
    }
}

/// The document in the frame; its content is sanitized already.
#[derive(Template)]
#[template(path = "frame.html", config = "src/portal/askama.toml")]
pub(super) struct Frame<'a> {
    pub words: &'a Words,
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
    pub face: &'a Face,
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

/// The page of a problem, with the way back to the visit that goes on.
pub(super) fn problem_page(
    face: &Face,
    problem: &Problem,
    visit: Option<String>,
) -> askama::Result<String> {
    ProblemPage {
        face,
        problem,
        visit,
    }
    .render()
}

/// Puts a page in the place of a problem.
pub(super) fn show_problem(face: &Face, mut response: Response) -> Response {
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| {
        // The router's own refusals, of a path that is no text for instance.
        let bare = !response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        (response.status().is_client_error() && bare).then_some(Problem::NotFound)
    });
    let Some(problem) = problem else {
        return response;
    };
    *response.status_mut() = problem.status();
    let visit = response.extensions_mut().remove().map(|InVisit(id)| id);
    let html =
        problem_page(face, &problem, visit).unwrap_or_else(|_| "Something went wrong.".into());
    *response.body_mut() = Body::from(html);
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Some(seconds) = problem.retry_after() {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::portal::site::Site;

    fn face() -> Face {
        Face::english(Site::new("https://secure.example.org/", "a@example.org"))
    }

    #[test]
    fn a_problem_becomes_a_page_with_its_status() {
        let problem = Problem::TooManyCodes { minutes: 3 };
        let response = show_problem(&face(), problem.into_response());
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "180");
        let bare = StatusCode::BAD_REQUEST.into_response();
        let response = show_problem(&face(), bare);
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(response.headers().contains_key(header::CONTENT_TYPE));
    }

    #[test]
    fn waits_are_said_as_people_say_them() {
        for (minutes, wait) in [
            (1, "in 1 minute"),
            (2, "in 2 minutes"),
            (119, "in 119 minutes"),
        ] {
            for problem in [
                Problem::TooMany { minutes },
                Problem::TooManyTries { minutes },
                Problem::TooManyCodes { minutes },
                Problem::TooManyAsked { minutes },
                Problem::TooManyAddresses { minutes },
            ] {
                let (face, visit) = (&face(), None);
                let problem = &problem;
                let page = ProblemPage {
                    face,
                    problem,
                    visit,
                }
                .render()
                .unwrap();
                let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
                let said = page
                    .split_once(wait)
                    .map(|(_, rest)| !rest.starts_with('s'));
                assert_eq!(said, Some(true), "{page}");
            }
        }
    }

    #[test]
    fn a_page_that_is_no_problem_stays_as_it_is() {
        let landing = Landing {
            face: &face(),
            stranded: false,
        };
        let response = show_problem(&face(), page(StatusCode::UNPROCESSABLE_ENTITY, &landing));
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
}
