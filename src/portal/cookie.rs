//! The cookie of a visit, its secret, and the CSRF token that follows from that.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::visit::is_id;
use crate::secret::{Secret, hmac_sha256, mac};

/// How the cookies of visits are named, before the visit's id.
const PREFIX: &str = "__Host-visit-";

/// How many of a request's visits are looked at: far more than a browser keeps.
pub(super) const LOOKED_AT: usize = 64;

/// A visit's secret, which only its cookie has; the store has a digest of it. 128 bits are as many
/// as nobody guesses, and keep cookies short.
pub(super) struct VisitSecret(Secret<[u8; 16]>);

impl VisitSecret {
    pub(super) fn random() -> Self {
        Self(Secret::random())
    }

    /// The secret that follows this one when the visit is proven. Whoever planted this one can't
    /// tell it without the key; and it is the same each time, so that of two answers to one code
    /// it doesn't matter which one arrives, or comes last.
    pub(super) fn following(&self, key: &Secret<[u8; 32]>, id: &str) -> Self {
        let parts = [b"postseal v1 proven", id.as_bytes(), self.0.expose()];
        let mut secret = [0; 16];
        secret.copy_from_slice(&mac(key, &parts)[..16]);
        Self(Secret::new(secret))
    }

    /// The secret that the request has for this visit.
    pub(super) fn from_cookies(id: &str, headers: &HeaderMap) -> Option<Self> {
        let (_, value) = cookies(headers).find(|(found, _)| *found == id)?;
        Self::from_value(value)
    }

    fn from_value(value: &str) -> Option<Self> {
        Some(Self(Secret::new(
            URL_SAFE_NO_PAD.decode(value).ok()?.try_into().ok()?,
        )))
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.expose()).into()
    }

    /// The CSRF token of the visit's forms.
    pub(super) fn csrf(&self, id: &str) -> String {
        let message = [b"postseal v1 form ", id.as_bytes()].concat();
        URL_SAFE_NO_PAD.encode(hmac_sha256(self.0.expose(), &message))
    }

    /// The cookie that carries it for as long as the visit may last. `Lax`, since `Strict` is not
    /// sent on the redirect that follows the wrapper's form.
    pub(super) fn cookie(&self, id: &str, seconds: u64) -> HeaderValue {
        set_cookie(id, &URL_SAFE_NO_PAD.encode(self.0.expose()), seconds)
    }
}

/// All cookies of a request that are text. Others' may be anything, and take none of ours along.
pub(super) fn all(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(COOKIE).iter();
    lines
        .flat_map(|line| line.as_bytes().split(|&byte| byte == b';'))
        .filter_map(|cookie| std::str::from_utf8(cookie).ok())
        .map(str::trim)
}

/// The ids and values of all visits' cookies.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    all(headers).filter_map(|cookie| cookie.strip_prefix(PREFIX)?.split_once('='))
}

/// The visits of which the request has a cookie, oldest first, each with its secret where that is
/// one; no more than `most`. The header is read once, whatever is in it.
pub(super) fn visits(headers: &HeaderMap, most: usize) -> Vec<(String, Option<VisitSecret>)> {
    cookies(headers)
        .filter(|(id, _)| is_id(id))
        .map(|(id, value)| (id.to_owned(), VisitSecret::from_value(value)))
        .take(most)
        .collect()
}

/// The cookie that makes a browser forget a visit.
pub(super) fn forget(id: &str) -> HeaderValue {
    set_cookie(id, "", 0)
}

#[allow(clippy::expect_used)] // an id and base64 are ASCII
fn set_cookie(id: &str, value: &str, seconds: u64) -> HeaderValue {
    format!("{PREFIX}{id}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
        .try_into()
        .expect("a cookie of ours is ASCII")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn request(cookies: String) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, cookies.parse().unwrap())])
    }

    #[test]
    fn a_cookie_is_read_back_among_others() {
        let secret = VisitSecret::random();
        let set = secret.cookie("abc", 1800);
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        assert!(
            pair.len() < 60 - 17,
            "sixteen of them are few bytes: {pair}"
        );
        let headers = request(format!("a=b; {pair}; __Host-visit-x=y"));
        assert_eq!(
            VisitSecret::from_cookies("abc", &headers).unwrap().digest(),
            secret.digest()
        );
        assert!(
            VisitSecret::from_cookies("x", &headers).is_none(),
            "y is no secret"
        );
        assert!(VisitSecret::from_cookies("ab", &headers).is_none());
    }

    #[test]
    fn a_cookie_of_others_that_is_no_text_takes_none_of_ours_along() {
        let secret = VisitSecret::random();
        let set = secret.cookie("abc", 1800);
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        for other in [&b"city=M\xc3\xbcnchen"[..], b"city=M\xfcnchen"] {
            for parts in [[other, pair.as_bytes()], [pair.as_bytes(), other]] {
                let line = parts.join(&b"; "[..]);
                let value = HeaderValue::from_bytes(&line).unwrap();
                let headers = HeaderMap::from_iter([(COOKIE, value)]);
                let read = VisitSecret::from_cookies("abc", &headers);
                assert_eq!(read.unwrap().digest(), secret.digest());
            }
        }
    }

    #[test]
    fn a_csrf_token_is_good_for_one_visit_and_one_secret() {
        let secret = VisitSecret::random();
        assert_eq!(secret.csrf("abc"), secret.csrf("abc"));
        assert_ne!(secret.csrf("abc"), secret.csrf("abd"));
        assert_ne!(secret.csrf("abc"), VisitSecret::random().csrf("abc"));
    }

    #[test]
    fn only_our_own_host_gets_the_cookie_back_and_no_script_does() {
        let set = VisitSecret::random().cookie("abc", 1800);
        let set = set.to_str().unwrap();
        for attribute in [
            "Path=/",
            "Secure",
            "HttpOnly",
            "SameSite=Lax",
            "Max-Age=1800",
        ] {
            assert!(set.split("; ").any(|one| one == attribute), "{set}");
        }
        assert!(forget("abc").to_str().unwrap().ends_with("Max-Age=0"));
    }
}
