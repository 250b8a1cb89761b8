//! Sealed messages made layer by layer, each of which can be wrong on purpose.

use sha2::{Digest, Sha256};

use crate::seal::body::padme;
use crate::seal::meta::{bucket, encode, seal_box};
use crate::seal::stream::Encryptor;
use crate::seal::suite::v1::{Derived, Header};
use crate::seal::{MessageId, Meta};
use crate::secret::Secret;

/// Created on 2026-11-21; the epoch keys are those of 2027-01-31.
pub(super) const CREATED: u64 = 1_795_219_200;
pub(super) const EXPIRES: u64 = 1_801_353_600;
pub(super) const EXPIRY_DAY: &str = "2027-01-31";
pub(super) const LIMIT: usize = 1 << 20;

pub(super) const ROOT: (u32, [u8; 32]) = (2, [0x22; 32]);
pub(super) const OLD_ROOT: (u32, [u8; 32]) = (1, [0x11; 32]);
pub(super) const RETIRED_ROOT: (u32, [u8; 32]) = (7, [0x77; 32]);
pub(super) const EPOCH: (u64, [u8; 32]) = (0xab, [0xab; 32]);
pub(super) const SECOND_EPOCH: (u64, [u8; 32]) = (0xcd00_0000_0000_0001, [0xcd; 32]);

/// All that goes into one sealed message, right or wrong.
#[derive(Clone)]
pub(super) struct Recipe {
    pub root: (u32, [u8; 32]),
    pub epoch: Option<(u64, [u8; 32])>,
    /// Bytes of the header to change before it is authenticated.
    pub header: Vec<(usize, u8)>,
    pub meta: Vec<u8>,
    pub meta_len: Option<u32>,
    pub body: Vec<u8>,
    pub body_key: Option<[u8; 32]>,
    pub context: Option<Vec<u8>>,
}

pub(super) fn meta() -> Meta {
    Meta {
        message_id: MessageId(std::array::from_fn(|n| n as u8)),
        created: CREATED,
        expires: None,
        sender: "ann@example.org".into(),
        recipients: vec!["bob@example.com".into()],
        subject: "Quarterly figures".into(),
        language: "en".into(),
        brand: String::new(),
        reply_allowed: true,
        receipt_wanted: false,
        voucher: None,
    }
}

pub(super) const MESSAGE: &[u8] =
    b"From: ann@example.org\r\nTo: bob@example.com\r\nSubject: Quarterly figures\r\n\r\nUp, for \
      once.\r\n";

pub(super) fn recipe() -> Recipe {
    let meta = encode(&meta()).unwrap().to_vec();
    let body = padded(frame(MESSAGE));
    Recipe {
        root: ROOT,
        epoch: None,
        header: Vec::new(),
        meta,
        meta_len: None,
        body,
        body_key: None,
        context: None,
    }
}

/// A frame of raw blocks, made by hand so that it doesn't depend on the version of zstd.
pub(super) fn frame(message: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x48];
    let mut blocks = message.chunks(100_000).peekable();
    if blocks.peek().is_none() {
        frame.extend_from_slice(&block(0, true, 0));
    }
    while let Some(data) = blocks.next() {
        frame.extend_from_slice(&block(0, blocks.peek().is_none(), data.len()));
        frame.extend_from_slice(data);
    }
    frame
}

/// A block header (RFC 8878 section 3.1.1.2): type 0 is raw, 1 one repeated byte.
pub(super) fn block(kind: u32, last: bool, len: usize) -> [u8; 3] {
    let header = u32::from(last) | kind << 1 | (len as u32) << 3;
    header.to_le_bytes()[..3].try_into().unwrap()
}

pub(super) fn padded(mut body: Vec<u8>) -> Vec<u8> {
    body.resize(padme(body.len() as u64) as usize, 0);
    body
}

/// Bytes that don't repeat.
pub(super) fn noise(len: usize) -> Vec<u8> {
    (0u32..)
        .flat_map(|n| Sha256::digest(n.to_be_bytes()))
        .take(len)
        .collect()
}

pub(super) fn fields(meta: &Meta) -> Vec<(u8, Vec<u8>)> {
    let plain = encode(meta).unwrap();
    let (mut fields, mut rest) = (Vec::new(), &plain[..]);
    while rest[0] != 0 {
        let len = u32::from_be_bytes(rest[1..5].try_into().unwrap()) as usize;
        fields.push((rest[0], rest[5..5 + len].to_vec()));
        rest = &rest[5 + len..];
    }
    fields
}

pub(super) fn join(fields: &[(u8, Vec<u8>)]) -> Vec<u8> {
    fields
        .iter()
        .flat_map(|(tag, value)| [&[*tag][..], &(value.len() as u32).to_be_bytes(), value].concat())
        .collect()
}

pub(super) fn join_padded(fields: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut plain = join(fields);
    plain.resize(bucket(plain.len() + 1).unwrap(), 0);
    plain
}

pub(super) fn digest(name: &str, label: &str) -> [u8; 32] {
    Sha256::digest(format!("{label}: {name}")).into()
}

/// A frame of `len` times the letter a.
pub(super) fn repeated(len: usize) -> Vec<u8> {
    let mut frame = frame(b"")[..6].to_vec();
    for at in (0..len).step_by(100_000) {
        frame.extend_from_slice(&block(1, at + 100_000 >= len, (len - at).min(100_000)));
        frame.push(b'a');
    }
    frame
}

impl Recipe {
    pub fn seal(&self, name: &str) -> Vec<u8> {
        let meta_len = self.meta_len.unwrap_or(self.meta.len() as u32 + 16);
        let epoch_id = self.epoch.map(|(id, _)| id);
        let mut header = Header {
            root_id: self.root.0,
            epoch_id,
            salt: digest(name, "salt"),
            meta_len,
        }
        .to_bytes();
        for &(at, value) in &self.header {
            header[at] = value;
        }
        let epoch = self.epoch.map(|(_, key)| Secret::new(key));
        let derived = Derived::from_header(&header, &Secret::new(self.root.1), epoch.as_ref());
        let head = derived.head(&header);
        let key = derived.message;
        let front = [&head[..], &seal_box(&key, &head, &self.meta)].concat();
        let context = self
            .context
            .clone()
            .unwrap_or_else(|| Sha256::digest(&front).to_vec());
        let salt = digest(name, "body salt");
        let body_key = self.body_key.unwrap_or(*key.body.expose());
        let mut stream =
            Encryptor::new(&body_key, salt[..24].try_into().unwrap(), &context, front).unwrap();
        let mut plain = &self.body[..];
        while !plain.is_empty() {
            let len = plain.len().min(stream.space().len());
            stream.space()[..len].copy_from_slice(&plain[..len]);
            stream.advance(len).unwrap();
            plain = &plain[len..];
        }
        stream.finish().unwrap()
    }
}
