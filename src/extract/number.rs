//! Numbers as programs store them, in the digits that people read: `4.012888888881881E15` and
//! `4012888888881881.0` are 4012888888881881.
//!
//! Rewritten as text and not by way of `f64`, which has no more than 15 sure digits.

mod format;
mod label;

pub(super) use format::{Formats, literals};

/// The largest exponent that is written out: no number that rules look for is as long.
const MAX_EXPONENT: i32 = 40;

/// From how many digits on a number in a text is written out once more: the shortest identifiers
/// have nine.
const MIN_DIGITS: usize = 9;

/// From how many digits on a number is no sum of money, whatever stands behind its point.
const NO_SUM: usize = 15;

/// A stored number in plain digits; `None` when it is none, or when that is what it says already.
pub(super) fn plain(stored: &str) -> Option<String> {
    let (sign, unsigned) = match stored.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", stored.strip_prefix('+').unwrap_or(stored)),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let has_exponent = mantissa.len() < unsigned.len();
    if exponent.abs() > MAX_EXPONENT || !has_exponent && !mantissa.contains('.') {
        return None;
    }
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let (whole, fraction) = if point <= 0 {
        let zeros = usize::try_from(-point).ok()?;
        ("0".to_owned(), "0".repeat(zeros) + &digits)
    } else {
        let point = usize::try_from(point).ok()?;
        let padded = format!("{digits:0<point$}");
        (padded[..point].to_owned(), padded[point..].to_owned())
    };
    let (whole, fraction) = (
        match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        },
        fraction.trim_end_matches('0'),
    );
    let plain = if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    };
    (plain != stored).then_some(plain)
}

/// The lines of a text in which long whole numbers stand as programs store them, with these in
/// plain digits, or in which labels touch them, with these apart; `None` when there are none.
pub(super) fn rewritten(text: &str) -> Option<String> {
    let mut lines = String::new();
    for line in text.lines() {
        for line in [rewritten_line(line), label::apart(line)]
            .into_iter()
            .flatten()
        {
            lines.push_str(&line);
            // Two line ends: what follows is not the next line.
            lines.push_str("\n\n");
        }
    }
    (!lines.is_empty()).then_some(lines)
}

fn rewritten_line(line: &str) -> Option<String> {
    let ungrouped = ungrouped(line);
    let line = ungrouped.as_deref().unwrap_or(line);
    rewritten_exponents(line).or(ungrouped)
}

/// A line with long numbers that are shown in groups of three digits in plain digits; `None` where
/// it has none.
fn ungrouped(line: &str) -> Option<String> {
    const SIGNS: [char; 8] = [
        '.', ',', '_', '\'', '\u{2019}', '\u{a0}', '\u{202f}', '\u{2009}',
    ];
    let is_sign = |c: char| SIGNS.contains(&c);
    let mut plain = String::new();
    let (mut done, mut rest) = (0, 0);
    while let Some(start) = line[rest..].find(|c: char| c.is_ascii_digit()) {
        let start = rest + start;
        let after = |c: char| !c.is_ascii_digit() && !is_sign(c);
        let end = line[start..]
            .find(after)
            .map_or(line.len(), |length| start + length);
        rest = end;
        let number = line[start..end].trim_end_matches(is_sign);
        let Some(sign) = number.chars().find(|c| is_sign(*c)) else {
            continue;
        };
        let length = number.len();
        let number = without_zeros(number, sign);
        let mut groups = number.split(sign);
        let digits: String = number.split(sign).collect();
        let is_grouped = groups
            .next()
            .is_some_and(|first| (1..=3).contains(&first.len()))
            && groups.all(|group| group.len() == 3)
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_grouped && digits.len() >= NO_SUM {
            plain.push_str(&line[done..start]);
            plain.push_str(&digits);
            done = start + length;
        }
    }
    if plain.is_empty() {
        return None;
    }
    plain.push_str(&line[done..]);
    Some(plain)
}

/// A number in groups without the zeros behind its point, which is another sign than that between
/// its groups.
fn without_zeros(number: &str, sign: char) -> &str {
    let zeros = number.trim_end_matches('0');
    match zeros.chars().next_back() {
        Some(point @ ('.' | ',')) if point != sign && zeros.len() < number.len() => {
            &zeros[..zeros.len() - 1]
        }
        _ => number,
    }
}

fn rewritten_exponents(line: &str) -> Option<String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '+' | '-' | '_' | '@' | '/');
    let mut rewritten = String::new();
    let mut done = 0;
    let mut rest = 0;
    while let Some(start) = line[rest..].find(|c: char| c.is_ascii_digit()) {
        let start = rest + start;
        let end = line[start..]
            .find(|c: char| !is_part(c))
            .map_or(line.len(), |length| start + length);
        // A decimal comma has one digit before it and an exponent behind; others are separators.
        let with_comma = line[end..].strip_prefix(',').and_then(|after| {
            let length = after.find(|c: char| !is_part(c)).unwrap_or(after.len());
            (end - start == 1 && after[..length].contains(['e', 'E'])).then_some(end + 1 + length)
        });
        let is_alone = !line[..start].ends_with(|c: char| is_part(c) && c != '-' && c != '+');
        let number = with_comma
            .into_iter()
            .chain([end])
            .filter(|_| is_alone)
            .find_map(|end| Some((end, whole_number(&line[start..end])?)));
        rest = end;
        if let Some((end, number)) = number {
            rewritten.push_str(&line[done..start]);
            rewritten.push_str(&number);
            (done, rest) = (end, end);
        }
    }
    if rewritten.is_empty() {
        return None;
    }
    rewritten.push_str(&line[done..]);
    Some(rewritten)
}

/// A long whole number, with an exponent or with `.0`. With more zeros it may be an amount, unless
/// it is too long for one.
fn whole_number(stored: &str) -> Option<String> {
    let (whole, fraction) = stored.split_once('.').unwrap_or((stored, ""));
    let is_whole = fraction == "0"
        || whole.len() >= NO_SUM && !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
    if !stored.contains(['e', 'E']) && !is_whole {
        return None;
    }
    let mantissa = stored.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    plain(stored).filter(|plain| digits >= MIN_DIGITS && plain.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn stored_numbers_are_written_out() {
        for (stored, expected) in [
            ("4.012888888881881E15", "4012888888881881"),
            ("4.012888888881881e+15", "4012888888881881"),
            ("4012888888881881.0", "4012888888881881"),
            ("4,012888888881881E15", "4012888888881881"),
            ("-1.5E3", "-1500"),
            ("1.5E-3", "0.0015"),
            ("12.50", "12.5"),
            ("7.8051120E7", "78051120"),
        ] {
            assert_eq!(plain(stored).as_deref(), Some(expected), "{stored}");
        }
        for stored in [
            "4012888888881881",
            "007",
            "1,5",
            "",
            "E15",
            "1E999",
            "1.2.3",
            "x",
            "-",
        ] {
            assert_eq!(plain(stored), None, "{stored}");
        }
    }

    #[test]
    fn long_numbers_in_texts_are_written_out() {
        for (text, expected) in [
            ("a,4.012888888881881E15,b", "a,4012888888881881,b"),
            ("x\n4012888888881881.0\ny", "4012888888881881"),
            ("x;4,012888888881881E15;b", "x;4012888888881881;b"),
            ("\"4.012888888881881e+15\"", "\"4012888888881881\""),
            ("1;4012888888881881.00", "1;4012888888881881"),
            ("\"4,012,888,888,881,881.00\"", "\"4012888888881881\""),
            ("4.012.888.888.881.881,000;x", "4012888888881881;x"),
        ] {
            assert_eq!(rewritten(text).unwrap().trim_end(), expected, "{text}");
        }
        for text in [
            "1E5",
            "41111111111111.00",
            "4111111111111111.10",
            "v4.012888888881881E15",
            "1.234567890123E5",
            "ab4012888888881881.0",
            "4012888888881881.0.1",
            "4012888888881881",
        ] {
            assert_eq!(rewritten(text), None, "{text}");
        }
    }
}
