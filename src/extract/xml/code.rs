//! Codes in the headers of sheets (ECMA-376 part 1, 18.3.1.46).

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
