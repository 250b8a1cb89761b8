//! `postseal check`: the configuration, the keyring, and what Postfix does with our milter.

mod dkim;
mod postfix;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::ExitCode;

use super::{Exit, Failure};
use crate::config::Config;
use crate::seal;

pub(super) fn run(path: &Path) -> Result<ExitCode, Failure> {
    let config = Config::load(path).map_err(|error| Failure::new(Exit::Config, error))?;
    let mut findings = Vec::new();
    if !config.policy.keeps_anything() {
        findings.push(format!("{}: no [[rule]] seals, holds or rejects, so nothing will be sealed.", path.display()));
    }
    if let Ok(file) = fs::metadata(path)
        && file.mode() & 0o022 != 0
    {
        findings.push(format!(
            "{0}: other users can change the rules (mode {1:04o}): run chmod go-w {0}",
            path.display(),
            file.mode() & 0o7777
        ));
    }
    findings.extend(seal::audit(&config.keyring).iter().map(|finding| format!("{finding}.")));
    findings.extend(root_owned(&config.keyring));
    findings.extend(dkim::findings(&config));
    match postfix::Postfix::read(config.postfix.as_deref()) {
        Ok(postfix) => findings.extend(postfix.findings(&config)),
        Err(why) => findings.push(why),
    }
    if findings.is_empty() {
        println!("Nothing unsafe was found.");
        return Ok(ExitCode::SUCCESS);
    }
    for finding in &findings {
        println!("{finding}");
    }
    Ok(ExitCode::from(Exit::Config as u8))
}

/// A keyring that root made and the daemon's own user, where there is one, can't read.
fn root_owned(keyring: &Path) -> Option<String> {
    const DAEMON: &str = "postseal";
    let daemon = nix::unistd::User::from_name(DAEMON).ok().flatten()?;
    let owner = fs::metadata(keyring).ok()?.uid();
    (owner == 0 && !daemon.uid.is_root()).then(|| {
        format!(
            "the keyring {0} belongs to root, so the user {DAEMON} can't read it: run chown -R {DAEMON}:{DAEMON} {0}",
            keyring.display()
        )
    })
}
