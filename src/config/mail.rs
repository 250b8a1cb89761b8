//! `[mail]`: which mail is ours, and how we send some.

use std::net::SocketAddr;

use ipnet::IpNet;
use serde::Deserialize;
use toml::Spanned;

use super::strings::{Strings, Text};
use super::{Findings, value};
use crate::mail::{Address, Field};
use crate::policy::{TrustBoundary, domain_list_entry};

/// `[mail]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    submit: Text,
    from: Text,
    local_domains: Spanned<Strings>,
    #[serde(default = "no_strings")]
    trusted_networks: Spanned<Strings>,
}

fn no_strings() -> Spanned<Strings> {
    Spanned::new(0..0, Strings::default())
}

/// `[mail]`, checked.
#[derive(Debug)]
pub struct Mail {
    /// SMTP for passcodes and copies: `host:port` on this machine, past this milter.
    pub submit: SocketAddr,
    /// The sender of passcode mails: `Secure mail <secure@example.org>`.
    pub from: String,
    /// Our own domains, as rules have them: `.example.org` stands for all subdomains.
    pub local_domains: Vec<String>,
    /// Clients that may send without a login.
    pub trusted_networks: Vec<IpNet>,
}

impl Section {
    /// Which domains and clients are ours, as far as the entries are sound: the rules are checked
    /// with it even if others are not.
    pub fn trust_boundary(&self, findings: &mut Findings<'_>) -> TrustBoundary {
        let local_domains =
            findings.each("mail.local_domains", &self.local_domains, domain_list_entry);
        if self.local_domains.get_ref().0.is_empty() {
            findings.push(
                self.local_domains.span().start,
                "mail.local_domains: name at least one domain, or everything would count as \
                 outside.",
            );
        }
        TrustBoundary {
            local_domains,
            trusted_networks: findings.each(
                "mail.trusted_networks",
                &self.trusted_networks,
                value::network,
            ),
        }
    }

    pub fn check(
        self,
        trust_boundary: &TrustBoundary,
        findings: &mut Findings<'_>,
    ) -> Option<Mail> {
        let from = findings.check("mail.from", &self.from, |text| mailbox(text));
        let submit = findings.check("mail.submit", &self.submit, value::loopback);
        Some(Mail {
            submit: submit?,
            from: from?,
            local_domains: trust_boundary.local_domains.clone(),
            trusted_networks: trust_boundary.trusted_networks.clone(),
        })
    }
}

/// A mailbox as a From field has it: `Name <address>` or an address with a domain.
fn mailbox(text: &str) -> Result<String, String> {
    let wrong =
        || format!("\"{text}\" is not a mailbox such as \"Secure mail <secure@example.org>\"");
    if !crate::mail::header::is_one_field(text) || text.contains(['\r', '\n']) {
        return Err(wrong());
    }
    match Field::new("From", text).mailboxes().as_slice() {
        [(_, address)] => match Address::parse(address) {
            Ok(address) if !address.domain().is_empty() => Ok(text.to_owned()),
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}
