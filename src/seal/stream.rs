//! C2SP chunked-encryption, Cobblestone-256: <https://c2sp.org/chunked-encryption>.
//!
//! One input key and salt give one AES-256-GCM key, one base nonce and one commitment to both.
//! Chunk `n` has the nonce `base nonce XOR n`; the last chunk is shorter than the others, so its
//! length says that it is the last. An (input key, salt) pair must never encrypt twice.

use std::io::{self, Write};

use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use hmac::{Hmac, Mac};
use sha2::Sha512;
use zeroize::Zeroizing;

use super::OpenError;
use crate::secret;

/// Bytes of plaintext in each chunk but the last, which has fewer.
pub(super) const CHUNK_LEN: usize = 16 * 1024;
pub(super) const SALT_LEN: usize = 24;
const COMMITMENT_LEN: usize = 32;
const TAG_LEN: usize = 16;

/// The specification's limit: 4 PiB.
const MAX_CHUNKS: u64 = 1 << 38;

/// The cipher of one stream, and which chunk comes next.
struct Chunks {
    cipher: Aes256Gcm,
    base_nonce: [u8; 12],
    next: u64,
}

impl Chunks {
    fn derive(
        input_key: &[u8; 32],
        salt: &[u8; SALT_LEN],
        context: &[u8],
    ) -> (Self, [u8; COMMITMENT_LEN]) {
        let info = [
            b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0",
            &salt[..],
            context,
        ];
        let mut okm = Zeroizing::new([0; 128]);
        let (first, second) = okm.split_at_mut(64);
        hkdf_block(input_key, &[], &info, 1, first);
        hkdf_block(input_key, first, &info, 2, second);
        let mut key = Zeroizing::new([0; 32]);
        let mut base_nonce = [0; 12];
        let mut commitment = [0; COMMITMENT_LEN];
        key.copy_from_slice(&okm[..32]);
        base_nonce.copy_from_slice(&okm[32..44]);
        commitment.copy_from_slice(&okm[44..76]);
        (
            Self {
                cipher: Aes256Gcm::new((&*key).into()),
                base_nonce,
                next: 0,
            },
            commitment,
        )
    }

    /// The nonce of the next chunk; `None` when the stream is as long as it may get.
    fn next_nonce(&mut self) -> Option<[u8; 12]> {
        if self.next >= MAX_CHUNKS {
            return None;
        }
        let mut nonce = self.base_nonce;
        for (byte, number) in nonce[4..].iter_mut().zip(self.next.to_be_bytes()) {
            *byte ^= number;
        }
        self.next += 1;
        Some(nonce)
    }
}

/// One block of HKDF-Expand-SHA-512 (RFC 5869 section 2.3). The `hkdf` crate takes no PRK shorter
/// than the hash, and Cobblestone's is 32 bytes.
#[allow(clippy::expect_used)] // HMAC takes keys of every length
fn hkdf_block(prk: &[u8; 32], previous: &[u8], info: &[&[u8]], number: u8, out: &mut [u8]) {
    let mut mac =
        <Hmac<Sha512> as KeyInit>::new_from_slice(prk).expect("HMAC takes keys of every length");
    mac.update(previous);
    for part in info {
        mac.update(part);
    }
    mac.update(&[number]);
    out.copy_from_slice(&mac.finalize().into_bytes());
}

/// Encrypts into `out`, chunk by chunk. The caller fills [`space`](Self::space) and says how much
/// with [`advance`](Self::advance), so that plaintext is never copied a second time.
pub(super) struct Encryptor<W> {
    chunks: Chunks,
    buffer: Zeroizing<Vec<u8>>,
    filled: usize,
    out: W,
}

impl<W: Write> Encryptor<W> {
    /// Writes salt and commitment. The salt must be random and new.
    pub fn new(
        input_key: &[u8; 32],
        salt: &[u8; SALT_LEN],
        context: &[u8],
        mut out: W,
    ) -> io::Result<Self> {
        let (chunks, commitment) = Chunks::derive(input_key, salt, context);
        out.write_all(salt)?;
        out.write_all(&commitment)?;
        Ok(Self {
            chunks,
            buffer: Zeroizing::new(vec![0; CHUNK_LEN + TAG_LEN]),
            filled: 0,
            out,
        })
    }

    /// Where the next plaintext goes; never empty.
    pub fn space(&mut self) -> &mut [u8] {
        &mut self.buffer[self.filled..CHUNK_LEN]
    }

    /// The first `len` bytes of [`space`](Self::space) are plaintext now.
    pub fn advance(&mut self, len: usize) -> io::Result<()> {
        self.filled += len;
        if self.filled == CHUNK_LEN {
            self.write_chunk()
        } else {
            Ok(())
        }
    }

    /// Writes the last chunk, which may be empty.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_chunk()?;
        Ok(self.out)
    }

    pub fn inner(&self) -> &W {
        &self.out
    }

    pub fn inner_mut(&mut self) -> &mut W {
        &mut self.out
    }

    fn write_chunk(&mut self) -> io::Result<()> {
        let too_long = || io::Error::other("a sealed message holds no more than 4 PiB");
        let nonce = self.chunks.next_nonce().ok_or_else(too_long)?;
        let len = std::mem::take(&mut self.filled);
        let (plain, rest) = self.buffer.split_at_mut(len);
        let tag = self
            .chunks
            .cipher
            .encrypt_inout_detached(&Nonce::from(nonce), &[], plain.into());
        rest[..TAG_LEN].copy_from_slice(&tag.map_err(|_| too_long())?);
        self.out.write_all(&self.buffer[..len + TAG_LEN])
    }
}

/// Decrypts a whole stream, handing out authentic chunks one by one.
pub(super) struct Decryptor<'a> {
    chunks: Chunks,
    rest: &'a [u8],
    ended: bool,
}

impl<'a> Decryptor<'a> {
    /// Checks the commitment.
    pub fn new(input_key: &[u8; 32], context: &[u8], sealed: &'a [u8]) -> Result<Self, OpenError> {
        let (salt, rest) = sealed.split_first_chunk::<SALT_LEN>().ok_or(OpenError)?;
        let (commitment, rest) = rest
            .split_first_chunk::<COMMITMENT_LEN>()
            .ok_or(OpenError)?;
        let (chunks, expected) = Chunks::derive(input_key, salt, context);
        if secret::equal(&expected, commitment) {
            Ok(Self {
                chunks,
                rest,
                ended: false,
            })
        } else {
            Err(OpenError)
        }
    }

    /// The next chunk's plaintext, in `buffer` of [`CHUNK_LEN`] bytes; `None` after the last. After
    /// an error there are only errors.
    pub fn next_chunk<'b>(&mut self, buffer: &'b mut [u8]) -> Result<Option<&'b [u8]>, OpenError> {
        if self.ended {
            return Ok(None);
        }
        let sealed = std::mem::take(&mut self.rest);
        let (chunk, rest) = sealed.split_at(sealed.len().min(CHUNK_LEN + TAG_LEN));
        let (chunk, tag) = chunk.split_last_chunk::<TAG_LEN>().ok_or(OpenError)?;
        let nonce = self.chunks.next_nonce().ok_or(OpenError)?;
        let plain = buffer.get_mut(..chunk.len()).ok_or(OpenError)?;
        let in_out = InOutBuf::new(chunk, plain).map_err(|_| OpenError)?;
        let opened = self.chunks.cipher.decrypt_inout_detached(
            &Nonce::from(nonce),
            &[],
            in_out,
            &Tag::from(*tag),
        );
        opened.map_err(|_| OpenError)?;
        self.rest = rest;
        self.ended = chunk.len() < CHUNK_LEN;
        Ok(Some(&buffer[..chunk.len()]))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashSet;

    use aes_gcm::aead::{Aead, Payload};
    use aes_gcm::aes::cipher::BlockCipherEncrypt;

    use super::*;

    fn encrypt(salt: u8, plain: &[u8]) -> Vec<u8> {
        let mut stream =
            Encryptor::new(&[1; 32], &[salt; SALT_LEN], b"context", Vec::new()).unwrap();
        for part in plain.chunks(1000) {
            let mut part = part;
            while !part.is_empty() {
                let len = part.len().min(stream.space().len());
                stream.space()[..len].copy_from_slice(&part[..len]);
                stream.advance(len).unwrap();
                part = &part[len..];
            }
        }
        stream.finish().unwrap()
    }

    /// 1 MiB of zeros, here without the compression that would hide what the cipher does: no two
    /// blocks of 16 bytes are equal, and none is the same as when the same bytes are sealed again.
    #[test]
    fn electronic_codebook_leakage() {
        let zeros = vec![0; 1 << 20];
        let mut seen = HashSet::new();
        for sealed in [encrypt(1, &zeros), encrypt(2, &zeros)] {
            for block in sealed[SALT_LEN..].chunks_exact(16) {
                assert!(
                    seen.insert(<[u8; 16]>::try_from(block).unwrap()),
                    "a block repeats"
                );
            }
        }
        assert!(seen.len() > 2 * (1 << 16));
    }

    /// AES-GCM alone lets one ciphertext open under two keys. Such a ciphertext is made here, for
    /// the keys that two input keys give, and Cobblestone's commitment opens it with one of them
    /// only.
    #[test]
    fn two_keys_open_one_ciphertext() {
        let salt = [3; SALT_LEN];
        let keys = [[1; 32], [2; 32]];
        let streams = keys.map(|key| Chunks::derive(&key, &salt, b""));
        // The tag of one block C is C·H² + L·H + S, over GF(2^128), with H and S from the key.
        // Equal tags give C.
        let mut terms = [(0, 0); 2];
        for (((chunks, _), input), term) in streams.iter().zip(&keys).zip(&mut terms) {
            let mut h = [0; 16].into();
            <aes_gcm::aes::Aes256 as KeyInit>::new(&aes_key(input, &salt).into())
                .encrypt_block(&mut h);
            let s = chunks
                .cipher
                .encrypt(&Nonce::from(chunks.base_nonce), &b""[..])
                .unwrap();
            *term = (
                u128::from_be_bytes(h.into()),
                u128::from_be_bytes(s.try_into().unwrap()),
            );
        }
        let [(h1, s1), (h2, s2)] = terms;
        let lengths = 128; // no additional data, one block of 128 bits
        let sum = multiply(lengths, h1 ^ h2) ^ s1 ^ s2;
        let block = multiply(sum, inverse(multiply(h1, h1) ^ multiply(h2, h2)));
        let tag = multiply(block, multiply(h1, h1)) ^ multiply(lengths, h1) ^ s1;
        let chunk = [block.to_be_bytes(), tag.to_be_bytes()].concat();
        for (chunks, _) in &streams {
            let opened = chunks.cipher.decrypt(
                &Nonce::from(chunks.base_nonce),
                Payload {
                    msg: &chunk,
                    aad: b"",
                },
            );
            assert_eq!(opened.unwrap().len(), 16, "AES-GCM opens it with both keys");
        }
        for (n, (_, commitment)) in streams.iter().enumerate() {
            let sealed = [&salt[..], commitment, &chunk].concat();
            for (m, key) in keys.iter().enumerate() {
                let opened = Decryptor::new(key, b"", &sealed).and_then(|mut stream| {
                    stream
                        .next_chunk(&mut [0; CHUNK_LEN])
                        .map(|chunk| chunk.unwrap().len())
                });
                assert_eq!(opened, if n == m { Ok(16) } else { Err(OpenError) });
            }
        }
    }

    /// The specification's limit. One chunk more, and its number would no longer be bounded.
    #[test]
    fn a_stream_has_no_more_chunks_than_the_specification_allows() {
        let (mut chunks, _) = Chunks::derive(&[1; 32], &[2; SALT_LEN], b"");
        chunks.next = (1 << 38) - 1;
        assert!(chunks.next_nonce().is_some());
        assert_eq!(chunks.next_nonce(), None);
    }

    fn aes_key(input_key: &[u8; 32], salt: &[u8; SALT_LEN]) -> [u8; 32] {
        let mut block = [0; 64];
        let info = [
            b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0",
            &salt[..],
        ];
        hkdf_block(input_key, &[], &info, 1, &mut block);
        block[..32].try_into().unwrap()
    }

    /// Multiplication in GCM's field (NIST SP 800-38D section 6.3): the first bit is the
    /// coefficient of 1.
    fn multiply(a: u128, mut b: u128) -> u128 {
        let mut product = 0;
        for bit in (0..128).rev() {
            if a >> bit & 1 == 1 {
                product ^= b;
            }
            b = b >> 1 ^ if b & 1 == 1 { 0xe1 << 120 } else { 0 };
        }
        product
    }

    /// The inverse: the power 2^128 - 2.
    fn inverse(a: u128) -> u128 {
        let (mut result, mut square) = (1 << 127, a);
        for _ in 1..128 {
            square = multiply(square, square);
            result = multiply(result, square);
        }
        result
    }
}
