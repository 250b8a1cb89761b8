//! Codes in texts: in the headers of sheets (ECMA-376 part 1, 18.3.1.46), for characters that XML
//! can't have (22.9.2.19), and for signs of fonts (17.3.3.30).

use std::borrow::Cow;

use quick_xml::events::BytesStart;

/// A text with its `_x000D_` and the like as the characters that they stand for.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        plain.push_str(before);
        let digits = after.get(..4).filter(|_| after[4..].starts_with('_'));
        let is_hex = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let c = digits
            .filter(is_hex)
            .and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?));
        match c {
            Some(c) => {
                plain.push(if c.is_control() { '\n' } else { c });
                rest = &after[5..];
            }
            None => {
                plain.push_str("_x");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain.into()
}

/// A character of a font by its code; of a font of signs a blank.
pub(super) fn symbol(start: &BytesStart<'_>) -> String {
    const SIGNS: [&str; 4] = ["Symbol", "dings", "Extra", "Marlett"];
    let font = super::attribute(start, "font").unwrap_or_default();
    let code = super::attribute(start, "char").unwrap_or_default();
    let code = u32::from_str_radix(&code, 16).unwrap_or(32);
    let code = if (0xf020..=0xf0ff).contains(&code) {
        code - 0xf000
    } else {
        code
    };
    if SIGNS.iter().any(|signs| font.contains(signs)) {
        return " ".into();
    }
    char::from_u32(code).unwrap_or(' ').to_string()
}

/// The header of a sheet without its codes: sections and fields stand apart, formats join; where
/// some of it is raised or lowered, once more with that apart.
pub(super) fn without_header_codes(header: &str) -> String {
    let mut text = without_codes(header);
    if header.contains("&X") || header.contains("&Y") {
        text.push_str("\n\n");
        text.push_str(&without_codes(
            &header.replace("&X", " ").replace("&Y", " "),
        ));
    }
    text
}

fn without_codes(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    let mut chars = header.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '&' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('&') => text.push('&'),
            Some('L' | 'C' | 'R') => text.push_str("\n\n"),
            // Page, pages, date, time, file, path, sheet, picture.
            Some('P' | 'N' | 'D' | 'T' | 'F' | 'Z' | 'A' | 'G') => text.push(' '),
            Some('"') => {
                chars.by_ref().find(|c| *c == '"');
            }
            // A colour: RRGGBB, or a theme's with its shade.
            Some('K') => {
                let is_code = |c: &char| c.is_ascii_hexdigit() || matches!(c, '+' | '-');
                for _ in 0..6 {
                    chars.next_if(is_code);
                }
            }
            Some(digit) if digit.is_ascii_digit() => {
                // No font is larger than 409 points.
                for _ in 0..2 {
                    chars.next_if(char::is_ascii_digit);
                }
            }
            Some(c) if c.is_ascii_alphabetic() => {}
            Some(c) => text.extend(['&', c]),
            None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_headers_stand_free_of_codes() {
        for (header, words) in [
            ("&Lfalconer&RPage &P of &N", "falconer Page of"),
            ("&L&\"Arial,Bold\"&12falconer&C&A", "falconer"),
            ("&C&KFF0000fal&Bcon&Ber &&Sons", "falconer &Sons"),
            ("&K01+000falconer", "falconer"),
            ("R&D", "R"),
            ("falconer&X2&X", "falconer2 falconer 2"),
        ] {
            let found = without_header_codes(header);
            let found: Vec<&str> = found.split_whitespace().collect();
            assert_eq!(found.join(" "), words, "{header}");
        }
    }
}
