//! Text with formats in JSON, as editors and messengers keep it: a list of pieces, each a string or
//! an object that has one. What stands in one list is joined, as people read it.

use super::escape;

/// Names of what is a piece's text.
const TEXTS: &[&str] = &["text", "insert", "plain_text"];

/// No editor's lists stand as deep in each other.
const DEEPEST: usize = 500;

/// Joins the pieces of each list, an empty line behind each; `None` where a text isn't JSON, or has
/// no such list.
pub(super) fn joined(text: &str) -> Option<String> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with(['{', '[']) {
        return None;
    }
    let mut reader = Reader::default();
    let mut rest = start;
    while let Some(at) = rest.find(['{', '}', '[', ']', '"', ':', ',']) {
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match sign {
            b'"' => {
                let length = string(rest);
                reader.string(&rest[..length]);
                rest = rest.get(length + 1..).unwrap_or_default();
            }
            sign => reader.sign(sign),
        }
        if reader.open.len() > DEEPEST {
            break;
        }
    }
    Some(reader.said).filter(|said| !said.is_empty())
}

/// The length of a string without the quotation mark that ends it.
fn string(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
        at += found;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
        if at >= bytes.len() {
            break;
        }
    }
    bytes.len()
}

/// What is open.
enum Open {
    Object,
    List(List),
}

/// A list: its pieces joined, how many they are, and whether one has a format.
#[derive(Default)]
struct List {
    joined: String,
    pieces: usize,
    has_format: bool,
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    /// The last string, as it is written, while nothing says what it is.
    last: Option<String>,
    /// The name that the next value has.
    name: String,
    said: String,
}

impl Reader {
    fn string(&mut self, written: &str) {
        self.last = Some(written.to_owned());
    }

    fn sign(&mut self, sign: u8) {
        if sign == b':' {
            self.name = self.last.take().unwrap_or_default();
            return;
        }
        if let Some(value) = self.last.take() {
            self.value(&value);
        }
        self.name.clear();
        match sign {
            b'{' => self.open.push(Open::Object),
            b'[' => self.open.push(Open::List(List::default())),
            b'}' | b']' => {
                if let Some(Open::List(list)) = self.open.pop()
                    && list.pieces > 1
                    && list.has_format
                {
                    self.said.push_str(&list.joined);
                    self.said.push_str("\n\n");
                }
            }
            _ => {}
        }
    }

    /// Takes a string that is a value.
    fn value(&mut self, written: &str) {
        let is_text = TEXTS.contains(&self.name.as_str());
        let (list, has_format) = match self.open.as_mut_slice() {
            [.., Open::List(list)] => (list, false),
            [.., Open::List(list), Open::Object] if is_text => (list, true),
            _ => return,
        };
        let resolved = escape::of_programs("{")(written);
        let text = resolved.as_deref().unwrap_or(written);
        // Numbers of two pieces are two.
        let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
        if is_digit(list.joined.chars().next_back()) && is_digit(text.chars().next()) {
            list.joined.push_str("\n\n");
        }
        list.joined.push_str(text);
        list.pieces += 1;
        list.has_format |= has_format;
    }
}
