//! The portal: where a recipient brings a sealed message, shows that the mailbox is theirs, and
//! reads.
//!
//! # The site
//!
//! | request | what it does |
//! |---|---|
//! | `GET /` | what this is; choose or drop the file |
//! | `POST /open` | takes the armor (field `sealed`) or the file (field `file`) and begins a visit |
//! | `GET /v/{id}` | the visit, at the step it has reached: ask for a code, type it, the message |
//! | `POST /v/{id}/passcode` | sends a code to the recipient |
//! | `POST /v/{id}/proof` | checks a code |
//! | `GET /v/{id}/body` | the message's HTML, for the sandboxed frame |
//! | `GET /v/{id}/attachment/{n}`, `GET /v/{id}/original.eml` | downloads |
//! | `POST /v/{id}/sign-out` | ends the visit |
//! | `GET /style.css`, `/portal.js`, `/favicon.svg`, `/robots.txt`, `/healthz` | |
//!
//! # What holds
//!
//! - A `GET` changes nothing and sends nothing, and neither does the first `POST` beyond beginning
//!   a visit: whatever a link scanner fetches or submits, no mail leaves and nothing is counted
//!   against an address.
//! - `POST /open` is the only request that may come from elsewhere (the wrapper is a local file,
//!   `Origin: null`). Every other `POST` needs our own `Origin` and a token that only this visit's
//!   pages hold.
//! - A visit is a public id in the path and a secret in a cookie of its own, so that two messages
//!   in two tabs don't disturb each other. The secret changes when the visitor has proven an
//!   address.
//! - The [`store`](crate::store) holds ciphertext. Each response opens what it shows and forgets
//!   it; only `read` may call [`seal::open`](crate::seal::open), and it takes a `Proof`, which only
//!   `proof` can make.
//! - Whether an address is a recipient shows neither in an answer nor in its timing: the mail is
//!   queued, and the worker drops the stranger's.
//! - Logs name the visit's reference and the message id, never an address, a code or content.

mod limits;
mod listener;
mod pages;
mod proof;
mod read;
mod routes;
mod sanitize;
mod upload;
mod visit;

use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;

use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::mail::sign::Signer;
use crate::mail::submit::Submit;
use crate::secret::Secret;
use crate::store::Store;

pub use listener::{bind, serve};

/// What an administrator sets.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The portal's own origin with its trailing slash, as recipients see it:
    /// `https://secure.example.org/`.
    pub url: String,
    /// Who sends passcodes: `Secure mail <secure@example.org>`. The name also heads the pages.
    pub from: String,
    /// The most bytes of one sealed message.
    pub max_upload: u64,
    /// The most bytes of ciphertext that all visits and uploads hold together. The [`Store`]
    /// enforces it.
    pub max_memory: u64,
    /// The most bytes of one message when it is opened.
    pub max_message: u64,
    /// How long a visit lasts; half an hour at most.
    pub visit: Duration,
    /// The most connections at once.
    pub max_connections: usize,
    /// The reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            url: String::new(),
            from: String::new(),
            max_upload: 72 << 20,
            max_memory: 1 << 30,
            max_message: 128 << 20,
            visit: VISIT,
            max_connections: 1024,
            trusted_proxies: [[127, 0, 0, 0].into(), std::net::Ipv6Addr::LOCALHOST.into()]
                .into_iter()
                .zip([8, 128])
                .filter_map(|(address, prefix)| IpNet::new(address, prefix).ok())
                .collect(),
        }
    }
}

/// The longest visit.
const VISIT: Duration = Duration::from_secs(30 * 60);

/// What a reload replaces. The store, and with it every visit, stays.
#[derive(Clone, Debug)]
pub struct State {
    /// What the administrator has set.
    pub settings: Settings,
    /// The keys that open messages. The key of passcodes comes from them too.
    pub keyring: Arc<Keyring>,
    /// Where passcode mails are submitted.
    pub submit: Submit,
    /// What signs them.
    pub signer: Signer,
    /// The wall clock, by which messages expire.
    pub clock: Clock,
}

/// The portal as one [`State`] has it: a request is answered by one of these from its start to its
/// end.
struct Portal {
    settings: Settings,
    site: pages::Site,
    keyring: Arc<Keyring>,
    store: Store,
    clock: Clock,
    /// The key of passcodes and of counters' names. It comes from the keyring, so that hosts that
    /// share one agree.
    key: Secret<[u8; 32]>,
    mailer: proof::PasscodeMailer,
    openings: Arc<read::Openings>,
}

impl Portal {
    /// The portal of the first state. Passcode mails go into `queue`.
    fn new(state: &State, store: Store, queue: proof::Queue) -> Self {
        let openings = Arc::new(read::Openings::new(state.settings.max_message));
        Self::build(state, store, queue, openings)
    }

    /// The portal of the next state, with the same visits, mails and plaintext on their way.
    fn reloaded(&self, state: &State) -> Self {
        let openings = if state.settings.max_message == self.settings.max_message {
            Arc::clone(&self.openings)
        } else {
            Arc::new(read::Openings::new(state.settings.max_message))
        };
        Self::build(state, self.store.clone(), self.mailer.queue(), openings)
    }

    fn build(
        state: &State,
        store: Store,
        queue: proof::Queue,
        openings: Arc<read::Openings>,
    ) -> Self {
        let mut settings = state.settings.clone();
        settings.visit = settings.visit.min(VISIT);
        let site = pages::Site::new(&settings.url, &settings.from);
        let key = Secret::new(state.keyring.mac("postseal v1 portal", &[]));
        let mailer = proof::PasscodeMailer::new(
            proof::Outgoing {
                submit: state.submit.clone(),
                signer: state.signer.clone(),
                site: site.clone(),
                key: key.clone(),
                clock: state.clock.clone(),
            },
            queue,
        );
        store.set_max_bytes(settings.max_memory);
        Self {
            settings,
            site,
            keyring: Arc::clone(&state.keyring),
            store,
            clock: state.clock.clone(),
            key,
            mailer,
            openings,
        }
    }
}
