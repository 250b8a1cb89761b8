//! Text that a format writes in a way of its own: escapes of programs, of addresses and forms,
//! encoded words, base64 inside other text, folded lines, what a terminal makes of its bytes.
//!
//! Read here rather than by the crates for each format: a file needs not be whole, nor of one
//! format, and several ways may stand in one line. A reading has only lines that differ from the
//! text as it stands, and the lines beside them.

mod base64_run;
mod carried;
mod contact;
mod continued;
mod drawing;
mod emphasis;
mod escape;
mod exchange;
mod hex_run;
mod records;
mod rich;
mod roff;
mod terminal;
mod tex;
mod wordstar;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::kind;
use crate::extract::number;
use crate::extract::piece::{Form, Piece};
use crate::mail::{charset, mime};
use carried::Carried;
use exchange::Exchange;

/// Of the texts that bytes may be, how many are looked at.
const MOST_READINGS: usize = 3;

/// How many encodings inside each other are resolved.
const DEEPEST: usize = 4;

/// Reads a text that people see otherwise than it is written.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let (mut texts, _) = charset::readings(&piece.bytes, piece.charset.as_deref());
    // Other readings have only some of the lines.
    if let Some(format) = texts.first().and_then(|text| Exchange::of(text)) {
        for plain in texts.iter().flat_map(|text| format.plain(text)) {
            found.text(plain);
        }
    }
    if wordstar::is_later(&piece.bytes) {
        found.unreadable(
            "a WordStar document",
            "has a format that can't be inspected",
        );
    }
    if let Some(plain) = wordstar::plain(&piece.bytes) {
        found.text(plain);
    }
    texts.truncate(MOST_READINGS);
    for text in &texts {
        if let Some(shown) = terminal::shown(text) {
            found.text(shown);
        }
        let ways = [
            emphasis::unmarked(text),
            roff::plain(text),
            drawing::plain(text),
            records::plain(text),
            names_of_hosts(text),
            unescaped(text),
            rich::joined(text),
        ];
        for plain in ways.into_iter().flatten() {
            if let Some(lines) = number::rewritten(&plain) {
                found.text(lines);
            }
            found.text(plain);
        }
        if contact::is_folded(text) {
            read_folded(&mut found, piece, budget);
        }
        resolve(&mut found, piece, text);
        if let Some(joined) = continued::joined(text) {
            resolve(&mut found, piece, &joined);
            found.text(joined);
        }
        let may = usize::try_from(budget.may_unpack(text.len())).unwrap_or(usize::MAX);
        let runs = base64_run::all(text, may);
        budget.unpacked(runs.unpacked);
        if runs.exceeded {
            found.too_much_unpacked();
        }
        for carried in [runs.carried, hex_run::all(text)] {
            take(&mut found, piece, carried, budget);
        }
    }
    found
}

/// Adds what stands in a text in letters or digits of another kind.
fn take<'a>(found: &mut Found<'a>, piece: &Piece<'a>, carried: Carried, budget: &mut Budget) {
    found.text(carried.said);
    // What the whole text is in base64 was found without this.
    let whole = kind::whole_in_base64(&piece.bytes);
    let is_met = |bytes: &[u8]| whole.as_deref() == Some(bytes);
    for file in carried.files {
        if is_met(&file) && !mime::is_message(&file) {
            continue;
        }
        if !found.within(budget.part(file.len())) {
            return;
        }
        found.child(piece.file("", file.into()));
    }
    for text in carried.written {
        if is_met(text.as_bytes()) {
            continue;
        }
        if !found.within(budget.part(text.len())) {
            return;
        }
        found.child(Piece {
            listed: false,
            ..piece.file("", text.into_bytes().into())
        });
    }
}

/// Adds what the escapes in a text say: each way by itself, and one inside another.
fn resolve<'a>(found: &mut Found<'a>, piece: &Piece<'a>, text: &str) {
    let alone = [
        changed(text, escape::of_programs(text)),
        changed(text, escape::of_addresses),
        changed(text, escape::of_mail),
    ];
    let mut ways = alone.iter().filter(|lines| !lines.is_empty());
    // What one way alone resolves needs no second look at the whole.
    let mut inner = match (ways.next(), ways.next()) {
        (Some(lines), None) => lines.clone(),
        (Some(_), Some(_)) => text.to_owned(),
        (None, _) => return,
    };
    for _ in 0..DEEPEST {
        inner = changed(&inner, every_way(&inner));
        if inner.is_empty() {
            break;
        }
        said(found, piece, inner.clone());
    }
    for lines in alone {
        said(found, piece, lines);
    }
}

/// What resolves the escapes in a line of `text` one way after another.
fn every_way(text: &str) -> impl Fn(&str) -> Option<String> {
    let of_programs = escape::of_programs(text);
    move |line| {
        let plain = of_programs(line);
        let mail = escape::of_mail(plain.as_deref().unwrap_or(line));
        let plain = mail.or(plain);
        let address = escape::of_addresses(plain.as_deref().unwrap_or(line));
        address.or(plain).filter(|other| other != line)
    }
}

/// Adds a text that was written in another way, as it stands and as the markup that it may be.
fn said<'a>(found: &mut Found<'a>, piece: &Piece<'a>, lines: String) {
    if lines.contains(['<', '&']) {
        let bytes = lines.clone().into_bytes().into();
        found.child(Piece::new(
            Form::Markup,
            piece.place.clone(),
            piece.depth,
            bytes,
        ));
    }
    found.text(lines);
}

/// Adds what folded lines and encoded values say.
fn read_folded<'a>(found: &mut Found<'a>, piece: &Piece<'a>, budget: &mut Budget) {
    let folded = contact::read(&piece.bytes);
    said(found, piece, folded.text);
    for file in folded.files {
        if found.within(budget.part(file.len())) {
            found.child(piece.file("", file.into()));
        }
    }
}

/// The lines in which signs are escaped that would mark letters.
fn unescaped(text: &str) -> Option<String> {
    let lines = changed(text, emphasis::unescaped);
    let plain = emphasis::unmarked(&lines).unwrap_or(lines);
    (!plain.is_empty()).then_some(plain)
}

/// The names of hosts in a text that are written in ASCII for others, as browsers show them (RFC
/// 5891), a line each.
fn names_of_hosts(text: &str) -> Option<String> {
    let mut shown = String::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.')) {
        let is_written = word.starts_with("xn--") || word.contains(".xn--");
        if is_written && word.len() <= 255 {
            shown.push_str(&idna::domain_to_unicode(word).0);
            shown.push('\n');
        }
    }
    (!shown.is_empty()).then_some(shown)
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
