//! The formats: which readers read a piece.
//!
//! Each reader stands in a file of its own, takes a piece and what is left of the bounds, and
//! returns what it found; it knows no other reader and not the loop.

mod drawn;
mod ebcdic;
mod encoded;
mod encrypted;
mod gzip;
mod html;
mod mailbox;
mod mime;
mod office;
mod opaque;
mod page_program;
mod pdf;
mod rtf;
mod tar;
mod text;
mod tnef;
mod tree;
mod uuencode;
mod written;
mod zip;

use super::budget::Budget;
use super::found::Found;
use super::kind::{self, Kind};
use super::piece::{Form, Piece};
use crate::mail::charset;

pub(super) use mime::message;

/// A reader.
pub(super) type Read = for<'a> fn(&Piece<'a>, &mut Budget) -> Found<'a>;

/// The readers of a file of this kind, in the order in which what they find is told.
pub(super) fn file_readers(piece: &Piece<'_>, kind: Kind) -> Vec<Read> {
    let mut readers: Vec<Read> = Vec::new();
    let is_text = matches!(kind, Kind::Text | Kind::Html | Kind::Empty);
    if is_text || says_text(&piece.declared) {
        let has_markup = kind == Kind::Html || piece.listed || says_markup(&piece.declared);
        readers.extend(text_readers(has_markup));
        if piece.listed {
            readers.push(page_program::read);
        }
        if office::is_flat(&piece.bytes) {
            readers.push(office::read_flat);
        } else if kind == Kind::Html && tree::is_xml(&piece.bytes) {
            readers.push(tree::read);
        }
        if piece.listed && kind::is_message(&piece.bytes) {
            readers.push(mailbox::read);
        }
    }
    let of_kind: &[Read] = match kind {
        Kind::Empty | Kind::Text | Kind::Html => &[],
        Kind::Pdf => &[pdf::read],
        Kind::Zip => &[zip::read],
        Kind::OfficeOpenXml | Kind::OpenDocument => &[zip::read_document],
        Kind::Gzip => &[gzip::read],
        Kind::Tar => &[tar::read],
        Kind::Rtf => &[rtf::read],
        Kind::Tnef => &[tnef::read],
        Kind::OleOffice => &[opaque::read_compound],
        Kind::OfficeEncrypted => &[encrypted::read_document],
        Kind::Encrypted => &[encrypted::read],
        Kind::Archive => &[opaque::read_archive],
        Kind::Image if kind::drawn(&piece.bytes).is_some() => &[encoded::read, drawn::read],
        Kind::Image | Kind::Media | Kind::Signature => &[encoded::read, opaque::read],
        Kind::Unknown if kind::is_ebcdic(&piece.bytes) => &[ebcdic::read],
        // Said to be text in a charset that is known, and read as that above.
        Kind::Unknown if is_declared_text(piece) => &[opaque::read],
        Kind::Executable | Kind::Unknown => &[encoded::read, opaque::read_unknown],
    };
    readers.extend(of_kind);
    let may_hold = matches!(
        kind,
        Kind::Text | Kind::Html | Kind::Image | Kind::Media | Kind::Signature
    );
    if may_hold && kind::pdf_within(&piece.bytes).is_some() {
        readers.push(pdf::read_within);
    }
    // A script may have an archive behind it.
    if piece.listed && matches!(kind, Kind::Text | Kind::Html | Kind::Executable) {
        readers.push(opaque::read_packed);
    }
    // A file can be two things at once, and it is the program that opens it that decides.
    let is_zip = matches!(kind, Kind::Zip | Kind::OfficeOpenXml | Kind::OpenDocument);
    if !is_zip && kind::ends_as_zip(&piece.bytes) {
        readers.push(zip::read);
    }
    readers
}

/// The readers of a piece that was found in a form that needs no recognizing.
pub(super) fn readers(form: &Form) -> Vec<Read> {
    match form {
        Form::File => Vec::new(),
        Form::Text => text_readers(false),
        Form::Verbatim => vec![text::read_verbatim],
        Form::Markup => vec![html::read],
        Form::Rtf => vec![rtf::read],
        Form::Drawing => vec![drawn::read],
        Form::DocumentPart { .. } => vec![office::read],
        Form::Message => vec![mime::read],
        Form::Part { .. } => vec![mime::read_part],
    }
}

fn text_readers(has_markup: bool) -> Vec<Read> {
    let text = if has_markup {
        text::read_markup
    } else {
        text::read
    };
    vec![
        text,
        encoded::read,
        written::read,
        uuencode::read,
        encrypted::read_armor,
    ]
}

/// Whether this media type is shown as text, whatever the content looks like.
fn says_text(declared: &str) -> bool {
    declared.starts_with("text/")
        || declared.starts_with("message/")
        || matches!(
            declared,
            "application/json" | "application/xml" | "application/ics" | "application/csv"
        )
}

/// Whether a part says that it is text in a charset of its own, and is nothing else.
fn is_declared_text(piece: &Piece<'_>) -> bool {
    let label = piece.charset.as_deref().unwrap_or_default();
    let text = || charset::decoded(&piece.bytes, label);
    piece.declared.starts_with("text/")
        && !label.eq_ignore_ascii_case("us-ascii")
        && text().is_some_and(|text| {
            let is_odd = |c: &char| *c == '\u{fffd}' || c.is_control() && !c.is_whitespace();
            text.chars().filter(is_odd).count() * 50 <= text.chars().count()
        })
}

/// Whether programs may take text of this media type for markup.
fn says_markup(declared: &str) -> bool {
    declared.starts_with("text/") && declared != "text/plain" || declared.contains("xml")
}
