//! The listener past the milter, for passcodes and for copies of messages that are split.

use super::filter::{keeps, local_address};
use super::finding::Finding;
use super::host::Host;
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
    findings
}
