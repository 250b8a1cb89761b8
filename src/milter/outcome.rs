//! How a message ends: from what was decided, or what went wrong, to the frames that tell the MTA.
//!
//! This is the one place that fails closed. Whatever goes wrong with a message, be it an error, a
//! limit, a panic or a carrier that the protocol cannot carry, arrives here as a [`Failure`] and
//! leaves as an SMTP reply that refuses the message, with one log line that names its queue ID.
//! Nothing here turns a failure into an accept.

use bytes::{Bytes, BytesMut};
use tokio_util::codec::Encoder;
use tracing::{error, info, warn};

use super::failure::Failure;
use super::negotiate::Terms;
use super::packet::{Codec, PacketError};
use super::reply::{Frames, MAX_DATA, Reply};
use crate::mail::Address;
use crate::mail::header::is_one_field;
use crate::outbound::{Carrier, Edits, HeaderEdit};
use crate::policy::Verdict;
use crate::seal::MessageId;

/// Which rule decided and why, for the log.
#[derive(Clone, Debug, Default)]
pub(super) struct Because {
    rule: String,
    why: String,
}

impl Because {
    /// The reason that carries the verdict: the first whose action is the one decided.
    pub(super) fn of(verdict: &Verdict) -> Self {
        Self::of_action(verdict, verdict.strictest().word())
    }

    /// The first reason for this action.
    pub(super) fn of_action(verdict: &Verdict, action: &str) -> Self {
        let reason = verdict
            .reasons
            .iter()
            .find(|reason| reason.action == action)
            .or(verdict.reasons.first());
        reason.map_or_else(Self::default, |reason| Self {
            rule: reason.rule.clone().unwrap_or_default(),
            why: reason.why.clone(),
        })
    }
}

/// How a message ends.
pub(super) enum Outcome {
    /// It goes on as it is.
    Pass(Because),
    /// It is a carrier of ours and goes on with these edits of its header.
    AlreadySealed(Edits, Because),
    /// The carrier goes on in its place.
    Sealed(Carrier, Because),
    /// The carrier goes into the MTA's quarantine in its place: what is released from there passes
    /// no milter again.
    Held(Carrier, Because),
    /// It is a carrier of ours and goes into quarantine with these edits.
    AlreadySealedHeld(Edits, Because),
    /// Copies of it were submitted for these recipients, who are taken out of it: how many of them,
    /// what was decided for them, and why. The rest gets the carrier.
    Split {
        gone: Vec<Address>,
        copies: Vec<(usize, &'static str, Because)>,
        rest: Ready,
    },
    /// A rule refuses it, with this text.
    Rejected(String, Because),
    /// It is refused because of a failure.
    Failed(Failure),
}

/// The answer that ends a message, logged.
pub(super) fn settle(
    outcome: Outcome,
    queue_id: &str,
    terms: &Terms,
) -> Result<Frames, PacketError> {
    let (decision, because, frames) = match outcome {
        Outcome::Pass(because) => ("pass", because, unchanged("pass", terms)),
        Outcome::AlreadySealed(edits, because) => match kept(&edits, None, terms) {
            Ok(frames) => ("already sealed", because, Ok(frames)),
            Err(failure) => return refuse(&failure, queue_id),
        },
        Outcome::Sealed(carrier, because) => {
            return replace(carrier, None, "seal", because, queue_id, terms);
        }
        Outcome::Held(carrier, because) => {
            let reason = format!("held by the rule {}", reply_text(&because.rule));
            return replace(carrier, Some(&reason), "hold", because, queue_id, terms);
        }
        Outcome::AlreadySealedHeld(edits, because) => {
            match kept(&edits, Some(&reply_text(&because.rule)), terms) {
                Ok(frames) => ("hold", because, Ok(frames)),
                Err(failure) => return refuse(&failure, queue_id),
            }
        }
        Outcome::Rejected(text, because) => (
            "reject",
            because,
            Frames::one(Reply::Code(&format!("550 5.7.1 {}", reply_text(&text)))),
        ),
        Outcome::Split { gone, copies, rest } => {
            for (recipients, decision, Because { rule, why }) in copies {
                info!(
                    queue_id,
                    decision,
                    recipients,
                    rule,
                    why,
                    "message decided, for some of its recipients apart"
                );
            }
            let mut taken = BytesMut::new();
            for address in &gone {
                Codec.encode(Reply::DeleteRecipient(&format!("<{address}>")), &mut taken)?;
            }
            let mut frames = rest.say("seal", queue_id);
            frames.push_front(taken.freeze());
            return Ok(frames);
        }
        Outcome::Failed(failure) => return refuse(&failure, queue_id),
    };
    let Because { rule, why } = because;
    info!(queue_id, decision, rule, why, "message decided");
    frames
}

fn replace(
    carrier: Carrier,
    hold: Option<&str>,
    decision: &str,
    because: Because,
    queue_id: &str,
    terms: &Terms,
) -> Result<Frames, PacketError> {
    match Ready::with(carrier, hold, because, terms) {
        Ok(ready) => Ok(ready.say(decision, queue_id)),
        Err(failure) => refuse(&failure, queue_id),
    }
}

/// A carrier that can be said in the protocol, and is not said yet.
pub(super) struct Ready {
    frames: Frames,
    message_id: MessageId,
    because: Because,
}

impl Ready {
    /// A carrier that goes on in the place of its message.
    pub(super) fn new(carrier: Carrier, because: Because, terms: &Terms) -> Result<Self, Failure> {
        Self::with(carrier, None, because, terms)
    }

    fn with(
        carrier: Carrier,
        hold: Option<&str>,
        because: Because,
        terms: &Terms,
    ) -> Result<Self, Failure> {
        let message_id = carrier.message_id;
        Ok(Self {
            frames: replacement(carrier, hold, terms)?,
            message_id,
            because,
        })
    }

    fn say(self, decision: &str, queue_id: &str) -> Frames {
        let Because { rule, why } = self.because;
        // The portal's log lines name the message by this id.
        info!(queue_id, decision, rule, why, sealed = %self.message_id, "message decided");
        self.frames
    }
}

fn refuse(failure: &Failure, queue_id: &str) -> Result<Frames, PacketError> {
    let (reply, why) = (failure.reply(), failure.sentence());
    let decision = if reply.starts_with('4') {
        "tempfail"
    } else {
        "reject"
    };
    match failure {
        Failure::Panic(_) | Failure::Carrier(_) | Failure::Powerless => {
            error!(queue_id, decision, why, "message not accepted");
        }
        _ => warn!(queue_id, decision, why, "message not accepted"),
    }
    Frames::one(Reply::Code(&reply))
}

/// What lets a carrier that came back go on: header edits and the accept.
fn kept(edits: &Edits, hold: Option<&str>, terms: &Terms) -> Result<Frames, Failure> {
    let mut out = BytesMut::new();
    for edit in edits {
        put_edit(edit, terms, &mut out)?;
    }
    let verdict = match hold {
        Some(reason) => {
            out.extend_from_slice(&quarantine(reason, terms)?);
            "hold"
        }
        None => "already-sealed",
    };
    put_verdict(verdict, terms, &mut out)
        .map_err(|_| Failure::Carrier("its verdict is too long"))?;
    out.extend_from_slice(&ACCEPT);
    let mut frames = Frames::default();
    frames.push(out.freeze());
    Ok(frames)
}

/// Header edits, body frames and the accept, in the order that Postfix needs: any frame between
/// body frames would end the body.
fn replacement(carrier: Carrier, hold: Option<&str>, terms: &Terms) -> Result<Frames, Failure> {
    // Without a body frame the MTA would keep the old body, in clear.
    if carrier.body.iter().all(Bytes::is_empty) {
        return Err(Failure::Carrier("its body is empty"));
    }
    let mut edits = BytesMut::new();
    for edit in &carrier.edits {
        put_edit(edit, terms, &mut edits)?;
    }
    if let Some(reason) = hold {
        edits.extend_from_slice(&quarantine(reason, terms)?);
    }
    let mut frames = Frames::default();
    frames.push(edits.freeze());
    frames.push_body(carrier.body);
    // Last, since the verdict alone may set a message free: nothing of the old body may be left by
    // then.
    let mut end = BytesMut::new();
    let verdict = if hold.is_some() { "hold" } else { "seal" };
    put_verdict(verdict, terms, &mut end)
        .map_err(|_| Failure::Carrier("its verdict is too long"))?;
    end.extend_from_slice(&ACCEPT);
    frames.push(end.freeze());
    Ok(frames)
}

/// The accept of a message that stays as it is.
fn unchanged(verdict: &str, terms: &Terms) -> Result<Frames, PacketError> {
    let mut answer = BytesMut::new();
    put_verdict(verdict, terms, &mut answer)?;
    Codec.encode(Reply::Accept, &mut answer)?;
    let mut frames = Frames::default();
    frames.push(answer.freeze());
    Ok(frames)
}

/// The field that says what was decided, where it is wanted. It needs no secret: Postfix's
/// milter_header_checks look at fields that milters add, and never at those of a client.
fn put_verdict(verdict: &str, terms: &Terms, output: &mut BytesMut) -> Result<(), PacketError> {
    if terms.verdict() {
        let value = if terms.leading_space() {
            format!(" {verdict}")
        } else {
            verdict.to_owned()
        };
        Codec.encode(
            Reply::AddHeader {
                name: VERDICT_FIELD,
                value: &value,
            },
            output,
        )?;
    }
    Ok(())
}

/// The name of that field.
const VERDICT_FIELD: &str = "X-Postseal-Verdict";

const ACCEPT: [u8; 5] = [0, 0, 0, 1, b'a'];

/// The frame that puts a message into quarantine.
fn quarantine(reason: &str, terms: &Terms) -> Result<BytesMut, Failure> {
    if !terms.can_hold() {
        return Err(Failure::NoQuarantine);
    }
    let mut frame = BytesMut::new();
    Codec
        .encode(Reply::Quarantine(reason), &mut frame)
        .map_err(|_| Failure::Carrier("its reason is too long"))?;
    Ok(frame)
}

fn put_edit(edit: &HeaderEdit, terms: &Terms, output: &mut BytesMut) -> Result<(), Failure> {
    let (name, value) = match edit {
        HeaderEdit::Delete { name, .. } => (name, String::new()),
        HeaderEdit::Change { name, value, .. }
        | HeaderEdit::Insert { name, value }
        | HeaderEdit::Add { name, value } => (name, written(value, terms)?),
    };
    if name.is_empty()
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b':')
    {
        return Err(Failure::Carrier(
            "a header field has a name that none can have",
        ));
    }
    let reply = match edit {
        HeaderEdit::Delete { index, .. } | HeaderEdit::Change { index, .. } => {
            // Postfix reads 0 as 1, sendmail does not.
            if *index == 0 {
                return Err(Failure::Carrier("header fields are counted from 1"));
            }
            Reply::ChangeHeader {
                index: *index,
                name,
                value: &value,
            }
        }
        HeaderEdit::Insert { .. } => Reply::InsertHeader {
            name,
            value: &value,
        },
        HeaderEdit::Add { .. } => Reply::AddHeader {
            name,
            value: &value,
        },
    };
    Codec.encode(reply, output).map_err(|_| Failure::TooLarge {
        what: "header field",
        limit: MAX_DATA as u64,
    })
}

/// A value as the protocol wants it: folds as LF (Postfix would keep a CR as content), one leading
/// space of our own when the MTA adds none.
fn written(value: &str, terms: &Terms) -> Result<String, Failure> {
    if value.trim().is_empty() {
        return Err(Failure::Carrier(
            "an empty value would delete the header field instead",
        ));
    }
    if !is_one_field(value) {
        return Err(Failure::Carrier("a header value would start another field"));
    }
    let value = value.replace("\r\n", "\n");
    Ok(if terms.leading_space() {
        format!(" {value}")
    } else {
        value
    })
}

/// A text for an SMTP reply line: one line of printable ASCII (RFC 5321 section 4.2.1), of at most
/// 400 characters so that it keeps within the 512 octets of section 4.5.3.1.5.
fn reply_text(text: &str) -> String {
    let line: Vec<&str> = text
        .split(|c: char| c.is_control() || c == ' ')
        .filter(|word| !word.is_empty())
        .collect();
    let line = line.join(" ");
    let ascii = line.chars().map(|c| if c.is_ascii() { c } else { '?' });
    let line: String = ascii.take(400).collect();
    if line.is_empty() {
        "The message is refused by a rule of this server".into()
    } else {
        line
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use bytes::Buf;

    use super::*;
    use crate::milter::negotiate::Offer;

    fn terms(protocol: u32) -> Terms {
        Terms::from_offer(Offer {
            version: 6,
            actions: 0x1ff,
            protocol,
        })
        .unwrap()
    }

    fn bytes(mut frames: Frames) -> Vec<u8> {
        frames.copy_to_bytes(frames.remaining()).to_vec()
    }

    fn sealed(edits: Vec<HeaderEdit>, body: Vec<Bytes>, protocol: u32) -> Vec<u8> {
        let outcome = Outcome::Sealed(
            Carrier {
                edits: edits.into(),
                body,
                message_id: MessageId([7; 16]),
            },
            Because::default(),
        );
        bytes(settle(outcome, "Q1", &terms(protocol)).unwrap())
    }

    fn add(name: &str, value: &str) -> HeaderEdit {
        HeaderEdit::Add {
            name: name.into(),
            value: value.into(),
        }
    }

    #[test]
    fn the_reason_that_is_logged_is_one_for_the_action() {
        let address = crate::mail::Address::parse("bob@example.net").unwrap();
        let reason = |action, rule: &str| crate::policy::Reason {
            recipient: address.clone(),
            action,
            rule: Some(rule.into()),
            why: format!("why {rule}"),
        };
        let verdict = Verdict {
            parts: Vec::new(),
            reasons: vec![reason("pass", "first"), reason("seal", "second")],
        };
        for (action, rule) in [("pass", "first"), ("seal", "second"), ("hold", "first")] {
            let because = Because::of_action(&verdict, action);
            assert_eq!(because.rule, rule, "{action}");
            assert_eq!(because.why, format!("why {rule}"), "{action}");
        }
    }

    #[test]
    fn a_text_of_any_kind_is_one_line_of_smtp() {
        for (text, line) in [
            ("no", "no"),
            ("100 % sure", "100 % sure"),
            ("a\r\n250 ok\0 b", "a 250 ok b"),
            ("crème brûlée", "cr?me br?l?e"),
            ("\r\n", "The message is refused by a rule of this server"),
        ] {
            assert_eq!(reply_text(text), line);
        }
        assert_eq!(reply_text(&"x".repeat(1_000)).len(), 400);
        let reject = settle(
            Outcome::Rejected("100 % no".into(), Because::default()),
            "Q1",
            &terms(0),
        )
        .unwrap();
        assert_eq!(bytes(reject), b"\0\0\0\x15y550 5.7.1 100 %% no\0");
    }

    #[test]
    fn a_carrier_is_edits_then_body_then_accept() {
        let edits = vec![
            HeaderEdit::Delete {
                name: "Bcc".into(),
                index: 1,
            },
            add("X", "a\r\n b"),
        ];
        let expected =
            b"\0\0\0\x0am\0\0\0\x01Bcc\0\0\0\0\0\x09hX\0 a\n b\0\0\0\0\x03bhi\0\0\0\x01a";
        assert_eq!(
            sealed(
                edits,
                vec![Bytes::from_static(b"hi"), Bytes::new()],
                0x10_0000
            ),
            expected
        );
        let plain = sealed(vec![add("X", "a")], vec![Bytes::from_static(b"hi")], 0);
        assert_eq!(
            plain, b"\0\0\0\x05hX\0a\0\0\0\0\x03bhi\0\0\0\x01a",
            "here the MTA writes the space"
        );
    }

    #[test]
    fn whatever_is_accepted_bears_the_verdict_where_it_is_wanted() {
        let wanted = terms(0x10_0000).with_verdict(true);
        let why = Because::default;
        let carrier = || Carrier {
            edits: vec![add("X", "a")].into(),
            body: vec![Bytes::from_static(b"hi")],
            message_id: MessageId([7; 16]),
        };
        let rest = || Ready::new(carrier(), why(), &wanted).unwrap();
        for (outcome, verdict) in [
            (Outcome::Pass(why()), Some("pass")),
            (
                Outcome::AlreadySealed(Edits::default(), why()),
                Some("already-sealed"),
            ),
            (
                Outcome::AlreadySealedHeld(Edits::default(), why()),
                Some("hold"),
            ),
            (Outcome::Sealed(carrier(), why()), Some("seal")),
            (Outcome::Held(carrier(), why()), Some("hold")),
            (
                Outcome::Split {
                    gone: Vec::new(),
                    copies: Vec::new(),
                    rest: rest(),
                },
                Some("seal"),
            ),
            (Outcome::Rejected("no".into(), why()), None),
            (Outcome::Failed(Failure::Undecided), None),
        ] {
            let said = String::from_utf8_lossy(&bytes(settle(outcome, "Q1", &wanted).unwrap()))
                .into_owned();
            match verdict {
                Some(verdict) => assert!(
                    said.contains(&format!("hX-Postseal-Verdict\0 {verdict}\0")),
                    "{said:?}"
                ),
                None => assert!(!said.contains("X-Postseal-Verdict"), "{said:?}"),
            }
        }
        let sealed = bytes(settle(Outcome::Sealed(carrier(), why()), "Q1", &wanted).unwrap());
        let at = |what: &[u8]| {
            sealed
                .windows(what.len())
                .position(|window| window == what)
                .unwrap()
        };
        assert!(
            at(b"bhi") < at(b"hX-Postseal-Verdict"),
            "the verdict must not stand before the new body"
        );
        let plain = bytes(settle(Outcome::Pass(why()), "Q1", &terms(0x10_0000)).unwrap());
        assert_eq!(plain, ACCEPT, "else nothing is added");
    }

    #[test]
    fn a_carrier_that_would_leave_clear_text_is_not_sent() {
        let body = || vec![Bytes::from_static(b"hi")];
        let cases = [
            (vec![], vec![]),
            (vec![], vec![Bytes::new()]),
            (vec![add("Subject", "")], body()),
            (vec![add("Subject", "a\r\nBcc: b")], body()),
            (vec![add("Sub ject", "a")], body()),
            (vec![add("", "a")], body()),
            (
                vec![HeaderEdit::Delete {
                    name: "X".into(),
                    index: 0,
                }],
                body(),
            ),
            (
                vec![HeaderEdit::Change {
                    name: "X".into(),
                    index: 1,
                    value: " ".into(),
                }],
                body(),
            ),
        ];
        for (at, (edits, body)) in cases.into_iter().enumerate() {
            assert_eq!(&sealed(edits, body, 0)[4..15], b"y451 4.3.0 ", "case {at}");
        }
        // No retry makes a field shorter.
        let long = sealed(vec![add("X", &"a".repeat(70_000))], body(), 0);
        assert_eq!(&long[4..15], b"y552 5.3.4 ");
    }
}
