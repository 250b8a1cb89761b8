//! The milter as a service.

use std::num::NonZero;
use std::sync::Arc;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::ServerError;
use super::held::Held;
use super::service::{Service, Setup};
use crate::clock::Clock;
use crate::config;
use crate::mail::submit::Submit;
use crate::mail::verify::Verifier;
use crate::metrics::MilterFigures;
use crate::milter::{self, Listener, State};
use crate::outbound::{Authenticator, Copies, Outbound};
use crate::postfix::Postfix;
use crate::worker::{Limits, Losses, Pool};

pub(super) async fn bind(config: &config::Milter) -> Result<Listener, ServerError> {
    milter::bind(&config.listen, config.group.as_deref())
        .await
        .map_err(ServerError::Milter)
}

pub(super) fn service(
    listener: Listener,
    setup: &Setup,
    figures: &MilterFigures,
    stop: CancellationToken,
) -> Service {
    let config = &setup.config;
    info!(listen = %config.milter.listen, rules = config.rules, "the milter listens");
    warn_about_postfix(setup, true);
    // What is lost counts from the start of the daemon, not from its last reload.
    let losses = Arc::new(Losses::counted(figures.clone()));
    figures.set_rules(config.policy.rule_names());
    let (newest, states) = watch::channel(Arc::new(state(setup, &losses)));
    let path = config.milter.held.clone();
    let held = Held::open(&path);
    held.note(&path, &config.digest);
    let figures = figures.clone();
    Service {
        serving: Box::pin(milter::serve(
            listener,
            states,
            config.milter.settings.clone(),
            figures.clone(),
            stop.cancelled_owned(),
        )),
        reload: Box::new(move |setup| {
            newest.send_replace(Arc::new(state(setup, &losses)));
            figures.set_rules(setup.config.policy.rule_names());
            held.note(&path, &setup.config.digest);
            warn_about_postfix(setup, false);
        }),
    }
}

fn state(setup: &Setup, losses: &Arc<Losses>) -> State {
    let config = &setup.config;
    let outbound = Outbound::new(
        Arc::clone(&setup.keyring),
        Clock::system(),
        config.outbound.clone(),
        setup.signer.clone(),
    );
    let submit = Submit::new(&config.mail.submit.to_string());
    let authenticator = Authenticator::new(
        config.policy.trust_boundary().clone(),
        Verifier::new(&config.dns),
    );
    let copies = Copies::new(outbound.clone(), submit, &config.milter.submitted).witnessed();
    let settings = &config.milter.settings;
    // More than there are processors would read no faster, and each may take much memory.
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let documents = Pool::new(Limits {
        workers: settings.max_inspections.min(processors),
        wait: settings.inspection_wait,
        ..Limits::new(config.policy.bounds())
    })
    .counting(Arc::clone(losses));
    State {
        policy: config.policy.clone().read_by(Arc::new(documents)),
        outbound,
        copies,
        authenticator,
        words: config.locale.locales.own(),
    }
}

/// Says in the log where Postfix is told to send mail on when the milter can't be asked. It runs on
/// a thread of its own, and nothing waits for it: the milter serves whether or not Postfix's
/// settings can be read from here.
fn warn_about_postfix(setup: &Setup, starting: bool) {
    let config_dir = setup.config.postfix.clone();
    let listen = setup.config.milter.listen.clone();
    std::thread::spawn(move || {
        // A setting may be another while many connect. All is read before anything is said: what
        // is changed after that belongs to the next look.
        let read =
            [Postfix::read, Postfix::read_under_stress].map(|read| read(config_dir.as_deref()));
        let mut told = Vec::new();
        for postfix in read {
            let postfix = match postfix {
                Ok(postfix) => postfix,
                Err(why) => {
                    if starting {
                        info!("whether Postfix fails closed can't be seen from here: {why}");
                    }
                    return;
                }
            };
            for finding in postfix.default_actions(&postfix.names_of(&listen)) {
                let sentence = finding.sentence();
                if told.contains(&sentence) {
                    continue;
                }
                if finding.lets_mail_out() {
                    error!("{sentence}");
                } else {
                    warn!("{sentence}");
                }
                told.push(sentence);
            }
        }
    });
}
