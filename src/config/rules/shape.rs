//! Conditions that take strings, or strings and an option in a table: `"a"`, `["a", "b"]` or
//! `{ of = ["a", "b"], … }`.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

use crate::config::strings::{Strings, Text};

/// What is looked for in content, and how many distinct ones of it.
pub(super) struct Counted {
    pub of: Spanned<Strings>,
    pub at_least: Option<Spanned<u32>>,
}

/// Subject tags, and what is made of one that nearly fits.
pub(super) struct Tags {
    pub of: Spanned<Strings>,
    pub near_miss: Option<Text>,
}

/// What isn't in the file has an empty span.
fn plain(strings: Strings) -> Spanned<Strings> {
    Spanned::new(0..0, strings)
}

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            of: Spanned<Strings>,
            at_least: Option<Spanned<u32>>,
        }
        let expected = "a string, a list of strings, or { of = [\"…\"], at_least = 2 }";
        Ok(match strings_or_table(deserializer, expected)? {
            Ok(Table { of, at_least }) => Self { of, at_least },
            Err(strings) => Self {
                of: plain(strings),
                at_least: None,
            },
        })
    }
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            of: Spanned<Strings>,
            near_miss: Option<Text>,
        }
        let expected = "a string, a list of strings, or { of = [\"…\"], near_miss = \"seal\" }";
        Ok(match strings_or_table(deserializer, expected)? {
            Ok(Table { of, near_miss }) => Self { of, near_miss },
            Err(strings) => Self {
                of: plain(strings),
                near_miss: None,
            },
        })
    }
}

/// A table, or else strings.
fn strings_or_table<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
    expected: &'static str,
) -> Result<Result<T, Strings>, D::Error> {
    struct Shape<T>(&'static str, PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Shape<T> {
        type Value = Result<T, Strings>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Err(Strings(vec![Spanned::new(0..0, text.to_owned())])))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            Strings::deserialize(de::value::SeqAccessDeserializer::new(list)).map(Err)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            T::deserialize(de::value::MapAccessDeserializer::new(map)).map(Ok)
        }
    }
    deserializer.deserialize_any(Shape(expected, PhantomData))
}
