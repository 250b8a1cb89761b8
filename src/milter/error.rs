//! What can go wrong with a message, with the sentence for the log; and with a session.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::wire::protocol::WireError;
use crate::mail::size;
use crate::outbound::{CopyError, OutboundError, TooLarge};

/// An error of a [`Judge`](super::Judge): a sentence for the log.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why a message is refused although no rule says so.
#[derive(Debug)]
pub(super) enum MessageError {
    /// The MTA does not let us change messages.
    Powerless,
    /// A path in MAIL or RCPT that is no address.
    Path { command: &'static str, why: String },
    /// A recipient's address names a second domain, to which the MTA may deliver whatever the rules
    /// say of the first.
    Detour,
    /// More header fields than these can't be taken out one by one.
    TooManyFields(usize),
    /// Rules that were reloaded ask for macros that the MTA wasn't asked for on this connection.
    Stale,
    /// An earlier command of this message was refused, but the MTA continued it.
    Refused,
    /// A header field holds a line end that is no fold.
    Fold,
    /// EOH came without any RCPT.
    NoRecipients,
    /// More recipients than the settings allow.
    TooManyRecipients(usize),
    /// Header, or header and body, longer than the settings allow.
    TooLarge { what: &'static str, limit: u64 },
    /// There are as many connections as may be, and none ended in time.
    Sessions { most: usize, waited: Duration },
    /// As many messages are inspected as may be, and none was done in time.
    Inspections { most: usize, waited: Duration },
    /// The carrier would be larger than the next hops take.
    Oversized(TooLarge),
    /// The messages in flight fill the memory that they may reserve.
    Memory(usize),
    /// A copy was refused for good, before any other was sent.
    Refusal(String),
    /// Deciding or sealing failed.
    Error { what: &'static str, error: BoxError },
    /// Deciding or sealing panicked. The panic's own text is left out: it may quote the message.
    Panic(&'static str),
    /// The protocol cannot carry the carrier.
    Carrier(&'static str),
    /// A rule holds the message, and the MTA has no quarantine for us.
    NoQuarantine,
    /// The rules did not decide although the body was there.
    Undecided,
}

impl MessageError {
    /// A message that could not be sealed.
    pub(super) fn from_outbound(what: &'static str, error: OutboundError) -> Self {
        match error {
            OutboundError::TooLarge(large) => Self::Oversized(large),
            error @ OutboundError::Io(_) => Self::Error {
                what,
                error: error.into(),
            },
        }
    }

    /// A copy that could not be sent. The message is refused for good only if the same message
    /// would be refused again.
    pub(super) fn from_copy(error: CopyError) -> Self {
        match error {
            CopyError::Sealing(OutboundError::TooLarge(large)) => Self::Oversized(large),
            error if error.is_permanent() => Self::Refusal(error.to_string()),
            error => Self::Error {
                what: "sending a copy",
                error: error.into(),
            },
        }
    }

    /// What it is counted as.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Powerless => "no_power",
            Self::Path { .. } => "address",
            Self::Detour => "detour",
            Self::TooManyFields(_) => "header_fields",
            Self::Stale => "stale_session",
            Self::Refused => "refused_before",
            Self::Fold => "fold",
            Self::NoRecipients => "no_recipients",
            Self::TooManyRecipients(_) => "recipients",
            Self::TooLarge { .. } => "size",
            Self::Sessions { .. } => "sessions",
            Self::Inspections { .. } => "inspections",
            Self::Oversized(_) => "carrier_size",
            Self::Memory(_) => "memory",
            Self::Refusal(_) => "copy_refused",
            Self::Error { .. } => "failure",
            Self::Panic(_) => "panic",
            Self::Carrier(_) => "protocol",
            Self::NoQuarantine => "no_quarantine",
            Self::Undecided => "undecided",
        }
    }

    /// The sentence for the log: what happened and what to do.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Powerless => {
                "the MTA does not let this milter add and change header fields and replace bodies, \
                 so no message may pass; set milter_protocol = 6 in Postfix"
                    .into()
            }
            Self::Path { command, why } => format!("the path in {command} cannot be used: {why}"),
            Self::Detour => "a recipient's address names a second domain (%, !, quotes, comments \
                             or a route), to which mail could be delivered whatever the rules say"
                .into(),
            Self::TooManyFields(most) => format!("there are more than {most} header fields"),
            Self::Stale => {
                "the rules were read again and ask for more macros than the MTA sends on this \
                 connection; it is taken up on the next one"
                    .into()
            }
            Self::Refused => "a command of this message was refused before".into(),
            Self::Fold => "a header field holds a line end that is no fold".into(),
            Self::NoRecipients => "the MTA named no recipient".into(),
            Self::TooManyRecipients(limit) => format!("there are more than {limit} recipients"),
            Self::TooLarge { what, limit } => {
                format!(
                    "the {what} is larger than the {} allowed",
                    size::limit(*limit)
                )
            }
            Self::Memory(limit) => {
                format!(
                    "messages in flight hold more than the {} allowed over all (milter.max_memory)",
                    size::limit(*limit as u64)
                )
            }
            Self::Sessions { most, waited } => format!(
                "{most} connections are open, which is the most allowed (milter.max_sessions), and \
                 none ended within {waited:?} (milter.session_wait)"
            ),
            Self::Inspections { most, waited } => format!(
                "{most} messages are being inspected, which is the most allowed at a time \
                 (milter.max_inspections), and this one waited {waited:?} in vain \
                 (milter.inspection_wait)"
            ),
            Self::Oversized(large) => large.to_string(),
            Self::Refusal(why) => why.clone(),
            Self::Error { what, error } => format!("{what} failed: {error}"),
            Self::Panic(what) => {
                format!("{what} panicked, which is a bug in postseal: please report it")
            }
            Self::NoQuarantine => "a rule holds this message, and the MTA gives this milter no \
                                   quarantine"
                .into(),
            Self::Undecided => "the rules did not decide, which is a bug in postseal: please \
                                report it"
                .into(),
            Self::Carrier(what) => format!("the carrier cannot be handed to the MTA: {what}"),
        }
    }
}

/// Why a session cannot go on. The MTA finds the connection closed and does its default action.
#[derive(Debug)]
pub(super) enum SessionError {
    /// Bytes that are no command.
    Wire(WireError),
    /// The MTA offers a version of the protocol that lacks what we need.
    Version(u32),
    /// A command at a stage where the protocol has no place for it.
    Order {
        command: &'static str,
        when: &'static str,
    },
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wire(error) => error.fmt(f),
            Self::Version(version) => {
                write!(
                    f,
                    "the MTA speaks milter protocol {version}; set milter_protocol = 6 in Postfix"
                )
            }
            Self::Order { command, when } => write!(f, "the MTA said {command} {when}"),
        }
    }
}

impl From<WireError> for SessionError {
    fn from(error: WireError) -> Self {
        Self::Wire(error)
    }
}
