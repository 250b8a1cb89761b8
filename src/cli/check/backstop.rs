//! The backstop (conf/backstop.txt): `content_filter` keeps all mail, and `milter_header_checks` release what bears the milter's verdict.

use super::{Finding, Host, keeps, local_port};
use crate::postfix::{Postfix, Table};

/// Where the verdict releases mail to, as `milter_header_checks` say.
fn release(postfix: &Postfix) -> Option<String> {
    let tables = Table::list(postfix.value("milter_header_checks")).into_iter();
    let mut entries = tables.filter_map(|table| table.entries(postfix)).flatten();
    entries.find_map(|(pattern, action)| {
        let verdict = pattern.to_ascii_lowercase().contains("x-postseal-verdict");
        verdict.then(|| action.strip_prefix("FILTER").map(|to| to.trim().to_owned()))?
    })
}

/// The port on this host to which it is released.
pub(super) fn released_port(postfix: &Postfix) -> Option<u16> {
    local_port(&release(postfix)?)
}

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let postfix = host.postfix;
    let filter = postfix.value("content_filter");
    let wanted = host.config.milter.verdict;
    let release = release(postfix);
    match (wanted, keeps(filter), &release) {
        (false, false, None) => Vec::new(),
        (false, _, _) => vec![Finding::Unsafe(
            "Postfix: it waits for the milter's verdict (content_filter, milter_header_checks), which milter.verdict = false leaves out, so nothing leaves: set it to true and restart the milter.".into(),
        )],
        (true, true, Some(_)) => complete(host),
        (true, true, None) => vec![Finding::Unsafe(format!(
            "Postfix: content_filter is {filter}, and milter_header_checks release nothing that bears X-Postseal-Verdict, so nothing leaves; see conf/backstop.txt."
        ))],
        (true, false, _) => vec![Finding::Note(
            "Postfix: milter.verdict is true, and content_filter keeps nothing that lacks the verdict; see conf/backstop.txt.".into(),
        )],
    }
}

/// All is there: what goes past it, and what would never come out.
fn complete(host: &Host<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let others = host.postfix.services().iter().filter(|service| matches!(service.command(), "pickup" | "qmqpd"));
    for service in host.entries().chain(others) {
        if let Some(own) = service.own("content_filter").filter(|own| !keeps(own)) {
            findings.push(Finding::Note(format!(
                "Postfix: content_filter of the service {} in master.cf is \"{own}\", so what comes there goes past the backstop.",
                service.name
            )));
        }
    }
    let port = released_port(host.postfix);
    let Some(listener) = host.postfix.listeners().find(|service| port.is_some() && service.port() == port) else {
        findings.push(Finding::Unsafe(
            "Postfix: milter_header_checks release mail to where no smtpd service in master.cf listens, so nothing leaves; see conf/backstop.txt.".into(),
        ));
        return findings;
    };
    let name = &listener.name;
    if !host.is_loopback(listener) {
        findings.push(Finding::Unsafe(format!(
            "Postfix: the service {name} in master.cf, to which judged mail is released, listens for more than this host, and whoever sends there goes past the milter."
        )));
    }
    if !host.postfix.of(listener, "content_filter").is_empty() {
        findings.push(Finding::Unsafe(format!(
            "Postfix: the service {name} in master.cf, to which judged mail is released, has a content_filter again, so nothing leaves; give it -o content_filter="
        )));
    }
    findings
}
