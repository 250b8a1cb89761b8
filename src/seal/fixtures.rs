//! Makes the vectors under `fixtures/seal/`, without any randomness, and checks that they are what
//! lies there.
//!
//! After a change to the list below, `POSTSEAL_WRITE_FIXTURES=1 cargo test --lib seal::fixtures`
//! writes them anew. A vector that changes although the format's version did not is a mistake.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::Meta;
use super::body::padme;
use super::keyfile::{Day, KeyKind, KeyName, write_line};
use super::meta::encode;
use super::recipe::*;
use crate::secret::Secret;

const OPENS: &str = "opens";
const HEAD: &str = "refused at head";
const META: &str = "refused at meta";
const BODY: &str = "refused at body";

/// `bottles()`, as zstd 1.5 compresses it at level 1.
const BOTTLES: &str = "28b52ffd0048dd03006403333020626f74746c6573206f662062656572206f6e207468652077616c6c0d0a323938373635343332313031393837363534333231301d004245d8591c78b6819e6dc0671bf8d90680b681a06d40683500c4030d038d80e640c34023a039d030d008d0201019680434071a061a01cd818681464073351af504";

fn bottles() -> String {
    (1..=30).rev().fold(String::new(), |text, n| {
        text + &format!("{n} bottles of beer on the wall\r\n")
    })
}

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
    good(&mut v);
    bad_heads(&mut v);
    bad_metas(&mut v);
    bad_bodies(&mut v);
    v.0
}

fn good(v: &mut Vectors) {
    let expiring = Meta {
        expires: Some(EXPIRES),
        receipt_wanted: true,
        reply_allowed: false,
        ..meta()
    };
    let with_epoch = Recipe {
        epoch: Some(EPOCH),
        meta: encode(&expiring).unwrap().to_vec(),
        ..recipe()
    };
    v.opens(
        "plain",
        "The ordinary case: no expiry, one recipient.",
        &recipe(),
        meta(),
        MESSAGE.into(),
    );
    v.opens(
        "epoch",
        "Expires, and so needs an epoch key.",
        &with_epoch,
        expiring.clone(),
        MESSAGE.into(),
    );
    let second = Recipe {
        epoch: Some(SECOND_EPOCH),
        ..with_epoch
    };
    v.opens(
        "epoch_second_of_its_day",
        "Two hosts each made a key for one day.",
        &second,
        expiring,
        MESSAGE.into(),
    );
    let old = Recipe {
        root: OLD_ROOT,
        ..recipe()
    };
    v.opens(
        "root_before_the_current",
        "A root key that a newer one replaced still opens.",
        &old,
        meta(),
        MESSAGE.into(),
    );
    let retired = Recipe {
        root: RETIRED_ROOT,
        ..recipe()
    };
    v.opens(
        "root_retired",
        "A root key that its file calls retired still opens.",
        &retired,
        meta(),
        MESSAGE.into(),
    );
    let empty = Recipe {
        body: padded(frame(b"")),
        ..recipe()
    };
    v.opens(
        "empty_message",
        "A message of no bytes is one frame too.",
        &empty,
        meta(),
        Vec::new(),
    );
    let compressed = Recipe {
        body: padded(unhex(BOTTLES)),
        ..recipe()
    };
    v.opens(
        "compressed",
        "A frame with a compressed block.",
        &compressed,
        meta(),
        bottles().into_bytes(),
    );
    let message = noise(16384 - 9);
    let full = Recipe {
        body: frame(&message),
        ..recipe()
    };
    v.opens(
        "body_fills_its_chunk",
        "A body of 16,384 bytes ends in an empty chunk.",
        &full,
        meta(),
        message,
    );
    let limit = Recipe {
        body: padded(repeated(LIMIT)),
        ..recipe()
    };
    v.opens(
        "limit_reached",
        "Exactly as long as the limit.",
        &limit,
        meta(),
        vec![b'a'; LIMIT],
    );
    let mut window = recipe();
    window.body[5] = 0x68;
    v.opens(
        "frame_window_8_mib",
        "The largest window that is allowed.",
        &window,
        meta(),
        MESSAGE.into(),
    );
    let (mut many, mut later) = (meta(), fields(&meta()));
    many.recipients = (0..40)
        .map(|n| format!("recipient-{n}@example.com"))
        .collect();
    (many.subject, many.language, many.brand) = (
        "Årsrapport 数字".into(),
        String::new(),
        "Example & Söner".into(),
    );
    let recipe_many = Recipe {
        meta: encode(&many).unwrap().to_vec(),
        ..recipe()
    };
    v.opens(
        "many_recipients",
        "Forty recipients need the bucket of 2,048 bytes.",
        &recipe_many,
        many,
        MESSAGE.into(),
    );
    later.extend([(128, b"later".to_vec()), (255, Vec::new())]);
    let later = Recipe {
        meta: join_padded(&later),
        ..recipe()
    };
    v.opens(
        "meta_later_fields",
        "Fields from 128 on are skipped.",
        &later,
        meta(),
        MESSAGE.into(),
    );
}

fn bad_heads(v: &mut Vectors) {
    v.damaged("empty", HEAD, "Nothing at all.", Vec::clear);
    v.damaged(
        "head_cut",
        HEAD,
        "One byte of the header tag is missing.",
        |s| s.truncate(85),
    );
    v.damaged(
        "head_tag_flipped",
        HEAD,
        "One bit of the header tag is another.",
        |s| s[85] ^= 1,
    );
    v.damaged(
        "head_salt_flipped",
        HEAD,
        "One bit of the salt is another.",
        |s| s[18] ^= 0x80,
    );
    v.damaged(
        "head_meta_len_flipped",
        HEAD,
        "The next bucket's length, without its tag.",
        |s| s[52] ^= 0x06,
    );
    let header = |header: &[(usize, u8)]| Recipe {
        header: header.to_vec(),
        ..recipe()
    };
    v.refused(
        "magic_other",
        HEAD,
        "Another magic, under a right tag.",
        header(&[(3, b'2')]),
    );
    v.refused(
        "suite_0",
        HEAD,
        "Suite 0, under a right tag.",
        header(&[(4, 0)]),
    );
    v.refused(
        "suite_2",
        HEAD,
        "Suite 2, under a right tag.",
        header(&[(4, 2)]),
    );
    v.refused(
        "flag_set",
        HEAD,
        "A flag that version 1 doesn't know, under a right tag.",
        header(&[(5, 0x80)]),
    );
    v.refused(
        "root_unknown",
        HEAD,
        "A root key id that no file has.",
        Recipe {
            root: (3, ROOT.1),
            ..recipe()
        },
    );
    v.refused(
        "root_wrong",
        HEAD,
        "The id of the current root key, but another key.",
        Recipe {
            root: (2, [0x23; 32]),
            ..recipe()
        },
    );
    v.refused(
        "epoch_unknown",
        HEAD,
        "An epoch key that was destroyed.",
        Recipe {
            epoch: Some((0xac, EPOCH.1)),
            ..recipe()
        },
    );
    v.refused(
        "epoch_wrong",
        HEAD,
        "The id of an epoch key, but another key.",
        Recipe {
            epoch: Some((EPOCH.0, [0xac; 32])),
            ..recipe()
        },
    );
    let dropped = Recipe {
        epoch: Some(EPOCH),
        header: (10..18).map(|at| (at, 0)).collect(),
        ..recipe()
    };
    v.refused(
        "epoch_left_out",
        HEAD,
        "Sealed with an epoch key that the header doesn't name.",
        dropped,
    );
    let len = |len| Recipe {
        meta_len: Some(len),
        ..recipe()
    };
    v.refused("meta_len_0", HEAD, "No meta, under a right tag.", len(0));
    v.refused(
        "meta_len_15",
        HEAD,
        "Shorter than the box's own tag, under a right tag.",
        len(15),
    );
    v.refused(
        "meta_len_272",
        HEAD,
        "A bucket of 256 bytes, which is too small, under a right tag.",
        len(272),
    );
    v.refused(
        "meta_len_529",
        HEAD,
        "One byte more than a bucket, under a right tag.",
        len(529),
    );
    v.refused(
        "meta_len_over_1_mib",
        HEAD,
        "More than a mebibyte, under a right tag.",
        len((1 << 20) + 1),
    );
}

fn bad_metas(v: &mut Vectors) {
    v.damaged("meta_missing", META, "Ends after the head.", |s| {
        s.truncate(86)
    });
    v.damaged(
        "meta_cut",
        META,
        "One byte of the meta box is missing.",
        |s| s.truncate(86 + 527),
    );
    v.damaged(
        "meta_flipped",
        META,
        "One bit of the meta box is another.",
        |s| s[100] ^= 1,
    );
    v.damaged(
        "meta_of_another",
        META,
        "The meta box of another message.",
        |s| {
            s[86..86 + 528].copy_from_slice(&recipe().seal("plain")[86..86 + 528]);
        },
    );
    let without = |tag| {
        join_padded(
            &fields(&meta())
                .into_iter()
                .filter(|field| field.0 != tag)
                .collect::<Vec<_>>(),
        )
    };
    v.bad_meta(
        "meta_no_message_id",
        "The message id is required.",
        without(1),
    );
    v.bad_meta("meta_no_created", "The time is required.", without(2));
    v.bad_meta("meta_no_sender", "The sender is required.", without(4));
    v.bad_meta(
        "meta_no_recipients",
        "The recipients are required.",
        without(5),
    );
    v.bad_meta(
        "meta_no_subject",
        "The subject is required, even when it is empty.",
        without(6),
    );
    v.bad_meta(
        "meta_no_flags",
        "The flags are required, even when none is set.",
        without(9),
    );
    let with = |tag, value: &[u8]| {
        let replace = |field: (u8, Vec<u8>)| {
            if field.0 == tag {
                (tag, value.to_vec())
            } else {
                field
            }
        };
        join_padded(&fields(&meta()).into_iter().map(replace).collect::<Vec<_>>())
    };
    v.bad_meta(
        "meta_message_id_short",
        "A message id of 15 bytes.",
        with(1, &[0; 15]),
    );
    v.bad_meta("meta_created_short", "A time of 7 bytes.", with(2, &[0; 7]));
    v.bad_meta(
        "meta_sender_not_utf8",
        "A sender in Latin-1.",
        with(4, b"h\xe9l\xe8ne@example.org"),
    );
    v.bad_meta(
        "meta_recipients_none",
        "A list of no recipients.",
        with(5, b""),
    );
    v.bad_meta(
        "meta_recipient_empty",
        "A recipient without a single character.",
        with(5, &[0; 4]),
    );
    v.bad_meta(
        "meta_recipient_overruns",
        "A recipient longer than the list.",
        with(5, b"\0\0\0\x04abc"),
    );
    v.bad_meta(
        "meta_flag_unknown",
        "A flag that version 1 doesn't know.",
        with(9, &[4]),
    );
    v.bad_meta("meta_flags_long", "Two bytes of flags.", with(9, &[0, 0]));
    let added =
        |tag, value: &[u8]| join_padded(&[fields(&meta()), vec![(tag, value.to_vec())]].concat());
    v.bad_meta(
        "meta_field_10",
        "A field below 128 that version 1 doesn't know.",
        added(10, b"x"),
    );
    v.bad_meta(
        "meta_field_127",
        "The last field that must be known.",
        added(127, b""),
    );
    v.bad_meta("meta_field_repeated", "The flags twice.", added(9, &[1]));
    let mut swapped = fields(&meta());
    swapped.swap(0, 1);
    v.bad_meta(
        "meta_order",
        "The time before the message id.",
        join_padded(&swapped),
    );
    let later = [fields(&meta()), vec![(200, vec![]), (199, vec![])]].concat();
    v.bad_meta(
        "meta_order_of_later_fields",
        "Unknown fields have an order too.",
        join_padded(&later),
    );
    let mut plain = encode(&meta()).unwrap().to_vec();
    plain[511] = 1;
    v.bad_meta(
        "meta_padding_not_zero",
        "The last byte of the padding is 1.",
        plain,
    );
    let mut plain = encode(&meta()).unwrap().to_vec();
    plain.resize(1024, 0);
    v.bad_meta(
        "meta_bucket_too_large",
        "Padded to 1,024 bytes where 512 are enough.",
        plain,
    );
    let mut full = fields(&meta());
    full.push((128, vec![b'x'; 512 - join(&full).len() - 5]));
    v.bad_meta(
        "meta_no_end",
        "The fields fill the bucket; no zero byte ends them.",
        join(&full),
    );
    let mut overrun = fields(&meta());
    overrun.push((128, vec![b'x'; 512 - join(&overrun).len() - 5]));
    let mut plain = join(&overrun);
    let at = join(&overrun[..overrun.len() - 1]).len() + 1;
    plain[at..at + 4].copy_from_slice(&u32::MAX.to_be_bytes());
    v.bad_meta("meta_field_overruns", "A field longer than the box.", plain);
    let expiring = encode(&Meta {
        expires: Some(EXPIRES),
        ..meta()
    })
    .unwrap()
    .to_vec();
    v.bad_meta(
        "meta_expires_without_epoch_key",
        "It would outlive its expiry.",
        expiring,
    );
    let forever = Recipe {
        epoch: Some(EPOCH),
        ..recipe()
    };
    v.refused(
        "meta_epoch_key_without_expiry",
        META,
        "It would vanish with the epoch key.",
        forever,
    );
}

fn bad_bodies(v: &mut Vectors) {
    const AT: usize = 86 + 528;
    v.damaged("body_missing", BODY, "Ends after the meta.", |s| {
        s.truncate(AT)
    });
    v.damaged(
        "body_prefix_only",
        BODY,
        "Salt and commitment, but no chunk.",
        |s| s.truncate(AT + 56),
    );
    v.damaged(
        "body_salt_flipped",
        BODY,
        "One bit of the body's salt is another.",
        |s| s[AT] ^= 1,
    );
    v.damaged(
        "body_commitment_flipped",
        BODY,
        "One bit of the commitment is another.",
        |s| s[AT + 24] ^= 1,
    );
    v.damaged(
        "body_flipped",
        BODY,
        "One bit of the first chunk is another.",
        |s| s[AT + 60] ^= 1,
    );
    v.damaged("body_cut", BODY, "The last byte is missing.", |s| {
        s.truncate(s.len() - 1)
    });
    v.damaged("body_trailing_byte", BODY, "One byte follows.", |s| {
        s.push(0)
    });
    v.damaged("body_trailing_line_end", BODY, "A line end follows.", |s| {
        s.extend_from_slice(b"\r\n")
    });
    v.damaged(
        "body_of_another",
        BODY,
        "The body of another message.",
        |s| {
            s.truncate(AT);
            s.extend_from_slice(&recipe().seal("plain")[AT..]);
        },
    );
    v.refused(
        "body_key_wrong",
        BODY,
        "Another body key, with its own commitment.",
        Recipe {
            body_key: Some([9; 32]),
            ..recipe()
        },
    );
    v.refused(
        "body_context_empty",
        BODY,
        "Not bound to what stands before it.",
        Recipe {
            context: Some(vec![]),
            ..recipe()
        },
    );
    let two = || Recipe {
        body: padded(frame(&noise(16384))),
        ..recipe()
    };
    let long = |name, comment, damage: fn(&mut Vec<u8>)| {
        let mut sealed = two().seal(name);
        damage(&mut sealed);
        Vector {
            name,
            expect: BODY,
            comment,
            sealed,
            holds: None,
        }
    };
    v.0.push(long(
        "chunk_last_missing",
        "Cut exactly between two chunks.",
        |s| s.truncate(AT + 56 + 16400),
    ));
    v.0.push(long(
        "chunk_first_missing",
        "The second chunk alone.",
        |s| drop(s.drain(AT + 56..AT + 56 + 16400)),
    ));
    v.0.push(long(
        "chunk_second_flipped",
        "One bit of the second chunk is another.",
        |s| s[AT + 56 + 16400] ^= 1,
    ));
    v.bad_body("frame_none", "An empty body.", Vec::new());
    v.bad_body("frame_only_padding", "Zeros without a frame.", vec![0; 128]);
    v.bad_body(
        "frame_not_compressed",
        "The message itself instead of a frame.",
        padded(MESSAGE.to_vec()),
    );
    v.bad_body(
        "frame_twice",
        "Two frames.",
        padded([frame(b"one"), frame(b"two")].concat()),
    );
    let skippable = || b"\x50\x2a\x4d\x18\x04\0\0\0skip".to_vec();
    v.bad_body(
        "frame_skippable_first",
        "A skippable frame before the frame.",
        padded([skippable(), frame(MESSAGE)].concat()),
    );
    v.bad_body(
        "frame_skippable_last",
        "A skippable frame after the frame.",
        padded([frame(MESSAGE), skippable()].concat()),
    );
    v.bad_body(
        "frame_cut",
        "The frame's last byte is missing; 96 bytes need no padding.",
        frame(&MESSAGE[..88])[..96].to_vec(),
    );
    let mut open_ended = frame(MESSAGE);
    open_ended[6] &= !1;
    v.bad_body(
        "frame_no_last_block",
        "No block says that it is the last.",
        padded(open_ended),
    );
    let mut reserved = frame(MESSAGE);
    reserved[4] |= 8;
    v.bad_body(
        "frame_reserved_bit",
        "The reserved bit of the frame header is set.",
        padded(reserved),
    );
    let dictionary = [
        &[0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x48, 0x05][..],
        &frame(MESSAGE)[6..],
    ]
    .concat();
    v.bad_body(
        "frame_dictionary",
        "Needs the dictionary 5.",
        padded(dictionary),
    );
    let mut window = frame(MESSAGE);
    window[5] = 0x70;
    v.bad_body("frame_window_16_mib", "A window of 16 MiB.", padded(window));
    let checksum = [
        &[0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x48][..],
        &frame(MESSAGE)[6..],
        &[0; 4],
    ]
    .concat();
    v.bad_body(
        "frame_checksum_wrong",
        "The frame's own checksum is wrong.",
        padded(checksum),
    );
    let mut dirty = padded(frame(MESSAGE));
    *dirty.last_mut().unwrap() = 1;
    v.bad_body(
        "padding_not_zero",
        "The last byte of the padding is 1.",
        dirty,
    );
    v.bad_body(
        "padding_missing",
        "The frame without its padding.",
        frame(MESSAGE),
    );
    let mut longer = padded(frame(MESSAGE));
    longer.resize(padme(longer.len() as u64 + 1) as usize, 0);
    v.bad_body(
        "padding_too_long",
        "Padded to the Padmé length after the right one.",
        longer,
    );
    let mut bomb = frame(b"")[..6].to_vec();
    for n in 1..=80 {
        bomb.extend_from_slice(&block(1, n == 80, 100_000));
        bomb.push(0);
    }
    v.bad_body(
        "bomb",
        "8 MB of zeros in 326 bytes, where the limit is 1 MiB.",
        padded(bomb),
    );
    v.bad_body(
        "limit_passed_by_one",
        "One byte more than the limit.",
        padded(repeated(LIMIT + 1)),
    );
}

fn unhex(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The vector as a text file.
fn text(vector: &Vector) -> String {
    let mut text = format!(
        "expect: {}\ncomment: {}\nlimit: {LIMIT}\n",
        vector.expect, vector.comment
    );
    let day = Day::of(EXPIRES).unwrap();
    let keys = [
        (KeyName::Root(OLD_ROOT.0), KeyKind::Root, OLD_ROOT.1),
        (KeyName::Root(ROOT.0), KeyKind::Root, ROOT.1),
        (
            KeyName::Root(RETIRED_ROOT.0),
            KeyKind::RetiredRoot,
            RETIRED_ROOT.1,
        ),
        (KeyName::Epoch(day, EPOCH.0), KeyKind::Epoch, EPOCH.1),
        (
            KeyName::Epoch(day, SECOND_EPOCH.0),
            KeyKind::Epoch,
            SECOND_EPOCH.1,
        ),
    ];
    for (name, kind, key) in keys {
        write!(text, "key: {name} {}", *write_line(kind, &Secret::new(key))).unwrap();
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
        let digest: String = Sha256::digest(message)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
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
