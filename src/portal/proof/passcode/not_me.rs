//! The link with which who got a code can say that it was not they who asked for it.
//!
//! ```text
//! {url}not-me/{visit id}/{proof}
//! proof = first 128 bits of HMAC-SHA-256(key, parts), in base64url without padding
//! parts, each behind its length as u64: "postseal v1 not me", visit id, mailbox
//! ```
//!
//! It is worth nothing to others than that mailbox, and ends nothing but what it is about: the
//! codes that were sent to it for this visit, and the visit if one of them has opened it. Whoever
//! asked sees no difference between a code that was ended and one that they don't know: else they
//! would learn who is a recipient. Nor does a scanner end anything, which follows links and posts
//! forms: the reference in the mail has to be typed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::secret::{self, Secret, mac};

/// The proof that a link was sent to this mailbox for this visit.
pub(super) fn proof(key: &Secret<[u8; 32]>, visit: &str, mailbox: &str) -> String {
    let parts = [b"postseal v1 not me", visit.as_bytes(), mailbox.as_bytes()];
    URL_SAFE_NO_PAD.encode(&mac(key, &parts)[..16])
}

/// Whose link it is, of the mailboxes that were named in the visit.
pub(in crate::portal) fn mailbox<'a>(
    key: &Secret<[u8; 32]>,
    visit: &str,
    named: &'a [String],
    given: &str,
) -> Option<&'a str> {
    let is_theirs = |mailbox: &&String| {
        let theirs = proof(key, visit, mailbox);
        secret::equal(theirs.as_bytes(), given.as_bytes())
    };
    named.iter().find(is_theirs).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::testing::KEY;

    #[test]
    fn a_link_is_one_mailboxs_and_one_visits() {
        let named = ["ann@example.com".to_owned(), "bob@example.com".to_owned()];
        let link = proof(&KEY, "visit", "bob@example.com");
        assert_eq!(
            mailbox(&KEY, "visit", &named, &link),
            Some("bob@example.com")
        );
        assert_eq!(mailbox(&KEY, "visit", &named[..1], &link), None);
        assert_eq!(mailbox(&KEY, "another", &named, &link), None);
        assert_eq!(mailbox(&KEY, "visit", &named, ""), None);
        let other = Secret::new([9; 32]);
        assert_eq!(mailbox(&other, "visit", &named, &link), None);
    }
}
