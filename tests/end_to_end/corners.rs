//! The corners of Postfix: ways in which mail comes, is changed, copied, filtered and sent on
//! beside the milter. In each of them what the rules seal leaves sealed and opens to what the
//! milter saw.

mod again;
mod answers;
mod charsets;
mod checks;
mod copies;
mod filters;
mod headless;
mod lists;
mod local;
mod many;
mod rewriting;
mod sessions;

use std::path::PathBuf;

use crate::sealing::CANARY;
use rig::daemon::Daemon;
use rig::mailbox::Mail;
use rig::postfix::{Postfix, Setup};
use rig::smtp::{Reply, send};
use rig::stage::{ALICE, assert_sealed};

/// A colleague.
const ERIN: &str = "erin@example.org";
/// Outside, in another domain than Bob.
const CAROL: &str = "carol@example.com";

/// All mail is sealed, wherever it goes.
const EVERYTHING: &str = "[[rule]]\nname = 'everything'\nthen = 'seal'\n";
/// All mail that goes out is sealed.
const OUTBOUND: &str =
    "[[rule]]\nname = 'outbound'\nwhen = { direction = 'outbound' }\nthen = 'seal'\n";
/// Mail to example.net is sealed, all else passes.
const TO_NET: &str =
    "[[rule]]\nname = 'net'\nwhen = { recipient = 'example.net' }\nthen = 'seal'\n";

/// Postfix and postseal in one house.
struct House {
    daemon: Daemon,
    postfix: Postfix,
}

impl House {
    /// With the rules that `postseal init` writes.
    fn tagged(setup: &Setup) -> Self {
        Self::with_rules(setup, "")
    }

    /// With these rules, in TOML.
    fn with_rules(setup: &Setup, rules: &str) -> Self {
        let postfix = Postfix::start(setup);
        let daemon = Daemon::install(&postfix);
        let rules: toml::Table = rules.parse().expect("rules in TOML");
        daemon.configure(|config| config.extend(rules));
        daemon.run(&[]);
        Self { daemon, postfix }
    }

    /// Alice sends this message to these people.
    fn send(&self, to: &[&str], message: &[u8]) -> Reply {
        send(self.postfix.smtp_port(), ALICE, to, message)
    }

    /// Alice sends this message, which must be taken; returns when the queue is empty.
    fn deliver(&self, to: &[&str], message: &[u8]) {
        let reply = self.send(to, message);
        assert!(reply.is_ok(), "Postfix answered {reply:?}");
        self.postfix.settle();
    }

    /// What has arrived for somebody.
    fn mails(&self, address: &str) -> Vec<Mail> {
        self.postfix.mailbox(address).mails()
    }

    /// The one mail that has arrived for somebody.
    fn only(&self, address: &str) -> Mail {
        let mut mails = self.mails(address);
        assert_eq!(
            mails.len(),
            1,
            "mails of {address}; postseal says:\n{}",
            self.daemon.log()
        );
        mails.swap_remove(0)
    }

    /// The one mail that has arrived for somebody is sealed, shows nothing, and opens to these
    /// bytes.
    fn assert_arrived_sealed(&self, address: &str, message: &[u8]) {
        self.assert_opens(&self.only(address), message);
    }

    /// A mail is a carrier, shows nothing, and opens to these bytes.
    fn assert_opens(&self, carrier: &Mail, message: &[u8]) {
        assert_sealed(carrier, &[CANARY]);
        let opened = self.daemon.open(&carrier.bytes);
        assert_eq!(
            String::from_utf8_lossy(&opened),
            String::from_utf8_lossy(message)
        );
        assert!(
            opened == message,
            "what is opened differs in bytes that are no UTF-8"
        );
    }

    /// The mail is in clear.
    fn assert_clear(&self, mail: &Mail) {
        assert!(
            mail.text().contains(CANARY) && mail.fields("X-Postseal").is_empty(),
            "{}",
            mail.text()
        );
    }

    /// The files in which the secret word stands, once the queue is empty.
    fn clear_files(&self) -> Vec<PathBuf> {
        self.postfix.settle();
        self.postfix.files_with(CANARY)
    }

    /// The secret word stands nowhere: not in the queue, not in a mailbox, not in Postfix's log.
    fn assert_nothing_clear(&self) {
        assert_eq!(self.clear_files(), [] as [PathBuf; 0]);
    }

    /// The messages were decided like this, in order, as the log says it.
    fn assert_decided(&self, decisions: &[&str]) {
        self.daemon.wait_log("decision=\"", decisions.len());
        assert_eq!(self.decisions(), decisions);
    }

    /// How the messages were decided, in order, as the log says it.
    fn decisions(&self) -> Vec<String> {
        let log = self.daemon.log();
        let of = |line: &str| {
            Some(
                line.split_once("decision=\"")?
                    .1
                    .split_once('"')?
                    .0
                    .to_owned(),
            )
        };
        log.lines().filter_map(of).collect()
    }
}
