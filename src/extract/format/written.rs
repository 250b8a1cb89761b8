//! Text that a format writes in a way of its own: escapes of programs, of addresses and forms,
//! encoded words, base64 inside other text, folded lines, what a terminal makes of its bytes.
//!
//! Read here rather than by the crates for each format: a file needs not be whole, nor of one
//! format, and several ways may stand in one line. A reading has only lines that differ from the
//! text as it stands, and the lines beside them.

mod base64_run;
mod contact;
mod escape;
mod terminal;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;
use crate::mail::charset;

/// Of the texts that bytes may be, how many are looked at.
const MOST_READINGS: usize = 3;

/// Reads a text that people see otherwise than it is written.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let (mut texts, _) = charset::readings(&piece.bytes, piece.charset.as_deref());
    texts.truncate(MOST_READINGS);
    for text in &texts {
        if let Some(shown) = terminal::shown(text) {
            found.text(shown);
        }
        if contact::is_folded(text) {
            read_folded(&mut found, piece, budget);
        }
        for lines in [
            changed(text, escape::of_programs(text)),
            changed(text, escape::of_addresses),
            changed(text, escape::of_mail),
        ] {
            found.text(lines);
        }
        let (said, files) = base64_run::all(text);
        found.text(said);
        for file in files {
            if found.within(budget.part(file.len())) {
                found.child(piece.file("", file.into()));
            }
        }
    }
    found
}

/// Adds what folded lines and encoded values say.
fn read_folded<'a>(found: &mut Found<'a>, piece: &Piece<'a>, budget: &mut Budget) {
    let folded = contact::read(&piece.bytes);
    found.text(folded.text);
    for file in folded.files {
        if found.within(budget.part(file.len())) {
            found.child(piece.file("", file.into()));
        }
    }
}

/// The lines that `resolve` changes, and the lines beside them as they are.
fn changed(text: &str, resolve: impl Fn(&str) -> Option<String>) -> String {
    let mut lines = String::new();
    let mut before: Option<&str> = None;
    let mut is_after = false;
    for line in text.lines() {
        match resolve(line) {
            Some(other) => {
                if let Some(before) = before.take() {
                    lines.push_str(before);
                    lines.push('\n');
                }
                lines.push_str(&other);
                lines.push('\n');
                is_after = true;
            }
            None if is_after => {
                lines.push_str(line);
                lines.push('\n');
                is_after = false;
            }
            None => before = Some(line),
        }
    }
    lines
}
