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
use crate::mail::sign::Signer;
use crate::mail::submit::Submit;
use crate::seal::Keyring;
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
    pub connections: usize,
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
            connections: 1024,
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

/// The portal's state; [`serve`] puts it on a listener.
pub struct Portal {
    settings: Settings,
    site: pages::Site,
    keyring: Arc<Keyring>,
    store: Store,
    clock: Clock,
    /// The key of passcodes and of counters' names. It comes from the keyring, so that hosts that
    /// share one agree.
    key: Secret<[u8; 32]>,
    letters: proof::Letters,
    openings: read::Openings,
}

impl Portal {
    /// A portal that opens with `keyring`, keeps visits in `store`, and sends passcodes through
    /// `submit`, signed by `signer`.
    pub fn new(
        mut settings: Settings,
        keyring: Arc<Keyring>,
        store: Store,
        (submit, signer): (Submit, Signer),
        clock: Clock,
    ) -> Self {
        settings.visit = settings.visit.min(VISIT);
        let site = pages::Site::new(&settings.url, &settings.from);
        Self {
            key: Secret::new(keyring.mac("postseal v1 portal", &[])),
            letters: proof::Letters::new(submit, signer),
            openings: read::Openings::new(settings.max_message),
            site,
            keyring,
            store,
            clock,
            settings,
        }
    }
}
