//! MIME header fields with parameters (RFC 2045 section 5.1, RFC 2231, RFC 2183), read as each mail program may read them.

use mail_parser::decoders::charsets::map::charset_decoder;

use crate::mail::{Field, Header};

/// A field's value: what stands first, and its parameters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    /// What stands before the parameters, in lower case, without comments.
    pub(super) main: String,
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
}

impl Value {
    /// Reads a field.
    pub(super) fn of(field: &Field) -> Self {
        let written = field.value();
        let cut = written.len() > LONGEST;
        let text: String = String::from_utf8_lossy(&written[..written.len().min(LONGEST)])
            .chars()
            .filter(|c| !c.is_control() || *c == '\t')
            .collect();
        let (main, mut rest) = piece(&text);
        let mut params = Vec::new();
        while let Some(after) = rest {
            let (one, next) = piece(after);
            rest = next;
            if let Some((name, value)) = one.split_once('=') {
                params.push(Param::plain(name.trim().to_ascii_lowercase(), value));
            }
        }
        params.extend(extended(&params));
        Self { main: without_comments(main).trim().to_ascii_lowercase(), params, cut }
    }

    /// Each distinct value of the parameter `name`.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        let mut values: Vec<&str> = Vec::new();
        for param in self.params.iter().filter(|param| param.name == name) {
            if !values.contains(&param.value.as_str()) {
                values.push(&param.value);
            }
        }
        values
    }

    /// Whether the field is too long to be read in full.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// Whether programs may differ about the parameter `name`.
    pub(super) fn is_odd(&self, name: &str) -> bool {
        self.cut || self.all(name).len() > 1 || self.params.iter().any(|param| param.name == name && param.odd)
    }
}

impl Param {
    fn plain(name: String, written: &str) -> Self {
        let written = written.trim();
        let Some(quoted) = written.strip_prefix('"') else {
            let value = without_comments(written).trim().to_owned();
            let odd = value != written || value.contains([' ', '\t', '"', '\\', '(', ')']);
            return Self { name, value, odd };
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
        Self { name, value, odd }
    }
}

/// The first piece of a field, up to a semicolon outside quotes and comments, and what follows it.
fn piece(text: &str) -> (&str, Option<&str>) {
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
            ';' if !quoted && comments == 0 => return (&text[..at], Some(&text[at + 1..])),
            _ => {}
        }
    }
    // Quotes or comments that never end end here, so that no parameter hides behind them.
    match text.find(';') {
        Some(at) if quoted || comments > 0 => (&text[..at], Some(&text[at + 1..])),
        _ => (text, None),
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

/// Parameters in pieces and in other charsets (RFC 2231 sections 3 and 4): `name*0*`, `name*1`, `name*`.
fn extended(params: &[Param]) -> Vec<Param> {
    let mut pieces: Vec<(&str, usize, bool, &str)> = params
        .iter()
        .filter_map(|param| {
            let (name, rest) = param.name.split_once('*')?;
            let (number, encoded) = rest.strip_suffix('*').map_or((rest, rest.is_empty()), |number| (number, true));
            Some((name, if number.is_empty() { 0 } else { number.parse().ok()? }, encoded, param.value.as_str()))
        })
        .collect();
    pieces.sort_by_key(|&(name, number, ..)| (name, number));
    let mut whole: Vec<Param> = Vec::new();
    for same in pieces.chunk_by(|a, b| a.0 == b.0) {
        let mut charset = None;
        let mut bytes = Vec::new();
        for (nth, &(_, _, encoded, value)) in same.iter().enumerate() {
            let mut value = value;
            if encoded && nth == 0 {
                let mut parts = value.splitn(3, '\'');
                if let (Some(label), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next()) {
                    (charset, value) = (charset_decoder(label.as_bytes()), rest);
                }
            }
            bytes.extend(if encoded { percent_decoded(value) } else { value.as_bytes().to_vec() });
        }
        let value = charset.map_or_else(|| String::from_utf8_lossy(&bytes).into_owned(), |decode| decode(&bytes));
        whole.push(Param { name: same[0].0.to_owned(), value, odd: true });
    }
    whole
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => bytes.push(*first),
        }
    }
    bytes
}

/// Every name that a part's fields give its file, as written and decoded.
pub(super) fn names(header: &Header) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (field, param) in [("Content-Disposition", "filename"), ("Content-Type", "name")] {
        for field in header.all(field) {
            for written in Value::of(field).all(param) {
                let decoded = Field::new("X", written).decoded();
                let as_written = (!decoded.is_empty() && decoded.trim() != written.trim()).then_some(written);
                let decoded = if decoded.is_empty() { written } else { decoded.trim() };
                for name in std::iter::once(decoded).chain(as_written) {
                    // An encoded word is no second name beside what it says.
                    if !name.is_empty() && !name.starts_with("=?") && !names.iter().any(|known| known == name) {
                        names.push(name.to_owned());
                    }
                }
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        Value::of(&Field::new("Content-Type", text))
    }

    #[test]
    fn parameters_are_read_in_every_form() {
        for (text, boundary) in [
            ("Multipart/Mixed; boundary=abc", "abc"),
            ("multipart/mixed;\r\n\tBOUNDARY=\"a b;c\"; x=y", "a b;c"),
            ("multipart/mixed (a; comment) ; boundary = abc", "abc"),
            ("multipart/mixed; boundary=----=_NextPart_000_0000", "----=_NextPart_000_0000"),
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
}
