//! `postseal explain`: what the rules would do, and why.

use std::io::{self, Write};
use std::net::IpAddr;
use std::process::ExitCode;

use super::{ConfigOption, EnvelopeOptions, Failure, seal};
use crate::policy::{Decision, Reason, Verdict};

pub(super) fn run(
    config: &ConfigOption,
    envelope: &EnvelopeOptions,
    login: Option<&str>,
    client: IpAddr,
) -> Result<ExitCode, Failure> {
    let mut envelope = envelope.envelope()?;
    let config = config.load()?;
    envelope.login = login.map(str::to_owned);
    envelope.client = Some(client);
    let head = seal::Head::read(&mut io::stdin().lock())?;
    let verdict = config.policy.decide(&envelope, &head.header);
    let lines: String = verdict.reasons.iter().map(|reason| line(&verdict, reason)).collect();
    io::stdout().lock().write_all(lines.as_bytes()).map_err(|error| Failure::io(&error))?;
    Ok(ExitCode::SUCCESS)
}

/// `seal bob@example.net: rule "tagged", since it is outbound, …`
fn line(verdict: &Verdict, reason: &Reason) -> String {
    let word = match &verdict.decision {
        Decision::Pass => "pass",
        Decision::Seal(_) => "seal",
        Decision::Reject(_) => "reject",
    };
    let why = match &reason.rule {
        Some(rule) => format!("rule \"{rule}\", since {}", reason.why),
        None => reason.why.clone(),
    };
    let shared = if reason.action == word {
        String::new()
    } else {
        format!("; alone this would be {}, but all recipients of a message share the strictest decision", reason.action)
    };
    format!("{word} {}: {why}{shared}\n", reason.recipient)
}
