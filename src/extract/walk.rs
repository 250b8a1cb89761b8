//! A leaf of the tree, looked at by what it is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use memchr::memmem;

use super::look::Look;
use super::{Attachment, Kind, Uninspectable, archive, html, kind, mime, pdf, rtf, tnef};
use crate::mail::{charset, parameter, transfer_encoding, uuencode};

/// A leaf.
pub(super) struct File<'a> {
    /// Where it stands.
    pub(super) place: String,
    /// Its names.
    pub(super) names: Vec<String>,
    /// The media type it says it has.
    pub(super) declared: &'a str,
    /// The charset it says it has.
    pub(super) charset: Option<&'a str>,
    /// Whether lines that end in a space go on without it (RFC 3676 section 4.1, DelSp).
    pub(super) delsp: bool,
    /// Its content, decoded.
    pub(super) bytes: &'a [u8],
    /// Whether it is a file rather than something that is shown with the message.
    pub(super) listed: bool,
    /// How many levels are around it.
    pub(super) depth: usize,
}

impl<'a> File<'a> {
    /// A file found in something else.
    pub(super) fn within(place: &str, name: &str, bytes: &'a [u8], depth: usize) -> Self {
        let names = parameter::readings_of_name(name);
        Self {
            place: place.into(),
            names,
            declared: "",
            charset: None,
            delsp: false,
            bytes,
            listed: true,
            depth,
        }
    }
}

/// Looks into a file, and into what is in it.
pub(super) fn look_into(look: &mut Look<'_>, file: &File<'_>) {
    if !look.may_enter(&file.place, file.depth) {
        return;
    }
    let kind = Kind::of(file.bytes);
    let mut place = file.place.clone();
    // What is no text is a file, even where it says that it is shown.
    let is_file = file.listed || !kind::is_text(file.bytes) && kind != Kind::Empty;
    if is_file {
        let encrypted = matches!(kind, Kind::Encrypted | Kind::OfficeEncrypted);
        let (names, declared, size) = (
            file.names.clone(),
            file.declared.to_owned(),
            file.bytes.len(),
        );
        look.content.attachments.push(Attachment {
            place: place.clone(),
            names,
            declared,
            kind,
            encrypted,
            size,
        });
        // Numbered as in `Content::attachments`; where it stands is said there. Its name may be
        // what must not be told.
        place = format!(
            "attachment {}{}",
            look.content.attachments.len(),
            ending(file)
        );
    }
    let listing = is_file.then(|| look.content.attachments.len() - 1);
    let is_text = matches!(kind, Kind::Text | Kind::Html | Kind::Empty);
    if is_text || says_text(file.declared) {
        text(look, &place, file, kind);
    }
    // The readers of these formats are not ours: one that panics costs the view of that file, not
    // the message.
    let contained = catch_unwind(AssertUnwindSafe(|| {
        by_kind(look, &place, file, kind, listing)
    }));
    if contained.is_err() {
        look.unreadable(&place, "a file", "is broken");
    }
}

/// How a file's name ends, in brackets, where that tells its kind and no more.
fn ending(file: &File<'_>) -> String {
    let ending = file
        .names
        .first()
        .and_then(|name| Some(name.rsplit_once('.')?.1))
        .unwrap_or_default();
    let tells =
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if tells && ending.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        format!(" (.{ending})")
    } else {
        String::new()
    }
}

fn says_text(declared: &str) -> bool {
    declared.starts_with("text/")
        || declared.starts_with("message/")
        || matches!(
            declared,
            "application/json" | "application/xml" | "application/ics" | "application/csv"
        )
}

fn by_kind(look: &mut Look<'_>, place: &str, file: &File<'_>, kind: Kind, listing: Option<usize>) {
    let bytes = file.bytes;
    let depth = file.depth + 1;
    let mut encrypted = false;
    match kind {
        Kind::Empty | Kind::Text | Kind::Html => {}
        Kind::Pdf => encrypted = pdf::look_into(look, place, bytes, depth),
        Kind::Zip => encrypted = archive::zip(look, place, bytes, depth, false),
        Kind::OfficeOpenXml | Kind::OpenDocument => {
            encrypted = archive::zip(look, place, bytes, depth, true)
        }
        Kind::Gzip => archive::gzip(look, place, file, depth),
        Kind::Tar => archive::tar(look, place, bytes, depth),
        Kind::Rtf => rtf::look_into(look, place, bytes),
        Kind::Tnef => tnef::look_into(look, place, bytes, depth),
        Kind::OleOffice => {
            look.text(place, charset::strings(bytes));
            look.unreadable(
                place,
                "a document in a compound file (doc, xls, ppt, msg)",
                "can't be read in full",
            );
        }
        Kind::OfficeEncrypted => look.doubt(Uninspectable::Encrypted {
            place: place.into(),
            what: "an office document",
        }),
        Kind::Encrypted => look.doubt(Uninspectable::Encrypted {
            place: place.into(),
            what: "a message or file",
        }),
        Kind::Archive => {
            look.text(place, charset::strings(bytes));
            look.unreadable(
                place,
                "an archive",
                "has a format that can't be looked into",
            );
        }
        Kind::Image | Kind::Media | Kind::Executable | Kind::Signature | Kind::Unknown => {
            unsaid(look, place, file);
            look.text(place, charset::strings(bytes));
        }
    }
    // A file can be two things at once, and it is the program that opens it that decides.
    let zip = matches!(kind, Kind::Zip | Kind::OfficeOpenXml | Kind::OpenDocument);
    if !zip && kind::ends_as_zip(bytes) {
        encrypted |= archive::zip(look, place, bytes, depth, false);
    }
    if let Some(attachment) = listing.and_then(|at| look.content.attachments.get_mut(at)) {
        attachment.encrypted |= encrypted;
    }
}

/// Looks at text that no part's header describes.
pub(super) fn plain(look: &mut Look<'_>, place: &str, bytes: &[u8], depth: usize) {
    if !bytes.trim_ascii().is_empty() {
        let file = File {
            listed: false,
            declared: "text/plain",
            ..File::within(place, "", bytes, depth)
        };
        text(look, place, &file, Kind::Text);
    }
}

fn text(look: &mut Look<'_>, place: &str, file: &File<'_>, kind: Kind) {
    let is_other_text = file.declared.starts_with("text/") && file.declared != "text/plain";
    let marked =
        kind == Kind::Html || file.listed || is_other_text || file.declared.contains("xml");
    // A page may name a charset that the part doesn't, and be read in either.
    let own = if marked {
        charset_of_page(file.bytes)
    } else {
        None
    };
    let mut texts = look.readings(place, file.bytes, file.charset);
    if let Some(own) = own.filter(|own| {
        file.charset
            .is_none_or(|declared| !declared.eq_ignore_ascii_case(own))
    }) {
        texts.extend(charset::readings(file.bytes, Some(&own)).0);
    }
    texts.dedup();
    for text in &texts {
        if marked && (text.contains('<') || text.contains('&')) {
            let views = html::views(text);
            if views.has_entities {
                look.unreadable(place, "a page", "declares entities of its own");
            }
            for view in views.shown {
                look.text(place, view);
            }
            look.text(&format!("{place}, what isn't shown"), views.beside);
        }
        if file.delsp {
            look.text(place, text.replace(" \r\n", "").replace(" \n", ""));
        }
        let start = text
            .trim_start()
            .get(..8)
            .unwrap_or_default()
            .to_ascii_uppercase();
        if start.starts_with("BEGIN:V") {
            // Folded lines of iCalendar and vCard (RFC 5545 section 3.1).
            let whole = text
                .replace("\r\n", "\n")
                .replace("\n ", "")
                .replace("\n\t", "");
            look.text(
                place,
                whole
                    .replace("\\n", "\n")
                    .replace("\\,", ",")
                    .replace("=\n", ""),
            );
        }
    }
    unsaid(look, place, file);
    let (files, unended) = uuencode::files(file.bytes);
    if unended {
        look.structure(place, "has a uuencoded file without an end");
    }
    for found in files.iter().take(look.bounds.parts) {
        if look.part(found.bytes.len()) {
            look_into(
                look,
                &File::within(place, &found.name, &found.bytes, file.depth + 1),
            );
        }
    }
    let mut armored = memmem::find_iter(file.bytes, b"-----BEGIN PGP MESSAGE-----");
    if armored.any(|at| at == 0 || file.bytes[at - 1] == b'\n') {
        look.doubt(Uninspectable::Encrypted {
            place: place.into(),
            what: "a text",
        });
    }
    if file.listed && mime::is_message(file.bytes) {
        mailbox(look, place, file);
    }
}

/// Looks at what a text may be though nothing says so: what lost its transfer encoding on the way,
/// and files in old encodings.
fn unsaid(look: &mut Look<'_>, place: &str, file: &File<'_>) {
    let bytes = file.bytes;
    if let Some(text) = transfer_encoding::unsaid_base64(bytes) {
        again(look, place, file, &text);
    }
    if memmem::find(bytes, b"=\n")
        .or_else(|| memmem::find(bytes, b"=\r\n"))
        .is_some()
    {
        again(
            look,
            place,
            file,
            &transfer_encoding::quoted_printable(bytes).bytes,
        );
    }
    for start in [
        &b"begin-base64 "[..],
        b"=ybegin line=",
        b"(This file must be converted with BinHex",
    ] {
        let mut found = memmem::find_iter(bytes, start);
        if found.any(|at| at == 0 || bytes[at - 1] == b'\n') {
            look.unreadable(
                place,
                "a text",
                "holds a file in an encoding that can't be looked into",
            );
        }
    }
}

/// Looks at a file once more, as other bytes.
fn again(look: &mut Look<'_>, place: &str, file: &File<'_>, bytes: &[u8]) {
    if look.part(bytes.len()) {
        let File {
            declared,
            charset,
            delsp,
            ..
        } = *file;
        let depth = file.depth + 1;
        look_into(
            look,
            &File {
                declared,
                charset,
                delsp,
                listed: false,
                ..File::within(place, "", bytes, depth)
            },
        );
    }
}

/// A message in a file, or several one after another as in a mailbox file.
fn mailbox(look: &mut Look<'_>, place: &str, file: &File<'_>) {
    if !file.bytes.starts_with(b"From ") {
        return mime::message_bytes(look, place, file.bytes, file.depth + 1);
    }
    let mut starts: Vec<usize> = memmem::find_iter(file.bytes, b"\nFrom ")
        .map(|at| at + 1)
        .collect();
    starts.insert(0, 0);
    starts.push(file.bytes.len());
    for pair in starts.windows(2) {
        mime::message_bytes(look, place, &file.bytes[pair[0]..pair[1]], file.depth + 1);
    }
}

/// The charset that a page says it is in: `<meta charset=…>`, `<meta … content="text/html;
/// charset=…">`, `<?xml encoding=…?>`.
fn charset_of_page(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let after = |key: &str| head.find(key).map(|at| &head[at + key.len()..]);
    let value = after("charset")
        .or_else(|| after("encoding"))?
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let name: String = value
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    (!name.is_empty() && name.len() < 40).then_some(name)
}
