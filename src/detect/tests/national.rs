//! National numbers.

use super::identifiers::assert_identifies;
use super::*;

#[test]
fn cells_with_amounts_are_no_number() {
    let find = identifier("be-national-number");
    assert_eq!(find("29\tA-58367\t4560236585598\t81\t30.25\t46051\n"), 0);
    assert_eq!(find("81\t30\t25\t460\t51"), find("81.30.25-460.51"));
    assert_eq!(find("81.30.25-460.51"), 1);
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
