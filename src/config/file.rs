//! The shape of the configuration file.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub milter: Milter,
    pub portal: Portal,
    pub mail: Mail,
    pub keyring: Keyring,
    #[serde(default)]
    pub carrier: Carrier,
    #[serde(default)]
    pub log: Log,
    #[serde(default)]
    pub postfix: Postfix,
    #[serde(default)]
    pub content: Content,
    #[serde(default)]
    pub dkim: Vec<Spanned<Dkim>>,
    #[serde(default)]
    pub dns: Dns,
    pub include: Option<Spanned<Strings>>,
    #[serde(default)]
    pub list: BTreeMap<String, Spanned<List>>,
    #[serde(default)]
    pub rule: Vec<Spanned<Rule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Milter {
    pub listen: Text,
    pub group: Option<Text>,
    pub max_message: Option<Text>,
    pub max_memory: Option<Text>,
    pub max_header: Option<Text>,
    pub max_recipients: Option<Spanned<u32>>,
    pub max_sessions: Option<Spanned<u32>>,
    pub session_wait: Option<Text>,
    pub max_inspections: Option<Spanned<u32>>,
    pub inspection_wait: Option<Text>,
    pub idle: Option<Text>,
    pub submitted: Option<Text>,
    pub verdict: Option<bool>,
}

impl Default for Milter {
    fn default() -> Self {
        let listen = Spanned::new(
            0..0,
            "unix:/var/spool/postfix/postseal/milter.sock".to_owned(),
        );
        Self {
            listen,
            group: None,
            max_message: None,
            max_memory: None,
            max_header: None,
            max_recipients: None,
            max_sessions: None,
            session_wait: None,
            max_inspections: None,
            inspection_wait: None,
            idle: None,
            submitted: None,
            verdict: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Portal {
    pub listen: Text,
    pub url: Text,
    pub trusted_proxies: Option<Spanned<Strings>>,
    pub max_upload: Option<Text>,
    pub max_memory: Option<Text>,
    pub max_message: Option<Text>,
    pub connections: Option<Spanned<u32>>,
    pub visit: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mail {
    pub submit: Text,
    pub from: Text,
    pub local_domains: Spanned<Strings>,
    #[serde(default = "no_strings")]
    pub trusted_networks: Spanned<Strings>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keyring {
    pub dir: Text,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Carrier {
    pub subject: Option<Text>,
    pub max_size: Option<Text>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Log {
    pub level: Option<Text>,
    pub format: Option<Text>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Postfix {
    pub config_dir: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dkim {
    pub domain: Text,
    pub selector: Text,
    pub key: Text,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Dns {
    pub servers: Option<Spanned<Strings>>,
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

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Content {
    pub max_size: Option<Text>,
    pub max_parts: Option<Spanned<u32>>,
    pub max_depth: Option<Spanned<u32>>,
    pub max_unpacked: Option<Text>,
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

/// One string or a list of strings.
#[derive(Default)]
pub(super) struct Strings(pub Vec<Text>);

fn no_strings() -> Spanned<Strings> {
    Spanned::new(0..0, Strings::default())
}

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Strings;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Strings, E> {
                Ok(Strings(vec![Spanned::new(0..0, text.to_owned())]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Strings, A::Error> {
                let mut strings = Vec::new();
                while let Some(text) = list.next_element::<Text>()? {
                    strings.push(text);
                }
                Ok(Strings(strings))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
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

/// Reads the file's shape; a mistake comes with its place and a sentence that names the key.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, (Option<Range<usize>>, String)> {
    let sentence = |error: &toml::de::Error| error.message().replace('\n', " ").trim().to_owned();
    let deserializer = toml::Deserializer::parse(text).map_err(|error| {
        (
            error.span(),
            format!("this is not TOML: {}.", sentence(&error)),
        )
    })?;
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        // serde shows the wrapper that keeps a value's place as a key of its own.
        let key = error
            .path()
            .to_string()
            .replace(".$__serde_spanned_private_value", "");
        let inner = error.into_inner();
        let what = sentence(&inner);
        // The path of an unknown key ends in the key itself; that of a missing key in the table
        // that lacks it.
        let told = if key == "." {
            format!("{what}.")
        } else {
            format!("{key}: {what}.")
        };
        (inner.span(), told)
    })
}
