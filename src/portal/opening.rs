//! Opens the sealed message of a visit, for one response.
//!
//! The only place of the portal that calls [`seal::open`]. It takes a [`Proof`] to show anything.
//! All of the message is authenticated before a byte is shown, and when it is brought, so that
//! damage is told before a code is asked for.

mod leaving;

use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use zeroize::Zeroizing;

use super::network::Network;
use super::plaintext::{Budget, Purpose, Reader, Room, SMALL};
use super::problem::Problem;
use super::proof::Proof;
use super::recipient::recipient;
use super::visit::Visitor;
use crate::effort::Effort;
use crate::keyring::Keyring;
use crate::mail::Address;
use crate::seal::{self, OpenError, Opened};
use crate::store::{Sealed, Store};
use leaving::leaving;

/// Opens messages.
pub(super) struct Opener {
    store: Store,
    keyring: Arc<Keyring>,
    budget: Arc<Budget>,
    max_message: u64,
}

/// Plaintext that is being sent, with the room it takes.
struct Leaving {
    contents: Zeroizing<Vec<u8>>,
    _room: Room,
}

impl AsRef<[u8]> for Leaving {
    fn as_ref(&self) -> &[u8] {
        &self.contents
    }
}

/// What is made of plaintext.
type Plain = Response<Zeroizing<Vec<u8>>>;

/// A message that is authentic, and closed again.
struct Verified {
    sealed: Bytes,
    length: u64,
}

impl Opener {
    /// Opens what is in `store` with `keyring`, within `budget`, up to `max_message` bytes.
    pub(super) fn new(
        store: Store,
        keyring: Arc<Keyring>,
        budget: Arc<Budget>,
        max_message: u64,
    ) -> Self {
        Self {
            store,
            keyring,
            budget,
            max_message,
        }
    }

    /// Opens the visitor's message and lets `show` make a response of it, on a thread where it may
    /// block. The room for plaintext stays taken until the response has left.
    pub(super) async fn show(
        &self,
        visitor: &Visitor,
        proof: &Proof,
        network: &Network,
        purpose: Purpose,
        show: impl FnOnce(&[u8]) -> Result<Plain, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let show = |message: &[u8]| show(message).map(Some);
        let shown = self.look_into(visitor, proof, network, purpose, show);
        shown.await?.ok_or(Problem::Broken)
    }

    /// The same for the document in the frame, which `show` makes if the effort suffices: first
    /// with little, then among those that need more. `None` when that doesn't either, or didn't
    /// lately.
    pub(super) async fn frame(
        &self,
        visitor: &Visitor,
        proof: &Proof,
        network: &Network,
        show: impl Fn(&[u8], &Effort) -> Result<Option<Plain>, Problem> + Clone + Send + 'static,
    ) -> Result<Option<Response>, Problem> {
        let sealed = visitor.visit.sealed.digest;
        if !self.budget.costs.exceed(sealed, Purpose::Frame) {
            let (purpose, show) = (Purpose::Frame, show.clone());
            let show = move |message: &[u8]| show(message, &Effort::begin(purpose.effort()));
            let shown = self.look_into(visitor, proof, network, purpose, show);
            if let Some(shown) = shown.await? {
                return Ok(Some(shown));
            }
        }
        let purpose = Purpose::LongFrame;
        let show = move |message: &[u8]| show(message, &Effort::begin(purpose.effort()));
        let shown = self.look_into(visitor, proof, network, purpose, show);
        shown.await
    }

    /// Opens the visitor's message and lets `show` look at it; `None` when it comes to no end, or
    /// another has found out meanwhile that it doesn't.
    async fn look_into(
        &self,
        visitor: &Visitor,
        proof: &Proof,
        network: &Network,
        purpose: Purpose,
        show: impl FnOnce(&[u8]) -> Result<Option<Plain>, Problem> + Send + 'static,
    ) -> Result<Option<Response>, Problem> {
        let digest = visitor.visit.sealed.digest;
        let exceeds = || purpose.is_frame() && self.budget.costs.exceed(digest, purpose);
        let reader = &Reader::new(proof.address(), network);
        let turn = self.budget.turn(&visitor.id, purpose).await?;
        let Verified { sealed, length } = self.verify(visitor, proof, reader).await?;
        if exceeds() {
            return Ok(None);
        }
        let (mut room, frame) = self.budget.room(turn, reader, length, purpose).await?;
        if exceeds() {
            return Ok(None);
        }
        let work = self.budget.work(reader, length).await?;
        let (keyring, budget) = (Arc::clone(&self.keyring), Arc::clone(&self.budget));
        let shown = tokio::task::spawn_blocking(move || {
            // Until the work is done, not until the client gives up waiting for it.
            let _busy = (work, frame);
            let opened = open(&keyring, &sealed).map_err(|_| Problem::Damaged)?;
            let capacity = usize::try_from(length).map_err(|_| Problem::TooLarge)?;
            // As large as it will be: a buffer that grows leaves copies behind that nobody wipes.
            let mut message = Zeroizing::new(Vec::with_capacity(capacity));
            opened
                .copy_to(length, &mut *message)
                .map_err(|_| Problem::Damaged)?;
            let Some(response) = show(&message)? else {
                // Here, since whoever asked may have left.
                budget.costs.note(digest, purpose);
                return Ok(None);
            };
            drop(message);
            room.shrink(response.body().capacity());
            Ok(Some(response.map(|contents| {
                Body::from(Bytes::from_owner(Leaving {
                    contents,
                    _room: room,
                }))
            })))
        });
        shown.await.unwrap_or(Err(Problem::Broken))
    }

    /// The message's length, and a body that opens it while it leaves.
    pub(super) async fn stream(
        &self,
        visitor: &Visitor,
        proof: &Proof,
        network: &Network,
    ) -> Result<(u64, Body), Problem> {
        let turn = self.budget.turn(&visitor.id, Purpose::Download).await?;
        let reader = &Reader::new(proof.address(), network);
        let Verified { sealed, length } = self.verify(visitor, proof, reader).await?;
        let stream = self.budget.stream(reader, length).await?;
        let keyring = Arc::clone(&self.keyring);
        let (mut out, body) = leaving(length);
        tokio::task::spawn_blocking(move || {
            let _leave = (stream, turn);
            let copied = open(&keyring, &sealed)
                .map_err(io::Error::other)
                .and_then(|opened| opened.copy_to(length, &mut out).map_err(io::Error::other))
                .and_then(|_| out.send());
            if copied.is_err() {
                out.break_off();
            }
        });
        Ok((length, body))
    }

    /// Authenticates the whole message for a recipient, and shows nothing of it.
    pub(super) async fn authenticate(
        &self,
        visitor: &Visitor,
        address: &Address,
        network: &Network,
    ) -> Result<(), Problem> {
        let reader = Reader::new(address, network);
        self.authentic(visitor, address, &reader).await.map(|_| ())
    }

    /// A message that was brought, for [`is_whole`](Self::is_whole).
    pub(super) async fn brought(&self, sealed: &Sealed) -> Result<Bytes, Problem> {
        let stored = self.store.read(sealed, 0..sealed.length).await?;
        stored.ok_or(Problem::VisitOver)
    }

    /// Whether a whole message is authentic, and no longer than `most` bytes; whoever it is for
    /// and whoever brought it. Nothing of it is shown. `leave` is held until the work is done.
    pub(super) async fn is_whole<Leave: Send + 'static>(
        &self,
        sealed: &Bytes,
        most: u64,
        leave: Leave,
    ) -> Result<bool, Problem> {
        let looked = self.look(sealed, None, most, leave);
        looked.await.map(|verified| verified.is_some())
    }

    /// How long a message of `sealed` bytes may be, look by look. What doesn't prove small is
    /// looked at again among the large ones: few bytes can be many when they are decompressed.
    pub(super) fn looks(&self, sealed: usize) -> impl Iterator<Item = u64> {
        let is_small = sealed as u64 <= SMALL;
        let small = is_small.then_some(SMALL.min(self.max_message));
        small.into_iter().chain([self.max_message])
    }

    /// Checks the proof, then authenticates the whole message.
    async fn verify(
        &self,
        visitor: &Visitor,
        proof: &Proof,
        reader: &Reader,
    ) -> Result<Verified, Problem> {
        if !proof.is_for(&visitor.id, visitor.meta.message_id) {
            return Err(Problem::NotYours);
        }
        self.authentic(visitor, proof.address(), reader).await
    }

    async fn authentic(
        &self,
        visitor: &Visitor,
        address: &Address,
        reader: &Reader,
    ) -> Result<Verified, Problem> {
        let sealed = visitor.visit.sealed;
        let sealed = self.store.read(&sealed, 0..sealed.length).await?;
        let sealed = sealed.ok_or(Problem::VisitOver)?;
        for most in self.looks(sealed.len()) {
            let work = self.budget.work(reader, most).await?;
            let looked = self.look(&sealed, Some(address.clone()), most, work);
            if let Some(verified) = looked.await? {
                return Ok(verified);
            }
        }
        Err(Problem::Damaged)
    }

    /// Authenticates a message, for an address where one is given; `None` when it isn't whole, or
    /// longer than `most` bytes.
    async fn look<Leave: Send + 'static>(
        &self,
        sealed: &Bytes,
        address: Option<Address>,
        most: u64,
        leave: Leave,
    ) -> Result<Option<Verified>, Problem> {
        let keyring = Arc::clone(&self.keyring);
        let sealed = sealed.clone();
        let looked = tokio::task::spawn_blocking(move || {
            let _busy = leave;
            let opened = match &address {
                Some(address) => authorized(&keyring, &sealed, address)?,
                None => open(&keyring, &sealed).map_err(|_| Problem::Damaged)?,
            };
            let length = opened.verify(most).ok();
            Ok(length.map(|length| Verified {
                sealed: sealed.clone(),
                length,
            }))
        });
        looked.await.unwrap_or(Err(Problem::Broken))
    }
}

fn open<'a>(keyring: &Keyring, sealed: &'a [u8]) -> Result<Opened<'a>, OpenError> {
    seal::open(&keyring.opening_keys(sealed)?, sealed)
}

/// The opened head, if the address is a recipient by the message's own meta.
fn authorized<'a>(
    keyring: &Keyring,
    sealed: &'a [u8],
    address: &Address,
) -> Result<Opened<'a>, Problem> {
    let opened = open(keyring, sealed).map_err(|_| Problem::Damaged)?;
    if recipient(&opened.meta, address).as_ref() == Some(address) {
        Ok(opened)
    } else {
        Err(Problem::NotYours)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::portal::testing::{Bench, meta, network, proof};

    const MESSAGE: &[u8] = b"Subject: The plan\r\n\r\nhello\r\n";

    fn opener(bench: &Bench) -> Opener {
        let budget = Arc::new(Budget::new(1 << 20));
        let keyring = Arc::clone(&bench.keyring);
        Opener::new(bench.store.clone(), keyring, budget, 1 << 20)
    }

    async fn shown(opener: &Opener, visitor: &Visitor, proof: &Proof) -> Result<Vec<u8>, Problem> {
        let copy = |message: &[u8]| Ok(Response::new(Zeroizing::new(message.to_vec())));
        let response = opener
            .show(visitor, proof, &network(), Purpose::Page, copy)
            .await?;
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await;
        Ok(body.unwrap().to_vec())
    }

    #[tokio::test]
    async fn a_proof_opens_the_message_of_its_own_visit_alone() {
        let bench = Bench::new();
        let opener = opener(&bench);
        let bobs = bench.visitor(&["bob@example.com"], MESSAGE).await;
        let other = bench.visitor(&["bob@example.com"], b"another").await;
        let proof_of_bobs = proof(&bench, &bobs, "bob@example.com").await;
        assert_eq!(
            shown(&opener, &bobs, &proof_of_bobs).await,
            Ok(MESSAGE.to_vec())
        );
        assert_eq!(
            shown(&opener, &other, &proof_of_bobs).await,
            Err(Problem::NotYours)
        );
        let (length, body) = opener
            .stream(&bobs, &proof_of_bobs, &network())
            .await
            .unwrap();
        assert_eq!(length, MESSAGE.len() as u64);
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        assert_eq!(body, MESSAGE);
    }

    #[tokio::test]
    async fn a_proven_address_that_is_no_recipient_opens_nothing() {
        let bench = Bench::new();
        let visitor = bench.visitor(&["bob@example.com"], MESSAGE).await;
        let proof = proof(&bench, &visitor, "eve@example.com").await;
        assert_eq!(
            shown(&opener(&bench), &visitor, &proof).await,
            Err(Problem::NotYours)
        );
    }

    #[tokio::test]
    async fn nothing_is_opened_of_a_damaged_message_or_an_ended_visit() {
        let bench = Bench::new();
        let opener = opener(&bench);
        let mut sealed = bench.seal(&meta(&["bob@example.com"]), MESSAGE);
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        let (id, headers) = bench.begin(&sealed).await;
        let visitor = bench.visits.find(id, &headers).await.ok().unwrap();
        let damaged = proof(&bench, &visitor, "bob@example.com").await;
        assert_eq!(
            shown(&opener, &visitor, &damaged).await,
            Err(Problem::Damaged)
        );
        assert!(opener.stream(&visitor, &damaged, &network()).await.is_err());
        let visitor = bench.visitor(&["bob@example.com"], MESSAGE).await;
        let ended = proof(&bench, &visitor, "bob@example.com").await;
        bench.store.end_visit(&visitor.id).await.unwrap();
        assert_eq!(
            shown(&opener, &visitor, &ended).await,
            Err(Problem::VisitOver)
        );
    }
}
