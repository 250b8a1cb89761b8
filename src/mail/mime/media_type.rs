//! What a Content-Type field says.

use super::INSTANCES;
use crate::mail::Field;
use crate::mail::parameter::Value;

/// A media type with its parameters (RFC 2045 section 5).
pub(crate) struct MediaType {
    value: Value,
    default: &'static str,
}

impl MediaType {
    /// The media type that a field's value names; `default` where it names none.
    pub(crate) fn new(value: Value, default: &'static str) -> Self {
        Self { value, default }
    }

    /// `type/subtype` in lower case.
    pub(crate) fn name(&self) -> &str {
        if self.value.main.is_empty() {
            self.default
        } else {
            &self.value.main
        }
    }

    /// `type/subtype` without what doesn't belong there; the default where it isn't both.
    pub(crate) fn essence(&self) -> String {
        let token = |text: &str| {
            let end = text.find(|c: char| c.is_whitespace() || "\"=;,/".contains(c));
            text[..end.unwrap_or(text.len())].to_owned()
        };
        match self.value.main.trim_matches('"').split_once('/') {
            Some((main, subtype)) => {
                let main = token(main.trim());
                let subtype = token(subtype.trim_start());
                if main.is_empty() || subtype.is_empty() {
                    self.default.to_owned()
                } else {
                    format!("{main}/{subtype}")
                }
            }
            None => self.default.to_owned(),
        }
    }

    /// Whether it says that its parts are a multipart's.
    pub(crate) fn is_multipart(&self) -> bool {
        self.value.main.starts_with("multipart/")
    }

    /// Whether some program may take it for a multipart.
    pub(crate) fn may_be_multipart(&self) -> bool {
        self.is_multipart() || !self.boundaries().is_empty()
    }

    /// Each boundary that it may have.
    pub(crate) fn boundaries(&self) -> Vec<&str> {
        self.value.all("boundary")
    }

    /// The boundaries that programs may take, the likeliest first: as written, and with encoded
    /// words decoded, which have no place there (RFC 2047 section 5), and without white space at
    /// its end.
    pub(crate) fn likely_boundaries(&self) -> Vec<String> {
        let written = || {
            self.value
                .likeliest("boundary")
                .into_iter()
                .chain(self.boundaries())
                .take(INSTANCES)
        };
        let decoded = written()
            .filter(|boundary| boundary.contains("=?"))
            .map(|boundary| Field::from_milter(b"X", boundary.as_bytes()).decoded());
        // A boundary doesn't end with white space (RFC 2046 section 5.1.1).
        let trimmed = written().map(|boundary| boundary.trim_end().to_owned());
        written()
            .map(str::to_owned)
            .chain(trimmed)
            .chain(decoded)
            .filter(|boundary| !boundary.is_empty())
            .collect()
    }

    /// Why programs may read its boundary differently, as a clause.
    pub(crate) fn boundary_oddity(&self) -> Option<&'static str> {
        self.value
            .is_odd("boundary")
            .then_some("has a boundary that can be read in more than one way")
    }

    /// The charset that most programs take.
    pub(crate) fn charset(&self) -> Option<&str> {
        self.value.likeliest("charset")
    }

    /// Each charset that it names.
    pub(crate) fn charsets(&self) -> Vec<&str> {
        self.value.all("charset")
    }

    /// Whether lines that end in a space go on without it (RFC 3676 section 4.1, DelSp).
    pub(crate) fn deletes_spaces(&self) -> bool {
        let says = |name: &str, wanted: &str| {
            self.value
                .all(name)
                .iter()
                .any(|value| value.eq_ignore_ascii_case(wanted))
        };
        says("format", "flowed") && says("delsp", "yes")
    }
}

/// Whether a boundary breaks the grammar (RFC 2046 section 5.1.1), leniently.
pub(crate) fn is_bad_boundary(boundary: &str) -> bool {
    /// The grammar allows 70 characters; programs write longer ones.
    const LONGEST: usize = 200;
    boundary.trim_end() != boundary
        || boundary.is_empty()
        || boundary.len() > LONGEST
        || !boundary.is_ascii()
}
