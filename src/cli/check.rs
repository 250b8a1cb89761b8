//! `postseal check`: the configuration, the keyring, and what Postfix does with our milter.
//!
//! ```text
//! listeners  each way in is asked about by our milter
//! socket     the milter answers, and Postfix gets there
//! waits      Postfix waits long enough for it
//! order      other milters before and after it
//! taken_off  fields that Postfix takes off before it, and the mark of threads behind it
//! submit     the listener past it, for passcodes and copies, and whether it takes any
//! filtered   mail that content filters and tables (FILTER) hand elsewhere
//! split      what the client's mail meets and copies of it don't
//! clients    whose mail Postfix sends out, and the rules take for outbound
//! domains    which domains are ours, for Postfix and for the rules
//! copies     recipients that Postfix adds after the milter
//! aliases    addresses of ours that lead outside after the milter
//! dkim       the keys that sign, and their public halves in DNS
//! signing    anybody signs what is sealed
//! backstop   what releases judged mail alone
//! crowd      how many processes of Postfix ask the milter at a time
//! records    the milter can note which copies it has submitted
//! size       how large a mail Postfix takes
//! mailboxes  how large a mail its delivery agents take
//! running    whether the Postfix that runs has read these settings
//! passed_on  programs and servers that local mail is handed to
//! held       whether the milter that runs has read our configuration
//! instances  other instances of Postfix
//! portal     it answers
//! files      the portal may open as many as it needs
//! figures    no other program has the ports on which figures are read
//! statement  what brands lack, for the privacy statement and the pages
//! faces      brands, languages and words that rules and files name
//! opinions   what spam filters on this host think of a carrier
//! writable   who can change the rules
//! suffixes   domains of ours that are everybody's
//! documents  processes that read documents can be started, and what confines them
//!
//! finding       a sentence, and how much it weighs
//! host          Postfix's settings and ours
//! filter        where Postfix hands mail on
//! network       networks as Postfix writes them
//! restrictions  lists of restrictions, for clients and backstop
//! actions       what tables do with mail, for copies and backstop
//! ```

mod actions;
mod aliases;
mod backstop;
mod clients;
mod copies;
mod crowd;
mod dkim;
mod documents;
mod domains;
mod faces;
mod figures;
mod files;
mod filter;
mod filtered;
mod finding;
mod held;
mod host;
mod instances;
mod listeners;
mod mailboxes;
mod network;
mod opinions;
mod order;
mod passed_on;
mod portal;
mod records;
mod restrictions;
mod running;
mod signing;
mod size;
mod socket;
mod split;
mod statement;
mod submit;
pub(super) mod suffixes;
mod taken_off;
mod waits;
mod writable;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::ExitCode;

use self::finding::Finding;
use self::host::{DAEMON, Host};
use super::{Exit, Failure};
use crate::config::Config;
use crate::keyring;
use crate::postfix::Postfix;

pub(super) fn run(path: &Path) -> Result<ExitCode, Failure> {
    let config = Config::load(path).map_err(|error| Failure::new(Exit::Config, error))?;
    let mut findings = Vec::new();
    if !config.policy.keeps_anything() {
        let why = "no [[rule]] seals, holds or rejects, so nothing will be sealed";
        findings.push(Finding::Unsafe(format!("{}: {why}.", path.display())));
    }
    for (passing, sealing) in config.policy.opened_threads() {
        findings.push(Finding::Note(format!(
            "{}: rule \"{passing}\" lets mail pass before rule \"{sealing}\" is asked, so an \
             answer to a sealed message that it matches leaves in clear, with the sealed text \
             quoted in it: give it not = {{ thread = true }}, or put it behind that rule (the \
             rules of included files come first).",
            path.display()
        )));
    }
    if let Some(sealing) = config.policy.unsealed_threads() {
        findings.push(Finding::Note(format!(
            "{}: rule \"{sealing}\" seals, and no rule seals all answers to what was sealed, so \
             some may leave in clear, with the sealed text quoted in them: add a rule with when = \
             {{ direction = \"outbound\", thread = true }} and then = \"seal\".",
            path.display()
        )));
    }
    findings.extend(records::findings(&config));
    findings.extend(writable::findings(&config));
    findings.extend(suffixes::findings(&config));
    findings.extend(
        keyring::check(&config.keyring)
            .iter()
            .map(|finding| Finding::Unsafe(format!("{finding}."))),
    );
    findings.extend(root_owned(&config.keyring));
    findings.extend(dkim::findings(&config).into_iter().map(Finding::Unsafe));
    findings.extend(held::findings(&config));
    findings.extend(portal::findings(&config));
    findings.extend(files::findings(&config));
    findings.extend(figures::findings(&config));
    findings.push(documents::findings(&config));
    findings.extend(statement::findings(&config));
    findings.extend(faces::findings(&config));
    findings.extend(opinions::findings(&config));
    match Postfix::read(config.postfix.as_deref()) {
        Ok(postfix) => {
            findings.extend(postfix_findings(&Host::new(&postfix, &config)));
            findings.extend(under_stress(&postfix, &config, &findings));
        }
        Err(why) => findings.push(Finding::Unsafe(why.to_string())),
    }
    let mut safe = true;
    for finding in &findings {
        match finding {
            Finding::Unsafe(sentence) => {
                safe = false;
                println!("{sentence}");
            }
            Finding::Note(sentence) => println!("Worth knowing: {sentence}"),
        }
    }
    if safe {
        println!("Nothing unsafe was found.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::from(Exit::Config as u8))
}

/// All that is unsafe in Postfix's settings.
fn postfix_findings(host: &Host<'_>) -> Vec<Finding> {
    let defaults = host.postfix.default_actions(&host.names);
    let mut findings: Vec<Finding> = defaults
        .iter()
        .map(|one| Finding::Unsafe(one.sentence()))
        .collect();
    findings.extend(listeners::findings(host));
    findings.extend(socket::findings(host));
    findings.extend(waits::findings(host));
    findings.extend(order::findings(host));
    findings.extend(taken_off::findings(host));
    findings.extend(submit::findings(host));
    findings.extend(filtered::findings(host));
    findings.extend(split::findings(host));
    findings.extend(clients::findings(host));
    findings.extend(domains::findings(host));
    findings.extend(copies::findings(host));
    findings.extend(aliases::findings(host));
    findings.extend(signing::findings(host));
    findings.extend(backstop::findings(host));
    findings.extend(crowd::findings(host));
    findings.extend(size::findings(host));
    findings.extend(mailboxes::findings(host));
    findings.extend(running::findings(host));
    findings.extend(instances::findings(host));
    findings.extend(passed_on::findings(host));
    findings
}

/// What is unsafe only while a service of Postfix has as many processes as it may, which its
/// settings may hang on; `known` is said already.
fn under_stress(postfix: &Postfix, config: &Config, known: &[Finding]) -> Vec<Finding> {
    let stressed = match Postfix::read_under_stress(config.postfix.as_deref()) {
        Ok(stressed) => stressed,
        Err(why) => return vec![Finding::Unsafe(why.to_string())],
    };
    if !stressed.differs_from(postfix) {
        return Vec::new();
    }
    let is_known = |sentence: &str| known.iter().any(|one| one.sentence() == sentence);
    let mut findings = postfix_findings(&Host::new(&stressed, config));
    findings.retain(|one| matches!(one, Finding::Unsafe(_)) && !is_known(one.sentence()));
    let told = findings.iter().map(|one| {
        Finding::Unsafe(format!(
            "While a service has as many processes as it may (stress, STRESS_README): {}",
            one.sentence()
        ))
    });
    told.collect()
}

/// A keyring that root made and the daemon's own user, where there is one, can't read.
fn root_owned(keyring: &Path) -> Option<Finding> {
    let daemon = nix::unistd::User::from_name(DAEMON).ok().flatten()?;
    let owner = fs::metadata(keyring).ok()?.uid();
    (owner == 0 && !daemon.uid.is_root()).then(|| {
        Finding::Unsafe(format!(
            "the keyring {0} belongs to root, so the user {DAEMON} can't read it: run chown -R \
             {DAEMON}:{DAEMON} {0}",
            keyring.display()
        ))
    })
}
