//! Mails that say what a rule looks for, in ways in which it might be missed.
//!
//! A mail is made in steps: a disguise of the words, a page or a file around them, a charset, a
//! transfer encoding, a MIME tree; or a way of writing a header field, or of naming a file. Each
//! step by itself was seen in mail or in what is written about mail filters. They are then
//! combined, two at a time for the mails that are kept as fixtures, and more for those that a test
//! makes up.

mod address;
mod charset;
mod container;
mod content;
mod dice;
mod field;
mod heading;
mod pack;
mod page;
mod parameter;
mod payload;
mod structure;
mod text;
mod tnef;
mod transfer;

use std::collections::HashSet;

pub use dice::Dice;

/// A mail that must be sealed.
pub struct Variant {
    /// What was done, in words joined by plus signs.
    pub name: String,
    pub mail: Vec<u8>,
    /// The recipient, where it isn't that of the kind.
    pub to: Option<String>,
}

/// What is said: what the rule looks for, and the sentence around it.
#[derive(Clone)]
pub struct Said {
    pub before: String,
    pub secret: String,
    pub after: String,
}

impl Said {
    pub fn whole(&self) -> String {
        format!("{}{}{}", self.before, self.secret, self.after)
    }
}

impl Said {
    /// The line on which the secret stands, in two halves that split it.
    pub fn halves(&self) -> (String, String) {
        let (first, second) = text::halves(&self.secret);
        let before = self.before.rsplit("\r\n").next().unwrap_or_default();
        let after = self.after.split("\r\n").next().unwrap_or_default();
        (format!("{before}{first}"), format!("{second}{after}"))
    }
}

/// A kind of rule, and how mails against it are made.
pub struct Kind {
    pub name: &'static str,
    /// How many steps there are to choose from.
    steps: fn() -> usize,
    /// The mail that these steps make, `turn` choosing among things to be said; nothing where they
    /// don't go together.
    make: fn(steps: &[usize], turn: usize) -> Option<Variant>,
    /// How many are kept as fixtures, if there are so many.
    kept: usize,
}

pub const KINDS: &[Kind] = &[
    Kind {
        name: "subject-tag",
        steps: heading::steps,
        make: heading::tag,
        kept: 240,
    },
    Kind {
        name: "subject-word",
        steps: heading::steps,
        make: heading::word,
        kept: 240,
    },
    Kind {
        name: "header-value",
        steps: heading::steps,
        make: heading::value,
        kept: 240,
    },
    Kind {
        name: "header-pattern",
        steps: heading::steps,
        make: heading::pattern,
        kept: 240,
    },
    Kind {
        name: "words",
        steps: content::steps,
        make: content::words,
        kept: 560,
    },
    Kind {
        name: "patterns",
        steps: content::steps,
        make: content::patterns,
        kept: 320,
    },
    Kind {
        name: "identifiers",
        steps: content::steps,
        make: content::identifiers,
        kept: 320,
    },
    Kind {
        name: "attachment-name",
        steps: payload::naming_steps,
        make: payload::named,
        kept: 260,
    },
    Kind {
        name: "attachment-type",
        steps: payload::type_steps,
        make: payload::of_type,
        kept: 240,
    },
    Kind {
        name: "recipient",
        steps: address::steps,
        make: address::recipient,
        kept: 240,
    },
];

impl Kind {
    /// The mails that are kept: each step alone, then pairs of steps as dice fall that always fall
    /// alike.
    pub fn stored(&self) -> Vec<Variant> {
        let mut seen = HashSet::new();
        let mut variants: Vec<Variant> = Vec::new();
        let mut take = |steps: &[usize], turn: usize, variants: &mut Vec<Variant>| {
            let Some(variant) = (self.make)(steps, turn) else {
                return;
            };
            if seen.insert((variant.mail.clone(), variant.to.clone())) {
                variants.push(variant);
            }
        };
        let count = (self.steps)();
        let mut dice = Dice::new(u64::from_le_bytes(*b"postseal"));
        for step in 0..count {
            take(&[step], step, &mut variants);
        }
        if variants.len() > self.kept {
            // Of what is the same for every kind of rule on content, one kind keeps all.
            while variants.len() > self.kept - 60 {
                variants.remove(dice.below(variants.len()));
            }
        }
        for turn in 0..20 * self.kept {
            if variants.len() >= self.kept || count < 2 {
                break;
            }
            take(&[dice.below(count), dice.below(count)], turn, &mut variants);
        }
        variants
    }

    /// A mail of three or four steps.
    pub fn random(&self, dice: &mut Dice) -> Option<Variant> {
        let count = (self.steps)();
        let steps: Vec<usize> = (0..3 + dice.below(2)).map(|_| dice.below(count)).collect();
        (self.make)(&steps, dice.below(1000))
    }
}

/// A mail with these fields and this body.
fn mail(fields: &[u8], body: &[u8]) -> Vec<u8> {
    let common = b"From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nDate: Mon, 1 Jan 2024 \
                   08:00:00 +0000\r\n";
    [common.as_slice(), fields, b"\r\n", body].concat()
}
