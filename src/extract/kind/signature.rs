//! Signatures: the bytes by which files are told.

use memchr::memmem;

use super::Kind;

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

/// The kind of a file with a signature.
pub(super) fn by_signature(bytes: &[u8]) -> Option<Kind> {
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
fn is_pdf(bytes: &[u8]) -> bool {
    memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some()
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
