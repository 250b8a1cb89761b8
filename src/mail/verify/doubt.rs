//! Why it isn't known whether a signature holds.

use std::fmt;

use mail_auth::common::crypto::{Algorithm, CryptoError};
use mail_auth::dkim::{DkimError, Signature};
use mail_auth::hickory_resolver::proto::op::ResponseCode;
use mail_auth::{DkimResult, DnsError, Error};

use crate::mail::size;

use super::{LONGEST, MOST_COVERED, MOST_SIGNATURES};

/// Why it isn't known whether a signature holds; a phrase for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// DNS gave no usable answer.
    Dns,
    /// Its field is too long to be looked at.
    Long,
    /// It covers too many fields to be looked at.
    Wide,
    /// It stands behind too many others.
    Many,
    /// It has a tag, an algorithm or a form that isn't known here.
    Form,
    /// It covers characters that programs read each in their own way.
    Odd,
    /// It covers more than an MTA shows to milters.
    Less,
    /// It covers a part of the body alone.
    Part,
    /// It has run out.
    Late,
    /// It holds, in a way that doesn't count.
    Weak,
    /// Its key is none that can be checked.
    Key,
    /// Nobody publishes its key, or not any more.
    Gone,
    /// It holds, and its key says that it is only tested, or for something else.
    Tested,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns => f.write_str("DNS does not say now which key it has"),
            Self::Long => write!(f, "its field has more than {}", size::limit(LONGEST as u64)),
            Self::Wide => write!(f, "it covers more than {MOST_COVERED} fields"),
            Self::Many => write!(
                f,
                "it stands behind {MOST_SIGNATURES} others that claim the same"
            ),
            Self::Form => f.write_str("it can't be read"),
            Self::Odd => f.write_str(
                "it covers half a line end, a control character or a space before a colon, which \
                 programs read each in their own way",
            ),
            Self::Less => f.write_str(
                "it covers a field that Postfix takes off (Bcc, Content-Length, Resent-Bcc, \
                 Return-Path) or may cut off (of more than 10 KB) before anybody can check it",
            ),
            Self::Part => f.write_str("it covers only a part of the body (its tag l=)"),
            Self::Late => f.write_str("it has run out (its tag x=)"),
            Self::Weak => f.write_str(
                "it holds, but doesn't count: it is made with SHA-1, leaves out the author, or \
                 signs for another domain (its tag atps=)",
            ),
            Self::Key => f.write_str(
                "the record of its key in DNS is not that of one RSA key with 1024 to 8192 bits, \
                 or of one Ed25519 key",
            ),
            Self::Gone => f.write_str(
                "DNS has no record of its key, or one that revokes it; publish the key with which \
                 the service signs, or have it sign with another",
            ),
            Self::Tested => f.write_str(
                "it holds, but the record of its key in DNS says that the key is only tested \
                 (t=y), or not meant for mail with SHA-256 (s=, h=); mend that record",
            ),
        }
    }
}

/// What is in doubt of a signature that was checked with this result: all that doesn't show it to
/// be wrong, or to hold.
pub(super) fn of(result: &DkimResult, signature: &Signature) -> Option<Doubt> {
    let doubt = match result {
        DkimResult::Pass if counts(signature) => return None,
        DkimResult::Pass => Doubt::Weak,
        DkimResult::TempError(_) => Doubt::Dns,
        // The answer may be that to the second question which that tag asks of DNS.
        DkimResult::PermError(Error::Dns(DnsError::RecordNotFound(_)))
            if signature.atps.is_some() =>
        {
            Doubt::Weak
        }
        DkimResult::Fail(Error::Crypto(CryptoError::IncompatibleAlgorithms)) => Doubt::Key,
        DkimResult::Fail(Error::Crypto(_) | Error::Dkim(DkimError::FailedAuidMatch))
        | DkimResult::Neutral(Error::Dkim(DkimError::FailedBodyHashMatch)) => return None,
        // A service that signs before its key is published, or still with an old one, sends mail of
        // ours all the same.
        DkimResult::PermError(
            Error::Dkim(DkimError::RevokedPublicKey)
            | Error::Dns(DnsError::RecordNotFound(ResponseCode::NXDomain | ResponseCode::NoError)),
        ) => Doubt::Gone,
        DkimResult::PermError(Error::Dns(DnsError::RecordNotFound(_))) => Doubt::Dns,
        DkimResult::PermError(_) => Doubt::Key,
        DkimResult::Neutral(Error::Dkim(DkimError::SignatureExpired)) => Doubt::Late,
        DkimResult::Fail(_) | DkimResult::Neutral(_) | DkimResult::None => Doubt::Form,
    };
    Some(doubt)
}

/// Whether what the key's record says of itself can change what is known of a signature.
pub(super) fn hangs_on_key(result: &DkimResult) -> bool {
    match result {
        DkimResult::Pass | DkimResult::Fail(_) => true,
        DkimResult::PermError(error) => *error == Error::Dkim(DkimError::RevokedPublicKey),
        DkimResult::Neutral(_) | DkimResult::TempError(_) | DkimResult::None => false,
    }
}

/// Whether a signature counts where it holds.
pub(super) fn counts(signature: &Signature) -> bool {
    let covers = |name: &String| name.eq_ignore_ascii_case("From");
    signature.h.iter().any(covers) && signature.a != Algorithm::RsaSha1 && signature.atps.is_none()
}
