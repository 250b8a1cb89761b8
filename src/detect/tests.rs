mod cards;
mod ibans;
mod identifiers;
mod national;
mod patterns;
mod words;

use proptest::prelude::*;

use super::*;
use crate::mail::text::folded;

fn count_of(build: impl FnOnce(&mut Builder) -> Detector) -> impl Fn(&str) -> usize {
    let mut builder = Builder::default();
    let detector = build(&mut builder);
    let detectors = builder.build().unwrap();
    move |text| {
        let mut found = detectors.start();
        detectors.feed(&mut found, "body", text, &folded(text));
        found.distinct(detector)
    }
}

fn word(text: &str) -> impl Fn(&str) -> usize {
    count_of(|builder| builder.word(text).unwrap())
}

fn pattern(text: &str) -> impl Fn(&str) -> usize {
    count_of(|builder| builder.pattern(text).unwrap())
}

fn identifier(name: &str) -> impl Fn(&str) -> usize {
    count_of(|builder| builder.identifier(name.parse().unwrap()))
}

fn assert_found(find: impl Fn(&str) -> usize, texts: &[&str]) {
    let missed: Vec<_> = texts.iter().filter(|text| find(text) == 0).collect();
    assert!(missed.is_empty(), "not found: {missed:#?}");
}

fn assert_not_found(find: impl Fn(&str) -> usize, texts: &[&str]) {
    let touched: Vec<_> = texts.iter().filter(|text| find(text) > 0).collect();
    assert!(touched.is_empty(), "found without need: {touched:#?}");
}

#[test]
fn identical_requests_are_one_detector() {
    let mut builder = Builder::default();
    let first = builder.word("Top Secret").unwrap();
    assert_eq!(builder.word("top-secret"), Ok(first));
    assert_ne!(builder.word("top secret*"), Ok(first));
    let pattern = builder.pattern("a+").unwrap();
    assert_eq!(builder.pattern("a+"), Ok(pattern));
    assert_ne!(pattern, first);
    let card = builder.identifier(Identifier::PaymentCard);
    assert_eq!(builder.identifier(Identifier::PaymentCard), card);
}

#[test]
fn the_place_is_that_of_the_first_match() {
    let mut builder = Builder::default();
    let (word, card) = (
        builder.word("secret").unwrap(),
        builder.identifier(Identifier::PaymentCard),
    );
    let never = builder.pattern("never").unwrap();
    let detectors = builder.build().unwrap();
    let mut found = detectors.start();
    for (place, text) in [
        ("subject", "hello"),
        ("body", "secret"),
        ("a.txt", "secret 4111111111111111"),
    ] {
        detectors.feed(&mut found, place, text, &folded(text));
    }
    assert_eq!(
        (found.place(word), found.place(card), found.place(never)),
        (Some("body"), Some("a.txt"), None)
    );
    assert_eq!(
        (
            found.distinct(word),
            found.distinct(card),
            found.distinct(never)
        ),
        (1, 1, 0)
    );
}

#[test]
fn ordinary_mail_has_no_identifiers() {
    let mut builder = Builder::default();
    let each = Identifier::ALL.map(|kind| builder.identifier(kind));
    let detectors = builder.build().unwrap();
    for text in ORDINARY {
        let mut found = detectors.start();
        detectors.feed(&mut found, "body", text, &folded(text));
        for (kind, detector) in Identifier::ALL.iter().zip(each) {
            assert_eq!(found.distinct(detector), 0, "{kind} in {text}");
        }
    }
}

/// What honest mail is made of.
const ORDINARY: [&str; 14] = [
    "Invoice 2024-00317 of 31.01.2024\r\nItem        Qty   Price    Total\r\nChair 4521    12   \
     129.00  1548.00\r\nDesk 5512  3   450.50  1351.50\r\n\
     Net 2 899,50 VAT 21 % 608,90 Total EUR 3 508,40\r\nVAT BE 0403.019.261, order 4500123456, \
     customer 5210 0034, +++090/9337/55493+++",
    "Tel. +32 2 555 12 34, +32475123456, 0475 12 34 56, +46 70 123 45 67, 070-123 45 67, 08-505 \
     000 00, +1 (212) 555-0187, 020 7946 0958,\r\n\
     +86 138 0013 8000, 13800138000, 06 12 34 56 78, 01512 3456789, +49 30 901820, 0031 20 123 \
     4567, 1-800-555-0199",
    "Your parcel: UPS 1Z9999999999999999, FedEx 123456789012, 9611 0201 2345 6789 0123 45, USPS \
     9400 1000 0000 0000 0000 00,\r\n\
     USPS 9405 5036 9930 0123 4567 84, DHL JJD000390007882423534, PostNL 3SABCD1234567, Canada \
     Post 7023 2100 3941 4604, 00340434161094021501",
    "commit 52672cb4f1c3a8e90b7d6e5f4a3b2c1d0e9f8a7b\r\n\
     sha256:4111111111111111e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c\r\n\
     550e8400-e29b-41d4-a716-446655440000 12345678-1234-4111-8111-123456789012 \
     d41d8cd98f00b204e9800998ecf8427e",
    "let table: [u32; 8] = [4111, 1111, 1111, 1111, 0x4111, 5555, 5555, 4444];\n\
     assert_eq!(4294967296u64, 1 << 32); // 18446744073709551615\n\
     const EPS: f64 = 0.4111111111111111; version 4.11.1.1111, 192.168.100.200, \
     fe80::4111:1111:1111:1111, 00:1a:2b:3c:4d:5e",
    "VGhpcyBpcyBhIHRlc3Q0MTExMTExMTExMTExMTEx\r\n\
     QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0MTExMTExMTExMTExMTExMQ==\r\nAAAA4111111111111111AAAA",
    "Unix 1706713530, ms 1706713530123, ns 1706713530123456789, 2024-01-31T15:30:12.123456789Z, \
     20240131153012, 20240131-1530, 240131-1537,\r\n\
     2024/01/31 15.30, 31-12-2024 - 31-01-2025, 01.01.2024 02.02.2024 03.03.2024",
    "Quarter  2021  2022  2023  2024\r\nSales    4521  4630  4712  4899\r\nCosts    5120  5233  \
     5312  5401\r\nStaff    2231  2240  2260  2275\r\n",
    "ISBN 978-3-16-148410-0, ISBN 0-306-40615-2, ISSN 2049-3630, EAN 4006381333931, GTIN \
     5901234123457, SSCC 373123456789012345, IMEI 356938035643809",
    "Flight BA 2490 14:35, seat 12C, booking AB12CD, ticket 125-2412345678, gate B 42. Train TGV \
     6123, wagon 12, place 034. Hotel 4 nights 12 500 kr.",
    "Meeting ID: 845 1234 5678, passcode 123456. \
     https://example.com/d/4111111111111112/edit?gid=1234567890#h.x 123456789@qq.com",
    "Org.nr 556016-0680, KvK 12345678, BTW NL123456789B01, SIREN 732 829 320, SIRET 732 829 320 \
     00074, EIN 12-3456789, HRB 123456, DUNS 15-048-3782",
    "Room 12.34, 50.8503 N 4.3517 E, 51.5074, -0.1278; part no. AB-12-34-56, serial C02XL0GYJGH5, \
     licence 1-ABC-234, plate AB-123-C, 12-AB-34",
    "Scores 3-2-4, 10-12-2023, ratio 4:5:6; amounts 45 000 000 and 55 000 000; 1.234.567,89; \
     12'345'678.90; 4 500 000 - 5 500 000; 100-20-3000000",
];

#[test]
fn what_two_detectors_match_is_one_value() {
    let mut builder = Builder::default();
    let patterns = ["PRJ-[0-9]{4}", "(?i)prj-[0-9]+"].map(|regex| builder.pattern(regex).unwrap());
    let words = ["alpha", "beta"].map(|word| builder.word(word).unwrap());
    let detectors = builder.build().unwrap();
    let mut found = detectors.start();
    for text in ["see PRJ-1234 please", "alpha and beta"] {
        detectors.feed(&mut found, "x", text, &folded(text));
    }
    assert_eq!(
        (found.distinct_of(&patterns), found.distinct_of(&words)),
        (1, 2)
    );
}

/// Pieces of texts that detectors treat specially.
const GLUE: &str = "[ -./>\n\u{200b}\u{301}0-9A-Zß卡1-9|]{0,30}";

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in ".{0,400}", glue in prop::collection::vec(GLUE, 0..8)) {
        let mut builder = Builder::default();
        for word in ["secret", "机密", "*a*", "é", "i", "|", "o"] {
            builder.word(word).unwrap();
        }
        for pattern in [r"\b\w+\b", r"(?i)a.*b|[^x]", r"\d{3,}", "."] {
            builder.pattern(pattern).unwrap();
        }
        for kind in Identifier::ALL {
            builder.identifier(kind);
        }
        let detectors = builder.build().unwrap();
        let mut found = detectors.start();
        let glued = format!("{text}{}", glue.join(&text));
        for text in [text, glue.concat(), glued] {
            detectors.feed(&mut found, "x", &text, &folded(&text));
        }
    }

    #[test]
    fn any_word_finds_itself(
        text in "\\PC{1,20}",
        before in "[ .,(\n]{0,3}",
        after in "[ .,)\n]{0,3}",
    ) {
        let mut builder = Builder::default();
        let is_plain = !text.trim().starts_with('*') && !text.trim().ends_with('*');
        if let (true, Ok(detector)) = (is_plain, builder.word(&text)) {
            let detectors = builder.build().unwrap();
            let mut found = detectors.start();
            detectors.feed(&mut found, "x", &format!("{before}{text}{after}"), "");
            prop_assert_eq!(found.distinct(detector), 1);
        }
    }
}
