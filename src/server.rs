//! The daemon: services on their listeners, from a configuration until the process is told to end.
//!
//! SIGHUP reads the keyring again, then the configuration. What is sound replaces the old one in
//! all services at once: the next message and the next request see it. A mistake in one of the two
//! is logged, and leaves that one as it was. SIGTERM and SIGINT stop all services, which finish
//! what they are at.
//!
//! ```text
//! held      which configuration the milter holds, for `check` to see
//! service   what every service is, and the setup it is made from
//!   milter    seals
//!   portal    opens
//!   metrics   tells how much of both there was
//! ```

mod held;
mod metrics;
mod milter;
mod portal;
mod service;

use std::fmt;
use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::config::Config;
use crate::keyring::KeyringError;
use crate::mail::sign::KeyError;
use crate::metrics::Metrics;
use crate::milter::{ListenError, Listener};

pub use held::is_older;
pub use service::Setup;

/// The services that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceName {
    /// The milter.
    Milter,
    /// The portal.
    Portal,
}

/// Where the services listen. A service without a listener doesn't run.
#[derive(Debug, Default)]
pub struct Listeners {
    /// For the MTA.
    pub milter: Option<Listener>,
    /// For browsers.
    pub portal: Option<TcpListener>,
    /// For Prometheus.
    pub metrics: Option<TcpListener>,
}

impl Listeners {
    /// Opens what the configuration names, for one service or for all.
    ///
    /// # Errors
    /// [`ServerError::Milter`] or [`ServerError::Portal`].
    pub async fn bind(config: &Config, only: Option<ServiceName>) -> Result<Self, ServerError> {
        let runs = |name| only.is_none_or(|only| only == name);
        let mut listeners = Self::default();
        if runs(ServiceName::Milter) {
            listeners.milter = Some(milter::bind(&config.milter).await?);
        }
        if runs(ServiceName::Portal) {
            listeners.portal = Some(portal::bind(&config.portal)?);
        }
        let alone = only == Some(ServiceName::Milter);
        listeners.metrics = config.metrics.listen(alone).and_then(metrics::bind);
        Ok(listeners)
    }
}

/// Why postseal can't run.
#[derive(Debug)]
pub enum ServerError {
    /// The keys can't be used.
    Keyring(KeyringError),
    /// A key that signs mail can't be used.
    Key(KeyError),
    /// The milter can't listen.
    Milter(ListenError),
    /// The portal can't listen.
    Portal(SocketAddr, io::Error),
    /// Signals can't be received.
    Signals(io::Error),
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyring(error) => error.fmt(f),
            Self::Key(error) => error.fmt(f),
            Self::Milter(error) => error.fmt(f),
            Self::Portal(address, error) => {
                write!(f, "the portal can't listen on {address}: {error}")
            }
            Self::Signals(error) => write!(f, "signals can't be received: {error}"),
        }
    }
}

impl std::error::Error for ServerError {}

/// Runs the services of a configuration, or one of them, until SIGTERM or SIGINT.
///
/// # Errors
/// [`ServerError`], before anything is served.
pub async fn run(config: Config, only: Option<ServiceName>) -> Result<(), ServerError> {
    let setup = Setup::new(config)?;
    let (reloads, stop) = signals().map_err(ServerError::Signals)?;
    let listeners = Listeners::bind(&setup.config, only).await?;
    serve(setup, listeners, reloads, stop).await;
    Ok(())
}

/// Serves on `listeners` until `stop` is cancelled. Each message of `reloads` has the configuration
/// file read again.
pub async fn serve(
    mut setup: Setup,
    listeners: Listeners,
    mut reloads: mpsc::Receiver<()>,
    stop: CancellationToken,
) {
    let runs = (listeners.milter.is_some(), listeners.portal.is_some());
    let started = setup.config.of_start(runs.0, runs.1);
    // What nobody can read isn't counted.
    let figures = match listeners.metrics {
        Some(_) => Metrics::new(runs.0, runs.1),
        None => Metrics::default(),
    };
    let mut services = Vec::new();
    if let Some(listener) = listeners.milter {
        services.push(milter::service(
            listener,
            &setup,
            &figures.milter,
            stop.clone(),
        ));
    }
    if let Some(listener) = listeners.portal {
        services.push(portal::service(
            listener,
            &setup,
            &figures.portal,
            stop.clone(),
        ));
    }
    if let Some(listener) = listeners.metrics {
        services.push(metrics::service(listener, figures, stop.clone()));
    }
    let mut running = JoinSet::new();
    let reloaders: Vec<_> = services
        .into_iter()
        .map(|service| {
            running.spawn(service.serving);
            service.reload
        })
        .collect();
    // Without systemd there is nobody to tell.
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    loop {
        tokio::select! {
            ended = running.join_next() => match ended {
                Some(Ok(())) => {}
                // Only the clients of a service would notice that it is gone: the process ends, and
                // is started again.
                Some(Err(error)) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => break,
                },
                None => break,
            },
            Some(()) = reloads.recv() => {
                reload(&mut setup);
                warn_of_restart(&started, &setup.config.of_start(runs.0, runs.1));
                // Also when only the keyring was read: services derive keys from it.
                for reload in &reloaders {
                    reload(&setup);
                }
            }
        }
    }
    info!("stopped");
}

/// Reads keyring and configuration again, each whatever becomes of the other: a key that was
/// removed is forgotten although the configuration has a mistake.
fn reload(setup: &mut Setup) {
    match setup.reload_keyring() {
        Ok(()) => info!("the keyring was read again"),
        Err(error) => error!("{error}"),
    }
    match setup.reload() {
        Ok(next) => {
            *setup = next;
            info!(rules = setup.config.rules, "the rules were read again");
        }
        Err(error) => error!("{error}"),
    }
}

/// Says which settings are otherwise now than what the services started with and go on with.
fn warn_of_restart(started: &[(&'static str, String)], now: &[(&'static str, String)]) {
    let changed = started.iter().zip(now).filter(|(old, new)| old != new);
    for ((key, _), _) in changed {
        warn!(
            "{key} was changed, and only a restart applies it: what was set before stays in force"
        );
    }
}

/// A message for each SIGHUP, and a token that the first SIGTERM or SIGINT cancels.
fn signals() -> io::Result<(mpsc::Receiver<()>, CancellationToken)> {
    let mut hangup = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (reload, reloads) = mpsc::channel(1);
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = hangup.recv() => {
                    if reload.send(()).await.is_err() {
                        return;
                    }
                }
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
            }
        }
        info!("stopping");
        let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
        stopping.cancel();
    });
    Ok((reloads, stop))
}
