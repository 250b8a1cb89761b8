//! The sealed message: ciphertext that only our keyring opens. Bytes and resolved keys in, bytes
//! out.
//!
//! This page is the format's specification, version 1. Together with [RFC 5869] (HKDF), [RFC 8878]
//! (zstd) and [C2SP chunked-encryption] it is enough to write a second opener;
//! `tests/seal/opener.py` is one, and `fixtures/seal/` holds the vectors both must agree on.
//!
//! All integers are big-endian. `‖` joins bytes. Text in quotes is ASCII without a terminator.
//!
//! # Layout
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 4 | magic `"PSL1"` |
//! | 4 | 1 | suite: 1, the only one |
//! | 5 | 1 | flags: 0; any bit set is refused |
//! | 6 | 4 | ID of the root key |
//! | 10 | 8 | ID of the epoch key; 0 when the message never expires |
//! | 18 | 32 | salt, random, fresh for each message |
//! | 50 | 4 | `meta_len`, length of the meta box with its tag; at most 1 MiB |
//! | 54 | 32 | header tag |
//! | 86 | `meta_len` | meta box |
//! | 86 + `meta_len` | rest | body |
//!
//! The first 54 bytes are the *header*; header and tag together, 86 bytes ([`head_len`]), are the
//! *head*. The length of the head and the derivation of the keys belong to the suite.
//!
//! # Keys
//!
//! ```text
//! PRK         = HKDF-Extract-SHA-256(salt = the header's salt, IKM = root key ‖ epoch key)
//!               (32 zero bytes in place of an epoch key when there is none)
//! X           = HKDF-Expand-SHA-256(PRK, info = label ‖ 0x00 ‖ header)
//! header tag  = HMAC-SHA-256(X "postseal v1 header tag", 32 bytes; header)
//! meta key    = X "postseal v1 meta key", 32 bytes
//! meta nonce  = X "postseal v1 meta nonce", 12 bytes
//! body key    = X "postseal v1 body key", 32 bytes
//! ```
//!
//! The salt never repeats, so no key and nonce pair does. An opener compares the header tag in
//! constant time before it reads on: junk costs a few HMACs and is refused before its body is read.
//! An authentic header whose `meta_len` is not 16 more than a bucket (below) is refused too.
//!
//! # Meta
//!
//! The box is AES-256-GCM under meta key and meta nonce, the head as additional data; ciphertext,
//! then the 16-byte tag. Its plaintext is a list of fields, `tag u8 ‖ length u32 ‖ value`, in
//! strictly ascending order of their tags, then one or more zero bytes up to the next *bucket*: the
//! smallest power of two, from 512 to 524,288 bytes, that holds the fields and one zero. The bucket
//! hides how many recipients a message has.
//!
//! | tag | value | |
//! |---|---|---|
//! | 1 | message id, 16 random bytes | required |
//! | 2 | created, u64 seconds since 1970 | required |
//! | 3 | expires, u64 seconds since 1970 | present exactly when the header names an epoch key |
//! | 4 | sender | required |
//! | 5 | recipients, each `length u32 ‖ text`; at least one, none empty | required |
//! | 6 | subject | required, may be empty |
//! | 7 | language tag | required, may be empty |
//! | 8 | brand | required, may be empty |
//! | 9 | flags u8: 1 reply allowed, 2 receipt wanted; other bits are refused | required |
//! | 128 | who vouched for the sender: means u8 (below) ‖ domain | where somebody did |
//!
//! The means of a voucher: 1 a login, 2 the domain's network, 3 a DKIM signature.
//!
//! Text is UTF-8. Tags 10 to 127 are refused; 128 to 255 are skipped, whatever their value, and so
//! can be added later. Every message has one encoding only: another order, a repeated tag, a length
//! that doesn't fit, a bucket too large or a padding byte that isn't zero are refused.
//!
//! # Body
//!
//! C2SP chunked-encryption in its instance *Cobblestone-256* (HKDF-Expand-SHA-512,
//! `AEAD_AES_256_GCM`), with the body key as input key and `context = SHA-256(everything before the
//! body)`: a 24-byte random salt, a 32-byte commitment to the key, then chunks of 16 KiB of which
//! the last is always shorter. What follows the last chunk can't be told from a chunk and is
//! refused.
//!
//! The plaintext of the body is exactly one zstd frame (magic number `0xFD2FB528`, no dictionary,
//! window at most 8 MiB, the checksum right if there is one), then zero bytes up to the frame's
//! [Padmé] length: with `E = ⌊log2 L⌋` and `S = ⌊log2 E⌋ + 1`, the frame's length `L` rounded up to
//! a multiple of `2^(E − S)`. A second frame, a skippable frame, another padding byte or another
//! length are refused. The frame's content is the message, byte for byte. Whoever opens it sets a
//! limit for its length and refuses at the first byte beyond.
//!
//! A chunk may be decompressed and used once it is authentic; that the message is whole is known
//! only after its last chunk.
//!
//! Where root keys and epoch keys are kept, the files of a [keyring](crate::keyring) say; here they
//! are 32 bytes each, found by the IDs in the header.
//!
//! [RFC 5869]: https://www.rfc-editor.org/rfc/rfc5869
//! [RFC 8878]: https://www.rfc-editor.org/rfc/rfc8878
//! [C2SP chunked-encryption]: https://c2sp.org/chunked-encryption
//! [Padmé]: https://lbarman.ch/blog/padme/

mod body;
mod compressors;
mod key;
mod meta;
mod open;
mod sealer;
mod stream;
mod suite;

#[cfg(test)]
mod tests;

pub use compressors::Compressors;
pub use key::{Key, KeyIds, OpeningKeys, SealingKeys};
pub use meta::{Means, MessageId, Meta, Voucher};
pub use open::{Head, OpenError, OpenFailure, Opened, open, read_head, read_key_ids, read_meta};
pub use sealer::Sealer;
pub use suite::head_len;
