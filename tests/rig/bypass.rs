//! Mails that say what a rule looks for, in ways in which it might be missed.
//!
//! A mail is made in steps: a disguise of the words, a page or a file around them, a charset, a
//! transfer encoding, a MIME tree; or a way of writing a header field, or of naming a file. Each
//! step by itself was seen in mail or in what is written about mail filters. They are combined, two
//! at a time in [`Kind::variants`], which are the same in each run, and more in [`Kind::random`].
//!
//! [`examples`] lie as files in `fixtures/policy/bypass`, one for each family of steps.

#![allow(
    clippy::unwrap_used,
    reason = "a generator that is broken stops the test"
)]

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
    /// Its bytes.
    pub mail: Vec<u8>,
    /// The recipient, where it isn't that of the kind.
    pub to: Option<String>,
}

/// What is said: what the rule looks for, and the sentence around it.
#[derive(Clone)]
struct Said {
    before: String,
    secret: String,
    after: String,
}

impl Said {
    fn whole(&self) -> String {
        format!("{}{}{}", self.before, self.secret, self.after)
    }

    /// The line on which the secret stands, in two halves that split it.
    fn halves(&self) -> (String, String) {
        let (first, second) = text::halves(&self.secret);
        let before = self.before.rsplit("\r\n").next().unwrap_or_default();
        let after = self.after.split("\r\n").next().unwrap_or_default();
        (format!("{before}{first}"), format!("{second}{after}"))
    }
}

/// A kind of rule, and how mails against it are made.
pub struct Kind {
    /// The name of the rule.
    pub name: &'static str,
    /// How many steps there are to choose from.
    steps: fn() -> usize,
    /// The mail that these steps make, `turn` choosing among things to be said; nothing where they
    /// don't go together.
    make: fn(steps: &[usize], turn: usize) -> Option<Variant>,
    /// How many variants there are at most.
    most: usize,
}

/// Who sends them.
pub const SENDER: &str = "ann@example.org";

/// All kinds of rules.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "subject-tag",
        steps: heading::steps,
        make: heading::tag,
        most: 240,
    },
    Kind {
        name: "subject-word",
        steps: heading::steps,
        make: heading::word,
        most: 240,
    },
    Kind {
        name: "header-value",
        steps: heading::steps,
        make: heading::value,
        most: 240,
    },
    Kind {
        name: "header-pattern",
        steps: heading::steps,
        make: heading::pattern,
        most: 240,
    },
    Kind {
        name: "words",
        steps: content::steps,
        make: content::words,
        most: 560,
    },
    Kind {
        name: "patterns",
        steps: content::steps,
        make: content::patterns,
        most: 320,
    },
    Kind {
        name: "identifiers",
        steps: content::steps,
        make: content::identifiers,
        most: 320,
    },
    Kind {
        name: "attachment-name",
        steps: payload::naming_steps,
        make: payload::named,
        most: 260,
    },
    Kind {
        name: "attachment-type",
        steps: payload::type_steps,
        make: payload::of_type,
        most: 240,
    },
    Kind {
        name: "recipient",
        steps: address::steps,
        make: address::recipient,
        most: 240,
    },
];

impl Kind {
    /// The recipient for whom the rule of this kind is made.
    pub fn recipient(&self) -> String {
        format!("bob@{}.example", self.name)
    }

    /// Each step alone, then pairs of steps as dice fall that always fall alike.
    pub fn variants(&self) -> Vec<Variant> {
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
        if variants.len() > self.most {
            // Of what is the same for every kind of rule on content, one kind keeps all.
            while variants.len() > self.most - 60 {
                variants.remove(dice.below(variants.len()));
            }
        }
        for turn in 0..20 * self.most {
            if variants.len() >= self.most || count < 2 {
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

/// One mail for each family of steps, with its kind and its number among the variants of that: a
/// family is what begins with the same word. Of addresses, all are kept.
pub fn examples() -> Vec<(&'static Kind, usize, Variant)> {
    let mut families = HashSet::new();
    let mut examples = Vec::new();
    for kind in KINDS {
        for (at, variant) in kind.variants().into_iter().enumerate() {
            let family = variant.name.split('-').next().unwrap_or_default();
            let single = !variant.name.contains('+');
            if kind.name == "recipient" || single && families.insert(family.to_owned()) {
                examples.push((kind, at + 1, variant));
            }
        }
    }
    examples
}

/// A mail with these fields and this body.
fn mail(fields: &[u8], body: &[u8]) -> Vec<u8> {
    let common = b"From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nDate: Mon, 1 Jan 2024 \
                   08:00:00 +0000\r\n";
    [common.as_slice(), fields, b"\r\n", body].concat()
}
