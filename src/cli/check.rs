//! `postseal check`: the configuration, the keyring, and what Postfix does with our milter.
//!
//! ```text
//! listeners  each way in is asked about by our milter
//! socket     the milter answers, and Postfix gets there
//! waits      Postfix waits long enough for it
//! order      other milters before and after it
//! submit     the listener past it, for passcodes and copies
//! clients    whose mail Postfix sends out, and the rules take for outbound
//! domains    which domains are ours, for Postfix and for the rules
//! copies     recipients that Postfix adds after the milter
//! dkim       the keys that sign, and their public halves in DNS
//! backstop   what releases judged mail alone
//!
//! restrictions  lists of restrictions, for clients and backstop
//! actions       what tables do with mail, for copies and backstop
//! ```

mod actions;
mod backstop;
mod clients;
mod copies;
mod dkim;
mod domains;
mod listeners;
mod order;
mod restrictions;
mod socket;
mod submit;
mod waits;

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::ExitCode;

use super::{Exit, Failure};
use crate::config::Config;
use crate::keyring;
use crate::postfix::{Milter, Postfix, Service};

/// What was found: a sentence.
enum Finding {
    /// Mail could leave in clear, or nothing could leave at all.
    Unsafe(String),
    /// Safe if what it says holds, which can't be seen from here.
    Note(String),
}

pub(super) fn run(path: &Path) -> Result<ExitCode, Failure> {
    let config = Config::load(path).map_err(|error| Failure::new(Exit::Config, error))?;
    let mut findings = Vec::new();
    if !config.policy.keeps_anything() {
        let why = "no [[rule]] seals, holds or rejects, so nothing will be sealed";
        findings.push(Finding::Unsafe(format!("{}: {why}.", path.display())));
    }
    if let Ok(file) = fs::metadata(path)
        && file.mode() & 0o022 != 0
    {
        findings.push(Finding::Unsafe(format!(
            "{0}: other users can change the rules (mode {1:04o}): run chmod go-w {0}",
            path.display(),
            file.mode() & 0o7777
        )));
    }
    findings.extend(
        keyring::check(&config.keyring)
            .iter()
            .map(|finding| Finding::Unsafe(format!("{finding}."))),
    );
    findings.extend(root_owned(&config.keyring));
    findings.extend(dkim::findings(&config).into_iter().map(Finding::Unsafe));
    match Postfix::read(config.postfix.as_deref()) {
        Ok(postfix) => findings.extend(Host::new(&postfix, &config).findings()),
        Err(why) => findings.push(Finding::Unsafe(why.to_string())),
    }
    let mut safe = true;
    for finding in &findings {
        match finding {
            Finding::Unsafe(sentence) => {
                safe = false;
                println!("{sentence}");
            }
            Finding::Note(sentence) => println!("Worth knowing: {sentence}"),
        }
    }
    if safe {
        println!("Nothing unsafe was found.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::from(Exit::Config as u8))
}

/// Postfix and our configuration beside it.
struct Host<'a> {
    postfix: &'a Postfix,
    config: &'a Config,
    /// What Postfix may call our milter.
    names: Vec<String>,
}

impl<'a> Host<'a> {
    fn new(postfix: &'a Postfix, config: &'a Config) -> Self {
        Self {
            postfix,
            config,
            names: postfix.names_of(&config.milter_listen),
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let defaults = self.postfix.default_actions(&self.names);
        let mut findings: Vec<Finding> = defaults
            .iter()
            .map(|one| Finding::Unsafe(one.sentence()))
            .collect();
        findings.extend(listeners::findings(self));
        findings.extend(socket::findings(self));
        findings.extend(waits::findings(self));
        findings.extend(order::findings(self));
        findings.extend(submit::findings(self));
        findings.extend(clients::findings(self));
        findings.extend(domains::findings(self));
        findings.extend(copies::findings(self));
        findings.extend(backstop::findings(self));
        findings
    }

    /// Our milter as a list has it.
    fn ours(&self, list: &str) -> Option<Milter> {
        Milter::find(list, &self.names)
    }

    /// The listener for passcodes and copies.
    fn submit(&self) -> Option<&'a Service> {
        self.listener_at(self.config.submit)
    }

    /// The service to which an address leads: that which names it, or else one that names none.
    fn listener_at(&self, address: SocketAddr) -> Option<&'a Service> {
        let same_port = || {
            self.postfix
                .listeners()
                .filter(|service| service.port() == Some(address.port()))
        };
        let named = same_port().find(|service| service.is_at(address.ip()));
        named.or_else(|| same_port().find(|service| service.is_at_all(address.ip())))
    }

    /// The listeners that mail comes in by: not the two that are meant to be past the milter.
    fn entries(&self) -> impl Iterator<Item = &'a Service> {
        let past = [self.submit(), backstop::released(self)];
        self.postfix.listeners().filter(move |service| {
            !past
                .into_iter()
                .flatten()
                .any(|other| std::ptr::eq(other, *service))
        })
    }

    /// What a setting is for the services of a program: where it stands, and its value.
    fn values(&self, program: &str, key: &str) -> BTreeSet<(String, &'a str)> {
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

    fn is_loopback(&self, service: &Service) -> bool {
        service.is_loopback(self.postfix.value("inet_interfaces"))
    }

    /// Whether the rules take a domain for one of ours.
    fn is_local(&self, domain: &str) -> bool {
        let domain = domain.trim_end_matches('.').to_ascii_lowercase();
        self.config
            .local_domains
            .iter()
            .any(|entry| match entry.starts_with('.') {
                true => domain.len() > entry.len() && domain.ends_with(entry),
                false => domain == *entry,
            })
    }
}

/// Whether mail that is handed to this transport (`content_filter`) goes nowhere.
fn keeps(filter: &str) -> bool {
    matches!(
        filter.split(':').next(),
        Some("retry" | "error" | "defer" | "discard")
    )
}

/// The address on this host in a destination such as `smtp:[127.0.0.1]:10025`.
fn local_address(filter: &str) -> Option<SocketAddr> {
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

/// The user that the systemd units run the daemon as.
const DAEMON: &str = "postseal";

/// A keyring that root made and the daemon's own user, where there is one, can't read.
fn root_owned(keyring: &Path) -> Option<Finding> {
    let daemon = nix::unistd::User::from_name(DAEMON).ok().flatten()?;
    let owner = fs::metadata(keyring).ok()?.uid();
    (owner == 0 && !daemon.uid.is_root()).then(|| {
        Finding::Unsafe(format!(
            "the keyring {0} belongs to root, so the user {DAEMON} can't read it: run chown -R \
             {DAEMON}:{DAEMON} {0}",
            keyring.display()
        ))
    })
}
