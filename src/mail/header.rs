//! Header fields as bytes (RFC 5322 section 2.2): kept exactly as they came, compared in decoded
//! form.

mod reading;
mod words;

use mail_parser::parsers::MessageStream;

/// One header field: its name and the exact bytes of the whole field, line end included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    raw: Vec<u8>,
    colon: usize,
}

/// The header of a message: its fields in order, each as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    fields: Vec<Field>,
}

impl Field {
    /// A field as the milter protocol shows it: the value with its own leading space, folds as LF
    /// or CRLF. The field is written with CRLF line ends, as SMTP carried it.
    pub fn from_milter(name: &[u8], value: &[u8]) -> Self {
        let mut raw = Vec::with_capacity(name.len() + value.len() + 3);
        raw.extend_from_slice(name);
        raw.push(b':');
        let mut last = 0;
        for &byte in value {
            if byte == b'\n' && last != b'\r' {
                raw.push(b'\r');
            }
            raw.push(byte);
            last = byte;
        }
        raw.extend_from_slice(b"\r\n");
        Self {
            raw,
            colon: name.len(),
        }
    }

    /// A field of our own making: `name: value`, CRLF at its end. The value may be folded but holds
    /// no other line end.
    pub fn new(name: &str, value: &str) -> Self {
        debug_assert!(is_one_field(value), "a value must not start another field");
        Self::from_milter(name.as_bytes(), format!(" {value}").as_bytes())
    }

    /// The field name as written, without the space that obsolete syntax allows before the colon.
    pub fn name(&self) -> &[u8] {
        self.raw[..self.colon].trim_ascii_end()
    }

    /// Whether this is the field `name`, in any case (RFC 5322 section 1.2.2).
    pub fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name.as_bytes())
    }

    /// The exact bytes: name, colon, value, folding and line end.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The field with CRLF line ends, and one at its end, however it came.
    pub fn crlf(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.raw.len() + 2);
        for line in self.raw.split_inclusive(|&byte| byte == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
            out.extend_from_slice(b"\r\n");
        }
        out
    }

    /// The value's exact bytes: leading space and folding included, without the last line end.
    pub fn value(&self) -> &[u8] {
        let value = &self.raw[self.colon + 1..];
        let value = value.strip_suffix(b"\n").unwrap_or(value);
        value.strip_suffix(b"\r").unwrap_or(value)
    }

    /// The mailboxes of an address field (RFC 5322 section 3.4), groups resolved: display name and
    /// address, decoded.
    pub fn mailboxes(&self) -> Vec<(Option<String>, String)> {
        // The parser leaves words that are glued to others as they are.
        let whole = |name: &str| {
            let field = || Self::from_milter(b"X", name.as_bytes());
            if name.contains("=?") && !name.contains(['\r', '\n']) {
                field().decoded()
            } else {
                name.to_owned()
            }
        };
        let mut line = words::joined(self.value()).into_owned();
        line.push(b'\n');
        match MessageStream::new(&line).parse_address() {
            mail_parser::HeaderValue::Address(list) => list
                .iter()
                .filter_map(|one| Some((one.name().map(whole), one.address()?.to_owned())))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The value unfolded, with encoded words (RFC 2047) decoded, whatever their charset; bytes
    /// that are no UTF-8 are read as what the West wrote before.
    pub fn decoded(&self) -> String {
        let mut line = words::joined(self.value()).into_owned();
        line.push(b'\n');
        match MessageStream::new(&line).parse_unstructured() {
            mail_parser::HeaderValue::Text(text) => text.into_owned(),
            _ => String::new(),
        }
    }
}

impl FromIterator<Field> for Header {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        Self {
            fields: fields.into_iter().collect(),
        }
    }
}

/// Whether `value`, written after `name:`, stays one field: each line end is followed by a space,
/// and there is no NUL.
pub fn is_one_field(value: &str) -> bool {
    let bytes = value.as_bytes();
    !value.contains('\0')
        && bytes.iter().enumerate().all(|(at, byte)| match byte {
            b'\n' => matches!(bytes.get(at + 1), Some(b' ' | b'\t')),
            b'\r' => bytes.get(at + 1) == Some(&b'\n'),
            _ => true,
        })
}

impl Header {
    /// Splits a message into its header and the offset of what follows the header: the empty line
    /// and the body, or whatever first line is no header field, since that is where Postfix ends
    /// the header too.
    pub fn parse(message: &[u8]) -> (Self, usize) {
        let mut fields: Vec<Field> = Vec::new();
        let mut at = 0;
        while at < message.len() {
            let end = message[at..]
                .iter()
                .position(|&byte| byte == b'\n')
                .map_or(message.len(), |n| at + n + 1);
            let line = &message[at..end];
            match (line[0], fields.last_mut()) {
                (b' ' | b'\t', Some(field)) => field.raw.extend_from_slice(line),
                _ => match field_name(line) {
                    Some(colon) => fields.push(Field {
                        raw: line.to_vec(),
                        colon,
                    }),
                    None => break,
                },
            }
            at = end;
        }
        (Self { fields }, at)
    }

    /// Adds a field at the end.
    pub fn push(&mut self, field: Field) {
        self.fields.push(field);
    }

    /// All fields in order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Every field of that name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.is(name))
    }

    /// The first field of that name.
    pub fn first(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.is(name))
    }

    /// How many bytes the fields have together.
    pub fn size(&self) -> usize {
        self.fields.iter().map(|field| field.raw.len()).sum()
    }
}

/// The offset of the colon when `line` starts a header field: printable ASCII without a colon, then
/// perhaps spaces, then one (RFC 5322 sections 3.6.8 and 4.5).
fn field_name(line: &[u8]) -> Option<usize> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(colon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_split_without_changing_a_byte() {
        let message = b"Subject : one\r\n\ttwo\r\nbcc: x\nX:\r\n\r\nbody: no field\r\n";
        let (header, body) = Header::parse(message);
        assert_eq!(header.fields().len(), 3);
        assert_eq!(header.fields()[0].name(), b"Subject");
        assert_eq!(header.fields()[0].value(), b" one\r\n\ttwo");
        assert!(header.fields()[1].is("Bcc"));
        assert_eq!(&message[body..], b"\r\nbody: no field\r\n");
        let whole: Vec<u8> = header
            .fields()
            .iter()
            .flat_map(|field| field.raw().to_vec())
            .collect();
        assert_eq!(whole, message[..body]);
    }

    #[test]
    fn what_is_no_field_ends_the_header() {
        for message in [
            &b""[..],
            b"\r\n",
            b"no colon here",
            b": empty name\r\n",
            b" starts folded\r\n",
            b"\xff\xfe: x\r\n",
        ] {
            assert_eq!(
                Header::parse(message),
                (Header::default(), 0),
                "{message:?}"
            );
        }
        assert_eq!(
            Header::parse(b"A: b").0.fields()[0].value(),
            b" b",
            "the last line may have no end"
        );
    }

    #[test]
    fn milter_values_are_written_with_crlf() {
        let field = Field::from_milter(b"To", b" a@example.com,\n\tb@example.com");
        assert_eq!(field.raw(), b"To: a@example.com,\r\n\tb@example.com\r\n");
        assert_eq!(
            Field::from_milter(b"X", b"no space").raw(),
            b"X:no space\r\n"
        );
        assert_eq!(
            Field::from_milter(b"X", b" a\r\n b").raw(),
            b"X: a\r\n b\r\n"
        );
    }

    #[test]
    fn encoded_words_are_decoded_in_any_charset() {
        let decoded = |value: &str| Field::new("Subject", value).decoded();
        assert_eq!(decoded("=?utf-8?B?W3NlY3VyZV0=?= plan"), "[secure] plan");
        assert_eq!(decoded("=?iso-8859-1?Q?=5Bs=E9cure=5D?="), "[sécure]");
        assert_eq!(
            decoded("=?utf-8?Q?=5Bsec?=\r\n =?utf-8?Q?ure=5D?= x"),
            "[secure] x"
        );
        assert_eq!(decoded("=?utf-7?Q?+AFs-secure+AF0-?="), "[secure]");
        assert_eq!(
            decoded("=?utf-16be?B?AFsAcwBlAGMAdQByAGUAXQ==?="),
            "[secure]"
        );
    }
}
