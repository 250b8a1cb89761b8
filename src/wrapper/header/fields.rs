//! Which fields a carrier keeps.

use super::MAC_FIELD;
use crate::mail::Field;

/// Fields of the original that the carrier keeps (RFC 5322 section 3.6, RFC 3834, RFC 2369, RFC
/// 2919, RFC 8058): what mail servers and clients need to deliver, sort and thread it, and to know
/// that no program should answer it. All others may tell of the content, or would no longer be true
/// of the carrier.
const KEPT: [&str; 20] = [
    "Received",
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "Subject",
    "List-Id",
    "List-Help",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Subscribe",
    "List-Post",
    "List-Owner",
    "List-Archive",
];

/// Fields that a carrier keeps when they hold nothing but these words: they tell programs that
/// answer mail when not to (RFC 3834 section 2).
const WORDS: [(&str, &[&str]); 2] = [
    (
        "Precedence",
        &[
            "bulk",
            "list",
            "junk",
            "auto_reply",
            "first-class",
            "special-delivery",
        ],
    ),
    (
        "X-Auto-Response-Suppress",
        &["none", "all", "dr", "ndr", "rn", "nrn", "oof", "autoreply"],
    ),
];

/// Whether a carrier keeps this field of its original.
pub(super) fn is_kept(field: &Field) -> bool {
    let text = String::from_utf8_lossy(field.value()).to_ascii_lowercase();
    let mut words = text
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|word| !word.is_empty());
    KEPT.iter().any(|kept| field.is(kept))
        || WORDS
            .iter()
            .any(|(name, known)| field.is(name) && words.all(|word| known.contains(&word)))
}

/// Fields that a carrier may have beside those of its original: its own, and signatures that it got
/// on its way.
const OWN: [&str; 7] = [
    "MIME-Version",
    "Content-Type",
    MAC_FIELD,
    "DKIM-Signature",
    "ARC-Seal",
    "ARC-Message-Signature",
    "ARC-Authentication-Results",
];

/// Whether a carrier that comes back keeps this field.
pub(super) fn is_kept_of_carrier(field: &Field) -> bool {
    is_kept(field) || OWN.iter().any(|own| field.is(own))
}
