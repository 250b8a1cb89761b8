//! `client = …`: the client's address is in a listed network.

use std::net::IpAddr;

use ipnet::IpNet;

use super::kind::Kind;
use crate::policy::facts::Message;
use crate::policy::truth::Truth;

/// The client's address is in one of these networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client(pub Vec<IpNet>);

impl Kind for Client {
    fn truth(&self, message: &Message<'_>) -> Truth {
        let client = message.facts.envelope.client.as_ref();
        let is_listed = |client: IpAddr| self.0.iter().any(|network| network.contains(&client));
        client
            .map(IpAddr::to_canonical)
            .is_some_and(is_listed)
            .into()
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        "the client's address is listed".into()
    }

    fn why_false(&self, _message: &Message<'_>) -> String {
        "the client's address isn't listed".into()
    }

    fn implies(&self, wide: &Self) -> bool {
        let is_covered = |network: &IpNet| wide.0.iter().any(|other| other.contains(network));
        self.0.iter().all(is_covered)
    }
}
