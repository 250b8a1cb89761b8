//! `[milter]`: where Postfix reaches the milter, and its limits.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::strings::Text;
use super::{Findings, value};
use crate::milter::{ListenError, ListenSpec, Settings};

/// Where the milter listens unless it is told otherwise.
const LISTEN: &str = "unix:/var/spool/postfix/postseal/milter.sock";

/// `[milter]` as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    listen: Option<Text>,
    group: Option<Text>,
    max_message: Option<Text>,
    max_memory: Option<Text>,
    max_header: Option<Text>,
    max_recipients: Option<Spanned<u32>>,
    max_sessions: Option<Spanned<u32>>,
    session_wait: Option<Text>,
    max_inspections: Option<Spanned<u32>>,
    inspection_wait: Option<Text>,
    idle: Option<Text>,
    submitted: Option<Text>,
    verdict: Option<bool>,
}

/// `[milter]`, checked.
#[derive(Debug)]
pub struct Milter {
    /// Where the milter listens.
    pub listen: ListenSpec,
    /// The group that may use its Unix socket; `None`: Postfix's, if there is one.
    pub group: Option<String>,
    /// The directory that remembers which copies of a message were submitted.
    pub submitted: PathBuf,
    /// Where the milter says which configuration it holds.
    pub held: PathBuf,
    /// Its limits.
    pub settings: Settings,
}

impl Section {
    pub fn check(self, base: &Path, keyring: &Path, findings: &mut Findings<'_>) -> Option<Milter> {
        let spec = self
            .listen
            .unwrap_or_else(|| Spanned::new(0..0, LISTEN.to_owned()));
        let listen = findings.check("milter.listen", &spec, listen);
        let mut settings = Settings::default();
        findings.set(
            "milter.max_message",
            self.max_message,
            value::size,
            &mut settings.max_message,
        );
        findings.set(
            "milter.max_memory",
            self.max_memory,
            value::memory,
            &mut settings.max_memory,
        );
        findings.set(
            "milter.max_header",
            self.max_header,
            value::memory,
            &mut settings.max_header,
        );
        findings.set(
            "milter.max_recipients",
            self.max_recipients,
            value::count,
            &mut settings.max_recipients,
        );
        findings.set(
            "milter.max_sessions",
            self.max_sessions,
            value::count,
            &mut settings.max_sessions,
        );
        findings.set(
            "milter.session_wait",
            self.session_wait,
            value::duration,
            &mut settings.session_wait,
        );
        findings.set(
            "milter.max_inspections",
            self.max_inspections,
            value::count,
            &mut settings.max_inspections,
        );
        findings.set(
            "milter.inspection_wait",
            self.inspection_wait,
            value::duration,
            &mut settings.inspection_wait,
        );
        findings.set(
            "milter.idle",
            self.idle,
            value::duration,
            &mut settings.idle,
        );
        settings.verdict = self.verdict.unwrap_or(settings.verdict);
        let submitted = match self.submitted {
            Some(dir) => base.join(dir.into_inner()),
            None => keyring.with_file_name("submitted"),
        };
        Some(Milter {
            listen: listen?,
            group: self.group.map(Spanned::into_inner),
            held: submitted.with_file_name("milter.config"),
            submitted,
            settings,
        })
    }
}

/// Where the milter listens: on this host, since a client of the milter protocol can have anything
/// sealed in any name.
fn listen(text: &String) -> Result<ListenSpec, String> {
    let spec: ListenSpec = text
        .parse()
        .map_err(|error: ListenError| error.to_string())?;
    match &spec {
        ListenSpec::Inet(host, _)
            if host != "localhost" && !host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()) =>
        {
            Err(format!(
                "\"{text}\" is open to other hosts, and the milter protocol knows no password; use \
                 127.0.0.1"
            ))
        }
        _ => Ok(spec),
    }
}
