//! A visit: a public id in the path, a secret in a cookie of its own, and the form token that
//! follows from it.

use axum::http::header::{COOKIE, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::Portal;
use super::pages::Problem;
use crate::mail::Address;
use crate::seal::{self, Meta};
use crate::secret::{self, Secret, random};
use crate::store;

/// The letters and digits of visit ids: 32, without those that people mistake for each other.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// 100 bits: enough that ids never meet. They need not be secret.
const ID_LEN: usize = 20;

/// A visit's secret, which only its cookie holds; the store has a digest of it.
pub(super) struct VisitSecret(Secret<[u8; 32]>);

/// A visitor whose cookie fits the visit, and what the visit is about.
pub(super) struct Visitor {
    pub id: String,
    pub visit: store::Visit,
    pub meta: Meta,
    secret: VisitSecret,
}

/// A new visit's id.
pub(super) fn new_id() -> String {
    random::<ID_LEN>()
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

/// What a person compares: the first characters of the id, shown on the page, in the mail and in
/// the log.
pub(super) fn reference(id: &str) -> String {
    id.chars().take(4).collect::<String>().to_uppercase()
}

impl VisitSecret {
    pub(super) fn random() -> Self {
        Self(Secret::random())
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.expose()).into()
    }

    /// The cookie that carries it for as long as the visit may last. `Lax`, because `Strict` is not
    /// sent on the redirect that follows the wrapper's form.
    pub(super) fn cookie(&self, id: &str, seconds: u64) -> HeaderValue {
        set_cookie(id, &URL_SAFE_NO_PAD.encode(self.0.expose()), seconds)
    }

    fn from_cookies(id: &str, headers: &HeaderMap) -> Option<Self> {
        let name = format!("__Host-visit-{id}");
        let cookies = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let (_, value) = cookies
            .flat_map(|line| line.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(found, _)| *found == name)?;
        Some(Self(Secret::new(
            URL_SAFE_NO_PAD.decode(value).ok()?.try_into().ok()?,
        )))
    }
}

/// The cookie that makes a browser forget a visit.
pub(super) fn forget(id: &str) -> HeaderValue {
    set_cookie(id, "", 0)
}

#[allow(clippy::expect_used)] // an id and base64 are ASCII
fn set_cookie(id: &str, value: &str, seconds: u64) -> HeaderValue {
    format!("__Host-visit-{id}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
        .try_into()
        .expect("a cookie of ours is ASCII")
}

impl Portal {
    /// The visit of that id, when the request holds its secret. No such visit, another's visit and
    /// one that is over look alike.
    pub(super) async fn visitor(
        &self,
        id: String,
        headers: &HeaderMap,
    ) -> Result<Visitor, Problem> {
        if id.len() != ID_LEN || !id.bytes().all(|byte| ALPHABET.contains(&byte)) {
            return Err(Problem::VisitOver);
        }
        let secret = VisitSecret::from_cookies(&id, headers).ok_or(Problem::VisitOver)?;
        let visit = self.store.visit(&id).await?.ok_or(Problem::VisitOver)?;
        if !secret::equal(&secret.digest(), &visit.secret) {
            return Err(Problem::VisitOver);
        }
        let meta = self
            .keyring
            .opening_keys(&visit.sealed)
            .and_then(|keys| seal::read_meta(&keys, &visit.sealed))
            .map_err(|_| Problem::Damaged)?;
        self.refuse_expired(&meta)?;
        Ok(Visitor {
            id,
            visit,
            meta,
            secret,
        })
    }

    /// As [`visitor`](Self::visitor), for a form that one of our own pages must have sent.
    pub(super) async fn form(
        &self,
        id: String,
        headers: &HeaderMap,
        token: &str,
    ) -> Result<Visitor, Problem> {
        let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes);
        if origin != Some(self.site.origin.as_bytes()) {
            return Err(Problem::Forged);
        }
        let visitor = self.visitor(id, headers).await?;
        if secret::equal(visitor.token().as_bytes(), token.as_bytes()) {
            Ok(visitor)
        } else {
            Err(Problem::Forged)
        }
    }

    /// Wall time decides here: the date was set when the message was sealed.
    pub(super) fn refuse_expired(&self, meta: &Meta) -> Result<(), Problem> {
        if meta
            .expires
            .is_some_and(|expires| expires <= self.clock.now())
        {
            Err(Problem::Expired)
        } else {
            Ok(())
        }
    }
}

impl Visitor {
    /// The token that this visit's forms carry.
    pub(super) fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(secret::mac(
            &self.secret.0,
            &[b"postseal v1 form", self.id.as_bytes()],
        ))
    }

    /// What a person compares.
    pub(super) fn reference(&self) -> String {
        reference(&self.id)
    }

    /// The recipient, when the message is for one alone.
    pub(super) fn only_recipient(&self) -> Option<Address> {
        match self.meta.recipients.as_slice() {
            [only] => Address::parse(only).ok(),
            _ => None,
        }
    }
}

/// The recipient that `address` is, spelled as the sender spelled it.
pub(super) fn recipient(meta: &Meta, address: &Address) -> Option<Address> {
    meta.recipients
        .iter()
        .filter_map(|one| Address::parse(one).ok())
        .find(|one| one == address)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_back_among_others() {
        let (id, secret) = (new_id(), VisitSecret::random());
        let set = secret.cookie(&id, 1800);
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(
            COOKIE,
            format!("a=b; {pair}; __Host-visit-x=y").parse().unwrap(),
        );
        assert_eq!(
            VisitSecret::from_cookies(&id, &headers).unwrap().digest(),
            secret.digest()
        );
        assert!(
            VisitSecret::from_cookies("x", &headers).is_none(),
            "y is no secret"
        );
    }

    #[test]
    fn ids_have_no_letters_that_look_alike() {
        let id = new_id();
        assert_eq!(id.len(), ID_LEN);
        assert!(!id.contains(['0', '1', 'l', 'o']));
        assert_eq!(reference("k7qdabc"), "K7QD");
    }
}
