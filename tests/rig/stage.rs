//! The usual rig: a private Postfix with a recording milter in front of postseal, so that both see
//! the same message.

use crate::daemon::Daemon;
use crate::mailbox::{Mail, Mailbox};
use crate::postfix::{Postfix, Setup};
use crate::recorder::Recorder;
use crate::smtp::{Reply, send};
use crate::visit::Visit;

/// Alice, whose mail we seal.
pub const ALICE: &str = "alice@example.org";
/// Bob, who has no keys.
pub const BOB: &str = "bob@example.net";

/// Postfix, recorder and postseal, running.
#[derive(Debug)]
pub struct Stage {
    /// postseal; stopped before Postfix.
    pub daemon: Daemon,
    /// Postfix.
    pub postfix: Postfix,
    /// What a milter in postseal's place sees.
    pub recorder: Recorder,
}

impl Stage {
    /// With the configuration that `postseal init` writes.
    pub fn new(name: &str) -> Self {
        Self::with(name, |_| {})
    }

    /// With a configuration changed before the start.
    pub fn with(name: &str, change: impl FnOnce(&mut toml::Table)) -> Self {
        let milters = ["unix:postseal/recorder.sock", "unix:postseal/milter.sock"];
        let postfix = Postfix::start(&Setup::new(name).with_milters(&milters));
        let recorder = Recorder::listen(&postfix.socket("recorder.sock"));
        let daemon = Daemon::install(&postfix);
        daemon.configure(change);
        daemon.run(&[]);
        Self {
            daemon,
            postfix,
            recorder,
        }
    }

    /// Alice sends this message to these people.
    pub fn send(&self, to: &[&str], message: &[u8]) -> Reply {
        send(self.postfix.smtp_port(), ALICE, to, message)
    }

    /// Alice sends Bob this message, which must be taken; returns what arrives.
    pub fn deliver(&self, message: &[u8]) -> Mail {
        let bob = self.bob();
        let before = bob.count();
        let reply = self.send(&[BOB], message);
        assert!(reply.is_ok(), "Postfix answered {reply:?}");
        bob.wait(before + 1)
    }

    /// Bob's mailbox.
    pub fn bob(&self) -> Mailbox {
        self.postfix.mailbox(BOB)
    }

    /// What has arrived for somebody, once the queue is empty.
    pub fn mails_of(&self, address: &str) -> Vec<Mail> {
        self.postfix.settle();
        self.postfix.mailbox(address).mails()
    }

    /// What a carrier holds, as text.
    pub fn opened(&self, carrier: &Mail) -> String {
        String::from_utf8_lossy(&self.daemon.open(&carrier.bytes)).into_owned()
    }

    /// Bob opens the wrapper of a carrier.
    pub fn visit(&self, carrier: &Mail) -> Visit {
        Visit::open(self.daemon.portal_port(), &wrapper(carrier))
    }
}

/// The attached `message.html`.
pub fn wrapper(carrier: &Mail) -> Vec<u8> {
    carrier
        .attachment("message.html")
        .unwrap_or_else(|| panic!("no message.html in:\n{}", carrier.header()))
}

/// Asserts that a mail is a carrier and shows none of these words, in whatever coding.
pub fn assert_sealed(mail: &Mail, words: &[&str]) {
    wrapper(mail);
    assert_eq!(
        mail.fields("X-Postseal").len(),
        1,
        "a carrier says that it is one:\n{}",
        mail.header()
    );
    assert_hidden(mail, words);
}

/// Asserts that none of these words stands in a mail, in whatever coding.
pub fn assert_hidden(mail: &Mail, words: &[&str]) {
    let message = mail_parser::MessageParser::default()
        .parse(&mail.bytes)
        .expect("what arrives is a mail");
    let parts = message.parts.iter().map(mail_parser::MessagePart::contents);
    for text in parts
        .chain([mail.bytes.as_slice()])
        .map(String::from_utf8_lossy)
    {
        for word in words {
            assert!(
                !text.contains(word),
                "{word} stands in clear in the mail {}",
                mail.path.display()
            );
        }
    }
}
