//! What stands above a message's text: people and date, as its reader sees them.

use mail_parser::DateTime;

use crate::mail::{Header, text};

/// What stands above a message's text.
#[derive(Default)]
pub(super) struct Heading {
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub date: Option<String>,
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
        let date = header
            .first("Date")
            .and_then(|field| DateTime::parse_rfc822(&field.decoded()))
            .filter(DateTime::is_valid);
        Self {
            from: people("From"),
            to: people("To"),
            cc: people("Cc"),
            date: date.as_ref().map(written_date),
        }
    }
}

fn visible(text: &str) -> String {
    text.chars()
        .filter(|&c| !c.is_control() && !text::is_invisible(c))
        .collect()
}

/// `12 March 2026, 14:05 (UTC+1)`, in the sender's own time.
fn written_date(date: &DateTime) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = MONTHS
        .get(usize::from(date.month).wrapping_sub(1))
        .unwrap_or(&"");
    let zone = match (date.tz_hour, date.tz_minute) {
        (0, 0) => "UTC".to_owned(),
        (hour, minute) => {
            let sign = if date.tz_before_gmt { '−' } else { '+' };
            if minute == 0 {
                format!("UTC{sign}{hour}")
            } else {
                format!("UTC{sign}{hour}:{minute:02}")
            }
        }
    };
    format!(
        "{} {month} {}, {:02}:{:02} ({zone})",
        date.day, date.year, date.hour, date.minute
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_shows_people_and_the_senders_time() {
        let (header, _) = Header::parse(
            b"From: =?utf-8?Q?Al=C3=AFce?= <alice@example.org>\r\nTo: bob@example.com, \"C, D\" \
              <c@example.com>\r\n\
              Date: Thu, 12 Mar 2026 14:05:09 +0100\r\n",
        );
        let heading = Heading::from_header(&header);
        assert_eq!(heading.from, ["Alïce <alice@example.org>"]);
        assert_eq!(heading.to, ["bob@example.com", "C, D <c@example.com>"]);
        assert_eq!(
            heading.date.as_deref(),
            Some("12 March 2026, 14:05 (UTC+1)")
        );
    }
}
