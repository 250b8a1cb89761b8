//! The settings that only a start applies: a reload says which of them it found changed.

use super::Config;
use crate::milter::Settings;

impl Config {
    /// The settings of this kind, each with its key and its value.
    pub fn of_start(&self, milter: bool, portal: bool) -> Vec<(&'static str, String)> {
        let mut all = vec![
            ("keyring.dir", format!("{:?}", self.keyring)),
            ("log.level", self.log.level.clone()),
            ("log.format", self.log.json.to_string()),
        ];
        let metrics = self.metrics.listen(milter && !portal);
        if milter && !portal {
            all.push(("metrics.milter_listen", format!("{metrics:?}")));
        } else {
            all.push(("metrics.listen", format!("{metrics:?}")));
        }
        if portal {
            all.push(("portal.listen", self.portal.listen.to_string()));
        }
        if milter {
            all.push(("milter.listen", self.milter.listen.to_string()));
            all.push(("milter.group", format!("{:?}", self.milter.group)));
            all.extend(limits(&self.milter.settings));
        }
        all
    }
}

/// Each is named here, so that nobody adds one and forgets this place.
fn limits(settings: &Settings) -> [(&'static str, String); 10] {
    let Settings {
        max_message,
        max_header,
        max_recipients,
        max_memory,
        max_sessions,
        session_wait,
        max_inspections,
        inspection_wait,
        idle,
        verdict,
        // Not to be set.
        progress: _,
        grace: _,
    } = settings;
    [
        ("milter.max_message", max_message.to_string()),
        ("milter.max_header", max_header.to_string()),
        ("milter.max_recipients", max_recipients.to_string()),
        ("milter.max_memory", max_memory.to_string()),
        ("milter.max_sessions", max_sessions.to_string()),
        ("milter.session_wait", format!("{session_wait:?}")),
        ("milter.max_inspections", max_inspections.to_string()),
        ("milter.inspection_wait", format!("{inspection_wait:?}")),
        ("milter.idle", format!("{idle:?}")),
        ("milter.verdict", verdict.to_string()),
    ]
}
