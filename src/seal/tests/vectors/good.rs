//! Messages that open.

use super::super::recipe::*;
use super::Vectors;
use crate::seal::Meta;
use crate::seal::meta::encode;

/// `bottles()`, as zstd 1.5 compresses it at level 1.
const BOTTLES: &str = "\
    28b52ffd0048dd03006403333020626f74746c6573206f662062656572206f6e207468652077616c\
    6c0d0a323938373635343332313031393837363534333231301d004245d8591c78b6819e6dc0671b\
    f8d90680b681a06d40683500c4030d038d80e640c34023a039d030d008d0201019680434071a061a\
    01cd818681464073351af504";

fn bottles() -> String {
    (1..=30).rev().fold(String::new(), |text, n| {
        text + &format!("{n} bottles of beer on the wall\r\n")
    })
}

fn unhex(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

pub(super) fn add(v: &mut Vectors) {
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
