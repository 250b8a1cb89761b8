//! Which language a mail is in.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Locales, Words};

/// Which language a mail is in, by what the administrator has set.
#[derive(Clone, Debug)]
pub struct MailLanguages {
    locales: Arc<Locales>,
    /// The languages of recipients' domains.
    domains: BTreeMap<String, String>,
    /// The language that stands below the first.
    second: Option<String>,
}

/// The languages of one mail.
#[derive(Clone, Debug)]
pub struct MailWords {
    /// The mail's language.
    pub first: Words,
    /// The language below it.
    pub second: Option<Words>,
}

impl MailLanguages {
    /// Mails in the languages of `locales`, by the recipient's domain, and all of them in `second`
    /// too.
    #[must_use]
    pub fn new(
        locales: Arc<Locales>,
        domains: BTreeMap<String, String>,
        second: Option<String>,
    ) -> Self {
        Self {
            locales,
            domains,
            second,
        }
    }

    /// The languages of a mail to recipients of these domains (as
    /// [`domain_key`](crate::mail::domain_key) has them): that of the rule, if it has one; that
    /// which all domains agree in; or the organisation's.
    pub fn of<'a>(
        &self,
        rule: Option<&str>,
        domains: impl IntoIterator<Item = &'a str>,
    ) -> MailWords {
        let first = rule
            .and_then(|tag| self.locales.find(tag))
            .or_else(|| self.locales.find(self.agreed(domains)?))
            .unwrap_or_else(|| self.locales.own());
        let second = self
            .second
            .as_deref()
            .and_then(|tag| self.locales.find(tag));
        MailWords {
            second: second.filter(|second| second.tag() != first.tag()),
            first,
        }
    }

    fn agreed<'a>(&self, domains: impl IntoIterator<Item = &'a str>) -> Option<&str> {
        if self.domains.is_empty() {
            return None;
        }
        let mut tags = domains.into_iter().map(|domain| self.of_domain(domain));
        let first = tags.next()??;
        tags.all(|tag| tag == Some(first)).then_some(first)
    }

    /// The language of a domain, or of the nearest one above it.
    fn of_domain(&self, domain: &str) -> Option<&str> {
        std::iter::successors(Some(domain), |domain| Some(domain.split_once('.')?.1))
            .find_map(|domain| self.domains.get(domain))
            .map(String::as_str)
    }
}

impl Default for MailLanguages {
    /// English, which is built in.
    fn default() -> Self {
        Self::new(Arc::new(Locales::built_in()), BTreeMap::new(), None)
    }
}
