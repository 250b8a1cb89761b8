//! The words that people meet, in their language.
//!
//! Every sentence of pages and mails is a message in a Fluent file (Project Fluent's syntax 1.0),
//! one folder a language below `src/locales/`, built into the program. An administrator adds a
//! language, or overrides messages of one, by a folder of such files.
//!
//! - [`Locales`]: all languages there are, and which one somebody gets.
//! - [`Words`]: one language, from which pages and mails take sentences ([`Text`], [`Html`]),
//!   numbers and dates.
//! - A language that lacks a message borrows the English one.
//!
//! Numbers, sizes and dates are written by ICU4X with the data of all of CLDR, since a language
//! that an administrator adds needs them too.

mod ascii;
mod builtin;
mod catalog;
mod error;
mod fill;
mod format;
mod language;
mod mails;
mod markup;
mod phrase;
mod strange;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

pub use error::LocaleError;
pub use fill::fill;
pub use language::{Direction, Language};
pub use mails::{MailLanguages, MailWords};
pub use markup::escape;
pub use phrase::{Html, Text, Value};

use catalog::Catalog;
use language::Wanted;

/// All languages that there are words in.
#[derive(Clone, Debug)]
pub struct Locales {
    /// English first: every other borrows from it.
    catalogs: Vec<Arc<Catalog>>,
    /// Which of them is the organisation's.
    own: usize,
    /// What of the administrator's own words nobody will see.
    strange: Vec<LocaleError>,
}

impl Locales {
    /// The languages that are built in; the organisation's is English.
    ///
    /// # Panics
    ///
    /// When a file that was built in can't be read, which the tests would have seen.
    #[must_use]
    #[allow(clippy::expect_used)]
    pub fn built_in() -> Self {
        let mut findings = Vec::new();
        let catalogs = builtin::FOLDERS
            .iter()
            .map(|(tag, files)| {
                let language = Language::new(tag).expect("a built-in language has a tag");
                let mut sources = catalog::Sources::default();
                for (name, text) in *files {
                    sources.add(name, text, &mut findings);
                }
                Arc::new(Catalog::new(language, &sources))
            })
            .collect();
        assert!(findings.is_empty(), "built-in words: {findings:?}");
        Self {
            catalogs,
            own: 0,
            strange: Vec::new(),
        }
    }

    /// These and what the folders below `folder` add, each named by a language tag (RFC 5646) and
    /// with files that end in `.ftl`. A message that a built-in language has is replaced.
    ///
    /// # Errors
    ///
    /// A sentence for each file that can't be read, is no Fluent, or has a message that can't be
    /// shown.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, Vec<LocaleError>> {
        let mut findings = Vec::new();
        let english = Arc::clone(&self.catalogs[0]);
        let own = catalog::read_folder(folder, &english.sources, &mut self.strange, &mut findings);
        for (language, sources) in own {
            let known = self
                .catalogs
                .iter()
                .position(|one| one.language == language);
            let base = known.map(|at| Arc::clone(&self.catalogs[at]));
            let catalog = Arc::new(match &base {
                Some(base) => base.overridden(&sources),
                None => Catalog::new(language, &sources),
            });
            match known {
                Some(at) => self.catalogs[at] = catalog,
                None => self.catalogs.push(catalog),
            }
        }
        if findings.is_empty() {
            Ok(self)
        } else {
            Err(findings)
        }
    }

    /// What of the words of a folder nobody will see: a sentence for each message that no page asks
    /// for, or that has places for what isn't there.
    #[must_use]
    pub fn strange(&self) -> &[LocaleError] {
        &self.strange
    }

    /// These with the language of `tag` as the organisation's, if there are words in it.
    #[must_use]
    pub fn with_own(mut self, tag: &str) -> Self {
        self.own = self.position(tag).unwrap_or(self.own);
        self
    }

    /// What is to be said of a tag of which there is no language.
    #[must_use]
    pub fn unknown(&self, tag: &str) -> LocaleError {
        LocaleError::Unknown {
            tag: tag.into(),
            known: self.tags().collect::<Vec<_>>().join(", "),
        }
    }

    /// The organisation's language.
    #[must_use]
    pub fn own(&self) -> Words {
        self.words(self.own)
    }

    /// The language of this tag, or the nearest to it that somebody reads who reads it: `de` for
    /// `de-AT`, but nothing for `zh-Hant` where there is only `zh-Hans`.
    #[must_use]
    pub fn find(&self, tag: &str) -> Option<Words> {
        self.position(tag).map(|at| self.words(at))
    }

    /// The best language for an `Accept-Language` field (RFC 9110, section 12.5.4), or the
    /// organisation's.
    #[must_use]
    pub fn accepted(&self, field: &str) -> Words {
        Wanted::parse(field)
            .find_map(|tag| self.find(tag))
            .unwrap_or_else(|| self.own())
    }

    /// The tags of all languages.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.catalogs.iter().map(|one| one.language.tag())
    }

    /// All languages, in the order of their tags.
    #[must_use]
    pub fn all(&self) -> Vec<Words> {
        let mut all: Vec<_> = (0..self.catalogs.len()).map(|at| self.words(at)).collect();
        all.sort_by(|one, other| one.language().tag().cmp(other.language().tag()));
        all
    }

    fn position(&self, tag: &str) -> Option<usize> {
        let wanted = Language::new(tag)?;
        let exact = |one: &Arc<Catalog>| one.language == wanted;
        let near = |one: &Arc<Catalog>| one.language.serves(&wanted);
        let catalogs = &self.catalogs;
        catalogs
            .iter()
            .position(exact)
            .or_else(|| catalogs.iter().position(near))
    }

    fn words(&self, at: usize) -> Words {
        Words {
            catalog: Arc::clone(&self.catalogs[at]),
            english: Arc::clone(&self.catalogs[0]),
        }
    }
}

/// One language's words.
#[derive(Clone, Debug)]
pub struct Words {
    catalog: Arc<Catalog>,
    english: Arc<Catalog>,
}

impl Words {
    /// Which language it is.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.catalog.language
    }

    /// The tag of the language, for `lang` attributes and header fields.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.catalog.language.tag()
    }

    /// The direction in which the language is written, for `dir` attributes.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.catalog.language.direction()
    }

    /// A message as a line of text, without markup.
    #[must_use]
    pub fn text<'a>(&'a self, id: &'a str) -> Text<'a> {
        Text::new(self, id)
    }

    /// A message as HTML: its own marks are kept, all else is escaped.
    #[must_use]
    pub fn html<'a>(&'a self, id: &'a str) -> Html<'a> {
        Html::new(self, id)
    }

    /// A size as people say it: `1.2 MB`.
    #[must_use]
    pub fn size(&self, bytes: u64) -> String {
        let (number, unit) = format::size(bytes);
        let shown = self.catalog.formats().tenths(number);
        self.text(unit).with("number", shown).to_string()
    }

    /// A size that is exact to a decimal, as limits are: so many tenths of bytes, KB, MB or GB, by
    /// the power of 1,024 that is the unit.
    #[must_use]
    pub fn exact_size(&self, tenths: u64, unit: usize) -> String {
        let shown = self.catalog.formats().tenths(tenths);
        self.text(format::UNITS[unit.min(format::UNITS.len() - 1)])
            .with("number", shown)
            .to_string()
    }

    /// A day and a time of day in UTC, from seconds since 1970. That it is UTC is said by the
    /// sentence around it.
    #[must_use]
    pub fn date_time(&self, unix: i64) -> String {
        self.catalog.formats().date_time(unix)
    }

    /// A day in UTC, from seconds since 1970.
    #[must_use]
    pub fn date(&self, unix: i64) -> String {
        self.catalog.formats().date(unix)
    }

    /// A time of day in UTC, from seconds since 1970.
    #[must_use]
    pub fn time(&self, unix: i64) -> String {
        self.catalog.formats().time(unix)
    }
}
