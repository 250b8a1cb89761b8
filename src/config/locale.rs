//! `[locale]`: the languages of pages and mails.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::Findings;
use super::strings::Text;
use crate::locale::{Locales, MailLanguages};
use crate::mail::domain_key;

/// `[locale]` as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Section {
    language: Option<Text>,
    second: Option<Text>,
    folder: Option<Text>,
    domains: BTreeMap<Spanned<String>, Text>,
}

/// `[locale]`, checked.
#[derive(Clone, Debug)]
pub struct Locale {
    /// All languages.
    pub locales: Arc<Locales>,
    /// Which of them mails are in.
    pub mails: MailLanguages,
}

impl Section {
    pub fn check(self, base: &Path, findings: &mut Findings<'_>) -> Locale {
        let mut locales = Locales::built_in();
        if let Some(folder) = &self.folder {
            let path = base.join(folder.get_ref());
            match locales.clone().with_folder(&path) {
                Ok(more) => locales = more,
                Err(errors) => {
                    for error in errors {
                        let sentence = format!("locale.folder: {error}.");
                        findings.push(folder.span().start, &sentence);
                    }
                }
            }
        }
        let mut tag = |key: &str, text: &Text| {
            let known = |tag: &String| match locales.find(tag) {
                Some(words) => Ok(words.tag().to_owned()),
                None => Err(locales.unknown(tag).to_string()),
            };
            findings.check(key, text, known)
        };
        let own = self
            .language
            .as_ref()
            .and_then(|text| tag("locale.language", text));
        let second = self
            .second
            .as_ref()
            .and_then(|text| tag("locale.second", text));
        let mut domains = BTreeMap::new();
        for (domain, text) in &self.domains {
            let key = format!("locale.domains.\"{}\"", domain.get_ref());
            if let Some(tag) = tag(&key, text) {
                domains.insert(domain_key(domain.get_ref()), tag);
            }
        }
        for domain in self
            .domains
            .keys()
            .filter(|one| one.get_ref().starts_with('.'))
        {
            let key = format!("locale.domains.\"{}\"", domain.get_ref());
            let sentence = format!("{key}: a domain has no dot before it; name each one.");
            findings.push(domain.span().start, &sentence);
        }
        if let Some(own) = &own {
            locales = locales.with_own(own);
        }
        let locales = Arc::new(locales);
        Locale {
            mails: MailLanguages::new(Arc::clone(&locales), domains, second),
            locales,
        }
    }
}
