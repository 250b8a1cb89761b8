//! The sealed message and its keyring, seen from outside: through the public interface, the files
//! on disk, and a second opener.

#![allow(clippy::unwrap_used, missing_docs)]

mod epoch_keys;
mod keyrings;
mod second_opener;
mod threats;
mod vectors;

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

use postseal::keyring::Keyring;
use postseal::seal::{
    self, Means, MessageId, Meta, OpenError, OpenFailure, Opened, Sealer, Voucher,
};
use proptest::prelude::*;
use tempfile::TempDir;

/// 2027-01-31.
const EXPIRES: u64 = 1_801_353_600;

const LIMIT: u64 = 64 << 20;

/// A keyring in a directory of its own.
fn keyring() -> (TempDir, Keyring) {
    let dir = tempfile::tempdir().unwrap();
    let keyring = Keyring::create(&dir.path().join("keyring")).unwrap();
    (dir, keyring)
}

fn meta(expires: Option<u64>) -> Meta {
    Meta {
        message_id: MessageId([0x5a; 16]),
        created: 1_795_219_200,
        expires,
        sender: "ann@example.org".into(),
        recipients: vec!["bob@example.com".into(), "zoë@example.com".into()],
        subject: "Årsrapport".into(),
        language: "sv".into(),
        brand: String::new(),
        reply_allowed: true,
        receipt_wanted: true,
        voucher: Some(Voucher {
            means: Means::Login,
            domain: "example.org".into(),
        }),
    }
}

/// A sealer with the keys that `meta` asks for.
fn sealer<W: Write>(keyring: &Keyring, meta: &Meta, out: W) -> io::Result<Sealer<W>> {
    let keys = keyring.sealing_keys(meta.expires);
    Sealer::new(&keys.map_err(io::Error::other)?, meta, out)
}

/// Opens with the keys that `sealed` names.
fn open<'a>(keyring: &Keyring, sealed: &'a [u8]) -> Result<Opened<'a>, OpenError> {
    seal::open(&keyring.opening_keys(sealed)?, sealed)
}

fn seal(keyring: &Keyring, meta: &Meta, message: &[u8]) -> Vec<u8> {
    let mut sealer = sealer(keyring, meta, Vec::new()).unwrap();
    sealer.write_all(message).unwrap();
    sealer.finish().unwrap()
}

/// The message, or all that came out before the refusal.
fn unseal(keyring: &Keyring, sealed: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    let mut out = Vec::new();
    let opened = open(keyring, sealed).map_err(|_| Vec::new())?;
    match opened.copy_to(LIMIT, &mut out) {
        Ok(len) => {
            assert_eq!((len, opened.verify(LIMIT)), (out.len() as u64, Ok(len)));
            Ok(out)
        }
        Err(OpenFailure::Sealed(error)) => {
            assert_eq!(opened.verify(LIMIT), Err(error), "verify and copy_to agree");
            Err(out)
        }
        Err(OpenFailure::Io(error)) => panic!("a vector takes every byte: {error}"),
    }
}

/// Bytes that don't compress, the same for the same seed.
fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_be_bytes()
    };
    (0..len.div_ceil(8))
        .flat_map(|_| next())
        .take(len)
        .collect()
}

/// Starts this test binary again, for one test alone, which finds `order` in its environment.
fn child(test: &str, order: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .env(ORDER, order);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What [`child`] was told; `None` in the process that runs all tests.
fn order() -> Option<String> {
    std::env::var(ORDER).ok()
}

const ORDER: &str = "POSTSEAL_TEST_ORDER";

/// A short message is compressed in one call, a long one while it arrives; both open, whatever the
/// length and the sizes of the writes.
#[test]
fn a_message_of_any_length_opens_however_it_is_written() {
    let (_dir, keyring) = keyring();
    for len in [0, 1, 65_535, 65_536, 65_537, 131_072, 300_000] {
        let message = noise(len, 1);
        for step in [1_000, 65_535, 65_536, 1 << 20] {
            let mut sealer = sealer(&keyring, &meta(None), Vec::new()).unwrap();
            message
                .chunks(step)
                .for_each(|chunk| sealer.write_all(chunk).unwrap());
            let opened = unseal(&keyring, &sealer.finish().unwrap());
            assert!(
                opened.as_ref() == Ok(&message),
                "{len} bytes in steps of {step}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_sealed_opens(
        len in prop_oneof![0usize..200, 16_000usize..17_000, 0usize..300_000],
        repeat in 1usize..5,
        seed: u64,
        splits in prop::collection::vec(0usize..70_000, 0..20),
        expires in prop::option::of(EXPIRES..EXPIRES + 200_000),
        subject in ".{0,300}",
        recipients in prop::collection::vec("[a-z]{1,30}@[a-zé]{1,20}\\.example", 1..60),
    ) {
        let (_dir, keyring) = keyring();
        let message = noise(len, seed).repeat(repeat);
        let meta = Meta { subject, recipients, ..meta(expires) };
        let mut sealer = sealer(&keyring, &meta, Vec::new()).unwrap();
        let mut rest = &message[..];
        for split in splits {
            let (now, later) = rest.split_at(split.min(rest.len()));
            sealer.write_all(now).unwrap();
            sealer.flush().unwrap();
            rest = later;
        }
        sealer.write_all(rest).unwrap();
        let sealed = sealer.finish().unwrap();
        let fresh = Keyring::load(keyring.dir()).unwrap();
        prop_assert_eq!(open(&fresh, &sealed).unwrap().meta, meta);
        prop_assert!(unseal(&fresh, &sealed) == Ok(message));
    }

    #[test]
    fn junk_is_refused(junk in prop::collection::vec(any::<u8>(), 0..2000), magic: bool) {
        let (_dir, keyring) = keyring();
        let head = b"PSL1\x01\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00";
        let junk = if magic { [&head[..], &junk].concat() } else { junk };
        prop_assert!(open(&keyring, &junk).is_err());
    }
}

/// A writer that fails after some bytes, as a full disk or a lost connection does.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(buf.len())
            .ok_or_else(|| std::io::Error::other("full"))?;
        Ok(buf.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A writer that fails once, when so many bytes have come, and then works again.
struct Hiccup(usize);

impl Write for Hiccup {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        let before = self.0;
        self.0 = self.0.saturating_sub(buf.len());
        if before > 0 && self.0 == 0 {
            Err(std::io::Error::other("hiccup"))
        } else {
            Ok(buf.len())
        }
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_failed_write_never_becomes_a_message() {
    let (_dir, keyring) = keyring();
    assert!(sealer(&keyring, &meta(None), Full(100)).is_err());
    let mut sealer = sealer(&keyring, &meta(None), Hiccup(20_000)).unwrap();
    assert!(sealer.write_all(&noise(300_000, 1)).is_err());
    assert!(sealer.write_all(b"more").is_err(), "later writes fail too");
    assert!(sealer.finish().is_err());
    let sealed = seal(&keyring, &meta(None), &noise(300_000, 1));
    let opened = open(&keyring, &sealed).unwrap();
    assert!(matches!(
        opened.copy_to(LIMIT, &mut Full(100_000)),
        Err(OpenFailure::Io(_))
    ));
}
