//! What every service is, and the setup that all of them are made from.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use super::ServerError;
use crate::config::{Config, ConfigError};
use crate::keyring::{Keyring, KeyringError};
use crate::mail::sign::{KeyError, Signer};

/// A service that has its listener.
pub(super) struct Service {
    /// Serves until the process stops, and finishes what was begun.
    pub serving: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Uses a new setup for all that begins from now on.
    pub reload: Box<dyn Fn(&Setup) + Send>,
}

/// A sound configuration, and the keys that it names.
#[derive(Debug)]
pub struct Setup {
    /// The configuration.
    pub config: Config,
    pub(super) keyring: Arc<Keyring>,
    pub(super) signer: Signer,
}

impl Setup {
    /// Reads the keys of a configuration.
    ///
    /// # Errors
    /// [`ServerError::Keyring`] or [`ServerError::Key`].
    pub fn new(config: Config) -> Result<Self, ServerError> {
        let keyring = Keyring::load(&config.keyring).map_err(ServerError::Keyring)?;
        let signer = Signer::load(&config.dkim).map_err(ServerError::Key)?;
        Ok(Self {
            config,
            keyring: Arc::new(keyring),
            signer,
        })
    }

    /// Reads the keyring again. Its directory stays the one that the process started with.
    ///
    /// # Errors
    /// [`ReloadError::Keyring`]; the keyring stays as it was then.
    pub(super) fn reload_keyring(&self) -> Result<(), ReloadError> {
        self.keyring.reload().map_err(ReloadError::Keyring)
    }

    /// Reads configuration and signing keys again. The keyring is apart from them: a mistake in
    /// one keeps no change of the other out.
    ///
    /// # Errors
    /// [`ReloadError::Config`] or [`ReloadError::Key`]; this setup stays in use then.
    pub(super) fn reload(&self) -> Result<Self, ReloadError> {
        let config = Config::load(&self.config.path).map_err(ReloadError::Config)?;
        let signer = Signer::load(&config.dkim).map_err(ReloadError::Key)?;
        Ok(Self {
            config,
            keyring: Arc::clone(&self.keyring),
            signer,
        })
    }
}

/// Why a part of a setup stays as it was.
pub(super) enum ReloadError {
    Keyring(KeyringError),
    Config(ConfigError),
    Key(KeyError),
}

impl fmt::Display for ReloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyring(error) => write!(f, "the keyring stays as it was: {error}"),
            Self::Config(error) => write!(f, "the rules stay as they were: {error}"),
            Self::Key(error) => write!(f, "the rules and keys stay as they were: {error}"),
        }
    }
}
