//! Header fields that stand in the body: a program has written an empty line, a byte order mark or
//! a line of its own before them, and there Postfix ends the header. People who look for their tag
//! in what they sent see it, and so do the rules: what would pass is judged once more with these
//! fields.

use super::matches::Matches;
use super::rule::Action;
use super::{Body, Judgement, Policy, verdict};
use crate::extract::PutOff;
use crate::mail::{Envelope, Header};

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
/// How many lines may stand before the first field that are no field and not empty, and how many
/// between fields: a list of addresses that isn't folded, for one.
const LINES_BEFORE: usize = 2;
const LINES_BETWEEN: usize = 8;

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
        if let Some(verdict) = verdict::reject_detours(envelope) {
            return Judgement::Decided(verdict);
        }
        let matched = match body {
            Body::Whole(bytes) if self.may_be_in_body(header) => {
                let asked = (envelope, answers_sealed);
                self.match_with_body(asked, header, bytes).map(Some)
            }
            body => self.matches(envelope, header, answers_sealed, body),
        };
        // The fields in its body may say that it doesn't pass.
        let waits = matches!(body, Body::Later) && self.may_be_in_body(header);
        let matched = matched.map(|found| found.filter(|found| !waits || !found.pass_any()));
        match matched {
            Ok(Some(matches)) => Judgement::Decided(matches.verdict()),
            Ok(None) => Judgement::NeedsBody,
            Err(why) => Judgement::PutOff(why),
        }
    }

    /// Whom the header alone would let a message pass to, the fields in the body decide for.
    fn match_with_body(
        &self,
        (envelope, answers_sealed): (&Envelope, bool),
        header: &Header,
        body: &[u8],
    ) -> Result<Matches, PutOff> {
        let by =
            |header: &Header, body: Body<'_>| self.matches(envelope, header, answers_sealed, body);
        // Looks at the body only where that decides.
        let in_steps = |header: &Header| match by(header, Body::Later)? {
            Some(matches) => Ok(matches),
            None => Ok(by(header, Body::Whole(body))?.unwrap_or_else(|| {
                unreachable!("a condition needs the body although it is there")
            })),
        };
        let mut matches = in_steps(header)?;
        let all = self.with_misplaced(header, body);
        if let Some(all) = all.filter(|_| matches.pass_any()) {
            let again = in_steps(&all)?;
            matches.lost.extend(again.lost);
            let mut is_other = false;
            for (one, other) in matches.each.iter_mut().zip(again.each) {
                if one.1 == Action::Pass && other.1 != Action::Pass {
                    *one = other;
                    one.0.why += ", by header fields that stand in its body";
                    is_other = true;
                }
            }
            if is_other {
                matches.subject = again.subject;
            }
        }
        Ok(matches)
    }

    /// The header with the fields that its sender's program has put into the body; `None` when
    /// there are none, or nobody would take them for a header.
    pub fn with_misplaced(&self, header: &Header, body: &[u8]) -> Option<Header> {
        let fields = fields_of(body).filter(|_| self.may_be_in_body(header))?;
        let mut all = header.clone();
        fields
            .fields()
            .iter()
            .for_each(|field| all.push(field.clone()));
        Some(all)
    }

    /// Whether the header that people see in their program may stand in the body: there is no
    /// subject above it. Other fields may be there: MTAs, filters and programs add some.
    fn may_be_in_body(&self, header: &Header) -> bool {
        let is_subject = |name: &[u8]| name.eq_ignore_ascii_case(b"subject");
        let has_subject = header.fields().iter().any(|field| is_subject(field.name()));
        self.inspector.needs.asks_for_header() && !has_subject
    }
}

/// The header fields at the start of a body.
fn fields_of(body: &[u8]) -> Option<Header> {
    let mut rest = &body[..body.len().min(MOST_BYTES)];
    let mut kept = Header::default();
    let (mut found, mut strange) = (false, 0);
    loop {
        rest = rest.strip_prefix("\u{feff}".as_bytes()).unwrap_or(rest);
        let (fields, end) = Header::parse(rest);
        if !found && !fields.fields().is_empty() {
            (found, strange) = (true, 0);
        }
        let own = fields.fields().iter().filter(|field| is_own(field.name()));
        own.for_each(|field| kept.push(field.clone()));
        rest = &rest[end..];
        let line = rest.iter().position(|&byte| byte == b'\n');
        let Some(line) = line.map(|end| &rest[..=end]) else {
            break;
        };
        let is_empty = line.trim_ascii().is_empty();
        strange += usize::from(!is_empty);
        let most = if found { LINES_BETWEEN } else { LINES_BEFORE };
        if is_empty && found || strange > most {
            break;
        }
        rest = &rest[line.len()..];
    }
    (!kept.fields().is_empty()).then_some(kept)
}

fn is_own(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    let is_way = name.starts_with("list-") || name.starts_with("resent-");
    !is_way && !OF_WAYS.contains(&name.as_str())
}
