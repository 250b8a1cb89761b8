//! Control words and symbols (Rich Text Format 1.9.1, "RTF Syntax").

/// A control word or symbol.
pub(super) struct Control<'a> {
    pub(super) word: &'a str,
    pub(super) number: Option<i32>,
    /// Its length in bytes, with the space that ends it.
    pub(super) length: usize,
}

impl<'a> Control<'a> {
    /// Reads what follows a backslash.
    pub(super) fn read(bytes: &'a [u8]) -> Self {
        let letters = bytes
            .iter()
            .take(32)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        if letters == 0 {
            return match bytes {
                [b'\'', rest @ ..] => {
                    let digits = rest.get(..2).and_then(|two| std::str::from_utf8(two).ok());
                    let number = digits.and_then(|two| i32::from_str_radix(two, 16).ok());
                    Self {
                        word: "'",
                        number,
                        length: if number.is_some() { 3 } else { 1 },
                    }
                }
                [b'\r' | b'\n', ..] => Self {
                    word: "par",
                    number: None,
                    length: 1,
                },
                [byte, ..] if byte.is_ascii() => Self {
                    word: std::str::from_utf8(&bytes[..1]).unwrap_or_default(),
                    number: None,
                    length: 1,
                },
                _ => Self {
                    word: "",
                    number: None,
                    length: 0,
                },
            };
        }
        let rest = &bytes[letters..];
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..]
            .iter()
            .take(10)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (mut length, mut number) = (letters, None);
        if digits > 0 {
            length += sign + digits;
            number = std::str::from_utf8(&rest[..sign + digits])
                .ok()
                .and_then(|text| text.parse().ok());
        }
        length += usize::from(bytes.get(length) == Some(&b' '));
        Self {
            word: std::str::from_utf8(&bytes[..letters]).unwrap_or_default(),
            number,
            length,
        }
    }
}
