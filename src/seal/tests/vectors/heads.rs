//! Messages that are refused at the head.

use super::super::recipe::*;
use super::{HEAD, Vectors};

pub(super) fn add(v: &mut Vectors) {
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
