//! Payment cards: issuers' ranges, their lengths, and the Luhn check. The networks' test numbers
//! count too.

use super::candidate::{Candidate, Form, Identified};
use super::check_digit::{gs1, luhn};

/// The shortest and the longest number.
pub(super) const LENGTHS: (usize, usize) = (13, 19);

/// What stands beside card numbers in our languages.
pub(super) const WORDS: &[&str] = &[
    "CARD",
    "CARDS",
    "CARDHOLDER",
    "CARDNUMBER",
    "CREDITCARD",
    "DEBITCARD",
    "CREDIT CARD",
    "DEBIT CARD",
    "VISA",
    "MASTERCARD",
    "MAESTRO",
    "AMEX",
    "AMERICAN EXPRESS",
    "DINERS",
    "UNIONPAY",
    "DISCOVER",
    "JCB",
    "CVV",
    "CVV2",
    "CVC",
    "CVC2",
    "PAN",
    "CARTE",
    "KAART",
    "KAARTNUMMER",
    "BANKKAART",
    "BETAALKAART",
    "KREDIETKAART",
    "KORT",
    "KORTNUMMER",
    "KREDITKORT",
    "BANKKORT",
    "BETALKORT",
    "KONTOKORT",
    "KARTE",
    "KARTENNUMMER",
    "KREDITKARTE",
    "BANKKARTE",
    "TARJETA",
];

/// The usual groupings, beside a whole number in one group.
const GROUPINGS: [&[usize]; 13] = [
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 6, 4],
    &[4, 4, 4, 3],
    &[4, 4, 4, 2],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 3],
    &[4, 4, 8],
    &[8, 8],
    &[6, 13],
    &[6, 10],
    &[2; 8],
    &[1; 16],
];

pub(super) fn identify(candidate: &Candidate) -> Option<Identified> {
    let digits = candidate.value;
    if !candidate.is_number() || !is_issued(digits) || !luhn(digits) || is_siret(candidate) {
        return None;
    }
    let is_whole = candidate.is_grouped(&[digits.len()]);
    // Bar codes of goods and parcels have these lengths, and 1 in 10 passes the Luhn check too.
    let is_bar_code = is_whole && matches!(digits.len(), 13 | 14 | 18) && gs1(digits);
    let is_usual = is_whole
        || GROUPINGS
            .iter()
            .any(|grouping| candidate.is_grouped(grouping));
    // Cards of 13 digits are long gone.
    let form = if is_usual && !is_bar_code && digits.len() != 13 {
        Form::Usual
    } else {
        Form::Odd
    };
    Some(Identified {
        value: digits.to_vec(),
        form,
    })
}

/// Whether the number is of a range and a length that a network issues.
fn is_issued(digits: &[u8]) -> bool {
    let prefix = |length: usize| {
        digits
            .iter()
            .take(length)
            .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    let two = prefix(2);
    let three = prefix(3);
    let four = prefix(4);
    let six = prefix(6);
    match digits.len() {
        // Visa.
        13 | 16 | 19 if digits[0] == b'4' => true,
        // Mastercard.
        16 if (51..=55).contains(&two) || (2221..=2720).contains(&four) => true,
        // American Express.
        15 => two == 34 || two == 37,
        // Diners Club.
        14 => (300..=305).contains(&three) || matches!(two, 36 | 38 | 39) || four == 3095,
        16..=19 => {
            // Discover.
            four == 6011 || (644..=649).contains(&three) || two == 65
                // JCB.
                || (3528..=3589).contains(&four)
                // UnionPay.
                || two == 62 || (8100..=8171).contains(&four)
                // Maestro.
                || matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763)
                // RuPay and Mir.
                || matches!(six, 508_500..=508_999) || (2200..=2204).contains(&four)
        }
        _ => false,
    }
}

/// Whether it is the number of a French establishment (SIRET), which stands under every mail of a
/// French company: the company's nine digits pass the Luhn check by themselves, and a number of few
/// digits follows. Of Diners Club's cards 1 in 10,000 is one too.
fn is_siret(candidate: &Candidate) -> bool {
    let digits = candidate.value;
    let is_grouped = candidate.is_grouped(&[14])
        || candidate.is_grouped(&[3, 3, 3, 5])
        || candidate.is_grouped(&[9, 5]);
    is_grouped && &digits[9..12] == b"000" && luhn(&digits[..9])
}
