//! Recipients, as SMTP may write them.

use super::{Variant, mail};

/// Ways of writing an address or a domain that a rule names otherwise.
const ADDRESSES: &[(&str, &str)] = &[
    ("as-it-is", "bob@recipient.example"),
    ("upper-case-domain", "bob@RECIPIENT.EXAMPLE"),
    ("upper-case-local-part", "BOB@recipient.example"),
    ("mixed-case", "BoB@ReCiPiEnT.eXaMpLe"),
    ("root-dot", "bob@recipient.example."),
    ("root-dot-upper-case", "BOB@RECIPIENT.EXAMPLE."),
    ("listed-domain", "anybody@recipients.example"),
    ("listed-domain-upper-case", "anybody@RECIPIENTS.example"),
    ("listed-domain-root-dot", "anybody@recipients.example."),
    ("subdomain", "x@mail.below.example"),
    ("deep-subdomain", "x@a.b.c.below.example"),
    ("subdomain-upper-case", "x@MAIL.Below.Example"),
    ("subdomain-root-dot", "x@mail.below.example."),
    ("international", "x@bücher.example"),
    ("international-upper-case", "x@BÜCHER.example"),
    ("international-ascii", "x@xn--bcher-kva.example"),
    ("international-ascii-upper-case", "x@XN--BCHER-KVA.EXAMPLE"),
    ("international-decomposed", "x@bu\u{308}cher.example"),
    ("full-width-domain", "x@ｒｅｃｉｐｉｅｎｔｓ.example"),
    ("ideographic-dot", "x@recipients。example"),
    (
        "quoted-local-part-of-a-domain",
        "\"a b\"@recipients.example",
    ),
    ("plus-address-of-a-domain", "x+tag@recipients.example"),
    ("sharp-s", "x@straße.example"),
    ("sharp-s-ascii", "x@xn--strae-oqa.example"),
];

pub fn steps() -> usize {
    ADDRESSES.len()
}

pub fn recipient(steps: &[usize], _: usize) -> Option<Variant> {
    let [at] = steps else { return None };
    let (name, address) = ADDRESSES[*at];
    let mail = mail(b"Subject: notes\r\n", b"See you on Monday.\r\n");
    Some(Variant {
        name: name.into(),
        mail,
        to: Some(address.into()),
    })
}
