//! The frames that accept a message: as it is, with its header edited, or replaced by its carrier.
//!
//! What the protocol can't carry is an error, and the message is then refused: a carrier of which a
//! part is missing would leave the message, or some of its header, in clear.

use bytes::{Bytes, BytesMut};
use tokio_util::codec::Encoder;

use crate::mail::header::is_one_field;
use crate::milter::error::MessageError;
use crate::milter::negotiation::NegotiatedOptions;
use crate::milter::wire::protocol::{Codec, MAX_DATA, WireError};
use crate::milter::wire::reply::{Frames, Reply};
use crate::outbound::{Carrier, Edits, HeaderEdit};

/// The field that bears the verdict.
const VERDICT_FIELD: &str = "X-Postseal-Verdict";

/// The frame that accepts.
const ACCEPT: [u8; 5] = [0, 0, 0, 1, b'a'];

/// A message that came as one of our carriers: header edits and the accept. `hold` puts it into
/// quarantine, for that reason.
pub(in crate::milter) fn returning(
    edits: &Edits,
    hold: Option<&str>,
    negotiated: &NegotiatedOptions,
) -> Result<Frames, MessageError> {
    let mut out = BytesMut::new();
    for edit in edits {
        put_edit(edit, negotiated, &mut out)?;
    }
    let verdict = match hold {
        Some(reason) => {
            out.extend_from_slice(&quarantine(reason, negotiated)?);
            "hold"
        }
        None => "already-sealed",
    };
    put_verdict(verdict, negotiated, &mut out)
        .map_err(|_| MessageError::Carrier("its verdict is too long"))?;
    out.extend_from_slice(&ACCEPT);
    let mut frames = Frames::default();
    frames.push(out.freeze());
    Ok(frames)
}

/// A message that its carrier replaces: header edits and body frames, in the order that Postfix
/// needs, since any frame between body frames ends the body; and the frames that accept it, which
/// come last. `hold` as above.
pub(in crate::milter) fn replaced(
    carrier: Carrier,
    hold: Option<&str>,
    negotiated: &NegotiatedOptions,
) -> Result<(Frames, Bytes), MessageError> {
    // Without a body frame the MTA would keep the old body, in clear.
    if carrier.body.iter().all(Bytes::is_empty) {
        return Err(MessageError::Carrier("its body is empty"));
    }
    let mut edits = BytesMut::new();
    for edit in &carrier.edits {
        put_edit(edit, negotiated, &mut edits)?;
    }
    if let Some(reason) = hold {
        edits.extend_from_slice(&quarantine(reason, negotiated)?);
    }
    let mut frames = Frames::default();
    frames.push(edits.freeze());
    frames.push_body(carrier.body);
    // Last, since Postfix's header checks may act on the verdict as soon as it is there: by then
    // nothing of the old body may be left.
    let mut end = BytesMut::new();
    let verdict = if hold.is_some() { "hold" } else { "seal" };
    put_verdict(verdict, negotiated, &mut end)
        .map_err(|_| MessageError::Carrier("its verdict is too long"))?;
    end.extend_from_slice(&ACCEPT);
    Ok((frames, end.freeze()))
}

/// A message that stays as it is.
pub(in crate::milter) fn unchanged(
    verdict: &str,
    negotiated: &NegotiatedOptions,
) -> Result<Frames, WireError> {
    let mut answer = BytesMut::new();
    put_verdict(verdict, negotiated, &mut answer)?;
    Codec.encode(Reply::Accept, &mut answer)?;
    let mut frames = Frames::default();
    frames.push(answer.freeze());
    Ok(frames)
}

/// The field that says what was decided, where it is wanted. It needs no secret: Postfix's
/// milter_header_checks see fields that milters add, and never those of a client.
fn put_verdict(
    verdict: &str,
    negotiated: &NegotiatedOptions,
    output: &mut BytesMut,
) -> Result<(), WireError> {
    if negotiated.verdict() {
        let value = if negotiated.leading_space() {
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

/// The frame that puts a message into quarantine.
fn quarantine(reason: &str, negotiated: &NegotiatedOptions) -> Result<BytesMut, MessageError> {
    if !negotiated.can_hold() {
        return Err(MessageError::NoQuarantine);
    }
    let mut frame = BytesMut::new();
    Codec
        .encode(Reply::Quarantine(reason), &mut frame)
        .map_err(|_| MessageError::Carrier("its reason is too long"))?;
    Ok(frame)
}

fn put_edit(
    edit: &HeaderEdit,
    negotiated: &NegotiatedOptions,
    output: &mut BytesMut,
) -> Result<(), MessageError> {
    let (name, value) = match edit {
        HeaderEdit::Delete { name, .. } => (name, String::new()),
        HeaderEdit::Change { name, value, .. }
        | HeaderEdit::Insert { name, value }
        | HeaderEdit::Add { name, value } => (name, written(value, negotiated)?),
    };
    if name.is_empty()
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b':')
    {
        return Err(MessageError::Carrier(
            "a header field has a name that none can have",
        ));
    }
    let reply = match edit {
        HeaderEdit::Delete { index, .. } | HeaderEdit::Change { index, .. } => {
            // Postfix reads 0 as 1, sendmail does not.
            if *index == 0 {
                return Err(MessageError::Carrier("header fields are counted from 1"));
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
    Codec
        .encode(reply, output)
        .map_err(|_| MessageError::TooLarge {
            what: "header field",
            limit: MAX_DATA as u64,
        })
}

/// A value as the protocol wants it: folds as LF (Postfix would keep a CR as content), one leading
/// space of our own when the MTA adds none.
fn written(value: &str, negotiated: &NegotiatedOptions) -> Result<String, MessageError> {
    if value.trim().is_empty() {
        return Err(MessageError::Carrier(
            "an empty value would delete the header field instead",
        ));
    }
    if !is_one_field(value) {
        return Err(MessageError::Carrier(
            "a header value would start another field",
        ));
    }
    let value = value.replace("\r\n", "\n");
    Ok(if negotiated.leading_space() {
        format!(" {value}")
    } else {
        value
    })
}
