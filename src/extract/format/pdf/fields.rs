//! Numbers that a form takes in several fields side by side, a few digits or letters each: they
//! stand as one on the page.

use std::collections::HashSet;

use lopdf::{Dictionary, Object};

use super::beside::text_string;
use super::objects::{Objects, as_dictionary};

/// Levels of fields that are followed to find what one inherits.
const LEVELS: usize = 16;

/// The longest piece of a number, and the least digits of all its pieces.
const LONGEST: usize = 12;
const LEAST_DIGITS: usize = 9;

/// A field with a piece of a number, and where it stands.
struct Field {
    left: f64,
    right: f64,
    low: f64,
    high: f64,
    value: String,
}

/// The numbers, a line each.
pub(super) fn joined(objects: &mut Objects<'_>) -> String {
    let document = objects.document;
    let mut met: HashSet<*const Object> = HashSet::new();
    let mut lines = String::new();
    for object in document.objects.values() {
        let Object::Dictionary(page) = object else {
            continue;
        };
        let Some(notes) = objects.array(page, b"Annots") else {
            continue;
        };
        if !met.insert(notes.as_ptr()) {
            continue;
        }
        let fields = notes.iter().filter_map(|note| field(objects, note));
        for row in rows(fields.collect()) {
            of_row(&row, &mut lines);
        }
    }
    lines
}

fn field<'a>(objects: &mut Objects<'a>, note: &'a Object) -> Option<Field> {
    let note = as_dictionary(objects.get(note))?;
    let [a, b, c, d] = objects.array(note, b"Rect")? else {
        return None;
    };
    let [a, b, c, d] = [a, b, c, d].map(|side| objects.get(side).as_float().ok().map(f64::from));
    let (a, b, c, d) = (a?, b?, c?, d?);
    let value = value(objects, note)?;
    let is_piece = (1..=LONGEST).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_piece.then(|| Field {
        left: a.min(c),
        right: a.max(c),
        low: b.min(d),
        high: b.max(d),
        value,
    })
}

/// The value of a field, or of the one that it is a part of.
fn value<'a>(objects: &mut Objects<'a>, mut field: &'a Dictionary) -> Option<String> {
    for _ in 0..LEVELS {
        if let Some(Object::String(value, _)) = objects.entry(field, b"V") {
            return Some(text_string(value).trim().to_owned());
        }
        field = objects.dictionary(field, b"Parent")?;
    }
    None
}

/// Fields by the lines in which they stand, each from left to right.
fn rows(mut fields: Vec<Field>) -> Vec<Vec<Field>> {
    fields.sort_by(|a, b| b.low.total_cmp(&a.low));
    let mut rows: Vec<Vec<Field>> = Vec::new();
    for field in fields {
        match rows.last_mut() {
            Some(row) if row[0].low - field.low < (row[0].high - row[0].low) / 2.0 => {
                row.push(field);
            }
            _ => rows.push(vec![field]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    rows
}

/// Adds the numbers of a line: pieces of the same length next to each other, of which the last may
/// be shorter. Sums in columns rarely are.
fn of_row(row: &[Field], lines: &mut String) {
    let mut start = 0;
    while start < row.len() {
        let length = row[start].value.len();
        let mut end = start + 1;
        while end < row.len() {
            let (before, next) = (&row[end - 1], &row[end]);
            let gap = next.left - before.right;
            let is_next = gap <= next.high - next.low
                && before.value.len() == length
                && next.value.len() <= length;
            if !is_next {
                break;
            }
            end += 1;
        }
        let number: String = row[start..end]
            .iter()
            .map(|one| one.value.as_str())
            .collect();
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        if end - start > 1 && digits >= LEAST_DIGITS {
            lines.push_str(&number);
            lines.push_str("\n\n");
        }
        start = end;
    }
}
