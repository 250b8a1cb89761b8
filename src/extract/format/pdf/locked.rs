//! PDFs that are encrypted (ISO 32000-1, 7.6). One that asks nobody for a password is read like any
//! other.

use lopdf::{Dictionary, Document, LoadOptions, Object};
use memchr::memmem;

/// A PDF that was loaded.
pub(super) struct Loaded {
    /// `None` when it is broken.
    pub(super) document: Option<Document>,
    /// Whether it is encrypted, and can't be read without a password.
    pub(super) is_locked: bool,
}

/// Loads a PDF.
pub(super) fn load(bytes: &[u8], options: &LoadOptions) -> Loaded {
    let loaded = once(bytes, options);
    let trailer = loaded.document.as_ref().map(|document| &document.trailer);
    // lopdf looks for what says how the file is encrypted among its objects only; some writers put
    // it into the trailer.
    let apart = trailer
        .filter(|_| loaded.is_locked)
        .and_then(|trailer| with_encryption_apart(bytes, trailer));
    match apart {
        Some(bytes) => {
            let again = once(&bytes, options);
            if again.is_locked { loaded } else { again }
        }
        None => loaded,
    }
}

fn once(bytes: &[u8], options: &LoadOptions) -> Loaded {
    let document = Document::load_mem_with_options(bytes, options.clone()).ok();
    let is_locked = match &document {
        // Whoever has the file opens it: nobody is asked for a password.
        Some(document) if document.was_encrypted() => document.trailer.has(b"Encrypt"),
        Some(document) => document.trailer.has(b"Encrypt") || says_encrypted(bytes),
        None => says_encrypted(bytes),
    };
    Loaded {
        document,
        is_locked,
    }
}

/// Whether the file names a way in which it is encrypted, wherever: lopdf looks only where the
/// newest revision should.
fn says_encrypted(bytes: &[u8]) -> bool {
    const KEY: &[u8] = b"/Encrypt";
    memmem::find_iter(bytes, KEY).any(|at| {
        let after = bytes.get(at + KEY.len());
        // There is `EncryptMetadata`, too.
        !after.is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// The file with a revision more, in which what says how it is encrypted is an object.
fn with_encryption_apart(bytes: &[u8], trailer: &Dictionary) -> Option<Vec<u8>> {
    const START: &[u8] = b"startxref";
    let encryption = trailer.get(b"Encrypt").ok()?.as_dict().ok()?;
    let start = memmem::rfind(bytes, START)? + START.len();
    let start = std::str::from_utf8(bytes.get(start..)?.trim_ascii_start())
        .unwrap_or_default()
        .split_ascii_whitespace()
        .next()?
        .parse::<u32>()
        .ok()?;
    let size = trailer.get(b"Size").ok()?.as_i64().ok()?;
    let mut revision = bytes.to_vec();
    revision.push(b'\n');
    let at = revision.len();
    revision.extend_from_slice(format!("{size} 0 obj\n").as_bytes());
    write(&Object::Dictionary(encryption.clone()), &mut revision, 0)?;
    let table = revision.len() + b"\nendobj\n".len();
    revision.extend_from_slice(
        format!("\nendobj\nxref\n{size} 1\n{at:010} 00000 n\r\ntrailer\n").as_bytes(),
    );
    let mut own = Dictionary::new();
    for key in [&b"Root"[..], b"Info", b"ID"] {
        if let Ok(value) = trailer.get(key) {
            own.set(key, value.clone());
        }
    }
    own.set("Size", size + 1);
    own.set("Prev", i64::from(start));
    own.set("Encrypt", Object::Reference((u32::try_from(size).ok()?, 0)));
    write(&Object::Dictionary(own), &mut revision, 0)?;
    revision.extend_from_slice(format!("\nstartxref\n{table}\n%%EOF\n").as_bytes());
    Some(revision)
}

/// Writes an object; `None` where it is of a kind that neither a trailer nor what says how a file
/// is encrypted has.
fn write(object: &Object, to: &mut Vec<u8>, depth: usize) -> Option<()> {
    const NESTED: usize = 8;
    if depth > NESTED {
        return None;
    }
    match object {
        Object::Boolean(value) => to.extend_from_slice(value.to_string().as_bytes()),
        Object::Integer(value) => to.extend_from_slice(value.to_string().as_bytes()),
        Object::Name(name) => write_name(name, to),
        Object::String(bytes, _) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            to.extend_from_slice(format!("<{hex}>").as_bytes());
        }
        Object::Reference((number, generation)) => {
            to.extend_from_slice(format!("{number} {generation} R").as_bytes());
        }
        Object::Array(array) => {
            to.push(b'[');
            for one in array {
                write(one, to, depth + 1)?;
                to.push(b' ');
            }
            to.push(b']');
        }
        Object::Dictionary(dictionary) => {
            to.extend_from_slice(b"<<");
            for (key, value) in dictionary {
                write_name(key, to);
                to.push(b' ');
                write(value, to, depth + 1)?;
            }
            to.extend_from_slice(b">>");
        }
        _ => return None,
    }
    Some(())
}

fn write_name(name: &[u8], to: &mut Vec<u8>) {
    to.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() {
            to.push(byte);
        } else {
            to.extend_from_slice(format!("#{byte:02x}").as_bytes());
        }
    }
}
