//! ZIP archives (APPNOTE 6.3), and office documents, which are such archives.

use std::io::{Cursor, ErrorKind, Read};
use std::rc::Rc;

use flate2::read::DeflateDecoder;
use memchr::memmem;
use zip::read::ZipFile;
use zip::{CompressionMethod, ZipArchive};

use crate::extract::budget::Budget;
use crate::extract::found::{Found, Item};
use crate::extract::number::Formats;
use crate::extract::piece::{Form, Piece, names_in};
use crate::mail::charset;

const WHAT: &str = "a ZIP archive";
const WITH_ENTRY: &str = "an archive with an entry";

/// Reads an archive.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    // OpenDocument that was packed again, so that its type doesn't come first.
    let has = |name: &[u8]| memmem::find(&piece.bytes, name).is_some();
    if has(b"META-INF/manifest.xml") && has(b"content.xml") {
        return read_document(piece, budget);
    }
    entries(piece, budget, |name, bytes| piece.file(name, bytes.into()))
}

/// Reads an office document.
pub(super) fn read_document<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = entries(piece, budget, |name, bytes| {
        let form = Form::DocumentPart {
            name: name.to_owned(),
            formats: Rc::default(),
        };
        let place = piece.place.clone();
        Piece::new(form, place, piece.depth + 1, bytes.into())
    });
    share_formats(&mut found);
    found
}

/// Tells the sheets of a workbook how its cells show numbers, which another of its files says.
fn share_formats(found: &mut Found<'_>) {
    let styles = found.items.iter().find_map(|item| match item {
        Item::Child(part) => memmem::find(&part.bytes, b"cellXfs").map(|_| &part.bytes),
        _ => None,
    });
    let Some(styles) = styles else {
        return;
    };
    let shared = Rc::new(Formats::read(&String::from_utf8_lossy(styles)));
    for item in &mut found.items {
        if let Item::Child(part) = item
            && let Form::DocumentPart { formats, .. } = &mut part.form
        {
            *formats = Rc::clone(&shared);
        }
    }
}

/// Reads the entries of an archive; `child` makes a piece of an entry's name and bytes.
fn entries<'a>(
    piece: &Piece<'a>,
    budget: &mut Budget,
    child: impl Fn(&str, Vec<u8>) -> Piece<'a>,
) -> Found<'a> {
    let bytes = &piece.bytes[..];
    let mut found = Found::new(&piece.place);
    // Counted before anything is made of them.
    let headers = memmem::find_iter(bytes, b"PK\x01\x02");
    let count = headers.take(budget.entries_left() + 1).count();
    if !found.within(budget.entries(&piece.place, count)) {
        return found;
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        found.text(charset::strings(bytes));
        found.unreadable(WHAT, "is broken");
        return found;
    };
    if archive.validate_header_consistency().is_err() || archive.offset() != 0 {
        found.unreadable(WHAT, "programs may unpack differently");
    }
    comment(&mut found, piece, archive.comment());
    for at in 0..archive.len() {
        if !found.within(budget.entry(&piece.place)) {
            break;
        }
        let Ok(entry) = archive.by_index_raw(at) else {
            found.unreadable(WHAT, "is broken");
            continue;
        };
        let name = entry.name().map_or_else(
            |_| String::from_utf8_lossy(entry.name_raw()).into_owned(),
            |name| name.into_owned(),
        );
        let raw = entry.name_raw().to_vec();
        comment(&mut found, piece, entry.comment().as_bytes());
        if entry.encrypted() {
            found.is_encrypted = true;
            found.encrypted(WITH_ENTRY);
            found.locked(all_names(name, &raw), entry.size());
        } else if entry.is_dir() && entry.size() == 0 {
            for name in all_names(name, &raw) {
                found.text(name);
            }
        } else {
            // Documents of Apple's programs, in Protocol Buffers.
            if name.to_ascii_lowercase().ends_with(".iwa") {
                found.unreadable("an iWork document", "has a format that can't be inspected");
            }
            let unpacked = unpack(entry, budget, &mut found);
            found.child(child(&name, unpacked).also_named(&raw));
        }
    }
    found
}

/// An entry's name, and the others that its bytes may be.
fn all_names(name: String, raw: &[u8]) -> Vec<String> {
    let others = names_in(raw).into_iter().filter(|other| *other != name);
    let others: Vec<String> = others.collect();
    [vec![name], others].concat()
}

/// Adds what is said of an archive or of an entry.
fn comment(found: &mut Found<'_>, piece: &Piece<'_>, comment: &[u8]) {
    if !comment.is_empty() {
        for text in charset::readings(comment, None).0 {
            found.text_at(format!("{}, the comment", piece.place), text);
        }
    }
}

/// Unpacks an entry as far as the budget allows.
fn unpack(
    mut entry: ZipFile<'_, Cursor<&[u8]>>,
    budget: &mut Budget,
    found: &mut Found<'_>,
) -> Vec<u8> {
    let packed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
    let may = budget.may_unpack(packed);
    let size = entry.size();
    let mut bytes = Vec::new();
    let unpacked = match entry.compression() {
        CompressionMethod::Stored => entry.by_ref().take(may + 1).read_to_end(&mut bytes),
        CompressionMethod::Deflated => DeflateDecoder::new(&mut entry)
            .take(may + 1)
            .read_to_end(&mut bytes),
        _ => Err(ErrorKind::Unsupported.into()),
    };
    budget.unpacked(bytes.len());
    if bytes.len() as u64 > may {
        found.too_much_unpacked();
    } else if unpacked.is_err() {
        found.unreadable(WITH_ENTRY, "can't be unpacked");
    } else if size != bytes.len() as u64 {
        // A size that lies is a sign that another program stops elsewhere.
        found.unreadable(WHAT, "programs may unpack differently");
    }
    bytes
}
