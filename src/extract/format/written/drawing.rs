//! Drawings and models in text: DXF, in which letters stand between codes of fonts, and STEP with
//! the formats built on it (IFC), which have numbers for letters outside ASCII (ISO 10303-21).

/// The text without codes; `None` where it is no such file.
pub(super) fn plain(text: &str) -> Option<String> {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    if start.starts_with("ISO-10303-21;") {
        return text.contains('\\').then(|| of_step(text));
    }
    let mut lines = start.lines().map(str::trim);
    let is_dxf = lines
        .next()
        .is_some_and(|code| code == "0" || code == "999")
        && text.contains("SECTION");
    (is_dxf || text.contains("\nMTEXT") || text.contains("\nTEXT\n") && start.starts_with('0'))
        .then(|| of_dxf(text))
}

/// Texts of DXF: `\fArial|b1;` and the like, braces, `\P` for a line end, `%%u` for what is
/// underlined.
fn of_dxf(text: &str) -> String {
    /// No code is longer.
    const LONGEST: usize = 128;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '{', '}', '%']) {
        plain.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        let after = &rest[at + 1..];
        rest = match (sign, after.chars().next()) {
            (b'{' | b'}', _) => after,
            (b'%', Some('%')) => {
                let code = after[1..].chars().next().filter(|c| "uUoOkK".contains(*c));
                if code.is_none() {
                    plain.push_str("%%");
                }
                &after[1 + code.map_or(0, char::len_utf8)..]
            }
            (b'\\', Some('P' | 'N')) => {
                plain.push('\n');
                &after[1..]
            }
            (b'\\', Some('L' | 'l' | 'O' | 'o' | 'K' | 'k')) => &after[1..],
            (b'\\', Some('f' | 'F' | 'H' | 'W' | 'C' | 'c' | 'T' | 'Q' | 'A' | 'p')) => {
                let end = after.bytes().take(LONGEST).position(|byte| byte == b';');
                let is_code = |end: &usize| !after[..*end].contains('\n');
                after
                    .get(end.filter(is_code).map_or(0, |end| end + 1)..)
                    .unwrap_or(after)
            }
            _ => {
                plain.push(char::from(sign));
                after
            }
        };
    }
    plain.push_str(rest);
    plain
}

/// Texts of STEP: `\X\E4`, `\X2\00E400F6\X0\`, `\X4\`, `\S\d`.
fn of_step(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let code = &rest[at + 1..];
        let read = None
            .or_else(|| wide(code.strip_prefix("X2\\")?, 4))
            .or_else(|| wide(code.strip_prefix("X4\\")?, 8))
            .or_else(|| {
                let digits = code.strip_prefix("X\\")?;
                let value = u8::from_str_radix(digits.get(..2)?, 16).ok()?;
                Some((char::from(value).to_string(), &digits[2..]))
            })
            .or_else(|| {
                let after = code.strip_prefix("S\\")?;
                let low = after.bytes().next().filter(u8::is_ascii_graphic)?;
                Some((char::from(low | 0x80).to_string(), &after[1..]))
            });
        match read {
            Some((letters, after)) => {
                plain.push_str(&letters);
                rest = after;
            }
            None => {
                plain.push('\\');
                rest = code;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Letters of so many digits each, up to `\X0\`.
fn wide(digits: &str, each: usize) -> Option<(String, &str)> {
    let length = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
    let after = digits[length..]
        .strip_prefix("\\X0\\")
        .unwrap_or(&digits[length..]);
    let numbers = digits.as_bytes()[..length].chunks_exact(each);
    let values = numbers.map(|digits| {
        let digits = std::str::from_utf8(digits).unwrap_or_default();
        u32::from_str_radix(digits, 16).unwrap_or(0xfffd)
    });
    let mut letters = String::new();
    if each == 4 {
        let units: Vec<u16> = values
            .filter_map(|value| u16::try_from(value).ok())
            .collect();
        letters.push_str(&String::from_utf16_lossy(&units));
    } else {
        letters.extend(values.map(|value| char::from_u32(value).unwrap_or('\u{fffd}')));
    }
    Some((letters, after))
}
