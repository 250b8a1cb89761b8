//! What the tests of services need: a store, a keyring, a clock that stands still, and visits.

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use tracing::subscriber::DefaultGuard;

use super::cookie::VisitSecret;
use super::network::{Network, Networks};
use super::proof::{Evidence, Proof};
use super::recipient::mailbox;
use super::visit::{Visitor, Visits, new_id};
use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::mail::Address;
use crate::seal::{MessageId, Meta, Sealer};
use crate::secret::{Secret, random};
use crate::store::{Bounds, NewVisit, ProofMethod, Proven, Sealed, Share, Store};

pub(super) const NOW: u64 = 1_800_000_000;

pub(super) static KEY: LazyLock<Secret<[u8; 32]>> = LazyLock::new(|| Secret::new([7; 32]));

pub(super) const ORIGIN: &str = "https://secure.example.org";

/// A store, a keyring and a clock that stands still.
pub(super) struct Bench {
    pub clock: Clock,
    pub store: Store,
    pub keyring: Arc<Keyring>,
    pub visits: Visits,
    _dir: tempfile::TempDir,
}

impl Bench {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let keyring = Arc::new(Keyring::create(&dir.path().join("keyring")).unwrap());
        let clock = Clock::manual(NOW);
        let store = Store::memory(clock.clone(), Bounds::default());
        let visits = Visits::new(store.clone(), Arc::clone(&keyring), clock.clone(), ORIGIN);
        Self {
            clock,
            store,
            keyring,
            visits,
            _dir: dir,
        }
    }

    pub(super) fn seal(&self, meta: &Meta, message: &[u8]) -> Vec<u8> {
        let keys = self.keyring.sealing_keys(meta.expires).unwrap();
        let mut sealer = Sealer::new(&keys, meta, Vec::new()).unwrap();
        sealer.write_all(message).unwrap();
        sealer.finish().unwrap()
    }

    /// Begins a visit with `sealed`. Returns its id and the headers of its browser's requests.
    pub(super) async fn begin(&self, sealed: &[u8]) -> (String, HeaderMap) {
        let id = new_id();
        let secret = VisitSecret::random();
        let share = Share::whole("net", u64::MAX, usize::MAX);
        let lease = self.store.begin_upload(share).await.unwrap();
        self.store.append(&lease, sealed).await.unwrap();
        let visit = NewVisit {
            id: id.clone(),
            secret: secret.digest(),
            sealed: Sealed {
                digest: random(),
                length: sealed.len() as u64,
                front: self.visits.front_len(sealed).unwrap().unwrap() as u64,
            },
            shares: Vec::new(),
            life: Duration::from_secs(1800),
        };
        self.store.begin_visit(lease, visit).await.unwrap();
        let cookie = secret.cookie(&id, 1800);
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        let headers = HeaderMap::from_iter([(COOKIE, pair.parse().unwrap())]);
        (id, headers)
    }

    /// A visitor of a message for these recipients.
    pub(super) async fn visitor(&self, recipients: &[&str], message: &[u8]) -> Visitor {
        let sealed = self.seal(&meta(recipients), message);
        let (id, headers) = self.begin(&sealed).await;
        self.visits.find(id, &headers).await.ok().unwrap()
    }

    /// Another visitor of the same message.
    pub(super) async fn again(&self, visitor: &Visitor) -> Visitor {
        let sealed = self.seal(&visitor.meta, b"\r\nx");
        let (id, headers) = self.begin(&sealed).await;
        self.visits.find(id, &headers).await.ok().unwrap()
    }
}

/// A log that is kept.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Keeps what this thread logs, as long as what is returned is not dropped.
    pub(super) fn listen(&self) -> DefaultGuard {
        let lines = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || lines.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A network of a visitor.
pub(super) fn network() -> Network {
    nth_network(0)
}

/// One of many, which share no site.
pub(super) fn nth_network(n: u8) -> Network {
    Networks::new(Vec::new()).identify([192, 0, n, 1].into(), &HeaderMap::new())
}

/// The meta of a new message for these recipients.
pub(super) fn meta(recipients: &[&str]) -> Meta {
    Meta {
        message_id: MessageId(random()),
        created: NOW,
        expires: None,
        sender: "alice@example.org".into(),
        recipients: recipients.iter().map(|&one| one.to_owned()).collect(),
        subject: "The plan".into(),
        language: "en".into(),
        brand: String::new(),
        reply_allowed: true,
        receipt_wanted: false,
        voucher: None,
    }
}

/// What a passcode proves to bob@example.com.
pub(super) fn bob() -> Proven {
    proven_by("bob@example.com")
}

fn proven_by(address: &str) -> Proven {
    let address = Address::parse(address).unwrap();
    Proven {
        mailbox: mailbox(&address),
        address,
        method: ProofMethod::Passcode,
    }
}

/// A proof of this address, taken in the visit.
pub(super) async fn proof(bench: &Bench, visitor: &Visitor, address: &str) -> Proof {
    let proven = proven_by(address);
    let evidence = Evidence::for_test(visitor, visitor.visit.version, proven);
    let taken = Proof::take(&bench.store, &KEY, visitor, evidence).await;
    taken.unwrap().unwrap().proof
}
