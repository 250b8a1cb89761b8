//! What programs write into a text that they pass on, so that its lines stay short, are told to be
//! another's, or fit into a text of another kind. Without it, the armor is as it was written.

use super::unarmor::ExtractError;
use crate::mail::transfer_encoding::escaped;

/// The longest tag that only breaks a line, and the longest escape.
const LONGEST: usize = 12;

/// What noise begins with.
const SIGNS: &[u8] = b"<>\\=";

/// A filter in front of the decoder: marks of quotations (`>`), tags that break lines, escapes of
/// JSON, and what quoted-printable makes of line ends and signs.
#[derive(Default)]
pub(super) struct Noise {
    /// What may become noise, from its first sign.
    begun: Vec<u8>,
}

impl Noise {
    /// Whether all of this is as it was written, which most is.
    pub(super) fn is_none_in(&self, input: &[u8]) -> bool {
        self.begun.is_empty() && !input.iter().any(|byte| SIGNS.contains(byte))
    }

    /// Takes more of a text, and appends what is no noise to `clean`.
    pub(super) fn push(
        &mut self,
        mut input: &[u8],
        clean: &mut Vec<u8>,
    ) -> Result<(), ExtractError> {
        while let Some(&byte) = input.first() {
            if self.begun.is_empty() {
                let plain = input.iter().position(|byte| SIGNS.contains(byte));
                let plain = plain.unwrap_or(input.len());
                clean.extend_from_slice(&input[..plain]);
                input = &input[plain..];
                if let Some((&sign, rest)) = input.split_first() {
                    if sign != b'>' {
                        self.begun.push(sign);
                    }
                    input = rest;
                }
            } else if self.goes_on(byte, clean)? {
                input = &input[1..];
            }
        }
        Ok(())
    }

    /// The text is complete.
    pub(super) fn end(&mut self, clean: &mut Vec<u8>) -> Result<(), ExtractError> {
        match std::mem::take(&mut self.begun)[..] {
            [] => {}
            // The padding.
            [b'=', b'='] => clean.extend_from_slice(b"=="),
            [b'='] | [b'=', b' '] => clean.push(b'='),
            _ => return Err(ExtractError::Damaged),
        }
        Ok(())
    }

    /// Takes the next byte of what was begun, or ends it before that byte: whether it was taken.
    fn goes_on(&mut self, byte: u8, clean: &mut Vec<u8>) -> Result<bool, ExtractError> {
        match self.begun[0] {
            b'=' => return self.quoted_printable(byte, clean),
            b'<' => self.tag(byte)?,
            _ => self.escape(byte, clean)?,
        }
        Ok(true)
    }

    fn tag(&mut self, byte: u8) -> Result<(), ExtractError> {
        self.begun.push(byte);
        if byte == b'>' {
            let name = self.begun[1..].to_ascii_lowercase();
            if !name.starts_with(b"br") && !name.starts_with(b"wbr") {
                return Err(ExtractError::Damaged);
            }
            self.begun.clear();
        } else if self.begun.len() > LONGEST {
            return Err(ExtractError::Damaged);
        }
        Ok(())
    }

    fn escape(&mut self, byte: u8, clean: &mut Vec<u8>) -> Result<(), ExtractError> {
        self.begun.push(byte);
        let sign = match &self.begun[1..] {
            [b'r' | b'n' | b't' | b'\r' | b'\n'] => None,
            [b'/'] => Some(b'/'),
            [b'u', digits @ ..] => match digits {
                [b'0', b'0', code @ ..] if code.len() == 2 => {
                    room_or_sign(escaped(code).ok_or(ExtractError::Damaged)?)?
                }
                digits if digits.len() < 4 => return Ok(()),
                _ => return Err(ExtractError::Damaged),
            },
            _ => return Err(ExtractError::Damaged),
        };
        clean.extend(sign);
        self.begun.clear();
        Ok(())
    }

    fn quoted_printable(&mut self, byte: u8, clean: &mut Vec<u8>) -> Result<bool, ExtractError> {
        match self.begun[1..] {
            [] | [b' '] if byte.is_ascii_whitespace() => self.begun = b"= ".to_vec(),
            // The mark of a quotation, in front of the next line.
            [b' '] if byte == b'>' => {}
            [b' '] if byte.is_ascii_alphanumeric() || b"+/".contains(&byte) => {
                // It was a line's end only.
                self.begun.clear();
                return Ok(false);
            }
            [] if byte == b'=' || byte.is_ascii_hexdigit() => self.begun.push(byte),
            [b'='] if byte.is_ascii_hexdigit() => {
                clean.push(b'=');
                self.begun[1] = byte;
            }
            [first] if first.is_ascii_hexdigit() => {
                let sign = escaped(&[first, byte]).ok_or(ExtractError::Damaged)?;
                clean.extend(room_or_sign(sign)?);
                self.begun.clear();
            }
            _ => {
                self.end(clean)?;
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The letter that an escape stands for, unless it is room.
fn room_or_sign(byte: u8) -> Result<Option<u8>, ExtractError> {
    match byte {
        room if room.is_ascii_whitespace() => Ok(None),
        sign if sign.is_ascii_alphanumeric() || b"+/=".contains(&sign) => Ok(Some(sign)),
        _ => Err(ExtractError::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str, at: usize) -> Result<String, ExtractError> {
        let (mut noise, mut clean) = (Noise::default(), Vec::new());
        let (one, two) = text.as_bytes().split_at(at);
        noise.push(one, &mut clean)?;
        noise.push(two, &mut clean)?;
        noise.end(&mut clean)?;
        clean.retain(|byte| !byte.is_ascii_whitespace());
        Ok(String::from_utf8_lossy(&clean).into_owned())
    }

    proptest::proptest! {
        #[test]
        fn pieces_of_any_size_give_the_same_and_armor_stays_armor(
            text in "[ab+/=<>\\\\brun0D3 \r\n]{0,40}",
            armor in "[A-Za-z0-9+/]{1,30}={0,2}",
            end in proptest::sample::select(vec![
                "\r\n", "=\r\n", "<br>\r\n", "\r\n> ", "\\r\\n", "=0D=0A=\n",
            ]),
            width in 1_usize..9,
        ) {
            let whole = clean(&text, 0);
            for at in 0..=text.len() {
                assert_eq!(clean(&text, at), whole, "at {at}");
            }
            assert_eq!(clean(&armor, 0).as_deref(), Ok(&*armor));
            let letters = armor.trim_end_matches('=');
            let lines: Vec<&str> = letters
                .as_bytes()
                .chunks(width)
                .filter_map(|line| std::str::from_utf8(line).ok())
                .collect();
            assert_eq!(clean(&lines.join(end), 0).as_deref(), Ok(letters), "{end:?}");
        }
    }

    #[test]
    fn what_programs_write_into_armor_is_taken_out_wherever_it_is_cut() {
        for (text, expected) in [
            ("ab+/\r\ncd==\r\n", "ab+/cd=="),
            ("abc=\r\n", "abc="),
            ("ab\r\n> > cd=\r\n> ", "abcd="),
            ("ab<br>\r\ncd<BR/>ef<wbr>gh=<br>\r\n", "abcdefgh="),
            ("ab=\r\ncd=0D=0A=\r\nef=3D=3D", "abcdef=="),
            ("ab=\r\n> cd", "abcd"),
            ("ab=\r\nc==0D=0A=\r\n", "abc=="),
            ("ab=\r\nc===0D=0A", "abc=="),
            (
                "ab\\r\\ncd\\u000d\\u000A\\u002b\\/\\\nef\\u003d",
                "abcd+/ef=",
            ),
            ("ab&#13;&#10;cd=&#10;", "ab&#13;&#10;cd=&#10;"),
        ] {
            for at in 0..=text.len() {
                let cleaned = clean(text, at);
                assert_eq!(cleaned.as_deref(), Ok(expected), "{text:?} at {at}");
            }
        }
        for text in [
            "ab<p>cd",
            "ab<brrrrrrrrrrrrrr>",
            "ab\\xcd",
            "ab\\u12",
            "ab\\u0022",
            "ab=22",
            "a<b",
        ] {
            let cleaned = clean(text, 0);
            assert_eq!(cleaned, Err(ExtractError::Damaged), "{text:?}");
        }
        assert_eq!(clean("ab=cd=zz", 0), Err(ExtractError::Damaged));
        assert_eq!(clean("ab=zz", 0).as_deref(), Ok("ab=zz"));
    }
}
