//! The configuration file: TOML to typed settings, each mistake in one sentence with file, line and
//! key.
//!
//! The file is read in two steps. [`file`] is its shape as serde sees it: an unknown key or a wrong
//! type ends there. Then the values are checked one by one, and all that is wrong with them is
//! reported together. Other modules don't know of this one: they define the settings they take, and
//! this module fills them in.

mod file;
mod rules;
mod signing;
mod value;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::extract::Bounds;
use crate::mail::Address;
use crate::mail::sign::KeyFile;
use crate::policy::{Policy, TrustBoundary};
use crate::{milter, outbound, portal};

/// Where the configuration is read from when no option and no variable says otherwise.
pub const DEFAULT_PATH: &str = "/etc/postseal/postseal.toml";

/// All that postseal is told by its administrator.
#[derive(Debug)]
pub struct Config {
    /// The file that this was read from.
    pub path: PathBuf,
    /// Where the milter listens.
    pub milter_listen: milter::ListenSpec,
    /// The group that may use the milter's Unix socket; `None`: Postfix's, if there is one.
    pub milter_group: Option<String>,
    /// The milter's bounds.
    pub milter: milter::Settings,
    /// Where the portal listens; always a loopback address.
    pub portal_listen: SocketAddr,
    /// The portal's bounds and addresses.
    pub portal: portal::Settings,
    /// SMTP for passcodes: `host:port` on this machine, past this milter.
    pub submit: SocketAddr,
    /// Our own domains, as rules have them: `.example.org` stands for all subdomains.
    pub local_domains: Vec<String>,
    /// Clients that may send without a login.
    pub trusted_networks: Vec<IpNet>,
    /// The keyring's directory.
    pub keyring: PathBuf,
    /// Where it is remembered which copies of a message were submitted.
    pub submitted: PathBuf,
    /// The keys that sign mail.
    pub dkim: Vec<KeyFile>,
    /// Who is asked for the keys of others; none: the servers of the system.
    pub dns: Vec<SocketAddr>,
    /// How carriers look.
    pub outbound: outbound::Settings,
    /// The rules.
    pub policy: Policy,
    /// How many rules there are.
    pub rules: usize,
    /// What is logged, as a `tracing` filter such as `info`.
    pub log_level: String,
    /// Whether log lines are JSON.
    pub log_json: bool,
    /// Postfix's configuration directory, for `check`; `None`: Postfix's own default.
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
        let mut findings = Findings {
            path,
            text,
            sentences: Vec::new(),
        };
        let file = match file::read::<file::File>(text) {
            Ok(file) => file,
            Err((span, sentence)) => {
                findings.push(span.map_or(0, |span| span.start), &sentence);
                return Err(ConfigError(findings.sentences));
            }
        };
        let config = build(path, file, &mut findings);
        match config {
            Some(config) if findings.sentences.is_empty() => Ok(config),
            _ => Err(ConfigError(findings.sentences)),
        }
    }
}

/// Reads a TOML file of another shape, with mistakes told as those of the configuration are.
///
/// # Errors
/// [`ConfigError`] with one sentence: file, line, key.
pub fn read_toml<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, ConfigError> {
    file::read(text).map_err(|(span, sentence)| {
        let mut findings = Findings {
            path,
            text,
            sentences: Vec::new(),
        };
        findings.push(span.map_or(0, |span| span.start), &sentence);
        ConfigError(findings.sentences)
    })
}

fn build(path: &Path, file: file::File, findings: &mut Findings<'_>) -> Option<Config> {
    let file::File {
        milter,
        portal,
        mail,
        keyring,
        carrier,
        log,
        postfix,
        content,
        include,
        list,
        rule,
        dkim,
        dns,
    } = file;
    let base = path.parent().unwrap_or(Path::new("."));

    let milter_listen = findings.check("milter.listen", &milter.listen, value::listen);
    let mut milter_settings = milter::Settings::default();
    findings.set(
        "milter.max_message",
        milter.max_message,
        value::size,
        &mut milter_settings.max_message,
    );
    findings.set(
        "milter.max_memory",
        milter.max_memory,
        value::memory,
        &mut milter_settings.max_memory,
    );
    findings.set(
        "milter.max_header",
        milter.max_header,
        value::memory,
        &mut milter_settings.max_header,
    );
    findings.set(
        "milter.max_recipients",
        milter.max_recipients,
        value::count,
        &mut milter_settings.max_recipients,
    );
    findings.set(
        "milter.max_sessions",
        milter.max_sessions,
        value::count,
        &mut milter_settings.max_sessions,
    );
    findings.set(
        "milter.session_wait",
        milter.session_wait,
        value::duration,
        &mut milter_settings.session_wait,
    );
    findings.set(
        "milter.max_inspections",
        milter.max_inspections,
        value::count,
        &mut milter_settings.max_inspections,
    );
    findings.set(
        "milter.inspection_wait",
        milter.inspection_wait,
        value::duration,
        &mut milter_settings.inspection_wait,
    );
    findings.set(
        "milter.idle",
        milter.idle,
        value::duration,
        &mut milter_settings.idle,
    );

    milter_settings.verdict = milter.verdict.unwrap_or(milter_settings.verdict);

    let portal_listen = findings.check("portal.listen", &portal.listen, value::loopback);
    let url = findings.check("portal.url", &portal.url, value::origin);
    let from = findings.check("mail.from", &mail.from, |text| value::mailbox(text));
    let mut portal_settings = portal::Settings::default();
    findings.set(
        "portal.max_upload",
        portal.max_upload,
        value::size,
        &mut portal_settings.max_upload,
    );
    findings.set(
        "portal.max_memory",
        portal.max_memory,
        value::size,
        &mut portal_settings.max_memory,
    );
    findings.set(
        "portal.max_message",
        portal.max_message,
        value::size,
        &mut portal_settings.max_message,
    );
    findings.set(
        "portal.connections",
        portal.connections,
        value::count,
        &mut portal_settings.connections,
    );
    findings.set(
        "portal.visit",
        portal.visit,
        value::visit,
        &mut portal_settings.visit,
    );
    if let Some(list) = &portal.trusted_proxies {
        portal_settings.trusted_proxies =
            findings.each("portal.trusted_proxies", list, value::network);
    }

    let submit = findings.check("mail.submit", &mail.submit, value::loopback);
    let local_domains = findings.each(
        "mail.local_domains",
        &mail.local_domains,
        crate::policy::domain_list_entry,
    );
    if mail.local_domains.get_ref().0.is_empty() {
        findings.push(
            mail.local_domains.span().start,
            "mail.local_domains: name at least one domain, or everything would count as outside.",
        );
    }
    let trusted_networks = findings.each(
        "mail.trusted_networks",
        &mail.trusted_networks,
        value::network,
    );
    let mut bounds = Bounds::default();
    findings.set(
        "content.max_size",
        content.max_size,
        value::memory,
        &mut bounds.bytes,
    );
    findings.set(
        "content.max_parts",
        content.max_parts,
        value::count,
        &mut bounds.parts,
    );
    findings.set(
        "content.max_depth",
        content.max_depth,
        value::count,
        &mut bounds.depth,
    );
    findings.set(
        "content.max_unpacked",
        content.max_unpacked,
        value::size,
        &mut bounds.archive_bytes,
    );
    let trust_boundary = TrustBoundary {
        local_domains: local_domains.clone(),
        trusted_networks: trusted_networks.clone(),
    };
    let mut rules = rules::Rules::new(&trust_boundary);
    rules.lists(list, base, findings);
    for path in include
        .map(|include| included(&include, base, findings))
        .unwrap_or_default()
    {
        include_file(&path, &mut rules, findings);
    }
    rules.rules(rule, findings);
    let rules::Rules {
        built: rules,
        search,
        ..
    } = rules;
    let search = match search.build() {
        Ok(search) => search,
        Err(why) => {
            findings.push(0, &format!("the rules together: {why}."));
            return None;
        }
    };
    let log_level = match &log.level {
        Some(level) => findings.check("log.level", level, |text| value::log_level(text))?,
        None => "info".into(),
    };
    let log_json = match &log.format {
        Some(format) => findings.check("log.format", format, |text| value::log_format(text))?,
        None => false,
    };
    let max_size = carrier
        .max_size
        .and_then(|size| findings.check("carrier.max_size", &size, value::size));
    let subject = carrier
        .subject
        .map(Spanned::into_inner)
        .filter(|subject| subject != "keep");

    // What the milter seals must fit through the portal: base64 and keys aside, padding adds up to
    // an eighth.
    let sealed = milter_settings.max_message + milter_settings.max_message / 8;
    if portal_settings.max_upload < sealed
        || portal_settings.max_message < milter_settings.max_message
    {
        findings.push(
            0,
            "milter.max_message: messages of that size could be sealed but not opened; raise \
             portal.max_upload to 9/8 of it, and portal.max_message to the same.",
        );
    }

    let (url, from): (String, (String, Address)) = (url?, from?);
    portal_settings.url.clone_from(&url);
    portal_settings.from = from.0;
    Some(Config {
        path: path.to_owned(),
        milter_listen: milter_listen?,
        milter_group: milter.group.map(Spanned::into_inner),
        milter: milter_settings,
        portal_listen: portal_listen?,
        portal: portal_settings,
        submit: submit?,
        local_domains,
        trusted_networks,
        submitted: match milter.submitted {
            Some(dir) => base.join(dir.into_inner()),
            None => base.join(keyring.dir.get_ref()).with_file_name("submitted"),
        },
        keyring: base.join(keyring.dir.into_inner()),
        dkim: signing::keys(dkim, base, findings),
        dns: dns
            .servers
            .map(|list| findings.each("dns.servers", &list, signing::server))
            .unwrap_or_default(),
        outbound: outbound::Settings {
            portal: url,
            subject,
            trust_boundary: trust_boundary.clone(),
            max_size,
        },
        rules: rules.len(),
        policy: Policy::new(trust_boundary, rules, search, bounds),
        log_level,
        log_json,
        postfix: postfix.config_dir.map(|dir| base.join(dir.into_inner())),
    })
}

/// The files that `include` names, in order: those that a `*` stands for by name.
fn included(
    include: &Spanned<file::Strings>,
    base: &Path,
    findings: &mut Findings<'_>,
) -> Vec<PathBuf> {
    let files = findings.each("include", include, |text| {
        let path = base.join(text);
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let Some((start, end)) = name.split_once('*') else {
            return Ok(vec![path]);
        };
        let dir = path.parent().unwrap_or(base);
        let entries = std::fs::read_dir(dir)
            .map_err(|error| format!("{} can't be read: {error}", dir.display()))?;
        let fits = |path: &PathBuf| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        };
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(fits)
            .collect();
        files.sort();
        if files.is_empty() {
            Err(format!("\"{text}\" fits no file in {}", dir.display()))
        } else {
            Ok(files)
        }
    });
    files.into_iter().flatten().collect()
}

/// Takes the lists and rules of one more file. Its mistakes are told with its own name and lines.
fn include_file(path: &Path, rules: &mut rules::Rules, findings: &mut Findings<'_>) {
    let mut own = match std::fs::read_to_string(path) {
        Ok(text) => Findings {
            path,
            text: &text,
            sentences: Vec::new(),
        }
        .including(&text, rules),
        Err(error) => vec![format!(
            "{}: the included file can't be read: {error}.",
            path.display()
        )],
    };
    findings.sentences.append(&mut own);
}

/// The mistakes found so far.
struct Findings<'a> {
    path: &'a Path,
    text: &'a str,
    sentences: Vec<String>,
}

impl Findings<'_> {
    /// Reads an included file; gives the mistakes in it.
    fn including(mut self, text: &str, rules: &mut rules::Rules) -> Vec<String> {
        match file::read::<file::Included>(text) {
            Ok(file::Included { list, rule }) => {
                let base = self.path.parent().unwrap_or(Path::new("."));
                rules.lists(list, base, &mut self);
                rules.rules(rule, &mut self);
            }
            Err((span, sentence)) => self.push(span.map_or(0, |span| span.start), &sentence),
        }
        self.sentences
    }

    /// Notes a mistake at a byte offset of the file.
    fn push(&mut self, offset: usize, sentence: &str) {
        let sentence = format!("{}: {sentence}", self.place(offset));
        self.sentences.push(sentence);
    }

    /// File and line of a byte offset.
    fn place(&self, offset: usize) -> String {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        format!(
            "{}:{}",
            self.path.display(),
            before.iter().filter(|&&byte| byte == b'\n').count() + 1
        )
    }

    /// Reads one value; a mistake is noted and gives `None`.
    fn check<T, U>(
        &mut self,
        key: &str,
        value: &Spanned<T>,
        read: impl FnOnce(&T) -> Result<U, String>,
    ) -> Option<U> {
        match read(value.get_ref()) {
            Ok(read) => Some(read),
            Err(why) => {
                self.push(value.span().start, &format!("{key}: {why}."));
                None
            }
        }
    }

    /// Reads a value that may be absent into a setting that has a default.
    fn set<T, U>(
        &mut self,
        key: &str,
        value: Option<Spanned<T>>,
        read: impl FnOnce(&T) -> Result<U, String>,
        setting: &mut U,
    ) {
        if let Some(read) = value.and_then(|value| self.check(key, &value, read)) {
            *setting = read;
        }
    }

    /// Reads each entry of a list. A single string in place of a list has no place of its own but
    /// the list's.
    fn each<U>(
        &mut self,
        key: &str,
        list: &Spanned<file::Strings>,
        mut read: impl FnMut(&str) -> Result<U, String>,
    ) -> Vec<U> {
        let place = |entry: &Spanned<String>| {
            if entry.span().is_empty() {
                list.span()
            } else {
                entry.span()
            }
        };
        let entries = list
            .get_ref()
            .0
            .iter()
            .map(|entry| Spanned::new(place(entry), entry.get_ref().as_str()));
        entries
            .filter_map(|entry| self.check(key, &entry, |text| read(text)))
            .collect()
    }
}

#[cfg(test)]
mod tests;
