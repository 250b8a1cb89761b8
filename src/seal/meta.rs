//! What is known of a message before its first body byte, in its one encoding.

use std::fmt;
use std::io;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use zeroize::Zeroizing;

use super::OpenError;
use super::key::MessageKey;
use crate::secret::hex;

/// Bytes of the tag at the end of an AES-GCM box.
pub(super) const BOX_TAG_LEN: usize = 16;

/// A random 128-bit message id. `Display` writes it as 32 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageId(pub [u8; 16]);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// What is known of a message before its first body byte; sealed in front of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Names this copy of the message.
    pub message_id: MessageId,
    /// When it was sealed, in seconds since 1970.
    pub created: u64,
    /// When it stops being readable, in seconds since 1970; the reader compares it with the clock.
    /// `None`: never.
    pub expires: Option<u64>,
    /// The address people see as the sender's (From).
    pub sender: String,
    /// The envelope recipients whom this copy is for; at least one.
    pub recipients: Vec<String>,
    /// The subject as people should see it, the policy's tag taken off.
    pub subject: String,
    /// The language tag (BCP 47) of the pages around the message; empty when unknown.
    pub language: String,
    /// The name of the portal's brand; empty for the default.
    pub brand: String,
    /// Whether the portal offers to answer.
    pub reply_allowed: bool,
    /// Whether the sender asked to be told when the message is opened.
    pub receipt_wanted: bool,
    /// Who vouched for the sender when the message was sealed; `None`: nobody.
    pub voucher: Option<Voucher>,
}

/// Who vouched for a sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// By what.
    pub means: Means,
    /// The domain that vouched, in ASCII.
    pub domain: String,
}

/// By what a sender is vouched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// The sender's mail program logged in.
    Login = 1,
    /// The message came from the domain's own network.
    Network = 2,
    /// A signature of the domain (DKIM, RFC 6376) was valid.
    Signature = 3,
}

/// The fields' tags (see the module documentation of `seal`).
mod tag {
    pub const END: u8 = 0;
    pub const MESSAGE_ID: u8 = 1;
    pub const CREATED: u8 = 2;
    pub const EXPIRES: u8 = 3;
    pub const SENDER: u8 = 4;
    pub const RECIPIENTS: u8 = 5;
    pub const SUBJECT: u8 = 6;
    pub const LANGUAGE: u8 = 7;
    pub const BRAND: u8 = 8;
    pub const FLAGS: u8 = 9;
    pub const VOUCHER: u8 = 128;
    pub const FIRST_UNKNOWN: u8 = 129;
}

const REPLY_ALLOWED: u8 = 1;
const RECEIPT_WANTED: u8 = 2;

const BUCKET_MIN: usize = 512;
const BUCKET_MAX: usize = 1 << 19;

/// The length to which `used` bytes, the zero that ends the fields included, are padded; `None`
/// when there is no bucket so large.
pub(super) fn bucket(used: usize) -> Option<usize> {
    used.checked_next_power_of_two()
        .map(|size| size.max(BUCKET_MIN))
        .filter(|&size| size <= BUCKET_MAX)
}

/// Whether a meta box can have this length.
pub(super) fn is_box_len(len: usize) -> bool {
    len.checked_sub(BOX_TAG_LEN)
        .is_some_and(|plain| plain > 0 && bucket(plain) == Some(plain))
}

/// The padded plaintext of `meta`'s box.
///
/// # Errors
/// `InvalidInput` when there is no recipient, one is empty, or the whole is longer than the largest
/// bucket.
pub(super) fn encode(meta: &Meta) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(BUCKET_MIN));
    let mut recipients = Vec::new();
    for recipient in &meta.recipients {
        recipients.extend_from_slice(&length(recipient.as_bytes())?);
        recipients.extend_from_slice(recipient.as_bytes());
    }
    if recipients.is_empty() || meta.recipients.iter().any(String::is_empty) {
        return Err(invalid(
            "a message is sealed for at least one recipient, and none may be empty",
        ));
    }
    let flags = if meta.reply_allowed { REPLY_ALLOWED } else { 0 }
        | if meta.receipt_wanted {
            RECEIPT_WANTED
        } else {
            0
        };
    let mut push = |tag: u8, value: &[u8]| -> io::Result<()> {
        plain.push(tag);
        plain.extend_from_slice(&length(value)?);
        plain.extend_from_slice(value);
        Ok(())
    };
    push(tag::MESSAGE_ID, &meta.message_id.0)?;
    push(tag::CREATED, &meta.created.to_be_bytes())?;
    if let Some(expires) = meta.expires {
        push(tag::EXPIRES, &expires.to_be_bytes())?;
    }
    push(tag::SENDER, meta.sender.as_bytes())?;
    push(tag::RECIPIENTS, &recipients)?;
    push(tag::SUBJECT, meta.subject.as_bytes())?;
    push(tag::LANGUAGE, meta.language.as_bytes())?;
    push(tag::BRAND, meta.brand.as_bytes())?;
    push(tag::FLAGS, &[flags])?;
    if let Some(Voucher { means, domain }) = &meta.voucher {
        push(tag::VOUCHER, &[&[*means as u8], domain.as_bytes()].concat())?;
    }
    let size = bucket(plain.len() + 1).ok_or_else(|| {
        invalid(
            "the addresses and the subject of this message together are longer than the 512 \
                 KiB that can be sealed",
        )
    })?;
    plain.resize(size, tag::END);
    Ok(plain)
}

/// Reads the padded plaintext of a meta box; refuses all that neither [`encode`] nor a later
/// version of it would write.
pub(super) fn decode(plain: &[u8]) -> Result<Meta, OpenError> {
    let mut message_id = None;
    let mut created = None;
    let mut expires = None;
    let mut sender = None;
    let mut recipients = None;
    let mut subject = None;
    let mut language = None;
    let mut brand = None;
    let mut flags = None;
    let mut voucher = None;
    let mut rest = plain;
    let mut last = tag::END;
    loop {
        let tag = take(&mut rest, 1)?[0];
        if tag == tag::END {
            break;
        }
        if tag <= last {
            return Err(OpenError);
        }
        last = tag;
        let value = take_prefixed(&mut rest)?;
        match tag {
            tag::MESSAGE_ID => {
                message_id = Some(MessageId(value.try_into().map_err(|_| OpenError)?))
            }
            tag::CREATED => created = Some(number(value)?),
            tag::EXPIRES => expires = Some(number(value)?),
            tag::SENDER => sender = Some(text(value)?),
            tag::RECIPIENTS => recipients = Some(texts(value)?),
            tag::SUBJECT => subject = Some(text(value)?),
            tag::LANGUAGE => language = Some(text(value)?),
            tag::BRAND => brand = Some(text(value)?),
            tag::FLAGS => flags = Some(value),
            tag::VOUCHER => voucher = read_voucher(value),
            tag::FIRST_UNKNOWN.. => {}
            _ => return Err(OpenError),
        }
    }
    let used = plain.len() - rest.len();
    if bucket(used) != Some(plain.len()) || rest.iter().any(|&byte| byte != 0) {
        return Err(OpenError);
    }
    let flags = match flags {
        Some(&[flags]) if flags & !(REPLY_ALLOWED | RECEIPT_WANTED) == 0 => flags,
        _ => return Err(OpenError),
    };
    Ok(Meta {
        message_id: message_id.ok_or(OpenError)?,
        created: created.ok_or(OpenError)?,
        expires,
        sender: sender.ok_or(OpenError)?,
        recipients: recipients.ok_or(OpenError)?,
        subject: subject.ok_or(OpenError)?,
        language: language.ok_or(OpenError)?,
        brand: brand.ok_or(OpenError)?,
        reply_allowed: flags & REPLY_ALLOWED != 0,
        receipt_wanted: flags & RECEIPT_WANTED != 0,
        voucher,
    })
}

/// Encrypts the plaintext of a meta box.
#[allow(clippy::expect_used)] // AES-GCM refuses only what is longer than 64 GiB
pub(super) fn seal_box(key: &MessageKey, head: &[u8], plain: &[u8]) -> Vec<u8> {
    let payload = Payload {
        msg: plain,
        aad: head,
    };
    Aes256Gcm::new(key.meta.expose().into())
        .encrypt(&Nonce::from(key.meta_nonce), payload)
        .expect("AES-GCM takes half a mebibyte")
}

/// Decrypts a meta box.
pub(super) fn open_box(
    key: &MessageKey,
    head: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let payload = Payload {
        msg: sealed,
        aad: head,
    };
    let plain =
        Aes256Gcm::new(key.meta.expose().into()).decrypt(&Nonce::from(key.meta_nonce), payload);
    plain.map(Zeroizing::new).map_err(|_| OpenError)
}

fn invalid(sentence: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, sentence)
}

fn length(value: &[u8]) -> io::Result<[u8; 4]> {
    u32::try_from(value.len())
        .map(u32::to_be_bytes)
        .map_err(|_| invalid("a field of this message is longer than 4 GiB"))
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], OpenError> {
    let (taken, left) = rest.split_at_checked(len).ok_or(OpenError)?;
    *rest = left;
    Ok(taken)
}

fn take_prefixed<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], OpenError> {
    let len = take(rest, 4)?
        .try_into()
        .map(u32::from_be_bytes)
        .map_err(|_| OpenError)?;
    take(rest, usize::try_from(len).map_err(|_| OpenError)?)
}

fn number(value: &[u8]) -> Result<u64, OpenError> {
    value
        .try_into()
        .map(u64::from_be_bytes)
        .map_err(|_| OpenError)
}

fn text(value: &[u8]) -> Result<String, OpenError> {
    std::str::from_utf8(value)
        .map(str::to_owned)
        .map_err(|_| OpenError)
}

/// A means that this version doesn't know counts as no voucher.
fn read_voucher(value: &[u8]) -> Option<Voucher> {
    let (&means, domain) = value.split_first()?;
    let means = [Means::Login, Means::Network, Means::Signature]
        .into_iter()
        .find(|one| *one as u8 == means)?;
    Some(Voucher {
        means,
        domain: text(domain).ok()?,
    })
}

fn texts(mut value: &[u8]) -> Result<Vec<String>, OpenError> {
    let mut texts = Vec::new();
    while !value.is_empty() {
        texts.push(text(take_prefixed(&mut value)?)?);
    }
    if texts.is_empty() || texts.iter().any(String::is_empty) {
        Err(OpenError)
    } else {
        Ok(texts)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn meta(recipients: usize) -> Meta {
        Meta {
            message_id: MessageId([9; 16]),
            created: 1,
            expires: None,
            sender: "ann@example.org".into(),
            recipients: (0..recipients)
                .map(|n| format!("r{n}@example.com"))
                .collect(),
            subject: "été".into(),
            language: String::new(),
            brand: String::new(),
            reply_allowed: true,
            receipt_wanted: false,
            voucher: Some(Voucher {
                means: Means::Signature,
                domain: "example.org".into(),
            }),
        }
    }

    #[test]
    fn the_length_does_not_tell_one_recipient_from_ten() {
        assert_eq!(encode(&meta(1)).unwrap().len(), 512);
        assert_eq!(encode(&meta(10)).unwrap().len(), 512);
        assert_eq!(encode(&meta(100)).unwrap().len(), 2048);
        assert_eq!(decode(&encode(&meta(100)).unwrap()), Ok(meta(100)));
    }

    #[test]
    fn what_cannot_be_sealed_is_said_so() {
        for bad in [
            meta(0),
            Meta {
                recipients: vec![String::new()],
                ..meta(1)
            },
            meta(30_000),
        ] {
            assert_eq!(
                encode(&bad).unwrap_err().kind(),
                io::ErrorKind::InvalidInput
            );
        }
    }

    #[test]
    fn the_bucket_always_leaves_room_for_the_zero() {
        let fields = encode(&meta(1))
            .unwrap()
            .iter()
            .rposition(|&byte| byte != 0)
            .unwrap()
            + 1;
        for (used, size) in [(511, 512), (512, 1024), (1023, 1024), (1024, 2048)] {
            let full = Meta {
                subject: "x".repeat(used - fields + meta(1).subject.len()),
                ..meta(1)
            };
            let plain = encode(&full).unwrap();
            assert_eq!(plain.len(), size, "{used} bytes of fields");
            assert_eq!(decode(&plain), Ok(full));
        }
    }
}
