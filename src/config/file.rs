//! The shape of the configuration file: its sections, and the rules.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

use super::strings::Text;
use super::{carrier, content, dkim, dns, keyring, log, mail, milter, portal, postfix};

pub(super) use super::strings::Strings;

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
    pub log: log::Section,
    #[serde(default)]
    pub postfix: postfix::Section,
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

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct List {
    pub entries: Option<Spanned<Strings>>,
    pub file: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub name: Text,
    pub then: Option<Text>,
    #[serde(default, rename = "final")]
    pub last: Option<Spanned<bool>>,
    #[serde(default)]
    pub when: When,
    pub expires: Option<Text>,
    pub language: Option<Text>,
    pub brand: Option<Text>,
    pub reply: Option<bool>,
    pub receipt: Option<bool>,
    pub copies: Option<Text>,
    pub text: Option<Text>,
}

#[derive(Deserialize, Default)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "expected conditions in braces, such as { direction = \"outbound\" }"
)]
pub(super) struct When {
    pub all: Option<Spanned<Vec<When>>>,
    pub any: Option<Spanned<Vec<When>>>,
    pub not: Option<Box<When>>,
    pub direction: Option<Text>,
    pub sender: Option<Spanned<Strings>>,
    pub recipient: Option<Spanned<Strings>>,
    pub login: Option<Spanned<Strings>>,
    pub client: Option<Spanned<Strings>>,
    #[serde(rename = "macro")]
    pub mta_macro: Option<MtaMacro>,
    pub subject_tag: Option<Spanned<Strings>>,
    pub subject_word: Option<Spanned<Strings>>,
    pub header: Option<HeaderField>,
    pub thread: Option<Spanned<bool>>,
    pub size_over: Option<Text>,
    pub attachment_name: Option<Spanned<Strings>>,
    pub attachment_type: Option<Spanned<Strings>>,
    pub words: Option<Spanned<Counted>>,
    pub patterns: Option<Spanned<Counted>>,
    pub identifiers: Option<Spanned<Counted>>,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "expected { name = \"…\", value = \"…\" }"
)]
pub(super) struct HeaderField {
    pub name: Text,
    pub value: Option<Spanned<Strings>>,
    pub pattern: Option<Spanned<Strings>>,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "expected { name = \"…\", value = \"…\" }"
)]
pub(super) struct MtaMacro {
    pub name: Text,
    pub value: Option<Spanned<Strings>>,
}

/// What is looked for in content, and how many distinct ones of it: `"a"`, `["a", "b"]` or `{ of =
/// ["a", "b"], at_least = 2 }`.
pub(super) struct Counted {
    pub of: Spanned<Strings>,
    pub at_least: Option<Spanned<u32>>,
}

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            of: Spanned<Strings>,
            at_least: Option<Spanned<u32>>,
        }
        struct Shape;
        let plain = |strings| Counted {
            of: Spanned::new(0..0, strings),
            at_least: None,
        };
        impl<'de> Visitor<'de> for Shape {
            type Value = Result<Table, Strings>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, a list of strings, or { of = [\"…\"], at_least = 2 }")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Err(Strings(vec![Spanned::new(0..0, text.to_owned())])))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Strings::deserialize(de::value::SeqAccessDeserializer::new(list)).map(Err)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Table::deserialize(de::value::MapAccessDeserializer::new(map)).map(Ok)
            }
        }
        Ok(match deserializer.deserialize_any(Shape)? {
            Ok(Table { of, at_least }) => Counted { of, at_least },
            Err(strings) => plain(strings),
        })
    }
}
