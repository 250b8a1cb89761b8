//! `[dns]`: the servers that are asked for the public keys of senders.

use std::net::{IpAddr, SocketAddr};

use serde::Deserialize;
use toml::Spanned;

use super::Findings;
use super::strings::Strings;

/// `[dns]` as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    servers: Option<Spanned<Strings>>,
}

impl Section {
    pub fn check(self, findings: &mut Findings<'_>) -> Vec<SocketAddr> {
        self.servers
            .map(|list| findings.each("dns.servers", &list, server))
            .unwrap_or_default()
    }
}

/// A DNS server: an address, with port 53 unless it says otherwise.
fn server(text: &str) -> Result<SocketAddr, String> {
    let address = text
        .parse::<IpAddr>()
        .map(|address| SocketAddr::new(address, 53));
    address.or_else(|_| text.parse()).map_err(|_| {
        format!("\"{text}\" is no address such as \"127.0.0.1\" or \"127.0.0.1:5353\"")
    })
}
