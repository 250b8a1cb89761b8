//! `postseal run`: the daemon.

use std::process::ExitCode;
use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tracing_subscriber::EnvFilter;

use super::log::Output;
use super::{Exit, Failure, Only};
use crate::config::Config;
use crate::server::{self, ServiceName};

/// How long threads may still work when the services have ended: less than systemd waits before it
/// kills.
const AT_THE_END: Duration = Duration::from_secs(20);

/// The most threads that the portal's work may take.
const PORTAL_THREADS: usize = 512;

pub(super) fn run(config: Config, only: Option<Only>) -> Result<ExitCode, Failure> {
    start_log(&config);
    raise_open_files(&config, only);
    // A panic's own text may quote a message or a key: only its place is logged.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "postseal panicked, which is a bug: please report it");
    }));
    let only = only.map(|only| match only {
        Only::Milter => ServiceName::Milter,
        Only::Portal => ServiceName::Portal,
    });
    // Each milter session may wait on a thread, for the MTA that takes a copy or for a disk; the
    // portal opens messages on others.
    let threads = config.milter.settings.max_sessions + PORTAL_THREADS;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(threads)
        .build()
        .map_err(|error| {
            Failure::new(
                Exit::OsErr,
                format!("the threads that postseal needs can't be started: {error}."),
            )
        })?;
    let ended = runtime.block_on(server::run(config, only));
    // Whatever is still computed then, is computed for nobody.
    runtime.shutdown_timeout(AT_THE_END);
    ended.map_err(|error| Failure::new(Exit::OsErr, error))?;
    Ok(ExitCode::SUCCESS)
}

/// Takes as many open files as the process may have, and says so when they are too few.
fn raise_open_files(config: &Config, only: Option<Only>) {
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return;
    };
    let allowed = if setrlimit(Resource::RLIMIT_NOFILE, hard, hard).is_ok() {
        hard
    } else {
        soft
    };
    let needed = config.portal.settings.open_files();
    if !matches!(only, Some(Only::Milter)) && allowed < needed {
        tracing::warn!(
            "the portal may need {needed} open files for portal.max_connections, but the process \
             may have {allowed}: raise LimitNOFILE of its unit, or lower portal.max_connections"
        );
    }
}

fn start_log(config: &Config) {
    let filter = EnvFilter::try_from_env("POSTSEAL_LOG")
        .unwrap_or_else(|_| EnvFilter::new(&config.log.level));
    // Under systemd the journal adds time and colour of its own.
    let journal = std::env::var_os("JOURNAL_STREAM").is_some();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Output::new(std::io::stderr(), config.log.json))
        // It would say on the same stream that a line could not be written, and end the process
        // when that can't be written either.
        .log_internal_errors(false)
        .with_ansi(false);
    match (config.log.json, journal) {
        (true, _) => log.json().init(),
        (false, true) => log.without_time().init(),
        (false, false) => log.init(),
    }
    // Shows an administrator who turns the level up that it took effect.
    tracing::trace!("the log shows all that there is");
}
