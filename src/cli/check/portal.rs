//! Whether the portal answers: without it nobody opens what is sealed.

use std::net::TcpStream;
use std::time::Duration;

use super::finding::Finding;
use crate::config::Config;

/// How long it may take. It is on this host.
const PATIENCE: Duration = Duration::from_secs(2);

/// A note, since no mail leaves in clear without it.
pub(super) fn findings(config: &Config) -> Option<Finding> {
    let listen = config.portal.listen;
    let error = TcpStream::connect_timeout(&listen, PATIENCE).err()?;
    Some(Finding::Note(format!(
        "the portal doesn't answer on {listen}: {error}; nobody can open what is sealed until it \
         runs (systemctl start postseal-portal). Whether the proxy in front of it passes visitors \
         on shows at {}readyz.",
        config.portal.settings.url
    )))
}
