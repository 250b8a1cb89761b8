//! What files are, by their content; what isn't known to be readable is said to be what it is.

use super::{attached, view, view_bytes, with_file};
use crate::extract::{Bounds, Kind};

/// A sentence with the words, thrice.
const BROTLI: &[u8] =
    b"\x1b\xc8\x00\x70\x1c\xa9\x53\x9f\x3c\x5c\xd2\xb5\xa5\x15\x5a\x5e\x95\xcd\x39\xc6\x01\xfb\
    \x3d\xd8\xf6\x06\x0b\xf3\xb0\x01\x67\x36\x0e\xa3\x04\xbc\x0d\xfb\x88\x40\x59\x52\xbc\x41\
    \x8c\x60\x2a\x7c\x27\xe7\x42\x07\x1c";

/// A sentence with the words (RFC 1950).
const ZLIB: &[u8] =
    b"\x78\xda\x0d\xc8\x41\x0e\x80\x30\x08\x00\xc1\xaf\xec\xd7\x48\xa5\x95\x04\x69\x03\x5c\xfc\
    \xbd\xce\x71\x9e\x97\xd2\x91\xda\x1c\x97\x60\xee\xa4\x6f\xa5\x4e\x5a\x2c\x24\x2e\xc4\xfd\
    \x2f\x69\xac\xb0\xc0\xfa\x03\xe2\xdb\x12\x40";

/// A line in code page 37.
const EBCDIC_LINE: &[u8] =
    b"\xe6\x85\x40\x94\x85\x85\xa3\x40\x96\x95\x40\xd4\x96\x95\x84\x81\xa8\x4b\x40\x94\xa8\x40\
    \xa2\x85\x83\x99\x85\xa3\x40\x97\x93\x81\x95\x25";

/// A record in code page 37, without a line end.
const EBCDIC_RECORD: &[u8] =
    b"\xd4\xe8\x40\xe2\xc5\xc3\xd9\xc5\xe3\x40\xd7\xd3\xc1\xd5\x40\xc1\xd5\xc4\x40\xc1\xd3\xd3\
    \x40\xe3\xc8\xc1\xe3\x40\xc9\xe2\x40\xc9\xd5\x40\xc9\xe3\x40\xc6\xd6\xd9\x40\xe3\xc8\xc5\
    \x40\xe2\xd7\xd9\xc9\xd5\xc7\x40\x40";

#[test]
fn a_file_that_cannot_be_read_is_called_by_its_name() {
    let at = |offset: usize, signature: &[u8]| {
        let mut bytes = vec![0x91; offset];
        bytes.extend_from_slice(signature);
        bytes.extend_from_slice(&[0x80, 0, 0xff, 1, 0x9f, 2, 0xfe, 0]);
        bytes
    };
    for (bytes, what) in [
        (at(0, b"SQLite format 3\0"), "an SQLite database"),
        (at(0, b"\0\x01\0\0Standard Jet DB\0"), "an Access database"),
        (at(0, b"\0\x01\0\0Standard ACE DB\0"), "an Access database"),
        (at(0, b"!BDN\x80\0"), "an Outlook data file"),
        (at(0, b"PAR1\x15\0"), "a Parquet file"),
        (at(0, b"ARROW1\0\0"), "an Arrow file"),
        (at(0, b"FEA1\0\0"), "a Feather file"),
        (at(0, b"AT&TFORM\0\0\x10\0DJVU"), "a DjVu document"),
        (at(0, b"AC1032\0\0"), "a DWG drawing"),
        (at(0, b"\x89HDF\r\n\x1a\n"), "an HDF5 file"),
        (at(0, b"\x93NUMPY\x01\0"), "a NumPy array"),
        (at(0, b"\x80\x04\x95\x10\0"), "a Python pickle"),
        (
            at(0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d"),
            "a OneNote notebook",
        ),
        (at(60, b"BOOKMOBI"), "an e-book of Kindle"),
        (at(0, b"ITSF\x03\0\0\0"), "a compiled help file"),
        (at(0, b"7z\xbc\xaf\x27\x1c"), "a 7z archive"),
        (at(0, b"Rar!\x1a\x07\x01\0"), "a RAR archive"),
        (at(0, b"\xfd7zXZ\0"), "an xz file"),
        (at(0, b"BZh91AY&SY"), "a bzip2 file"),
        (at(0, b"\x28\xb5\x2f\xfd"), "a Zstandard file"),
        (at(0, b"\xed\xab\xee\xdb"), "an RPM package"),
        (at(0, b"!<arch>\ndebian-binary"), "a deb package"),
        (at(0, b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff"), "an LZMA file"),
        (at(0, b"conectix"), "an image of a disk"),
        (at(7, b"**ACE**"), "an ACE archive"),
        (at(0, b"\x03\xd9\xa2\x9a"), "a KeePass database"),
        (at(0, b"age-encryption.org/v1\n"), "an age file"),
        (at(0, b"LUKS\xba\xbe"), "an encrypted disk"),
        (at(128, b"DICM"), "a DICOM image"),
        (at(0, b"bplist00"), "a binary property list"),
    ] {
        let why = attached("report.txt", &bytes).why();
        assert!(
            why.starts_with(&format!("attachment 1 (.txt) is {what} that ")),
            "{what}: {why:?}"
        );
    }
}

#[test]
fn what_looks_random_is_said_to() {
    let mut state = 1_u64;
    let random: Vec<u8> = (0..4096)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect();
    let content = attached("holiday.bin", &random);
    assert!(content.why().contains("looks random"), "{}", content.why());
    let content = attached("table.bin", &[&[0_u8, 1, 2, 3][..]; 600].concat());
    assert!(content.uninspectable.is_some());
    assert!(!content.why().contains("random"), "{}", content.why());
}

#[test]
fn packed_bytes_without_a_signature_are_no_text_however_few_they_are() {
    for (name, bytes) in [("brotli", BROTLI), ("zlib", ZLIB), ("deflate", &ZLIB[2..])] {
        let content = attached("a.json", bytes);
        assert!(
            content.uninspectable.is_some() || content.finds("secret plan").is_some(),
            "{name}: {content:?}"
        );
    }
}

#[test]
fn text_of_a_mainframe_is_read_or_in_doubt() {
    for bytes in [EBCDIC_LINE, EBCDIC_RECORD] {
        let content = attached("report.dat", bytes);
        assert!(content.finds("my secret plan").is_some(), "{content:?}");
        assert!(content.why().contains("EBCDIC"), "{}", content.why());
    }
}

#[test]
fn programs_that_draw_a_page_are_in_doubt() {
    for (name, bytes) in [
        (
            "a.ps",
            &b"%!PS-Adobe-3.0\n72 720 moveto (sec) show (ret) show\n"[..],
        ),
        ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n(f)-.1 E(al)\n"),
        (
            "a.prn",
            b"\x1b%-12345X@PJL JOB\n@PJL ENTER LANGUAGE=PCL\n\x1bEhello",
        ),
        ("b.prn", b"\x04%!PS-Adobe-3.0\n(x) show\n"),
        ("a.pcl", b"\x1bE\x1b&l0Ose\x1b*p5Xcret\n"),
    ] {
        let content = attached(name, bytes);
        assert!(content.why().contains("page"), "{name}: {}", content.why());
    }
    // What only speaks of it is text.
    let content = attached("a.txt", b"A file of PostScript begins with %!PS-Adobe.\n");
    assert_eq!(content.uninspectable, None);
}

#[test]
fn text_in_a_charset_that_the_part_declares_is_in_no_doubt() {
    let content = view(
        "From: a@example.org\nSubject: x\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n\
         2Y8vZgBOKk7YecZbhHahixJSDP/3i91PxlsCMBFi7E4oVyVmKVnBiWKXAjA=\n",
    );
    assert_eq!(content.uninspectable, None, "{}", content.why());
}

#[test]
fn text_in_old_charsets_is_text() {
    for bytes in [
        &b"\xd3\xc5\xcb\xd2\xc5\xd4\xce\xd9\xca \xd0\xcc\xc1\xce"[..],
        b"\xf1\xe5\xea\xf0\xe5\xf2\xed\xfb\xe9 \xef\xeb\xe0\xed, \xf2\xf3\xf2",
        b"\xbb\xfa\xc3\xdc\xb5\xc4\xbc\xc6\xbb\xae\xa1\xa3",
        b"\x94\xe9\x96\xa7\x82\xcc\x8c\x76\x89\xe6\x82\xc5\x82\xb7\x81\x42",
        b"\xa5\xb3\xa5\xb3\xc8\xf7 \xc5\xea",
        b"\xe1\xe9\xf0\xe9\xec\xe5",
    ] {
        let content = attached("a.txt", bytes);
        assert_eq!(content.uninspectable, None, "{bytes:x?}: {}", content.why());
        assert_eq!(content.attachments[0].kind, Kind::Text);
    }
}

#[test]
fn pictures_sounds_and_signatures_stay_what_they_are() {
    let mut voice = vec![0xff, 0xf3, 0x48, 0xc4];
    voice.resize(144, 0x55);
    voice.extend([0xff, 0xf3, 0x48, 0xc4, 0, 0]);
    let certificate = b"\x30\x82\x03\x01\x30\x82\x02\x02\xa0\x03\x02\x01\x02\x02\x04\x91\xff\x80";
    let mut signature = vec![0x89, 0, 9, 4, 0, 1, 8, 0x91, 0x80, 0xff, 0xfe, 0x90];
    signature.truncate(12);
    for (bytes, kind) in [
        (&voice[..], Kind::Media),
        (b"\xff\xf1\x50\x80\x02\x1f\xfc\0\x81\x90\xff", Kind::Media),
        (
            b"\0\0\0\x08wide\x91\x80\xff\0mdat\xff\x80\x90\x91",
            Kind::Media,
        ),
        (b"P6\n2 2\n255\n\x80\x90\xff\0\x01\x91\x92\x80", Kind::Image),
        (b"gimp xcf v011\0\0\0\x91\x80", Kind::Image),
        (b"\x0a\x05\x01\x08\0\0\0\0\x91\xff\x80\x90", Kind::Image),
        (certificate, Kind::Signature),
        (&signature, Kind::Signature),
    ] {
        let content = attached("a.bin", bytes);
        assert_eq!(content.attachments[0].kind, kind, "{bytes:x?}");
        assert_eq!(content.uninspectable, None, "{bytes:x?}: {}", content.why());
    }
    // Neither is a page of numbers.
    let content = view_bytes(
        &with_file("a.txt", "text/plain", b"P6\n2 2\n255\n"),
        &Bounds::default(),
    );
    assert_eq!(content.attachments[0].kind, Kind::Text);
}
