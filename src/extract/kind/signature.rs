//! Signatures: the bytes by which files are told.

use memchr::memmem;

use super::Kind;
use super::text::is_text;

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
    (b"age-encryption.org/v1", Kind::Encrypted),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", Kind::Encrypted),
    (b"-----BEGIN PGP MESSAGE-----", Kind::Encrypted),
    (b"-----BEGIN PKCS7-----", Kind::Encrypted),
    (b"-----BEGIN CMS-----", Kind::Encrypted),
];

/// Starts of files that are no text; of a text they are words or numbers.
const BINARY: &[(&[u8], Kind)] = &[
    (b"\x5d\0\0", Kind::Archive),
    (b"LZO", Kind::Archive),
    (b"\x89LZO", Kind::Archive),
    (b"\xff\x06\0\0sNaPpY", Kind::Archive),
    (b"070701", Kind::Archive),
    (b"070702", Kind::Archive),
    (b"070707", Kind::Archive),
    (b"\xc7\x71", Kind::Archive),
    (b"\xed\xab\xee\xdb", Kind::Archive),
    (b"xar!", Kind::Archive),
    (b"MSWIM\0\0\0", Kind::Archive),
    (b"ITSF\x03\0\0\0", Kind::Archive),
    (b"StuffIt", Kind::Archive),
    (b"zPQ", Kind::Archive),
    (b"hsqs", Kind::Archive),
    (b"conectix", Kind::Archive),
    (b"vhdxfile", Kind::Archive),
    (b"QFI\xfb", Kind::Archive),
    (b"KDMV", Kind::Archive),
    (b"\x03\xd9\xa2\x9a", Kind::Encrypted),
    (b"LUKS\xba\xbe", Kind::Encrypted),
    (b"Salted__", Kind::Encrypted),
    (b"\xfe\xed\xfe\xed", Kind::Encrypted),
    (b"\xce\xce\xce\xce", Kind::Encrypted),
    (b"\xff\x0a", Kind::Image),
    (b"\0\0\0\x0cJXL ", Kind::Image),
    (b"\0\0\0\x0cjP  ", Kind::Image),
    (b"\xff\x4f\xff\x51", Kind::Image),
    (b"\0\0\x02\0", Kind::Image),
    (b"icns", Kind::Image),
    (b"gimp xcf", Kind::Image),
    (b"P4\n", Kind::Image),
    (b"P5\n", Kind::Image),
    (b"P6\n", Kind::Image),
    (b"\x0a\x05\x01\x08", Kind::Image),
    (b"\x01\0\x09\0\0\x03", Kind::Image),
    (b"\x01\0\x09\0\0\x01", Kind::Image),
    (b"\x02\0\x09\0\0\x03", Kind::Image),
    (b"\x02\0\x09\0\0\x01", Kind::Image),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind::Media),
    (b"FLV\x01", Kind::Media),
    (b"MThd", Kind::Media),
    (b".snd", Kind::Media),
    (b"\0\0\x01\xba", Kind::Media),
    (b"\0\0\x01\xb3", Kind::Media),
    (b"caff\0\x01", Kind::Media),
    (b"wvpk", Kind::Media),
    (b"MAC ", Kind::Media),
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
    let binary = BINARY
        .iter()
        .find(|(signature, _)| at(0, signature) && !(may_be_word(signature) && is_text(bytes)));
    // Worksheets of Lotus and Quattro start like cursors, of which no file has 256.
    let is_sheet = at(0, b"\0\0\x02\0") && !at(5, b"\0");
    if let Some((_, kind)) = binary.filter(|_| !is_sheet) {
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
    if [&b"moov"[..], b"mdat", b"wide"]
        .iter()
        .any(|atom| at(4, atom))
        && !is_text(bytes)
    {
        return Some(Kind::Media);
    }
    if at(4, b"ftyp") {
        let picture = [&b"heic"[..], b"heix", b"mif1", b"avif"]
            .iter()
            .any(|brand| at(8, brand));
        return Some(if picture { Kind::Image } else { Kind::Media });
    }
    if at(0, b"FORM") && (at(8, b"AIFF") || at(8, b"AIFC")) || is_mpeg(bytes) {
        return Some(Kind::Media);
    }
    // Images of disks are told by their ends.
    let ends = |signature: &[u8]| {
        let end = bytes.len().checked_sub(512);
        end.is_some_and(|end| bytes[end..].starts_with(signature))
    };
    if ends(b"koly") || ends(b"conectix") || at(7, b"**ACE**") {
        return Some(Kind::Archive);
    }
    if at(40, b" EMF") && at(0, b"\x01\0\0\0") {
        return Some(Kind::Image);
    }
    if at(257, b"ustar") {
        return Some(Kind::Tar);
    }
    if at(0x8001, b"CD001") || at(2, b"-lh") && at(6, b"-") {
        return Some(Kind::Archive);
    }
    pkcs7(bytes)
        .or_else(|| openpgp(bytes))
        .or_else(|| is_certificate(bytes).then_some(Kind::Signature))
}

/// Whether this is sound in MPEG frames without a tag before them: layer III, where one frame leads
/// to the next (ISO 11172-3, ISO 13818-3), or AAC (ISO 14496-3, ADTS).
fn is_mpeg(bytes: &[u8]) -> bool {
    const RATES: [usize; 15] = [
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ];
    const LOW_RATES: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let Some(&[0xff, version, rates, _]) = bytes.first_chunk::<4>() else {
        return false;
    };
    if version & 0xf6 == 0xf0 {
        return rates >> 2 & 15 < 13 && !is_text(bytes);
    }
    // Versions 1, 2 and 2.5, with a checksum or without.
    let (rates_of, size, slower) = match version & 0xfe {
        0xfa => (RATES, 144_000, 1),
        0xf2 => (LOW_RATES, 72_000, 2),
        0xe2 => (LOW_RATES, 72_000, 4),
        _ => return false,
    };
    let rate = rates_of.get(usize::from(rates >> 4)).copied();
    let sampling = [44_100, 48_000, 32_000].get(usize::from(rates >> 2 & 3));
    let (Some(rate @ 1..), Some(sampling)) = (rate, sampling) else {
        return false;
    };
    let length = size * rate * slower / sampling + usize::from(rates >> 1 & 1);
    bytes
        .get(length..length + 2)
        .is_some_and(|next| next == [0xff, version])
}

fn is_printable(signature: &[u8]) -> bool {
    signature.len() > 3 && is_word(signature)
}

fn is_word(signature: &[u8]) -> bool {
    signature.iter().all(|byte| (b' '..=b'~').contains(byte))
}

/// Whether a text may start so: a word, or one that ends its line.
fn may_be_word(signature: &[u8]) -> bool {
    is_word(signature.trim_ascii_end())
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
    if is_pkcs12(bytes) {
        return Some(Kind::Encrypted);
    }
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

/// A store of keys (PKCS #12, RFC 7292): a SEQUENCE that begins with version 3 and goes on with a
/// SEQUENCE.
pub(super) fn is_pkcs12(bytes: &[u8]) -> bool {
    let inner = match bytes {
        [0x30, 0x82, _, _, inner @ ..]
        | [0x30, 0x83, _, _, _, inner @ ..]
        | [0x30, 0x81, _, inner @ ..]
        | [0x30, 0x80, inner @ ..] => inner,
        _ => return false,
    };
    inner.starts_with(b"\x02\x01\x03\x30")
}

/// A certificate in DER (RFC 5280 section 4.1): its version is the first thing that it says.
fn is_certificate(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0x30, 0x82, _, _, 0x30, 0x82, _, _, 0xa0, 3, 2, 1, 0 | 2, ..]
    )
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
        // A signature that is the whole file, which its length says.
        (0x88, [length, 3 | 4, ..]) if usize::from(*length) == rest.len() - 1 => {
            Some(Kind::Signature)
        }
        (0x89, [high, low, 3 | 4, ..])
            if usize::from(u16::from_be_bytes([*high, *low])) == rest.len() - 2 =>
        {
            Some(Kind::Signature)
        }
        (0xc2, [length @ ..=191, 3 | 4 | 6, ..]) if usize::from(*length) == rest.len() - 1 => {
            Some(Kind::Signature)
        }
        (0xc2, [high @ 192..=223, low, 3 | 4 | 6, ..])
            if ((usize::from(*high) - 192) << 8) + usize::from(*low) + 192 == rest.len() - 2 =>
        {
            Some(Kind::Signature)
        }
        _ => None,
    }
}
