//! `postseal check`: the configuration, the keyring, and what Postfix does with our milter.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, ExitCode};

use super::{Exit, Failure};
use crate::config::Config;
use crate::milter::ListenSpec;
use crate::seal;

/// The parameters that decide what Postfix does with mail when a milter can't be asked, and whom it asks.
const PARAMETERS: [&str; 5] =
    ["milter_default_action", "milter_protocol", "smtpd_milters", "non_smtpd_milters", "queue_directory"];

pub(super) fn run(path: &Path) -> Result<ExitCode, Failure> {
    let config = Config::load(path).map_err(|error| Failure::new(Exit::Config, error))?;
    let mut findings = Vec::new();
    if config.rules == 0 {
        findings.push(format!("{}: there is no [[rule]], so nothing will be sealed.", path.display()));
    }
    findings.extend(seal::audit(&config.keyring).iter().map(|finding| format!("{finding}.")));
    match Postfix::read(config.postfix.as_deref()) {
        Ok(postfix) => findings.extend(postfix.findings(&config.milter_listen)),
        Err(why) => findings.push(why),
    }
    if findings.is_empty() {
        println!("Nothing unsafe was found.");
        return Ok(ExitCode::SUCCESS);
    }
    for finding in &findings {
        println!("{finding}");
    }
    Ok(ExitCode::from(Exit::Config as u8))
}

/// Postfix's settings, as `postconf` prints them.
struct Postfix {
    global: HashMap<String, String>,
    /// Settings of single services in master.cf: service, parameter, value.
    services: Vec<(String, String, String)>,
}

impl Postfix {
    fn read(config_dir: Option<&Path>) -> Result<Self, String> {
        let postconf = |args: &[&str]| -> Result<String, String> {
            let mut command = Command::new("postconf");
            if let Some(dir) = config_dir {
                command.arg("-c").arg(dir);
            }
            let output = command.args(args).output().map_err(|error| {
                format!("Postfix's settings can't be read, since postconf can't be run: {error}; is Postfix installed, and /usr/sbin in PATH?")
            })?;
            if output.status.success() {
                Ok(String::from_utf8_lossy(&output.stdout).into_owned())
            } else {
                Err(format!("Postfix's settings can't be read: {}.", String::from_utf8_lossy(&output.stderr).trim()))
            }
        };
        let global = postconf(&[&["-x"][..], &PARAMETERS].concat())?;
        let services = postconf(&["-P"])?;
        Ok(Self {
            global: global
                .lines()
                .filter_map(|line| line.split_once(" ="))
                .map(|(key, value)| (key.into(), value.trim().into()))
                .collect(),
            services: services
                .lines()
                .filter_map(|line| line.split_once(" ="))
                .filter_map(|(key, value)| {
                    key.rsplit_once('/').map(|(service, key)| (service.into(), key.into(), value.trim().into()))
                })
                .collect(),
        })
    }

    fn findings(&self, listen: &ListenSpec) -> Vec<String> {
        let mut findings = Vec::new();
        let value = |key: &str| self.global.get(key).map_or("", String::as_str);
        let overrides = |key: &'static str| self.services.iter().filter(move |(_, name, _)| name == key);

        let unsafe_default = |place: &str, action: &str| {
            format!(
                "Postfix: {place} is \"{action}\": when the milter can't be asked, mail would be {}; set it to tempfail.",
                if action == "accept" { "sent in clear" } else { "treated in a way that loses it or leaks it" }
            )
        };
        if value("milter_default_action") != "tempfail" {
            findings.push(unsafe_default("milter_default_action", value("milter_default_action")));
        }
        for (service, _, action) in overrides("milter_default_action").filter(|(.., action)| action != "tempfail") {
            findings
                .push(unsafe_default(&format!("milter_default_action of the service {service} in master.cf"), action));
        }
        if value("milter_protocol").parse::<u32>().is_ok_and(|version| version < 6) {
            findings
                .push(format!("Postfix: milter_protocol is {}; postseal speaks version 6.", value("milter_protocol")));
        }

        let names = postfix_names(listen, value("queue_directory"));
        let mut found = false;
        for key in ["smtpd_milters", "non_smtpd_milters"] {
            let milters = Milter::list(value(key));
            match milters.iter().find(|milter| names.contains(&milter.name)) {
                Some(milter) => {
                    found = true;
                    if let Some(action) = milter.default_action.as_deref().filter(|action| *action != "tempfail") {
                        findings.push(unsafe_default(&format!("default_action of our milter in {key}"), action));
                    }
                }
                None if key == "smtpd_milters"
                    && overrides(key)
                        .any(|(.., list)| Milter::list(list).iter().any(|milter| names.contains(&milter.name))) =>
                {
                    found = true;
                }
                None => {
                    let who = if key == "smtpd_milters" {
                        "mail that comes by SMTP"
                    } else {
                        "mail from the local sendmail command"
                    };
                    findings.push(format!(
                        "Postfix: {key} doesn't name our milter ({}), so {who} is never sealed.",
                        names.join(" or ")
                    ));
                }
            }
        }
        for (service, key, list) in
            self.services.iter().filter(|(_, key, _)| key == "smtpd_milters" || key == "non_smtpd_milters")
        {
            for milter in Milter::list(list).iter().filter(|milter| names.contains(&milter.name)) {
                if let Some(action) = milter.default_action.as_deref().filter(|action| *action != "tempfail") {
                    findings.push(unsafe_default(
                        &format!("default_action of our milter in {key} of the service {service} in master.cf"),
                        action,
                    ));
                }
            }
        }
        if !found {
            findings.push(
                "Postfix: no service asks our milter; `postseal init` prints the lines that Postfix needs.".into(),
            );
        }
        findings
    }
}

/// The names by which Postfix may call our milter. A path that doesn't start with / is one below the queue directory.
fn postfix_names(listen: &ListenSpec, queue: &str) -> Vec<String> {
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
