use super::*;
use crate::portal::testing::meta;

fn found(sealed: &[&str], text: &str) -> Option<String> {
    let address = typed(text)?;
    let found = recipient(&meta(sealed), &address)?;
    assert_eq!(mailbox(&found), mailbox(&address), "they count together");
    Some(found.as_str().to_owned())
}

#[test]
fn addresses_are_taken_as_people_type_and_paste_them() {
    for text in [
        "bob@example.com",
        "  Bob@Example.COM\t\r\n",
        "<bob@example.com>",
        "Bob Jones <bob@example.com>",
        "\"Jones, Bob\" <bob@example.com>",
        "Bob Jones <bob@example.com>;",
        "Bob <mailto:bob@example.com>",
        "bob@example.com (Bob Jones)",
        "bob@example.com <mailto:bob@example.com>",
        "Bob Jones bob@example.com",
        "'bob@example.com'",
        "\"bob@example.com\"",
        "“bob@example.com”",
        "„bob@example.com“",
        "«bob@example.com»",
        "(bob@example.com)",
        "[bob@example.com]",
        "bob@example.com.",
        "bob@example.com,",
        "bob @ example.com",
        "bob＠example.com",
        "bob﹫example.com",
        "ｂｏｂ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "bob@example。com",
        "bob@example.com。",
        "mailto:bob@example.com",
        "MAILTO:bob@example.com?subject=The%20code",
        "mailto:bob%40example.com",
        "\u{202a}bob@example.com\u{202c}",
        "\u{200f}bob\u{200b}@example.com\u{feff}",
        "\u{2068}bob@example.com\u{2069}",
        "bob@exa\u{ad}mple.com",
        "\"bob\"@example.com",
        "bob@example.com?",
        "bob@example.com:",
        "bob@example.com/",
        "bob@example.com!",
        "E-mail:bob@example.com",
        "E-Mail: bob@example.com",
        "Bob Jones\tbob@example.com",
        "Bob Jones <bob@example.com> (work)",
        "「bob@example.com」",
        "『bob@example.com』",
        "【bob@example.com】",
        "《bob@example.com》",
        "‚bob@example.com‘",
        "‹bob@example.com›",
        "{bob@example.com}",
        "bob@example.com、",
        "bob@example.com…",
        "bob@example.com»",
        "bob@example.com\\",
        "bob@example.com%20",
        "bob%40example.com",
        "[bob@example.com](mailto:bob@example.com)",
        "bob@example.com*",
    ] {
        let found = found(&["bob@example.com"], text);
        assert_eq!(found.as_deref(), Some("bob@example.com"), "{text:?}");
    }
}

#[test]
fn an_apostrophe_is_found_whichever_a_keyboard_makes() {
    for (sealed, text) in [
        ("o'neil@example.com", "o\u{2019}neil@example.com"),
        ("o\u{2019}neil@example.com", "o'neil@example.com"),
        ("o'neil@example.com", "o´neil@example.com"),
        ("o'neil@example.com", "o`neil@example.com"),
        ("o'neil@example.com", "o′neil@example.com"),
        ("o´neil@example.com", "o'neil@example.com"),
    ] {
        assert_eq!(found(&[sealed], text).as_deref(), Some(sealed));
    }
}

#[test]
fn capitals_find_small_letters_in_whichever_script() {
    for (sealed, text) in [
        ("info@example.com", "İNFO@example.com"),
        ("INFO@example.com", "ınfo@example.com"),
        ("ilkay@firma.example", "İLKAY@FİRMA.EXAMPLE"),
        ("ılgın@example.com", "ILGIN@example.com"),
        ("νίκος@example.com", "ΝΊΚΟΣ@example.com"),
        ("groß@example.com", "GROSS@example.com"),
        ("groß@example.com", "GROẞ@example.com"),
        ("gross@example.com", "groß@example.com"),
    ] {
        assert_eq!(found(&[sealed], text).as_deref(), Some(sealed), "{text}");
    }
    assert_eq!(found(&["bob@strasse.example"], "bob@straße.example"), None);
}

#[test]
fn what_is_no_single_address_is_none() {
    for text in [
        "bob@@example.com",
        "a@bob@example.com",
        "bob@example..com",
        "bob@.example.com",
        "bob@exam/ple.com",
        "bob\\@example.com",
        "bob@example.com%",
        "",
        "bob",
        "@example.com",
        "bob@",
        "bob@.",
        "bob@example.com,eve@example.net",
        "bob@example.com eve@example.net",
        "<bob@example.com> <eve@example.net>",
        "bob@example.com>\r\nRCPT TO:<eve@example.net",
        "bob@example.com\r\nBcc: eve@example.net",
        "bob@example.com\0",
        "mailto:bob%0d%0a@example.com",
        "mailto:bob%e2%80%8b%zz@example.com",
        &format!("{}bob@example.com", "<".repeat(900)),
        &format!("{} <bob@example.com>", "x".repeat(1_000)),
    ] {
        assert_eq!(
            found(&["bob@example.com", "eve@example.net"], text),
            None,
            "{text:?}"
        );
    }
}

#[test]
fn both_forms_of_an_internationalised_domain_find_the_address_as_it_was_sealed() {
    for sealed in ["bob@münchen.example", "bob@xn--mnchen-3ya.example"] {
        for text in [
            "bob@münchen.example",
            "bob@xn--mnchen-3ya.example",
            "BOB@MÜNCHEN.example",
            "bob@XN--MNCHEN-3YA.example",
            // The letter and its dots apart, as some systems write them.
            "bob@mu\u{308}nchen.example",
        ] {
            assert_eq!(found(&[sealed], text).as_deref(), Some(sealed), "{text}");
        }
    }
    let sealed = "jörg@例え.example";
    for text in ["jörg@例え.example", "JO\u{308}RG@xn--r8jz45g.example"] {
        assert_eq!(found(&[sealed], text).as_deref(), Some(sealed), "{text}");
    }
}

#[test]
fn a_plus_address_and_its_base_find_each_other_and_an_exact_one_comes_first() {
    for (sealed, text, expected) in [
        (
            &["bob@x.example"][..],
            "bob+news@x.example",
            "bob@x.example",
        ),
        (
            &["bob+news@x.example"],
            "bob@x.example",
            "bob+news@x.example",
        ),
        (
            &["bob+news@x.example", "bob@x.example"],
            "bob@x.example",
            "bob@x.example",
        ),
        (
            &["bob@x.example", "Bob+News@x.example"],
            "bob+news@x.example",
            "Bob+News@x.example",
        ),
        (
            &["bob+a@x.example", "bob@x.example"],
            "bob+b@x.example",
            "bob@x.example",
        ),
        (
            &["bob+news@xn--mnchen-3ya.example"],
            "bob@münchen.example",
            "bob+news@xn--mnchen-3ya.example",
        ),
        (&["+bob@x.example"], "+bob@x.example", "+bob@x.example"),
    ] {
        assert_eq!(found(sealed, text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn who_is_another_is_not_found() {
    let sealed = ["bob@example.com", "bob+news@x.example", "+@example.com"];
    for text in [
        "bobby@example.com",
        "bob@example.net",
        "bob@sub.example.com",
        "b.ob@example.com",
        "+bob@example.com",
        "bob+news@example.net",
        "eve+bob@example.com",
        "bob@example.com@example.net",
    ] {
        assert_eq!(found(&sealed, text), None, "{text}");
    }
}

#[test]
fn all_forms_of_one_mailbox_have_one_name() {
    let name = |text| mailbox(&typed(text).unwrap());
    for text in [
        "BOB+x@MÜNCHEN.example",
        "bob+y+z@xn--mnchen-3ya.example",
        "\"bob\"@münchen.example.",
        "ｂob@münchen。example",
    ] {
        assert_eq!(name(text), "bob@xn--mnchen-3ya.example", "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn what_is_typed_breaks_nothing(
        text in "\\PC{0,60}",
        address in "[a-z<>\"'@.,;:%+( )\\[\\]]{0,40}",
    ) {
        for text in [text, address] {
            if let Some(address) = typed(&text) {
                assert!(!address.domain().is_empty() && !address.as_str().contains(['\r', '\n']));
                let again = typed(address.as_str()).map(|again| mailbox(&again));
                let meta = meta(&[address.as_str()]);
                assert_eq!(recipient(&meta, &address), Some(address.clone()));
                if address.is_exact() {
                    assert_eq!(again, Some(mailbox(&address)));
                }
            }
        }
    }
}
