//! Character references: `&eacute;`, `&#233;`, `&#xe9;`.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The letters of the longest name.
const LONGEST: usize = 32;

/// Text with its character references resolved, those without a semicolon too (HTML standard,
/// 13.2.5.72).
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((text, length)) => {
                plain.push_str(&text);
                rest = &rest[length..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// The text of the reference that starts `source`, and the reference's length.
fn reference(source: &str) -> Option<(String, usize)> {
    if let Some(number) = source.strip_prefix("&#") {
        let (digits, radix, before) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 3),
            None => (number, 10, 2),
        };
        let length = digits
            .bytes()
            .take_while(|&byte| char::from(byte).is_digit(radix))
            .count();
        let significant = digits[..length].trim_start_matches('0');
        let value = if significant.len() > 8 {
            u32::MAX
        } else {
            u32::from_str_radix(significant, radix).unwrap_or(0)
        };
        let end = before + length + usize::from(digits[length..].starts_with(';'));
        return (length > 0).then(|| (numbered(value).to_string(), end));
    }
    // The longest name counts: `&notit;` is `&not` and letters. Few names need no semicolon, and
    // stand among the others without one.
    let letters = source[1..]
        .bytes()
        .take(LONGEST)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let end = letters + usize::from(source[1 + letters..].starts_with(';'));
    (1..=end).rev().find_map(|length| {
        let &(first, second) = NAMED_ENTITIES.get(&source[1..=length])?;
        let text: String = [first, second]
            .into_iter()
            .filter(|&value| value != 0)
            .filter_map(char::from_u32)
            .collect();
        // What only begins a name stands there for nothing.
        (!text.is_empty()).then_some((text, 1 + length))
    })
}

/// What a number stands for (HTML standard, 13.2.5.80): a control is a letter of Windows-1252.
fn numbered(value: u32) -> char {
    let control = value
        .checked_sub(0x80)
        .and_then(|at| C1_REPLACEMENTS.get(usize::try_from(at).ok()?).copied());
    control
        .flatten()
        .or_else(|| char::from_u32(value))
        .filter(|&c| c != '\0')
        .unwrap_or('\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_as_programs_do() {
        for (source, text) in [
            ("&eacute;&lt;&amp;&nbsp;", "é<&\u{a0}"),
            ("&ampx &copy2024 &eacutet", "&x ©2024 ét"),
            ("&unknown; &; & x &#; &#x;", "&unknown; &; & x &#; &#x;"),
            ("&#xFFFFFFFFF;&#0;", "\u{fffd}\u{fffd}"),
            ("it&#146;s &#x80;5", "it’s €5"),
            ("&notit; &notin; &not", "¬it; ∉ ¬"),
            ("&NotEqualTilde;&apos;", "≂\u{338}'"),
            ("&CounterClockwiseContourIntegral;", "∳"),
        ] {
            assert_eq!(unescaped(source), text, "{source}");
        }
    }
}
