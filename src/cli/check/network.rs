//! Networks as Postfix writes them.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::policy::canonical_network;

/// A network or an address in `mynetworks` or in a table.
pub(super) fn parse(entry: &str) -> Option<IpNet> {
    let bare: String = entry.chars().filter(|c| !matches!(c, '[' | ']')).collect();
    let network = bare
        .parse::<IpNet>()
        .or_else(|_| bare.parse::<IpAddr>().map(IpNet::from))
        .ok();
    network.map(canonical_network)
}

/// `192.0.2` for 192.0.2.0/24, as indexed tables have it.
pub(super) fn parse_octets(pattern: &str) -> Option<IpNet> {
    let count = pattern.split('.').count();
    let whole = format!(
        "{pattern}{}/{}",
        ".0".repeat(4_usize.checked_sub(count)?),
        count * 8
    );
    whole.parse().ok()
}
