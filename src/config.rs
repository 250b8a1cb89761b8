//! The configuration file: TOML to typed settings, each mistake in one sentence with file, line and
//! key.
//!
//! Each section has a file here with its shape as serde sees it, its defaults, and the checks of
//! its values. The file is read in two steps: an unknown key or a wrong type ends the first; in the
//! second, all mistakes in values are reported together. Other modules define the settings that
//! they take and don't know of this one.

mod brand;
mod carrier;
mod content;
mod dkim;
mod dns;
mod file;
mod findings;
mod include;
mod keyring;
mod locale;
mod log;
mod mail;
mod metrics;
mod milter;
mod portal;
mod postfix;
mod privacy;
mod restart;
mod rules;
mod sentence;
mod strings;
mod value;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use self::findings::Findings;
use crate::brand::Brands;
use crate::mail::sign::KeyFile;
use crate::outbound;
use crate::policy::Policy;

pub use self::locale::Locale;
pub use self::log::Log;
pub use self::mail::Mail;
pub use self::metrics::Metrics;
pub use self::milter::Milter;
pub use self::portal::Portal;
pub use self::rules::Named;

/// Where the configuration is read from without an option or a variable that says otherwise.
pub const DEFAULT_PATH: &str = "/etc/postseal/postseal.toml";

/// All that the administrator has set.
#[derive(Debug)]
pub struct Config {
    /// The file that this was read from.
    pub path: PathBuf,
    /// `[milter]`.
    pub milter: Milter,
    /// `[portal]`.
    pub portal: Portal,
    /// `[mail]`.
    pub mail: Mail,
    /// `[keyring] dir`: the keyring's directory.
    pub keyring: PathBuf,
    /// `[[dkim]]`: the keys that sign mail.
    pub dkim: Vec<KeyFile>,
    /// `[dns] servers`: those that are asked for the keys of others; none: those of the system.
    pub dns: Vec<SocketAddr>,
    /// `[locale]`: the languages of pages and mails.
    pub locale: Locale,
    /// `[[brand]]`: names and faces.
    pub brands: Brands,
    /// `[carrier]`: how carriers look.
    pub outbound: outbound::Settings,
    /// A digest of this file and of those that it names.
    pub digest: [u8; 32],
    /// These files: those with rules and lists.
    pub files: Vec<PathBuf>,
    /// The folders of which `include` reads whatever has the right name.
    pub folders: Vec<PathBuf>,
    /// The rules.
    pub policy: Policy,
    /// How many rules there are.
    pub rules: usize,
    /// The brands and languages that they name.
    pub named: Vec<Named>,
    /// `[log]`.
    pub log: Log,
    /// `[metrics]`.
    pub metrics: Metrics,
    /// `[postfix] config_dir`: Postfix's configuration directory, for `check`; `None`: Postfix's
    /// own default.
    pub postfix: Option<PathBuf>,
}

/// Why a configuration can't be used: one sentence for each mistake.
#[derive(Debug)]
pub struct ConfigError(Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`ConfigError`] with a sentence for each mistake, each with file, line and key.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            ConfigError(vec![format!(
                "{}: the configuration can't be read: {error}.",
                path.display()
            )])
        })?;
        Self::parse(path, &text)
    }

    /// Checks a configuration's text; `path` is for the messages, and relative paths in it start
    /// from its directory.
    ///
    /// # Errors
    /// As for [`load`](Self::load).
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let mut findings = Findings::new(path, text);
        let file = findings.read::<file::File>();
        let config = file.and_then(|file| build(path, file, &mut findings));
        match config {
            Some(config) if findings.sentences.is_empty() => Ok(config),
            _ => Err(ConfigError(findings.sentences)),
        }
    }
}

/// Reads a TOML file of another shape; its mistakes are told as those of the configuration are.
///
/// # Errors
/// [`ConfigError`] with one sentence: file, line, key.
pub fn read_toml<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, ConfigError> {
    let mut findings = Findings::new(path, text);
    findings.read().ok_or(ConfigError(findings.sentences))
}

fn build(path: &Path, file: file::File, findings: &mut Findings<'_>) -> Option<Config> {
    let base = path.parent().unwrap_or(Path::new("."));
    // Every section is checked before the first one that can't be used ends this.
    let keyring = file.keyring.dir(base);
    let milter = file.milter.check(base, &keyring, findings);
    let portal = file.portal.check(findings);
    let trust_boundary = file.mail.trust_boundary(findings);
    let mail = file.mail.check(&trust_boundary, findings);
    let bounds = file.content.check(findings);
    let dkim = dkim::check(file.dkim, base, findings);
    let dns = file.dns.check(findings);
    let carrier = file.carrier.check(findings);
    let locale = file.locale.check(base, findings);
    let brands = brand::check(file.brand, base, &locale.locales, findings);
    let statement = file.privacy.check(&locale.locales, findings);
    let log = file.log.check(findings);
    let metrics = file.metrics.check(
        milter.as_ref().map(|milter| &milter.listen),
        portal.as_ref().map(|portal| portal.listen),
        findings,
    );

    let mut rules = rules::Rules::new(&trust_boundary);
    rules.lists(file.list, base, findings);
    if let Some(include) = &file.include {
        include::include_files(include, base, &mut rules, findings);
    }
    rules.rules(file.rule, findings);
    let rules::Rules {
        built: rules,
        builder,
        named,
        ..
    } = rules;
    let detectors = match builder.build() {
        Ok(detectors) => detectors,
        Err(why) => {
            findings.push(0, &format!("the rules together: {why}."));
            return None;
        }
    };

    let milter = milter?;
    let mut portal = portal?;
    let mail = mail?;
    // A sealed message must fit through the portal: base64 and keys aside, padding adds up to an
    // eighth.
    let max_message = milter.settings.max_message;
    if portal.settings.max_upload < max_message + max_message / 8
        || portal.settings.max_message < max_message
    {
        findings.push(
            0,
            "milter.max_message: messages of that size could be sealed but not opened; raise \
             portal.max_upload to 9/8 of it, and portal.max_message to the same.",
        );
    }
    portal.settings.from.clone_from(&mail.from);
    portal.settings.statement = statement;
    Some(Config {
        path: path.to_owned(),
        digest: *findings.digest.finalize().as_bytes(),
        files: std::mem::take(&mut findings.files),
        folders: std::mem::take(&mut findings.folders),
        outbound: outbound::Settings {
            portal: portal.settings.url.clone(),
            subject: carrier.subject,
            trust_boundary: trust_boundary.clone(),
            max_size: carrier.max_size,
            languages: locale.mails.clone(),
            brands: brands.clone(),
        },
        brands,
        locale,
        milter,
        portal,
        mail,
        keyring,
        dkim,
        dns,
        rules: rules.len(),
        named,
        policy: Policy::new(trust_boundary, rules, detectors, bounds),
        log: log?,
        metrics,
        postfix: file.postfix.config_dir(base),
    })
}

#[cfg(test)]
mod tests;
