//! Labels that touch their number: `IBANDE89…`, `Visa4012…`, `PAN4012…EXP1228`.

/// Labels before a number.
const BEFORE: &[&str] = &[
    "iban",
    "visa",
    "mastercard",
    "amex",
    "pan",
    "card",
    "karte",
    "carte",
    "ccn",
    "cc",
    "konto",
    "account",
    "acct",
    "eur",
    "usd",
    "gbp",
    "chf",
    "nr",
    "no",
];

/// Labels behind one.
const BEHIND: &[&str] = &[
    "exp",
    "cvv",
    "cvc",
    "valid",
    "visa",
    "mastercard",
    "amex",
    "bic",
];

/// The least digits of a number that matters.
const LEAST: usize = 12;

/// A line with such labels apart from their numbers; `None` where it has none.
pub(super) fn apart(line: &str) -> Option<String> {
    let mut apart = String::new();
    let (mut done, mut rest) = (0, 0);
    while let Some(found) = line[rest..].find(|c: char| c.is_ascii_digit()) {
        let start = rest + found;
        let (end, digits) = number(&line[start..]);
        let end = start + end;
        rest = end;
        if digits < LEAST {
            continue;
        }
        if let Some(at) = before(&line[done..start]) {
            apart.push_str(&line[done..done + at]);
            apart.push(' ');
            done += at;
        }
        let is_next = |label: &&str| {
            let next = line.as_bytes().get(end..end + label.len());
            next.is_some_and(|next| next.eq_ignore_ascii_case(label.as_bytes()))
        };
        if BEHIND.iter().any(is_next) {
            apart.push_str(&line[done..end]);
            apart.push(' ');
            done = end;
        }
    }
    if apart.is_empty() {
        return None;
    }
    apart.push_str(&line[done..]);
    Some(apart)
}

/// The length of a number in groups that starts a text, and how many digits it has.
fn number(text: &str) -> (usize, usize) {
    let (mut end, mut digits) = (0, 0);
    let mut is_open = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                (end, is_open) = (at + 1, false);
                digits += 1;
            }
            b' ' | b'-' if !is_open => is_open = true,
            _ => break,
        }
    }
    (end, digits)
}

/// Where a number starts whose label ends this text: a country's letters are part of it.
fn before(text: &str) -> Option<usize> {
    let letters = text
        .bytes()
        .rev()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let start = text.len() - letters;
    let word = text[start..].to_ascii_lowercase();
    // What goes on before it is another word.
    if text[..start].ends_with(char::is_alphanumeric) {
        return None;
    }
    if word.len() == 6 && word.starts_with("iban") {
        return Some(start + 4);
    }
    BEFORE.contains(&word.as_str()).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_apart_from_their_numbers() {
        for (line, expected) in [
            ("IBANDE89370400440532013000", "IBAN DE89370400440532013000"),
            (
                "IBANDE89 3704 0044 0532 0130 00 BIC",
                "IBAN DE89 3704 0044 0532 0130 00 BIC",
            ),
            (
                "Visa4012 8888 8888 1881, valid",
                "Visa 4012 8888 8888 1881, valid",
            ),
            ("PAN4012888888881881EXP1228", "PAN 4012888888881881 EXP1228"),
            (
                "card data EUR4012888888881881 x",
                "card data EUR 4012888888881881 x",
            ),
            (
                "card data 4012888888881881visa x",
                "card data 4012888888881881 visa x",
            ),
        ] {
            assert_eq!(apart(line).as_deref(), Some(expected), "{line}");
        }
        for line in [
            "EUR1234.50",
            "Invoice4012888888881881",
            "no4012",
            "éno4012888888881881",
            "4012888888881881",
            "",
        ] {
            assert_eq!(apart(line), None, "{line}");
        }
    }
}
