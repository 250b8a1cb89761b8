//! The rig: real parts on loopback, for the tests and the demo.
//!
//! A rig is a private [`postfix::Postfix`] with its own queue, mailboxes and ports, and the real
//! `postseal` binary beside it ([`daemon::Daemon`]). Around them stand the people and programs that
//! postseal meets:
//!
//! - [`smtp`]: clients that send mail, exactly as asked, and may stop at any step
//! - [`recorder`]: a milter that changes nothing and writes down what the protocol showed
//! - [`interposer`]: stands between Postfix and a milter and strikes at a chosen frame
//! - [`opendkim`], [`rspamd`]: other people's milters
//! - [`spamd`], [`scanner`]: what SpamAssassin and rspamd think of a mail
//! - [`receiver`]: a receiver's resolver, OpenDKIM and OpenDMARC
//! - [`amavis`], [`mlmmj`]: filters behind a mail server; what they send on goes to a [`sink`]
//! - [`sendmail`]: another MTA in Postfix's place
//! - [`mailbox`]: where mail arrives
//! - [`dkim`] and [`dns`]: other people's signers and verifiers, and where public keys stand
//! - [`nginx`]: a reverse proxy before the portal
//! - [`prometheus`]: reads figures, and checks rules about them
//! - [`browser`]: a browser without script; [`chromium`]: a real one
//! - [`terminal`], [`desktop`], [`roundcube`]: where people read mail
//! - [`bypass`]: mails that try to slip by the rules
//! - [`milter_client`]: the MTA's side of the milter protocol
//!
//! Everything here is independent of the crate under test: it has its own protocol parsers, on
//! purpose. A part that can't do its work panics with a sentence; what it started is stopped when
//! it goes out of scope.

pub mod amavis;
pub mod browser;
pub mod bypass;
pub mod chromium;
pub mod daemon;
pub mod desktop;
pub mod dkim;
pub mod dns;
pub mod html;
pub mod http;
pub mod interposer;
pub mod mailbox;
pub mod milter_client;
pub mod milter_wire;
pub mod mlmmj;
pub mod nginx;
pub mod opendkim;
pub mod place;
pub mod postfix;
pub mod prometheus;
pub mod receiver;
pub mod recorder;
pub mod roundcube;
pub mod rspamd;
pub mod scanner;
pub mod sendmail;
pub mod sink;
pub mod smtp;
pub mod spamd;
pub mod stage;
pub mod terminal;
pub mod visit;

use std::time::{Duration, Instant};

/// How long anything on loopback may take before the rig calls it broken.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until there is an answer; panics when there is none within [`PATIENCE`].
pub fn wait_for<T>(what: &str, mut answer: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = answer() {
            return found;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "waited {} seconds in vain for {what}",
            PATIENCE.as_secs()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}
