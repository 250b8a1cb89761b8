//! Names in archives that don't say in which charset they are.

use super::attached;
use super::office::stored;
use crate::mail::text::folded;

/// Names as programs of a country write them.
const NAMES: [(&str, &[u8]); 7] = [
    ("機密文書", b"\x8b@\x96\xa7\x95\xb6\x8f\x91.txt"),
    (
        "тайнакрыло",
        b"\xe2\xa0\xa9\xad\xa0\xaa\xe0\xeb\xab\xae.txt",
    ),
    (
        "тайнакрыло",
        b"\xf2\xe0\xe9\xed\xe0\xea\xf0\xfb\xeb\xee plan.txt",
    ),
    (
        "тайнакрыло",
        b"\xd4\xc1\xca\xce\xc1\xcb\xd2\xd9\xcc\xcf.txt",
    ),
    ("機密文書", b"\x99C\xc3\xdc\xce\xc4\x95\xf8.txt"),
    ("müllerwing", b"m\x9fllerwing plan.txt"),
    ("müllerwing", b"m\xfcllerwing x.txt"),
];

/// Whether a file, or a folder, has a name with this word.
fn is_named(archive: &str, bytes: &[u8], word: &str) -> bool {
    let content = attached(archive, bytes);
    let names = content.attachments.iter().flat_map(|file| &file.names);
    let texts = content.texts.iter().map(|text| &text.raw);
    names
        .chain(texts)
        .any(|name| folded(name).contains(&folded(word)))
}

/// The bytes with `b"NAME"`, padded, replaced by a name of the same length.
fn renamed(archive: &[u8], placeholder: &str, name: &[u8]) -> Vec<u8> {
    let mut bytes = archive.to_vec();
    let places: Vec<usize> = memchr::memmem::find_iter(archive, placeholder.as_bytes()).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + name.len()].copy_from_slice(name);
    }
    bytes
}

#[test]
fn names_in_archives_are_read_in_the_charsets_of_their_countries() {
    for (word, name) in NAMES {
        let placeholder = "N".repeat(name.len());
        let zip = renamed(&stored(&[(&placeholder, b"x")]), &placeholder, name);
        assert!(is_named("a.zip", &zip, word), "zip: {word}");
        let folder = format!("{placeholder}/");
        let zip = renamed(&stored(&[(&folder, b"")]), &placeholder, name);
        assert!(is_named("a.zip", &zip, word), "folder in a zip: {word}");

        let mut header = vec![0; 512];
        header[..name.len()].copy_from_slice(name);
        header[124..135].copy_from_slice(b"00000000001");
        header[156] = b'0';
        header[257..262].copy_from_slice(b"ustar");
        let tar = [&header[..], b"x", &[0; 511], &[0; 1024]].concat();
        assert!(is_named("a.tar", &tar, word), "tar: {word}");

        let head = [b"\x1f\x8b\x08\x08\0\0\0\0\0\x03", name, b"\0"].concat();
        let gzip = [&head[..], b"\x03\0\0\0\0\0\0\0\0\0"].concat();
        assert!(is_named("a.gz", &gzip, word), "gzip: {word}");
    }
    let plain = attached("a.zip", &stored(&[("plan.txt", b"x")]));
    assert_eq!(plain.attachments[1].names, ["plan.txt"]);
}
