//! Nothing slips by: each mail that says what a rule looks for is sealed, however it says it.

use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use postseal::config::Config;
use postseal::mail::{Address, Envelope, Header};
use postseal::policy::{Body, Decision, Judgement, Policy, Verdict};

use super::generator::{Dice, KINDS, Kind, Variant};

/// How many mails of more steps are made up.
const RANDOM: usize = 6000;

const FROM: &str = "ann@example.org";

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policy/bypass")
}

fn policy() -> Policy {
    Config::load(&corpus().join("postseal.toml"))
        .unwrap()
        .policy
}

fn recipient(kind: &Kind) -> String {
    format!("bob@{}.example", kind.name)
}

fn envelope(to: &str) -> Envelope {
    Envelope {
        sender: Some(Address::parse(FROM).unwrap()),
        recipients: vec![
            Address::from_path(format!("<{to}>").as_bytes())
                .unwrap()
                .unwrap(),
        ],
        client: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        ..Envelope::default()
    }
}

fn judged(policy: &Policy, to: &str, mail: &[u8]) -> Verdict {
    let (header, end) = Header::parse(mail);
    let rest = &mail[end..];
    let body = rest
        .strip_prefix(b"\r\n")
        .or_else(|| rest.strip_prefix(b"\n"))
        .unwrap_or(rest);
    let judge = |body: Body<'_>| policy.judge(&envelope(to), &header, false, body);
    let judgement = match judge(Body::Later) {
        Judgement::NeedsBody => judge(Body::Whole(body)),
        decided => decided,
    };
    let Judgement::Decided(verdict) = judgement else {
        panic!("the rules decide once the body is there")
    };
    verdict
}

/// Whether a mail is sealed by the rule of this kind, and whether only since it can't be inspected
/// in full.
fn sealed(policy: &Policy, kind: &Kind, to: &str, mail: &[u8]) -> (bool, bool) {
    let verdict = judged(policy, to, mail);
    let reason = &verdict.reasons[0];
    let seals = matches!(verdict.strictest(), Decision::Seal(_))
        && reason.rule.as_deref() == Some(kind.name);
    (seals, reason.why.contains("can't be inspected in full"))
}

/// The files of a kind's directory, with what they must hold.
fn files(kind: &Kind) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let expected = format!(
        "from = \"{FROM}\"\nto = \"{}\"\nexpect = \"seal\"\nrule = \"{}\"\n",
        recipient(kind),
        kind.name
    );
    files.insert("expect.toml".into(), expected.into_bytes());
    for (at, Variant { name, mail, to }) in kind.stored().into_iter().enumerate() {
        let stem = format!("{:04}-{name}", at + 1);
        if let Some(to) = to {
            files.insert(
                format!("{stem}.toml"),
                format!("to = '{to}'\n").into_bytes(),
            );
        }
        files.insert(format!("{stem}.eml"), mail);
    }
    files
}

#[test]
fn the_fixtures_are_what_the_generator_makes() {
    let writes = std::env::var_os("POSTSEAL_WRITE_FIXTURES").is_some();
    for kind in KINDS {
        let dir = corpus().join(kind.name);
        let made = files(kind);
        if writes {
            let _ = fs::remove_dir_all(&dir);
            fs::create_dir_all(&dir).unwrap();
            made.iter()
                .for_each(|(name, bytes)| fs::write(dir.join(name), bytes).unwrap());
        }
        let there: BTreeMap<String, Vec<u8>> = fs::read_dir(&dir)
            .map(|entries| {
                entries
                    .map(|entry| entry.unwrap().path())
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
            .into_iter()
            .map(|path| {
                (
                    path.file_name().unwrap().to_str().unwrap().to_owned(),
                    fs::read(&path).unwrap(),
                )
            })
            .collect();
        let differs = made
            .iter()
            .find(|(name, bytes)| there.get(*name) != Some(bytes))
            .map(|(name, _)| name);
        let differs = differs.or_else(|| there.keys().find(|name| !made.contains_key(*name)));
        assert!(
            differs.is_none(),
            "{}/{} is not what the generator makes; write the fixtures anew with \
             POSTSEAL_WRITE_FIXTURES=1 cargo test --test policy, and look at the difference",
            kind.name,
            differs.unwrap()
        );
    }
}

#[test]
fn every_fixture_is_sealed() {
    let policy = policy();
    let mut slips = Vec::new();
    for kind in KINDS {
        let dir = corpus().join(kind.name);
        let mut mails: Vec<PathBuf> = fs::read_dir(&dir)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        mails.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        mails.sort();
        let mut all = 0;
        let mut uninspectable = 0;
        for path in &mails {
            let to =
                fs::read_to_string(path.with_extension("toml")).map_or(recipient(kind), |text| {
                    text.trim()
                        .trim_start_matches("to = ")
                        .trim_matches('\'')
                        .to_owned()
                });
            let (seals, is_uninspectable) = sealed(&policy, kind, &to, &fs::read(path).unwrap());
            all += usize::from(seals);
            uninspectable += usize::from(seals && is_uninspectable);
            if !seals {
                slips.push(path.strip_prefix(corpus()).unwrap().display().to_string());
            }
        }
        println!(
            "{}: {all} of {} sealed, {uninspectable} of them uninspectable",
            kind.name,
            mails.len()
        );
        // There are not so many ways to write an address.
        assert!(
            mails.len() >= 200 || kind.name == "recipient",
            "{}: {} variants",
            kind.name,
            mails.len()
        );
    }
    assert!(
        slips.is_empty(),
        "{} pass in clear:\n{}",
        slips.len(),
        slips.join("\n")
    );
}

#[test]
fn what_is_made_up_is_sealed_too() {
    let policy = policy();
    let seed = std::env::var("SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    let mut dice = Dice::new(seed);
    let mut slips = Vec::new();
    let kinds: Vec<&Kind> = KINDS
        .iter()
        .filter(|kind| kind.name != "recipient")
        .collect();
    let mut made = 0;
    while made < RANDOM {
        let kind = kinds[dice.below(kinds.len())];
        let Some(variant) = kind.random(&mut dice) else {
            continue;
        };
        made += 1;
        if !sealed(&policy, kind, &recipient(kind), &variant.mail).0 {
            slips.push(format!(
                "{}: {}\n{}",
                kind.name,
                variant.name,
                String::from_utf8_lossy(&variant.mail)
            ));
        }
    }
    println!(
        "{made} made up with SEED={seed}, {} pass in clear",
        slips.len()
    );
    slips.truncate(
        std::env::var("SLIPS")
            .ok()
            .and_then(|slips| slips.parse().ok())
            .unwrap_or(5),
    );
    assert!(slips.is_empty(), "SEED={seed}:\n{}", slips.join("\n\n"));
}

#[test]
fn mails_that_say_nothing_pass() {
    let policy = policy();
    let mail =
        b"From: ann@example.org\r\nSubject: notes\r\nX-Class: open\r\n\r\nSee you on Monday.\r\n";
    for kind in KINDS.iter().filter(|kind| kind.name != "recipient") {
        assert_eq!(
            judged(&policy, &recipient(kind), mail).strictest(),
            Decision::Pass,
            "{}",
            kind.name
        );
    }
}
