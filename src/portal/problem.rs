//! What can go wrong for the person at the browser.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::store::StoreError;

/// What went wrong. As a response it is an empty one with this as an extension, which
/// [`pages::show_problem`](super::pages::show_problem) turns into a page.
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
    /// Too many uploads from this network.
    TooMany {
        /// When there may be another.
        minutes: u64,
    },
    /// Too many codes that were tried from this network.
    TooManyTries {
        /// When another may be.
        minutes: u64,
    },
    /// Too many codes for this address.
    TooManyCodes {
        /// When there may be another.
        minutes: u64,
    },
    /// Too many codes that were asked for from this network.
    TooManyAsked {
        /// When there may be another.
        minutes: u64,
    },
    /// Too many addresses were named in this visit.
    TooManyAddresses {
        /// When the visit is over.
        minutes: u64,
    },
    /// Mail can't be submitted now, so no code either.
    NoMail,
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
    /// One of each.
    pub(super) fn each() -> Vec<Self> {
        let minutes = 10;
        vec![
            Self::Expired,
            Self::NotYours,
            Self::Damaged,
            Self::WrongFile,
            Self::NoFile,
            Self::CutOff,
            Self::TooLarge,
            Self::Busy,
            Self::TooMany { minutes },
            Self::TooManyTries { minutes },
            Self::TooManyCodes { minutes },
            Self::TooManyAsked { minutes },
            Self::TooManyAddresses { minutes },
            Self::NoMail,
            Self::VisitOver,
            Self::Forged,
            Self::NotFound,
            Self::Method,
            Self::Broken,
        ]
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Expired | Self::VisitOver => StatusCode::GONE,
            Self::NotYours | Self::Forged => StatusCode::FORBIDDEN,
            Self::Damaged | Self::WrongFile | Self::NoFile => StatusCode::UNPROCESSABLE_ENTITY,
            Self::CutOff => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy | Self::NoMail => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMany { .. }
            | Self::TooManyTries { .. }
            | Self::TooManyCodes { .. }
            | Self::TooManyAsked { .. }
            | Self::TooManyAddresses { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The ids of its title, and of the sentences on what happened and what to do.
    fn ids(&self) -> &'static [&'static str] {
        match self {
            Self::Expired => &[
                "problem-expired",
                "problem-expired-what",
                "problem-expired-next",
            ],
            Self::NotYours => &["problem-not-yours", "problem-not-yours-what"],
            Self::Damaged => &[
                "problem-damaged",
                "problem-damaged-what",
                "problem-damaged-next",
            ],
            Self::WrongFile => &[
                "problem-wrong-file",
                "problem-wrong-file-what",
                "problem-wrong-file-next",
            ],
            Self::NoFile => &["problem-no-file", "problem-no-file-what"],
            Self::CutOff => &["problem-cut-off", "problem-cut-off-what"],
            Self::TooLarge => &[
                "problem-too-large",
                "problem-too-large-what",
                "problem-too-large-next",
            ],
            Self::Busy => &["problem-busy", "problem-busy-what"],
            Self::TooMany { .. } => &[
                "problem-too-many",
                "problem-too-many-what",
                "problem-too-many-next",
            ],
            Self::TooManyTries { .. } => &[
                "problem-too-many-tries",
                "problem-too-many-tries-what",
                "problem-too-many-tries-next",
            ],
            Self::TooManyCodes { .. } => &[
                "problem-too-many-codes",
                "problem-too-many-codes-what",
                "problem-too-many-codes-next",
            ],
            Self::TooManyAsked { .. } => &[
                "problem-too-many-asked",
                "problem-too-many-asked-what",
                "problem-too-many-asked-next",
            ],
            Self::TooManyAddresses { .. } => &[
                "problem-too-many-addresses",
                "problem-too-many-addresses-what",
                "problem-too-many-addresses-next",
            ],
            Self::NoMail => &[
                "problem-no-mail",
                "problem-no-mail-what",
                "problem-no-mail-next",
            ],
            Self::VisitOver => &[
                "problem-visit-over",
                "problem-visit-over-what",
                "problem-visit-over-next",
            ],
            Self::Forged => &[
                "problem-forged",
                "problem-forged-what",
                "problem-forged-next",
            ],
            Self::NotFound => &["problem-not-found", "problem-not-found-what"],
            Self::Method => &["problem-method", "problem-method-what"],
            Self::Broken => &["problem-broken", "problem-broken-what"],
        }
    }

    /// The id of its title.
    pub(super) fn id(&self) -> &'static str {
        self.ids()[0]
    }

    /// What it is counted as.
    pub(super) fn kind(&self) -> &'static str {
        self.id().trim_start_matches("problem-")
    }

    /// The ids of what happened and what to do, a paragraph each.
    pub(super) fn paragraphs(&self) -> &'static [&'static str] {
        &self.ids()[1..]
    }

    /// How long it takes to pass, in minutes or, where they are many, in hours.
    pub(super) fn wait(&self) -> Option<(&'static str, u64)> {
        let minutes = match self {
            Self::TooMany { minutes }
            | Self::TooManyTries { minutes }
            | Self::TooManyCodes { minutes }
            | Self::TooManyAsked { minutes }
            | Self::TooManyAddresses { minutes } => *minutes,
            _ => return None,
        };
        Some(if minutes < 120 {
            ("minutes", minutes)
        } else {
            ("hours", minutes / 60 + 1)
        })
    }

    /// This as a response, with the way back to the visit whose page led to it.
    pub(super) fn in_visit(self, id: String) -> Response {
        let mut response = self.into_response();
        response.extensions_mut().insert(InVisit(id));
        response
    }

    /// Whether the visit goes on as if nothing had been asked.
    pub(super) fn leaves_visit(&self) -> bool {
        matches!(
            self,
            Self::TooManyCodes { .. }
                | Self::TooManyAsked { .. }
                | Self::TooManyAddresses { .. }
                | Self::TooManyTries { .. }
                | Self::NoMail
        )
    }

    /// In how many seconds it is worth trying again.
    pub(super) fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Busy | Self::NoMail => Some(60),
            Self::TooMany { minutes }
            | Self::TooManyTries { minutes }
            | Self::TooManyCodes { minutes }
            | Self::TooManyAsked { minutes }
            | Self::TooManyAddresses { minutes } => Some(minutes * 60),
            _ => None,
        }
    }
}

/// The visit on whose page something went wrong.
#[derive(Clone, Debug)]
pub(super) struct InVisit(pub String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error == StoreError::Lapsed {
            return Self::CutOff;
        }
        tracing::warn!("a visitor was told to come back later: {error}");
        Self::Busy
    }
}
