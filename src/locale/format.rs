//! Numbers, sizes and dates as a language writes them, by ICU4X.

use fixed_decimal::Decimal;
use fluent_bundle::FluentValue;
use icu_calendar::Iso;
use icu_datetime::fieldsets::{T, YMD, YMDT};
use icu_datetime::input::{DateTime, UtcOffset, ZonedDateTime};
use icu_datetime::{DateTimeFormatter, NoCalendarFormatter};
use icu_decimal::DecimalFormatter;
use intl_memoizer::Memoizable;
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

use super::language::Language;

/// How one language writes numbers and dates.
pub(super) struct Formats {
    number: Option<DecimalFormatter>,
    date: Option<DateTimeFormatter<YMD>>,
    date_time: Option<DateTimeFormatter<YMDT>>,
    time: Option<NoCalendarFormatter<T>>,
}

impl Formats {
    pub(super) fn new(language: &Language) -> Self {
        let locale = language.locale();
        // The library has data for every language, if only the root's.
        Self {
            number: DecimalFormatter::try_new(locale.clone().into(), Default::default()).ok(),
            date: DateTimeFormatter::try_new(locale.clone().into(), YMD::long()).ok(),
            date_time: DateTimeFormatter::try_new(
                locale.clone().into(),
                YMD::long().with_time_hm(),
            )
            .ok(),
            time: NoCalendarFormatter::try_new(locale.into(), T::hm()).ok(),
        }
    }

    /// A number of tenths.
    pub(super) fn tenths(&self, tenths: u64) -> String {
        let mut number = Decimal::from(tenths);
        number.multiply_pow10(-1);
        number.trim_end_if_integer();
        self.decimal(&number)
    }

    fn decimal(&self, number: &Decimal) -> String {
        match &self.number {
            Some(format) => format.format(number).to_string(),
            None => number.to_string(),
        }
    }

    pub(super) fn date(&self, unix: i64) -> String {
        let moment = moment(unix);
        match &self.date {
            Some(format) => format.format(&moment.date).to_string(),
            None => unix.to_string(),
        }
    }

    pub(super) fn date_time(&self, unix: i64) -> String {
        match &self.date_time {
            Some(format) => format.format(&moment(unix)).to_string(),
            None => unix.to_string(),
        }
    }

    pub(super) fn time(&self, unix: i64) -> String {
        match &self.time {
            Some(format) => format.format(&moment(unix).time).to_string(),
            None => unix.to_string(),
        }
    }
}

/// Seconds since 1970 as a day and a time.
fn moment(unix: i64) -> DateTime<Iso> {
    let utc = ZonedDateTime::from_epoch_milliseconds_and_utc_offset(
        unix.saturating_mul(1_000),
        UtcOffset::zero(),
    );
    DateTime {
        date: utc.date,
        time: utc.time,
    }
}

/// The messages for the units of sizes.
pub(super) const UNITS: [&str; 4] = [
    "size-bytes",
    "size-kilobytes",
    "size-megabytes",
    "size-gigabytes",
];

/// The message for the unit of a size, and the number in front of it in tenths.
pub(super) fn size(bytes: u64) -> (u64, &'static str) {
    let mut unit = 1;
    let mut at = 0;
    while bytes / unit >= 1_000 && at + 1 < UNITS.len() {
        unit *= 1_000;
        at += 1;
    }
    if at == 0 {
        return (bytes * 10, UNITS[0]);
    }
    let tenths = (bytes * 10 + unit / 2) / unit;
    // Above ten nobody wants a tenth.
    let tenths = if tenths >= 100 {
        (tenths + 5) / 10 * 10
    } else {
        tenths
    };
    (tenths, UNITS[at])
}

/// Numbers of all messages, as their language writes them.
struct Numbers(DecimalFormatter);

impl Memoizable for Numbers {
    type Args = ();
    type Error = ();

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        let locale: icu_locale::Locale = language.to_string().parse().map_err(|_| ())?;
        let format = DecimalFormatter::try_new(locale.into(), Default::default());
        format.map(Self).map_err(|_| ())
    }
}

/// Writes a number that stands in a message.
pub(super) fn number_in_message(
    value: &FluentValue<'_>,
    languages: &IntlLangMemoizer,
) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let whole = number.value as i64;
    languages
        .with_try_get::<Numbers, _, _>((), |numbers| {
            numbers.0.format(&Decimal::from(whole)).to_string()
        })
        .ok()
}
