//! The listener past the milter, for passcodes and for copies of messages that are split.

use std::net::TcpStream;
use std::time::Duration;

use super::filter::{keeps, local_address};
use super::finding::Finding;
use super::host::Host;
use crate::mail::submit::Submit;
use crate::mail::{Address, Field};
use crate::postfix::words;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let submit = host.config.mail.submit;
    let Some(service) = host.submit() else {
        return vec![Finding::Unsafe(format!(
            "Postfix: no smtpd service in master.cf listens on mail.submit ({submit}), so neither \
             passcodes nor copies of messages that are split can be sent."
        ))];
    };
    let (name, mut findings) = (&service.name, Vec::new());
    if !host.is_loopback(service) {
        findings.push(Finding::Unsafe(format!(
            "Postfix: the service {name} in master.cf takes mail past the milter and listens for \
             more than this host; write 127.0.0.1:{}.",
            submit.port()
        )));
    }
    let of = |key| host.postfix.value_for(service, key);
    let past = words(of("receive_override_options")).any(|option| option == "no_milters");
    if host.ours(of("smtpd_milters")).is_some() && !past {
        findings.push(Finding::Unsafe(format!(
            "Postfix: the service {name} in master.cf, for mail.submit, asks our milter; give it \
             -o smtpd_milters= so that passcodes and copies go past it."
        )));
    }
    for key in ["content_filter", "smtpd_proxy_filter"] {
        let filter = of(key);
        let address = if key == "content_filter" {
            local_address(filter)
        } else {
            local_address(&format!(":{filter}"))
        };
        let filter_port = address.map(|address| address.port());
        let back = host.entries().find(|entry| {
            filter_port.is_some()
                && entry.port() == filter_port
                && host
                    .ours(host.postfix.value_for(entry, "smtpd_milters"))
                    .is_some()
        });
        let remedy = format!("give it -o {key}=");
        if filter.is_empty() {
        } else if keeps(filter) {
            findings.push(Finding::Unsafe(format!(
                "Postfix: {key} of the service {name} in master.cf, for mail.submit, is {filter}, \
                 so passcodes and copies never leave; {remedy}"
            )));
        } else if let Some(back) = back {
            findings.push(Finding::Unsafe(format!(
                "Postfix: {key} of the service {name} in master.cf, for mail.submit, leads to the \
                 service {}, which asks our milter, so passcodes and copies come back to it; \
                 {remedy}",
                back.name
            )));
        } else {
            findings.push(Finding::Note(format!(
                "Postfix: {key} of the service {name} in master.cf, for mail.submit, is {filter}; \
                 what that hands back must not be asked about by our milter."
            )));
        }
    }
    findings.extend(refused(host, name));
    findings
}

/// What the listener says to a mail for the outside that begins there: none is sent. Where nothing
/// listens, Postfix doesn't run, or has read older settings, which is said elsewhere.
fn refused(host: &Host<'_>, name: &str) -> Option<Finding> {
    const PATIENCE: Duration = Duration::from_secs(1);
    let mail = &host.config.mail;
    TcpStream::connect_timeout(&mail.submit, PATIENCE).ok()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    let (_, from) = Field::new("From", &mail.from).mailboxes().pop()?;
    let [from, to] = [&*from, "postmaster@example.com"].map(Address::parse);
    let submit = Submit::new(&mail.submit.to_string());
    let asked = runtime.block_on(submit.probe_for(&from.ok()?, Some(&to.ok()?)));
    asked.err().map(|why| {
        Finding::Unsafe(format!(
            "Postfix: the service {name} in master.cf, for mail.submit, takes no mail to the \
             outside from this host ({why}), so neither passcodes nor copies of messages that are \
             split can be sent: it may be older than its options, or a setting of main.cf holds \
             for it too (smtpd_tls_security_level, smtpd_upstream_proxy_protocol); compare it with \
             conf/postfix.txt."
        ))
    })
}
