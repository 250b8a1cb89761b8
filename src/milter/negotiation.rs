//! Option negotiation: what we take of what the MTA offers.

use super::wire::protocol::{Offer, VERSION, WireError, action, step};
use super::wire::reply::{Frames, Reply};

/// The oldest version that has the commands we need.
const OLDEST: u32 = 2;

const NEEDED: u32 = action::ADD_HEADERS | action::CHANGE_BODY | action::CHANGE_HEADERS;

/// EOH is not among those without an answer: our answer to it ends most messages that no rule
/// matches, and so saves the MTA from sending their bodies.
const WANTED: u32 = step::NO_HELO
    | step::NR_HEADER
    | step::NO_UNKNOWN
    | step::SKIP
    | step::NR_CONNECT
    | step::NR_HELO
    | step::NR_MAIL
    | step::NR_RECIPIENT
    | step::NR_DATA
    | step::NR_UNKNOWN
    | step::NR_BODY
    | step::LEADING_SPACE;

/// The macros we use, by stage (`SMFIM_*`: MAIL 2, DATA 4, EOH 6, EOM 5). Stages that are not
/// listed get none from Postfix. The queue ID is asked for at several stages, since an MTA may
/// learn it late: Postfix after the first RCPT. The client's address comes with CONNECT and needs
/// no macro.
const MACROS: [(u32, &str); 4] = [(2, "i {auth_authen}"), (4, "i"), (6, "i"), (5, "i")];

/// What both sides agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NegotiatedOptions {
    version: u32,
    actions: u32,
    steps: u32,
    verdict: bool,
}

impl NegotiatedOptions {
    /// Takes from an offer what we can use. `None`: the version is too old to talk at all.
    pub(super) fn from_offer(offer: Offer) -> Option<Self> {
        let actions = offer.actions
            & (NEEDED | action::DELETE_RECIPIENTS | action::QUARANTINE | action::SET_MACROS);
        let version = offer.version.min(VERSION);
        (version >= OLDEST).then_some(Self {
            version,
            actions,
            steps: offer.steps & WANTED,
            verdict: false,
        })
    }

    /// The same where each message shall bear our verdict. A field can be added at EOM only, so
    /// messages that pass go on until then; body chunks are answered, since the answer spares the
    /// MTA the rest of such a body.
    pub(super) fn with_verdict(self, verdict: bool) -> Self {
        let without = if verdict { step::NR_BODY } else { 0 };
        Self {
            verdict,
            steps: self.steps & !without,
            ..self
        }
    }

    /// Whether each message that is accepted shall bear our verdict.
    pub(super) fn verdict(&self) -> bool {
        self.verdict
    }

    /// The same options, but the MTA waits for an answer to this command; `no_reply` is that
    /// command's `NR_` bit.
    pub(super) fn answering(self, no_reply: u32) -> Self {
        Self {
            steps: self.steps & !no_reply,
            ..self
        }
    }

    /// The frame that tells the MTA; `wanted` are the macros that the rules ask for, which it has
    /// at MAIL at the latest.
    pub(super) fn answer(&self, wanted: &[String]) -> Result<Frames, WireError> {
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
            steps,
            ..
        } = *self;
        Frames::one(Reply::Negotiate {
            version,
            actions,
            steps,
            macros,
        })
    }

    /// Whether the MTA lets us replace a message. When it doesn't, no message may pass through us:
    /// the session then goes on, rather than being closed, so that each message gets our tempfail
    /// whatever the MTA's default action is.
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
        self.steps & no_reply == 0
    }

    /// Whether SKIP may be said.
    pub(super) fn skip(&self) -> bool {
        self.steps & step::SKIP != 0
    }

    /// Whether header values come and go with their leading space. Without this the MTA takes one
    /// space off what it shows and puts one before what we write.
    pub(super) fn leading_space(&self) -> bool {
        self.steps & step::LEADING_SPACE != 0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_agreed_was_offered() {
        let postfix = NegotiatedOptions::from_offer(Offer {
            version: 6,
            actions: 0x1ff,
            steps: 0x1f_ffff,
        })
        .unwrap();
        assert_eq!(
            postfix,
            NegotiatedOptions {
                version: 6,
                actions: 0x13b,
                steps: WANTED,
                verdict: false
            }
        );
        assert!(postfix.can_seal() && postfix.skip() && postfix.leading_space());
        assert!(!postfix.answered(step::NR_BODY));

        let old = NegotiatedOptions::from_offer(Offer {
            version: 2,
            actions: 0x3f,
            steps: 0x7f,
        })
        .unwrap();
        assert_eq!(
            old,
            NegotiatedOptions {
                version: 2,
                actions: 0x3b,
                steps: step::NO_HELO,
                verdict: false
            }
        );
        assert!(old.can_seal() && !old.skip() && !old.leading_space());
        assert!(old.answered(step::NR_BODY));

        let verdict = postfix.with_verdict(true);
        assert!(
            verdict.answered(step::NR_BODY) && verdict.skip() && !verdict.answered(step::NR_HEADER)
        );

        let newer = NegotiatedOptions::from_offer(Offer {
            version: 9,
            actions: u32::MAX,
            steps: u32::MAX,
        })
        .unwrap();
        assert_eq!(newer, postfix);
        assert_eq!(
            NegotiatedOptions::from_offer(Offer {
                version: 1,
                actions: 0x3f,
                steps: 0x3f
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
                steps: 0,
            };
            assert!(!NegotiatedOptions::from_offer(offer).unwrap().can_seal());
        }
    }
}
