//! `size_over = …`: header and body have at least this many bytes.

use super::kind::Kind;
use crate::mail::size;
use crate::policy::facts::Message;
use crate::policy::truth::Truth;

/// Header and body have at least this many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeOver(pub u64);

impl Kind for SizeOver {
    fn truth(&self, message: &Message<'_>) -> Truth {
        message.facts.truth_by_body(|body| body.size >= self.0)
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        format!("it has at least {}", size::limit(self.0))
    }

    fn why_false(&self, message: &Message<'_>) -> String {
        let size = message.facts.body.as_ref().map(|body| body.size);
        let size = size::limit(size.unwrap_or_default());
        format!("it has {size}, not {}", size::limit(self.0))
    }

    fn implies(&self, wide: &Self) -> bool {
        self.0 >= wide.0
    }
}
