//! Numbers as spreadsheets show them: the number formats of a workbook (ECMA-376 part 1, 18.8.30).
//!
//! No crate that is kept renders these formats, so what people may read an identifier in is
//! rendered here: digits in groups and with leading zeros, literals, percent, thousands, dates.

use std::collections::HashMap;
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The formats of a workbook's cells, by the number of the cell's style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) struct Formats(Vec<Rc<str>>);

/// The months in English, which is what formats without a language show.
const MONTHS: &str =
    "January February March April May June July August September October November December";

/// The formats that are known by number.
const BUILT_IN: &[(u32, &str)] = &[
    (1, "0"),
    (2, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (9, "0%"),
    (10, "0.00%"),
    (14, "m/d/yyyy"),
    (15, "d-mmm-yy"),
    (16, "d-mmm"),
    (17, "mmm-yy"),
    (22, "m/d/yyyy h:mm"),
    (37, "#,##0;(#,##0)"),
    (38, "#,##0;(#,##0)"),
    (39, "#,##0.00;(#,##0.00)"),
    (40, "#,##0.00;(#,##0.00)"),
];

impl Formats {
    /// Reads the styles of a workbook.
    pub(in crate::extract) fn read(styles: &str) -> Self {
        let mut reader = Reader::from_str(styles);
        reader.config_mut().check_end_names = false;
        let mut own: HashMap<u32, Rc<str>> = HashMap::new();
        let (mut cells, mut is_cells) = (Vec::new(), false);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Eof => break,
                Event::End(end) if end.local_name().as_ref() == "cellXfs" => is_cells = false,
                Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                    "cellXfs" => is_cells = true,
                    "xf" if is_cells => cells.push(number(&start, "numFmtId").unwrap_or_default()),
                    "numFmt" => {
                        let code = value(&start, "formatCode").unwrap_or_default();
                        if let Some(id) = number(&start, "numFmtId") {
                            own.entry(id).or_insert_with(|| code.into());
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        // Cells share their formats: there may be many of both.
        let built_in: HashMap<u32, Rc<str>> = BUILT_IN
            .iter()
            .map(|(id, code)| (*id, (*code).into()))
            .collect();
        let none: Rc<str> = "".into();
        let code = |id: &u32| {
            let code = own.get(id).or_else(|| built_in.get(id));
            Rc::clone(code.unwrap_or(&none))
        };
        Self(cells.iter().map(code).collect())
    }

    /// How a cell of this style shows a number, where that is not the number itself.
    pub(in crate::extract) fn shown(&self, style: usize, plain: &str) -> Option<String> {
        let format = self.0.get(style).filter(|format| !format.is_empty())?;
        let value: f64 = plain.parse().ok()?;
        let sections: Vec<&str> = sections(format);
        let (section, is_signed) = match sections.as_slice() {
            [_, negative, ..] if value < 0.0 => (*negative, false),
            [_, _, zero, ..] if value == 0.0 => (*zero, true),
            [first, ..] => (*first, true),
            [] => return None,
        };
        let parts = parts(section)?;
        let shown = if is_date(&parts) {
            date(&parts, value)?
        } else {
            digits(&parts, plain.trim_start_matches('-'))?
        };
        let sign = if is_signed && value < 0.0 { "-" } else { "" };
        let shown = format!("{sign}{}", shown.trim());
        (shown != plain).then_some(shown)
    }
}

/// The literals of a format: text that cells show.
pub(in crate::extract) fn literals(format: &str) -> String {
    let mut texts = String::new();
    for section in sections(format) {
        for part in parts(section).into_iter().flatten() {
            match part {
                Part::Literal(c) => texts.push(c),
                Part::Code(_) if !texts.ends_with(' ') => texts.push(' '),
                Part::Code(_) => {}
            }
        }
        texts.push('\n');
    }
    texts
}

/// A character of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Literal(char),
    Code(char),
}

/// The sections of a format: for positive numbers, negative ones, zero, text.
fn sections(format: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    format
        .split(|c| {
            let was_escaped = std::mem::take(&mut escaped);
            match c {
                _ if was_escaped => {}
                '\\' if !quoted => escaped = true,
                '"' => quoted = !quoted,
                _ => {}
            }
            c == ';' && !quoted && !was_escaped
        })
        .collect()
}

fn parts(section: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => parts.extend(chars.by_ref().take_while(|c| *c != '"').map(Part::Literal)),
            '\\' => parts.push(Part::Literal(chars.next()?)),
            // Room as wide as a character; a character that fills the cell.
            '_' | '*' => {
                chars.next()?;
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if let Some(currency) = inside.strip_prefix('$') {
                    let sign = currency.split('-').next().unwrap_or_default();
                    parts.extend(sign.chars().map(Part::Literal));
                }
            }
            '0' | '#' | '?' | '.' | ',' | '%' | '@' => parts.push(Part::Code(c)),
            'E' | 'e' | 'G' | 'g' => parts.push(Part::Code(c)),
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'a' | 'A' | 'p' | 'P' => {
                parts.push(Part::Code(c.to_ascii_lowercase()));
            }
            c => parts.push(Part::Literal(c)),
        }
    }
    Some(parts)
}

fn is_date(parts: &[Part]) -> bool {
    let has = |codes: &[char]| {
        let mut parts = parts.iter();
        parts.any(|part| matches!(part, Part::Code(c) if codes.contains(c)))
    };
    has(&['y', 'd', 'm', 'h', 's']) && !has(&['0', '#', '?'])
}

/// The digits of a number over the places of a format, from the right: literals stand where the
/// format has them. `None` for formats that show other digits.
fn digits(parts: &[Part], plain: &str) -> Option<String> {
    let has = |code| parts.contains(&Part::Code(code));
    if has('E') || has('e') || has('G') || has('g') || !(has('0') || has('#') || has('?')) {
        return None;
    }
    let is_place = |part: &Part| matches!(part, Part::Code('0' | '#' | '?'));
    let point = parts.iter().position(|part| *part == Part::Code('.'));
    let (whole, after) = parts.split_at(point.unwrap_or(parts.len()));
    let decimals = after.iter().filter(|part| is_place(part)).count();
    let scaled = if has('%') {
        super::plain(&format!("{plain}E2")).unwrap_or_else(|| plain.to_owned())
    } else {
        plain.to_owned()
    };
    let (digits, fraction) = rounded(&scaled, decimals);
    let has_thousands = whole.contains(&Part::Code(','));
    let mut left = digits.trim_start_matches('0').chars().rev().peekable();
    let first = whole.iter().position(is_place)?;
    let (mut reversed, mut count) = (String::new(), 0);
    let mut push = |reversed: &mut String, digit: char| {
        if has_thousands && count > 0 && count % 3 == 0 {
            reversed.push(',');
        }
        reversed.push(digit);
        count += 1;
    };
    for (at, part) in whole.iter().enumerate().rev() {
        match part {
            Part::Literal(c) => reversed.push(*c),
            Part::Code('%') => reversed.push('%'),
            part if is_place(part) => {
                match left.next() {
                    Some(digit) => push(&mut reversed, digit),
                    None if *part == Part::Code('0') => push(&mut reversed, '0'),
                    None => {}
                }
                if at == first {
                    left.by_ref().for_each(|digit| push(&mut reversed, digit));
                }
            }
            Part::Code(_) => {}
        }
    }
    let mut shown: String = reversed.chars().rev().collect();
    let mut fraction = fraction.chars();
    for part in after {
        match part {
            Part::Literal(c) => shown.push(*c),
            Part::Code('.') => shown.push('.'),
            Part::Code('%') => shown.push('%'),
            part if is_place(part) => shown.extend(fraction.next()),
            Part::Code(_) => {}
        }
    }
    Some(shown)
}

/// A number's digits before and behind the point, rounded to so many behind it.
fn rounded(plain: &str, decimals: usize) -> (String, String) {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let kept: String = fraction
        .chars()
        .chain(std::iter::repeat('0'))
        .take(decimals)
        .collect();
    let mut digits = [whole, &kept].concat().into_bytes();
    if fraction
        .as_bytes()
        .get(decimals)
        .is_some_and(|digit| *digit >= b'5')
    {
        let mut carries = true;
        for digit in digits
            .iter_mut()
            .rev()
            .filter(|digit| digit.is_ascii_digit())
        {
            carries = *digit == b'9';
            *digit = if carries { b'0' } else { *digit + 1 };
            if !carries {
                break;
            }
        }
        if carries {
            digits.insert(0, b'1');
        }
    }
    let digits = String::from_utf8_lossy(&digits).into_owned();
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    (whole.to_owned(), fraction.to_owned())
}

/// A date and time: days since the end of 1899.
fn date(parts: &[Part], value: f64) -> Option<String> {
    if !(1.0..2_958_466.0).contains(&value) {
        return None;
    }
    let (year, month, day) = civil(value as i64);
    let seconds = ((value.fract() * 86_400.0).round() as i64).min(86_399);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let name = MONTHS.split(' ').nth(usize::try_from(month - 1).ok()?)?;
    let (mut shown, mut at, mut follows_hour) = (String::new(), 0, false);
    while let Some(part) = parts.get(at) {
        let length = parts[at..].iter().take_while(|next| *next == part).count();
        let next = parts[at..].iter().skip(length);
        let precedes_second = next
            .filter(|part| matches!(part, Part::Code(_)))
            .find(|part| !matches!(part, Part::Code('.')))
            == Some(&Part::Code('s'));
        at += length;
        match part {
            Part::Literal(c) => shown.extend(std::iter::repeat_n(*c, length)),
            Part::Code('y') if length <= 2 => shown += &format!("{:02}", year % 100),
            Part::Code('y') => shown += &year.to_string(),
            Part::Code('m') if length <= 2 && (follows_hour || precedes_second) => {
                shown += &format!("{minute:02}");
            }
            Part::Code('m') if length == 1 => shown += &month.to_string(),
            Part::Code('m') if length == 2 => shown += &format!("{month:02}"),
            Part::Code('m') if length == 3 => shown += &name[..3],
            Part::Code('m') => shown += name,
            Part::Code('d') if length == 1 => shown += &day.to_string(),
            Part::Code('d') if length == 2 => shown += &format!("{day:02}"),
            Part::Code('h') => shown += &format!("{hour:0length$}"),
            Part::Code('s') => shown += &format!("{second:0length$}"),
            Part::Code(c @ ('.' | ',')) => shown.push(*c),
            Part::Code(_) => {}
        }
        if let Part::Code(c) = part {
            follows_hour = *c == 'h';
        }
    }
    Some(shown)
}

/// Year, month and day of a serial number, which counts a 29 February 1900 that never was.
fn civil(serial: i64) -> (i64, i64, i64) {
    // Days since 0000-03-01, in eras of 400 years (Howard Hinnant's civil_from_days).
    let days = serial - 25_569 + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

fn number(start: &BytesStart<'_>, name: &str) -> Option<u32> {
    value(start, name)?.parse().ok()
}

fn value(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value);
    Some(value.map_or_else(|_| found.value.to_string(), String::from))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        for (format, plain, shown) in [
            ("000\\-00\\-0000", "78051120", "078-05-1120"),
            ("000-00-0000", "78051120", "078-05-1120"),
            ("000000", "471", "000471"),
            (
                "0000 0000 0000 0000",
                "4012888888881881",
                "4012 8888 8888 1881",
            ),
            ("#,##0.00", "1234567.891", "1,234,567.89"),
            ("0%", "0.42", "42%"),
            ("0.0%", "0.4256", "42.6%"),
            ("\"PRJ-\"0000", "815", "PRJ-0815"),
            ("[$\u{20ac}-407] #,##0.00", "1999.995", "\u{20ac} 2,000.00"),
            ("dd.mm.yyyy", "45292", "01.01.2024"),
            ("yyyy\\-mm\\-dd hh:mm:ss", "45292.5", "2024-01-01 12:00:00"),
            ("d-mmm-yy", "45351", "29-Feb-24"),
            ("0.00;(0.00)", "-3.5", "(3.50)"),
            ("0;-0;;@", "99.6", "100"),
        ] {
            let formats = Formats(vec![format.into()]);
            assert_eq!(formats.shown(0, plain).as_deref(), Some(shown), "{format}");
        }
        for (format, plain) in [("General", "5"), ("@", "5"), ("0", "5"), ("0.00E+00", "5")] {
            assert_eq!(Formats(vec![format.into()]).shown(0, plain), None);
        }
    }

    #[test]
    fn literals_of_a_format_are_text() {
        assert_eq!(literals("\"fal\"\\c\"oner\" 0.00").trim(), "falconer");
    }

    #[test]
    fn formats_of_cells_are_read() {
        let formats = Formats::read(
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='&quot;N&quot;000'/></numFmts>\
             <cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>\
             <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/></cellXfs></styleSheet>",
        );
        assert_eq!(formats.shown(0, "7"), None);
        assert_eq!(formats.shown(1, "7").as_deref(), Some("N007"));
    }
}
