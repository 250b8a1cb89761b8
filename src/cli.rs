//! The command line: parse, dispatch, exit codes (sysexits(3)). Standard output carries only the
//! result.

mod brand;
mod check;
mod explain;
mod init;
mod log;
mod open;
mod policy;
mod run;
mod seal;
mod witness;
mod worker;

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};
use nix::sys::resource::{Resource, setrlimit};

use crate::config::{Config, DEFAULT_PATH};
use crate::mail::{Address, Envelope};
use crate::worker::{Limits, Pool};

/// Encrypted mail for people who have no keys: a milter for Postfix, and the portal that opens what
/// it seals.
#[derive(Parser)]
#[command(name = "postseal", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write postseal.toml and a new keyring into a directory, and print the commands that tell
    /// Postfix
    Init {
        /// The directory; it is made if it isn't there
        #[arg(long)]
        dir: PathBuf,
        /// The mail domain of your users
        #[arg(long)]
        domain: String,
        /// The address at which recipients reach the portal, such as https://secure.example.org/
        #[allow(rustdoc::bare_urls, reason = "--help shows this text")]
        #[arg(long)]
        portal_url: String,
        /// Not taken: answered with a sentence
        #[arg(long, hide = true)]
        config: Option<PathBuf>,
    },
    /// Run the milter and the portal
    Run {
        #[command(flatten)]
        config: ConfigOption,
        /// Run only one of the two
        #[arg(long)]
        only: Option<Only>,
    },
    /// Check the configuration, the keyring and Postfix's settings; one sentence for each finding
    Check {
        #[command(flatten)]
        config: ConfigOption,
    },
    /// Say what the rules would do with the mail on standard input, for each recipient, and why
    Explain {
        #[command(flatten)]
        config: ConfigOption,
        #[command(flatten)]
        envelope: EnvelopeOptions,
        /// The login by which the sender would authenticate
        #[arg(long, value_name = "USER")]
        auth: Option<String>,
        /// The address from which the sender would connect
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
        client: std::net::IpAddr,
        /// Also say of each rule that was tried why it matches or doesn't
        #[arg(long)]
        rules: bool,
    },
    /// Test the rules
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// Seal the mail on standard input, whatever the rules say, and write its carrier mail to
    /// standard output
    Seal {
        #[command(flatten)]
        config: ConfigOption,
        #[command(flatten)]
        envelope: EnvelopeOptions,
    },
    /// Write the exact bytes that were sealed to standard output, or nothing at all; leaves a line
    /// in the keyring's audit log
    Open {
        #[command(flatten)]
        config: ConfigOption,
        /// The carrier mail or message.html; - is standard input
        #[arg(default_value = "-")]
        file: PathBuf,
    },
    /// Look at brands
    Brand {
        #[command(subcommand)]
        command: BrandCommand,
    },
    /// Sees copies to their end; the milter starts it
    #[command(name = crate::outbound::witness::COMMAND, hide = true)]
    Witness,
    /// Reads documents; the milter starts it
    #[command(name = crate::worker::COMMAND, hide = true)]
    Worker {
        /// The most bytes of its memory
        memory: u64,
    },
}

#[derive(Subcommand)]
enum BrandCommand {
    /// Write every mail and page of a brand to files, in every language, and an index.html that
    /// leads to them
    Preview {
        #[command(flatten)]
        config: ConfigOption,
        /// Also write into a folder that has other files
        #[arg(long)]
        force: bool,
        /// The brand's name
        name: String,
        /// The folder; it is made if it isn't there
        dir: PathBuf,
    },
}

#[derive(Subcommand)]
enum PolicyCommand {
    /// Judge each mail (*.eml) below a directory, and compare with what the .toml beside it expects
    Test {
        #[command(flatten)]
        config: ConfigOption,
        /// Name the mails that are decided as expected too
        #[arg(long)]
        all: bool,
        /// The directory
        dir: PathBuf,
    },
}

/// The service that runs alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// The milter.
    Milter,
    /// The portal.
    Portal,
}

#[derive(Args)]
struct ConfigOption {
    /// The configuration file; without it $POSTSEAL_CONFIG, then /etc/postseal/postseal.toml
    #[arg(long, value_name = "FILE", env = "POSTSEAL_CONFIG", default_value = DEFAULT_PATH)]
    config: PathBuf,
}

impl ConfigOption {
    /// Reads the configuration; documents are read as the milter reads them.
    fn load(&self) -> Result<Config, Failure> {
        let mut config =
            Config::load(&self.config).map_err(|error| Failure::new(Exit::Config, error))?;
        let documents = Pool::new(Limits::new(config.policy.bounds()));
        config.policy = config.policy.read_by(Arc::new(documents));
        Ok(config)
    }
}

#[derive(Args)]
struct EnvelopeOptions {
    /// The envelope sender; "" or "<>" is the null sender
    #[arg(long, value_name = "ADDRESS")]
    from: String,
    /// An envelope recipient; may be given several times
    #[arg(long, value_name = "ADDRESS", required = true)]
    to: Vec<String>,
}

impl EnvelopeOptions {
    fn envelope(&self) -> Result<Envelope, Failure> {
        let bad = |what: &str, text: &str, why: &dyn fmt::Display| {
            Failure::new(Exit::Usage, format!("--{what} \"{text}\": {why}."))
        };
        let sender = Address::from_path(self.from.as_bytes())
            .map_err(|why| bad("from", &self.from, &why))?;
        let recipients = self
            .to
            .iter()
            .map(|to| match Address::from_path(to.as_bytes()) {
                Ok(Some(address)) => Ok(address),
                Ok(None) => Err(bad("to", to, &"a recipient can't be empty")),
                Err(why) => Err(bad("to", to, &why)),
            });
        Ok(Envelope {
            sender,
            recipients: recipients.collect::<Result<_, _>>()?,
            ..Envelope::default()
        })
    }
}

/// The exit codes that postseal uses, from sysexits(3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The command line makes no sense.
    Usage = 64,
    /// The input can't be used.
    DataErr = 65,
    /// An input file can't be read.
    NoInput = 66,
    /// Something inside went wrong.
    Software = 70,
    /// The operating system refused something.
    OsErr = 71,
    /// An output file can't be made.
    CantCreate = 73,
    /// Reading or writing failed.
    IoErr = 74,
    /// Later it may work.
    TempFail = 75,
    /// The configuration is wrong or unsafe.
    Config = 78,
}

/// Why a command ends without having done its work: the exit code and a sentence for standard
/// error.
#[derive(Debug)]
struct Failure {
    exit: Exit,
    sentence: String,
}

impl Failure {
    fn new(exit: Exit, sentence: impl fmt::Display) -> Self {
        Self {
            exit,
            sentence: sentence.to_string(),
        }
    }

    /// Documents can't be read now.
    fn put_off(why: crate::extract::PutOff) -> Self {
        Self::new(Exit::TempFail, format!("{why}."))
    }

    /// A failure to read standard input or write standard output.
    fn io(error: &std::io::Error) -> Self {
        Self::new(Exit::IoErr, format!("reading or writing failed: {error}."))
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    run_args(std::env::args_os())
}

fn run_args(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() {
                ExitCode::from(Exit::Usage as u8)
            } else {
                ExitCode::SUCCESS
            };
            // There is no other place to report that standard error can't be written.
            let _ = error.print();
            return code;
        }
    };
    // A core file would hold plaintext and keys. Where this is refused, as in a sandbox, the limit
    // was set from outside.
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    let done = match &cli.command {
        Command::Init {
            dir,
            domain,
            portal_url,
            config: None,
        } => init::run(dir, domain, portal_url),
        Command::Init {
            config: Some(_), ..
        } => Err(Failure::new(
            Exit::Usage,
            "init takes no --config: it writes a new postseal.toml into the directory that --dir \
             names.",
        )),
        Command::Run { config, only } => config.load().and_then(|config| run::run(config, *only)),
        Command::Check { config } => check::run(&config.config),
        Command::Explain {
            config,
            envelope,
            auth,
            client,
            rules,
        } => explain::run(config, envelope, auth.as_deref(), *client, *rules),
        Command::Policy {
            command: PolicyCommand::Test { config, all, dir },
        } => policy::test(config, dir, *all),
        Command::Brand {
            command:
                BrandCommand::Preview {
                    config,
                    force,
                    name,
                    dir,
                },
        } => brand::preview(config, name, dir, *force),
        Command::Seal { config, envelope } => seal::run(config, envelope),
        Command::Open { config, file } => open::run(config, file),
        Command::Witness => witness::run(),
        Command::Worker { memory } => worker::run(*memory),
    };
    match done {
        Ok(code) => code,
        Err(Failure { exit, sentence }) => {
            sentence
                .lines()
                .for_each(|line| eprintln!("postseal: {line}"));
            ExitCode::from(exit as u8)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
