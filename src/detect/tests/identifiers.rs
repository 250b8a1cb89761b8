//! What holds for all kinds of identifiers.

use super::*;

/// Ways in which people write the groups of a number.
fn spellings(groups: &[&str]) -> Vec<String> {
    let mut spellings: Vec<String> = [
        " ", "\u{a0}", "\u{202f}", "\u{2009}", "-", "\u{2011}", "–", " - ", ".", "·", "/", "  ",
        "\t", "_", "\u{200b}", "\u{ad}", "\u{feff}",
    ]
    .map(|separator| groups.join(separator))
    .into();
    let middle = groups.len() / 2;
    for end in ["\n", "\r\n", " \r\n ", "\r\n> ", "\r\n> > "] {
        let (before, after) = groups.split_at(middle);
        spellings.push(format!("{}{end}{}", before.join(" "), after.join(" ")));
    }
    let plain = groups.concat();
    spellings.push(plain.to_lowercase());
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
    spellings.push(plain.chars().map(wide).collect());
    let arabic = |c: char| {
        c.to_digit(10)
            .map_or(c, |digit| char::from_u32(0x660 + digit).unwrap())
    };
    spellings.push(plain.chars().map(arabic).collect());
    spellings.push(plain.chars().flat_map(|c| [c, '\u{200d}']).collect());
    spellings
}

/// Each spelling is found amid what may stand around it, and nothing is once a digit is wrong.
pub(super) fn assert_identifies(name: &str, context: &str, groups: &[&str]) {
    let find = identifier(name);
    for spelling in spellings(groups) {
        for text in [
            format!("{context}{spelling}"),
            format!("{context}({spelling}), and so on"),
            format!("{context}请{spelling}，谢谢"),
            format!("<td>{context}{spelling}</td>"),
            format!("{context}\"{spelling}\";\"x\""),
            format!("{context}\r\n{spelling}.\r\nRegards"),
        ] {
            assert_eq!(find(&text), 1, "{name}: {text:?}");
        }
        assert_eq!(
            find(&format!("{context}x{spelling}x")),
            0,
            "{name}: in a longer run {spelling:?}"
        );
        assert_eq!(
            find(&format!("{context}4-{spelling}-4")),
            0,
            "{name}: in a longer number {spelling:?}"
        );
    }
}

#[test]
fn values_are_counted_once_however_they_are_written() {
    assert_eq!(
        identifier("payment-card")(
            "4111 1111 1111 1111, 4111-1111-1111-1111; ４１１１１１１１１１１１１１１１"
        ),
        1
    );
    assert_eq!(
        identifier("payment-card")("4111111111111111 and 5555555555554444 and 378282246310005"),
        3
    );
    assert_eq!(
        identifier("se-personnummer")("811218-9876, 19811218-9876"),
        1
    );
    assert_eq!(
        identifier("iban")("be68539007547034 BE68 5390 0754 7034"),
        1
    );
}

#[test]
fn names_of_identifiers_are_read_back() {
    for kind in Identifier::ALL {
        assert_eq!(kind.name().parse(), Ok(kind));
    }
    assert!(
        "pan"
            .parse::<Identifier>()
            .unwrap_err()
            .contains("payment-card, iban, us-ssn")
    );
}

/// The rates that the documentation of `identifier` gives, over numbers that are no identifiers
/// but by accident.
#[test]
fn random_digits_are_seldom_identifiers() {
    let mut state = 7_u64;
    let mut random = |length: u32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        format!(
            "{:0width$}",
            (u128::from(state) * 10_u128.pow(length)) >> 64,
            width = length as usize
        )
    };
    for (name, length, most) in [
        ("payment-card", 16, 300),
        ("payment-card", 13, 0),
        ("fr-nir", 15, 10),
        ("be-national-number", 11, 20),
        ("nl-bsn", 9, 0),
        ("us-ssn", 9, 0),
        ("se-personnummer", 10, 0),
        ("se-personnummer", 12, 10),
        ("cn-resident-id", 18, 2),
        ("de-steuer-id", 11, 0),
    ] {
        let find = identifier(name);
        let found = (0..10_000).filter(|_| find(&random(length)) > 0).count();
        assert!(
            found <= most,
            "{name}: {found} of 10,000 random numbers of {length} digits"
        );
    }
}
