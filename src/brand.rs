//! Brands: under which name and with which face mails and pages appear.
//!
//! An organisation that runs the portal has one or more; a rule chooses which one a message goes
//! out under, and its name is sealed into the message. All of them are on the portal's one host,
//! which stays what people compare.

mod contrast;
mod logo;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use contrast::Color;
pub use logo::{Logo, LogoError};

use crate::locale::Words;

/// A name and a face.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// What rules and messages call it; empty where the administrator has set none.
    pub name: String,
    /// The organisation, as people know it.
    pub organisation: Option<String>,
    /// What the organisation is, and why mail like this comes.
    pub reason: Told,
    /// What stands small below every mail.
    pub disclaimer: Told,
    /// Whom to write to: a mail address.
    pub contact: Option<String>,
    /// Where to call: "not sure? call …".
    pub telephone: Option<String>,
    /// Its postal address, in one line or several.
    pub address: Option<String>,
    /// Links at the foot of pages: words and an `https` address.
    pub links: Vec<(Told, String)>,
    /// Its picture.
    pub logo: Option<Logo>,
    /// The colours of buttons and links, on light and on dark ground.
    pub colors: Option<Colors>,
}

/// Two colours of buttons and links, each of which can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colors {
    /// On light ground; white stands on it.
    pub light: Color,
    /// On dark ground; black stands on it.
    pub dark: Color,
}

impl Colors {
    /// What pages take them from, as CSS.
    pub fn style(&self) -> String {
        let Self { light, dark } = self;
        format!(
            ":root {{ --deep: {light}; --deeper: {light}; }}\n\
             @media (prefers-color-scheme: dark) {{ :root {{ --deep: {dark}; --deeper: {dark}; }} \
             }}\n"
        )
    }
}

/// Words of the administrator's, in one language or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// In these languages, by tag.
    pub by_language: BTreeMap<String, String>,
    /// In all others.
    pub otherwise: Option<String>,
}

impl Told {
    /// What is to be said to who reads `words`.
    #[must_use]
    pub fn to(&self, words: &Words) -> Option<&str> {
        let own = self.by_language.get(words.tag());
        own.or(self.otherwise.as_ref()).map(String::as_str)
    }
}

/// All brands, by name. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Brands {
    /// The first one is the organisation's own.
    all: Arc<Vec<Arc<Brand>>>,
}

impl Brands {
    /// These brands, of which the first is the organisation's own.
    #[must_use]
    pub fn new(all: Vec<Brand>) -> Self {
        let mut all: Vec<_> = all.into_iter().map(Arc::new).collect();
        if all.is_empty() {
            all.push(Arc::default());
        }
        Self { all: Arc::new(all) }
    }

    /// The brand of this name, or the organisation's own where there is none (any more).
    #[must_use]
    pub fn find(&self, name: &str) -> Arc<Brand> {
        let named = self.all.iter().find(|brand| brand.name == name);
        Arc::clone(named.unwrap_or(&self.all[0]))
    }

    /// Whether there is a brand of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.all.iter().any(|brand| brand.name == name)
    }

    /// All of them, the organisation's own first.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Brand>> {
        self.all.iter()
    }
}

impl Default for Brands {
    /// The one brand that there is without any.
    fn default() -> Self {
        Self::new(Vec::new())
    }
}
