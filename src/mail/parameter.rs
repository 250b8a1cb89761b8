//! MIME header fields with parameters (RFC 2045 section 5.1, RFC 2231, RFC 2183), read as each mail
//! program may read them.

use std::collections::HashSet;

use crate::mail::transfer_encoding::escaped;
use crate::mail::{Field, Header, charset};

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
const LONGEST: usize = 8 << 10;

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

    fn from_text(text: &str) -> Self {
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
                params.push(Param::plain(
                    without_comments(name).trim().to_ascii_lowercase(),
                    value,
                ));
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

/// The pieces of a field, which semicolons outside quotes and comments separate.
///
/// Quotes or comments that never end have no effect on the piece that they start in, so that no
/// parameter hides behind them; where the next piece starts, they may start again. To look for the
/// end at each piece would take a time quadratic in the field's length.
struct Pieces<'a> {
    text: &'a str,
    /// Where the next piece starts; `None` after the last.
    start: Option<usize>,
    /// For each place in the text, where a piece that starts there ends; [`UNCLOSED`] where quotes
    /// or comments in it never end.
    ends: Vec<usize>,
}

/// No place in a text.
const UNCLOSED: usize = usize::MAX;

impl<'a> Pieces<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            start: Some(0),
            ends: ends_of_pieces(text.as_bytes()),
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let start = self.start?;
        let end = match self.ends[start] {
            UNCLOSED => self.text[start..]
                .find(';')
                .map_or(self.text.len(), |at| start + at),
            end => end,
        };
        self.start = (end < self.text.len()).then_some(end + 1);
        Some(&self.text[start..end])
    }
}

/// Where a piece that starts at each place of a text ends: one pass from the text's end to its
/// start.
fn ends_of_pieces(text: &[u8]) -> Vec<usize> {
    let length = text.len();
    // Where quotes and comments that were entered before a place end. A backslash as the last byte
    // escapes what is not there.
    let mut after_quotes = vec![UNCLOSED; length + 2];
    let mut after_comment = vec![UNCLOSED; length + 2];
    let mut ends = vec![length; length + 1];
    let at_or_unclosed = |places: &[usize], at: usize| places.get(at).copied().unwrap_or(UNCLOSED);
    for (at, &byte) in text.iter().enumerate().rev() {
        let next = at + 1;
        ends[at] = match byte {
            b';' => at,
            b'"' => at_or_unclosed(&ends, after_quotes[next]),
            b'(' => at_or_unclosed(&ends, after_comment[next]),
            _ => ends[next],
        };
        after_quotes[at] = match byte {
            b'"' => next,
            b'\\' => after_quotes[next + 1],
            _ => after_quotes[next],
        };
        after_comment[at] = match byte {
            b')' => next,
            b'(' => at_or_unclosed(&after_comment, after_comment[next]),
            b'\\' => after_comment[next + 1],
            _ => after_comment[next],
        };
    }
    ends
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

/// What of a field's text is read.
fn start(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// The name that most programs give a part's file, decoded; it may be empty.
pub(crate) fn name(header: &Header) -> Option<String> {
    let named = |field: &str, parameter: &str| {
        let text = charset::likeliest(header.first(field)?.value(), None);
        let value = Value::from_text(start(&text));
        value.likeliest(parameter).map(str::to_owned)
    };
    let written =
        named("Content-Disposition", "filename").or_else(|| named("Content-Type", "name"))?;
    // What was percent-encoded may hold line ends, and a field ends at one.
    let one_line = written.replace(['\r', '\n'], "");
    Some(Field::from_milter(b"X", one_line.as_bytes()).decoded())
}

/// Every name that a part's fields give its file, as written and decoded, in each reading.
pub(crate) fn names(header: &Header) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    let mut add = |written: &str| {
        for name in readings_of_name(written) {
            if seen.insert(name.clone()) {
                names.push(name);
            }
        }
    };
    for (field, params) in [
        ("Content-Disposition", ["filename", "name"]),
        ("Content-Type", ["name", "filename"]),
    ] {
        for field in header.all(field) {
            for text in field.written() {
                let value = Value::from_text(start(&text));
                params
                    .iter()
                    .flat_map(|param| value.all(param))
                    .for_each(&mut add);
            }
        }
    }
    // Some programs name a file by these.
    for field in ["Content-Description", "Content-Location"] {
        header
            .all(field)
            .flat_map(Field::written)
            .for_each(|text| add(&text));
    }
    names
}

/// A file's name in each way in which it can be read: encoded words, letters that run backwards,
/// and without what file systems leave off its end.
pub(crate) fn readings_of_name(written: &str) -> Vec<String> {
    let one_line = written.replace(['\r', '\n'], "");
    let mut names: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for reading in Field::from_milter(b"X", one_line.as_bytes()).readings() {
        let whole = reading.trim();
        let end = whole.find("::$").map_or(whole, |end| &whole[..end]);
        let bare = end
            .trim_end_matches(['.', ' ', '\u{a0}', '\u{3000}', '/', '\''])
            .trim_start_matches('\'');
        // An encoded word is no second name beside what it says.
        for name in [whole, bare]
            .into_iter()
            .filter(|name| !name.is_empty() && !name.contains("=?"))
        {
            if seen.insert(name.to_owned()) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Splits off one piece at a time, as slowly as it goes.
    fn pieces_one_by_one(text: &str) -> Vec<&str> {
        let mut pieces = Vec::new();
        let mut rest = Some(text);
        while let Some(text) = rest {
            let at = match end_of_first(text) {
                Ok(at) => Some(at),
                Err(is_closed) => text.find(';').filter(|_| !is_closed),
            };
            pieces.push(at.map_or(text, |at| &text[..at]));
            rest = at.map(|at| &text[at + 1..]);
        }
        pieces
    }

    /// The first semicolon outside quotes and comments; without one, whether all of them end.
    fn end_of_first(text: &str) -> Result<usize, bool> {
        let mut quoted = false;
        let mut escaped = false;
        let mut comments = 0_usize;
        for (at, c) in text.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted || comments > 0 => escaped = true,
                '"' if comments == 0 => quoted = !quoted,
                '(' if !quoted => comments += 1,
                ')' if !quoted => comments = comments.saturating_sub(1),
                ';' if !quoted && comments == 0 => return Ok(at),
                _ => {}
            }
        }
        Err(!quoted && comments == 0)
    }

    proptest! {
        #[test]
        fn a_field_is_split_as_it_would_be_piece_by_piece(text in r#"[();\\"aé]{0,40}"#) {
            let pieces: Vec<&str> = Pieces::new(&text).collect();
            prop_assert_eq!(pieces, pieces_one_by_one(&text));
        }
    }

    #[test]
    fn a_name_is_not_read_beyond_the_longest_field() {
        let long = format!("attachment; x={}; filename=a", "é".repeat(LONGEST));
        let (header, _) = Header::parse(format!("Content-Disposition: {long}\r\n").as_bytes());
        assert_eq!(name(&header), None);
    }

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

    #[test]
    fn names_are_found_and_decoded() {
        let (header, _) = Header::parse(
            b"Content-Type: application/pdf; name=\"=?utf-8?B?w6kucGRm?=\"\r\n\
            Content-Disposition: attachment; filename*0*=utf-8''%C3%A9t; filename*1=\".exe\"\r\n\
            Content-Disposition: attachment; filename=My report.pdf\r\n",
        );
        assert_eq!(names(&header), ["ét.exe", "My report.pdf", "é.pdf"]);
    }

    #[test]
    fn a_name_in_a_charset_by_another_name_is_read_as_other_programs_guess_it_too() {
        for label in ["cp950", "uhc"] {
            let field =
                format!("Content-Disposition: attachment; filename*={label}''%A4dossier.xlsm\r\n");
            let (header, _) = Header::parse(field.as_bytes());
            let names = names(&header);
            let is_guessed = names.iter().any(|name| name.ends_with("dossier.xlsm"));
            assert!(is_guessed, "{label}: {names:?}");
        }
    }
}
