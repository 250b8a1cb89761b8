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
