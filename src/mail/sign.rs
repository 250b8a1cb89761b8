//! Signatures on the mail that we make: DKIM (RFC 6376, RFC 8463), and ARC (RFC 8617) where another
//! host's signature is lost.
//!
//! A mail is signed with each key of the domain of its author, so that RSA and Ed25519 stand side
//! by side: verifiers that don't know the newer one use the other.

mod key;

use std::fmt;
use std::sync::Arc;

use mail_auth::arc::ArcSealer;
use mail_auth::common::crypto::{Algorithm, SigningKey};
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::DkimSigner;
use mail_auth::{ArcOutput, AuthenticatedMessage};

use super::verify::Checked;
use super::{Author, Field, Header, domain_key};

use key::Key;
pub use key::{KeyError, KeyFile};

/// Why a mail can't be signed.
#[derive(Debug)]
pub struct SignError(mail_auth::Error);

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the mail can't be signed: {}", self.0)
    }
}

impl std::error::Error for SignError {}

/// Signs mail. Cheap to clone; without keys it signs nothing.
#[derive(Clone, Default)]
pub struct Signer {
    keys: Arc<Vec<Key>>,
}

/// Fields that are signed where they are there: what people and their programs act on. Trace fields
/// are not among them (RFC 6376 section 5.4.1), since servers add and reorder them.
const SIGNED: [&str; 22] = [
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Auto-Submitted",
    "List-Id",
    "List-Help",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Subscribe",
    "List-Post",
    "List-Owner",
    "List-Archive",
];

/// Fields of which nobody may add another: they are signed once more than they are there (RFC 6376
/// section 8.15).
const SEALED_OFF: [&str; 10] = [
    "From",
    "Reply-To",
    "To",
    "Cc",
    "Date",
    "Message-ID",
    "Subject",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

/// The signature of an ARC set that its seal covers.
const COVERED: &str = "ARC-Message-Signature";

/// How often a set is made until its lines break well.
const TRIES: usize = 8;

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("keys", &self.keys.len())
            .finish()
    }
}

impl Signer {
    /// Reads and checks the keys.
    ///
    /// # Errors
    /// [`KeyError`] for the first that can't be used.
    pub fn load(files: &[KeyFile]) -> Result<Self, KeyError> {
        Ok(Self {
            keys: Arc::new(files.iter().map(Key::load).collect::<Result<_, _>>()?),
        })
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether a signature of this domain and selector would be one of ours.
    pub fn is_ours(&self, domain: &str, selector: &str) -> bool {
        let domain = domain_key(domain);
        self.keys
            .iter()
            .any(|key| key.domain == domain && key.selector.eq_ignore_ascii_case(selector))
    }

    /// The TXT records that must stand in DNS: name and text.
    pub fn records(&self) -> Vec<(String, String)> {
        let records = self.keys.iter().map(|key| {
            let kind = if key.private.algorithm() == Algorithm::Ed25519Sha256 {
                "ed25519"
            } else {
                "rsa"
            };
            let public =
                base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &key.public);
            (
                format!("{}._domainkey.{}", key.selector, key.domain),
                format!("v=DKIM1; k={kind}; p={public}"),
            )
        });
        records.collect()
    }

    /// The `DKIM-Signature` fields for a mail: one for each key of its author's domain, none when
    /// there is no such key. The body has CRLF line ends, in pieces of any length.
    ///
    /// # Errors
    /// [`SignError`] when a key fails to sign.
    pub fn sign<'a>(
        &self,
        header: &Header,
        body: impl Iterator<Item = &'a [u8]> + Clone,
    ) -> Result<Vec<Field>, SignError> {
        let head = written(header);
        let fields = fields(header);
        self.keys_for(header)
            .map(|key| {
                let signer = DkimSigner::from_key(key.private.clone())
                    .domain(&key.domain)
                    .selector(&key.selector);
                let signer = signer.headers(fields.iter().copied());
                let mut stream = signer.sign_streaming();
                stream.write(&head);
                body.clone().for_each(|piece| stream.write(piece));
                let signature = stream.finish().map_err(SignError)?;
                Ok(as_fields(&signature))
            })
            .collect::<Result<Vec<_>, _>>()
            .map(|fields| fields.into_iter().flatten().collect())
    }

    /// A whole mail of ours with its `DKIM-Signature` fields in front.
    ///
    /// # Errors
    /// [`SignError`] when a key fails to sign.
    pub fn sign_mail(&self, mail: Vec<u8>) -> Result<Vec<u8>, SignError> {
        let (header, end) = Header::parse(&mail);
        let body = mail[end..].strip_prefix(b"\r\n").unwrap_or(&mail[end..]);
        let fields = self.sign(&header, std::iter::once(body))?;
        Ok(fields
            .iter()
            .flat_map(Field::raw)
            .copied()
            .chain(mail.iter().copied())
            .collect())
    }

    /// The fields of an ARC set that says what was checked of the message in whose place this one
    /// goes. The signature of another host is about to be lost with the body that it was for; this
    /// keeps what it said. The set is the first of its chain: those of the original hold hashes of
    /// its text, which must not leave.
    ///
    /// # Errors
    /// [`SignError`] when a key fails to sign.
    pub fn arc_set<'a>(
        &self,
        header: &Header,
        body: impl Iterator<Item = &'a [u8]>,
        checked: &Checked,
    ) -> Result<Vec<Field>, SignError> {
        // Most verifiers of ARC know RSA only.
        let is_rsa = |key: &&Key| key.private.algorithm() != Algorithm::Ed25519Sha256;
        let key = self
            .keys_for(header)
            .find(is_rsa)
            .or_else(|| self.keys.iter().find(is_rsa))
            .or(self.keys.first());
        let Some(key) = key else {
            return Ok(Vec::new());
        };
        let mut mail = written(header);
        body.for_each(|piece| mail.extend_from_slice(piece));
        let Some(message) = AuthenticatedMessage::parse(&mail) else {
            return Ok(Vec::new());
        };
        let results = checked.results(&key.domain);
        let mut covered = fields(header);
        let mut set = Vec::new();
        for _ in 0..TRIES {
            let sealer = ArcSealer::from_key(key.private.clone())
                .domain(&key.domain)
                .selector(&key.selector);
            let sealer = sealer.headers(covered.iter().copied());
            set = as_fields(
                &sealer
                    .seal(&message, &results, &ArcOutput::default())
                    .map_err(SignError)?,
            );
            if !set
                .iter()
                .any(|field| field.is(COVERED) && ends_folded(field))
            {
                break;
            }
            // Once more than needed, so that lines break elsewhere.
            covered.push("From");
        }
        Ok(set)
    }

    /// The keys of the author's domain, or else of the nearest domain above it.
    fn keys_for(&self, header: &Header) -> impl Iterator<Item = &Key> {
        let author = Author::from_header(header)
            .map(|author| author.domain())
            .unwrap_or_default();
        let covers = move |key: &&Key| {
            author
                .strip_suffix(&key.domain)
                .is_some_and(|above| above.is_empty() || above.ends_with('.'))
        };
        let nearest = self
            .keys
            .iter()
            .filter(&covers)
            .map(|key| key.domain.len())
            .max();
        self.keys
            .iter()
            .filter(covers)
            .filter(move |key| Some(key.domain.len()) == nearest)
    }
}

/// Which fields are signed of this header, and how often.
fn fields(header: &Header) -> Vec<&'static str> {
    let there = SIGNED
        .into_iter()
        .filter(|name| header.first(name).is_some());
    there.chain(SEALED_OFF).collect()
}

fn written(header: &Header) -> Vec<u8> {
    let mut out = Vec::with_capacity(header.size() + 2);
    header
        .fields()
        .iter()
        .for_each(|field| out.extend_from_slice(&field.crlf()));
    out.extend_from_slice(b"\r\n");
    out
}

/// Whether a fold stands between a signature and the semicolon at its end.
fn ends_folded(field: &Field) -> bool {
    let value = field.value().trim_ascii_end();
    value
        .strip_suffix(b";")
        .is_some_and(|rest| rest.ends_with(b"\t") || rest.ends_with(b" "))
}

/// What was made, as header fields without a fold between a signature and the semicolon at its end:
/// verifiers leave out the signature when they compute it again (RFC 6376 section 3.7), and some
/// don't leave out the space around it.
fn as_fields(made: &impl HeaderWriter) -> Vec<Field> {
    let fields = Header::parse(made.to_header().as_bytes()).0;
    let whole = |field: &Field| {
        // Another signature covers this one as it is.
        if field.is(COVERED) {
            return field.clone();
        }
        let value = String::from_utf8_lossy(field.value());
        let value = match value.trim().strip_suffix(';') {
            Some(value) => format!("{};", value.trim_end()),
            None => value.trim().to_owned(),
        };
        Field::new(&String::from_utf8_lossy(field.name()), &value)
    };
    fields.fields().iter().map(whole).collect()
}
