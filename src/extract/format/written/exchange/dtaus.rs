//! DTAUS: payments in records of fixed fields, in the German letters of ISO 646.

use super::APART;

/// The length of a block of the file, and that of a record's fixed part.
const BLOCK: usize = 128;
const FIXED: usize = 187;

/// The fields of text in a record: names, a purpose.
const FIELDS: [(usize, usize); 3] = [(93, 27), (128, 27), (155, 27)];

/// The texts of each record, each field by itself, with the parts of a purpose joined.
pub(super) fn plain(text: &str) -> String {
    let letters: Vec<char> = text
        .chars()
        .filter(|c| !matches!(c, '\r' | '\n'))
        .map(letter)
        .collect();
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(record) = letters.get(at..).filter(|record| !record.is_empty()) {
        if record.get(4) != Some(&'C') {
            push(&mut plain, &record[..record.len().min(BLOCK)]);
            plain.push_str(APART);
            at += BLOCK;
            continue;
        }
        let said: String = record[..4].iter().collect();
        let length = said.parse().unwrap_or(2 * BLOCK).max(FIXED);
        // The first two parts fill the block of the fixed ones, four the others.
        let parts = (length - FIXED).div_ceil(29);
        for (from, length) in FIELDS {
            push(&mut plain, field(record, from, length));
            if from < 155 {
                plain.push_str(APART);
            }
        }
        let mut kind = ['0', '2'];
        for part in 0..parts {
            let from = match part {
                0 | 1 => FIXED + part * 29,
                _ => 2 * BLOCK + (part - 2) / 4 * BLOCK + (part - 2) % 4 * 29,
            };
            let own = field(record, from, 2);
            if own != kind {
                plain.push_str(APART);
            }
            kind = own.try_into().unwrap_or(kind);
            push(&mut plain, field(record, from + 2, 27));
        }
        plain.push_str(APART);
        at += BLOCK * (2 + parts.saturating_sub(2).div_ceil(4));
    }
    plain
}

fn field(record: &[char], from: usize, length: usize) -> &[char] {
    let end = record.len().min(from + length);
    record.get(from..end).unwrap_or_default()
}

/// Adds a field, with what fills it up as one blank.
fn push(plain: &mut String, field: &[char]) {
    let text: String = field.iter().collect();
    let trimmed = text.trim_end();
    plain.push_str(trimmed);
    if trimmed.len() < text.len() {
        plain.push(' ');
    }
}

fn letter(c: char) -> char {
    match c {
        '[' => 'Ä',
        '\\' => 'Ö',
        ']' => 'Ü',
        '~' => 'ß',
        c => c,
    }
}
