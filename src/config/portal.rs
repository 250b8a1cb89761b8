//! `[portal]`: where recipients reach the portal, and its limits.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use super::strings::{Strings, Text};
use super::{Findings, value};
use crate::portal::Settings;

/// `[portal]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    listen: Text,
    url: Text,
    trusted_proxies: Option<Spanned<Strings>>,
    max_upload: Option<Text>,
    max_memory: Option<Text>,
    max_message: Option<Text>,
    max_connections: Option<Spanned<u32>>,
    visit: Option<Text>,
    passcode_life: Option<Text>,
}

/// `[portal]`, checked.
#[derive(Debug)]
pub struct Portal {
    /// Where the portal listens; always a loopback address.
    pub listen: SocketAddr,
    /// Its limits and addresses.
    pub settings: Settings,
}

impl Section {
    pub fn check(self, findings: &mut Findings<'_>) -> Option<Portal> {
        let listen = findings.check("portal.listen", &self.listen, value::loopback);
        let url = findings.check("portal.url", &self.url, origin);
        let mut settings = Settings::default();
        findings.set(
            "portal.max_upload",
            self.max_upload,
            value::size,
            &mut settings.max_upload,
        );
        findings.set(
            "portal.max_memory",
            self.max_memory,
            value::size,
            &mut settings.max_memory,
        );
        findings.set(
            "portal.max_message",
            self.max_message,
            value::size,
            &mut settings.max_message,
        );
        findings.set(
            "portal.max_connections",
            self.max_connections,
            value::count,
            &mut settings.max_connections,
        );
        findings.set("portal.visit", self.visit, visit, &mut settings.visit);
        findings.set(
            "portal.passcode_life",
            self.passcode_life,
            passcode_life,
            &mut settings.passcode_life,
        );
        if let Some(list) = &self.trusted_proxies {
            settings.trusted_proxies =
                findings.each("portal.trusted_proxies", list, value::network);
        }
        settings.url = url?;
        Some(Portal {
            listen: listen?,
            settings,
        })
    }
}

/// How long a visit lasts: at most half an hour, since its ciphertext stays in memory that long.
fn visit(text: &String) -> Result<Duration, String> {
    half_an_hour(text, "a visit may last")
}

/// How long a passcode is good: no longer than a visit, and long enough for a mail to arrive.
fn passcode_life(text: &String) -> Result<Duration, String> {
    let life = half_an_hour(text, "a passcode may be good")?;
    if life < Duration::from_secs(60) {
        Err(format!(
            "\"{text}\" is shorter than the \"1m\" that a passcode takes to arrive"
        ))
    } else {
        Ok(life)
    }
}

fn half_an_hour(text: &String, what: &str) -> Result<Duration, String> {
    let duration = value::duration(text)?;
    if duration > Duration::from_secs(1_800) {
        Err(format!("\"{text}\" is longer than the \"30m\" that {what}"))
    } else {
        Ok(duration)
    }
}

/// The portal's address as browsers see it: https, a hostname of its own, no path. Plain http is
/// for tries on loopback only.
fn origin(text: &String) -> Result<String, String> {
    let (host, secure) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(host), _) => (host, true),
        (_, Some(host)) => (host, false),
        _ => {
            return Err(format!(
                "\"{text}\" is not an address such as \"https://secure.example.org/\""
            ));
        }
    };
    let host = host.strip_suffix('/').unwrap_or(host);
    if host.contains(['/', '?', '#', '@'])
        || host.is_empty()
        || host
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "\"'<>\\;,".contains(c))
    {
        return Err(format!(
            "\"{text}\" must be a hostname of its own without a path: another application on the \
             same host name could read visits"
        ));
    }
    if !host.bytes().all(|byte| byte.is_ascii()) {
        return Err(format!("\"{text}\" must be written in ASCII form (xn--…)"));
    }
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.parse::<u16>().is_ok())
        .map_or(host, |(name, _)| name);
    let literal = name.trim_start_matches('[').trim_end_matches(']');
    let loopback =
        name == "localhost" || literal.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if !secure && !loopback {
        return Err(format!(
            "\"{text}\" must start with https://: recipients type their codes there"
        ));
    }
    Ok(format!(
        "{}://{}/",
        if secure { "https" } else { "http" },
        host.to_ascii_lowercase()
    ))
}
