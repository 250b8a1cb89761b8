//! The portal as a service.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::ServerError;
use super::service::{Service, Setup};
use crate::clock::Clock;
use crate::config;
use crate::mail::submit::Submit;
use crate::metrics::PortalFigures;
use crate::portal::{self, State};
use crate::store::{Bounds, Store};

pub(super) fn bind(config: &config::Portal) -> Result<TcpListener, ServerError> {
    portal::bind(config.listen).map_err(|error| ServerError::Portal(config.listen, error))
}

pub(super) fn service(
    listener: TcpListener,
    setup: &Setup,
    figures: &PortalFigures,
    stop: CancellationToken,
) -> Service {
    let config = &setup.config.portal;
    info!(listen = %config.listen, url = config.settings.url, "the portal listens");
    let clock = Clock::system();
    let bounds = Bounds {
        bytes: config.settings.max_memory,
        ..Bounds::default()
    };
    let store = Store::memory(clock.clone(), bounds);
    let (newest, states) = watch::channel(Arc::new(state(setup, clock.clone(), figures)));
    let figures = figures.clone();
    Service {
        serving: Box::pin(portal::serve(
            listener,
            states,
            store,
            stop.cancelled_owned(),
        )),
        reload: Box::new(move |setup| {
            newest.send_replace(Arc::new(state(setup, clock.clone(), &figures)));
        }),
    }
}

fn state(setup: &Setup, clock: Clock, figures: &PortalFigures) -> State {
    State {
        settings: setup.config.portal.settings.clone(),
        keyring: Arc::clone(&setup.keyring),
        submit: Submit::new(&setup.config.mail.submit.to_string()),
        signer: setup.signer.clone(),
        locales: Arc::clone(&setup.config.locale.locales),
        brands: setup.config.brands.clone(),
        clock,
        figures: figures.clone(),
    }
}
