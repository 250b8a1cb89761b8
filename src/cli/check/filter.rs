//! Where Postfix hands mail on: `content_filter`, and what the backstop releases.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::postfix::{Postfix, Table};

/// The field that bears the milter's verdict, in lower case.
pub(super) const VERDICT: &str = "x-postseal-verdict";

/// Where the verdict releases mail to, as `milter_header_checks` say.
pub(super) fn release(postfix: &Postfix) -> Option<String> {
    let tables = Table::list(postfix.value("milter_header_checks")).into_iter();
    let mut entries = tables.filter_map(|table| table.entries(postfix)).flatten();
    entries.find_map(|(pattern, action)| {
        let verdict = pattern.to_ascii_lowercase().contains(VERDICT);
        verdict.then(|| action.strip_prefix("FILTER").map(|to| to.trim().to_owned()))?
    })
}

/// Whether mail that is handed to this transport (`content_filter`) goes nowhere.
pub(super) fn keeps(filter: &str) -> bool {
    matches!(
        filter.split(':').next(),
        Some("retry" | "error" | "defer" | "discard")
    )
}

/// The address on this host in a destination such as `smtp:[127.0.0.1]:10025`.
pub(super) fn local_address(filter: &str) -> Option<SocketAddr> {
    let (_, destination) = filter.split_once(':')?;
    let (host, port) = destination.trim_start_matches("inet:").rsplit_once(':')?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let ip = if host == "localhost" {
        IpAddr::from(Ipv4Addr::LOCALHOST)
    } else {
        host.parse().ok()?
    };
    Some(SocketAddr::new(ip, port.parse().ok()?)).filter(|_| ip.is_loopback())
}
