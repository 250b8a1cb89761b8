//! Whether the milter that runs has read the configuration that is checked.

use super::finding::Finding;
use crate::config::Config;
use crate::server;

pub(super) fn findings(config: &Config) -> Option<Finding> {
    server::is_older(&config.milter.held, &config.digest).then(|| {
        Finding::Unsafe(
            "The rules, or other settings, were changed after the milter read them, so mail still \
             goes by the older ones: run systemctl reload postseal-milter, and restart it where \
             more than the rules was changed."
                .into(),
        )
    })
}
