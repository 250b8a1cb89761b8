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

    /// Reads configuration and keys again. The keyring's directory stays the one that the process
    /// started with.
    ///
    /// # Errors
    /// [`ReloadError`]; this setup is unchanged then, its keyring included.
    pub(super) fn reload(&self) -> Result<Self, ReloadError> {
        let config = Config::load(&self.config.path).map_err(ReloadError::Config)?;
        let signer = Signer::load(&config.dkim).map_err(ReloadError::Key)?;
        self.keyring.reload().map_err(ReloadError::Keyring)?;
        Ok(Self {
            config,
            keyring: Arc::clone(&self.keyring),
            signer,
        })
    }
}

/// Why a setup stays as it was.
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
