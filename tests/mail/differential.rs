//! Where postseal and other readers differ, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::broken::Maker;
use super::readers::{self, Leaf};

/// How two readers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    Fails,
    Number,
    Kind,
    Name,
    Bytes,
    Text,
}

use Difference::{Bytes, Fails, Kind, Name, Number, Text};

/// A class of differences: its name in docs/reading.md, why (as Python's email says it, or plain
/// rules of tests/mail/reader.py), and what can differ for that reason.
type Class = (&'static str, &'static [&'static str], &'static [Difference]);

const ALL: &[Difference] = &[Fails, Number, Kind, Name, Bytes, Text];
const CONTENT: &[Difference] = &[Bytes, Text];

const CLASSES: [Class; 17] = [
    (
        "a header that ends early",
        &[
            "MissingHeaderBodySeparatorDefect",
            "FirstHeaderLineIsContinuationDefect",
        ],
        ALL,
    ),
    ("a bare CR, or NUL", &["bare CR or NUL"], ALL),
    ("a field twice", &["field repeated"], ALL),
    (
        "a type that is none",
        &["type that is none", "letters in a field's name"],
        ALL,
    ),
    (
        "a multipart without its delimiters",
        &[
            "NoBoundaryInMultipartDefect",
            "StartBoundaryNotFoundDefect",
            "MultipartInvariantViolationDefect",
            "multipart without parts",
            "boundary that is none",
        ],
        ALL,
    ),
    (
        "a multipart in an encoding",
        &["container in an encoding"],
        ALL,
    ),
    ("no last delimiter", &["CloseBoundaryNotFoundDefect"], ALL),
    (
        "more than one last delimiter",
        &["parts after the last delimiter", "delimiter twice"],
        ALL,
    ),
    (
        "a line with a delimiter and more",
        &["line with a delimiter"],
        ALL,
    ),
    (
        "a mail that ends in its header",
        &["no body"],
        &[Fails, Kind, Name],
    ),
    (
        "line ends of both kinds",
        &["line ends of both kinds"],
        CONTENT,
    ),
    (
        "base64 that isn't only base64",
        &[
            "InvalidBase64CharactersDefect",
            "InvalidBase64PaddingDefect",
            "InvalidBase64LengthDefect",
        ],
        CONTENT,
    ),
    (
        "broken quoted-printable",
        &["quoted-printable broken"],
        CONTENT,
    ),
    (
        "an encoding with more than its name",
        &["encoding that is none", "encoding with white space"],
        CONTENT,
    ),
    (
        "a text that isn't in its charset",
        &["text not in its charset"],
        &[Text],
    ),
    ("a file uuencoded into a text", &["uuencoded file"], &[Text]),
    (
        "a name in an unusual form",
        &["name written oddly"],
        &[Name],
    ),
];

/// What mail-parser does otherwise in mails that are as they should be.
const OF_MAIL_PARSER: [Class; 2] = [
    (
        "a mail in a mail",
        &["mail in a mail"],
        &[Number, Kind, Text],
    ),
    (
        "a charset by a program's name",
        &["charset by a program's name"],
        &[Text],
    ),
];

/// The classes that explain a difference.
fn classes(who: &str, what: Difference, reasons: &[String]) -> Vec<&'static str> {
    let more = OF_MAIL_PARSER.into_iter().filter(|_| who == "mail-parser");
    let explains = |(_, why, may): &Class| {
        may.contains(&what) && reasons.iter().any(|reason| why.contains(&reason.as_str()))
    };
    let all = CLASSES.into_iter().chain(more).filter(explains);
    all.map(|(name, ..)| name).collect()
}

/// What stands in the table of the document.
fn documented() -> BTreeSet<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reading.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| "));
    rows.map(|row| row.split('|').nth(1).unwrap().trim().to_owned())
        .collect()
}

/// Mails of the corpora, and mails that are broken on purpose: 400, or as many as
/// POSTSEAL_SOAK_BROKEN says.
fn mails() -> Vec<(String, Vec<u8>)> {
    let wanted = std::env::var("POSTSEAL_SOAK_BROKEN").ok();
    let count = wanted.map_or(400, |wanted| wanted.parse().unwrap());
    let broken = (1..=count).map(|seed| (format!("seed {seed}"), Maker::new(seed).mail()));
    let mut files = Vec::new();
    find(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"),
        &mut files,
    );
    files.sort();
    let fixture = |file: &PathBuf| (file.display().to_string(), std::fs::read(file).unwrap());
    broken.chain(files.iter().map(fixture)).collect()
}

fn find(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|one| one == "eml") {
            files.push(path);
        }
    }
}

/// How another reader differs, at its first leaf that does; `None` where both see the same.
fn difference(ours: &[Leaf], theirs: Option<&[Leaf]>) -> Option<Difference> {
    let Some(theirs) = theirs else {
        return Some(Fails);
    };
    if ours.len() != theirs.len() {
        return Some(Number);
    }
    ours.iter().zip(theirs).find_map(|(ours, theirs)| {
        let bytes = ours.bytes.as_ref().zip(theirs.bytes.as_ref());
        let text = ours.text.as_ref().zip(theirs.text.as_ref());
        let text = text.filter(|_| ours.bytes.is_some());
        if ours.kind != theirs.kind {
            Some(Kind)
        } else if ours.name != theirs.name {
            Some(Name)
        } else if bytes.is_some_and(|(ours, theirs)| ours != theirs) {
            Some(Bytes)
        } else {
            text.is_some_and(|(ours, theirs)| ours != theirs)
                .then_some(Text)
        }
    })
}

#[test]
fn each_difference_from_other_readers_has_a_known_reason() {
    let mails = mails();
    let bytes: Vec<Vec<u8>> = mails.iter().map(|(_, mail)| mail.clone()).collect();
    let mut unknown = Vec::new();
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut alike = 0;
    for ((name, mail), said) in mails.iter().zip(readers::python(&bytes)) {
        // What is too complex for the page is offered as a whole.
        let Some(ours) = readers::ours(mail) else {
            continue;
        };
        let other = readers::mail_parser(mail);
        for (who, theirs) in [("Python", &said.leaves), ("mail-parser", &other)] {
            let Some(what) = difference(&ours, theirs.as_deref()) else {
                alike += 1;
                continue;
            };
            let classes = classes(who, what, &said.reasons);
            match classes.first() {
                Some(class) => *counts.entry((class, who)).or_default() += 1,
                None => unknown.push(format!("{name}: {who}: {what:?} {:?}", said.reasons)),
            }
        }
    }
    println!("{} mails, {alike} readings alike", mails.len());
    for ((class, who), count) in &counts {
        println!("{count:6}  {who}: {class}");
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    assert!(
        alike > mails.len(),
        "most are read alike: {alike} of {}",
        2 * mails.len()
    );
    let documented = documented();
    let rows = CLASSES.iter().chain(&OF_MAIL_PARSER);
    let missing: Vec<&str> = rows
        .map(|row| row.0)
        .filter(|row| !documented.contains(*row))
        .collect();
    assert!(missing.is_empty(), "docs/reading.md lacks {missing:?}");
}

/// A mail that nothing broke is read alike by all.
#[test]
fn whole_mails_are_read_as_python_reads_them() {
    let mails: Vec<Vec<u8>> = (1..=300)
        .map(|seed| Maker::new(seed).whole_mail())
        .collect();
    for (seed, (mail, said)) in mails.iter().zip(readers::python(&mails)).enumerate() {
        let ours = readers::ours(mail).unwrap();
        let what = difference(&ours, said.leaves.as_deref());
        assert_eq!(what, None, "seed {}: {:?}", seed + 1, said.reasons);
    }
}
