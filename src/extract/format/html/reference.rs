//! Character references: `&eacute;`, `&#233;`, `&#xe9;`.

use mail_parser::decoders::html::add_html_token;

/// Names of references that need no semicolon (HTML standard, 13.5).
const BARE: &[&str] = &[
    "AElig", "AMP", "Aacute", "Acirc", "Agrave", "Aring", "Atilde", "Auml", "COPY", "Ccedil",
    "ETH", "Eacute", "Ecirc", "Egrave", "Euml", "GT", "Iacute", "Icirc", "Igrave", "Iuml", "LT",
    "Ntilde", "Oacute", "Ocirc", "Ograve", "Oslash", "Otilde", "Ouml", "QUOT", "REG", "THORN",
    "Uacute", "Ucirc", "Ugrave", "Uuml", "Yacute", "aacute", "acirc", "acute", "aelig", "agrave",
    "amp", "aring", "atilde", "auml", "brvbar", "ccedil", "cedil", "cent", "copy", "curren", "deg",
    "divide", "eacute", "ecirc", "egrave", "eth", "euml", "frac12", "frac14", "frac34", "gt",
    "iacute", "icirc", "iexcl", "igrave", "iquest", "iuml", "laquo", "lt", "macr", "micro",
    "middot", "nbsp", "not", "ntilde", "oacute", "ocirc", "ograve", "ordf", "ordm", "oslash",
    "otilde", "ouml", "para", "plusmn", "pound", "quot", "raquo", "reg", "sect", "shy", "sup1",
    "sup2", "sup3", "szlig", "thorn", "times", "uacute", "ucirc", "ugrave", "uml", "uuml",
    "yacute", "yen", "yuml",
];

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
        let c = char::from_u32(value).unwrap_or('\u{fffd}');
        return (length > 0).then(|| (c.to_string(), end));
    }
    let length = source[1..]
        .bytes()
        .take(31)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let named = |length: usize| {
        let mut text = String::new();
        add_html_token(
            &mut text,
            format!("&{};", &source[1..=length]).as_bytes(),
            false,
        );
        (!text.starts_with('&') || length == 3 && source.starts_with("&amp")).then_some(text)
    };
    if source[1 + length..].starts_with(';')
        && let Some(text) = named(length)
    {
        return Some((text, length + 2));
    }
    let bare = (2..=length.min(6))
        .rev()
        .find(|&length| BARE.contains(&&source[1..=length]))?;
    Some((named(bare)?, 1 + bare))
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
            ("&#xFFFFFFFFF;", "\u{fffd}"),
        ] {
            assert_eq!(unescaped(source), text, "{source}");
        }
    }
}
