//! `[metrics]`: where Prometheus reads figures.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::Deserialize;

use super::strings::Text;
use super::{Findings, value};
use crate::milter::ListenSpec;

/// `[metrics]` as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    listen: Option<Text>,
    milter_listen: Option<Text>,
}

/// `[metrics]`, checked. All are loopback addresses: figures are for the operator alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Where those of the portal are read, and of both services where one process has them.
    pub listen: Option<SocketAddr>,
    /// Where those of a milter that runs alone are read.
    pub milter_listen: Option<SocketAddr>,
}

impl Metrics {
    /// Where a process tells its figures, which has the milter alone or not.
    pub fn listen(&self, milter_alone: bool) -> Option<SocketAddr> {
        if milter_alone {
            self.milter_listen
        } else {
            self.listen
        }
    }
}

impl Section {
    /// `milter` and `portal` listen where they do: one of two services with one address fails to
    /// start, or to be counted.
    pub fn check(
        self,
        milter: Option<&ListenSpec>,
        portal: Option<SocketAddr>,
        findings: &mut Findings<'_>,
    ) -> Metrics {
        let milter = milter.map(addresses).unwrap_or_default();
        let milter = milter.into_iter().map(|at| (at, "milter.listen"));
        let portal = portal.map(|at| (at, "portal.listen"));
        let mut taken: Vec<_> = milter.chain(portal).collect();
        let mut read = |key: &'static str, text: Option<Text>| {
            let text = text?;
            let address = findings.check(key, &text, value::loopback)?;
            // Port 0 is any free one.
            let is_taken = |(other, _): &&(SocketAddr, _)| address.port() != 0 && *other == address;
            if let Some((_, other)) = taken.iter().find(is_taken) {
                let start = text.span().start;
                findings.push(start, &format!("{key}: {other} has the same address."));
            }
            taken.push((address, key));
            Some(address)
        };
        Metrics {
            listen: read("metrics.listen", self.listen),
            milter_listen: read("metrics.milter_listen", self.milter_listen),
        }
    }
}

/// The addresses on which the milter may listen.
fn addresses(spec: &ListenSpec) -> Vec<SocketAddr> {
    let ListenSpec::Inet(host, port) = spec else {
        return Vec::new();
    };
    let hosts = match host.parse::<IpAddr>() {
        Ok(address) => vec![address],
        // It is the name of this host: no other is taken.
        Err(_) => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
    };
    hosts.into_iter().map(|host| (host, *port).into()).collect()
}
