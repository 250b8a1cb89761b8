//! Whether Postfix speaks the protocol that we need, and waits long enough for answers.

use super::finding::Finding;
use super::host::Host;
use crate::postfix::Milter;

/// What Postfix waits for, the least that will do, in seconds, and why.
const WAITS: [(&str, u64, &str); 3] = [
    (
        "connect_timeout",
        10,
        "under load a connection waits 5 seconds for its turn",
    ),
    (
        "command_timeout",
        10,
        "under load an answer may take some seconds",
    ),
    (
        "content_timeout",
        30,
        "the milter says every 5 seconds that it is still at work, and inspects a message in \
         between",
    ),
];

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let postfix = host.postfix;
    let mut findings = Vec::new();
    if postfix.is_older_than(3, 0) {
        findings.push(Finding::Unsafe(format!(
            "Postfix: its version is {}; a default_action for one milter, on which postseal \
             relies, came with 3.0.",
            postfix.value("mail_version")
        )));
    }
    let mut places: Vec<(String, String)> = ["milter_protocol"]
        .into_iter()
        .chain(WAITS.map(|(key, _, _)| key))
        .fold(Vec::new(), |mut places, key| {
            let key = if key == "milter_protocol" {
                key.to_owned()
            } else {
                format!("milter_{key}")
            };
            places.push((key.clone(), postfix.value(&key).to_owned()));
            for service in postfix.services() {
                if let Some(own) = service.own(&key) {
                    places.push((
                        format!("{key} of the service {} in master.cf", service.name),
                        own.to_owned(),
                    ));
                }
            }
            places
        });
    places.extend(own(host));
    for (place, value) in places {
        findings.extend(judge(&place, &value));
    }
    findings
}

/// What holds for our milter alone.
fn own(host: &Host<'_>) -> Vec<(String, String)> {
    let mut places = Vec::new();
    let mut add = |place: String, milter: Option<Milter>| {
        let Some(milter) = milter else { return };
        for key in ["protocol"].into_iter().chain(WAITS.map(|(key, _, _)| key)) {
            if let Some(value) = milter.attribute(key) {
                places.push((format!("{key} of our milter in {place}"), value.to_owned()));
            }
        }
    };
    for key in ["smtpd_milters", "non_smtpd_milters"] {
        add(key.to_owned(), host.ours(host.postfix.value(key)));
        for service in host.postfix.services() {
            add(
                format!("{key} of the service {} in master.cf", service.name),
                service.own(key).and_then(|list| host.ours(list)),
            );
        }
    }
    places
}

fn judge(place: &str, value: &str) -> Option<Finding> {
    let key = place
        .split(' ')
        .next()
        .unwrap_or(place)
        .trim_start_matches("milter_");
    if key == "protocol" {
        let old = value.parse::<u32>().is_ok_and(|version| version < 6);
        return old.then(|| {
            Finding::Unsafe(format!(
                "Postfix: {place} is {value}; postseal speaks version 6: remove that setting."
            ))
        });
    }
    let (_, least, why) = WAITS.iter().find(|(name, _, _)| *name == key)?;
    let short = crate::postfix::seconds(value).is_some_and(|seconds| seconds < *least);
    short.then(|| {
        Finding::Unsafe(format!(
            "Postfix: {place} is {value}, which is too short: {why}, and mail would be refused; \
             give it {least}s or more."
        ))
    })
}
