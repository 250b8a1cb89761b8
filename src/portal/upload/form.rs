//! Forms as they arrive, in constant memory and linear time for any input: [`multipart`], which our
//! own pages send, and [`pairs`].

mod multipart;
mod name;
mod pairs;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use multipart::Multipart;
use name::parameter;
use pairs::Pairs;

/// The form breaks the rules of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// What a piece of a form brings.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// A field begins; its name, empty when it has none.
    Field(&'a [u8]),
    /// More of the field's data.
    Data(&'a [u8]),
    /// The field is complete.
    End,
}

/// A reader of forms that takes pieces of any size.
pub(super) enum Form {
    Multipart(Multipart),
    Pairs(Pairs),
}

impl Form {
    /// A reader for a request with these headers; `None` when it is no form with a usable boundary.
    pub(super) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(CONTENT_TYPE)?.as_bytes();
        let kind = value.split(|&byte| byte == b';').next()?.trim_ascii();
        if kind.eq_ignore_ascii_case(b"application/x-www-form-urlencoded") {
            return Some(Self::Pairs(Pairs::default()));
        }
        let is_multipart = kind.eq_ignore_ascii_case(b"multipart/form-data");
        let boundary = parameter(value, b"boundary").filter(|_| is_multipart)?;
        Multipart::new(&boundary).map(Self::Multipart)
    }

    /// Takes the next bytes and tells `sink` what they bring.
    ///
    /// # Errors
    /// [`Malformed`], or what `sink` says.
    pub(super) fn push<E: From<Malformed>>(
        &mut self,
        input: &[u8],
        sink: &mut impl FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Multipart(form) => form.push(input, sink),
            Self::Pairs(form) => form.push(input, sink),
        }
    }

    /// Nothing more comes: a form that says itself where it ends was cut off.
    ///
    /// # Errors
    /// [`Malformed`], or what `sink` says.
    pub(super) fn end<E: From<Malformed>>(
        &mut self,
        sink: &mut impl FnMut(Event<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Multipart(_) => Err(Malformed.into()),
            Self::Pairs(form) => form.end(sink),
        }
    }

    /// Whether the form's own end has arrived.
    pub(super) fn is_complete(&self) -> bool {
        matches!(self, Self::Multipart(form) if form.is_complete())
    }
}
