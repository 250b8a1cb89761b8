//! Payment cards.

use super::identifiers::assert_identifies;
use super::*;

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
fn the_end_of_a_row_and_the_start_of_the_next_are_no_card() {
    let find = identifier("payment-card");
    for rows in [
        "10\tScrews M8\t4\n012888888881881\tNuts\t7\n",
        "1 Screws 371449635398431 pcs 4\n012888888881881 Nuts pcs 7\n",
        "Screws 401288888888188\n1 Nuts\n",
    ] {
        let cards = usize::from(rows.contains("371449635398431"));
        assert_eq!(find(rows), cards, "{rows}");
    }
    assert_found(
        find,
        &[
            "the card is 4012888\n888881881",
            "4012 8888 8888 188\n1",
            "visa card 4\n012888888881881",
        ],
    );
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
