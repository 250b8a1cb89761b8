//! Proof that an address is the visitor's.
//!
//! A [`Proof`] can be made in this module only, from what the store has noted. [`Proof::take`]
//! notes it: by compare-and-set on the visit's version, so that of two proofs at once one is taken,
//! and none that rests on what has changed since. A method of proof is a module below: it decides
//! whether an address is shown to be the visitor's, at which version of the visit, and takes the
//! proof here.

pub(super) mod passcode;

use super::cookie::VisitSecret;
use super::visit::Visitor;
use crate::mail::Address;
use crate::seal::MessageId;
use crate::store::{ProofMethod, Proven, Store, StoreError};

/// Evidence that in this visit, for this message, this address was shown to be the visitor's.
#[derive(Debug)]
pub(super) struct Proof {
    address: Address,
    visit: String,
    message: MessageId,
    method: ProofMethod,
}

impl Proof {
    /// The proof that the visitor has given in this visit, if they have.
    pub(super) fn of_visitor(visitor: &Visitor) -> Option<Self> {
        let Proven { address, method } = visitor.visit.proven.clone()?;
        Some(Self {
            address,
            visit: visitor.id.clone(),
            message: visitor.meta.message_id,
            method,
        })
    }

    /// Takes the proof that a method has found, if the visit still has this `version`: the visit is
    /// proven from now on, under the new secret that is returned.
    pub(super) async fn take(
        store: &Store,
        visitor: &Visitor,
        version: u64,
        proven: Proven,
    ) -> Result<Option<(Self, VisitSecret)>, StoreError> {
        let secret = VisitSecret::random();
        let proof = Self {
            address: proven.address.clone(),
            visit: visitor.id.clone(),
            message: visitor.meta.message_id,
            method: proven.method,
        };
        let taken = store
            .prove(&visitor.id, version, proven, secret.digest())
            .await?;
        Ok(taken.then_some((proof, secret)))
    }

    /// Whose mailbox it is.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// How that was shown, as the log says it.
    pub(super) fn method_name(&self) -> &'static str {
        match self.method {
            ProofMethod::Passcode => "passcode",
        }
    }

    /// Whether it was given in this visit and for this message.
    pub(super) fn is_for(&self, visit: &str, message: MessageId) -> bool {
        self.visit == visit && self.message == message
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::portal::testing::{Bench, bob, meta};

    #[tokio::test]
    async fn a_proof_is_taken_once_and_changes_the_secret() {
        let bench = Bench::new();
        let sealed = bench.seal(&meta(&["bob@example.com"]), b"\r\nx");
        let (id, headers) = bench.begin(&sealed).await;
        let visitor = bench.visits.find(id.clone(), &headers).await.ok().unwrap();
        assert!(Proof::of_visitor(&visitor).is_none());
        let version = visitor.visit.version;
        let (proof, _) = Proof::take(&bench.store, &visitor, version, bob())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(proof.address().as_str(), "bob@example.com");
        assert_eq!(proof.method_name(), "passcode");
        assert!(proof.is_for(&id, visitor.meta.message_id));
        assert!(!proof.is_for("another", visitor.meta.message_id));
        assert!(!proof.is_for(&id, MessageId([0; 16])));
        let again = Proof::take(&bench.store, &visitor, version, bob()).await;
        assert!(again.unwrap().is_none());
        assert!(
            bench.visits.find(id, &headers).await.is_err(),
            "the old cookie is worth nothing"
        );
    }

    #[tokio::test]
    async fn a_proof_that_rests_on_an_older_version_is_not_taken() {
        let bench = Bench::new();
        let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        let issue = crate::store::Issue {
            nonce: [1; 16],
            address: bob().address,
            tries: 5,
        };
        let life = std::time::Duration::from_secs(600);
        bench.store.issue(&visitor.id, issue, life).await.unwrap();
        let version = visitor.visit.version;
        let taken = Proof::take(&bench.store, &visitor, version, bob()).await;
        assert!(taken.unwrap().is_none());
    }
}
