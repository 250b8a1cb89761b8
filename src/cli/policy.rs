//! `postseal policy test`: mails with the decision that is expected of each, for the
//! administrator's own tests.
//!
//! Each `NAME.eml` below the directory is a case. What is expected of it stands in `NAME.toml`
//! beside it, and, for what that leaves open, in `expect.toml` of its directory and those above it;
//! [`Expectation`] has the keys.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Deserialize;

use super::{ConfigOption, EnvelopeOptions, Exit, Failure, explain, seal};
use crate::config;
use crate::mail::{Envelope, Header};
use crate::policy::{Decision, Policy, Verdict};

/// What a file says of mails. Of several files, the one nearest to the mail decides each key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    /// The envelope sender.
    from: Option<String>,
    /// The envelope recipients.
    to: Option<OneOrMany>,
    /// The login of the sender.
    auth: Option<String>,
    /// The client's address; 127.0.0.1 by default.
    client: Option<IpAddr>,
    /// Whether the mail answers a sealed one: its mark would need the keyring.
    thread: Option<bool>,
    /// Macros of the MTA.
    #[serde(rename = "macro")]
    macros: Option<BTreeMap<String, String>>,
    /// The decision: one for all recipients, or one for each.
    expect: Option<AllOrEach>,
    /// The rule that must decide; "" for none.
    rule: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "expected an address or a list of addresses")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected \"seal\", \"pass\", \"reject\" or \"hold\", or a table with one of them \
                 for each recipient"
)]
enum AllOrEach {
    All(Word),
    Each(BTreeMap<String, Word>),
}

/// A decision as `explain` names it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Word {
    Pass,
    Seal,
    Hold,
    Reject,
}

/// How many mails of one expectation there were, and how many met it.
#[derive(Default)]
struct Tally {
    mails: usize,
    met: usize,
}

pub(super) fn test(config: &ConfigOption, dir: &Path, all: bool) -> Result<ExitCode, Failure> {
    let policy = config.load()?.policy;
    let mut mails: Vec<PathBuf> = Vec::new();
    find(dir, &mut mails)?;
    mails.sort();
    if mails.is_empty() {
        return Err(Failure::new(
            Exit::NoInput,
            format!(
                "{}: there is no mail in it; name each one .eml.",
                dir.display()
            ),
        ));
    }
    let mut tallies: BTreeMap<Word, Tally> = BTreeMap::new();
    let mut out = io::stdout().lock();
    for path in &mails {
        let case = Case::read(dir, path)?;
        let verdict = case.judge(&policy)?;
        let failed = case.complaint(&verdict);
        let tally = tallies.entry(case.strictest()).or_default();
        tally.mails += 1;
        tally.met += usize::from(failed.is_none());
        let shown = path.strip_prefix(dir).unwrap_or(path).display();
        let line = match failed {
            Some(complaint) => format!("FAILED {shown}: {complaint}\n"),
            None if all => format!("ok {shown}: {}\n", told(&verdict)),
            None => continue,
        };
        out.write_all(line.as_bytes())
            .map_err(|error| Failure::io(&error))?;
    }
    let mut summary = String::new();
    for (expected, Tally { mails, met }) in &tallies {
        let word = expected.name();
        let many = if *mails == 1 { "mail" } else { "mails" };
        // Writing to a String cannot fail.
        let _ = writeln!(summary, "{word}: {mails} {many}, {met} as expected");
    }
    out.write_all(summary.as_bytes())
        .map_err(|error| Failure::io(&error))?;
    let all_met = tallies.values().all(|tally| tally.met == tally.mails);
    Ok(if all_met {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// One mail and what is expected of it.
struct Case {
    envelope: Envelope,
    answers_sealed: bool,
    mail: Vec<u8>,
    /// The decision for each recipient.
    expect: Vec<Word>,
    rule: Option<String>,
}

impl Case {
    fn read(top: &Path, path: &Path) -> Result<Self, Failure> {
        let mail = read(path)?;
        let said = Expectation::for_mail(top, path)?;
        let missing = |key: &str| {
            let sentence = format!(
                "{}: neither a {}.toml beside it nor an expect.toml has the key {key}.",
                path.display(),
                stem(path)
            );
            Failure::new(Exit::DataErr, sentence)
        };
        let to = match said.to.ok_or_else(|| missing("to"))? {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        };
        let options = EnvelopeOptions {
            from: said.from.ok_or_else(|| missing("from"))?,
            to,
        };
        let envelope = options.envelope().map_err(|failure| {
            Failure::new(
                Exit::DataErr,
                format!(
                    "{}: {}",
                    path.display(),
                    failure.sentence.trim_start_matches('-')
                ),
            )
        })?;
        let expect = said.expect.ok_or_else(|| missing("expect"))?;
        let mut each = Vec::new();
        for recipient in &envelope.recipients {
            each.push(match &expect {
                AllOrEach::All(word) => *word,
                AllOrEach::Each(words) => *words.get(recipient.as_str()).ok_or_else(|| {
                    let sentence = format!(
                        "{}: expect says nothing of the recipient {recipient}.",
                        path.display()
                    );
                    Failure::new(Exit::DataErr, sentence)
                })?,
            });
        }
        Ok(Self {
            envelope: Envelope {
                login: said.auth.filter(|login| !login.is_empty()),
                client: Some(said.client.unwrap_or(IpAddr::from([127, 0, 0, 1]))),
                macros: said.macros.unwrap_or_default(),
                ..envelope
            },
            answers_sealed: said.thread.unwrap_or(false),
            mail,
            expect: each,
            rule: said.rule,
        })
    }

    fn judge(&self, policy: &Policy) -> Result<Verdict, Failure> {
        let mail = seal::as_in_smtp(&self.mail);
        let (header, end) = Header::parse(&mail);
        let body = seal::behind_empty_line(&mail[end..]);
        policy
            .judge_whole(&self.envelope, &header, self.answers_sealed, body)
            .map_err(Failure::put_off)
    }

    /// The expectation under which the case is counted.
    fn strictest(&self) -> Word {
        self.expect.iter().copied().max().unwrap_or(Word::Pass)
    }

    /// What differs from the expectation.
    fn complaint(&self, verdict: &Verdict) -> Option<String> {
        let decided = |address| {
            verdict
                .decision_for(address)
                .map(Decision::word)
                .unwrap_or_default()
        };
        let mut each = self.envelope.recipients.iter().zip(&self.expect);
        if let Some((recipient, expected)) =
            each.find(|(recipient, expected)| decided(recipient) != expected.name())
        {
            let whom = if self.expect.len() > 1 {
                format!(" for {recipient}")
            } else {
                String::new()
            };
            return Some(format!(
                "expected {}{whom}, but: {}",
                expected.name(),
                told(verdict)
            ));
        }
        let rule = self.rule.as_deref()?;
        let mut reasons = verdict.reasons.iter();
        let is_so = match rule {
            "" => reasons.all(|reason| reason.rule.is_none()),
            // A rule decides for those recipients for whom its own action was taken.
            rule => reasons.any(|reason| {
                reason.rule.as_deref() == Some(rule) && reason.action == decided(&reason.recipient)
            }),
        };
        let expected = if rule.is_empty() {
            "no rule to match".into()
        } else {
            format!("the rule \"{rule}\" to decide")
        };
        (!is_so).then(|| format!("expected {expected}, but: {}", told(verdict)))
    }
}

impl Word {
    fn name(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::Pass => "pass",
            Self::Reject => "reject",
            Self::Hold => "hold",
        }
    }
}

impl Expectation {
    /// The expectation for a mail, from the file beside it up to that of the top directory.
    fn for_mail(top: &Path, mail: &Path) -> Result<Self, Failure> {
        let dirs = mail
            .ancestors()
            .skip(1)
            .take_while(|dir| dir.starts_with(top))
            .map(|dir| dir.join("expect.toml"));
        let files = std::iter::once(mail.with_extension("toml")).chain(dirs);
        let mut said = Self::default();
        for file in files.filter(|file| file.is_file()) {
            let text = String::from_utf8_lossy(&read(&file)?).into_owned();
            let further: Self = config::read_toml(&file, &text)
                .map_err(|error| Failure::new(Exit::DataErr, error))?;
            said = said.or(further);
        }
        Ok(said)
    }

    fn or(self, further: Self) -> Self {
        Self {
            from: self.from.or(further.from),
            to: self.to.or(further.to),
            auth: self.auth.or(further.auth),
            client: self.client.or(further.client),
            thread: self.thread.or(further.thread),
            macros: self.macros.or(further.macros),
            expect: self.expect.or(further.expect),
            rule: self.rule.or(further.rule),
        }
    }
}

fn find(dir: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error: io::Error| {
        Failure::new(
            Exit::NoInput,
            format!("{}: the directory can't be read: {error}.", dir.display()),
        )
    };
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        // Not through links, which may lead back.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            find(&path, found)?;
        } else if path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("eml"))
        {
            found.push(path);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        Failure::new(
            Exit::NoInput,
            format!("{}: the file can't be read: {error}.", path.display()),
        )
    })
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// What `explain` says, in one line.
fn told(verdict: &Verdict) -> String {
    explain::lines(verdict).join("; ")
}
