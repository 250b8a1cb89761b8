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
use crate::secret::{self, Secret};
use crate::store::{ProofMethod, Proven, Store, StoreError};

/// Evidence that in this visit, for this message, this address was shown to be the visitor's.
#[derive(Debug)]
pub(super) struct Proof {
    address: Address,
    visit: String,
    message: MessageId,
    method: ProofMethod,
}

/// That a method has shown an address to be the visitor's, at one version of one visit. Only the
/// methods below can make it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Evidence {
    proven: Proven,
    visit: String,
    version: u64,
}

/// A proof that was taken.
pub(super) struct Taken {
    pub proof: Proof,
    /// The secret of the visit from now on.
    pub secret: VisitSecret,
    /// Whether it was not taken before.
    pub is_first: bool,
}

impl Evidence {
    /// The version of the visit that it rests on.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// The address that was shown.
    pub(super) fn address(&self) -> &Address {
        &self.proven.address
    }

    /// What a method would have found.
    #[cfg(test)]
    pub(super) fn for_test(visitor: &Visitor, version: u64, proven: Proven) -> Self {
        Self {
            proven,
            visit: visitor.id.clone(),
            version,
        }
    }
}

impl Proof {
    /// The proof that the visitor has given in this visit, if they have.
    pub(super) fn of_visitor(visitor: &Visitor) -> Option<Self> {
        let Proven {
            address, method, ..
        } = visitor.visit.proven.clone()?;
        Some(Self {
            address,
            visit: visitor.id.clone(),
            message: visitor.meta.message_id,
            method,
        })
    }

    /// Takes the proof that the evidence gives, if the visit is the same and at the same version
    /// still: it is proven from now on, under the new secret that is returned. What was taken of
    /// the same evidence within a minute is returned again.
    pub(super) async fn take(
        store: &Store,
        key: &Secret<[u8; 32]>,
        visitor: &Visitor,
        evidence: Evidence,
    ) -> Result<Option<Taken>, StoreError> {
        let Evidence {
            proven,
            visit,
            version,
        } = evidence;
        if visit != visitor.id {
            return Ok(None);
        }
        let secret = visitor.proven_secret(key);
        let proof = Self {
            address: proven.address.clone(),
            visit: visitor.id.clone(),
            message: visitor.meta.message_id,
            method: proven.method,
        };
        let digest = secret.digest();
        let taken = store.prove(&visitor.id, version, proven.clone(), digest);
        if taken.await? {
            return Ok(Some(Taken {
                proof,
                secret,
                is_first: true,
            }));
        }
        // Pressed twice, or the answer was lost.
        let visit = store.visit(&visitor.id).await?;
        let is_taken = visit.is_some_and(|visit| {
            let rests_on = visit.former.map(|former| former.standing.version);
            rests_on == Some(version)
                && visit.proven == Some(proven)
                && secret::equal(&visit.secret, &digest)
        });
        Ok(is_taken.then_some(Taken {
            proof,
            secret,
            is_first: false,
        }))
    }

    /// Whose mailbox it is.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// How that was shown, as the log says it.
    pub(super) fn method_name(&self) -> &'static str {
        method_name(self.method)
    }

    /// Whether it was given in this visit and for this message.
    pub(super) fn is_for(&self, visit: &str, message: MessageId) -> bool {
        self.visit == visit && self.message == message
    }
}

/// What logs and figures call a method.
pub(super) fn method_name(method: ProofMethod) -> &'static str {
    match method {
        ProofMethod::Passcode => "passcode",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::portal::testing::{Bench, KEY, bob, meta};

    #[tokio::test]
    async fn a_proof_is_taken_once_and_changes_the_secret() {
        let bench = Bench::new();
        let sealed = bench.seal(&meta(&["bob@example.com"]), b"\r\nx");
        let (id, headers) = bench.begin(&sealed).await;
        let visitor = bench.visits.find(id.clone(), &headers).await.ok().unwrap();
        assert!(Proof::of_visitor(&visitor).is_none());
        let version = visitor.visit.version;
        let taken = Proof::take(
            &bench.store,
            &KEY,
            &visitor,
            Evidence::for_test(&visitor, version, bob()),
        )
        .await
        .unwrap()
        .unwrap();
        let proof = taken.proof;
        assert_eq!(proof.address().as_str(), "bob@example.com");
        assert_eq!(proof.method_name(), "passcode");
        assert!(proof.is_for(&id, visitor.meta.message_id));
        assert!(!proof.is_for("another", visitor.meta.message_id));
        assert!(!proof.is_for(&id, MessageId([0; 16])));
        let evidence = Evidence::for_test(&visitor, version, bob());
        let again = Proof::take(&bench.store, &KEY, &visitor, evidence).await;
        assert!(again.unwrap().is_none());
        assert!(
            bench.visits.find(id, &headers).await.is_err(),
            "the old cookie is worth nothing"
        );
    }

    #[tokio::test]
    async fn evidence_of_one_visit_proves_nothing_in_another() {
        let bench = Bench::new();
        let bobs = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        let other = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        let evidence = Evidence::for_test(&bobs, other.visit.version, bob());
        let taken = Proof::take(&bench.store, &KEY, &other, evidence).await;
        assert!(taken.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_proof_that_rests_on_an_older_version_is_not_taken() {
        let bench = Bench::new();
        let visitor = bench.visitor(&["bob@example.com"], b"\r\nx").await;
        let issue = crate::store::Issue {
            nonce: [1; 16],
            address: bob().address,
            mailbox: "bob@example.com".into(),
            digits: 8,
            may_go_out: true,
        };
        let terms = crate::store::Terms {
            life: std::time::Duration::from_secs(600),
            standing: 3,
            pause: std::time::Duration::ZERO,
        };
        bench.store.issue(&visitor.id, issue, terms).await.unwrap();
        let version = visitor.visit.version;
        let evidence = Evidence::for_test(&visitor, version, bob());
        let taken = Proof::take(&bench.store, &KEY, &visitor, evidence).await;
        assert!(taken.unwrap().is_none());
    }
}
