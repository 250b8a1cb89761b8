//! What the portal counts.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::metrics::histogram::Histogram;

use super::counters::{Counters, Register};
use super::table;

/// The portal's figures; by default nothing is counted. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct PortalFigures(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    views: Counters,
    browsers: Counters,
    proofs_tried: Counters,
    proofs: Counters,
    errors: Counters,
    codes_asked: Counters,
    codes_used: Counters,
    denied: Counters,
    reading: Histogram,
    typing: Histogram,
}

impl PortalFigures {
    pub(super) fn new(register: &mut Register) -> Self {
        Self(Some(Arc::new(Inner {
            views: register.counters(&table::VIEWS),
            browsers: register.counters(&table::BROWSERS),
            proofs_tried: register.counters(&table::PROOFS_TRIED),
            proofs: register.counters(&table::PROOFS),
            errors: register.counters(&table::ERRORS),
            codes_asked: register.counters(&table::CODES_ASKED),
            codes_used: register.counters(&table::CODES_USED),
            denied: register.counters(&table::DENIED),
            reading: register.histogram(&table::READING),
            typing: register.histogram(&table::TYPING),
        })))
    }

    /// The ids of the words by which the privacy statement tells what is counted; none where
    /// nothing is.
    pub fn sentences(&self) -> Vec<&'static str> {
        match &self.0 {
            Some(_) => table::sentences(),
            None => Vec::new(),
        }
    }

    /// A message was shown, in a browser of this family.
    pub fn viewed(&self, family: Option<&'static str>, is_mobile: bool) {
        if let Some(inner) = &self.0 {
            inner.views.count(&[]);
            let device = if is_mobile { "mobile" } else { "other" };
            inner.browsers.count(&[family.unwrap_or("other"), device]);
        }
    }

    /// A passcode was asked for, by whomever.
    pub fn code_asked(&self) {
        if let Some(inner) = &self.0 {
            inner.codes_asked.count(&[]);
        }
    }

    /// Somebody tried to prove an address by this method.
    pub fn proof_tried(&self, method: &'static str) {
        if let Some(inner) = &self.0 {
            inner.proofs_tried.count(&[method]);
        }
    }

    /// An address was proven by this method, so long after the message was uploaded.
    pub fn proven(&self, method: &'static str, since_upload: Option<Duration>) {
        if let Some(inner) = &self.0 {
            inner.proofs.count(&[method]);
            if let Some(since_upload) = since_upload {
                inner.reading.observe(since_upload.as_secs_f64());
            }
        }
    }

    /// A passcode proved an address, so long after it was asked for.
    pub fn code_used(&self, since_asked: Duration) {
        if let Some(inner) = &self.0 {
            inner.codes_used.count(&[]);
            inner.typing.observe(since_asked.as_secs_f64());
        }
    }

    /// Who got a passcode said that it wasn't they who asked for it; the message may be open.
    pub fn code_denied(&self, is_opened: bool) {
        if let Some(inner) = &self.0 {
            inner.denied.count(&[if is_opened { "yes" } else { "no" }]);
        }
    }

    /// A page said that something went wrong.
    pub fn went_wrong(&self, kind: &'static str) {
        if let Some(inner) = &self.0 {
            inner.errors.count(&[kind]);
        }
    }
}
