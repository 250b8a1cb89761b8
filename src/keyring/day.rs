//! Days: the epochs after which messages can no longer be opened.

use std::fmt;

/// A day in UTC, up to the end of the year 9999, as days since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(u32);

/// 9999-12-31.
const LAST_DAY: u64 = 2_932_896;

impl Day {
    /// The day of a time in seconds since 1970.
    pub fn from_unix_seconds(unix_seconds: u64) -> Option<Self> {
        let days = unix_seconds / 86_400;
        u32::try_from(days)
            .ok()
            .filter(|_| days <= LAST_DAY)
            .map(Self)
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.splitn(3, '-').map(|part| part.parse::<u32>().ok());
        let year = numbers.next()??;
        let month = numbers.next()??;
        let day = numbers.next()??;
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
        let era = days / 146_097;
        let in_era = days % 146_097;
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
            let day = Day::from_unix_seconds(seconds).unwrap();
            assert_eq!(
                (day.to_string().as_str(), Day::parse(text)),
                (text, Some(day))
            );
        }
        assert_eq!(
            (
                Day::from_unix_seconds(253_402_300_800),
                Day::from_unix_seconds(u64::MAX)
            ),
            (None, None)
        );
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
}
