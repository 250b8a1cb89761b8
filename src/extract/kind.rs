//! What a file is, by its content.

use memchr::memmem;

use crate::mail::charset::{looks_wide, utf32_end};

/// What a file is, by its content: its name and what is declared of it count for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// An archive or packed file of another format: 7z, rar, xz, bzip2, zstd, cab, iso and others.
    Archive,
    /// OpenPGP or S/MIME ciphertext.
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
    pub const NAMES: &[&str] = &[
        "empty",
        "text",
        "html",
        "pdf",
        "zip",
        "openxml",
        "opendocument",
        "ole",
        "office",
        "rtf",
        "image",
        "media",
        "executable",
        "gzip",
        "tar",
        "archive",
        "encrypted",
        "signature",
        "tnef",
        "unknown",
    ];

    /// The kind's own name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Text => "text",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Zip => "zip",
            Self::OfficeOpenXml => "openxml",
            Self::OpenDocument => "opendocument",
            Self::OleOffice => "ole",
            Self::OfficeEncrypted => "office",
            Self::Rtf => "rtf",
            Self::Image => "image",
            Self::Media => "media",
            Self::Executable => "executable",
            Self::Gzip => "gzip",
            Self::Tar => "tar",
            Self::Archive => "archive",
            Self::Encrypted => "encrypted",
            Self::Signature => "signature",
            Self::Tnef => "tnef",
            Self::Unknown => "unknown",
        }
    }

    /// Whether `name`, one of [`Kind::NAMES`], is its own or that of a family it belongs to:
    /// `office` for documents of every office format, `archive` for ZIP, gzip and tar as well.
    pub fn is(self, name: &str) -> bool {
        let family = match self {
            Self::OfficeOpenXml | Self::OpenDocument | Self::OleOffice | Self::Rtf => "office",
            Self::OfficeEncrypted => "encrypted",
            Self::Zip | Self::Gzip | Self::Tar => "archive",
            _ => self.name(),
        };
        name == self.name() || name == family
    }

    /// Looks at `bytes`.
    pub(super) fn of(bytes: &[u8]) -> Self {
        if bytes.trim_ascii().is_empty() {
            return Self::Empty;
        }
        by_signature(bytes).unwrap_or_else(|| by_text(bytes))
    }
}

/// Starts of files, first match first.
const SIGNATURES: &[(&[u8], Kind)] = &[
    (b"{\\rt", Kind::Rtf),
    (b"\x78\x9f\x3e\x22", Kind::Tnef),
    (b"\x89PNG\r\n", Kind::Image),
    (b"\xff\xd8\xff", Kind::Image),
    (b"GIF87a", Kind::Image),
    (b"GIF89a", Kind::Image),
    (b"II*\0", Kind::Image),
    (b"MM\0*", Kind::Image),
    (b"8BPS", Kind::Image),
    (b"\0\0\x01\0", Kind::Image),
    (b"\xd7\xcd\xc6\x9a", Kind::Image),
    (b"ID3\x02", Kind::Media),
    (b"ID3\x03", Kind::Media),
    (b"ID3\x04", Kind::Media),
    (b"OggS", Kind::Media),
    (b"fLaC", Kind::Media),
    (b"\x1a\x45\xdf\xa3", Kind::Media),
    (b"#!AMR", Kind::Media),
    (b"\x7fELF", Kind::Executable),
    (b"\xca\xfe\xba\xbe", Kind::Executable),
    (b"\xce\xfa\xed\xfe", Kind::Executable),
    (b"\xcf\xfa\xed\xfe", Kind::Executable),
    (b"\x4c\0\0\0\x01\x14\x02\0", Kind::Executable),
    (b"#!", Kind::Executable),
    (b"\x1f\x8b", Kind::Gzip),
    (b"7z\xbc\xaf\x27\x1c", Kind::Archive),
    (b"Rar!\x1a\x07", Kind::Archive),
    (b"\xfd7zXZ\0", Kind::Archive),
    (b"BZh", Kind::Archive),
    (b"\x28\xb5\x2f\xfd", Kind::Archive),
    (b"MSCF", Kind::Archive),
    (b"\x1f\x9d", Kind::Archive),
    (b"\x60\xea", Kind::Archive),
    (b"!<arch>\n", Kind::Archive),
    (b"LZIP", Kind::Archive),
    (b"\x04\x22\x4d\x18", Kind::Archive),
    (b"-----BEGIN PGP MESSAGE-----", Kind::Encrypted),
    (b"-----BEGIN PKCS7-----", Kind::Encrypted),
    (b"-----BEGIN CMS-----", Kind::Encrypted),
];

fn by_signature(bytes: &[u8]) -> Option<Kind> {
    let at = |offset: usize, signature: &[u8]| {
        bytes
            .get(offset..)
            .is_some_and(|rest| rest.starts_with(signature))
    };
    // A reader of PDFs takes one that starts within the first kilobyte (ISO 32000-1, Annex H, note
    // 13).
    if is_pdf(bytes) {
        return Some(Kind::Pdf);
    }
    if at(0, b"PK\x03\x04") || at(0, b"PK\x05\x06") {
        return Some(zip_kind(bytes));
    }
    if at(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        let wide: Vec<u8> = "EncryptedPackage"
            .bytes()
            .flat_map(|byte| [byte, 0])
            .collect();
        let encrypted = memmem::find(bytes, &wide).is_some();
        return Some(if encrypted {
            Kind::OfficeEncrypted
        } else {
            Kind::OleOffice
        });
    }
    let text = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let found = SIGNATURES.iter().find(|(signature, _)| {
        bytes.starts_with(signature) || is_printable(signature) && text.starts_with(signature)
    });
    if let Some((_, kind)) = found {
        return Some(*kind);
    }
    if at(0, b"MZ") && bytes.len() >= 64 {
        return Some(Kind::Executable);
    }
    if at(0, b"BM") && bytes.len() >= 26 && bytes[6..10] == [0; 4] {
        return Some(Kind::Image);
    }
    if at(0, b"RIFF") {
        return Some(if at(8, b"WEBP") {
            Kind::Image
        } else {
            Kind::Media
        });
    }
    if at(4, b"ftyp") {
        let picture = [&b"heic"[..], b"heix", b"mif1", b"avif"]
            .iter()
            .any(|brand| at(8, brand));
        return Some(if picture { Kind::Image } else { Kind::Media });
    }
    if at(257, b"ustar") {
        return Some(Kind::Tar);
    }
    if at(0x8001, b"CD001") || at(2, b"-lh") && at(6, b"-") {
        return Some(Kind::Archive);
    }
    pkcs7(bytes).or_else(|| openpgp(bytes))
}

fn is_printable(signature: &[u8]) -> bool {
    signature.len() > 3 && signature.iter().all(|byte| (b' '..=b'~').contains(byte))
}

/// Whether a reader of PDFs would open this.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some()
}

/// Whether a program that reads ZIP archives from their end would open this.
pub(super) fn ends_as_zip(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(22 + 0xffff)..];
    memmem::find(tail, b"PK\x05\x06").is_some() && memmem::find(bytes, b"PK\x01\x02").is_some()
}

fn zip_kind(bytes: &[u8]) -> Kind {
    let mimetype = bytes
        .get(30..)
        .is_some_and(|rest| rest.starts_with(b"mimetypeapplication/vnd.oasis.opendocument"));
    if mimetype {
        Kind::OpenDocument
    } else if memmem::find(bytes, b"[Content_Types].xml").is_some() {
        Kind::OfficeOpenXml
    } else {
        Kind::Zip
    }
}

/// CMS in DER or BER (RFC 5652): ContentInfo, whose type is the first object in it.
fn pkcs7(bytes: &[u8]) -> Option<Kind> {
    const PREFIX: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07";
    if bytes.first() != Some(&0x30) {
        return None;
    }
    let start = memmem::find(&bytes[..bytes.len().min(24)], PREFIX)?;
    if bytes.get(start + PREFIX.len()) != Some(&2) {
        return Some(Kind::Encrypted);
    }
    // SignedData: what it signs stands beside the type of it, unless the SEQUENCE holds that type
    // only (11 bytes).
    let inner = memmem::find(&bytes[start + PREFIX.len()..], PREFIX)? + start + PREFIX.len();
    let detached = bytes[..inner].ends_with(&[0x30, 0x0b])
        || bytes[..inner].ends_with(&[0x30, 0x80])
            && bytes.get(inner + 11..inner + 13) == Some(&[0, 0]);
    Some(if detached {
        Kind::Signature
    } else {
        Kind::Encrypted
    })
}

/// Binary OpenPGP (RFC 9580 section 4.2): a packet for a session key or a signature first.
fn openpgp(bytes: &[u8]) -> Option<Kind> {
    let (first, rest) = bytes.split_first()?;
    match (first, rest) {
        // Public-key and symmetric-key encrypted session key packets, with their lengths and
        // versions.
        (0x84, [_, 3 | 6, ..])
        | (0x85, [_, _, 3 | 6, ..])
        | (0xc1, [_, 3 | 6, ..] | [_, _, 3 | 6, ..]) => Some(Kind::Encrypted),
        (0x8c, [_, 4..=6, ..]) | (0xc3, [_, 4..=6, ..]) => Some(Kind::Encrypted),
        _ => None,
    }
}

fn by_text(bytes: &[u8]) -> Kind {
    if !is_text(bytes) {
        return Kind::Unknown;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)])
        .replace('\0', "")
        .to_ascii_lowercase();
    let head = head.trim_start_matches(|c: char| !c.is_ascii_graphic());
    let marked =
        head.starts_with("<?xml") || head.starts_with("<!doctype") || head.starts_with("<svg");
    if marked
        || head.contains("<html")
        || head.contains("<body")
        || head.starts_with('<') && head.contains("</")
    {
        Kind::Html
    } else {
        Kind::Text
    }
}

/// Whether bytes are a text of some kind.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || looks_wide(bytes)
        || utf32_end(bytes).is_some()
    {
        return true;
    }
    // The whole, since a file that starts as something else may go on as text.
    let controls = bytes
        .iter()
        .filter(|&&byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    let high = bytes.iter().filter(|&&byte| byte >= 0x80).count();
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let is_strewn = is_utf8 && !bytes.contains(&0) && controls * 4 <= bytes.len();
    (controls * 50 <= bytes.len() || is_strewn)
        && (high * 3 <= bytes.len() || is_utf8 || controls == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_content() {
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
            assert_eq!(Kind::of(bytes).name(), name, "{bytes:?}");
        }
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(Kind::of(&tar), Kind::Tar);
        let mut program = vec![0; 64];
        program[..2].copy_from_slice(b"MZ");
        assert_eq!(Kind::of(&program), Kind::Executable);
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
