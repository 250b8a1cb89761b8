//! A handler for each request of the site.

pub(super) mod asset;
pub(super) mod body;
pub(super) mod brand;
pub(super) mod check;
pub(super) mod download;
pub(super) mod landing;
pub(super) mod language;
pub(super) mod not_me;
pub(super) mod open;
pub(super) mod passcode;
pub(super) mod privacy;
pub(super) mod proof;
pub(super) mod ready;
pub(super) mod security_txt;
pub(super) mod sign_out;
mod step;
pub(super) mod visit;

use super::services::Services;

/// What every handler is given.
type Shared = axum::extract::State<std::sync::Arc<Services>>;
