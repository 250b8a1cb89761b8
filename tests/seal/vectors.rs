//! The vectors of `fixtures/seal/`, each opened and refused exactly as its file says.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use postseal::keyring::Keyring;
use postseal::seal::{Head, Meta, OpenError, head_len, open, read_head, read_meta};
use postseal::secret::hex;
use sha2::{Digest, Sha256};

/// What one file says.
pub struct Vector {
    pub name: String,
    /// `expect` and, when it opens, what it opens to, line by line.
    pub outcome: String,
    keys: Vec<(String, String)>,
    limit: u64,
    sealed: Vec<u8>,
}

pub fn paths() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/seal");
    let mut paths: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths
}

pub fn read(path: &Path) -> Vector {
    let text = fs::read_to_string(path).unwrap();
    let (head, armor) = text.split_once("\n\n").unwrap();
    let (mut outcome, mut keys, mut limit) = (String::new(), Vec::new(), 0);
    for line in head.lines() {
        match line.split_once(':').unwrap() {
            ("comment", _) => {}
            ("limit", value) => limit = value.trim().parse().unwrap(),
            ("key", value) => {
                let (name, key) = value.trim().split_once(' ').unwrap();
                keys.push((name.to_owned(), format!("{key}\n")));
            }
            _ => writeln!(outcome, "{line}").unwrap(),
        }
    }
    let sealed = STANDARD.decode(armor.replace('\n', "")).unwrap();
    Vector {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        outcome,
        keys,
        limit,
        sealed,
    }
}

fn describe(meta: &Meta, message: &[u8]) -> String {
    let expires = meta
        .expires
        .map_or("never".to_owned(), |time| time.to_string());
    let digest = hex(&Sha256::digest(message));
    [
        "expect: opens".to_owned(),
        format!("message-id: {}", meta.message_id),
        format!(
            "created: {}\nexpires: {expires}\nsender: {}",
            meta.created, meta.sender
        ),
        format!(
            "recipients: {}\nsubject: {}",
            meta.recipients.join(" "),
            meta.subject
        ),
        format!("language: {}", meta.language).trim_end().to_owned(),
        format!("brand: {}", meta.brand).trim_end().to_owned(),
        format!(
            "reply-allowed: {}\nreceipt-wanted: {}",
            meta.reply_allowed, meta.receipt_wanted
        ),
        format!("length: {}\nsha-256: {digest}\n", message.len()),
    ]
    .join("\n")
}

fn outcome(vector: &Vector) -> String {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
    for (name, text) in &vector.keys {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(dir.path().join(name))
            .unwrap();
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    }
    let keyring = Keyring::load(dir.path()).unwrap();
    let sealed = &vector.sealed[..];
    let refused = "expect: refused at head\n".to_owned();
    let Ok(keys) = keyring.opening_keys(sealed) else {
        return refused;
    };
    let Ok(Head { len, meta_len }) = read_head(&keys, sealed) else {
        assert!(read_meta(&keys, sealed).is_err() && open(&keys, sealed).is_err());
        return refused;
    };
    assert_eq!(head_len(&sealed[..5]), Ok(Some(len)));
    assert_eq!(
        read_head(&keys, &sealed[..len]).unwrap().meta_len,
        meta_len,
        "the head is enough"
    );
    let Ok(meta) = read_meta(&keys, sealed) else {
        assert!(open(&keys, sealed).is_err());
        return "expect: refused at meta\n".into();
    };
    assert_eq!(
        read_meta(&keys, &sealed[..len + meta_len]).as_ref(),
        Ok(&meta),
        "head and meta are enough"
    );
    let opened = open(&keys, sealed).unwrap();
    assert_eq!(opened.meta, meta);
    let mut message = Vec::new();
    match opened.copy_to(vector.limit, &mut message) {
        Ok(len) => {
            assert_eq!(
                (len, opened.verify(vector.limit)),
                (message.len() as u64, Ok(len))
            );
            describe(&meta, &message)
        }
        Err(_) => {
            assert_eq!(opened.verify(vector.limit), Err(OpenError));
            assert!(message.len() as u64 <= vector.limit);
            "expect: refused at body\n".into()
        }
    }
}

#[test]
fn each_vector_has_its_outcome() {
    let mut count = BTreeMap::new();
    for path in paths() {
        let vector = read(&path);
        assert_eq!(outcome(&vector), vector.outcome, "{}", vector.name);
        *count
            .entry(vector.outcome.lines().next().unwrap().to_owned())
            .or_insert(0) += 1;
    }
    let counts: Vec<_> = count.values().copied().collect();
    assert_eq!(
        counts,
        [12, 31, 19, 29],
        "opens, refused at body, head, meta: {count:?}"
    );
}
