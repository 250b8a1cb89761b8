//! Languages: their tags, what they are written in, and which one somebody reads.

use std::fmt;
use std::sync::LazyLock;

use icu_locale::{
    Direction as IcuDirection, LanguageIdentifier, Locale, LocaleCanonicalizer,
    LocaleDirectionality, LocaleExpander,
};

/// A language of pages and mails.
#[derive(Clone, Debug)]
pub struct Language {
    id: LanguageIdentifier,
    /// The same with its usual script and region: `zh-Hans-CN` for `zh`.
    likely: LanguageIdentifier,
    tag: String,
    direction: Direction,
}

/// The direction in which a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl fmt::Display for Direction {
    /// As the value of a `dir` attribute.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        })
    }
}

impl Language {
    /// The language of a tag (RFC 5646), whose extensions are left out.
    pub(super) fn new(tag: &str) -> Option<Self> {
        // Tables of the library, which are the same for all.
        static NAMES: LazyLock<LocaleCanonicalizer> =
            LazyLock::new(LocaleCanonicalizer::new_extended);
        static LIKELY: LazyLock<LocaleExpander> = LazyLock::new(LocaleExpander::new_extended);
        let mut locale: Locale = tag.parse().ok()?;
        NAMES.canonicalize(&mut locale);
        let id = locale.id;
        if id.language.is_unknown() {
            return None;
        }
        let mut likely = id.clone();
        LIKELY.maximize(&mut likely);
        let direction = match LocaleDirectionality::new_extended().get(&likely) {
            Some(IcuDirection::RightToLeft) => Direction::Rtl,
            _ => Direction::Ltr,
        };
        Some(Self {
            tag: id.to_string(),
            id,
            likely,
            direction,
        })
    }

    /// Its tag.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The direction in which it is written.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether spaces stand between words.
    pub(super) fn has_spaces(&self) -> bool {
        const WITHOUT: [&str; 6] = ["Hans", "Hant", "Jpan", "Thai", "Khmr", "Laoo"];
        let script = self.likely.script;
        script.is_none_or(|script| !WITHOUT.contains(&script.as_str()))
    }

    /// Whether somebody who wants `other` reads this: the language and its script are the same.
    pub(super) fn serves(&self, other: &Self) -> bool {
        self.likely.language == other.likely.language && self.likely.script == other.likely.script
    }

    /// For the libraries that format.
    pub(super) fn locale(&self) -> Locale {
        self.id.clone().into()
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// The languages of an `Accept-Language` field, best first.
pub(super) struct Wanted;

impl Wanted {
    /// Browsers name a handful.
    const MOST: usize = 32;

    pub(super) fn parse(field: &str) -> impl Iterator<Item = &str> {
        let mut wanted: Vec<(u16, &str)> = field
            .split(',')
            .take(Self::MOST)
            .filter_map(|one| {
                let (tag, weight) = one.split_once(';').unwrap_or((one, "q=1"));
                let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
                // Three digits behind the point at most (RFC 9110, section 12.4.2).
                let weight: f32 = weight.trim().parse().ok()?;
                let thousandths = (weight.clamp(0.0, 1.0) * 1_000.0) as u16;
                (thousandths > 0).then_some((thousandths, tag.trim()))
            })
            .collect();
        wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        wanted.into_iter().map(|(_, tag)| tag)
    }
}
