//! What DNS says of a key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::rsa;

/// How many bytes an Ed25519 key has (RFC 8463 section 4).
const ED25519: usize = 32;

/// The tags of a key's record in DNS (RFC 6376 section 3.6.1).
pub struct KeyRecord(Vec<(String, String)>);

impl KeyRecord {
    /// Reads a record; what is no tag is left out.
    pub fn read(record: &[u8]) -> Self {
        let text = String::from_utf8_lossy(record);
        let tags = text.split(';').filter_map(|tag| tag.split_once('='));
        Self(
            tags.map(|(name, value)| (name.trim().to_owned(), value.split_whitespace().collect()))
                .collect(),
        )
    }

    /// The value of a tag, without white space.
    pub fn tag(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(tag, _)| tag == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether this is the record of one key, of a kind that is checked, and whole: several may
    /// stand at one name, and some are cut off where a string of DNS ends.
    pub(super) fn is_one_checkable_key(&self) -> bool {
        let Some(key) = self.only_key().and_then(decoded) else {
            return false;
        };
        match self.tag("k").unwrap_or("rsa").to_ascii_lowercase().as_str() {
            "rsa" => rsa::is_key(&key),
            "ed25519" => key.len() == ED25519,
            _ => false,
        }
    }

    /// Whether this says of one key, and of no other, that it is used no more.
    pub(super) fn is_one_revoked_key(&self) -> bool {
        self.only_key() == Some("")
    }

    /// The value of `p=`, where that stands here once.
    fn only_key(&self) -> Option<&str> {
        let mut keys = self.0.iter().filter(|(tag, _)| tag == "p");
        let (_, key) = keys.next()?;
        keys.next().is_none().then_some(key)
    }

    /// Whether signatures with this key count for mail: it isn't tested yet, and meant for mail and
    /// for SHA-256.
    pub fn signs_mail(&self) -> bool {
        let has = |name, default: &'static str, wanted: &[&str]| {
            let value = self.tag(name).unwrap_or(default).to_ascii_lowercase();
            value.split(':').any(|one| wanted.contains(&one))
        };
        !has("t", "", &["y"]) && has("s", "*", &["*", "email"]) && has("h", "sha256", &["sha256"])
    }
}

fn decoded(key: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(key.trim_end_matches('=')).ok()
}
