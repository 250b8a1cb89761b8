//! Archives: ZIP (APPNOTE 6.3), office documents, gzip (RFC 1952) and tar (POSIX.1 pax), each entry
//! looked at as a file.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use memchr::memmem;
use zip::ZipArchive;

use super::file::{self, File};
use super::look::Look;
use super::{Kind, Uninspectable, kind, office};
use crate::mail::charset;

/// Looks into a ZIP archive, or into an office document, which is one; says whether something in it
/// is encrypted.
pub(super) fn zip(
    look: &mut Look<'_>,
    place: &str,
    bytes: &[u8],
    depth: usize,
    is_document: bool,
) -> bool {
    const WHAT: &str = "a ZIP archive";
    // Counted before anything is made of them.
    if memmem::find_iter(bytes, b"PK\x01\x02")
        .take(look.entries_left() + 1)
        .count()
        > look.entries_left()
    {
        look.doubt(Uninspectable::TooManyEntries {
            place: place.into(),
            limit: look.bounds.archive_entries,
        });
        return false;
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        look.text(place, charset::strings(bytes));
        look.unreadable(place, WHAT, "is broken");
        return false;
    };
    if archive.validate_header_consistency().is_err() || archive.offset() != 0 {
        look.unreadable(place, WHAT, "programs may unpack differently");
    }
    look.text(
        &format!("{place}, the comment"),
        charset::strings(archive.comment()),
    );
    let mut encrypted = false;
    for at in 0..archive.len() {
        if !look.entry(place) {
            break;
        }
        let Ok(mut entry) = archive.by_index_raw(at) else {
            look.unreadable(place, WHAT, "is broken");
            continue;
        };
        let name = entry.name().map_or_else(
            |_| String::from_utf8_lossy(entry.name_raw()).into_owned(),
            |name| name.into_owned(),
        );
        if entry.encrypted() {
            encrypted = true;
            look.doubt(Uninspectable::Encrypted {
                place: place.into(),
                what: "an archive with an entry",
            });
            list(look, place, name, entry.size());
            continue;
        }
        if entry.is_dir() && entry.size() == 0 {
            continue;
        }
        let may = look.may_unpack(entry.compressed_size());
        let mut raw = Vec::new();
        let unpacked = match entry.compression() {
            zip::CompressionMethod::Stored => entry.by_ref().take(may + 1).read_to_end(&mut raw),
            zip::CompressionMethod::Deflated => flate2::read::DeflateDecoder::new(&mut entry)
                .take(may + 1)
                .read_to_end(&mut raw),
            _ => Err(std::io::ErrorKind::Unsupported.into()),
        };
        look.unpacked(raw.len());
        if raw.len() as u64 > may {
            look.doubt(Uninspectable::TooMuchUnpacked {
                place: place.into(),
            });
        } else if unpacked.is_err() {
            look.unreadable(place, "an archive with an entry", "can't be unpacked");
        }
        // A size that lies is a sign that another program stops elsewhere.
        if unpacked.is_ok() && entry.size() != raw.len() as u64 && raw.len() as u64 <= may {
            look.unreadable(place, WHAT, "programs may unpack differently");
        }
        if is_document {
            encrypted |= of_document(look, place, &name, &raw, depth);
        } else {
            file::look_into(look, &File::within(place, &name, &raw, depth));
        }
    }
    encrypted
}

/// Looks at one file of an office document: XML as text, pictures not at all, everything else as a
/// file in it.
fn of_document(look: &mut Look<'_>, place: &str, name: &str, bytes: &[u8], depth: usize) -> bool {
    let kind = Kind::of(bytes);
    match kind {
        Kind::Empty => false,
        Kind::Image | Kind::Media if !kind::ends_as_zip(bytes) => false,
        Kind::Html | Kind::Text if is_xml(name) => {
            if name == "META-INF/manifest.xml" && memmem::find(bytes, b"encryption-data").is_some()
            {
                look.doubt(Uninspectable::Encrypted {
                    place: place.into(),
                    what: "an office document",
                });
                return true;
            }
            for source in charset::readings(bytes, None).0 {
                let xml = office::xml(&source);
                if xml.broken {
                    look.unreadable(place, "XML", "is broken");
                    look.text(place, source);
                }
                look.text(place, xml.text);
            }
            false
        }
        _ => {
            file::look_into(look, &File::within(place, name, bytes, depth));
            false
        }
    }
}

fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".rels", ".vml", ".rdf"]
        .iter()
        .any(|end| name.ends_with(end))
        || name == "mimetype"
}

fn list(look: &mut Look<'_>, place: &str, name: String, size: u64) {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let (declared, kind) = (String::new(), Kind::Unknown);
    let attachment = super::Attachment {
        place: place.into(),
        names: vec![name],
        declared,
        kind,
        encrypted: true,
        size,
    };
    look.content.attachments.push(attachment);
}

/// Looks into a gzip file.
pub(super) fn gzip(look: &mut Look<'_>, place: &str, file: &File<'_>, depth: usize) {
    if !look.entry(place) {
        return;
    }
    let may = look.may_unpack(file.bytes.len() as u64);
    let mut unpacked = Vec::new();
    let mut decoder = MultiGzDecoder::new(file.bytes);
    let header = decoder
        .header()
        .and_then(|header| header.filename())
        .map(|name| String::from_utf8_lossy(name).into_owned());
    let outer = file.names.first().map(String::as_str).unwrap_or_default();
    let lower = outer.to_ascii_lowercase();
    let stem = [".gz", ".tgz"]
        .iter()
        .find(|end| lower.ends_with(*end))
        .map(|end| outer[..outer.len() - end.len()].to_owned());
    let name = header.or(stem).unwrap_or_default();
    let read = decoder.by_ref().take(may + 1).read_to_end(&mut unpacked);
    look.unpacked(unpacked.len());
    if unpacked.len() as u64 > may {
        look.doubt(Uninspectable::TooMuchUnpacked {
            place: place.into(),
        });
    } else if read.is_err() {
        look.unreadable(place, "a gzip file", "is broken");
    }
    file::look_into(look, &File::within(place, &name, &unpacked, depth));
}

/// Looks into a tar archive.
pub(super) fn tar(look: &mut Look<'_>, place: &str, bytes: &[u8], depth: usize) {
    let mut rest = bytes;
    let mut long_name: Option<String> = None;
    while let Some((header, after)) = rest.split_at_checked(512) {
        if header.iter().all(|&byte| byte == 0) {
            // The end; what follows it is padding.
            if after.iter().any(|&byte| byte != 0) {
                look.unreadable(place, "a tar archive", "goes on after its end");
                look.text(place, charset::strings(after));
            }
            return;
        }
        if !look.entry(place) {
            return;
        }
        let text = |from: usize, to: usize| {
            let field = &header[from..to];
            String::from_utf8_lossy(&field[..memchr::memchr(0, field).unwrap_or(field.len())])
                .into_owned()
        };
        let size = usize::from_str_radix(text(124, 136).trim(), 8)
            .ok()
            .filter(|&size| size <= after.len());
        let Some(size) = size.filter(|_| &header[257..262] == b"ustar") else {
            look.unreadable(place, "a tar archive", "is broken");
            look.text(place, charset::strings(rest));
            return;
        };
        let data = &after[..size];
        match header[156] {
            b'L' => {
                long_name = Some(
                    String::from_utf8_lossy(data)
                        .trim_end_matches('\0')
                        .to_owned(),
                )
            }
            b'x' => long_name = pax_path(data),
            b'g' | b'5' | b'K' => {}
            _ => {
                let (prefix, short) = (text(345, 500), text(0, 100));
                let short = if prefix.is_empty() {
                    short
                } else {
                    format!("{prefix}/{short}")
                };
                let name = long_name.take().unwrap_or(short);
                file::look_into(look, &File::within(place, &name, data, depth));
            }
        }
        rest = &after[size.next_multiple_of(512).min(after.len())..];
    }
}

/// The path in an extended header: records of the form `length key=value` and a line end.
fn pax_path(records: &[u8]) -> Option<String> {
    let records = String::from_utf8_lossy(records);
    records
        .lines()
        .find_map(|record| Some(record.split_once(" path=")?.1.to_owned()))
}
