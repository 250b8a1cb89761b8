//! `[metrics]`: where Prometheus reads figures.

use std::net::SocketAddr;

use serde::Deserialize;

use super::strings::Text;
use super::{Findings, value};

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
    pub fn check(self, portal: Option<SocketAddr>, findings: &mut Findings<'_>) -> Metrics {
        let mut taken: Vec<_> = portal.map(|at| (at, "portal.listen")).into_iter().collect();
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
