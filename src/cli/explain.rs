//! `postseal explain`: what the rules would do, and why.

use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::process::ExitCode;
use std::sync::Arc;

use super::{ConfigOption, EnvelopeOptions, Exit, Failure, seal};
use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::mail::Signatures;
use crate::mail::sign::Signer;
use crate::mail::verify::Verifier;
use crate::outbound::{Authenticator, Original, Outbound};
use crate::policy::{Body, Decision, Judgement, Reason, Trial, UNMATCHED, Verdict};

pub(super) fn run(
    config: &ConfigOption,
    envelope: &EnvelopeOptions,
    login: Option<&str>,
    client: IpAddr,
    rules: bool,
) -> Result<ExitCode, Failure> {
    let mut envelope = envelope.envelope()?;
    let config = config.load()?;
    envelope.login = login.filter(|login| !login.is_empty()).map(str::to_owned);
    envelope.client = Some(client);
    let mut input = io::stdin().lock();
    let mut mail = Vec::new();
    input
        .read_to_end(&mut mail)
        .map_err(|error| Failure::io(&error))?;
    let as_in_smtp = seal::as_in_smtp(&mail);
    let mut unread = &*as_in_smtp;
    let mut head = seal::Head::read(&mut unread)?;
    head.rest.extend_from_slice(unread);
    let keyring =
        Keyring::load(&config.keyring).map_err(|error| Failure::new(Exit::Config, error))?;
    let outbound = Outbound::new(
        Arc::new(keyring),
        Clock::system(),
        config.outbound,
        Signer::default(),
    );
    let body = seal::behind_empty_line(&head.rest);
    let misplaced = config.policy.with_misplaced(&head.header, body);
    let seen = misplaced.as_ref().unwrap_or(&head.header);
    let answers = outbound.answers_sealed(seen);
    let authenticator = Authenticator::new(
        config.policy.trust_boundary().clone(),
        Verifier::new(&config.dns),
    );
    envelope.signatures = authenticator.claimed(&envelope, &head.header);
    if envelope.signatures == Signatures::Claimed {
        let original = Original {
            envelope: &envelope,
            header: &head.header,
            body,
        };
        // Where the rules decide without them, nobody waits for them.
        let early = config
            .policy
            .judge(&envelope, &head.header, answers, Body::Later);
        match (early, rules) {
            (Judgement::Decided(_), false) => {}
            (Judgement::Decided(_), true) => {
                if let Ok(checked) = check_signatures(&authenticator, original) {
                    envelope.signatures = checked;
                }
            }
            _ => envelope.signatures = check_signatures(&authenticator, original)?,
        }
    }
    let mut verdict = config
        .policy
        .judge_whole(&envelope, &head.header, answers, body)
        .map_err(Failure::put_off)?;
    if matches!(verdict.strictest(), Decision::Seal(_)) && outbound.is_carrier(&head.header, body) {
        verdict = Verdict::whole(&envelope.recipients, Decision::Pass, verdict.reasons);
        verdict.reasons.iter_mut().for_each(|reason| {
            (reason.action, reason.rule, reason.why) =
                ("pass", None, "it is one of our carriers already".into());
        });
    }
    let near: String = config
        .policy
        .ignored_near_misses(seen)
        .iter()
        .map(|(rule, tag)| {
            format!(
                "; the subject nearly has the tag \"{tag}\", which the rule \"{rule}\" ignores \
                 (near_miss)"
            )
        })
        .collect();
    let mut text = String::new();
    let trials = if rules {
        let policy = &config.policy;
        policy
            .trials(&envelope, seen, answers, body)
            .map_err(Failure::put_off)?
    } else {
        Vec::new()
    };
    let opened = config.policy.opened_threads();
    let policy = &config.policy;
    let is_unmatched = |reason: &Reason| reason.rule.is_none() && reason.why == UNMATCHED;
    let missed = if verdict.reasons.iter().any(is_unmatched) {
        policy
            .missed_by_direction(&envelope, seen, answers, body)
            .map_err(Failure::put_off)?
    } else {
        Vec::new()
    };
    for (at, line) in lines(&verdict).into_iter().enumerate() {
        let passes = line.starts_with("pass ");
        let rule = verdict.reasons[at].rule.as_deref();
        let thread = opened
            .iter()
            .find(|(passing, _)| passes && answers && rule == Some(*passing))
            .map(|(_, sealing)| {
                format!("; it answers a sealed message, which rule \"{sealing}\" behind it seals")
            });
        let line = line + if passes { near.as_str() } else { "" };
        let line = line + thread.as_deref().unwrap_or_default();
        let unmatched = passes && is_unmatched(&verdict.reasons[at]);
        let missed = missed.get(at).and_then(Option::as_ref);
        let missed = missed.filter(|_| unmatched).map(|(rule, why)| {
            format!("; rule \"{rule}\" would match if it were outbound, but {why}")
        });
        let line = line + missed.as_deref().unwrap_or_default();
        let tried = trials.get(at).into_iter().flatten().map(tried);
        text.extend([line].into_iter().chain(tried).map(|line| line + "\n"));
    }
    io::stdout()
        .lock()
        .write_all(text.as_bytes())
        .map_err(|error| Failure::io(&error))?;
    Ok(ExitCode::SUCCESS)
}

/// Asks DNS whether the signatures hold, as the milter does.
fn check_signatures(
    authenticator: &Authenticator,
    original: Original<'_>,
) -> Result<Signatures, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::OsErr, format!("DNS can't be asked: {error}.")))?;
    runtime
        .block_on(authenticator.check(original))
        .map_err(|error| Failure::new(Exit::TempFail, format!("{error}.")))
}

/// `  rule "tagged" doesn't match, since it isn't outbound`
fn tried(trial: &Trial) -> String {
    let matches = if trial.matches {
        "matches"
    } else {
        "doesn't match"
    };
    format!("  rule \"{}\" {matches}, since {}", trial.rule, trial.why)
}

/// A line for each recipient: `seal bob@example.net by rule "tagged", since it is outbound, …`
pub(super) fn lines(verdict: &Verdict) -> Vec<String> {
    let line = |reason: &Reason| {
        let word = verdict
            .decision_for(&reason.recipient)
            .map(Decision::word)
            .unwrap_or_default();
        let why = match &reason.rule {
            Some(rule) => format!("by rule \"{rule}\", since {}", reason.why),
            None => format!("since {}", reason.why),
        };
        let shared = if reason.action == word {
            String::new()
        } else {
            format!(
                "; alone this would be {}, but the message can't be split: it is held or refused \
                 as a whole, or an address in it is written in an unusual way",
                reason.action
            )
        };
        let options = verdict
            .decision_for(&reason.recipient)
            .map(options)
            .unwrap_or_default();
        format!("{word} {} {why}{options}{shared}", reason.recipient)
    };
    verdict.reasons.iter().map(line).collect()
}

/// How the message is sealed, where rules say so: ` (expires in 90 days, no reply)`.
fn options(decision: &Decision) -> String {
    let (Decision::Seal(options) | Decision::Hold(options)) = decision else {
        return String::new();
    };
    let mut told = Vec::new();
    told.extend(options.expires.map(|life| {
        let units = [
            (86_400, "days"),
            (3_600, "hours"),
            (60, "minutes"),
            (1, "seconds"),
        ];
        let unit = units
            .into_iter()
            .find(|(unit, _)| life.as_secs().is_multiple_of(*unit))
            .unwrap_or((1, "seconds"));
        format!("expires in {} {}", life.as_secs() / unit.0, unit.1)
    }));
    told.extend(
        options
            .reply_allowed
            .map(|allowed| if allowed { "with reply" } else { "no reply" }.to_owned()),
    );
    told.extend(options.receipt.map(|receipt| {
        if receipt {
            "with receipt"
        } else {
            "no receipt"
        }
        .to_owned()
    }));
    told.extend(
        options
            .language
            .as_ref()
            .map(|language| format!("language {language}")),
    );
    told.extend(options.brand.as_ref().map(|brand| format!("brand {brand}")));
    if told.is_empty() {
        String::new()
    } else {
        format!(" ({})", told.join(", "))
    }
}
