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
fn assert_identifies(name: &str, context: &str, groups: &[&str]) {
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
fn payment_cards_are_found_in_every_spelling() {
    for groups in [
        &["4111", "1111", "1111", "1111"][..],
        &["4012", "8888", "8888", "1881"],
        &["5555", "5555", "5555", "4444"],
        &["5105", "1051", "0510", "5100"],
        &["2223", "0031", "2200", "3222"],
        &["3782", "822463", "10005"],
        &["3714", "496353", "98431"],
        &["6011", "1111", "1111", "1117"],
        &["6011", "0009", "9013", "9424"],
        &["3530", "1113", "3330", "0000"],
        &["3566", "0020", "2036", "0505"],
        &["3056", "930902", "5904"],
        &["3852", "000002", "3237"],
        &["6200", "0000", "0000", "0005"],
        &["6759", "6498", "2643", "8453"],
        &[
            "4", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1",
        ],
    ] {
        assert_identifies("payment-card", "", groups);
    }
}

#[test]
fn cards_beside_other_data_are_found() {
    assert_found(
        identifier("payment-card"),
        &[
            "4111111111111111,12/27,737",
            "4111 1111 1111 1111 12/27 737",
            "card 4111 1111 1111 1111 1227 737",
            "4111111111111111|12|27|737",
            ";4111111111111111=27121010000000000000?",
            "PAN=4111111111111111&cvv=123",
            "Visa: 4222222222222",
            "card no. 411111 1111111111",
            "visa 411 111 111 111 1111 ok",
            "银行卡 41111 111111 11111",
            "4111 11\n11 1111 1111",
            "VISA-4111111111111111",
            "{\"number\":4111111111111111}",
        ],
    );
    assert_eq!(
        identifier("payment-card")("4111 1111 1111 1111 5555 5555 5555 4444"),
        2
    );
    let list = "4111 1111 1111 1111\n5555 5555 5555 4444\n4111-1111-1111-1111\n378282246310005\n";
    assert_eq!(identifier("payment-card")(list), 3);
}

#[test]
fn wrong_cards_are_none() {
    assert_not_found(
        identifier("payment-card"),
        &[
            "4111 1111 1111 1112",
            "1111 1111 1111 1117",
            "4111 1111 1111 111",
            "0000 0000 0000 0000",
            "9111 1111 1111 1111",
            "4222222222222",
            "0.4111111111111111",
            "4111111111111111.00",
            "+4111111111111111",
            "4111111111111111@qq.com",
            "4111-1111-1111-1111-1111",
            "9405 4111 1111 1111 1111",
            "XXXX XXXX XXXX 1111",
            "4111\n\n1111\n\n1111\n\n1111",
        ],
    );
}

#[test]
fn numbers_of_french_establishments_are_no_cards() {
    let find = identifier("payment-card");
    for siret in [
        "38012986600014",
        "380 129 866 00014",
        "380129866 00022",
        "Carte bancaire acceptée. SIRET 38012986600014",
    ] {
        assert_eq!(find(siret), 0, "{siret}");
    }
    assert_found(
        find,
        &[
            "38520000023237",
            "carte 3801 298660 0014",
            "3801 298660 0014",
        ],
    );
}

#[test]
fn a_piece_of_an_iban_is_no_card() {
    let find = identifier("payment-card");
    for iban in [
        "AT70 4111 1111 1111 1111",
        "IBAN DE04 5105 1051 0510 5100 00",
        "GB93 WEST 3852 0000 0232 37",
    ] {
        assert_eq!(find(iban), 0, "{iban}");
        assert_eq!(
            find(&iban.replacen(|c: char| c.is_ascii_digit(), "0", 2)),
            1,
            "{iban}"
        );
    }
    assert_eq!(find("AT70 4111 1111 1111 1111 4012 8888 8888 1881"), 1);
}

#[test]
fn a_row_of_a_table_of_figures_is_no_card() {
    let find = identifier("payment-card");
    let figures = |row: &str| {
        format!("North\t1827\t3344\t9120\t7731\nSouth\t{row}\nEast\t6123\t5512\t4419\t1009\n")
    };
    assert_eq!(find(&figures("4111\t1111\t1111\t1111")), 0);
    assert_eq!(find(&figures("4111  1111  1111  1111")), 0);
    assert_found(
        find,
        &[
            "4111\t1111\t1111\t1111",
            &figures("4111 1111 1111 1111"),
            &figures("4111111111111111"),
            &figures("4111\t1111\t1111\t1111\tVisa"),
            "a\t4111\t1111\t1111\t1111\nb\t5555\t5555\t5555\t4444\nc\t5105\t1051\t0510\t5100\n",
            "North\t1827\t3344\t9120\t7731\nSouth\t4111\t1111\t1111\t1111\n",
        ],
    );
}

#[test]
fn ibans_are_found_in_every_spelling() {
    for groups in [
        &["BE68", "5390", "0754", "7034"][..],
        &["GB82", "WEST", "1234", "5698", "7654", "32"],
        &["DE89", "3704", "0044", "0532", "0130", "00"],
        &["FR14", "2004", "1010", "0505", "0001", "3M02", "606"],
        &["NL91", "ABNA", "0417", "1643", "00"],
        &["SE45", "5000", "0000", "0583", "9825", "7466"],
        &["NO93", "8601", "1117", "947"],
        &[
            "MT84", "MALT", "0110", "0001", "2345", "MTLC", "AST0", "01S",
        ],
        &["CH93", "0076", "2011", "6238", "5295", "7"],
        &["LU28", "0019", "4006", "4475", "0000"],
        &["ES91", "2100", "0418", "4502", "0005", "1332"],
    ] {
        assert_identifies("iban", "", groups);
    }
    assert_found(
        identifier("iban"),
        &[
            "IBAN: be68 5390 0754 7034 EUR",
            "ВЕ68 5390 0754 7034",
            "iban be68539007547034/bic KREDBEBB",
            "BE 68 539 0075470 34",
        ],
    );
    assert_not_found(
        identifier("iban"),
        &[
            "BE69 5390 0754 7034",
            "BE68 5390 0754 703",
            "BE68539007547034X",
            "ZZ68 5390 0754 7034",
            "GB82 1234 1234 5698 7654 32",
            "BE68",
        ],
    );
}

#[test]
fn all_structures_of_ibans_are_in_order() {
    let length = identifier("iban");
    // The registry's examples.
    for iban in [
        "AD1200012030200359100100",
        "AE070331234567890123456",
        "AL47212110090000000235698741",
        "AT611904300234573201",
        "AZ21NABZ00000000137010001944",
        "BA391290079401028494",
        "BG80BNBG96611020345678",
        "BH67BMAG00001299123456",
        "BR1800360305000010009795493C1",
        "CR05015202001026284066",
        "CY17002001280000001200527600",
        "CZ6508000000192000145399",
        "DK5000400440116243",
        "DO28BAGR00000001212453611324",
        "EE382200221020145685",
        "FI2112345600000785",
        "FO6264600001631634",
        "GE29NB0000000101904917",
        "GI75NWBK000000007099453",
        "GL8964710001000206",
        "GR1601101250000000012300695",
        "HR1210010051863000160",
        "HU42117730161111101800000000",
        "IE29AIBK93115212345678",
        "IL620108000000099999999",
        "IS140159260076545510730339",
        "IT60X0542811101000000123456",
        "JO94CBJO0010000000000131000302",
        "KZ86125KZT5004100100",
        "LB62099900000001001901229114",
        "LI21088100002324013AA",
        "LT121000011101001000",
        "LV80BANK0000435195001",
        "MC5811222000010123456789030",
        "MD24AG000225100013104168",
        "ME25505000012345678951",
        "MK07250120000058984",
        "MR1300020001010000123456753",
        "MU17BOMM0101101030300200000MUR",
        "PK36SCBL0000001123456702",
        "PL61109010140000071219812874",
        "PT50000201231234567890154",
        "QA58DOHB00001234567890ABCDEFG",
        "RO49AAAA1B31007593840000",
        "RS35260005601001611379",
        "SA0380000000608010167519",
        "SI56263300012039086",
        "SK3112000000198742637541",
        "SM86U0322509800000000270100",
        "TN5910006035183598478831",
        "TR330006100519786457841326",
        "UA213223130000026007233566001",
        "VG96VPVG0000012345678901",
        "XK051212012345678906",
    ] {
        assert_eq!(length(iban), 1, "{iban}");
    }
}

#[test]
fn national_numbers_are_found_in_their_usual_spelling() {
    for (name, texts) in [
        (
            "us-ssn",
            &[
                "536-90-4399",
                "SSN 536 90 4399",
                "Social security no.: 536904399",
                "536\u{2011}90\u{2011}4399",
            ][..],
        ),
        (
            "uk-nino",
            &[
                "AB 12 34 56 C",
                "ab-12-34-56-c",
                "NI number: AB123456C",
                "National Insurance no AB 123456 C",
            ],
        ),
        (
            "fr-nir",
            &[
                "2 95 10 99 126 111 93",
                "295109912611193",
                "2951099126111 93",
                "1 80 05 2A 234 567 38",
                "180052b23456765",
            ],
        ),
        (
            "be-national-number",
            &[
                "85.07.30-033.28",
                "85073003328",
                "85 07 30 033 28",
                "850730-033-28",
                "17.07.30-033.84",
            ],
        ),
        (
            "nl-bsn",
            &[
                "1234.56.782",
                "BSN 123456782",
                "burgerservicenummer: 111222333",
                "BSN: 1112 22 333",
            ],
        ),
        (
            "se-personnummer",
            &[
                "811218-9876",
                "19811218-9876",
                "198112189876",
                "pnr 8112189876",
                "701063-2391",
                "811218+9876",
            ],
        ),
        (
            "cn-resident-id",
            &[
                "11010519491231002X",
                "身份证号11010519491231002x。",
                "110105 19491231 002X",
                "440524188001010014",
            ],
        ),
        (
            "de-steuer-id",
            &[
                "36 574 261 809",
                "Steuer-ID: 36574261809",
                "IdNr. 86095742719",
                "steuerliche IdNr 86 095 742 719",
            ],
        ),
    ] {
        assert_found(identifier(name), texts);
    }
}

#[test]
fn national_numbers_that_fail_their_checks_are_none() {
    for (name, texts) in [
        (
            "us-ssn",
            &[
                "000-12-3456",
                "SSN 666-12-3456",
                "900-12-3456",
                "123-00-4567",
                "123-45-0000",
                "078-05-1120",
                "536904399",
                "536 90 4399",
                "5-536-90-4399",
                "536-90-4399-1",
            ][..],
        ),
        (
            "uk-nino",
            &[
                "QQ 12 34 56 C",
                "AB 12 34 56 E",
                "AO 12 34 56 C",
                "GB 12 34 56 A",
                "AB123456C",
            ],
        ),
        (
            "fr-nir",
            &[
                "2 95 10 99 126 111 94",
                "295139912611193",
                "595109912611193",
            ],
        ),
        (
            "be-national-number",
            &[
                "85.07.30-033.29",
                "85.13.30-033.28",
                "+32 475 12 34 56",
                "85073003327",
                "850 730 033 28",
            ],
        ),
        (
            "nl-bsn",
            &[
                "1234.56.783",
                "123456782",
                "BSN 123456783",
                "BSN 000000000",
                "bsnr 123456782",
            ],
        ),
        (
            "se-personnummer",
            &[
                "811218-9875",
                "811318-9876",
                "8112189876",
                "070-123 45 67",
                "0701234567",
                "556016-0680",
                "20240131-1537",
                "1712312359",
            ],
        ),
        (
            "cn-resident-id",
            &[
                "110105194912310021",
                "11010519491331002X",
                "99010519491231002X",
                "1101051949123100",
            ],
        ),
        (
            "de-steuer-id",
            &[
                "36574261809",
                "36 574 261 808",
                "Steuer-ID 12345678901",
                "Steuer-ID 06574261809",
            ],
        ),
    ] {
        assert_not_found(identifier(name), texts);
    }
}

#[test]
fn national_numbers_are_found_through_every_separator_when_they_are_named() {
    assert_identifies("us-ssn", "SSN: ", &["536", "90", "4399"]);
    assert_identifies("uk-nino", "NINO: ", &["AB", "12", "34", "56", "C"]);
    assert_identifies("fr-nir", "", &["2", "95", "10", "99", "126", "111", "93"]);
    assert_identifies("be-national-number", "", &["85", "07", "30", "033", "28"]);
    assert_identifies("nl-bsn", "BSN ", &["1234", "56", "782"]);
    assert_identifies("se-personnummer", "personnr ", &["811218", "9876"]);
    assert_identifies("cn-resident-id", "", &["110105", "19491231", "002X"]);
    assert_identifies("de-steuer-id", "IdNr ", &["36", "574", "261", "809"]);
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

/// The rates that the documentation of `number` gives, over numbers that are no identifiers but by
/// accident.
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
