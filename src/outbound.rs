//! From a message and a decision to its carrier: the one place where sealing and wrapping meet.
//!
//! The header is complete when sealing begins; the body is compressed, encrypted and armored as it
//! arrives, so that the only thing held in memory is the carrier that will go out.

use std::io::Write;
use std::sync::Arc;
use std::{fmt, io};

use bytes::Bytes;

use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::mail::sign::{SignError, Signer};
use crate::mail::verify::{self, Checked};
use crate::mail::{Address, Author, Envelope, Field, Header, Signatures};
use crate::policy::{SealOptions, Trust, TrustBoundary};
use crate::seal::{Means, MessageId, Meta, Sealer, Voucher};
use crate::secret::hex;
use crate::wrapper::{self, BodyDigest, CarrierBody, Notice};

mod authenticator;
mod copies;
mod size;
mod submitted;

pub use crate::wrapper::{Edits, HeaderEdit};
pub use authenticator::Authenticator;
pub use copies::{Copies, CopyError, Original};
pub use size::TooLarge;
pub use submitted::Attempt;

/// Makes carriers. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    keyring: Arc<Keyring>,
    clock: Clock,
    settings: Arc<Settings>,
    signer: Signer,
}

/// How carriers look.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The portal's address, with its trailing slash.
    pub portal: String,
    /// What stands in a carrier's Subject instead of the original's; `None`: the original's,
    /// without the policy's tag.
    pub subject: Option<String>,
    /// Which domains are ours.
    pub trust_boundary: TrustBoundary,
    /// The most bytes of a carrier that the next hops take, where the administrator has said so.
    pub max_size: Option<u64>,
}

/// A message that is being sealed.
pub struct Sealing {
    outbound: Outbound,
    header: Header,
    subject: Option<String>,
    mark: String,
    message_id: MessageId,
    sealer: Sealer<CarrierBody>,
    returning: Option<Returning>,
    /// What was found out about the signatures of the original, when somebody looked.
    checked: Option<Arc<Checked>>,
    /// Whether it may be signed in its author's name.
    ours: bool,
}

/// A message that claims to be one of our carriers; the claim can be checked when its body is
/// complete.
struct Returning {
    mac: [u8; 32],
    body: BodyDigest,
}

/// What has become of a message.
pub enum Finished {
    /// It is one of our own carriers and stays one: these edits take out what its header has
    /// gained.
    AlreadySealed(Edits),
    /// This replaces it.
    Carrier(Carrier),
}

/// What turns a message into its carrier.
pub struct Carrier {
    /// The header edits, in order.
    pub edits: Edits,
    /// The new body, with CRLF line ends, in frames of at most [`wrapper::FRAME`] bytes.
    pub body: Vec<Bytes>,
    /// The sealed message's id.
    pub message_id: MessageId,
}

/// Why a message can't be sealed.
#[derive(Debug)]
pub enum OutboundError {
    /// There is no key to be had, or something broke.
    Io(io::Error),
    /// Its carrier is larger than the next hops take.
    TooLarge(TooLarge),
}

impl fmt::Display for OutboundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the message can't be sealed: {error}"),
            Self::TooLarge(large) => large.fmt(f),
        }
    }
}

impl std::error::Error for OutboundError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::TooLarge(_) => None,
        }
    }
}

impl From<SignError> for OutboundError {
    fn from(error: SignError) -> Self {
        Self::Io(io::Error::other(error))
    }
}

impl From<io::Error> for OutboundError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Outbound {
    /// Seals with the keys of `keyring`, and signs carriers with those of `signer`.
    pub fn new(keyring: Arc<Keyring>, clock: Clock, settings: Settings, signer: Signer) -> Self {
        Self {
            keyring,
            clock,
            settings: Arc::new(settings),
            signer,
        }
    }

    /// Starts sealing a message that comes through SMTP: its header is complete, the body follows,
    /// and an empty line lies between.
    ///
    /// # Errors
    /// When no key can be had.
    pub fn begin(
        &self,
        envelope: &Envelope,
        header: &Header,
        options: &SealOptions,
    ) -> Result<Sealing, OutboundError> {
        let mut sealing = self.begin_exact(envelope, header, options)?;
        sealing.sealer.write_all(b"\r\n")?;
        sealing.returning = wrapper::carrier_mac(header).map(|mac| Returning {
            mac,
            body: BodyDigest::default(),
        });
        Ok(sealing)
    }

    /// Starts sealing a message of which all that follows its header fields is yet to be written,
    /// whatever it is: even one of our carriers is sealed again.
    ///
    /// # Errors
    /// When no key can be had.
    pub fn begin_exact(
        &self,
        envelope: &Envelope,
        header: &Header,
        options: &SealOptions,
    ) -> Result<Sealing, OutboundError> {
        let sender = Sender::of(envelope, header);
        let subject = header
            .first("Subject")
            .map(Field::decoded)
            .unwrap_or_default();
        let created = self.clock.now();
        let meta = Meta {
            message_id: MessageId(crate::secret::random()),
            created,
            expires: options
                .expires
                .map(|life| created.saturating_add(life.as_secs())),
            sender: sender.address,
            recipients: envelope.recipients.iter().map(Address::to_string).collect(),
            subject: options
                .subject
                .clone()
                .unwrap_or_else(|| subject.trim().to_owned()),
            language: options.language.clone().unwrap_or_else(|| "en".into()),
            brand: options.brand.clone().unwrap_or_default(),
            reply_allowed: options.reply_allowed.unwrap_or(true),
            receipt_wanted: options
                .receipt
                .unwrap_or_else(|| header.first("Disposition-Notification-To").is_some()),
            voucher: self.voucher(envelope, header),
        };
        let body = CarrierBody::new(&Notice {
            sender: sender.shown,
            portal: self.settings.portal.clone(),
        })?;
        let keys = self
            .keyring
            .sealing_keys(meta.expires)
            .map_err(io::Error::other)?;
        let mut sealer = Sealer::new(&keys, &meta, body)?;
        for field in header.fields().iter().filter(|field| !is_blind(field)) {
            sealer.write_all(field.raw())?;
        }
        Ok(Sealing {
            mark: self.mark(meta.message_id),
            message_id: meta.message_id,
            outbound: self.clone(),
            returning: None,
            header: header.clone(),
            subject: self
                .settings
                .subject
                .clone()
                .or_else(|| options.subject.clone()),
            checked: match &envelope.signatures {
                Signatures::Checked(checked) => Some(Arc::clone(checked)),
                Signatures::Unasked | Signatures::Claimed => None,
            },
            ours: self.settings.trust_boundary.may_be_signed(envelope, header),
            sealer,
        })
    }

    /// Whether a message has the body of one of our carriers, unchanged: such a message is not
    /// sealed again.
    pub fn is_carrier(&self, header: &Header, body: &[u8]) -> bool {
        let claim = wrapper::carrier_mac(header);
        let mut digest = BodyDigest::default();
        digest.update(body);
        claim.is_some_and(|mac| self.verifies(header, digest.finish(), &mac))
    }

    fn verifies(&self, header: &Header, body: [u8; 32], mac: &[u8; 32]) -> bool {
        wrapper::content_type(header)
            .is_some_and(|kind| self.keyring.verify_mac(CARRIER, &[&kind, &body], mac))
    }

    /// Whether sealing a message breaks the signature of another host, and a set of our own can
    /// tell of it (RFC 8617).
    pub fn breaks_signature(&self, header: &Header) -> bool {
        let foreign = || {
            verify::claims(header).any(|claim| !self.signer.is_ours(&claim.domain, &claim.selector))
        };
        !self.signer.is_empty() && (header.first("ARC-Seal").is_some() || foreign())
    }

    /// Who vouches for the author.
    fn voucher(&self, envelope: &Envelope, header: &Header) -> Option<Voucher> {
        let (domain, trust) = self.settings.trust_boundary.voucher(envelope, header)?;
        let means = match trust {
            Trust::Login => Means::Login,
            Trust::Network => Means::Network,
            Trust::Signature => Means::Signature,
        };
        Some(Voucher { means, domain })
    }

    /// Whether a message answers a sealed one: its References or In-Reply-To bear a mark of ours.
    pub fn answers_sealed(&self, header: &Header) -> bool {
        let fields = header.all("References").chain(header.all("In-Reply-To"));
        let text: String = fields
            .map(|field| format!(" {} ", String::from_utf8_lossy(field.value())))
            .collect();
        text.split('<')
            .filter_map(|id| id.split_once('>'))
            .any(|(id, _)| {
                let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
                let mut parts = id.split('@').next().unwrap_or_default().split('.');
                let (Some(kind), Some(message), Some(mac), None) =
                    (parts.next(), parts.next(), parts.next(), parts.next())
                else {
                    return false;
                };
                let (Some(message), Some(mac)) = (unhex::<16>(message), unhex::<16>(mac)) else {
                    return false;
                };
                kind.eq_ignore_ascii_case("psl1")
                    && self.keyring.verify_short_mac(MARK, &[&message], &mac)
            })
    }

    /// The message ID in References by which an answer in the thread is recognised: keyed, so that
    /// nobody can make one up.
    fn mark(&self, message_id: MessageId) -> String {
        let mac = self.keyring.mac(MARK, &[&message_id.0]);
        let host = self.settings.portal.split("://").nth(1).unwrap_or_default();
        let host = host.split(['/', ':']).next().unwrap_or_default();
        format!("<psl1.{}.{}@{host}>", hex(&message_id.0), hex(&mac[..16]))
    }
}

impl Sealing {
    /// Takes more of the body, as it came.
    ///
    /// # Errors
    /// When it can't be sealed; the message must not go out then.
    pub fn write(&mut self, body: &[u8]) -> Result<(), OutboundError> {
        if let Some(returning) = &mut self.returning {
            returning.body.update(body);
        }
        self.sealer.write_all(body)?;
        // A carrier that comes back stays as it is, whatever its size.
        match self.outbound.settings.max_size {
            Some(limit) if self.returning.is_none() => {
                Ok(size::check_growing(self.sealer.inner().held(), limit)?)
            }
            _ => Ok(()),
        }
    }

    /// Whether the carrier will be signed.
    pub fn is_signed(&self) -> bool {
        self.ours && !self.outbound.signer.is_empty()
    }

    /// Bytes of memory that the carrier takes so far.
    pub fn held(&self) -> usize {
        self.sealer.inner().held()
    }

    /// The body is complete.
    ///
    /// # Errors
    /// When it can't be sealed; the message must not go out then.
    pub fn finish(self) -> Result<Finished, OutboundError> {
        if let Some(Returning { mac, body }) = self.returning
            && self.outbound.verifies(&self.header, body.finish(), &mac)
        {
            return Ok(Finished::AlreadySealed(Edits::returning(
                &self.header,
                self.subject.as_deref(),
            )));
        }
        let wrapped = self.sealer.finish()?.finish()?;
        let mut edits = Edits::new(
            &self.header,
            self.subject.as_deref(),
            &self.mark,
            &wrapped.content_type,
        );
        let kind = wrapper::content_type(&edits.apply(&self.header)).unwrap_or_default();
        let mac = self
            .outbound
            .keyring
            .mac(CARRIER, &[&kind, &wrapped.digest]);
        edits.add(wrapper::MAC_FIELD, format!("v1 {}", hex(&mac)));
        if self.ours {
            let body = || wrapped.frames.iter().map(|frame| &frame[..]);
            let carrier = edits.apply(&self.header);
            let signer = &self.outbound.signer;
            if let Some(checked) = self
                .checked
                .filter(|_| self.outbound.breaks_signature(&self.header))
            {
                let set = signer.arc_set(&carrier, body(), &checked)?;
                set.iter().for_each(|field| edits.insert(field));
            }
            signer
                .sign(&carrier, body())?
                .iter()
                .for_each(|field| edits.insert(field));
        }
        let carrier = Carrier {
            edits,
            body: wrapped.frames,
            message_id: self.message_id,
        };
        if let Some(limit) = self.outbound.settings.max_size {
            size::check(&carrier, &self.header, limit)?;
        }
        Ok(Finished::Carrier(carrier))
    }
}

/// What a thread's mark is for, as a label of its key.
const MARK: &str = "postseal v1 thread mark";

/// What the carrier's MAC is for, as a label of its key.
const CARRIER: &str = "postseal v1 carrier body";

/// Whether a field names recipients whom nobody may see (RFC 5322 sections 3.6.3 and 3.6.6).
fn is_blind(field: &Field) -> bool {
    field.is("Bcc") || field.is("Resent-Bcc")
}

/// Who sends a message, for people.
struct Sender {
    address: String,
    shown: String,
}

impl Sender {
    /// The author that the header names, as recipients see it in their mail program; else the
    /// envelope sender.
    fn of(envelope: &Envelope, header: &Header) -> Self {
        match (Author::of(header), &envelope.sender) {
            (
                Some(Author {
                    name: Some(name),
                    address,
                }),
                _,
            ) => Self {
                shown: format!("{name} <{address}>"),
                address,
            },
            (
                Some(Author {
                    name: None,
                    address,
                }),
                _,
            ) => Self {
                shown: address.clone(),
                address,
            },
            (None, Some(sender)) => Self {
                shown: sender.to_string(),
                address: sender.to_string(),
            },
            (None, None) => Self {
                shown: "Somebody".into(),
                address: String::new(),
            },
        }
    }
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
