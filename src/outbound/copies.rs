//! Copies of a message that go to some of its recipients apart from the rest: sealed anew or as
//! they are, submitted past the milter, and remembered, so that a client which sends the message
//! again doesn't cause a second copy.

use std::fmt;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::runtime::Handle;
use tracing::{info, warn};

use super::submitted::{Attempt, Key, Submitted};
use super::witness::Witness;
use super::{Finished, Original, Outbound, OutboundError};
use crate::mail::submit::{Submit, SubmitError};
use crate::mail::{Address, Envelope};
use crate::policy::SealOptions;

/// How much of a body is sealed at a time.
const CHUNK: usize = 64 * 1024;

/// Makes and submits copies.
#[derive(Clone)]
pub struct Copies {
    outbound: Outbound,
    submit: Submit,
    submitted: Submitted,
    witness: Witness,
}

/// A copy of a message for some of its recipients.
#[derive(Clone, Copy, Debug)]
pub struct Copy<'a> {
    /// Who gets it.
    pub to: &'a [Address],
    /// How it is sealed; `None`: it goes out as it is.
    pub options: Option<&'a SealOptions>,
}

/// Why a copy could not be sent. The message must be refused.
#[derive(Debug)]
pub enum CopyError {
    /// It could not be sealed.
    Sealing(OutboundError),
    /// The MTA did not take it.
    Submit(SubmitError),
    /// What was submitted can't be looked up, or what is about to be can't be remembered.
    Record(io::Error),
    /// Another attempt at sending the same message is under way.
    Attempted,
    /// There is no use in sending it: the message won't be split.
    Halted,
    /// This one could not be sent after others were.
    AfterOthers(Box<CopyError>),
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sealing(error) => error.fmt(f),
            Self::Submit(error) => write!(f, "a copy was not taken: {error}"),
            Self::Record(error) => {
                write!(
                    f,
                    "the record of submitted copies (milter.submitted) can't be used: {error}"
                )
            }
            Self::Attempted => {
                f.write_str("another attempt at sending the same message is still under way")
            }
            Self::Halted => f.write_str("the message is not split after all"),
            Self::AfterOthers(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CopyError {}

impl CopyError {
    /// Whether the same message would be refused again. Never when others have their copy already:
    /// a client that is told so would send a new message, and they would have two.
    pub fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::Submit(SubmitError::Permanent(_)) | Self::Sealing(OutboundError::TooLarge(_))
        )
    }
}

impl From<OutboundError> for CopyError {
    fn from(error: OutboundError) -> Self {
        Self::Sealing(error)
    }
}

impl Copies {
    /// Copies sealed by `outbound` and handed to `submit`; what was submitted is remembered in the
    /// directory `dir`.
    pub fn new(outbound: Outbound, submit: Submit, dir: &Path) -> Self {
        Self {
            outbound,
            submit: submit.often(),
            submitted: Submitted::new(dir),
            witness: Witness::default(),
        }
    }

    /// The same, with a process that sees copies to their end when this one dies.
    pub fn witnessed(self) -> Self {
        Self {
            witness: Witness::start(),
            ..self
        }
    }

    /// Submits these copies of a message whose remainder is about to be accepted, but those that
    /// were submitted in an earlier attempt. Runs on a thread that may block.
    ///
    /// `rest` is called once, while the server gets ready for the first copy and before any is out:
    /// all that can go wrong with the remainder belongs there.
    ///
    /// # Errors
    /// [`CopyError`] of the first that can't be submitted; those that were by then are remembered.
    /// [`CopyError::Halted`] when `rest` says that there is no use.
    pub fn send_all(
        &self,
        original: Original<'_>,
        copies: &[Copy<'_>],
        rest: &mut dyn FnMut() -> bool,
    ) -> Result<(), CopyError> {
        let content = original.digest();
        let attempt = self.attempt(original, &content)?;
        let mut rest = Some(rest);
        let mut is_ready = move || rest.take().is_none_or(|rest| rest());
        for (at, copy) in copies.iter().enumerate() {
            self.send(original, &content, copy, &attempt, &mut is_ready)
                .map_err(|error| match at {
                    0 => error,
                    _ => CopyError::AfterOthers(Box::new(error)),
                })?;
        }
        // Where all have theirs from an earlier attempt, nobody has called it.
        if !is_ready() {
            return Err(CopyError::Halted);
        }
        self.forget_unidentified(original, &content, copies);
        Ok(())
    }

    /// Takes hold of a message before its first copy is sent, so that another attempt at sending
    /// the same one, by a client that gave up waiting, waits for the end of this one and then knows
    /// what was submitted.
    fn attempt(&self, original: Original<'_>, content: &Content) -> Result<Attempt, CopyError> {
        let sender = sender(original.envelope);
        let message = self
            .outbound
            .keyring
            .mac(ATTEMPT, &[sender.as_bytes(), content]);
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(attempt) = self
                .submitted
                .attempt(&message)
                .map_err(CopyError::Record)?
            {
                return Ok(attempt);
            }
            std::thread::sleep(POLL);
        }
        Err(CopyError::Attempted)
    }

    /// Submits a copy for those of its recipients who had none in an earlier attempt, once the
    /// remainder is ready.
    fn send(
        &self,
        original: Original<'_>,
        content: &Content,
        &Copy { to, options }: &Copy<'_>,
        attempt: &Attempt,
        is_ready: &mut dyn FnMut() -> bool,
    ) -> Result<(), CopyError> {
        let mut due: Vec<(Address, Key)> = Vec::new();
        let mut had = 0;
        for address in to {
            let key = self.key(original.envelope, address, content);
            // Named twice, in another case perhaps, it is one mailbox and gets one copy.
            if due.iter().any(|(_, known)| *known == key) {
                continue;
            }
            if self.submitted.has(&key).map_err(CopyError::Record)? {
                had += 1;
            } else {
                due.push((address.clone(), key));
            }
        }
        let queue_id = original.envelope.queue_id.as_deref().unwrap_or_default();
        if had > 0 {
            info!(
                queue_id,
                recipients = had,
                "copies that were submitted in an earlier attempt are not submitted again"
            );
        }
        if due.is_empty() {
            return Ok(());
        }
        let (recipients, keys): (Vec<Address>, Vec<Key>) = due.into_iter().unzip();
        let envelope = Envelope {
            recipients,
            ..original.envelope.clone()
        };
        let (mail, sealed) = match options {
            Some(options) => self.sealed(original, &envelope, options)?,
            None => (self.outbound.in_clear(original), String::new()),
        };
        let begun = self.submit.begin(
            envelope.sender.as_ref(),
            &envelope.recipients,
            &mail,
            &envelope.dsn,
        );
        let mut pending = Handle::current()
            .block_on(begun)
            .map_err(CopyError::Submit)?;
        // While the server makes room for the copy.
        let prepared = self.submitted.prepare(&keys).map_err(CopyError::Record)?;
        if !is_ready() {
            return Err(CopyError::Halted);
        }
        pending.wait().map_err(CopyError::Submit)?;
        let watch = self
            .witness
            .watch(pending.stream(), attempt.lock(), prepared.records());
        let mut noted = Ok(());
        pending
            .send(&mail, || noted = prepared.note())
            .map_err(CopyError::Submit)?;
        if watch.end() {
            pending.put_back();
        }
        info!(queue_id, recipients = keys.len(), sealed, "copy submitted");
        if let Err(error) = noted {
            // The copy is out: to refuse the message now would make a second one for sure.
            warn!(queue_id, %error, "a submitted copy can't be remembered; if the message is sent \
                                     again, there will be a second one");
        }
        Ok(())
    }

    /// A copy as a whole mail, sealed for the recipients of `envelope`, and the sealed message's
    /// id.
    fn sealed(
        &self,
        original: Original<'_>,
        envelope: &Envelope,
        options: &SealOptions,
    ) -> Result<(Vec<u8>, String), OutboundError> {
        let mut sealing = self
            .outbound
            .begin_exact(envelope, original.header, options)?;
        sealing.write(b"\r\n")?;
        original
            .body
            .chunks(CHUNK)
            .try_for_each(|chunk| sealing.write(chunk))?;
        let Finished::Carrier(carrier) = sealing.finish()? else {
            return Err(io::Error::other(
                "a message that was to be sealed whatever it is was taken for a carrier",
            )
            .into());
        };
        let mut mail = Vec::with_capacity(
            original.header.size() + carrier.body.iter().map(Bytes::len).sum::<usize>(),
        );
        carrier.write_to(original.header, &mut mail)?;
        Ok((mail, carrier.message_id.to_string()))
    }

    /// All copies are out. Where nothing tells this message from a further one with the same
    /// content, they are forgotten: a second copy is better than none.
    fn forget_unidentified(&self, original: Original<'_>, content: &Content, copies: &[Copy<'_>]) {
        if !original.is_identified() {
            let keys: Vec<Key> = copies
                .iter()
                .flat_map(|copy| copy.to)
                .map(|one| self.key(original.envelope, one, content))
                .collect();
            self.submitted.forget(&keys);
        }
    }

    fn key(&self, envelope: &Envelope, recipient: &Address, content: &Content) -> Key {
        let sender = sender(envelope);
        self.outbound.keyring.mac(
            COPY,
            &[sender.as_bytes(), recipient.key().as_bytes(), content],
        )
    }
}

fn sender(envelope: &Envelope) -> String {
    envelope
        .sender
        .as_ref()
        .map(Address::key)
        .unwrap_or_default()
}

/// What [`Original::digest`] makes of a message.
type Content = [u8; 32];

/// What the key of an attempt is for, as a label of its MAC.
const ATTEMPT: &str = "postseal v1 attempt at a message";

/// How long an attempt waits for another, and how often it asks.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// What a copy's key is for, as a label of its MAC.
const COPY: &str = "postseal v1 submitted copy";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::Clock;
    use crate::keyring::Keyring;
    use crate::mail::sign::Signer;
    use crate::outbound::Settings;
    use crate::policy::TrustBoundary;

    #[test]
    fn a_copy_that_is_refused_after_others_is_worth_another_attempt() {
        let refused = || CopyError::Submit(SubmitError::Permanent("no such user".into()));
        assert!(refused().is_permanent());
        let after_others = CopyError::AfterOthers(Box::new(refused()));
        assert!(!after_others.is_permanent());
        assert_eq!(after_others.to_string(), refused().to_string());
    }

    /// Else whoever sends the same text to the same address a little later sends nothing.
    #[test]
    fn a_copy_is_remembered_for_its_sender_recipient_and_content() {
        let dir = tempfile::tempdir().unwrap();
        let keyring = Arc::new(Keyring::create(&dir.path().join("keyring")).unwrap());
        let settings = Settings {
            portal: "https://secure.example.org/".into(),
            subject: None,
            trust_boundary: TrustBoundary::default(),
            max_size: None,
            languages: crate::locale::MailLanguages::default(),
            brands: crate::brand::Brands::default(),
        };
        let clock = Clock::manual(1_000);
        let copies = Copies::new(
            Outbound::new(keyring, clock, settings, Signer::default()),
            Submit::new("127.0.0.1:25"),
            dir.path(),
        );
        let key = |sender: &str, recipient: &str, content: u8| {
            let envelope = Envelope {
                sender: Some(Address::parse(sender).unwrap()),
                ..Envelope::default()
            };
            let recipient = Address::parse(recipient).unwrap();
            copies.key(&envelope, &recipient, &[content; 32])
        };
        let one = key("ann@example.org", "bob@example.net", 1);
        assert_eq!(key("ann@EXAMPLE.org", "bob@Example.net", 1), one);
        assert_ne!(key("eve@example.org", "bob@example.net", 1), one);
        assert_ne!(key("ann@example.org", "dan@example.net", 1), one);
        assert_ne!(key("ann@example.org", "bob@example.net", 2), one);
    }
}
