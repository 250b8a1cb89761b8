//! The vectors under `fixtures/seal/`, made without any randomness and compared with the files.
//!
//! After a change to one of the lists, `POSTSEAL_WRITE_FIXTURES=1 cargo test --lib
//! seal::tests::vectors` writes the files again. A vector that changes while the format's version
//! doesn't is a mistake.

mod bodies;
mod good;
mod heads;
mod metas;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::recipe::*;
use crate::seal::Meta;
use crate::secret::hex;

const OPENS: &str = "opens";
const HEAD: &str = "refused at head";
const META: &str = "refused at meta";
const BODY: &str = "refused at body";

struct Vector {
    name: &'static str,
    expect: &'static str,
    comment: &'static str,
    sealed: Vec<u8>,
    holds: Option<(Meta, Vec<u8>)>,
}

#[derive(Default)]
struct Vectors(Vec<Vector>);

impl Vectors {
    fn opens(
        &mut self,
        name: &'static str,
        comment: &'static str,
        recipe: &Recipe,
        meta: Meta,
        message: Vec<u8>,
    ) {
        let holds = Some((meta, message));
        self.0.push(Vector {
            name,
            expect: OPENS,
            comment,
            sealed: recipe.seal(name),
            holds,
        });
    }

    fn refused(
        &mut self,
        name: &'static str,
        expect: &'static str,
        comment: &'static str,
        recipe: Recipe,
    ) {
        self.0.push(Vector {
            name,
            expect,
            comment,
            sealed: recipe.seal(name),
            holds: None,
        });
    }

    /// A good message, damaged after it was sealed.
    fn damaged(
        &mut self,
        name: &'static str,
        expect: &'static str,
        comment: &'static str,
        damage: impl FnOnce(&mut Vec<u8>),
    ) {
        let mut sealed = recipe().seal(name);
        damage(&mut sealed);
        self.0.push(Vector {
            name,
            expect,
            comment,
            sealed,
            holds: None,
        });
    }

    fn bad_meta(&mut self, name: &'static str, comment: &'static str, plain: Vec<u8>) {
        self.refused(
            name,
            META,
            comment,
            Recipe {
                meta: plain,
                ..recipe()
            },
        );
    }

    fn bad_body(&mut self, name: &'static str, comment: &'static str, body: Vec<u8>) {
        self.refused(name, BODY, comment, Recipe { body, ..recipe() });
    }
}

fn vectors() -> Vec<Vector> {
    let mut v = Vectors::default();
    good::add(&mut v);
    heads::add(&mut v);
    metas::add(&mut v);
    bodies::add(&mut v);
    v.0
}

fn root_file((id, _): (u32, [u8; 32])) -> String {
    format!("root-{id:08x}.key")
}

fn epoch_file((id, _): (u64, [u8; 32])) -> String {
    format!("epoch-{EXPIRY_DAY}-{id:016x}.key")
}

/// The vector as a text file.
fn text(vector: &Vector) -> String {
    let mut text = format!(
        "expect: {}\ncomment: {}\nlimit: {LIMIT}\n",
        vector.expect, vector.comment
    );
    for (name, word, key) in [
        (root_file(OLD_ROOT), "root", OLD_ROOT.1),
        (root_file(ROOT), "root", ROOT.1),
        (root_file(RETIRED_ROOT), "retired-root", RETIRED_ROOT.1),
        (epoch_file(EPOCH), "epoch", EPOCH.1),
        (epoch_file(SECOND_EPOCH), "epoch", SECOND_EPOCH.1),
    ] {
        let key = STANDARD.encode(key);
        writeln!(text, "key: {name} postseal-{word}-key v1 {key}").unwrap();
    }
    if let Some((meta, message)) = &vector.holds {
        let expires = meta
            .expires
            .map_or("never".to_owned(), |time| time.to_string());
        writeln!(
            text,
            "message-id: {}\ncreated: {}\nexpires: {expires}",
            meta.message_id, meta.created
        )
        .unwrap();
        writeln!(
            text,
            "sender: {}\nrecipients: {}",
            meta.sender,
            meta.recipients.join(" ")
        )
        .unwrap();
        writeln!(
            text,
            "subject: {}\nlanguage: {}\nbrand: {}",
            meta.subject, meta.language, meta.brand
        )
        .unwrap();
        writeln!(
            text,
            "reply-allowed: {}\nreceipt-wanted: {}",
            meta.reply_allowed, meta.receipt_wanted
        )
        .unwrap();
        let digest = hex(&Sha256::digest(message));
        writeln!(text, "length: {}\nsha-256: {digest}", message.len()).unwrap();
    }
    text = text.replace(": \n", ":\n") + "\n";
    for line in STANDARD.encode(&vector.sealed).as_bytes().chunks(76) {
        writeln!(text, "{}", std::str::from_utf8(line).unwrap()).unwrap();
    }
    text
}

#[test]
fn the_vectors_on_file_are_these() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/seal");
    let vectors = vectors();
    if std::env::var_os("POSTSEAL_WRITE_FIXTURES").is_some() {
        for vector in &vectors {
            fs::write(dir.join(format!("{}.txt", vector.name)), text(vector)).unwrap();
        }
    }
    for vector in &vectors {
        let on_file =
            fs::read_to_string(dir.join(format!("{}.txt", vector.name))).unwrap_or_default();
        assert!(
            on_file == text(vector),
            "fixtures/seal/{}.txt is not what this test makes",
            vector.name
        );
    }
    let files = fs::read_dir(&dir).unwrap().filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .path()
            .extension()
            .is_some_and(|e| e == "txt")
    });
    assert_eq!(
        files.count(),
        vectors.len(),
        "a file in fixtures/seal is made by nothing"
    );
    let negative = vectors
        .iter()
        .filter(|vector| vector.expect != OPENS)
        .count();
    assert_eq!(
        (vectors.len(), negative),
        (91, 79),
        "count them again when one is added"
    );
}
