//! Keys that sign mail: PEM files, PKCS#8 or PKCS#1.

use std::fmt;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::Arc;

use mail_auth::common::crypto::{Algorithm, DkimKey, Ed25519Key, RsaKey, Sha256, SigningKey};
use mail_auth::common::headers::Writable;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject;
use zeroize::Zeroizing;

/// The largest file that can be a key.
const LARGEST: u64 = 64 << 10;

/// What a verifier may refuse: RFC 8301 section 3.2.
const RSA_BITS: usize = 2_048;

/// A key as the administrator names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    /// The domain that signs (`d=`), in lower-case ASCII form; it signs for authors in it and below
    /// it.
    pub domain: String,
    /// Names the public key: DNS has it at `selector._domainkey.domain`.
    pub selector: String,
    /// The private key's file.
    pub path: PathBuf,
}

/// Why a key can't be used, as a sentence that names its file.
#[derive(Debug)]
pub struct KeyError(String);

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KeyError {}

/// A key that signs.
pub(super) struct Key {
    /// The domain that signs, in lower-case ASCII form.
    pub(super) domain: String,
    /// Where DNS has the public key.
    pub(super) selector: String,
    /// The private key.
    pub(super) private: Shared,
    /// The public key, as DNS has it.
    pub(super) public: Vec<u8>,
}

/// A private key that several signatures share.
#[derive(Clone)]
pub(super) struct Shared(Arc<DkimKey>);

impl SigningKey for Shared {
    type Hasher = Sha256;

    fn sign(&self, input: impl Writable) -> mail_auth::Result<Vec<u8>> {
        self.0.sign(input)
    }

    fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }
}

impl Key {
    /// Reads and checks a key.
    ///
    /// # Errors
    /// [`KeyError`] when the file can't be read, is open to others, or holds no key that
    /// verifiers accept.
    pub(super) fn load(file: &KeyFile) -> Result<Self, KeyError> {
        let fail = |why: String| KeyError(format!("the DKIM key {} {why}.", file.path.display()));
        let io = |error: std::io::Error| fail(format!("can't be read: {error}"));
        let metadata = std::fs::metadata(&file.path).map_err(io)?;
        if !metadata.is_file() || metadata.len() > LARGEST {
            return Err(fail("is no file with a key".into()));
        }
        let mode = metadata.mode();
        if mode & 0o027 != 0 {
            let path = file.path.display();
            return Err(fail(format!(
                "is open to other users of this host (mode {:04o}): run chmod g-w,o= {path}",
                mode & 0o7777
            )));
        }
        let pem = Zeroizing::new(std::fs::read(&file.path).map_err(io)?);
        if memchr::memmem::find(&pem, b"ENCRYPTED").is_some() {
            return Err(fail(
                "is encrypted with a passphrase, which nobody could type: decrypt it with openssl \
                 pkey"
                    .into(),
            ));
        }
        let no_key =
            |_| fail("holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)".into());
        let der = PrivateKeyDer::from_pem_slice(&pem).map_err(no_key)?;
        let (private, public) = private(der).map_err(fail)?;
        let private = Shared(Arc::new(private));
        Ok(Self {
            domain: file.domain.clone(),
            selector: file.selector.clone(),
            private,
            public,
        })
    }
}

/// The key and its public half, as DNS has it.
fn private(der: PrivateKeyDer<'_>) -> Result<(DkimKey, Vec<u8>), String> {
    if let PrivateKeyDer::Pkcs8(pkcs8) = &der
        && let Ok(key) = Ed25519Key::from_pkcs8_maybe_unchecked_der(pkcs8.secret_pkcs8_der())
    {
        let public = key.public_key();
        return Ok((key.into(), public));
    }
    let kinds = "it must be RSA with 2048 to 4096 bits, or Ed25519";
    let key = RsaKey::<Sha256>::from_key_der(der)
        .map_err(|error| format!("can't be used ({error}): {kinds}"))?;
    let public = subject_public_key_info(&key.public_key());
    let bits = SigningKey::sign(&key, &b""[..])
        .map(|signature| signature.len() * 8)
        .unwrap_or_default();
    if bits < RSA_BITS {
        Err(format!("has {bits} bits: {kinds}"))
    } else {
        Ok((key.into(), public))
    }
}

/// An RSA public key (PKCS#1) as keys stand in DNS: all verifiers read this form (RFC 5280 section
/// 4.1), and some no other.
fn subject_public_key_info(pkcs1: &[u8]) -> Vec<u8> {
    /// The algorithm rsaEncryption, without parameters.
    const RSA: [u8; 15] = [
        0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0,
    ];
    let tagged = |tag: u8, content: &[u8]| {
        let [.., high, low] = (content.len() as u32).to_be_bytes();
        [&[tag, 0x82, high, low], content].concat()
    };
    tagged(
        0x30,
        &[&RSA, &tagged(3, &[&[0], pkcs1].concat())[..]].concat(),
    )
}
