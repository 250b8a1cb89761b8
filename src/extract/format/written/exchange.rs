//! Records that programs exchange: codes that touch the words they stand before, and texts that are
//! cut to the length of a field (QIF, xDT, MARC, HL7, SWIFT, EDIFACT, DTAUS).
//!
//! What is told here stands beside the text as it is, so that nothing that was found in that is
//! lost. An empty line parts what are fields of their own: numbers in them are none together.

mod dtaus;
mod edifact;
mod hl7;
mod marc;
mod swift;

use edifact::Separators;

/// What parts two fields.
const APART: &str = "\n\n";

/// A format of such records.
#[derive(Clone, Copy, Debug)]
pub(super) enum Exchange {
    /// Quicken's: a letter before each value.
    Qif,
    /// Of German practices and laboratories: a length and a code before each value.
    Xdt,
    /// ISO 2709, as libraries use it.
    Marc,
    /// The same as text, with `$` before the code of a subfield.
    MarcText,
    /// HL7 version 2, with its separators of fields, and its escape.
    Hl7([char; 5]),
    /// Messages of SWIFT, statements of accounts among them.
    Swift,
    /// UN/EDIFACT (ISO 9735).
    Edifact(Separators),
    /// Payments on disks of German banks.
    Dtaus,
}

impl Exchange {
    /// The format of a text, by how it starts.
    pub(super) fn of(text: &str) -> Option<Self> {
        let start = text.trim_start_matches('\u{feff}');
        let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{b}');
        if ["!Type:", "!Account", "!Option:", "!Clear:"]
            .iter()
            .any(|mark| starts(start, mark))
        {
            return Some(Self::Qif);
        }
        if is_xdt(start) {
            return Some(Self::Xdt);
        }
        if start.starts_with("0128A") {
            return Some(Self::Dtaus);
        }
        if marc::is_marc(start) {
            return Some(Self::Marc);
        }
        if start.starts_with("=LDR ") || start.starts_with("=001 ") {
            return Some(Self::MarcText);
        }
        if let Some(signs) = hl7::signs(start) {
            return Some(Self::Hl7(signs));
        }
        if swift::is_swift(start) {
            return Some(Self::Swift);
        }
        edifact::separators(start).map(Self::Edifact)
    }

    /// The readings of a text, or of lines of one, in this format.
    pub(super) fn plain(self, text: &str) -> Vec<String> {
        match self {
            Self::Qif => vec![of_qif(text)],
            Self::Xdt => of_xdt(text),
            Self::Marc => marc::plain(text),
            Self::MarcText => vec![marc::of_text(text)],
            Self::Hl7(signs) => vec![hl7::plain(text, signs)],
            Self::Swift => swift::plain(text),
            Self::Edifact(separators) => edifact::plain(text, separators),
            Self::Dtaus => vec![dtaus::plain(text)],
        }
    }
}

/// Whether a text starts so, in capitals or not.
fn starts(text: &str, mark: &str) -> bool {
    text.get(..mark.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(mark))
}

/// A line is a letter or sign and a value; of invoices it is an X and a letter.
fn of_qif(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let mut value = line.chars();
        match value.next() {
            Some('X') => {
                plain.push_str(value.as_str());
                plain.push_str(APART);
                value.next();
            }
            Some('!' | '^') => value = line.chars(),
            _ => {}
        }
        plain.push_str(value.as_str());
        plain.push_str(APART);
    }
    plain
}

/// Whether the first line has its length, with that of its end, and the code of a kind of record.
fn is_xdt(start: &str) -> bool {
    let line = start.lines().next().unwrap_or_default();
    let length = line
        .get(..3)
        .and_then(|length| length.parse::<usize>().ok());
    let is_record = line.get(3..7) == Some("8000");
    is_record && length.is_some_and(|length| line.len().abs_diff(length) <= 2)
}

/// A line is three digits of its length, four of a code, and a value; long values go on in a line
/// with the same code, cut at a word's end or not.
fn of_xdt(text: &str) -> Vec<String> {
    let mut apart = String::with_capacity(text.len());
    let mut joined = String::with_capacity(text.len());
    let mut before = "";
    for line in text.lines() {
        let is_coded = line.len() >= 7 && line.bytes().take(7).all(|byte| byte.is_ascii_digit());
        let (code, value) = if is_coded {
            (&line[3..7], &line[7..])
        } else {
            ("", line)
        };
        apart.push_str(APART);
        apart.push_str(value);
        if code.is_empty() || code != before {
            joined.push_str(APART);
        }
        joined.push_str(value);
        before = code;
    }
    vec![apart, joined]
}
