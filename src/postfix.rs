//! Postfix's live settings, as its own `postconf` prints them.
//!
//! ```text
//! service        a service of master.cf
//! milters        lists of milters, and which of them is ours
//! table          lookup tables, as far as they can be read
//! running        since when the Postfix that runs has its settings
//! default_action what Postfix does when our milter can't be asked
//! ```
//!
//! `postseal check` reads most of them. The milter reads one when it starts: whether Postfix would
//! send mail on while the milter can't be asked, which it says in its log.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

mod default_action;
mod milters;
mod running;
mod service;
mod table;

pub use default_action::DefaultAction;
pub use milters::{Milter, seconds};
pub use running::Running;
pub use service::Service;
pub use table::{Entry, Table, braced_words};

use crate::milter::ListenSpec;

/// Postfix's settings.
#[derive(Debug)]
pub struct Postfix {
    config_dir: Option<PathBuf>,
    global: HashMap<String, String>,
    services: Vec<Service>,
}

/// Why Postfix's settings can't be known.
#[derive(Debug)]
pub enum PostfixError {
    /// `postconf` can't be run.
    Missing(std::io::Error),
    /// It says that something is wrong.
    Refused(String),
}

impl fmt::Display for PostfixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(error) => write!(
                f,
                "Postfix's settings can't be read, since postconf can't be run: {error}; is \
                 Postfix installed, and /usr/sbin in PATH?"
            ),
            Self::Refused(why) => {
                write!(
                    f,
                    "Postfix's settings can't be read ([postfix] config_dir says where they are): \
                     {why}."
                )
            }
        }
    }
}

impl std::error::Error for PostfixError {}

impl Postfix {
    /// Asks `postconf` about the configuration in this directory, or in Postfix's own.
    ///
    /// # Errors
    /// [`PostfixError`]; it takes postconf a second to say no.
    pub fn read(config_dir: Option<&Path>) -> Result<Self, PostfixError> {
        Self::read_with(config_dir, &[])
    }

    /// The same as it is for a service that has as many processes as it may (Postfix's
    /// STRESS_README): settings may say `${stress?…}`.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_under_stress(config_dir: Option<&Path>) -> Result<Self, PostfixError> {
        Self::read_with(config_dir, &["-o", "stress=yes"])
    }

    fn read_with(config_dir: Option<&Path>, options: &[&str]) -> Result<Self, PostfixError> {
        let given = options;
        // All at once: the three take as long as one.
        let asked = [[given, &["-x"]].concat(), vec!["-M"], vec!["-P"]];
        let asked = asked.map(|args| Asked::postconf(config_dir, &args));
        let [global, services, options] = asked.map(|asked| asked.and_then(Asked::answer));
        let global: HashMap<String, String> = pairs(&global?).into_iter().collect();
        let options = pairs(&options?);
        let services = services?;
        let mut services: Vec<Service> = services
            .lines()
            .filter_map(|line| Service::parse(line, &options))
            .collect();
        let asked: Vec<_> = services
            .iter()
            .map(|service| {
                let mut options = service.options();
                (!options.is_empty()).then(|| {
                    options.splice(0..0, given.iter().map(|&one| one.to_owned()));
                    Asked::postconf(config_dir, &options)
                })
            })
            .collect();
        for (service, asked) in services.iter_mut().zip(asked) {
            if let Some(asked) = asked {
                service.resolve(&pairs(&asked?.answer()?), &global);
            }
        }
        Ok(Self {
            config_dir: config_dir.map(Path::to_owned),
            global,
            services,
        })
    }

    /// Whether another reading of the same configuration differs in what doesn't hang on stress by
    /// default.
    pub fn differs_from(&self, other: &Self) -> bool {
        const BY_DEFAULT: [&str; 11] = [
            "process_id",
            "stress",
            "postscreen_command_time_limit",
            "postscreen_greet_wait",
            "smtpd_per_request_deadline",
            "smtpd_timeout",
            "smtpd_starttls_timeout",
            "smtpd_hard_error_limit",
            "smtpd_junk_command_limit",
            "address_verify_poll_count",
            "smtpd_per_record_deadline",
        ];
        let is_other = |(key, value): (&String, &String)| {
            !BY_DEFAULT.contains(&key.as_str()) && other.global.get(key) != Some(value)
        };
        let services = self.services.iter().zip(&other.services);
        self.global.iter().any(is_other)
            || services
                .into_iter()
                .any(|(one, other)| one.settings_differ(other, &BY_DEFAULT))
    }

    /// A parameter's value in main.cf, or its default.
    pub fn value(&self, key: &str) -> &str {
        self.global.get(key).map_or("", String::as_str)
    }

    /// A parameter's value for a service, which may have one of its own.
    pub fn value_for<'a>(&'a self, service: &'a Service, key: &str) -> &'a str {
        service.own(key).unwrap_or_else(|| self.value(key))
    }

    /// The services of master.cf.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The services that take SMTP.
    pub fn listeners(&self) -> impl Iterator<Item = &Service> {
        self.services
            .iter()
            .filter(|service| service.command() == "smtpd")
    }

    /// Whether Postfix is older than `major.minor`; false when its version can't be read.
    pub fn is_older_than(&self, major: u32, minor: u32) -> bool {
        let mut numbers = self
            .value("mail_version")
            .split(['.', '-'])
            .map_while(|number| number.parse::<u32>().ok());
        let version = numbers.next().zip(numbers.next());
        version.is_some_and(|version| version < (major, minor))
    }

    /// Whether a service runs in a chroot, where Postfix's queue directory is the root of all
    /// paths.
    pub fn is_chrooted(&self, service: &Service) -> bool {
        // Before compatibility level 1, that was the default.
        let by_default = || self.value("compatibility_level").split('.').next() == Some("0");
        service.chroot().unwrap_or_else(by_default)
    }

    /// The names by which Postfix may call our milter. A path that doesn't start with / is one
    /// below the queue directory, and so is one that does where the service runs in a chroot.
    pub fn names_of(&self, listen: &ListenSpec) -> Vec<String> {
        match listen {
            ListenSpec::Unix(path) => {
                let below = path.strip_prefix(self.value("queue_directory")).ok();
                let below = below
                    .map(|below| [below.display().to_string(), format!("/{}", below.display())]);
                let paths: Vec<String> = below
                    .into_iter()
                    .flatten()
                    .chain([path.display().to_string()])
                    .collect();
                // Postfix takes "local" for "unix".
                ["unix", "local"]
                    .iter()
                    .flat_map(|kind| paths.iter().map(move |path| format!("{kind}:{path}")))
                    .collect()
            }
            ListenSpec::Inet(host, port) => {
                let hosts: &[&str] = match host.as_str() {
                    "localhost" | "127.0.0.1" => &["localhost", "127.0.0.1", "[127.0.0.1]"],
                    "::1" => &["localhost", "[::1]"],
                    _ => &[],
                };
                let others = hosts.iter().map(|host| format!("inet:{host}:{port}"));
                [listen.to_string()].into_iter().chain(others).collect()
            }
        }
    }

    /// Where a milter's Unix socket lies for a service; `None` for other milters.
    pub fn socket_of(&self, service: &Service, milter: &Milter) -> Option<PathBuf> {
        let path = milter
            .name
            .strip_prefix("unix:")
            .or_else(|| milter.name.strip_prefix("local:"))?;
        let queue = Path::new(self.value("queue_directory"));
        let jailed = self.is_chrooted(service);
        Some(if jailed {
            queue.join(path.trim_start_matches('/'))
        } else {
            queue.join(path)
        })
    }
}

/// One of Postfix's programs at work.
struct Asked(Child);

impl Asked {
    fn postconf<T: AsRef<OsStr>>(
        config_dir: Option<&Path>,
        args: &[T],
    ) -> Result<Self, PostfixError> {
        let args = args.iter().map(|arg| arg.as_ref().to_owned()).collect();
        Self::program("postconf", config_dir, args)
    }

    fn program(
        name: &str,
        config_dir: Option<&Path>,
        args: Vec<OsString>,
    ) -> Result<Self, PostfixError> {
        let mut command = Command::new(name);
        if let Some(dir) = config_dir {
            command.arg("-c").arg(dir);
        }
        command
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().map(Self).map_err(PostfixError::Missing)
    }

    fn answer(self) -> Result<String, PostfixError> {
        let output = self.0.wait_with_output().map_err(PostfixError::Missing)?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(PostfixError::Refused(
                String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            ))
        }
    }
}

/// The words of a list.
pub fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', ' ', '\t', '\n'])
        .filter(|word| !word.is_empty())
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().filter_map(|line| line.split_once(" ="));
    lines
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .collect()
}
