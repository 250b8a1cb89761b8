//! What is sent: ordinary mails of people in ten languages.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::DateTime;

/// The languages of the rules.
pub const LANGUAGES: &[&str] = &[
    "en", "fr", "nl", "sv", "zh-Hans", "de", "es", "it", "pt", "ja",
];

/// The brands of the rules.
pub const BRANDS: &[&str] = &["clinic", "bank", "plain"];

/// Whose mail it is: the envelope's sender, and the From field.
const SENDERS: [(&str, &str); 5] = [
    ("alice@example.org", "Alice Example <alice@example.org>"),
    (
        "billing@example.org",
        "\"Northgate, Billing\" <billing@example.org>",
    ),
    ("carol@example.org", "carol@example.org"),
    (
        "rene@example.org",
        "=?utf-8?Q?Ren=C3=A9_M=C3=BCller?= <rene@example.org>",
    ),
    (
        "yamada@example.org",
        "=?utf-8?B?5bGx55Sw5aSq6YOO?= <yamada@example.org>",
    ),
];

/// Subjects, in the order of the languages.
const SUBJECTS: [[&str; 2]; 10] = [
    ["Minutes of Tuesday's meeting", "Re: Your results"],
    ["Compte rendu de la réunion de mardi", "Vos résultats"],
    ["Verslag van de vergadering van dinsdag", "Uw uitslagen"],
    ["Protokoll från mötet i tisdags", "Dina provsvar"],
    ["周二会议纪要", "您的检查结果"],
    [
        "Protokoll der Sitzung vom Dienstag",
        "Ihre Ergebnisse für Müller",
    ],
    ["Acta de la reunión del martes", "Sus resultados"],
    ["Verbale della riunione di martedì", "Fattura 2026/117"],
    ["Ata da reunião de terça-feira", "Os seus resultados"],
    ["火曜日の会議の議事録", "検査結果のお知らせ"],
];

/// Bytes of the attachment, most of them small.
const SIZES: [usize; 10] = [
    0, 600, 2_000, 9_000, 0, 40_000, 1_200, 300_000, 5_000, 100_000,
];

/// The tables of the brands.
pub fn brands() -> toml::Value {
    let all = toml::toml! {
        [[brand]]
        name = "clinic"
        organisation = "Northgate Clinic"
        contact = "help@example.org"
        telephone = "+31 20 123 4567"
        address = "Northgate 1, 1011 AA Amsterdam"
        color = "#1f4e79"
        disclaimer = "This message is for its recipient only."
        reason = { en = "We send letters about your health encrypted.", fr = "Nous chiffrons." }

        [[brand]]
        name = "bank"
        organisation = "Example Savings & Loan"
        contact = "service@example.org"
        color = "#7a1f1f"

        [[brand]]
        name = "plain"
    };
    all["brand"].clone()
}

fn encoded(subject: &str) -> String {
    if subject.is_ascii() {
        return subject.to_owned();
    }
    format!("=?utf-8?B?{}?=", STANDARD.encode(subject))
}

/// The `at`th mail as its author's program writes it, and the envelope's sender.
pub fn written(at: usize) -> (&'static str, Vec<u8>) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = i64::try_from(now.as_secs()).unwrap();
    let language = at % LANGUAGES.len();
    let round = at / LANGUAGES.len();
    let (sender, from) = SENDERS[(at + round) % SENDERS.len()];
    let brand = BRANDS[(at + round) % BRANDS.len()];
    // A few are of several megabytes.
    let size = match at {
        17 => 1_500_000,
        77 => 6_000_000,
        _ => SIZES[(at + 3 * round) % SIZES.len()],
    };
    let numbers =
        (0..size / 4).map(|number| (number as u32 ^ at as u32).wrapping_mul(2_654_435_761));
    let file: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
    let file = STANDARD.encode(&file);
    let file: Vec<_> = file
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let to = ["bob@example.net", "Bob Example <bob@example.net>"][at % 2];
    let mail = format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: \
         <{now:x}.{at}.7f3a91c2@mail.example.org>\r\nX-language: {}\r\nX-brand: {brand}\r\n\
         MIME-Version: 1.0\r\nUser-Agent: Mozilla Thunderbird\r\nContent-Type: multipart/mixed; \
         boundary=\"----=_b{at}\"\r\n\r\n------=_b{at}\r\nContent-Type: text/plain; \
         charset=utf-8\r\n\r\nHello,\r\n\r\nsee the attached file.\r\n\r\n------=_b{at}\r\n\
         Content-Type: application/pdf; name=\"file.pdf\"\r\nContent-Disposition: attachment; \
         filename=\"file.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n\
         ------=_b{at}--\r\n",
        encoded(SUBJECTS[language][round % 2]),
        DateTime::from_timestamp(now).to_rfc822(),
        LANGUAGES[language],
        file.join("\r\n"),
    );
    (sender, mail.into_bytes())
}

/// A mail that filters have much against.
pub fn bad() -> Vec<u8> {
    b"From: \"bank@bank.example\" <x1234567890@example.com>\r\nSubject: YOU HAVE WON!!! $$$\r\n\
      Content-Type: text/html\r\n\r\n<html><body><font size=7 color=red>DEAR FRIEND, claim your \
      million dollars, next of kin, viagra <a href=\"http://192.0.2.1/a\">https://bank.example/\
      </a></body></html>\r\n"
        .to_vec()
}
