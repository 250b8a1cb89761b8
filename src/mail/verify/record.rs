//! What DNS says of a key.

use std::ops::RangeInclusive;

/// How many bytes an RSA key of 1024 to 8192 bits has, in the forms in which keys stand in DNS.
const RSA: RangeInclusive<usize> = 138..=1_070;

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

    /// Whether this is the record of one key, of a kind that is checked: several may stand at one
    /// name, and keys are checked that have 1024 to 8192 bits.
    pub(super) fn is_one_checkable_key(&self) -> bool {
        let mut keys = self.0.iter().filter(|(tag, _)| tag == "p");
        let (Some((_, key)), None) = (keys.next(), keys.next()) else {
            return false;
        };
        let kind = self.tag("k").unwrap_or("rsa");
        !kind.eq_ignore_ascii_case("rsa") || RSA.contains(&(key.len() * 3 / 4))
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
