//! Key files: their names and their one line.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::day::Day;
use crate::seal::Key;
use crate::secret::Secret;

/// The name of a key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyName {
    Root(u32),
    Epoch(Day, u64),
}

impl KeyName {
    /// Reads a file name in exactly the form in which `Display` writes it; epoch key 0 would mean
    /// none.
    pub fn parse(text: &str) -> Option<Self> {
        let stem = text.strip_suffix(".key")?;
        let name = if let Some(id) = stem.strip_prefix("root-") {
            Self::Root(u32::from_str_radix(id, 16).ok()?)
        } else {
            let (day, id) = stem.strip_prefix("epoch-")?.rsplit_once('-')?;
            Self::Epoch(
                Day::parse(day)?,
                u64::from_str_radix(id, 16).ok().filter(|&id| id != 0)?,
            )
        };
        Some(name).filter(|name| name.to_string() == text)
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(id) => write!(f, "root-{id:08x}.key"),
            Self::Epoch(day, id) => write!(f, "epoch-{day}-{id:016x}.key"),
        }
    }
}

/// What the first word of a key file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    Root,
    RetiredRoot,
    Epoch,
}

impl KeyKind {
    const ALL: [(Self, &str); 3] = [
        (Self::Root, "postseal-root-key"),
        (Self::RetiredRoot, "postseal-retired-root-key"),
        (Self::Epoch, "postseal-epoch-key"),
    ];

    fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// The line that a key file holds.
pub(super) fn write_line(kind: KeyKind, key: &Key) -> Zeroizing<String> {
    let encoded = Zeroizing::new(STANDARD.encode(key.expose()));
    Zeroizing::new(format!("{} v1 {}\n", kind.word(), *encoded))
}

/// Reads the line of a key file; `None` for anything that [`write_line`] doesn't write.
pub(super) fn read_line(text: &[u8]) -> Option<(KeyKind, Key)> {
    let line = std::str::from_utf8(text).ok()?.strip_suffix('\n')?;
    let (word, encoded) = line.split_once(" v1 ")?;
    let kind = KeyKind::ALL.iter().find(|(_, known)| *known == word)?.0;
    // base64's own estimate of the length is up to two bytes too long, and refuses a shorter buffer
    let mut decoded = Zeroizing::new([0; 34]);
    let len = STANDARD.decode_slice(encoded, &mut *decoded).ok()?;
    let key = Secret::new(<[u8; 32]>::try_from(&decoded[..len]).ok()?);
    // 32 zero bytes stand for "no epoch key", and for a file whose content never reached the disk.
    if key.matches(&[0; 32]) {
        None
    } else {
        Some((kind, key))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_form() {
        for good in [
            "root-00000001.key",
            "root-ffffffff.key",
            "epoch-2026-11-21-00000000000000ab.key",
        ] {
            assert_eq!(KeyName::parse(good).unwrap().to_string(), good);
        }
        for bad in [
            "root-1.key",
            "root-0000000A.key",
            "root-+0000001.key",
            "root-00000001.KEY",
            "epoch-2026-11-21-0000000000000000.key",
            "epoch-2026-11-31-00000000000000ab.key",
            "epoch-00000000000000ab.key",
            ".new-root-00000001.key",
        ] {
            assert_eq!(KeyName::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_line_has_one_form() {
        let key = Secret::new([0xa5; 32]);
        let line = write_line(KeyKind::Epoch, &key);
        let (kind, read) = read_line(line.as_bytes()).unwrap();
        assert!(kind == KeyKind::Epoch && read.matches(key.expose()));
        let text = line.as_str();
        let bad = [
            text.trim_end().to_owned(),
            format!("{text}\n"),
            format!(" {text}"),
            text.replace('\n', "\r\n"),
            text.replace("v1", "v2"),
            text.replace("epoch", "other"),
            text.replace('=', ""),
            text.replace("paU=", "paV="),
            text.replacen("paWl", "", 1),
            text.replacen("paWl", "paWlpaWl", 1),
            write_line(KeyKind::Root, &Secret::new([0; 32])).to_string(),
            String::new(),
            "\0".repeat(80),
        ];
        for (n, bad) in bad.iter().enumerate() {
            assert!(
                bad != text && read_line(bad.as_bytes()).is_none(),
                "case {n}"
            );
        }
    }
}
