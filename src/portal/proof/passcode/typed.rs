//! Codes as people type and paste them.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

use crate::mail::text::is_invisible;
use crate::portal::quota::codes::{DIGITS, MORE_DIGITS};
use crate::secret::Secret;

/// What was typed, as ASCII digits.
pub(in crate::portal) type Typed = Secret<Vec<u8>>;

/// Unicode's decimal digits (Nd), as ranges of characters. In each of them, digits of one script
/// or more stand in order from zero to nine.
static DECIMAL: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let class = regex_syntax::parse(r"\p{Nd}").map(|class| class.into_kind());
    match class {
        Ok(HirKind::Class(Class::Unicode(class))) => {
            let ranges = class.iter();
            ranges.map(|range| (range.start(), range.end())).collect()
        }
        _ => vec![('0', '9')],
    }
});

/// The value of a decimal digit of any script.
fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return Some(u8::try_from(c.to_digit(10)?).ok()? + b'0');
    }
    let (first, _) = DECIMAL
        .iter()
        .find(|&&(first, last)| first <= c && c <= last)?;
    let value = (u32::from(c) - u32::from(*first)) % 10;
    Some(b'0' + u8::try_from(value).ok()?)
}

/// What somebody typed or pasted, as the digits of a code, whatever script they are in; spaces,
/// dashes, quotes and marks that nobody sees are fine, and so is what stands before it in the mail.
pub(in crate::portal) fn parse(typed: &str) -> Option<Typed> {
    let code = match typed.rsplit_once([':', '：']) {
        Some((before, code)) if !before.chars().any(|c| digit(c).is_some()) => code,
        _ => typed,
    };
    let mut digits = Vec::with_capacity(usize::from(MORE_DIGITS));
    for c in code.chars() {
        match digit(c) {
            Some(_) if digits.len() >= usize::from(MORE_DIGITS) => return None,
            Some(digit) => digits.push(digit),
            None if is_invisible(c) || !c.is_alphanumeric() => {}
            None => return None,
        }
    }
    let fits = [DIGITS, MORE_DIGITS]
        .map(usize::from)
        .contains(&digits.len());
    fits.then(|| Secret::new(digits))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn digits(typed: &str) -> Option<String> {
        let typed = parse(typed)?;
        Some(String::from_utf8(typed.expose().clone()).unwrap())
    }

    #[test]
    fn codes_are_taken_as_people_type_and_paste_them() {
        for typed in [
            "12345678",
            "1234 5678",
            " 1234-5678\r\n",
            "１２３４５６７８",
            "1 2 3 4 5 6 7 8",
            "1234\u{a0}5678",
            "1234\u{202f}5678",
            "1234–5678",
            "1234.5678",
            "\"1234 5678\"",
            "“1234 5678”",
            "„1234 5678“",
            "«1234 5678»",
            "'12345678'",
            "(1234 5678)",
            "<12345678>",
            "`12345678`",
            "1234 5678.",
            "*1234 5678*",
            "\u{202a}1234 5678\u{202c}",
            "\u{200e}1234\u{200f}5678\u{2069}",
            "\u{feff}12\u{200b}34\u{ad}56\u{2060}78",
            "Your code: 1234 5678",
            "١٢٣٤٥٦٧٨",
            "۱۲۳۴ ۵۶۷۸",
            "१२३४५६७८",
            "১২৩৪৫৬৭৮",
            "๑๒๓๔๕๖๗๘",
            "𝟏𝟐𝟑𝟒𝟝𝟞𝟟𝟠",
            "12٣٤5678",
        ] {
            assert_eq!(digits(typed).as_deref(), Some("12345678"), "{typed:?}");
        }
        assert_eq!(digits("12345 67890").as_deref(), Some("1234567890"));
        for typed in [
            "",
            "1234567",
            "123456789",
            "12345678901",
            "1234567a",
            "1234567²",
            "1234567Ⅷ",
            "一二三四五六七八",
            "code 1234 5678",
            &"1".repeat(16_000),
        ] {
            assert_eq!(digits(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn every_decimal_digit_of_unicode_has_its_value() {
        assert!(DECIMAL.len() > 60, "{}", DECIMAL.len());
        for &(first, last) in DECIMAL.iter() {
            let all: Vec<char> = (first..=last).collect();
            assert_eq!(all.len() % 10, 0, "{first} to {last}");
            for ten in all.chunks(10) {
                let text: String = ten.iter().collect();
                assert_eq!(digits(&text).as_deref(), Some("0123456789"), "{text}");
            }
        }
    }
}
