//! The tokens of content streams and of tables of codes (ISO 32000-1, 7.2 and 7.8.2).
//!
//! lopdf's own iterator over content ends without a word where it meets what it can't read, and
//! the rest of the page would be missing. This one goes on, as programs that show PDFs do, and
//! tells whether there was something that it couldn't read.

use lopdf::{Dictionary, Object, StringFormat};

/// How deep arrays and dictionaries are read.
const NESTED: usize = 12;

/// Operands that an operator may have. Tables of codes have many.
const OPERANDS: usize = 1 << 16;

/// Reads operators with their operands.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether something can't be read.
    pub(super) is_broken: bool,
}

enum Token<'a> {
    Operand(Object),
    Operator(&'a [u8]),
    /// `]`, `>>`, or something that doesn't belong here.
    Close,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            is_broken: false,
        }
    }

    /// The next operator; its operands are put into `operands`. What stands at the end without an
    /// operator belongs to an empty one.
    pub(super) fn next(&mut self, operands: &mut Vec<Object>) -> Option<&'a [u8]> {
        operands.clear();
        loop {
            match self.token(0) {
                Some(Token::Operand(operand)) if operands.len() < OPERANDS => {
                    operands.push(operand);
                }
                Some(Token::Operand(_) | Token::Close) => self.is_broken = true,
                Some(Token::Operator(b"BI")) => self.skip_image(),
                Some(Token::Operator(operator)) => return Some(operator),
                None if operands.is_empty() => return None,
                None => return Some(b""),
            }
        }
    }

    fn token(&mut self, depth: usize) -> Option<Token<'a>> {
        self.skip_space();
        let first = *self.bytes.get(self.at)?;
        let start = self.at;
        self.at += 1;
        Some(match first {
            b'(' => Token::Operand(self.literal()),
            b'<' if self.bytes.get(self.at) == Some(&b'<') => {
                self.at += 1;
                self.dictionary(depth)
            }
            b'<' => Token::Operand(self.hexadecimal()),
            b'[' => self.array(depth),
            b'/' => Token::Operand(Object::Name(self.name())),
            b'>' => {
                self.at += usize::from(self.bytes.get(self.at) == Some(&b'>'));
                Token::Close
            }
            b']' | b')' | b'{' | b'}' => Token::Close,
            b'0'..=b'9' | b'+' | b'-' | b'.' => {
                let more = self.bytes[self.at..]
                    .iter()
                    .take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'.'));
                self.at += more.count();
                Token::Operand(number(&self.bytes[start..self.at]))
            }
            _ => {
                let more = self.bytes[self.at..]
                    .iter()
                    .take_while(|byte| is_regular(**byte));
                self.at += more.count();
                match &self.bytes[start..self.at] {
                    b"true" => Token::Operand(Object::Boolean(true)),
                    b"false" => Token::Operand(Object::Boolean(false)),
                    b"null" => Token::Operand(Object::Null),
                    operator => {
                        let is_plain = |byte: &u8| byte.is_ascii_graphic();
                        self.is_broken |= !operator.iter().all(is_plain);
                        Token::Operator(operator)
                    }
                }
            }
        })
    }

    fn skip_space(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == b'%' {
                let rest = &self.bytes[self.at..];
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn literal(&mut self) -> Object {
        let mut string = Vec::new();
        let mut depth = 0;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' if depth == 0 => return Object::String(string, StringFormat::Literal),
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut string);
                    continue;
                }
                _ => {}
            }
            string.push(byte);
        }
        self.is_broken = true;
        Object::String(string, StringFormat::Literal)
    }

    fn escape(&mut self, string: &mut Vec<u8>) {
        let Some(&byte) = self.bytes.get(self.at) else {
            return;
        };
        self.at += 1;
        string.push(match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'\r' => {
                self.at += usize::from(self.bytes.get(self.at) == Some(&b'\n'));
                return;
            }
            b'\n' => return,
            b'0'..=b'7' => {
                let mut code = byte - b'0';
                for _ in 0..2 {
                    let Some(&digit @ b'0'..=b'7') = self.bytes.get(self.at) else {
                        break;
                    };
                    code = code.wrapping_mul(8).wrapping_add(digit - b'0');
                    self.at += 1;
                }
                code
            }
            other => other,
        });
    }

    fn hexadecimal(&mut self) -> Object {
        let rest = &self.bytes[self.at..];
        let length = memchr::memchr(b'>', rest);
        self.is_broken |= length.is_none();
        let written = &rest[..length.unwrap_or(rest.len())];
        self.at += length.map_or(rest.len(), |length| length + 1);
        let digits: Vec<u8> = written
            .iter()
            .filter_map(|byte| Some(char::from(*byte).to_digit(16)? as u8))
            .collect();
        let string = digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
            .collect();
        Object::String(string, StringFormat::Hexadecimal)
    }

    fn name(&mut self) -> Vec<u8> {
        let mut name = Vec::new();
        while let Some(&byte) = self.bytes.get(self.at).filter(|byte| is_regular(**byte)) {
            self.at += 1;
            let digit = |at: usize| char::from(*self.bytes.get(at)?).to_digit(16);
            match (digit(self.at), digit(self.at + 1)) {
                (Some(high), Some(low)) if byte == b'#' => {
                    self.at += 2;
                    name.push((high << 4 | low) as u8);
                }
                _ => name.push(byte),
            }
        }
        name
    }

    fn array(&mut self, depth: usize) -> Token<'a> {
        let mut array = Vec::new();
        if depth >= NESTED {
            self.is_broken = true;
            return Token::Close;
        }
        loop {
            match self.token(depth + 1) {
                Some(Token::Operand(one)) => array.push(one),
                Some(Token::Close) => break,
                // A number that is glued to what follows; an operator ends no array.
                Some(Token::Operator(_)) => self.is_broken = true,
                None => {
                    self.is_broken = true;
                    break;
                }
            }
        }
        Token::Operand(Object::Array(array))
    }

    fn dictionary(&mut self, depth: usize) -> Token<'a> {
        let mut dictionary = Dictionary::new();
        if depth >= NESTED {
            self.is_broken = true;
            return Token::Close;
        }
        let mut key = None;
        loop {
            match (self.token(depth + 1), key.take()) {
                (Some(Token::Operand(Object::Name(name))), None) => key = Some(name),
                (Some(Token::Operand(value)), Some(key)) => dictionary.set(key, value),
                (Some(Token::Close), _) => break,
                (Some(_), _) => {}
                (None, _) => {
                    self.is_broken = true;
                    break;
                }
            }
        }
        Token::Operand(Object::Dictionary(dictionary))
    }

    /// Passes by an image that stands in the content: to an `EI` that white space and what
    /// looks like content follow.
    fn skip_image(&mut self) {
        loop {
            match self.token(0) {
                Some(Token::Operator(b"ID")) => break,
                Some(_) => {}
                None => return self.is_broken = true,
            }
        }
        let rest = &self.bytes[self.at..];
        let end = memchr::memmem::find_iter(rest, b"EI").find(|&at| {
            let after = &rest[at + 2..];
            let is_content = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t');
            after.first().is_none_or(|byte| is_space(*byte))
                && after.iter().take(16).all(is_content)
        });
        self.is_broken |= end.is_none();
        self.at += end.map_or(rest.len(), |end| end + 2);
    }
}

/// A number as programs read it that aren't strict: signs within it count for nothing.
fn number(written: &[u8]) -> Object {
    let mut plain = String::with_capacity(written.len());
    let mut is_real = false;
    for (at, byte) in written.iter().enumerate() {
        match byte {
            b'-' if at == 0 => plain.push('-'),
            b'.' if is_real => break,
            b'.' => {
                is_real = true;
                plain.push('.');
            }
            b'0'..=b'9' => plain.push(char::from(*byte)),
            _ => {}
        }
    }
    if is_real {
        Object::Real(plain.parse().unwrap_or(0.0))
    } else {
        Object::Integer(plain.parse().unwrap_or(0))
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_read_past_what_is_broken() {
        let mut operands = Vec::new();
        for (content, strings) in [
            (&b"(a(b)\\)\\101\\\n) Tj"[..], &["a(b))A"][..]),
            (b"<4 1 42> Tj ) >> ] (b) Tj", &["AB", "b"]),
            (b"12.3.4 --5 +.5 Td[(a)-20(b)]TJ(c)'", &["c"]),
            (b"BI /W 1 ID \x00EI\x01 EI Q (a) Tj", &["a"]),
            (b"BI /W 1 ID x EI \x01\x02 (\n EI (b) Tj", &["b"]),
            (b"% comment (x) Tj\n(a) Tj", &["a"]),
        ] {
            let mut lexer = Lexer::new(content);
            let mut found = Vec::new();
            while lexer.next(&mut operands).is_some() {
                for one in operands.iter().filter_map(|one| one.as_str().ok()) {
                    found.push(String::from_utf8_lossy(one).into_owned());
                }
            }
            assert_eq!(found, strings, "{content:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let mut operands = Vec::new();
        for (content, is_broken) in [
            (&b"q 1 0 0 1 2 3 cm (a) Tj Q"[..], false),
            (b"(a Tj", true),
            (b"<41", true),
            (b"BI ID x", true),
            (b"\x81\x82 (a) Tj", true),
        ] {
            let mut lexer = Lexer::new(content);
            while lexer.next(&mut operands).is_some() {}
            assert_eq!(lexer.is_broken, is_broken, "{content:?}");
        }
    }
}
