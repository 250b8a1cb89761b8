//! `postseal explain`: what the rules would do, and why.

use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::process::ExitCode;
use std::sync::Arc;

use super::{ConfigOption, EnvelopeOptions, Exit, Failure, seal};
use crate::clock::Clock;
use crate::outbound::Outbound;
use crate::policy::{Reason, Trial, Verdict};
use crate::seal::Keyring;

pub(super) fn run(
    config: &ConfigOption,
    envelope: &EnvelopeOptions,
    login: Option<&str>,
    client: IpAddr,
    rules: bool,
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
    let mut text = String::new();
    let trials = if rules {
        config.policy.trials(&envelope, &head.header, answers, seal::behind_empty_line(&body))
    } else {
        Vec::new()
    };
    for (at, line) in lines(&verdict).iter().enumerate() {
        let tried = trials.get(at).into_iter().flatten().map(tried);
        text.extend([line.clone()].into_iter().chain(tried).map(|line| line + "\n"));
    }
    io::stdout().lock().write_all(text.as_bytes()).map_err(|error| Failure::io(&error))?;
    Ok(ExitCode::SUCCESS)
}

/// `  rule "tagged" doesn't match, since it isn't outbound`
fn tried(trial: &Trial) -> String {
    let matches = if trial.matches { "matches" } else { "doesn't match" };
    format!("  rule \"{}\" {matches}, since {}", trial.rule, trial.why)
}

/// A line for each recipient: `seal bob@example.net by rule "tagged", since it is outbound, …`
pub(super) fn lines(verdict: &Verdict) -> Vec<String> {
    let word = verdict.decision.word();
    let line = |reason: &Reason| {
        let why = match &reason.rule {
            Some(rule) => format!("by rule \"{rule}\", since {}", reason.why),
            None => format!("since {}", reason.why),
        };
        let shared = if reason.action == word {
            String::new()
        } else {
            format!(
                "; alone this would be {}, but all recipients of a message share the strictest decision",
                reason.action
            )
        };
        format!("{word} {} {why}{shared}", reason.recipient)
    };
    verdict.reasons.iter().map(line).collect()
}
