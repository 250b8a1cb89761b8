//! Postfix's live settings, and each way in which they would let mail leave unseen by the milter.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::Command;

use ipnet::IpNet;

use crate::config::Config;
use crate::milter::ListenSpec;
use crate::policy::canonical_network;

/// The parameters that decide whom Postfix asks about mail, and what it does when it can't.
const PARAMETERS: [&str; 8] = [
    "milter_default_action",
    "milter_protocol",
    "mynetworks",
    "non_smtpd_milters",
    "queue_directory",
    "receive_override_options",
    "smtpd_milter_maps",
    "smtpd_milters",
];

/// Postfix's settings, as `postconf` prints them.
pub(super) struct Postfix {
    global: HashMap<String, String>,
    services: Vec<Service>,
}

/// A service of master.cf.
struct Service {
    /// As `postconf -P` names it: `smtp/inet`.
    name: String,
    command: String,
    /// Parameters that it overrides.
    own: HashMap<String, String>,
}

impl Postfix {
    /// Asks `postconf`.
    pub(super) fn read(config_dir: Option<&Path>) -> Result<Self, String> {
        let postconf = |args: &[&str]| -> Result<String, String> {
            let mut command = Command::new("postconf");
            if let Some(dir) = config_dir {
                command.arg("-c").arg(dir);
            }
            let output = command.args(args).output().map_err(|error| {
                format!(
                    "Postfix's settings can't be read, since postconf can't be run: {error}; is Postfix installed, and /usr/sbin in PATH?"
                )
            })?;
            if output.status.success() {
                Ok(String::from_utf8_lossy(&output.stdout).into_owned())
            } else {
                let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
                Err(format!("Postfix's settings can't be read ([postfix] config_dir says where they are): {why}."))
            }
        };
        let (global, services, own) =
            (postconf(&[&["-x"][..], &PARAMETERS].concat())?, postconf(&["-M"])?, postconf(&["-x", "-P"])?);
        let pairs = |text: &str| -> Vec<(String, String)> {
            let lines = text.lines().filter_map(|line| line.split_once(" ="));
            lines.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect()
        };
        let own = pairs(&own);
        let services = services.lines().filter_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let name = format!("{}/{}", fields.first()?, fields.get(1)?);
            let prefix = format!("{name}/");
            let own =
                own.iter().filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?.to_owned(), value.clone())));
            Some(Service { own: own.collect(), command: (*fields.get(7)?).to_owned(), name })
        });
        Ok(Self { services: services.collect(), global: pairs(&global).into_iter().collect() })
    }

    /// What is unsafe, a sentence each.
    pub(super) fn findings(&self, config: &Config) -> Vec<String> {
        let names = names(&config.milter_listen, self.value("queue_directory"));
        let mut findings = self.default_actions(&names);
        if self.value("milter_protocol").parse::<u32>().is_ok_and(|version| version < 6) {
            findings.push(format!(
                "Postfix: milter_protocol is {}; postseal speaks version 6: remove that line from main.cf.",
                self.value("milter_protocol")
            ));
        }
        findings.extend(self.unseen(&names, config.submit));
        findings.extend(self.submit(&names, config.submit));
        findings.extend(self.networks(&config.trusted_networks));
        findings
    }

    fn value(&self, key: &str) -> &str {
        self.global.get(key).map_or("", String::as_str)
    }

    fn of<'a>(&'a self, service: &'a Service, key: &str) -> &'a str {
        service.own.get(key).map_or_else(|| self.value(key), String::as_str)
    }

    /// What happens to mail when the milter can't be asked.
    fn default_actions(&self, names: &[String]) -> Vec<String> {
        let mut findings = Vec::new();
        let mut judge = |place: String, action: &str| {
            let effect =
                if action == "accept" { "sent in clear" } else { "refused for good, or kept where nobody looks" };
            if action != "tempfail" {
                findings.push(format!(
                    "Postfix: {place} is \"{action}\": when the milter can't be asked, mail would be {effect}; set it to tempfail."
                ));
            }
        };
        judge("milter_default_action".into(), self.value("milter_default_action"));
        let global = ["smtpd_milters", "non_smtpd_milters"].map(|key| (format!("in {key}"), self.value(key)));
        let services = self.services.iter().flat_map(|service| {
            let lists = ["smtpd_milters", "non_smtpd_milters"].into_iter();
            lists.filter_map(|key| {
                Some((format!("in {key} of the service {} in master.cf", service.name), service.own.get(key)?.as_str()))
            })
        });
        for (place, list) in global.into_iter().chain(services) {
            for milter in Milter::list(list).into_iter().filter(|milter| names.contains(&milter.name)) {
                if let Some(action) = milter.default_action {
                    judge(format!("default_action of our milter {place}"), &action);
                }
            }
        }
        for service in &self.services {
            if let Some(action) = service.own.get("milter_default_action") {
                judge(format!("milter_default_action of the service {} in master.cf", service.name), action);
            }
        }
        findings
    }

    /// The ways in which mail comes in past the milter.
    fn unseen(&self, names: &[String], submit: SocketAddr) -> Vec<String> {
        let mut findings = Vec::new();
        let ours = |list: &str| Milter::list(list).iter().any(|milter| names.contains(&milter.name));
        let listed = |list: &str| {
            let milters: Vec<String> = Milter::list(list).into_iter().map(|milter| milter.name).collect();
            if milters.is_empty() { "is empty".to_owned() } else { format!("names {}", milters.join(" and ")) }
        };
        let no_milters = |options: &str| options.split([',', ' ', '\t']).any(|option| option == "no_milters");
        for service in
            self.services.iter().filter(|service| service.command == "smtpd" && service.port() != Some(submit.port()))
        {
            let list = self.of(service, "smtpd_milters");
            if !ours(list) {
                findings.push(format!(
                    "Postfix: smtpd_milters of the service {} in master.cf {}, not our milter ({}), so mail that comes there is never sealed.",
                    service.name,
                    listed(list),
                    names.join(" or ")
                ));
            } else if no_milters(self.of(service, "receive_override_options")) {
                findings.push(format!(
                    "Postfix: receive_override_options of the service {} in master.cf has no_milters, so mail that comes there is never sealed.",
                    service.name
                ));
            }
        }
        if !ours(self.value("non_smtpd_milters")) {
            findings.push(format!(
                "Postfix: non_smtpd_milters {}, not our milter ({}), so mail from the local sendmail command is never sealed.",
                listed(self.value("non_smtpd_milters")),
                names.join(" or ")
            ));
        }
        if !self.value("smtpd_milter_maps").is_empty() {
            findings.push("Postfix: smtpd_milter_maps may turn the milter off for some clients; mail from them would never be sealed.".into());
        }
        findings
    }

    /// The listener for passcodes.
    fn submit(&self, names: &[String], submit: SocketAddr) -> Option<String> {
        let Some(service) =
            self.services.iter().find(|service| service.command == "smtpd" && service.port() == Some(submit.port()))
        else {
            return Some(format!(
                "Postfix: no smtpd service in master.cf listens on mail.submit ({submit}), so neither passcodes nor copies of messages that are split can be sent."
            ));
        };
        if !service.is_loopback() {
            return Some(format!(
                "Postfix: the service {} in master.cf takes mail past the milter and listens for more than this host; write 127.0.0.1:{}.",
                service.name,
                submit.port()
            ));
        }
        let asks = Milter::list(self.of(service, "smtpd_milters")).iter().any(|milter| names.contains(&milter.name));
        let off = self.of(service, "receive_override_options").contains("no_milters");
        (asks && !off).then(|| {
            format!("Postfix: the service {} in master.cf, for mail.submit, asks our milter; give it -o smtpd_milters= so that passcodes and copies go past it.", service.name)
        })
    }

    /// Networks that Postfix trusts and the rules don't: mail from there isn't taken for outbound.
    fn networks(&self, trusted: &[IpNet]) -> Vec<String> {
        let listed = self.value("mynetworks").split([',', ' ', '\t']).filter(|entry| !entry.is_empty());
        listed
            .filter_map(|entry| {
                let bare: String = entry.chars().filter(|c| !matches!(c, '[' | ']')).collect();
                let network = bare.parse::<IpNet>().or_else(|_| bare.parse::<IpAddr>().map(IpNet::from)).ok().map(canonical_network);
                let known = network.is_some_and(|network| trusted.iter().any(|trusted| trusted.contains(&network)));
                (!known && !entry.starts_with('!')).then(|| {
                    format!(
                        "Postfix: mynetworks holds {entry}, mail.trusted_networks doesn't: mail from there isn't outbound for the rules and leaves in clear; add it, or take it out of mynetworks."
                    )
                })
            })
            .collect()
    }
}

impl Service {
    /// The port of a TCP service, by number or by the names that mail servers use.
    fn port(&self) -> Option<u16> {
        let address = self.name.strip_suffix("/inet")?;
        let port = address.rsplit_once(':').map_or(address, |(_, port)| port);
        match port {
            "smtp" => Some(25),
            "submission" => Some(587),
            "submissions" | "smtps" => Some(465),
            number => number.parse().ok(),
        }
    }

    fn is_loopback(&self) -> bool {
        let host = self.name.strip_suffix("/inet").and_then(|address| address.rsplit_once(':')).map(|(host, _)| host);
        let host = host.map(|host| host.trim_start_matches('[').trim_end_matches(']'));
        host.is_some_and(|host| host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()))
    }
}

/// The names by which Postfix may call our milter. A path that doesn't start with / is one below the queue directory.
fn names(listen: &ListenSpec, queue: &str) -> Vec<String> {
    match listen {
        ListenSpec::Unix(path) => {
            let below = path.strip_prefix(queue).ok().map(|below| format!("unix:{}", below.display()));
            below.into_iter().chain([format!("unix:{}", path.display())]).collect()
        }
        ListenSpec::Inet(..) => vec![listen.to_string()],
    }
}

/// One entry of a milter list (postconf(5), smtpd_milters).
#[derive(Debug, PartialEq, Eq)]
struct Milter {
    name: String,
    default_action: Option<String>,
}

impl Milter {
    fn list(text: &str) -> Vec<Self> {
        let mut milters = Vec::new();
        let mut rest = text.trim_start_matches([' ', ',', '\t', '\n']);
        while !rest.is_empty() {
            let (entry, more) = match rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
                Some((inner, more)) => (inner, more),
                None => rest.split_at(rest.find([' ', ',', '\t', '\n']).unwrap_or(rest.len())),
            };
            let mut words = entry.split([',', ' ', '\t']).filter(|word| !word.is_empty());
            if let Some(name) = words.next() {
                let attributes: String =
                    words.collect::<Vec<_>>().join(" ").replace(" = ", "=").replace("= ", "=").replace(" =", "=");
                let default_action =
                    attributes.split(' ').find_map(|word| word.strip_prefix("default_action=")).map(str::to_owned);
                milters.push(Self { name: name.into(), default_action });
            }
            rest = more.trim_start_matches([' ', ',', '\t', '\n']);
        }
        milters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milter_lists_are_read_as_postfix_reads_them() {
        let read = |text: &str| {
            Milter::list(text).into_iter().map(|milter| (milter.name, milter.default_action)).collect::<Vec<_>>()
        };
        let plain = |name: &str| (name.to_owned(), None);
        assert_eq!(read("unix:a, inet:h:1 b"), [plain("unix:a"), plain("inet:h:1"), plain("b")]);
        assert_eq!(
            read("{ unix:postseal/milter.sock, connect_timeout=3s, default_action = accept }, inet:h:1"),
            [("unix:postseal/milter.sock".to_owned(), Some("accept".to_owned())), plain("inet:h:1")]
        );
        assert_eq!(read(""), []);
    }
}
