//! The keys that sign our mail, and whether DNS has their public halves.

use std::fs;
use std::os::unix::fs::MetadataExt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nix::unistd::User;

use super::host::DAEMON;
use crate::config::Config;
use crate::mail::sign::{KeyFile, Signer};
use crate::mail::verify::{KeyRecord, Verifier};

/// What is wrong with the keys, a sentence each.
pub(super) fn findings(config: &Config) -> Vec<String> {
    let signer = match Signer::load(&config.dkim) {
        Ok(signer) => signer,
        Err(error) => return vec![error.to_string()],
    };
    if signer.is_empty() {
        return Vec::new();
    }
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return vec![format!("DNS can't be asked for the DKIM keys: {error}.")],
    };
    let verifier = Verifier::new(&config.dns);
    let records = signer.records();
    let mut found: Vec<String> = config.dkim.iter().filter_map(unreadable).collect();
    let findings = records.iter().filter_map(|(name, record)| {
        let published = match runtime.block_on(verifier.text(name)) {
            Ok(published) => KeyRecord::read(&published),
            Err(error) => {
                return Some(format!(
                    "{error}. If {name} isn't there yet, publish {record}"
                ));
            }
        };
        let wrong = match published.tag("p") {
            None => format!("DNS has no TXT record {name}, so nobody can verify our signatures"),
            Some(_) if !is_key_of(&published, record) => format!(
                "the TXT record {name} in DNS is \
                of another key"
            ),
            Some(_) if !published.signs_mail() => {
                format!(
                    "the TXT record {name} in DNS says that its key is only tested, or not \
                         meant for mail"
                )
            }
            Some(_) => return None,
        };
        Some(format!("{wrong}: publish {record}"))
    });
    found.extend(findings);
    found
}

/// A key that the daemon's own user, where there is one, can't read although the user who runs the
/// check can.
fn unreadable(key: &KeyFile) -> Option<String> {
    let daemon = User::from_name(DAEMON).ok().flatten()?;
    let file = fs::metadata(&key.path).ok()?;
    let reads = daemon.uid.is_root()
        || file.uid() == daemon.uid.as_raw()
        || file.mode() & 0o040 != 0 && file.gid() == daemon.gid.as_raw();
    (!reads).then(|| {
        let path = key.path.display();
        format!(
            "the DKIM key {path} can't be read by the user {0}: run chown {0}:{0} {path}",
            DAEMON
        )
    })
}

/// Whether a record has the key of ours, as it is or without its frame (RFC 6376 section 3.6.1 says
/// PKCS#1, most write more).
fn is_key_of(published: &KeyRecord, ours: &str) -> bool {
    /// The bytes of the frame around an RSA key of 2048 to 4096 bits.
    const FRAME: usize = 24;
    let ours = KeyRecord::read(ours.as_bytes());
    let bytes = |record: &KeyRecord| STANDARD.decode(record.tag("p")?).ok();
    let kind = |record: &KeyRecord| record.tag("k").unwrap_or("rsa").to_ascii_lowercase();
    match (bytes(published), bytes(&ours)) {
        (Some(theirs), Some(own)) if kind(published) == kind(&ours) => {
            theirs == own || kind(&ours) == "rsa" && own.get(FRAME..) == Some(&theirs)
        }
        _ => false,
    }
}
