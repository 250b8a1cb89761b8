//! The shape of the configuration file: its sections, and the rules.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::rules::{List, Rule};
use super::strings::Strings;
use super::{
    brand, carrier, content, dkim, dns, keyring, locale, log, mail, metrics, milter, portal,
    postfix, privacy,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub milter: milter::Section,
    pub portal: portal::Section,
    pub mail: mail::Section,
    pub keyring: keyring::Section,
    #[serde(default)]
    pub carrier: carrier::Section,
    #[serde(default)]
    pub brand: Vec<brand::Section>,
    #[serde(default)]
    pub locale: locale::Section,
    #[serde(default)]
    pub log: log::Section,
    #[serde(default)]
    pub metrics: metrics::Section,
    #[serde(default)]
    pub postfix: postfix::Section,
    #[serde(default)]
    pub privacy: privacy::Section,
    #[serde(default)]
    pub content: content::Section,
    #[serde(default)]
    pub dkim: Vec<Spanned<dkim::Section>>,
    #[serde(default)]
    pub dns: dns::Section,
    pub include: Option<Spanned<Strings>>,
    #[serde(default)]
    pub list: BTreeMap<String, Spanned<List>>,
    #[serde(default)]
    pub rule: Vec<Spanned<Rule>>,
}

/// A file that another includes: rules and lists, nothing else.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Included {
    pub list: BTreeMap<String, Spanned<List>>,
    pub rule: Vec<Spanned<Rule>>,
}
