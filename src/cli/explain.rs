//! `postseal explain`: what the rules would do, and why.

use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::process::ExitCode;
use std::sync::Arc;

use super::{ConfigOption, EnvelopeOptions, Exit, Failure, seal};
use crate::clock::Clock;
use crate::outbound::Outbound;
use crate::policy::{Decision, Reason, Verdict};
use crate::seal::Keyring;

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
    let mut input = io::stdin().lock();
    let head = seal::Head::read(&mut input)?;
    let keyring = Keyring::load(&config.keyring).map_err(|error| Failure::new(Exit::Config, error))?;
    let answers = Outbound::new(Arc::new(keyring), Clock::system(), config.outbound).answers_sealed(&head.header);
    let mut body = head.rest;
    input.read_to_end(&mut body).map_err(|error| Failure::io(&error))?;
    let verdict = config.policy.judge_whole(&envelope, &head.header, answers, seal::behind_empty_line(&body));
    let lines: String = verdict.reasons.iter().map(|reason| line(&verdict, reason)).collect();
    io::stdout().lock().write_all(lines.as_bytes()).map_err(|error| Failure::io(&error))?;
    Ok(ExitCode::SUCCESS)
}

/// `seal bob@example.net by rule "tagged", since it is outbound, …`
fn line(verdict: &Verdict, reason: &Reason) -> String {
    let word = match &verdict.decision {
        Decision::Pass => "pass",
        Decision::Seal(_) => "seal",
        Decision::Reject(_) => "reject",
        Decision::Hold(_) => "hold",
    };
    let why = match &reason.rule {
        Some(rule) => format!("by rule \"{rule}\", since {}", reason.why),
        None => format!("since {}", reason.why),
    };
    let shared = if reason.action == word {
        String::new()
    } else {
        format!("; alone this would be {}, but all recipients of a message share the strictest decision", reason.action)
    };
    format!("{word} {} {why}{shared}\n", reason.recipient)
}
