//! Copies of a message that go to some of its recipients apart from the rest: sealed anew or as
//! they are, submitted past the milter, and remembered, so that a client which sends the message
//! again doesn't cause a second copy.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tracing::{info, warn};

use super::submitted::{Attempt, Key, Submitted};
use super::{Carrier, Finished, Outbound, OutboundError};
use crate::mail::submit::{self, Submit, SubmitError};
use crate::mail::{Address, Envelope, Field, Header};
use crate::policy::SealOptions;

/// How much of a body is sealed at a time.
const CHUNK: usize = 64 * 1024;

/// Makes and submits copies.
#[derive(Clone)]
pub struct Copies {
    outbound: Outbound,
    submit: Submit,
    submitted: Submitted,
}

/// A whole message of which copies are made.
#[derive(Clone, Copy)]
pub struct Original<'a> {
    /// Its envelope.
    pub envelope: &'a Envelope,
    /// Its header.
    pub header: &'a Header,
    /// Its body.
    pub body: &'a [u8],
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
        }
    }
}

impl std::error::Error for CopyError {}

impl CopyError {
    /// Whether the same message would be refused again.
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
            submit,
            submitted: Submitted::at(dir),
        }
    }

    /// Takes hold of a message before its first copy is sent, so that another attempt at sending
    /// the same one, by a client that gave up waiting, waits for this one's end and then knows what
    /// was submitted. Runs on a thread that may block.
    ///
    /// # Errors
    /// [`CopyError`]; the other attempt may take too long.
    pub fn attempt(&self, original: Original<'_>) -> Result<Attempt, CopyError> {
        let sender = sender(original.envelope);
        let message = self
            .outbound
            .keyring
            .mac(ATTEMPT, &[sender.as_bytes(), &original.digest()]);
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if let Some(attempt) = self
                .submitted
                .attempt(&message)
                .map_err(CopyError::Record)?
            {
                return Ok(attempt);
            }
            std::thread::sleep(LOOK);
        }
        Err(CopyError::Attempted)
    }

    /// Submits a copy for some of a message's recipients, unless they had it in an earlier attempt:
    /// sealed with these options, or without options as it is. Runs on a thread that may block.
    ///
    /// # Errors
    /// [`CopyError`]; whoever got a copy by then is remembered.
    pub fn send(
        &self,
        original: Original<'_>,
        to: &[Address],
        options: Option<&SealOptions>,
    ) -> Result<(), CopyError> {
        let content = original.digest();
        let (mut due, mut had): (Vec<(Address, Key)>, usize) = (Vec::new(), 0);
        for address in to {
            let key = self.key(original.envelope, address, &content);
            // Named twice, in another case perhaps, it is one mailbox and gets one copy.
            if due.iter().any(|(_, known)| *known == key) {
                continue;
            }
            match self.submitted.has(&key).map_err(CopyError::Record)? {
                true => had += 1,
                false => due.push((address.clone(), key)),
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
            None => (original.as_it_is(), String::new()),
        };
        let prepared = self.submitted.prepare(&keys).map_err(CopyError::Record)?;
        let sent = self.submit.send_with(
            envelope.sender.as_ref(),
            &envelope.recipients,
            &mail,
            &envelope.dsn,
        );
        Handle::current()
            .block_on(sent)
            .map_err(CopyError::Submit)?;
        info!(queue_id, recipients = keys.len(), sealed, "copy submitted");
        if let Err(error) = prepared.note() {
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

    /// All copies are out and the rest of the message is accepted. Where nothing tells this message
    /// from a further one with the same content, the copies are forgotten: a second copy is better
    /// than none.
    pub fn accepted(&self, original: Original<'_>, to: &[Address]) {
        if !original.is_identified() {
            let content = original.digest();
            let keys: Vec<Key> = to
                .iter()
                .map(|one| self.key(original.envelope, one, &content))
                .collect();
            self.submitted.forget(&keys);
        }
    }

    fn key(&self, envelope: &Envelope, recipient: &Address, content: &[u8; 32]) -> Key {
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

/// What the key of an attempt is for, as a label of its MAC.
const ATTEMPT: &str = "postseal v1 attempt at a message";

/// How long an attempt waits for another, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(20);

/// What a copy's key is for, as a label of its MAC.
const COPY: &str = "postseal v1 submitted copy";

impl Carrier {
    /// Writes the carrier as a whole mail, with CRLF line ends; `original` is the header of the
    /// message that it replaces.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to(&self, original: &Header, out: &mut impl Write) -> io::Result<()> {
        for field in self.edits.apply(original).fields() {
            out.write_all(&field.crlf())?;
        }
        out.write_all(b"\r\n")?;
        self.body.iter().try_for_each(|frame| out.write_all(frame))
    }
}

impl Original<'_> {
    /// Whether SMTP can carry it as it is: milters are shown bare line ends and NULs that a server
    /// would refuse or change.
    pub fn is_plain(&self) -> bool {
        let mut fields = self.header.fields().iter();
        fields.all(|field| submit::carries(field.raw()))
            && (self.body.is_empty() || submit::carries(self.body))
    }

    /// The whole message, as it came.
    pub fn as_it_is(&self) -> Vec<u8> {
        let mut mail = Vec::with_capacity(self.header.size() + 2 + self.body.len());
        self.header
            .fields()
            .iter()
            .for_each(|field| mail.extend_from_slice(field.raw()));
        mail.extend_from_slice(b"\r\n");
        mail.extend_from_slice(self.body);
        mail
    }

    /// A hash of all that stays the same when a client sends the message again: not the path it
    /// took, nor the Message-ID and Date that Postfix makes for a client that sent none.
    fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let made = self.made();
        for field in self
            .header
            .fields()
            .iter()
            .filter(|field| !field.is("Received") && !made.contains(&field.raw()))
        {
            hash.update((field.raw().len() as u64).to_be_bytes());
            hash.update(field.raw());
        }
        hash.update(0_u64.to_be_bytes());
        hash.update(self.body);
        hash.finalize().into()
    }

    /// Whether the client has given the message an identity of its own. A Date is none: programs
    /// report twice in a second.
    fn is_identified(&self) -> bool {
        let made = self.made();
        self.header
            .all("Message-ID")
            .any(|field| !made.contains(&field.raw()))
    }

    /// The fields that Postfix made: a Message-ID has the queue ID in it, and a Date follows it or
    /// stands last of all.
    fn made(&self) -> Vec<&[u8]> {
        let fields = self.header.fields();
        let queue_id = self
            .envelope
            .queue_id
            .as_deref()
            .filter(|id| !id.is_empty());
        let has_id = |field: &Field| {
            queue_id.is_some_and(|id| memchr::memmem::find(field.value(), id.as_bytes()).is_some())
        };
        let id = fields
            .iter()
            .position(|field| field.is("Message-ID") && has_id(field));
        let date = match id {
            Some(at) => fields[at..].iter().find(|field| field.is("Date")),
            None => fields
                .last()
                .filter(|field| field.is("Date") && self.header.first("Message-ID").is_some()),
        };
        id.map(|at| &fields[at])
            .into_iter()
            .chain(date)
            .map(Field::raw)
            .collect()
    }
}
