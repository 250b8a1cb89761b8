//! Visits: their public ids, and the visitor whose cookie fits one.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::{ORIGIN, REFERER};
use unicode_normalization::UnicodeNormalization;

use super::cookie::{self, VisitSecret};
use super::problem::Problem;
use super::quota::codes::{PAUSE, TRIES};
use super::recipient::{mailbox, recipient};
use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::mail::Address;
use crate::mail::text::is_invisible;
use crate::seal::{self, Meta, OpenError};
use crate::secret::{self, Secret, random};
use crate::store::{self, Standing, Store};

/// The letters and digits of visit ids: 32, without those that people mistake for each other.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// 100 bits: enough that ids never meet. They need not be secret.
const ID_LEN: usize = 20;

/// Finds visits, and begins them.
#[derive(Clone)]
pub(super) struct Visits {
    store: Store,
    keyring: Arc<Keyring>,
    clock: Clock,
    origin: Arc<str>,
}

/// A visitor whose cookie fits the visit, and what the visit is about.
pub(super) struct Visitor {
    pub id: String,
    pub visit: store::Visit,
    pub meta: Meta,
    /// The wall time at which the visit was found.
    pub now: u64,
    secret: VisitSecret,
    /// Whether that is the secret from before the proof.
    is_former: bool,
}

/// An address that a visitor names as theirs, and the recipient that it is, found once for all that
/// is done with it.
pub(super) struct Claim {
    pub address: Address,
    pub recipient: Option<Address>,
}

/// A new visit's id.
pub(super) fn new_id() -> String {
    random::<ID_LEN>()
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

/// Whether a text could be the id of a visit.
pub(super) fn is_id(id: &str) -> bool {
    id.len() == ID_LEN && id.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// What a person compares: the first characters of the id, shown on the page, in the mail and in
/// the log.
pub(super) fn reference(id: &str) -> String {
    id.chars().take(4).collect::<String>().to_uppercase()
}

/// Whether somebody has typed that, in whichever width or case.
pub(super) fn is_reference(id: &str, typed: &str) -> bool {
    let visible = typed
        .nfkc()
        .filter(|&c| !c.is_whitespace() && !is_invisible(c));
    visible.collect::<String>().to_uppercase() == reference(id)
}

/// The visit as whoever has this secret may see it, and whether that is the secret from before the
/// proof; `None` when it is neither.
fn as_seen_by(secret: &VisitSecret, mut visit: store::Visit) -> Option<(store::Visit, bool)> {
    let digest = secret.digest();
    if secret::equal(&digest, &visit.secret) {
        return Some((visit, false));
    }
    let former = visit.former.take()?;
    if !secret::equal(&digest, &former.secret) {
        return None;
    }
    visit.proven = None;
    visit.issues = vec![former.standing];
    Some((visit, true))
}

impl Visits {
    /// The visits in `store` to messages that `keyring` opens; forms come from `origin`.
    pub(super) fn new(store: Store, keyring: Arc<Keyring>, clock: Clock, origin: &str) -> Self {
        Self {
            store,
            keyring,
            clock,
            origin: origin.into(),
        }
    }

    /// The visit of that id, when the request has its secret. No such visit, another's visit and
    /// one that is over look alike.
    pub(super) async fn find(&self, id: String, headers: &HeaderMap) -> Result<Visitor, Problem> {
        let visitor = self.find_or_former(id, headers).await?;
        if visitor.is_former {
            Err(Problem::VisitOver)
        } else {
            Ok(visitor)
        }
    }

    /// The same; for a minute after the proof, whoever has the secret from before it finds the
    /// visit as it was then, with the code that proved it. Session fixation gains nothing by that:
    /// who planted the secret sees nothing without the code, has the tries that were left, and with
    /// the code could have opened the message before its reader did.
    pub(super) async fn find_or_former(
        &self,
        id: String,
        headers: &HeaderMap,
    ) -> Result<Visitor, Problem> {
        if !is_id(&id) {
            return Err(Problem::VisitOver);
        }
        let secret = VisitSecret::from_cookies(&id, headers).ok_or(Problem::VisitOver)?;
        let visit = self.store.visit(&id).await?.ok_or(Problem::VisitOver)?;
        let (visit, is_former) = as_seen_by(&secret, visit).ok_or(Problem::VisitOver)?;
        let front = self.store.read(&visit.sealed, 0..visit.sealed.front);
        let front = front.await?.ok_or(Problem::VisitOver)?;
        let meta = self.read_meta(&front)?;
        Ok(Visitor {
            id,
            visit,
            meta,
            now: self.clock.now(),
            secret,
            is_former,
        })
    }

    /// As [`find`](Self::find), for a form that one of our own pages must have sent.
    pub(super) async fn find_for_form(
        &self,
        id: String,
        headers: &HeaderMap,
        csrf: &str,
    ) -> Result<Visitor, Problem> {
        self.check_origin(headers)?;
        let visitor = self.find(id, headers).await?;
        if secret::equal(visitor.csrf().as_bytes(), csrf.as_bytes()) {
            Ok(visitor)
        } else {
            Err(Problem::Forged)
        }
    }

    /// The same for the form that proves an address, with [`find_or_former`](Self::find_or_former).
    /// In a visit that is proven it changes nothing, so there it may come from the page before: the
    /// cookie can be newer than that.
    pub(super) async fn find_to_prove(
        &self,
        id: String,
        headers: &HeaderMap,
        csrf: &str,
    ) -> Result<Visitor, Problem> {
        self.check_origin(headers)?;
        let visitor = self.find_or_former(id, headers).await?;
        let is_ours = secret::equal(visitor.csrf().as_bytes(), csrf.as_bytes());
        if is_ours || visitor.visit.proven.is_some() {
            Ok(visitor)
        } else {
            Err(Problem::Forged)
        }
    }

    /// Now, in seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        self.clock.now()
    }

    /// Whether a form comes from a page of ours. A browser that knows `Origin` says it with every
    /// form that it posts for a page of others; text browsers (w3m, lynx, links) have only
    /// `Referer`, and neither can be set by a page.
    pub(super) fn check_origin(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let origin = self.origin.as_bytes();
        let is_ours = match (headers.get(ORIGIN), headers.get(REFERER)) {
            (Some(said), _) => said.as_bytes() == origin,
            (None, Some(page)) => {
                let path = page.as_bytes().strip_prefix(origin);
                path.is_some_and(|path| path.starts_with(b"/"))
            }
            (None, None) => false,
        };
        if is_ours {
            Ok(())
        } else {
            Err(Problem::Forged)
        }
    }

    /// A running visit of the same browser to the same ciphertext as `visitor`'s, which has not got
    /// further than to begin: one in which codes are good, or better one that is proven.
    pub(super) async fn running(
        &self,
        visitor: &Visitor,
        headers: &HeaderMap,
    ) -> Result<Option<String>, Problem> {
        let is_fresh = visitor.visit.tried == 0 && visitor.visit.issues.is_empty();
        if visitor.visit.proven.is_some() || !is_fresh {
            return Ok(None);
        }
        let mut best = None;
        for (id, secret) in cookie::visits(headers, cookie::LOOKED_AT) {
            if id == visitor.id {
                continue;
            }
            let Some(visit) = self.of_browser(&id, secret.as_ref()).await? else {
                continue;
            };
            let has_codes = visit.tried < TRIES && !visit.issues.is_empty();
            let is_proven = visit.proven.is_some();
            if visit.sealed != visitor.visit.sealed || !(has_codes || is_proven) {
                continue;
            }
            // The newest code is the one that somebody has just looked for.
            let newest = visit.issues.last().map(|newest| newest.left);
            let rank = (is_proven, newest, visit.left);
            if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                best = Some((rank, id));
            }
        }
        Ok(best.map(|(_, id)| id))
    }

    /// The other visits of the same browser to the same ciphertext.
    pub(super) async fn others(
        &self,
        visitor: &Visitor,
        headers: &HeaderMap,
    ) -> Result<Vec<String>, Problem> {
        let mut others = Vec::new();
        for (id, secret) in cookie::visits(headers, cookie::LOOKED_AT) {
            let visit = self.of_browser(&id, secret.as_ref()).await?;
            let is_same = |visit: store::Visit| visit.sealed == visitor.visit.sealed;
            if id != visitor.id && visit.is_some_and(is_same) {
                others.push(id);
            }
        }
        Ok(others)
    }

    /// The visit of that id, if it runs and this is its secret.
    pub(super) async fn of_browser(
        &self,
        id: &str,
        secret: Option<&VisitSecret>,
    ) -> Result<Option<store::Visit>, Problem> {
        let Some(secret) = secret else {
            return Ok(None);
        };
        let visit = self.store.visit(id).await?;
        Ok(visit.and_then(|visit| Some(as_seen_by(secret, visit)?.0)))
    }

    /// How many bytes in front of a sealed message are its head and its meta, which this
    /// authenticates; `None` while `sealed` is too short to say.
    pub(super) fn front_len(&self, sealed: &[u8]) -> Result<Option<usize>, Problem> {
        let front_len = || -> Result<Option<usize>, OpenError> {
            match seal::head_len(sealed)? {
                Some(head_len) if sealed.len() >= head_len => {
                    let head = seal::read_head(&self.keyring.opening_keys(sealed)?, sealed)?;
                    Ok(Some(head.len + head.meta_len))
                }
                _ => Ok(None),
            }
        };
        front_len().map_err(|_| Problem::Damaged)
    }

    /// The meta of a message that has not expired. Wall time decides: the date was set when the
    /// message was sealed.
    pub(super) fn read_meta(&self, front: &[u8]) -> Result<Meta, Problem> {
        let meta = self
            .keyring
            .opening_keys(front)
            .and_then(|keys| seal::read_meta(&keys, front))
            .map_err(|_| Problem::Damaged)?;
        if meta
            .expires
            .is_some_and(|expires| expires <= self.clock.now())
        {
            Err(Problem::Expired)
        } else {
            Ok(meta)
        }
    }
}

impl Visitor {
    /// The CSRF token of this visit's forms.
    pub(super) fn csrf(&self) -> String {
        self.secret.csrf(&self.id)
    }

    /// The secret of this visit when it is proven.
    pub(super) fn proven_secret(&self, key: &Secret<[u8; 32]>) -> VisitSecret {
        self.secret.following(key, &self.id)
    }

    /// Whether it is seen with the secret from before its proof.
    pub(super) fn is_former(&self) -> bool {
        self.is_former
    }

    /// The claim that this address is the visitor's.
    pub(super) fn claim(&self, address: Address) -> Claim {
        let recipient = recipient(&self.meta, &address);
        Claim { address, recipient }
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

    /// Whether all tries of its codes are used up.
    pub(super) fn is_spent(&self) -> bool {
        self.visit.tried >= TRIES
    }

    /// The newest code that stands for this address, however it was written.
    pub(super) fn newest(&self, address: &Address) -> Option<&Standing> {
        let mailbox = mailbox(address);
        let mut issues = self.visit.issues.iter();
        issues.rfind(|standing| standing.issue.mailbox == mailbox)
    }

    /// How long it has to wait before another code to this address, when it has asked just now.
    pub(super) fn pause(&self, address: &Address) -> Option<Duration> {
        let newest = self.newest(address)?;
        let pause = PAUSE.saturating_sub(newest.age);
        (!pause.is_zero()).then_some(pause)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
