//! The host that is checked: Postfix, and our configuration beside it.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::filter::{local_address, release};
use crate::config::Config;
use crate::postfix::{Milter, Postfix, Service};

/// The user that the systemd units run the daemon as.
pub(super) const DAEMON: &str = "postseal";

/// Postfix and our configuration beside it.
pub(super) struct Host<'a> {
    pub postfix: &'a Postfix,
    pub config: &'a Config,
    /// What Postfix may call our milter.
    pub names: Vec<String>,
}

impl<'a> Host<'a> {
    pub fn new(postfix: &'a Postfix, config: &'a Config) -> Self {
        Self {
            postfix,
            config,
            names: postfix.names_of(&config.milter.listen),
        }
    }

    /// Our milter as a list has it.
    pub fn ours(&self, list: &str) -> Option<Milter> {
        Milter::find(list, &self.names)
    }

    /// The listener for passcodes and copies.
    pub fn submit(&self) -> Option<&'a Service> {
        self.listener_at(self.config.mail.submit)
    }

    /// The service to which an address leads: that which names it, or else one that names none.
    pub fn listener_at(&self, address: SocketAddr) -> Option<&'a Service> {
        let same_port = || {
            self.postfix
                .listeners()
                .filter(|service| service.port() == Some(address.port()))
        };
        let named = same_port().find(|service| service.is_at(address.ip()));
        named.or_else(|| same_port().find(|service| service.is_at_all(address.ip())))
    }

    /// The listener to which the backstop releases mail that has a verdict.
    pub fn released(&self) -> Option<&'a Service> {
        self.listener_at(local_address(&release(self.postfix)?)?)
    }

    /// The listeners that mail comes in by: not the two that are meant to be past the milter.
    pub fn entries(&self) -> impl Iterator<Item = &'a Service> {
        let past = [self.submit(), self.released()];
        self.postfix.listeners().filter(move |service| {
            !past
                .into_iter()
                .flatten()
                .any(|other| std::ptr::eq(other, *service))
        })
    }

    /// What a setting is for the services of a program: where it stands, and its value.
    pub fn values(&self, program: &str, key: &str) -> BTreeSet<(String, &'a str)> {
        let services = self
            .postfix
            .services()
            .iter()
            .filter(|service| service.command() == program);
        let values = services.map(|service| match service.own(key) {
            Some(own) => (
                format!("{key} of the service {} in master.cf", service.name),
                own,
            ),
            None => (key.to_owned(), self.postfix.value(key)),
        });
        values.collect()
    }

    pub fn is_loopback(&self, service: &Service) -> bool {
        service.is_loopback(self.postfix.value("inet_interfaces"))
    }

    /// Whether the rules take a domain for one of ours.
    pub fn is_local(&self, domain: &str) -> bool {
        let domain = domain.trim_end_matches('.').to_ascii_lowercase();
        self.config.mail.local_domains.iter().any(|entry| {
            if entry.starts_with('.') {
                domain.len() > entry.len() && domain.ends_with(entry)
            } else {
                domain == *entry
            }
        })
    }
}
