//! Which identifiers there are.

use std::fmt;
use std::str::FromStr;

use super::candidate::{Candidate, Form, Identified};
use super::national::Country;
use super::normalized::Gap;
use super::{card, iban, national};

/// A kind of number that can be told from others by what is inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// The number of a credit or debit card: an issuer's range, its lengths, and the Luhn check
    /// (ISO/IEC 7812).
    PaymentCard,
    /// An international bank account number (ISO 13616): its country's structure, and mod 97.
    Iban,
    /// The number by which a state knows a person.
    NationalNumber(Country),
}

impl Identifier {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::PaymentCard,
        Self::Iban,
        Self::NationalNumber(Country::UnitedStates),
        Self::NationalNumber(Country::UnitedKingdom),
        Self::NationalNumber(Country::France),
        Self::NationalNumber(Country::Belgium),
        Self::NationalNumber(Country::Netherlands),
        Self::NationalNumber(Country::Sweden),
        Self::NationalNumber(Country::China),
        Self::NationalNumber(Country::Germany),
    ];

    /// The name by which a rule asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::PaymentCard => "payment-card",
            Self::Iban => "iban",
            Self::NationalNumber(country) => country.identifier(),
        }
    }

    pub(super) fn identify(self, candidate: &Candidate) -> Option<Identified> {
        let identified = match self {
            Self::PaymentCard => card::identify(candidate),
            Self::Iban => return iban::identify(candidate),
            Self::NationalNumber(country) => national::identify(country, candidate),
        };
        let is_usual = candidate.gaps.iter().all(Gap::is_usual);
        identified.map(|identified| {
            if is_usual {
                identified
            } else {
                Identified {
                    form: Form::Odd,
                    ..identified
                }
            }
        })
    }

    /// The lengths, in letters and digits, that such a number can have.
    pub(super) fn lengths(self) -> (usize, usize) {
        match self {
            Self::PaymentCard => card::LENGTHS,
            Self::Iban => iban::LENGTHS,
            Self::NationalNumber(country) => country.lengths(),
        }
    }

    /// The words beside a number by which people tell what it is, as normalized text writes them.
    pub(super) fn words(self) -> &'static [&'static str] {
        match self {
            Self::PaymentCard => card::WORDS,
            Self::Iban => &["IBAN"],
            Self::NationalNumber(country) => country.words(),
        }
    }
}

impl FromStr for Identifier {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                format!("there is no identifier {text:?}; there are {names}")
            })
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
