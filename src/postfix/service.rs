//! A service of master.cf.

use std::collections::HashMap;
use std::net::IpAddr;

/// One line of master.cf with its options.
#[derive(Debug)]
pub struct Service {
    /// As `postconf -P` names it: `smtp/inet`.
    pub name: String,
    chroot: Option<bool>,
    most_processes: Option<usize>,
    command: String,
    own: HashMap<String, String>,
}

impl Service {
    /// From a line of `postconf -M`, and all that `postconf -P` prints: the options stay as they
    /// are written until they are [resolved](Self::resolve).
    pub(super) fn parse(line: &str, own: &[(String, String)]) -> Option<Self> {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let name = format!("{}/{}", fields.first()?, fields.get(1)?);
        let prefix = format!("{name}/");
        let own = own.iter().filter_map(|(key, value)| {
            Some((key.strip_prefix(&prefix)?.to_owned(), value.clone()))
        });
        let chroot = match *fields.get(4)? {
            "y" => Some(true),
            "n" => Some(false),
            _ => None,
        };
        Some(Self {
            own: own.collect(),
            chroot,
            most_processes: fields.get(6)?.parse().ok(),
            command: (*fields.get(7)?).to_owned(),
            name,
        })
    }

    /// The program.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// How many processes it may have, where it doesn't follow `default_process_limit`; 0: any
    /// number.
    pub fn most_processes(&self) -> Option<usize> {
        self.most_processes
    }

    /// How `postconf` is asked for all parameters as they are for this service; nothing where it
    /// has no options.
    pub(super) fn options(&self) -> Vec<String> {
        let each = self.own.iter();
        let mut options: Vec<String> = each
            .flat_map(|(key, value)| ["-o".to_owned(), format!("{key}={value}")])
            .collect();
        if !options.is_empty() {
            options.push("-x".into());
        }
        options
    }

    /// Takes the parameters as they are for this service. Its options change those of main.cf in
    /// which they stand (`$name`), too.
    pub(super) fn resolve(&mut self, all: &[(String, String)], global: &HashMap<String, String>) {
        for (key, value) in all {
            if self.own.contains_key(key) || global.get(key).is_some_and(|other| other != value) {
                self.own.insert(key.clone(), value.clone());
            }
        }
    }

    /// Whether its own parameters differ from another's, these aside.
    pub(super) fn settings_differ(&self, other: &Self, aside: &[&str]) -> bool {
        let of = |service: &Self| {
            let mut own: Vec<_> = service.own.clone().into_iter().collect();
            own.retain(|(key, _)| !aside.contains(&key.as_str()));
            own.sort();
            own
        };
        of(self) != of(other)
    }

    /// A parameter that is another for it than in main.cf, or that it sets again.
    pub fn own(&self, key: &str) -> Option<&str> {
        self.own.get(key).map(String::as_str)
    }

    /// Whether master.cf says that it lives in a chroot; `None`: as by default.
    pub(super) fn chroot(&self) -> Option<bool> {
        self.chroot
    }

    /// The port of a TCP service, by number or by the names that mail servers use.
    pub fn port(&self) -> Option<u16> {
        let address = self.name.strip_suffix("/inet")?;
        let port = address.rsplit_once(':').map_or(address, |(_, port)| port);
        match port {
            "smtp" => Some(25),
            "submission" => Some(587),
            "submissions" | "smtps" => Some(465),
            "qmqp" => Some(628),
            number => number.parse().ok(),
        }
    }

    /// Whether it names this address as the one on which it listens.
    pub fn is_at(&self, address: IpAddr) -> bool {
        self.host().is_some_and(|host| match host {
            "localhost" => address.is_loopback(),
            host => host.parse() == Ok(address),
        })
    }

    /// Whether it listens on all addresses of that kind.
    pub fn is_at_all(&self, kind: IpAddr) -> bool {
        self.host()
            .is_some_and(|host| match host.parse::<IpAddr>() {
                Ok(any) => any.is_unspecified() && any.is_ipv4() == kind.is_ipv4(),
                Err(_) => host.is_empty(),
            })
    }

    /// The host of a TCP service, without brackets; empty where it names none.
    fn host(&self) -> Option<&str> {
        let address = self.name.strip_suffix("/inet")?;
        let host = address.rsplit_once(':').map_or("", |(host, _)| host);
        Some(host.trim_start_matches('[').trim_end_matches(']'))
    }

    /// Whether only this host can connect; `interfaces` is `inet_interfaces`, which holds for
    /// services without an address.
    pub fn is_loopback(&self, interfaces: &str) -> bool {
        let Some(address) = self.name.strip_suffix("/inet") else {
            return false;
        };
        match address.rsplit_once(':') {
            Some((host, _)) if !host.is_empty() => is_loopback(host),
            _ => interfaces == "loopback-only" || super::words(interfaces).all(is_loopback),
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
