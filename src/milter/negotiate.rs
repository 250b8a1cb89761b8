//! Option negotiation: what the MTA offers, and the terms that both sides keep afterwards.
//!
//! The constants are those of sendmail's `libmilter/mfdef.h`; Postfix has the same.

use super::packet::PacketError;
use super::reply::{Frames, Reply};

/// The protocol version we speak.
pub(super) const VERSION: u32 = 6;

/// The oldest version that has the commands we need.
const OLDEST: u32 = 2;

/// What a milter may do to a message (`SMFIF_*`).
pub(super) mod action {
    /// Add header fields.
    pub(in crate::milter) const ADD_HEADERS: u32 = 0x01;
    /// Replace the body.
    pub(in crate::milter) const CHANGE_BODY: u32 = 0x02;
    /// Delete recipients.
    pub(in crate::milter) const DELETE_RECIPIENTS: u32 = 0x08;
    /// Change and delete header fields.
    pub(in crate::milter) const CHANGE_HEADERS: u32 = 0x10;
    /// Put a message into quarantine.
    pub(in crate::milter) const QUARANTINE: u32 = 0x20;
    /// Say which macros it wants.
    pub(in crate::milter) const SET_MACROS: u32 = 0x100;
}

/// What the MTA leaves out, and which commands it expects no answer to (`SMFIP_*`).
pub(super) mod protocol {
    /// HELO is not sent.
    pub(in crate::milter) const NO_HELO: u32 = 0x02;
    /// Header fields are not answered.
    pub(in crate::milter) const NR_HEADER: u32 = 0x80;
    /// Unknown SMTP commands are not sent.
    pub(in crate::milter) const NO_UNKNOWN: u32 = 0x100;
    /// The MTA understands SKIP.
    pub(in crate::milter) const SKIP: u32 = 0x400;
    /// CONNECT is not answered.
    pub(in crate::milter) const NR_CONNECT: u32 = 0x1000;
    /// HELO is not answered.
    pub(in crate::milter) const NR_HELO: u32 = 0x2000;
    /// MAIL is not answered.
    pub(in crate::milter) const NR_MAIL: u32 = 0x4000;
    /// RCPT is not answered.
    pub(in crate::milter) const NR_RECIPIENT: u32 = 0x8000;
    /// DATA is not answered.
    pub(in crate::milter) const NR_DATA: u32 = 0x1_0000;
    /// Unknown SMTP commands are not answered.
    pub(in crate::milter) const NR_UNKNOWN: u32 = 0x2_0000;
    /// Body chunks are not answered.
    pub(in crate::milter) const NR_BODY: u32 = 0x8_0000;
    /// Header values keep their leading space, both ways.
    pub(in crate::milter) const LEADING_SPACE: u32 = 0x10_0000;
}

const NEEDED: u32 = action::ADD_HEADERS | action::CHANGE_BODY | action::CHANGE_HEADERS;

/// EOH is not among those without an answer: our answer to it ends most messages that no rule
/// matches, and so saves the MTA from sending their bodies.
const WANTED: u32 = protocol::NO_HELO
    | protocol::NR_HEADER
    | protocol::NO_UNKNOWN
    | protocol::SKIP
    | protocol::NR_CONNECT
    | protocol::NR_HELO
    | protocol::NR_MAIL
    | protocol::NR_RECIPIENT
    | protocol::NR_DATA
    | protocol::NR_UNKNOWN
    | protocol::NR_BODY
    | protocol::LEADING_SPACE;

/// The macros we use, by stage (`SMFIM_*`: MAIL 2, DATA 4, EOH 6, EOM 5). Stages that are not
/// listed get none from Postfix. The queue ID is asked for at several stages, since an MTA may
/// learn it late: Postfix after the first RCPT. The client's address comes with CONNECT and needs
/// no macro.
const MACROS: [(u32, &str); 4] = [(2, "i {auth_authen}"), (4, "i"), (6, "i"), (5, "i")];

/// What the MTA offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) version: u32,
    pub(super) actions: u32,
    pub(super) protocol: u32,
}

/// What was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    version: u32,
    actions: u32,
    protocol: u32,
    verdict: bool,
}

impl Terms {
    /// Takes from an offer what we can use. `None`: the version is too old to talk at all.
    pub(super) fn from_offer(offer: Offer) -> Option<Self> {
        let actions = offer.actions
            & (NEEDED | action::DELETE_RECIPIENTS | action::QUARANTINE | action::SET_MACROS);
        let version = offer.version.min(VERSION);
        (version >= OLDEST).then_some(Self {
            version,
            actions,
            protocol: offer.protocol & WANTED,
            verdict: false,
        })
    }

    /// The same where each message shall bear our verdict. A field can be added at EOM only, so
    /// messages that pass go on until then; body chunks are answered, since the answer spares the
    /// MTA the rest of such a body.
    pub(super) fn with_verdict(self, verdict: bool) -> Self {
        let without = if verdict { protocol::NR_BODY } else { 0 };
        Self {
            verdict,
            protocol: self.protocol & !without,
            ..self
        }
    }

    /// Whether each message that is accepted shall bear our verdict.
    pub(super) fn verdict(&self) -> bool {
        self.verdict
    }

    /// The same terms, but the MTA waits for an answer to this command; `no_reply` is that
    /// command's `NR_` bit.
    pub(super) fn answering(self, no_reply: u32) -> Self {
        Self {
            protocol: self.protocol & !no_reply,
            ..self
        }
    }

    /// The frame that tells the MTA; `wanted` are the macros that the rules ask for, which it has
    /// at MAIL at the latest.
    pub(super) fn answer(&self, wanted: &[String]) -> Result<Frames, PacketError> {
        let more: String = wanted.iter().map(|name| format!(" {{{name}}}")).collect();
        let at_mail = format!("{}{more}", MACROS[0].1);
        let all = [
            (MACROS[0].0, at_mail.as_str()),
            MACROS[1],
            MACROS[2],
            MACROS[3],
        ];
        let macros: &[(u32, &str)] = if self.actions & action::SET_MACROS != 0 {
            &all
        } else {
            &[]
        };
        let Self {
            version,
            actions,
            protocol,
            ..
        } = *self;
        Frames::one(Reply::Negotiate {
            version,
            actions,
            protocol,
            macros,
        })
    }

    /// Whether the MTA lets us replace a message. When it doesn't, no message may go through us: a
    /// session is then kept, rather than closed, so that each message gets our tempfail whatever
    /// the MTA's default action is.
    pub(super) fn can_seal(&self) -> bool {
        self.actions & NEEDED == NEEDED
    }

    /// Whether the MTA has a quarantine for us.
    pub(super) fn can_hold(&self) -> bool {
        self.actions & action::QUARANTINE != 0
    }

    /// Whether recipients can be taken out of a message, so that it can be split.
    pub(super) fn can_split(&self) -> bool {
        self.actions & action::DELETE_RECIPIENTS != 0
    }

    /// Whether the MTA waits for an answer to a command; `no_reply` is that command's `NR_` bit.
    pub(super) fn answered(&self, no_reply: u32) -> bool {
        self.protocol & no_reply == 0
    }

    /// Whether SKIP may be said.
    pub(super) fn skip(&self) -> bool {
        self.protocol & protocol::SKIP != 0
    }

    /// Whether header values come and go with their leading space. Without this the MTA takes one
    /// space off what it shows and puts one before what we write.
    pub(super) fn leading_space(&self) -> bool {
        self.protocol & protocol::LEADING_SPACE != 0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_agreed_was_offered() {
        let postfix = Terms::from_offer(Offer {
            version: 6,
            actions: 0x1ff,
            protocol: 0x1f_ffff,
        })
        .unwrap();
        assert_eq!(
            postfix,
            Terms {
                version: 6,
                actions: 0x13b,
                protocol: WANTED,
                verdict: false
            }
        );
        assert!(postfix.can_seal() && postfix.skip() && postfix.leading_space());
        assert!(!postfix.answered(protocol::NR_BODY));

        let old = Terms::from_offer(Offer {
            version: 2,
            actions: 0x3f,
            protocol: 0x7f,
        })
        .unwrap();
        assert_eq!(
            old,
            Terms {
                version: 2,
                actions: 0x3b,
                protocol: protocol::NO_HELO,
                verdict: false
            }
        );
        assert!(old.can_seal() && !old.skip() && !old.leading_space());
        assert!(old.answered(protocol::NR_BODY));

        let verdict = postfix.with_verdict(true);
        assert!(
            verdict.answered(protocol::NR_BODY)
                && verdict.skip()
                && !verdict.answered(protocol::NR_HEADER)
        );

        let newer = Terms::from_offer(Offer {
            version: 9,
            actions: u32::MAX,
            protocol: u32::MAX,
        })
        .unwrap();
        assert_eq!(newer, postfix);
        assert_eq!(
            Terms::from_offer(Offer {
                version: 1,
                actions: 0x3f,
                protocol: 0x3f
            }),
            None
        );
    }

    #[test]
    fn an_mta_that_grants_too_little_is_known_as_such() {
        for missing in [
            action::ADD_HEADERS,
            action::CHANGE_BODY,
            action::CHANGE_HEADERS,
        ] {
            let offer = Offer {
                version: 6,
                actions: 0x1ff & !missing,
                protocol: 0,
            };
            assert!(!Terms::from_offer(offer).unwrap().can_seal());
        }
    }
}
