//! Messages that are refused at the body.

use super::super::recipe::*;
use super::{BODY, Vector, Vectors};
use crate::seal::body::padme;

pub(super) fn add(v: &mut Vectors) {
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
