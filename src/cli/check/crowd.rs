//! How many of Postfix's processes ask the milter at the same time, and how many it serves.

use super::finding::Finding;
use super::host::Host;

pub(super) fn findings(host: &Host<'_>) -> Option<Finding> {
    let settings = &host.config.milter.settings;
    let asking = host.entries().filter(|service| {
        let list = host.postfix.value_for(service, "smtpd_milters");
        host.ours(list).is_some()
    });
    let usual: usize = host.postfix.value("default_process_limit").parse().ok()?;
    // 0 is as many as the machine can bear.
    let limits = asking.map(|service| match service.most_processes().unwrap_or(usual) {
        0 => None,
        most => Some(most),
    });
    let all: Option<usize> = limits.sum();
    let served = settings.max_sessions;
    if all.is_some_and(|all| all <= served) {
        return None;
    }
    let (many, enough) = all.map_or_else(
        || ("as many smtpd processes as are asked for".to_owned(), None),
        |all| (format!("{all} smtpd processes"), Some(all)),
    );
    let remedy = match enough {
        Some(all) => format!("set milter.max_sessions = {all}, or lower those"),
        None => "give them a number in master.cf that it can serve".to_owned(),
    };
    Some(Finding::Note(format!(
        "Postfix: {many} may ask our milter at a time (default_process_limit, and maxproc in \
         master.cf), and it serves {served} (milter.max_sessions): the next ones wait for {:?} \
         (milter.session_wait), and then their mail is put off, whoever sent it: {remedy}.",
        settings.session_wait
    )))
}
