//! Mails for rules on header fields.

use super::field::{PLAIN, WRITINGS};
use super::text::{DISGUISES, Layer};
use super::{Variant, mail};

pub fn steps() -> usize {
    DISGUISES.len() + WRITINGS.len()
}

pub fn tag(steps: &[usize], turn: usize) -> Option<Variant> {
    let tags = ["[secure]", "[secure]", "[sécurisé]", "[机密]", "[секретно]"];
    let rest = [" plans for spring", "plans", ""];
    made(
        steps,
        "Subject",
        ("", tags[turn % tags.len()], rest[turn % rest.len()]),
        ('f', 't'),
        &[],
    )
}

pub fn word(steps: &[usize], turn: usize) -> Option<Variant> {
    let word = ["nightingale", "nightingale dossier", "секретно"][turn % 3];
    made(
        steps,
        "Subject",
        ("about the ", word, " plans"),
        ('w', 't'),
        &[],
    )
}

pub fn value(steps: &[usize], turn: usize) -> Option<Variant> {
    // A value is set by a program or chosen from a list; nobody spaces its letters.
    let allowed = &["double-space", "tab-between", "space-between"];
    let value = ["strictly private", "strictly private", "très secret"][turn % 3];
    made(steps, "X-Class", ("", value, ""), ('w', 'v'), allowed)
}

pub fn pattern(steps: &[usize], _: usize) -> Option<Variant> {
    made(
        steps,
        "X-Class",
        ("see ", "NGL-2931-QX", " please"),
        ('p', 't'),
        &["spaced"],
    )
}

fn made(
    steps: &[usize],
    field: &str,
    (before, secret, after): (&str, &str, &str),
    (class, writings): (char, char),
    spacings: &[&str],
) -> Option<Variant> {
    let mut secret = secret.to_owned();
    let mut writing = None;
    let mut disguises = Vec::new();
    let mut names = Vec::new();
    for &at in steps {
        match at.checked_sub(DISGUISES.len()) {
            Some(at) => {
                if !WRITINGS[at].on.contains(writings) || writing.replace(&WRITINGS[at]).is_some() {
                    return None;
                }
                names.push(WRITINGS[at].name);
            }
            None => {
                let disguise = &DISGUISES[at];
                let layer = disguise.layer();
                let is_free = disguises
                    .iter()
                    .all(|other: &&super::text::Disguise| other.layer() != layer);
                let spaces = layer != Layer::Spacing
                    || class == 'w' && writings == 't'
                    || spacings.iter().any(|name| disguise.name.ends_with(name));
                // Glued to the next word, it is another word; and what is turned about with all
                // that follows stands at its end.
                let changes = matches!(disguise.name, "nothing-between" | "zero-width-between")
                    || disguise.name.starts_with("open-") && class == 'f';
                let misspells = disguise.is_misspelling() && class != 'w'
                    || disguise.is_misspelling() && writings == 'v';
                if !disguise.on.contains(class) || !is_free || !spaces || misspells || changes {
                    return None;
                }
                disguises.push(disguise);
                names.push(disguise.name);
            }
        }
    }
    let turns = writing.is_some_and(|writing| writing.name == "overridden-word");
    if turns
        && disguises
            .iter()
            .any(|disguise| disguise.layer() == Layer::Order)
    {
        return None;
    }
    disguises.sort_by_key(|disguise| disguise.layer());
    for disguise in disguises {
        let worn = (disguise.apply)(&secret);
        if worn == secret || worn.contains(['\r', '\n']) {
            return None;
        }
        secret = worn;
    }
    let fields = (writing.unwrap_or(&PLAIN).write)(field, &format!("{before}{secret}{after}"))?;
    let subject: &[u8] = if field == "Subject" {
        b""
    } else {
        b"Subject: notes\r\n"
    };
    let mail = mail(
        &[subject, fields.as_slice()].concat(),
        b"See you on Monday.\r\n",
    );
    Some(Variant {
        name: names.join("+"),
        mail,
        to: None,
    })
}
