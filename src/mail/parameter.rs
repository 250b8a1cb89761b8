//! MIME header fields with parameters (RFC 2045 section 5.1, RFC 2231, RFC 2183), read as each mail
//! program may read them.

mod pieces;

use std::collections::HashSet;

use pieces::Pieces;

use crate::mail::transfer_encoding::escaped;
use crate::mail::{Field, charset};

/// A field's value: what stands first, and its parameters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Value {
    /// What stands before the parameters, in lower case, without comments.
    pub(crate) main: String,
    params: Vec<Param>,
    /// Whether the field is too long to be read in full.
    cut: bool,
}

/// The longest field that is read in full, in bytes.
pub(crate) const LONGEST: usize = 8 << 10;

#[derive(Debug, PartialEq, Eq)]
struct Param {
    name: String,
    value: String,
    /// Whether programs may read it otherwise: no plain token and no plain quoted string.
    odd: bool,
    /// Whether it was written in the form of RFC 2231.
    is_extended: bool,
}

impl Value {
    /// Reads a field.
    pub(crate) fn from_field(field: &Field) -> Self {
        let written = field.value();
        let cut = written.len() > LONGEST;
        Self {
            cut,
            ..Self::from_text(&String::from_utf8_lossy(
                &written[..written.len().min(LONGEST)],
            ))
        }
    }

    /// Reads the text of a field; [`LONGEST`] bounds it.
    pub(crate) fn from_text(text: &str) -> Self {
        let text: String = text
            .chars()
            .filter(|c| !c.is_control() || *c == '\t')
            .collect();
        let mut pieces = Pieces::new(&text);
        let main = pieces.next().unwrap_or_default();
        let mut params = Vec::new();
        // The first semicolon may be missing.
        if let Some((name, value)) = main.split_once('=')
            && let Some(name) = name.split_whitespace().next_back()
        {
            params.push(Param {
                odd: true,
                ..Param::plain(name.to_ascii_lowercase(), value)
            });
        }
        for one in pieces {
            if let Some((name, value)) = one.split_once('=') {
                let name = without_comments(name).trim().to_ascii_lowercase();
                params.extend(Param::with_comment(&name, value));
                params.push(Param::plain(name, value));
            }
        }
        params.extend(extended(&params));
        Self {
            main: without_comments(main).trim().to_ascii_lowercase(),
            params,
            cut: false,
        }
    }

    /// Each distinct value of the parameter `name`.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let mut seen = HashSet::new();
        self.params
            .iter()
            .filter(|param| param.name == name)
            .map(|param| param.value.as_str())
            .filter(|value| seen.insert(*value))
            .collect()
    }

    /// The value of the parameter `name` that most programs take: that in the form of RFC 2231
    /// where there is one.
    pub(crate) fn likeliest(&self, name: &str) -> Option<&str> {
        let mut same = self.params.iter().filter(|param| param.name == name);
        let first = same.clone().next();
        same.find(|param| param.is_extended)
            .or(first)
            .map(|param| param.value.as_str())
    }

    /// Whether the field is too long to be read in full.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }

    /// Whether programs may differ about the parameter `name`.
    pub(crate) fn is_odd(&self, name: &str) -> bool {
        self.cut
            || self.all(name).len() > 1
            || self
                .params
                .iter()
                .any(|param| param.name == name && param.odd)
    }
}

impl Param {
    /// A file's name that isn't quoted, with what would be a comment: `report (1).pdf`. What
    /// follows an extension is one.
    fn with_comment(name: &str, written: &str) -> Option<Self> {
        let written = written.trim();
        let at = written.find('(').filter(|_| !written.starts_with('"'))?;
        let is_comment = written.ends_with(')') && written[..at].contains('.');
        (matches!(name, "name" | "filename") && !is_comment).then(|| Self {
            name: name.to_owned(),
            value: written.to_owned(),
            odd: true,
            is_extended: false,
        })
    }

    fn plain(name: String, written: &str) -> Self {
        let written = written.trim();
        let Some(quoted) = written.strip_prefix('"') else {
            let value = without_comments(written).trim().to_owned();
            let odd = value != written || value.contains([' ', '\t', '"', '\\', '(', ')']);
            return Self {
                name,
                value,
                odd,
                is_extended: false,
            };
        };
        let mut value = String::new();
        let mut odd = false;
        let mut chars = quoted.chars();
        loop {
            match chars.next() {
                Some('"') => break,
                Some('\\') => {
                    odd = true;
                    value.extend(chars.next());
                }
                Some(c) => value.push(c),
                None => {
                    odd = true;
                    break;
                }
            }
        }
        odd |= !without_comments(chars.as_str()).trim().is_empty();
        Self {
            name,
            value,
            odd,
            is_extended: false,
        }
    }
}

fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|&c| {
            depth += usize::from(c == '(');
            let outside = depth == 0;
            depth -= usize::from(c == ')' && depth > 0);
            outside
        })
        .collect()
}

/// Parameters in pieces and in other charsets (RFC 2231 sections 3 and 4): `name*0*`, `name*1`,
/// `name*`.
fn extended(params: &[Param]) -> Vec<Param> {
    let mut pieces: Vec<(&str, usize, bool, &str)> = params
        .iter()
        .filter_map(|param| {
            let (name, rest) = param.name.split_once('*')?;
            let (number, encoded) = rest
                .strip_suffix('*')
                .map_or((rest, rest.is_empty()), |number| (number, true));
            Some((
                name,
                if number.is_empty() {
                    0
                } else {
                    number.parse().ok()?
                },
                encoded,
                param.value.as_str(),
            ))
        })
        .collect();
    pieces.sort_by_key(|&(name, number, ..)| (name, number));
    let mut whole: Vec<Param> = Vec::new();
    for same in pieces.chunk_by(|a, b| a.0 == b.0) {
        let mut label_of_all = "";
        let mut bytes = Vec::new();
        for (nth, &(_, _, encoded, value)) in same.iter().enumerate() {
            let mut value = value;
            if encoded && nth == 0 {
                let mut parts = value.splitn(3, '\'');
                if let (Some(label), Some(_), Some(rest)) =
                    (parts.next(), parts.next(), parts.next())
                {
                    (label_of_all, value) = (label, rest);
                }
            }
            bytes.extend(if encoded {
                percent_decoded(value)
            } else {
                value.as_bytes().to_vec()
            });
        }
        let labelled = charset::decoded(&bytes, label_of_all).filter(|_| !label_of_all.is_empty());
        let values = labelled.map_or_else(
            || {
                let by_other_name = charset::decoded_by_other_name(&bytes, label_of_all);
                let guesses = charset::guesses(&bytes);
                by_other_name.into_iter().chain(guesses).collect()
            },
            |text| vec![text],
        );
        whole.extend(values.into_iter().map(|value| Param {
            name: same[0].0.to_owned(),
            value,
            odd: true,
            is_extended: true,
        }));
    }
    whole
}

/// The bytes of a text in which some are written as percent signs and two digits.
pub(crate) fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match escaped(tail) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => bytes.push(*first),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        Value::from_field(&Field::new("Content-Type", text))
    }

    #[test]
    fn parameters_are_read_in_every_form() {
        for (text, boundary) in [
            ("Multipart/Mixed; boundary=abc", "abc"),
            ("multipart/mixed;\r\n\tBOUNDARY=\"a b;c\"; x=y", "a b;c"),
            ("multipart/mixed (a; comment) ; boundary = abc", "abc"),
            (
                "multipart/mixed; boundary=----=_NextPart_000_0000",
                "----=_NextPart_000_0000",
            ),
        ] {
            let value = value(text);
            assert_eq!(value.main, "multipart/mixed", "{text}");
            assert_eq!(value.all("boundary"), [boundary], "{text}");
            assert!(!value.is_odd("boundary"), "{text}");
        }
    }

    #[test]
    fn parameters_that_may_be_read_otherwise_are_odd() {
        for text in [
            "multipart/mixed; boundary=a; boundary=b",
            "multipart/mixed; boundary=\"a\\b\"",
            "multipart/mixed; boundary=\"ab",
            "multipart/mixed; boundary=a b",
            "multipart/mixed; boundary=\"a\"b",
            "multipart/mixed; boundary*0=a; boundary*1=b",
            "multipart/mixed; boundary=a(comment)",
            "multipart/mixed; x=\"; boundary=a (",
        ] {
            assert!(value(text).is_odd("boundary"), "{text}");
        }
    }
}
