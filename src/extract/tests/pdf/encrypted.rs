//! Encrypted PDFs are seen to be, however they say so; those that open without a password are read.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions};

use super::file::File;
use super::{attached, plain};

fn shown() -> File {
    plain("BT /F1 12 Tf 72 700 Td (secret) Tj ET")
}

/// What says how a file is encrypted.
const WAYS: [(&str, &str); 4] = [
    (
        "RC4 with 40 bits",
        "/Filter/Standard/V 1/R 2/O(0)/U(0)/P -4",
    ),
    (
        "RC4 with 128 bits",
        "/Filter/Standard/V 2/R 3/Length 128/O(0)/U(0)/P -4",
    ),
    (
        "AES with 128 bits",
        "/Filter/Standard/V 4/R 4/CF<</StdCF<</CFM/AESV2>>>>/StmF/StdCF/StrF/StdCF/O(0)/U(0)/P -4",
    ),
    (
        "AES with 256 bits",
        "/Filter/Standard/V 5/R 6/CF<</StdCF<</CFM/AESV3>>>>/StmF/StdCF/StrF/StdCF/O(0)/U(0)/OE(0)\
         /UE(0)/Perms(0)/P -4",
    ),
];

#[test]
fn encrypted_pdfs_are_seen_to_be() {
    for (name, way) in WAYS {
        let direct = format!("/Encrypt<<{way}>>/ID[(0)(0)]");
        let mut older = shown().trailer(&direct).bytes();
        let start = older.len();
        older.extend(b"xref\n0 0\ntrailer\n<</Size 6/Root 1 0 R/Prev 9>>\nstartxref\n");
        older.extend(format!("{start}\n%%EOF\n").bytes());
        for (place, bytes) in [
            ("in the trailer", shown().trailer(&direct).bytes()),
            (
                "in an object",
                shown().trailer("/Encrypt 8 0 R").set(8, way).bytes(),
            ),
            (
                "in an object that is missing",
                shown().trailer("/Encrypt 99 0 R").bytes(),
            ),
            (
                "in a stream of references",
                shown().trailer(&direct).bytes_with_stream(),
            ),
            (
                "by another name",
                shown().trailer(&direct.replace("/Enc", "/En#63")).bytes(),
            ),
            ("in an older revision", older),
        ] {
            let found = attached("x.pdf", &bytes);
            assert_eq!(
                found.why(),
                "attachment 1 (.pdf) is a PDF that is encrypted",
                "{name}, {place}"
            );
            assert!(found.attachments[0].is("encrypted"), "{name}, {place}");
        }
    }
}

#[test]
fn pdfs_that_open_without_a_password_are_read() {
    let filters = |filter: Arc<dyn CryptFilter>| BTreeMap::from([(b"StdCF".to_vec(), filter)]);
    for user_password in ["", "user"] {
        for version in 0..3 {
            let mut document = Document::load_mem(
                &shown()
                    .trailer("/ID[(0123456789abcdef)(0123456789abcdef)]")
                    .bytes(),
            )
            .unwrap();
            let (stream_filter, string_filter) = (b"StdCF".to_vec(), b"StdCF".to_vec());
            let (permissions, owner_password) = (Permissions::all(), "owner");
            let version = match version {
                0 => EncryptionVersion::V2 {
                    document: &document,
                    owner_password,
                    user_password,
                    key_length: 128,
                    permissions,
                },
                1 => EncryptionVersion::V4 {
                    document: &document,
                    encrypt_metadata: true,
                    crypt_filters: filters(Arc::new(Aes128CryptFilter)),
                    stream_filter,
                    string_filter,
                    owner_password,
                    user_password,
                    permissions,
                },
                _ => EncryptionVersion::V5 {
                    encrypt_metadata: true,
                    crypt_filters: filters(Arc::new(Aes256CryptFilter)),
                    file_encryption_key: &[7; 32],
                    stream_filter,
                    string_filter,
                    owner_password,
                    user_password,
                    permissions,
                },
            };
            let state = EncryptionState::try_from(version).unwrap();
            document.encrypt(&state).unwrap();
            let mut bytes = Vec::new();
            document.save_to(&mut bytes).unwrap();
            for bytes in [in_the_trailer(&bytes), bytes] {
                let found = attached("x.pdf", &bytes);
                assert_eq!(found.finds("secret").is_some(), user_password.is_empty());
                assert_eq!(found.uninspectable.is_none(), user_password.is_empty());
            }
        }
    }
}

/// The same file with what says how it is encrypted in its trailer.
fn in_the_trailer(bytes: &[u8]) -> Vec<u8> {
    let find = |needle: &[u8], from: usize| {
        let found = memchr::memmem::find(&bytes[from..], needle);
        from + found.unwrap_or_else(|| panic!("{needle:?}"))
    };
    let key = find(b"/Encrypt ", 0);
    let end = find(b" 0 R", key);
    let number = &bytes[key + b"/Encrypt ".len()..end];
    let object = [b"\n", number, b" 0 obj\n"].concat();
    let start = find(&object, 0) + object.len();
    let dictionary = &bytes[start..find(b"endobj", start)];
    let rest = &bytes[end + b" 0 R".len()..];
    [&bytes[..key], b"/Encrypt ", dictionary, rest].concat()
}
