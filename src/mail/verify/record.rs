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

#[cfg(test)]
mod tests {
    use super::*;

    /// A key of 1024 bits in both forms, and one of 1000.
    const INFO: &str = "\
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDPnKhegx/SNWB16WzfrwnINz64zvAe/ApEAPdsKtCv\
        aCOU6d18ED6CgXH5SWUfw0m2hS7yh3ViOgKPpf0RxLs/Obte+Yc0GIHj2h8Ir+8cosedsL4wvSNsNa2V\
        CyBMYzyQTrsuTiuAekVVV3PhoV8Q5MaPSy3+zzkJKfaA0DIH5QIDAQAB";
    const ALONE: &str = "\
        MIGJAoGBAM+cqF6DH9I1YHXpbN+vCcg3PrjO8B78CkQA92wq0K9oI5Tp3XwQPoKBcflJZR/DSbaFLvKH\
        dWI6Ao+l/RHEuz85u175hzQYgePaHwiv7xyix52wvjC9I2w1rZULIExjPJBOuy5OK4B6RVVXc+GhXxDk\
        xo9LLf7POQkp9oDQMgflAgMBAAE=";
    const SHORT: &str = "\
        MIGFAn4A42rOdqyC45qWAjdwHralzwhT5kCgcS4qHsJQoRHWu5/UVpOv/+iH6PcJWOa4crSKaUFH9v+H\
        1WVHJhl+pJVwOI99iZXgh0Mso7t7UqUCLEAwTOtma1uzQ6fRrZqg81ckm5xDhLdW57ovie/k/I0ub6ts\
        uGh/cqkrXKWkj68CAwEAAQ==";

    fn is_checkable(kind: &str, key: &str) -> bool {
        KeyRecord::read(format!("v=DKIM1; k={kind}; p={key}").as_bytes()).is_one_checkable_key()
    }

    #[test]
    fn a_whole_key_can_be_checked_and_no_part_of_one() {
        for key in [INFO, ALONE] {
            assert!(is_checkable("rsa", key));
            assert!(is_checkable(
                "RSA",
                &format!(" {} {}", &key[..99], &key[99..])
            ));
            for length in 0..key.trim_end_matches('=').len() {
                assert!(!is_checkable("rsa", &key[..length]), "{length}");
            }
            assert!(!is_checkable("rsa", &format!("AAAA{key}")));
            assert!(!is_checkable("ed25519", key));
        }
        assert!(!is_checkable("rsa", SHORT), "1000 bits");
        let raw = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
        assert!(is_checkable("ed25519", raw));
        assert!(is_checkable("ed25519", raw.trim_end_matches('=')));
        assert!(!is_checkable("rsa", raw));
        assert!(!is_checkable("ed25519", &format!("MCowBQYDK2VwAyEA{raw}")));
        assert!(!is_checkable("falcon", raw));
    }

    #[test]
    fn a_key_is_gone_only_where_no_other_stands_beside_it() {
        let gone = |record: &str| KeyRecord::read(record.as_bytes()).is_one_revoked_key();
        assert!(gone("v=DKIM1; p=") && gone("v=DKIM1; k=rsa; p= ;"));
        for record in ["", "v=DKIM1", "p=YQ==", "v=DKIM1; k=x; p=YQ==v=DKIM1; p="] {
            assert!(!gone(record), "{record}");
        }
    }
}
