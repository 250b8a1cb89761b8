//! What a key file is called and what stands in it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// The bytes of one root key or epoch key.
pub(super) type Key = Secret<[u8; 32]>;

/// A day in UTC, up to the end of the year 9999, as days since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(u32);

/// 9999-12-31.
const LAST_DAY: u64 = 2_932_896;

impl Day {
    /// The day of a time in seconds since 1970.
    pub fn of(unix_seconds: u64) -> Option<Self> {
        let days = unix_seconds / 86_400;
        u32::try_from(days)
            .ok()
            .filter(|_| days <= LAST_DAY)
            .map(Self)
    }

    /// Reads `YYYY-MM-DD`.
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.splitn(3, '-').map(|part| part.parse::<u32>().ok());
        let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
        if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day)
        {
            return None;
        }
        // The calendar below starts its year in March, so that the leap day is the last one.
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let in_year = (153 * month + 2) / 5 + day - 1;
        let days = year * 365 + year / 4 - year / 100 + year / 400 + in_year;
        days.checked_sub(719_468)
            .map(Self)
            .filter(|day| day.to_string() == text)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0 + 719_468;
        let (era, in_era) = (days / 146_097, days % 146_097);
        let year = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
        let in_year = in_era - (365 * year + year / 4 - year / 100);
        let month = (5 * in_year + 2) / 153;
        let day = in_year - (153 * month + 2) / 5 + 1;
        let (year, month) = if month < 10 {
            (year, month + 3)
        } else {
            (year + 1, month - 9)
        };
        write!(f, "{:04}-{month:02}-{day:02}", year + era * 400)
    }
}

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

/// Reads the line of a key file; `None` when it is anything but what [`write_line`] writes.
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
    fn days_are_written_and_read() {
        for (seconds, text) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_795_219_200, "2026-11-21"),
            (4_107_542_400, "2100-03-01"),
            (253_402_300_799, "9999-12-31"),
        ] {
            let day = Day::of(seconds).unwrap();
            assert_eq!(
                (day.to_string().as_str(), Day::parse(text)),
                (text, Some(day))
            );
        }
        assert_eq!((Day::of(253_402_300_800), Day::of(u64::MAX)), (None, None));
        for n in (0..=2_932_896).step_by(31) {
            assert_eq!(Day::parse(&Day(n).to_string()), Some(Day(n)));
        }
        for bad in [
            "2026-02-29",
            "2026-2-01",
            "2026-13-01",
            "1969-12-31",
            "+026-01-01",
            "2026-01-01-1",
            "2026-01",
            "",
        ] {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
    }

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
