//! What stands above a message's text: people and date, as its reader sees them.

use mail_parser::DateTime;

use crate::mail::{Header, text};

/// What stands above a message's text.
#[derive(Default)]
pub(in crate::portal) struct Heading {
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub date: Option<Date>,
}

impl Heading {
    pub(super) fn from_header(header: &Header) -> Self {
        let people = |name: &str| -> Vec<String> {
            let mailboxes = header.all(name).flat_map(|field| field.mailboxes());
            mailboxes
                .map(|(name, address)| match name {
                    Some(name) => format!("{} <{}>", visible(&name), visible(&address)),
                    None => visible(&address),
                })
                .take(200)
                .collect()
        };
        let date = header.first("Date").map(|field| field.decoded());
        Self {
            from: people("From"),
            to: people("To"),
            cc: people("Cc"),
            date: date.as_deref().and_then(Date::read),
        }
    }
}

fn visible(text: &str) -> String {
    text.chars()
        .filter(|&c| !c.is_control() && !text::is_invisible(c))
        .collect()
}

/// When a message was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::portal) enum Date {
    /// Seconds since 1970.
    Moment(i64),
    /// As it is written, where that can't be read for sure.
    Written(String),
}

impl Date {
    /// A date as people read it; one in another form than mails should have stays as it is written.
    fn read(written: &str) -> Option<Self> {
        const LONGEST: usize = 80;
        let date = DateTime::parse_rfc822(written).filter(DateTime::is_valid);
        let read = date.filter(|_| is_date(written));
        let read = read.map(|date| Self::Moment(date.to_timestamp()));
        read.or_else(|| {
            let shown: String = visible(written).trim().chars().take(LONGEST).collect();
            Some(shown)
                .filter(|shown| !shown.is_empty())
                .map(Self::Written)
        })
    }
}

/// Whether a date is as RFC 5322 section 3.3 has it, `Thu, 12 Mar 2026 14:05:09 +0100`: others are
/// misread, the zone first.
fn is_date(written: &str) -> bool {
    let bare = text::without_comments(written);
    let date = bare.split_once(',').map_or(bare.as_str(), |(_, date)| date);
    let parts: Vec<&str> = date.split_whitespace().collect();
    let [day, month, year, time, zone] = parts[..] else {
        return false;
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let digits = zone.strip_prefix(['+', '-']);
    let is_offset = digits.is_some_and(|digits| digits.len() == 4 && is_number(digits));
    is_number(day)
        && month.len() == 3
        && year.len() == 4
        && is_number(year)
        && time.split(':').all(is_number)
        && (2..=3).contains(&time.split(':').count())
        && (is_offset || zone.len() <= 4 && zone.bytes().all(|b| b.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_another_form_is_shown_as_it_is_written() {
        for (written, shown) in [
            (
                "12 Mar 2026 14:05:09 +0100 (CET)",
                Date::Moment(1_773_320_709),
            ),
            ("Thu, 12 Mar 2026 14:05:09 GMT", Date::Moment(1_773_324_309)),
            (
                "Thu, 12 Mar 2026 14:05 GMT",
                Date::Written("Thu, 12 Mar 2026 14:05 GMT".into()),
            ),
            (
                "Thu, 12 Mar 2026 14.05.09 +0100",
                Date::Written("Thu, 12 Mar 2026 14.05.09 +0100".into()),
            ),
            (
                "Thu, 12 Mar 2026 14:05:09",
                Date::Written("Thu, 12 Mar 2026 14:05:09".into()),
            ),
            (
                "Thu, 12 Mar 2026 14:05:09 GMT+1",
                Date::Written("Thu, 12 Mar 2026 14:05:09 GMT+1".into()),
            ),
            (
                "2026-03-12T14:05:09Z",
                Date::Written("2026-03-12T14:05:09Z".into()),
            ),
            (
                " 12. M\u{e4}rz\u{202e} 26",
                Date::Written("12. M\u{e4}rz 26".into()),
            ),
        ] {
            assert_eq!(Date::read(written), Some(shown), "{written}");
        }
        assert_eq!(Date::read(" "), None);
    }

    #[test]
    fn a_heading_shows_people_and_the_time() {
        let (header, _) = Header::parse(
            b"From: =?utf-8?Q?Al=C3=AFce?= <alice@example.org>\r\nTo: bob@example.com, \"C, D\" \
              <c@example.com>\r\n\
              Date: Thu, 12 Mar 2026 14:05:09 +0100\r\n",
        );
        let heading = Heading::from_header(&header);
        assert_eq!(heading.from, ["Alïce <alice@example.org>"]);
        assert_eq!(heading.to, ["bob@example.com", "C, D <c@example.com>"]);
        assert_eq!(heading.date, Some(Date::Moment(1_773_320_709)));
    }
}
