//! Header fields that stand in the body: a program has written an empty line, a byte order mark or
//! a line of its own before them, and there Postfix ends the header. People who look for their tag
//! in what they sent see it, and so do the rules: what would pass is judged once more with these
//! fields.

use super::{Body, Judgement, Policy, Reason};
use crate::mail::{Envelope, Header};

/// What stands in a header although the sender's program has put no field there, in lower case:
/// MTAs add these.
const OF_MTAS: [&str; 10] = [
    "received",
    "return-path",
    "delivered-to",
    "x-original-to",
    "x-mailbox-line",
    "received-spf",
    "authentication-results",
    "from",
    "date",
    "message-id",
];
/// What says where a message comes from: of the body, nobody takes that.
const OF_WAYS: [&str; 8] = [
    "from",
    "sender",
    "received",
    "dkim-signature",
    "precedence",
    "errors-to",
    "x-beenthere",
    "mailing-list",
];
/// How much of a body is looked at.
const MOST_BYTES: usize = 16 << 10;
/// How many lines may stand before the fields that are no field and not empty.
const MOST_LINES: usize = 2;

impl Policy {
    /// Decides on a message whose header is complete. `answers_sealed`: whether its References bear
    /// our mark.
    pub fn judge(
        &self,
        envelope: &Envelope,
        header: &Header,
        answers_sealed: bool,
        body: Body<'_>,
    ) -> Judgement {
        let asked = Asked {
            policy: self,
            envelope,
            answers_sealed,
        };
        if !self.inspector.needs.asks_for_header() || !may_be_in_body(header) {
            return asked.by(header, body);
        }
        let Body::Whole(bytes) = body else {
            return match asked.by(header, body) {
                decided if passes(&decided) => Judgement::NeedsBody,
                decided => decided,
            };
        };
        let decided = asked.in_steps(header, bytes);
        let Some(fields) = fields_of(bytes).filter(|_| passes(&decided)) else {
            return decided;
        };
        let mut all = header.clone();
        let fields = fields.fields().iter().cloned();
        fields.for_each(|field| all.push(field));
        match asked.in_steps(&all, bytes) {
            Judgement::Decided(mut verdict) => {
                let by_rule = |reason: &&mut Reason| reason.rule.is_some();
                for reason in verdict.reasons.iter_mut().filter(by_rule) {
                    reason.why += ", by header fields that stand in its body";
                }
                Judgement::Decided(verdict)
            }
            other => other,
        }
    }
}

/// A message that is judged more than once.
struct Asked<'a> {
    policy: &'a Policy,
    envelope: &'a Envelope,
    answers_sealed: bool,
}

impl Asked<'_> {
    fn by(&self, header: &Header, body: Body<'_>) -> Judgement {
        let Self {
            policy,
            envelope,
            answers_sealed,
        } = self;
        policy.judge_by(envelope, header, *answers_sealed, body)
    }

    /// Looks at the body only where that decides.
    fn in_steps(&self, header: &Header, body: &[u8]) -> Judgement {
        match self.by(header, Body::Later) {
            Judgement::NeedsBody => self.by(header, Body::Whole(body)),
            decided => decided,
        }
    }
}

fn passes(judgement: &Judgement) -> bool {
    let Judgement::Decided(verdict) = judgement else {
        return false;
    };
    verdict.reasons.iter().all(|reason| reason.action == "pass")
}

/// Whether no program of the sender's has put a field into the header.
fn may_be_in_body(header: &Header) -> bool {
    header.fields().iter().all(|field| {
        let name = String::from_utf8_lossy(field.name()).to_ascii_lowercase();
        OF_MTAS.contains(&name.as_str())
    })
}

/// The header fields at the start of a body.
fn fields_of(body: &[u8]) -> Option<Header> {
    let body = &body[..body.len().min(MOST_BYTES)];
    let mut rest = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let mut strange = 0;
    loop {
        let (fields, _) = Header::parse(rest);
        if !fields.fields().is_empty() {
            let mut kept = Header::default();
            let own = fields.fields().iter().filter(|field| is_own(field.name()));
            own.for_each(|field| kept.push(field.clone()));
            return (!kept.fields().is_empty()).then_some(kept);
        }
        let end = rest.iter().position(|&byte| byte == b'\n')? + 1;
        strange += usize::from(!rest[..end].trim_ascii().is_empty());
        if strange > MOST_LINES {
            return None;
        }
        rest = &rest[end..];
        rest = rest.strip_prefix("\u{feff}".as_bytes()).unwrap_or(rest);
    }
}

fn is_own(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    let is_way = name.starts_with("list-") || name.starts_with("resent-");
    !is_way && !OF_WAYS.contains(&name.as_str())
}
