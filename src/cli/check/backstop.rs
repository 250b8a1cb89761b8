//! The backstop (conf/backstop.txt): `content_filter` keeps all mail, and `milter_header_checks`
//! release what bears the milter's verdict.

use super::actions::{self, Action};
use super::filter::{VERDICT, keeps, release};
use super::finding::Finding;
use super::host::Host;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let postfix = host.postfix;
    let filter = postfix.value("content_filter");
    let wanted = host.config.milter.settings.verdict;
    let release = release(postfix);
    let mut findings = match (wanted, keeps(filter), &release) {
        (false, false, None) => Vec::new(),
        (false, _, _) => vec![Finding::Unsafe(
            "Postfix: it waits for the milter's verdict (content_filter, milter_header_checks), \
             which milter.verdict = false leaves out, so nothing leaves: set it to true and \
             restart the milter."
                .into(),
        )],
        (true, true, Some(_)) => complete(host),
        (true, true, None) => vec![Finding::Unsafe(format!(
            "Postfix: content_filter is {filter}, and milter_header_checks release nothing that \
             bears X-Postseal-Verdict, so nothing leaves; see conf/backstop.txt."
        ))],
        (true, false, _) => vec![Finding::Note(
            "Postfix: milter.verdict is true, and content_filter keeps nothing that lacks the \
             verdict; see conf/backstop.txt."
                .into(),
        )],
    };
    if let Some(listener) = host
        .released()
        .filter(|listener| !host.is_loopback(listener))
    {
        findings.push(Finding::Unsafe(format!(
            "Postfix: the service {} in master.cf, to which judged mail is released, listens for \
             more than this host, and whoever sends there goes past the milter; let it listen on \
             127.0.0.1 alone.",
            listener.name
        )));
    }
    findings
}

/// All is there: what goes past it, and what would never come out.
fn complete(host: &Host<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = actions::on_content(host).iter().filter_map(frees).collect();
    findings.extend(actions::on_access(host).iter().filter_map(frees));
    let others = host
        .postfix
        .services()
        .iter()
        .filter(|service| matches!(service.command(), "pickup" | "qmqpd"));
    for service in host.entries().chain(others) {
        if let Some(own) = service.own("content_filter").filter(|own| !keeps(own)) {
            findings.push(Finding::Note(format!(
                "Postfix: content_filter of the service {} in master.cf is \"{own}\", so what \
                 comes there goes past the backstop.",
                service.name
            )));
        }
    }
    let Some(listener) = host.released() else {
        findings.push(Finding::Unsafe(
            "Postfix: milter_header_checks release mail to where no smtpd service in master.cf \
             listens, so nothing leaves; see conf/backstop.txt."
                .into(),
        ));
        return findings;
    };
    let name = &listener.name;
    if !host
        .postfix
        .value_for(listener, "content_filter")
        .is_empty()
    {
        findings.push(Finding::Unsafe(format!(
            "Postfix: the service {name} in master.cf, to which judged mail is released, has a \
             content_filter again, so nothing leaves; give it -o content_filter="
        )));
    }
    findings
}

/// A rule that sends mail elsewhere than content_filter does, for what a client wrote or for who it
/// is.
fn frees(action: &Action) -> Option<Finding> {
    let Action {
        place,
        pattern,
        word,
        argument,
        ..
    } = action;
    if word != "FILTER" || keeps(argument) {
        return None;
    }
    if !place.starts_with("milter_header_checks") || !pattern.to_ascii_lowercase().contains(VERDICT)
    {
        return Some(Finding::Unsafe(format!(
            "Postfix: {place} sends mail to {argument} where {pattern} matches, in place of \
             content_filter, so it goes past the backstop; take that FILTER out."
        )));
    }
    (!is_anchored(pattern)).then(|| {
        Finding::Unsafe(format!(
            "Postfix: {place} releases mail where {pattern} matches, which other fields can match \
             too; write /^X-Postseal-Verdict: / in its place."
        ))
    })
}

/// Whether a pattern matches nothing but fields of the verdict's name.
fn is_anchored(pattern: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let start = pattern.chars().next().map_or(0, char::len_utf8);
    pattern[start..]
        .strip_prefix('^')
        .is_some_and(|rest| rest.starts_with(VERDICT))
        && !pattern.contains('|')
}
