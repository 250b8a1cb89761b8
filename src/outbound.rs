//! From a message and a decision to its carrier: the one place where sealing and wrapping meet.
//!
//! The header is complete when sealing begins; the body is compressed, encrypted and armored as it arrives, so that the only thing
//! held in memory is the carrier that will go out.

use std::io::Write;
use std::sync::Arc;
use std::{fmt, io};

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::mail::{Address, Envelope, Field, Header};
use crate::policy::SealOptions;
use crate::seal::{Keyring, MessageId, Meta, Sealer};
use crate::wrapper::{self, CarrierBody, Edits, Notice};

mod copies;
mod submitted;

pub use crate::wrapper::HeaderEdit;
pub use copies::{Copies, CopyError, Original};

/// Makes carriers. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    keyring: Arc<Keyring>,
    clock: Clock,
    settings: Arc<Settings>,
}

/// How carriers look.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The portal's address, with its trailing slash.
    pub portal: String,
    /// What stands in a carrier's Subject instead of the original's; `None`: the original's, without the policy's tag.
    pub subject: Option<String>,
}

/// A message that is being sealed.
pub struct Sealing {
    outbound: Outbound,
    header: Header,
    sender: String,
    subject: Option<String>,
    mark: String,
    message_id: MessageId,
    sealer: Sealer<CarrierBody>,
    returning: Option<Returning>,
}

/// A message that claims to be one of our carriers; the claim can be checked when its body is complete.
struct Returning {
    mac: [u8; 32],
    body: Sha256,
}

/// What has become of a message.
pub enum Finished {
    /// It is one of our own carriers and stays as it is.
    AlreadySealed,
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
pub struct OutboundError(io::Error);

impl fmt::Display for OutboundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the message can't be sealed: {}", self.0)
    }
}

impl std::error::Error for OutboundError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<io::Error> for OutboundError {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

impl Outbound {
    /// Seals with the keys of `keyring`.
    pub fn new(keyring: Arc<Keyring>, clock: Clock, settings: Settings) -> Self {
        Self { keyring, clock, settings: Arc::new(settings) }
    }

    /// Starts sealing a message that comes through SMTP: its header is complete, the body follows, and an empty line lies between.
    ///
    /// # Errors
    /// When no key can be had.
    pub fn begin(&self, envelope: &Envelope, header: &Header, options: &SealOptions) -> Result<Sealing, OutboundError> {
        let mut sealing = self.begin_exact(envelope, header, options)?;
        sealing.sealer.write_all(b"\r\n")?;
        sealing.returning = wrapper::carrier_mac(header).map(|mac| Returning { mac, body: Sha256::new() });
        Ok(sealing)
    }

    /// Starts sealing a message of which all that follows its header fields is yet to be written, whatever it is: even one of
    /// our carriers is sealed again.
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
        let subject = header.first("Subject").map(Field::decoded).unwrap_or_default();
        let created = self.clock.now();
        let meta = Meta {
            message_id: MessageId(crate::secret::random()),
            created,
            expires: options.expires.map(|life| created.saturating_add(life.as_secs())),
            sender: sender.address,
            recipients: envelope.recipients.iter().map(Address::to_string).collect(),
            subject: options.subject.clone().unwrap_or_else(|| subject.trim().to_owned()),
            language: options.language.clone().unwrap_or_else(|| "en".into()),
            brand: options.brand.clone().unwrap_or_default(),
            reply_allowed: options.reply_allowed.unwrap_or(true),
            receipt_wanted: options.receipt.unwrap_or_else(|| header.first("Disposition-Notification-To").is_some()),
        };
        let body = CarrierBody::new(&Notice { sender: sender.shown, portal: self.settings.portal.clone() });
        let mut sealer = Sealer::new(&self.keyring, &meta, body)?;
        for field in header.fields().iter().filter(|field| !is_blind(field)) {
            sealer.write_all(field.raw())?;
        }
        Ok(Sealing {
            mark: self.mark(meta.message_id),
            message_id: meta.message_id,
            outbound: self.clone(),
            returning: None,
            header: header.clone(),
            sender: envelope.sender.as_ref().map(Address::key).unwrap_or_default(),
            subject: self.settings.subject.clone().or_else(|| options.subject.clone()),
            sealer,
        })
    }

    /// Whether a message is one of our carriers, unchanged: such a message is not sealed again.
    pub fn is_carrier(&self, envelope: &Envelope, header: &Header, body: &[u8]) -> bool {
        let claim = wrapper::carrier_mac(header);
        let sender = envelope.sender.as_ref().map(Address::key).unwrap_or_default();
        claim.is_some_and(|mac| self.verifies(&sender, header, Sha256::digest(body).into(), &mac))
    }

    fn verifies(&self, sender: &str, header: &Header, body: [u8; 32], mac: &[u8; 32]) -> bool {
        self.keyring.verify_mac(CARRIER, &[sender.as_bytes(), &wrapper::canonical(header), &body], mac)
    }

    /// Whether a message answers a sealed one: its References or In-Reply-To bear a mark of ours.
    pub fn answers_sealed(&self, header: &Header) -> bool {
        let fields = header.all("References").chain(header.all("In-Reply-To"));
        let text: String = fields.map(|field| format!(" {} ", String::from_utf8_lossy(field.value()))).collect();
        text.split('<').filter_map(|id| id.split_once('>')).any(|(id, _)| {
            let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
            let mut parts = id.split('@').next().unwrap_or_default().split('.');
            let (Some(kind), Some(message), Some(mac), None) = (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                return false;
            };
            let (Some(message), Some(mac)) = (unhex::<16>(message), unhex::<16>(mac)) else { return false };
            kind.eq_ignore_ascii_case("psl1") && self.keyring.verify_short_mac(MARK, &[&message], &mac)
        })
    }

    /// The message ID in References by which an answer in the thread is recognised: keyed, so that nobody can make one up.
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
        Ok(self.sealer.write_all(body)?)
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
            && self.outbound.verifies(&self.sender, &self.header, body.finalize().into(), &mac)
        {
            return Ok(Finished::AlreadySealed);
        }
        let wrapped = self.sealer.finish()?.finish()?;
        let mut edits = Edits::new(&self.header, self.subject.as_deref(), &self.mark, &wrapped.content_type);
        let carrier = wrapper::canonical(&edits.apply(&self.header));
        let mac = self.outbound.keyring.mac(CARRIER, &[self.sender.as_bytes(), &carrier, &wrapped.digest]);
        edits.add(wrapper::MAC_FIELD, format!("v1 {}", hex(&mac)));
        Ok(Finished::Carrier(Carrier { edits, body: wrapped.frames, message_id: self.message_id }))
    }
}

/// What a thread's mark is for, as a label of its key.
const MARK: &str = "postseal v1 thread mark";

/// What the carrier's MAC is for, as a label of its key.
const CARRIER: &str = "postseal v1 carrier";

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
    /// The author that the header names, as recipients see it in their mail program; else the envelope sender.
    fn of(envelope: &Envelope, header: &Header) -> Self {
        let mut authors: Vec<_> = header.all("From").flat_map(Field::mailboxes).collect();
        match (authors.pop(), authors.is_empty(), &envelope.sender) {
            (Some((Some(name), address)), true, _) => Self { shown: format!("{name} <{address}>"), address },
            (Some((None, address)), true, _) => Self { shown: address.clone(), address },
            (_, _, Some(sender)) => Self { shown: sender.to_string(), address: sender.to_string() },
            (..) => Self { shown: "Somebody".into(), address: String::new() },
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal;
    use crate::wrapper::Extractor;

    struct Bench {
        outbound: Outbound,
        keyring: Arc<Keyring>,
        _dir: tempfile::TempDir,
    }

    fn bench() -> Bench {
        let dir = tempfile::tempdir().unwrap();
        let keyring = Arc::new(Keyring::create(&dir.path().join("keyring")).unwrap());
        let settings = Settings { portal: "https://secure.example.org/".into(), subject: None };
        Bench { outbound: Outbound::new(Arc::clone(&keyring), Clock::manual(1_000), settings), keyring, _dir: dir }
    }

    fn envelope(sender: &str) -> Envelope {
        let recipients = vec![Address::parse("bob@example.net").unwrap(), Address::parse("carol@example.net").unwrap()];
        Envelope { sender: Address::from_path(sender.as_bytes()).unwrap(), recipients, ..Envelope::default() }
    }

    impl Bench {
        fn send(&self, sender: &str, header: &Header, body: &[u8]) -> Finished {
            let mut sealing = self.outbound.begin(&envelope(sender), header, &SealOptions::default()).unwrap();
            body.chunks(1_000).for_each(|chunk| sealing.write(chunk).unwrap());
            sealing.finish().unwrap()
        }

        fn carrier(&self, header: &str, body: &[u8]) -> (Header, Vec<u8>) {
            let header = Header::parse(header.as_bytes()).0;
            let Finished::Carrier(carrier) = self.send("<alice@example.org>", &header, body) else {
                panic!("no carrier")
            };
            (carrier.edits.apply(&header), carrier.body.concat())
        }

        fn open(&self, body: &[u8]) -> (Meta, Vec<u8>) {
            let (mut extractor, mut sealed, mut out) = (Extractor::for_file(1 << 20), Vec::new(), Vec::new());
            extractor.push(body, &mut sealed).unwrap();
            extractor.finish(&mut sealed).unwrap();
            let opened = seal::open(&self.keyring, &sealed).unwrap();
            opened.copy_to(u64::MAX, &mut out).unwrap();
            (opened.meta, out)
        }
    }

    const MAIL: &str = "Received: r\r\nFrom: =?utf-8?Q?Al=C3=ADce?= <Alice@example.org>\r\nTo: bob@example.net,\r\n\tx@y\r\n\
                        Bcc: dave@example.net\r\nSubject: s\r\nDisposition-Notification-To: alice@example.org\r\n";

    #[test]
    fn the_sealed_message_is_the_original_and_the_meta_says_whom_it_is_for() {
        let bench = bench();
        let (_, body) = bench.carrier(MAIL, b"text\r\n");
        let (meta, message) = bench.open(&body);
        let expected = MAIL.replace("Bcc: dave@example.net\r\n", "") + "\r\ntext\r\n";
        assert_eq!(String::from_utf8(message).unwrap(), expected);
        assert_eq!(meta.recipients, ["bob@example.net", "carol@example.net"]);
        assert_eq!((meta.sender.as_str(), meta.subject.as_str(), meta.created), ("Alice@example.org", "s", 1_000));
        assert!(meta.receipt_wanted);
        assert!(String::from_utf8(body).unwrap().contains("Al&#xed;ce &#60;Alice@example.org&#62;"));
    }

    #[test]
    fn only_our_own_carrier_unchanged_is_left_alone() {
        let bench = bench();
        let (header, body) = bench.carrier(MAIL, b"text\r\n");
        let again = |sender: &str, header: &Header, body: &[u8]| bench.send(sender, header, body);
        assert!(matches!(again("<alice@example.org>", &header, &body), Finished::AlreadySealed));
        let mut travelled: Header =
            [Field::new("Received", "by relay"), Field::new("DKIM-Signature", "v=1")].into_iter().collect();
        header.fields().iter().for_each(|field| travelled.push(field.clone()));
        assert!(matches!(again("<Alice@Example.org>", &travelled, &body), Finished::AlreadySealed));

        for name in ["X-Spam-Status", "Authentication-Results", "Return-Path", "X-Virus-Scanned"] {
            let mut telling = header.clone();
            telling.push(Field::new(name, "a secret beside the wrapper"));
            assert!(matches!(again("<alice@example.org>", &telling, &body), Finished::Carrier(_)), "{name}");
        }
        let mut secret = header.clone();
        secret.push(Field::new("Comments", "a secret beside the wrapper"));
        assert!(matches!(again("<alice@example.org>", &secret, &body), Finished::Carrier(_)), "a field was added");
        let forward = [b"--x\r\n\r\nlook at this secret\r\n", &body[..]].concat();
        assert!(matches!(again("<alice@example.org>", &header, &forward), Finished::Carrier(_)), "text was added");
        assert!(matches!(again("<eve@example.org>", &header, &body), Finished::Carrier(_)), "another sender");
        let twice: Header = header.fields().iter().chain(header.first(wrapper::MAC_FIELD)).cloned().collect();
        assert!(matches!(again("<alice@example.org>", &twice, &body), Finished::Carrier(_)), "two MACs");
        let foreign = self::bench();
        assert!(matches!(foreign.send("<alice@example.org>", &header, &body), Finished::Carrier(_)), "another keyring");
    }

    #[test]
    fn malformed_senders_are_sealed_all_the_same() {
        let bench = bench();
        for (sender, from, shown) in [
            ("<>", "", "Somebody"),
            ("<alice@example.org>", "", "alice@example.org"),
            ("<alice@example.org>", "From: a@x.example\r\nFrom: b@y.example\r\n", "alice@example.org"),
            ("<>", "From: \"<b>x</b>\" <a@x.example>\r\n", "&#60;b&#62;x"),
            ("<alice@example.org>", "From: \u{0}\u{1}=?utf-8?Q?broken\r\n", "alice@example.org"),
        ] {
            let header = Header::parse(from.as_bytes()).0;
            let Finished::Carrier(carrier) = bench.send(sender, &header, b"secret\r\n") else { panic!("{from}") };
            let body = String::from_utf8(carrier.body.concat()).unwrap();
            assert!(body.contains(shown) && !body.contains("secret\r\n"), "{sender} {from}: {shown}");
        }
    }
}
