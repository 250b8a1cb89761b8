//! Keys as sealing and opening take them: resolved, whatever place they come from.

use std::sync::Arc;

use crate::secret::Secret;

/// The bytes of one root key or epoch key.
pub type Key = Secret<[u8; 32]>;

/// The key IDs that a header names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyIds {
    /// The root key's.
    pub root: u32,
    /// The epoch key's; `None` when the message never expires.
    pub epoch: Option<u64>,
}

/// The keys that seal one message.
#[derive(Clone, Debug)]
pub struct SealingKeys {
    /// The ID of the root key.
    pub root_id: u32,
    /// The current root key.
    pub root: Arc<Key>,
    /// ID and key of the epoch in which the message expires; `None` when it never expires.
    pub epoch: Option<(u64, Arc<Key>)>,
}

/// The keys that open one message: those that its [`KeyIds`] name.
#[derive(Clone, Debug)]
pub struct OpeningKeys {
    /// The root key.
    pub root: Arc<Key>,
    /// The epoch key, when the header names one.
    pub epoch: Option<Arc<Key>>,
}

/// What the meta and the body of one message are encrypted with; never used for another message.
pub(super) struct MessageKey {
    pub meta: Secret<[u8; 32]>,
    pub meta_nonce: [u8; 12],
    pub body: Secret<[u8; 32]>,
}
