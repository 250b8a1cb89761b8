//! The privacy statement.

use askama::Template;

use crate::brand::{Brand, Told};
use crate::locale::Value;
use crate::portal::face::Face;

/// The privacy statement, true of the portal that runs.
#[derive(Template)]
#[template(path = "privacy.html", config = "src/portal/askama.toml")]
pub(in crate::portal) struct Privacy<'a> {
    pub face: &'a Face,
    pub brand: &'a Brand,
    /// The day of the last change, in seconds since 1970.
    pub updated: i64,
    /// How long a visit lasts.
    pub minutes: u64,
    /// The ids of the words that tell of the figures that are collected.
    pub figures: &'a [&'static str],
    /// What the operator adds: a title and paragraphs.
    pub sections: &'a [(Told, Told)],
    /// The address that passcodes come from.
    pub sender: &'a str,
}

impl Privacy<'_> {
    fn operator(&self) -> String {
        let own = self.brand.organisation.clone();
        own.unwrap_or_else(|| self.face.name())
    }

    fn contact(&self) -> Value {
        Value::address(self.brand.contact.as_deref().unwrap_or(self.sender))
    }

    /// The operator's sections in the reader's language.
    fn added(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.sections.iter().filter_map(|(title, text)| {
            let words = self.face.words();
            let paragraphs = text.to(words)?.split("\n\n");
            Some((title.to(words)?, paragraphs.collect()))
        })
    }
}
