//! A message with what stands in its places.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};

use super::Words;
use super::markup;

/// What stands in a place of a message.
#[derive(Clone, Debug)]
pub enum Value {
    /// Somebody's own words: a name, a subject. Their direction is their own.
    Text(String),
    /// A mail address, a host name, a URL, a file name: left to right always.
    Address(String),
    /// A number, by which the message may choose its words.
    Number(u64),
    /// What the message chooses its words by.
    Choice(&'static str),
    /// Words of this very language, which another message has put together.
    Own(String),
    /// What is compared letter by letter: the reference of a visit.
    Reference(String),
    /// A time, which the page's script may turn into the reader's own zone.
    Time {
        /// How it is shown.
        shown: String,
        /// For machines (RFC 3339).
        machine: String,
        /// How the script shows it: `long` or `time`.
        style: &'static str,
    },
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&&str> for Value {
    fn from(text: &&str) -> Self {
        Self::Text((*text).into())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&u64> for Value {
    fn from(number: &u64) -> Self {
        Self::Number(*number)
    }
}

impl From<&u32> for Value {
    fn from(number: &u32) -> Self {
        Self::Number((*number).into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl Value {
    /// An address of some kind, which is written from left to right.
    pub fn address(text: impl Into<String>) -> Self {
        Self::Address(text.into())
    }

    /// What is compared letter by letter.
    pub fn reference(text: impl Into<String>) -> Self {
        Self::Reference(text.into())
    }

    fn as_text(&self) -> FluentValue<'static> {
        match self {
            Self::Text(text)
            | Self::Own(text)
            | Self::Address(text)
            | Self::Reference(text)
            | Self::Time { shown: text, .. } => text.clone().into(),
            Self::Number(number) => (*number).into(),
            Self::Choice(choice) => (*choice).into(),
        }
    }

    fn as_html(&self) -> FluentValue<'static> {
        let html = match self {
            Self::Text(text) => format!("<bdi>{}</bdi>", markup::escape(text)),
            Self::Address(text) => {
                format!(
                    "<span dir=\"ltr\" class=\"address\">{}</span>",
                    markup::escape(text)
                )
            }
            Self::Own(text) => markup::escape(text).into_owned(),
            Self::Reference(text) => {
                format!(
                    "<strong dir=\"ltr\" class=\"reference\">{}</strong>",
                    markup::escape(text)
                )
            }
            Self::Time {
                shown,
                machine,
                style,
            } => format!(
                "<time datetime=\"{}\" data-time=\"{style}\">{}</time>",
                markup::escape(machine),
                markup::escape(shown)
            ),
            Self::Number(_) | Self::Choice(_) => return self.as_text(),
        };
        html.into()
    }
}

/// A message as a line of text. Pages escape it like any other.
#[derive(Clone, Debug)]
pub struct Text<'a>(Phrase<'a>);

/// A message as HTML.
#[derive(Clone, Debug)]
pub struct Html<'a> {
    phrase: Phrase<'a>,
    links: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug)]
struct Phrase<'a> {
    words: &'a Words,
    id: &'a str,
    values: Vec<(&'static str, Value)>,
}

impl<'a> Text<'a> {
    pub(super) fn new(words: &'a Words, id: &'a str) -> Self {
        Self(Phrase {
            words,
            id,
            values: Vec::new(),
        })
    }

    /// The same with `value` in the place named `name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.values.push((name, value.into()));
        self
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Phrase { words, id, values } = &self.0;
        let arguments = arguments(values, Value::as_text);
        let own = words.catalog.text(id, &arguments);
        f.write_str(
            &own.or_else(|| words.english.text(id, &arguments))
                .unwrap_or_else(|| lost(id)),
        )
    }
}

impl<'a> Html<'a> {
    pub(super) fn new(words: &'a Words, id: &'a str) -> Self {
        Self {
            phrase: Phrase {
                words,
                id,
                values: Vec::new(),
            },
            links: Vec::new(),
        }
    }

    /// The same with `value` in the place named `name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.phrase.values.push((name, value.into()));
        self
    }

    /// The same as plain text, without its marks.
    #[must_use]
    pub fn as_text(&self) -> String {
        Text(self.phrase.clone()).to_string()
    }

    /// The same with its `<a>` leading to `href`.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>) -> Self {
        let mark = if self.links.is_empty() { "<a>" } else { "<a2>" };
        self.links.push((mark, href.into()));
        self
    }
}

impl fmt::Display for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Phrase { words, id, values } = &self.phrase;
        let arguments = arguments(values, Value::as_html);
        let own = words.catalog.html(id, &arguments);
        let mut html = own
            .or_else(|| words.english.html(id, &arguments))
            .unwrap_or_else(|| lost(id));
        for (mark, href) in &self.links {
            // Values have no bare `<`, so that only the message's own mark is meant.
            html = html.replacen(mark, &format!("<a href=\"{}\">", markup::escape(href)), 1);
        }
        f.write_str(&html)
    }
}

/// The value alone, as HTML: a time where no sentence is around it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_html() {
            FluentValue::String(html) => f.write_str(&html),
            FluentValue::Number(number) => write!(f, "{}", number.value),
            _ => Ok(()),
        }
    }
}

impl askama::filters::HtmlSafe for Value {}

/// What was put together is escaped where it must be.
impl askama::filters::HtmlSafe for Html<'_> {}

fn arguments(
    values: &[(&'static str, Value)],
    shown: fn(&Value) -> FluentValue<'static>,
) -> FluentArgs<'static> {
    values
        .iter()
        .map(|(name, value)| (*name, shown(value)))
        .collect()
}

/// A message that isn't even there in English, which the tests would have seen.
fn lost(id: &str) -> String {
    tracing::error!("there is no message {id}");
    id.into()
}
