//! What the portal is given from outside, and what a reload replaces.

use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;

use super::listener::lobby_of;
use super::quota::codes::LIFE;
use crate::brand::{Brands, Told};
use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::locale::Locales;
use crate::mail::sign::Signer;
use crate::mail::submit::Submit;
use crate::metrics::PortalFigures;

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
    /// The most bytes of ciphertext that all visits and uploads have together. The
    /// [`Store`](crate::store::Store) enforces it.
    pub max_memory: u64,
    /// The most bytes of one message when it is opened.
    pub max_message: u64,
    /// How long a visit lasts; half an hour at most.
    pub visit: Duration,
    /// How long a passcode is good; half an hour at most.
    pub passcode_life: Duration,
    /// The most connections at once.
    pub max_connections: usize,
    /// What the operator says of privacy, beside what is true of every portal.
    pub statement: Statement,
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
            passcode_life: LIFE,
            max_connections: 1024,
            statement: Statement::default(),
            trusted_proxies: [[127, 0, 0, 0].into(), std::net::Ipv6Addr::LOCALHOST.into()]
                .into_iter()
                .zip([8, 128])
                .filter_map(|(address, prefix)| IpNet::new(address, prefix).ok())
                .collect(),
        }
    }
}

/// What the operator adds to the privacy statement.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// Sections: a title, and paragraphs with empty lines between them.
    pub sections: Vec<(Told, Told)>,
    /// The day on which these were changed last, in seconds since 1970.
    pub changed: Option<i64>,
}

/// What the portal has open beside connections: its listener, its log, mails on their way.
const OTHER_FILES: u64 = 256;

impl Settings {
    /// How many files the portal may have open at one time.
    pub fn open_files(&self) -> u64 {
        let connections = self
            .max_connections
            .saturating_add(lobby_of(self.max_connections));
        (connections as u64).saturating_add(OTHER_FILES)
    }
}

/// The longest visit.
pub(super) const VISIT: Duration = Duration::from_secs(30 * 60);

/// What a reload replaces. The store, and with it every visit, stays.
#[derive(Clone, Debug)]
pub struct State {
    /// Where is counted what happens.
    pub figures: PortalFigures,
    /// What the administrator has set.
    pub settings: Settings,
    /// The keys that open messages. The key of passcodes comes from them too.
    pub keyring: Arc<Keyring>,
    /// Where passcode mails are submitted.
    pub submit: Submit,
    /// What signs them.
    pub signer: Signer,
    /// The words of pages and mails.
    pub locales: Arc<Locales>,
    /// The brands under which messages went out; the first one is the portal's own.
    pub brands: Brands,
    /// The wall clock, by which messages expire.
    pub clock: Clock,
}
