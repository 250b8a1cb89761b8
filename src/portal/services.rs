//! The services of the portal, as one [`State`] has them.

use std::sync::Arc;

use super::network::Networks;
use super::opening::Opener;
use super::plaintext::Budget;
use super::proof::passcode::Passcodes;
use super::proof::passcode::mailer::{Outgoing, PasscodeMailer, Queue};
use super::quota::{Quota, Shares};
use super::settings::{Settings, State, VISIT};
use super::site::Site;
use super::upload::Uploads;
use super::visit::Visits;
use crate::secret::Secret;
use crate::store::Store;

/// A request is answered by one of these from its start to its end.
pub(super) struct Services {
    pub settings: Settings,
    pub site: Site,
    pub networks: Networks,
    pub quota: Quota,
    pub uploads: Uploads,
    pub visits: Visits,
    pub passcodes: Passcodes,
    pub opener: Opener,
    pub store: Store,
    queue: Queue,
    budget: Arc<Budget>,
}

impl Services {
    /// The services of the first state. Passcode mails go into `queue`.
    pub(super) fn new(state: &State, store: Store, queue: Queue) -> Self {
        let budget = Arc::new(Budget::new(state.settings.max_message));
        Self::build(state, store, queue, budget)
    }

    /// The services of the next state, with the same visits, mails and plaintext on their way.
    pub(super) fn reloaded(&self, state: &State) -> Self {
        let budget = if state.settings.max_message == self.settings.max_message {
            Arc::clone(&self.budget)
        } else {
            Arc::new(Budget::new(state.settings.max_message))
        };
        Self::build(state, self.store.clone(), self.queue.clone(), budget)
    }

    fn build(state: &State, store: Store, queue: Queue, budget: Arc<Budget>) -> Self {
        let mut settings = state.settings.clone();
        settings.visit = settings.visit.min(VISIT);
        store.set_max_bytes(settings.max_memory);
        let site = Site::new(&settings.url, &settings.from);
        // From the keyring, so that hosts that share one agree on codes and counters.
        let key = Secret::new(state.keyring.mac("postseal v1 portal", &[]));
        let mailer = PasscodeMailer::new(
            Outgoing {
                submit: state.submit.clone(),
                signer: state.signer.clone(),
                site: site.clone(),
                clock: state.clock.clone(),
            },
            queue.clone(),
        );
        let visits = Visits::new(
            store.clone(),
            Arc::clone(&state.keyring),
            state.clock.clone(),
            &site.origin,
        );
        let shares = Shares::new(settings.max_memory, settings.max_upload);
        Self {
            networks: Networks::new(settings.trusted_proxies.clone()),
            quota: Quota::new(store.clone(), key.clone(), settings.visit),
            uploads: Uploads::new(
                store.clone(),
                visits.clone(),
                shares,
                settings.max_upload,
                settings.visit,
            ),
            passcodes: Passcodes::new(store.clone(), key, mailer),
            opener: Opener::new(
                store.clone(),
                Arc::clone(&state.keyring),
                Arc::clone(&budget),
                settings.max_message,
            ),
            visits,
            settings,
            site,
            store,
            queue,
            budget,
        }
    }
}
