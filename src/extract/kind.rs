//! What a file is, by its content.

mod drawn;
mod named;
mod signature;
mod text;

use memchr::memmem;
use serde::{Deserialize, Serialize};

pub(super) use crate::mail::mime::is_message;
use crate::mail::transfer_encoding;
pub(super) use drawn::{Drawn, drawn, is_only_drawn, may_write};
pub(super) use named::{is_of_finder, looks_random, named};
pub(super) use text::{has_packed, is_ebcdic, is_text};

/// What a file is, by its content: its name and what is declared of it count for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Nothing at all.
    Empty,
    /// Text without markup: plain, CSV, JSON, iCalendar, source code.
    Text,
    /// HTML, XML, SVG.
    Html,
    /// A PDF.
    Pdf,
    /// A ZIP archive that is no office document.
    Zip,
    /// Office Open XML: docx, xlsx, pptx.
    OfficeOpenXml,
    /// OpenDocument: odt, ods, odp.
    OpenDocument,
    /// A compound file: doc, xls, ppt, msg.
    OleOffice,
    /// An office document under a password.
    OfficeEncrypted,
    /// Rich Text Format.
    Rtf,
    /// A picture.
    Image,
    /// Sound or video.
    Media,
    /// A program: PE, ELF, Mach-O, Java class, a script with `#!`, a Windows shortcut.
    Executable,
    /// A gzip file.
    Gzip,
    /// A tar archive.
    Tar,
    /// An archive or packed file of another format: 7z, rar, xz, lzma, bzip2, zstd, cab, iso, cpio,
    /// rpm, xar, wim, images of disks, and others.
    Archive,
    /// Ciphertext: OpenPGP, S/MIME, age, a store of passwords or keys, an encrypted disk.
    Encrypted,
    /// An OpenPGP or S/MIME signature or key, with nothing that it signs inside.
    Signature,
    /// TNEF: Outlook's winmail.dat.
    Tnef,
    /// Something else.
    Unknown,
}

impl Kind {
    /// What an admin may call the kind of a file.
    pub const NAMES: &[&str] = &{
        let mut names = [""; KINDS.len()];
        let mut at = 0;
        while at < KINDS.len() {
            names[at] = KINDS[at].1;
            at += 1;
        }
        names
    };

    /// The kind's own name.
    pub fn name(self) -> &'static str {
        KINDS[self as usize].1
    }

    /// Whether `name`, one of [`Kind::NAMES`], is its own or that of a family it belongs to:
    /// `office` for documents of every office format, `archive` for ZIP, gzip and tar as well.
    pub fn is(self, name: &str) -> bool {
        let (_, own, family) = KINDS[self as usize];
        name == own || name == family
    }

    /// The kind of a file with this content.
    pub(super) fn recognize(bytes: &[u8]) -> Self {
        if bytes.trim_ascii().is_empty() {
            return Self::Empty;
        }
        signature::by_signature(bytes).unwrap_or_else(|| text::by_text(bytes))
    }
}

/// Each kind in the order of [`Kind`], with its own name and that of its family.
const KINDS: [(Kind, &str, &str); 20] = [
    (Kind::Empty, "empty", "empty"),
    (Kind::Text, "text", "text"),
    (Kind::Html, "html", "html"),
    (Kind::Pdf, "pdf", "pdf"),
    (Kind::Zip, "zip", "archive"),
    (Kind::OfficeOpenXml, "openxml", "office"),
    (Kind::OpenDocument, "opendocument", "office"),
    (Kind::OleOffice, "ole", "office"),
    (Kind::OfficeEncrypted, "office", "encrypted"),
    (Kind::Rtf, "rtf", "office"),
    (Kind::Image, "image", "image"),
    (Kind::Media, "media", "media"),
    (Kind::Executable, "executable", "executable"),
    (Kind::Gzip, "gzip", "archive"),
    (Kind::Tar, "tar", "archive"),
    (Kind::Archive, "archive", "archive"),
    (Kind::Encrypted, "encrypted", "encrypted"),
    (Kind::Signature, "signature", "signature"),
    (Kind::Tnef, "tnef", "tnef"),
    (Kind::Unknown, "unknown", "unknown"),
];

const _: () = {
    let mut at = 0;
    while at < KINDS.len() {
        assert!(KINDS[at].0 as usize == at, "KINDS has the order of Kind");
        at += 1;
    }
};

/// Whether a program that reads ZIP archives from their end would open this.
pub(super) fn ends_as_zip(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(22 + 0xffff)..];
    memmem::find(tail, b"PK\x05\x06").is_some() && memmem::find(bytes, b"PK\x01\x02").is_some()
}

/// Where a PDF starts in a file that is something else, and that programs may open for one all the
/// same: they look for it, and for its end.
pub(super) fn pdf_within(bytes: &[u8]) -> Option<usize> {
    let is_version = |start: &usize| bytes.get(start + 5).is_some_and(u8::is_ascii_digit);
    let start = memmem::find_iter(bytes, b"%PDF-").find(is_version)?;
    let has = |word: &[u8]| memmem::find(&bytes[start..], word).is_some();
    (has(b" obj") && has(b"endobj") && (has(b"trailer") || has(b"startxref"))).then_some(start)
}

/// What the whole of a text is in base64, though nothing says so. What is short may be base64 by
/// chance: a name, a media type.
pub(super) fn whole_in_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    const LEAST: usize = 128;
    transfer_encoding::unsaid_base64(bytes)
        .filter(|decoded| bytes.len() >= LEAST || Kind::recognize(decoded) != Kind::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_recognized_by_their_content() {
        for (bytes, name) in [
            (&b"%PDF-1.7\n"[..], "pdf"),
            (b"\n\n%PDF-1.4\n", "pdf"),
            (b"{\\rtf1 x}", "rtf"),
            (b"GIF89a\x01\0\x01\0", "image"),
            (b"\x89PNG\r\n\x1a\n", "image"),
            (b"Rar!\x1a\x07\x01\0", "archive"),
            (b"#!/bin/sh\necho", "executable"),
            (b"a,b\r\n1,2\r\n", "text"),
            (b"  <?xml version=\"1.0\"?><a/>", "html"),
            (b"\xff\xfea\0b\0", "text"),
            (b"h\0e\0l\0l\0o\0", "text"),
            (b"caf\xe9 au lait", "text"),
            (b"\x01\x02\x03\x04\xff\xfe\xfd", "unknown"),
            (b"-----BEGIN PGP MESSAGE-----\n\nwcBM", "encrypted"),
            (
                b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80",
                "encrypted",
            ),
            (b" \r\n", "empty"),
        ] {
            assert_eq!(Kind::recognize(bytes).name(), name, "{bytes:?}");
        }
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(Kind::recognize(&tar), Kind::Tar);
        let mut program = vec![0; 64];
        program[..2].copy_from_slice(b"MZ");
        assert_eq!(Kind::recognize(&program), Kind::Executable);
    }

    #[test]
    fn every_kind_answers_to_a_name_that_admins_may_write() {
        for kind in [
            Kind::Empty,
            Kind::OfficeOpenXml,
            Kind::OleOffice,
            Kind::OfficeEncrypted,
            Kind::Rtf,
            Kind::Zip,
            Kind::Unknown,
        ] {
            assert!(Kind::NAMES.contains(&kind.name()));
            assert!(kind.is(kind.name()));
        }
        assert!(
            Kind::OpenDocument.is("office")
                && Kind::OfficeEncrypted.is("office")
                && Kind::OfficeEncrypted.is("encrypted")
        );
        assert!(Kind::Gzip.is("archive") && !Kind::Pdf.is("office"));
    }
}
