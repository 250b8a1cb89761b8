//! Messages that are refused at the meta.

use super::super::recipe::*;
use super::{META, Vectors};
use crate::seal::Meta;
use crate::seal::meta::encode;

pub(super) fn add(v: &mut Vectors) {
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
