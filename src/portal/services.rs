//! The services of the portal, as one [`State`] has them.

use std::sync::Arc;

use super::network::Networks;
use super::opening::Opener;
use super::plaintext::Budget;
use super::proof::passcode::Passcodes;
use super::proof::passcode::mailer::{Outgoing, PasscodeMailer, Queue};
use super::quota::Quota;
use super::quota::codes::LONGEST_LIFE;
use super::settings::{Settings, State, VISIT};
use super::site::Site;
use super::upload::{Arriving, Uploads, most_of};
use super::visit::Visits;
use crate::brand::Brands;
use crate::keyring::Keyring;
use crate::locale::Locales;
use crate::metrics::PortalFigures;
use crate::secret::Secret;
use crate::store::Store;

/// A request is answered by one of these from its start to its end.
pub(super) struct Services {
    pub settings: Settings,
    pub site: Arc<Site>,
    pub locales: Arc<Locales>,
    pub brands: Brands,
    pub networks: Networks,
    pub quota: Arc<Quota>,
    pub uploads: Uploads,
    pub visits: Visits,
    pub passcodes: Passcodes,
    pub opener: Arc<Opener>,
    pub store: Store,
    pub figures: PortalFigures,
    pub keyring: Arc<Keyring>,
    queue: Queue,
    shared: Shared,
}

/// What outlives a reload, beside the store and the queue.
#[derive(Clone)]
struct Shared {
    budget: Arc<Budget>,
    arriving: Arriving,
    /// The key of passcodes and of counters' names. Codes on their way were derived from it, and
    /// counters are found by it, so it stays when another root key becomes the current one.
    key: Secret<[u8; 32]>,
}

impl Services {
    /// The services of the first state. Passcode mails go into `queue`.
    pub(super) fn new(state: &State, store: Store, queue: Queue) -> Self {
        let shared = Shared {
            budget: Arc::new(Budget::new(state.settings.max_message)),
            arriving: Arriving::default(),
            // From the keyring, so that hosts that share one agree on codes and counters.
            key: Secret::new(state.keyring.mac("postseal v1 portal", &[])),
        };
        Self::build(state, store, queue, shared)
    }

    /// The services of the next state, with the same visits, mails and plaintext on their way.
    pub(super) fn reloaded(&self, state: &State) -> Self {
        let mut shared = self.shared.clone();
        if state.settings.max_message != self.settings.max_message {
            shared.budget = Arc::new(Budget::new(state.settings.max_message));
        }
        Self::build(state, self.store.clone(), self.queue.clone(), shared)
    }

    fn build(state: &State, store: Store, queue: Queue, shared: Shared) -> Self {
        let mut settings = state.settings.clone();
        settings.visit = settings.visit.min(VISIT);
        settings.passcode_life = settings.passcode_life.min(LONGEST_LIFE);
        store.set_max_bytes(settings.max_memory);
        store.set_max_uploads(most_of(settings.max_connections));
        let site = Arc::new(Site::new(&settings.url, &settings.from));
        let mailer = PasscodeMailer::new(
            Outgoing {
                submit: state.submit.clone(),
                signer: state.signer.clone(),
                site: Arc::clone(&site),
            },
            queue.clone(),
        );
        let visits = Visits::new(
            store.clone(),
            Arc::clone(&state.keyring),
            state.clock.clone(),
            &site.origin,
        );
        let opener = Arc::new(Opener::new(
            store.clone(),
            Arc::clone(&state.keyring),
            Arc::clone(&shared.budget),
            settings.max_message,
        ));
        let quota = Arc::new(Quota::new(store.clone(), shared.key.clone()));
        Self {
            networks: Networks::new(settings.trusted_proxies.clone()),
            uploads: Uploads::new(
                store.clone(),
                visits.clone(),
                Arc::clone(&quota),
                Arc::clone(&opener),
                shared.arriving.clone(),
                &settings,
            ),
            quota,
            passcodes: Passcodes::new(
                store.clone(),
                shared.key.clone(),
                mailer,
                settings.passcode_life,
            ),
            opener,
            visits,
            settings,
            site,
            locales: Arc::clone(&state.locales),
            brands: state.brands.clone(),
            store,
            figures: state.figures.clone(),
            keyring: Arc::clone(&state.keyring),
            queue,
            shared,
        }
    }
}
