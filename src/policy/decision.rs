//! What is done with a message.

use std::time::Duration;

/// What the milter does with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Leave it as it is.
    Pass,
    /// Replace it by its carrier.
    Seal(SealOptions),
    /// Replace it by its carrier, and keep that in the MTA's quarantine.
    Hold(SealOptions),
    /// Refuse it, and say this to its sender.
    Reject(Refusal),
}

/// What the sender of a message is told that rules refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What the rule says.
    Said(String),
    /// Only that it may not be sent: the rule says nothing.
    Unsaid,
    /// That its subject nearly has one of these tags, which ask for encryption.
    NearMiss(Vec<String>),
    /// That a recipient's address names a second domain.
    Detour,
}

impl From<&str> for Refusal {
    fn from(text: &str) -> Self {
        Self::Said(text.into())
    }
}

/// How a message is to be sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealOptions {
    /// How long the message can be opened; `None`: as long as its key exists.
    pub expires: Option<Duration>,
    /// The subject without the policy's tag; `None`: it bears no tag and stays as it is.
    pub subject: Option<String>,
    /// The language of carrier and portal; `None`: the default.
    pub language: Option<String>,
    /// The brand of carrier and portal; `None`: the default.
    pub brand: Option<String>,
    /// Whether the recipient may answer on the portal; `None`: the default.
    pub reply_allowed: Option<bool>,
    /// Whether the sender is told of the opening; `None`: when the message asks for it.
    pub receipt: Option<bool>,
}

impl Decision {
    /// The decision in one word, that of the [`super::Action`] it comes from.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Seal(_) => "seal",
            Self::Hold(_) => "hold",
            Self::Reject(_) => "reject",
        }
    }

    /// Of two decisions on one message, the one that keeps more from leaving in clear.
    pub(super) fn stricter(self, other: Self) -> Self {
        match (self, other) {
            (Self::Reject(said), _) | (_, Self::Reject(said)) => Self::Reject(said),
            (Self::Pass, other) | (other, Self::Pass) => other,
            (Self::Seal(one), Self::Seal(two)) => Self::Seal(one.merge(&two)),
            (Self::Seal(one) | Self::Hold(one), Self::Seal(two) | Self::Hold(two)) => {
                Self::Hold(one.merge(&two))
            }
        }
    }
}

impl SealOptions {
    /// What two recipients can share: of each option the one that lets less happen.
    fn merge(self, other: &Self) -> Self {
        let less = |one: Option<bool>, two: Option<bool>| {
            one.into_iter().chain(two).reduce(|one, two| one && two)
        };
        Self {
            expires: self.expires.into_iter().chain(other.expires).min(),
            subject: self.subject.or_else(|| other.subject.clone()),
            language: self.language.or_else(|| other.language.clone()),
            brand: self.brand.or_else(|| other.brand.clone()),
            reply_allowed: less(self.reply_allowed, other.reply_allowed),
            receipt: less(self.receipt, other.receipt),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_for_several_at_once_allows_what_all_their_rules_allow() {
        let options = |reply_allowed, receipt| SealOptions {
            reply_allowed,
            receipt,
            ..SealOptions::default()
        };
        let merge = |one, two| {
            let Decision::Seal(options) = Decision::Seal(one).stricter(Decision::Seal(two)) else {
                panic!("two seals are a seal");
            };
            (options.reply_allowed, options.receipt)
        };
        assert_eq!(
            merge(
                options(Some(true), Some(false)),
                options(Some(false), Some(true))
            ),
            (Some(false), Some(false))
        );
        assert_eq!(
            merge(options(None, Some(true)), options(Some(false), Some(true))),
            (Some(false), Some(true)),
            "a rule that says nothing leaves it to the other"
        );
        assert_eq!(
            merge(options(None, None), options(None, None)),
            (None, None)
        );
    }
}
