//! The numbers by which states know people.

use super::candidate::{Candidate, Form, Identified};
use super::check_digit::luhn;

/// A state whose numbers of persons can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Country {
    /// Social security number (SSN). No check digit.
    UnitedStates,
    /// National Insurance number (NINO). No check digit.
    UnitedKingdom,
    /// Numéro d'inscription au répertoire (NIR, "numéro de sécurité sociale") with its key.
    France,
    /// Rijksregisternummer, numéro de registre national (and BIS numbers).
    Belgium,
    /// Burgerservicenummer (BSN).
    Netherlands,
    /// Personnummer and samordningsnummer.
    Sweden,
    /// Resident identity number (居民身份证号码) of 18 characters.
    China,
    /// Steuerliche Identifikationsnummer.
    Germany,
}

impl Country {
    pub(super) fn identifier(self) -> &'static str {
        match self {
            Self::UnitedStates => "us-ssn",
            Self::UnitedKingdom => "uk-nino",
            Self::France => "fr-nir",
            Self::Belgium => "be-national-number",
            Self::Netherlands => "nl-bsn",
            Self::Sweden => "se-personnummer",
            Self::China => "cn-resident-id",
            Self::Germany => "de-steuer-id",
        }
    }

    pub(super) fn lengths(self) -> (usize, usize) {
        match self {
            Self::UnitedStates | Self::UnitedKingdom => (9, 9),
            Self::Netherlands => (8, 9),
            Self::Sweden => (10, 12),
            Self::Belgium | Self::Germany => (11, 11),
            Self::France => (15, 15),
            Self::China => (18, 18),
        }
    }

    pub(super) fn words(self) -> &'static [&'static str] {
        match self {
            Self::UnitedStates => &[
                "SSN",
                "SSNS",
                "SOCIAL SECURITY",
                "SOC SEC",
                "TAXPAYER",
                "TAX ID",
                "TIN",
            ],
            Self::UnitedKingdom => &["NINO", "NATIONAL INSURANCE", "NI NO", "NI NUMBER", "NIN"],
            Self::France => &[
                "NIR",
                "SECU",
                "SECURITE SOCIALE",
                "NUMERO DE SECU",
                "INSEE",
                "VITALE",
            ],
            Self::Belgium => &[
                "RIJKSREGISTER",
                "REGISTRE NATIONAL",
                "NUMERO NATIONAL",
                "NATIONAAL NUMMER",
                "NATIONALREGISTER",
                "NATIONAL NUMBER",
                "NATIONAL REGISTER",
                "INSZ",
                "NISS",
                "RRN",
                "NRN",
                "BISNUMMER",
                "NUMERO BIS",
            ],
            Self::Netherlands => &[
                "BSN",
                "BSNS",
                "BURGERSERVICE",
                "SOFI",
                "SOFINUMMER",
                "PERSOONSNUMMER",
                "CITIZEN SERVICE",
            ],
            Self::Sweden => &[
                "PERSONNUMMER",
                "PERSONNUMRET",
                "PERSON NUMMER",
                "PERSONNR",
                "PERSNR",
                "PNR",
                "SAMORDNINGSNUMMER",
                "FODELSENUMMER",
                "PERSONAL IDENTITY",
                "PERSONAL NUMBER",
                "SWEDISH ID",
            ],
            Self::China => &[],
            Self::Germany => &[
                "STEUER",
                "STEUERID",
                "IDNR",
                "IDENTIFIKATIONSNUMMER",
                "TAX ID",
                "TIN",
            ],
        }
    }
}

pub(super) fn identify(country: Country, candidate: &Candidate) -> Option<Identified> {
    let form = match country {
        Country::UnitedKingdom => british(candidate)?,
        Country::France => french(candidate)?,
        Country::China => chinese(candidate)?,
        _ if !candidate.is_number() => return None,
        Country::UnitedStates => american(candidate)?,
        Country::Belgium => belgian(candidate)?,
        Country::Netherlands => return dutch(candidate),
        Country::Sweden => return swedish(candidate),
        Country::Germany => german(candidate)?,
    };
    Some(Identified {
        value: candidate.value.to_vec(),
        form,
    })
}

fn usual_if(is_usual: bool) -> Form {
    if is_usual { Form::Usual } else { Form::Odd }
}

/// The number that these digits write; 0 when there is anything else among them.
fn number(digits: &[u8]) -> u64 {
    std::str::from_utf8(digits)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

/// Whether there is such a day, in some year.
fn is_day(month: u64, day: u64) -> bool {
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Area 001 to 899 without 666, group and serial not zero; two numbers that were printed too often
/// are void.
fn american(candidate: &Candidate) -> Option<Form> {
    let value = candidate.value;
    let area = number(&value[..3]);
    let group = number(&value[3..5]);
    let serial = number(&value[5..]);
    let is_void = matches!(value, b"078051120" | b"219099999");
    if area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0 || is_void {
        return None;
    }
    Some(usual_if(
        candidate.is_grouped(&[3, 2, 4]) && candidate.is_marked(b"-"),
    ))
}

/// HMRC's manual NIM39110: which prefixes are given out, six digits, A to D.
fn british(candidate: &Candidate) -> Option<Form> {
    let [first, second, digits @ .., last] = candidate.value else {
        return None;
    };
    let is_prefix = first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && !b"DFIQUV".contains(first)
        && !b"DFIOQUV".contains(second)
        && ![b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"].contains(&&[*first, *second]);
    if !is_prefix || !digits.iter().all(u8::is_ascii_digit) || !(b'A'..=b'D').contains(last) {
        return None;
    }
    Some(usual_if(candidate.is_grouped(&[2, 2, 2, 2, 1])))
}

/// Sex, year, month, department (2A and 2B on Corsica), commune, order; the key is 97 less the rest
/// modulo 97.
fn french(candidate: &Candidate) -> Option<Form> {
    let value = candidate.value;
    let mut digits = value.to_vec();
    // Corsica counts as 19 and 18.
    match &value[5..7] {
        b"2A" => digits[5..7].copy_from_slice(b"19"),
        b"2B" => digits[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    if !digits.iter().all(u8::is_ascii_digit)
        || !matches!(digits[0], b'1' | b'2' | b'3' | b'4' | b'7' | b'8')
    {
        return None;
    }
    let month = number(&digits[3..5]);
    let key = number(&digits[13..]);
    let is_month = matches!(month, 1..=12 | 20..=42 | 50..=99);
    let is_right = 97 - number(&digits[..13]) % 97 == key
        && number(&digits[5..7]) != 0
        && number(&digits[10..13]) != 0;
    let is_plain = month <= 12 && matches!(digits[0], b'1' | b'2');
    (is_month && is_right).then_some(if is_plain { Form::Sure } else { Form::Odd })
}

/// Date of birth, serial, and 97 less the rest modulo 97, of those born since 2000 with a 2 before.
/// Month plus 20 or 40: BIS.
fn belgian(candidate: &Candidate) -> Option<Form> {
    let value = candidate.value;
    let month = number(&value[2..4]);
    let day = number(&value[4..6]);
    let serial = number(&value[..9]);
    let check = number(&value[9..]);
    let is_right = [serial, 2_000_000_000 + serial]
        .iter()
        .any(|serial| 97 - serial % 97 == check);
    // What is not known of a date of birth is zero.
    let is_date = matches!(month, 0..=12 | 20..=32 | 40..=52)
        && (day == 0 || month.is_multiple_of(20) || is_day(month % 20, day));
    if !is_right || !is_date || day > 31 || number(&value[6..9]) == 0 {
        return None;
    }
    let is_whole = candidate.is_grouped(&[11]) && is_day(month, day);
    let groupings: [&[usize]; 4] = [&[2, 2, 2, 3, 2], &[6, 3, 2], &[6, 5], &[2, 2, 2, 5]];
    Some(usual_if(
        is_whole
            || groupings
                .iter()
                .any(|grouping| candidate.is_grouped(grouping)),
    ))
}

/// The test of eleven: weights 9 to 2, and the last digit less.
fn dutch(candidate: &Candidate) -> Option<Identified> {
    // The zero in front of old numbers is often left out.
    let mut value = vec![b'0'; 9 - candidate.value.len()];
    value.extend_from_slice(candidate.value);
    let sum: i64 = value
        .iter()
        .zip([9, 8, 7, 6, 5, 4, 3, 2, -1])
        .map(|(digit, weight)| i64::from(digit - b'0') * weight)
        .sum();
    if sum % 11 != 0 || number(&value) < 1_000_000 {
        return None;
    }
    let form = usual_if(candidate.is_grouped(&[4, 2, 3]) && candidate.is_marked(b"."));
    Some(Identified { value, form })
}

/// Date of birth (day plus 60: samordningsnummer), serial, Luhn; a plus for those past 100.
fn swedish(candidate: &Candidate) -> Option<Identified> {
    let (century, value) = match candidate.value {
        [b'1', b'8' | b'9', rest @ ..] | [b'2', b'0', rest @ ..] if rest.len() == 10 => {
            (&candidate.value[..2], rest)
        }
        rest if rest.len() == 10 => (b"".as_slice(), rest),
        _ => return None,
    };
    let month = number(&value[2..4]);
    let day = number(&value[4..6]);
    if !is_day(month, if day > 60 { day - 60 } else { day })
        || number(&value[6..9]) == 0
        || !luhn(value)
    {
        return None;
    }
    // 20240131-1530 and 240131-1530 are rather a date and a time.
    let may_be_now = match century {
        b"20" => true,
        b"" => number(&value[..2]) < 40,
        _ => false,
    };
    let is_time = may_be_now && day <= 31 && number(&value[6..8]) < 24 && number(&value[8..]) < 60;
    let is_marked =
        candidate.is_marked(b"-+") && candidate.is_grouped(&[candidate.value.len() - 4, 4]);
    let is_whole = !century.is_empty() && candidate.is_grouped(&[12]);
    Some(Identified {
        value: value.to_vec(),
        form: usual_if((is_marked || is_whole) && !is_time),
    })
}

/// GB 11643: province, place, date of birth, order, ISO 7064 MOD 11-2.
fn chinese(candidate: &Candidate) -> Option<Form> {
    let value = candidate.value;
    let (digits, check) = value.split_at(17);
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let is_province = matches!(
        number(&value[..2]),
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91
    );
    let is_year = matches!(number(&value[6..10]), 1850..=2099);
    let is_date = is_year && is_day(number(&value[10..12]), number(&value[12..14]));
    let rest = digits
        .iter()
        .fold(0, |rest, digit| (rest + u32::from(digit - b'0')) * 2 % 11);
    let wanted = b"10X98765432"[rest as usize];
    (is_province && is_date && check == [wanted]).then_some(Form::Sure)
}

/// No zero first, exactly one digit twice or thrice among the first ten, ISO 7064 MOD 11,10.
fn german(candidate: &Candidate) -> Option<Form> {
    let (digits, check) = candidate.value.split_at(10);
    let mut counts = [0; 10];
    digits
        .iter()
        .for_each(|digit| counts[usize::from(digit - b'0')] += 1);
    let repeated: Vec<_> = counts.iter().filter(|count| **count > 1).collect();
    if digits[0] == b'0' || !matches!(repeated[..], [2 | 3]) {
        return None;
    }
    let product = digits.iter().fold(10, |product, digit| {
        let sum = (u32::from(digit - b'0') + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    let wanted = (11 - product) % 10;
    (u32::from(check[0] - b'0') == wanted).then(|| usual_if(candidate.is_grouped(&[2, 3, 3, 3])))
}
