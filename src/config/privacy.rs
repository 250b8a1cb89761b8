//! `[privacy]`: what the operator adds to the privacy statement.

use serde::Deserialize;
use toml::Spanned;

use super::Findings;
use super::brand::Words;
use crate::locale::Locales;
use crate::portal::Statement;

/// `[privacy]` as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    sections: Vec<Addition>,
    /// The day of their last change: `2026-11-27`.
    changed: Option<Spanned<toml::value::Datetime>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Addition {
    title: Words,
    text: Words,
}

impl Section {
    pub fn check(self, locales: &Locales, findings: &mut Findings<'_>) -> Statement {
        let sections = self.sections.into_iter().map(|Addition { title, text }| {
            (
                title.check("privacy.sections.title", locales, findings),
                text.check("privacy.sections.text", locales, findings),
            )
        });
        let sections = sections.collect();
        let changed = self.changed.and_then(|at| {
            findings.check("privacy.changed", &at, |at| {
                at.date
                    .map(day)
                    .ok_or_else(|| format!("{at} is no day such as 2026-11-27"))
            })
        });
        Statement { sections, changed }
    }
}

/// A day in seconds since 1970.
fn day(date: toml::value::Date) -> i64 {
    let date = mail_parser::DateTime {
        year: date.year,
        month: date.month,
        day: date.day,
        hour: 0,
        minute: 0,
        second: 0,
        tz_before_gmt: false,
        tz_hour: 0,
        tz_minute: 0,
    };
    date.to_timestamp()
}
