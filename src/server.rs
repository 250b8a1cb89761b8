//! Both halves start and stop here: from a configuration to listeners and state, until the process
//! is told to end.
//!
//! SIGHUP reads the configuration again: messages that begin after it are judged by the new rules;
//! a file with a mistake in it is reported and changes nothing. SIGTERM and SIGINT stop both
//! halves, which finish what they are at.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tracing::{error, info, warn};

use crate::clock::Clock;
use crate::config::Config;
use crate::keyring::{Keyring, KeyringError};
use crate::mail::sign::{KeyError, Signer};
use crate::mail::submit::Submit;
use crate::mail::verify::Verifier;
use crate::milter;
use crate::outbound::{Authenticator, Copies, Outbound};
use crate::portal;
use crate::postfix::Postfix;
use crate::store::{Bounds, Store};

/// Which halves a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Halves {
    /// The milter.
    pub milter: bool,
    /// The portal.
    pub portal: bool,
}

/// Why postseal can't run.
#[derive(Debug)]
pub enum ServerError {
    /// The keys can't be used.
    Keyring(KeyringError),
    /// A key that signs mail can't be used.
    Key(KeyError),
    /// The milter can't listen.
    Milter(milter::ListenError),
    /// The portal can't listen.
    Portal(std::net::SocketAddr, std::io::Error),
    /// Signals can't be received.
    Signals(std::io::Error),
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

/// Runs the halves of a configuration until SIGTERM or SIGINT.
///
/// # Errors
/// [`ServerError`], before anything is served.
pub async fn run(config: Config, halves: Halves) -> Result<(), ServerError> {
    let keyring = Arc::new(Keyring::load(&config.keyring).map_err(ServerError::Keyring)?);
    let signer = Signer::load(&config.dkim).map_err(ServerError::Key)?;
    let reload = signal(SignalKind::hangup()).map_err(ServerError::Signals)?;
    let stopped = stop_signal().map_err(ServerError::Signals)?;

    let (state, judges) = watch::channel(Arc::new(state(&config, &keyring, signer.clone())));
    let milter = match halves.milter {
        true => {
            let group = config.milter_group.as_deref();
            let listener = milter::bind(&config.milter_listen, group)
                .await
                .map_err(ServerError::Milter)?;
            info!(listen = %config.milter_listen, rules = config.rules, "the milter listens");
            look_at_postfix(&config, true);
            Some(milter::serve(
                listener,
                judges,
                config.milter.clone(),
                ended(stopped.clone()),
            ))
        }
        false => None,
    };
    let mut portal_states = None;
    let portal = match halves.portal {
        true => {
            let address = config.portal_listen;
            let listener =
                portal::bind(address).map_err(|error| ServerError::Portal(address, error))?;
            info!(listen = %address, url = config.portal.url, "the portal listens");
            let clock = Clock::system();
            let bounds = Bounds {
                bytes: config.portal.max_memory,
                ..Bounds::default()
            };
            let store = Store::memory(clock.clone(), bounds);
            let state = portal_state(&config, &keyring, signer, clock);
            let (portal_state, newest) = watch::channel(Arc::new(state));
            portal_states = Some(portal_state);
            Some(portal::serve(
                listener,
                newest,
                store,
                ended(stopped.clone()),
            ))
        }
        false => None,
    };
    // Without systemd there is nobody to tell.
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    let reloading = tokio::spawn(reload_on(
        reload,
        config.path.clone(),
        keyring,
        state,
        portal_states,
        halves,
    ));
    tokio::join!(optional(milter), optional(portal));
    reloading.abort();
    info!("stopped");
    Ok(())
}

fn state(config: &Config, keyring: &Arc<Keyring>, signer: Signer) -> milter::State {
    let outbound = Outbound::new(
        Arc::clone(keyring),
        Clock::system(),
        config.outbound.clone(),
        signer,
    );
    let submit = Submit::new(&config.submit.to_string());
    let authenticator = Authenticator::new(
        config.policy.trust_boundary().clone(),
        Verifier::new(&config.dns),
    );
    let copies = Copies::new(outbound.clone(), submit, &config.submitted);
    milter::State {
        policy: config.policy.clone(),
        outbound,
        copies,
        authenticator,
    }
}

fn portal_state(
    config: &Config,
    keyring: &Arc<Keyring>,
    signer: Signer,
    clock: Clock,
) -> portal::State {
    portal::State {
        settings: config.portal.clone(),
        keyring: Arc::clone(keyring),
        submit: Submit::new(&config.submit.to_string()),
        signer,
        clock,
    }
}

/// Swaps the state of both halves whole, at each SIGHUP whose configuration is sound.
async fn reload_on(
    mut reload: Signal,
    path: std::path::PathBuf,
    keyring: Arc<Keyring>,
    current: watch::Sender<Arc<milter::State>>,
    portal: Option<watch::Sender<Arc<portal::State>>>,
    halves: Halves,
) {
    while reload.recv().await.is_some() {
        if let Err(error) = keyring.reload() {
            error!("the keyring stays as it was: {error}");
            continue;
        }
        let config = match Config::load(&path) {
            Ok(config) => config,
            Err(error) => {
                error!("the rules stay as they were: {error}");
                continue;
            }
        };
        match Signer::load(&config.dkim) {
            Ok(signer) => {
                if let Some(portal) = &portal {
                    let clock = portal.borrow().clock.clone();
                    let state = portal_state(&config, &keyring, signer.clone(), clock);
                    portal.send_replace(Arc::new(state));
                }
                current.send_replace(Arc::new(state(&config, &keyring, signer)));
                info!(rules = config.rules, "the rules were read again");
                if halves.milter {
                    look_at_postfix(&config, false);
                }
            }
            Err(error) => error!("the rules and keys stay as they were: {error}"),
        }
    }
}

/// Says in the log where Postfix is told to send mail on when the milter can't be asked. On a
/// thread of its own, which nobody waits for: the milter serves whether or not Postfix's settings
/// can be read from here.
fn look_at_postfix(config: &Config, starting: bool) {
    let (config_dir, listen) = (config.postfix.clone(), config.milter_listen.clone());
    std::thread::spawn(move || match Postfix::read(config_dir.as_deref()) {
        Ok(postfix) => {
            for finding in postfix.default_actions(&postfix.names_of(&listen)) {
                match finding.lets_mail_out() {
                    true => error!("{}", finding.sentence()),
                    false => warn!("{}", finding.sentence()),
                }
            }
        }
        Err(why) if starting => {
            info!("whether Postfix fails closed can't be seen from here: {why}")
        }
        Err(_) => {}
    });
}

async fn optional(half: Option<impl Future<Output = ()>>) {
    if let Some(half) = half {
        half.await;
    }
}

/// Turns true at the first SIGTERM or SIGINT.
fn stop_signal() -> std::io::Result<watch::Receiver<bool>> {
    let (mut term, mut int) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
        info!("stopping");
        let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
        if stop.send(true).is_err() {
            warn!("nothing is left to be stopped");
        }
        // The channel must outlive both halves, or its end would read as a stop.
        stop.closed().await;
    });
    Ok(stopped)
}

async fn ended(mut stopped: watch::Receiver<bool>) {
    // An error means that the signal's task is gone, which ends the process as well.
    let _ = stopped.wait_for(|&stop| stop).await;
}
