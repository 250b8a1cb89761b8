//! Nothing slips by: each mail that says what a rule looks for is sealed, however it says it.

use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use postseal::config::Config;
use postseal::mail::{Address, Envelope, Header};
use postseal::policy::{Body, Decision, Judgement, Policy, Verdict};

use rig::bypass::{Dice, KINDS, Kind, SENDER, Variant, examples};

/// How many mails of more steps are made up.
const RANDOM: usize = 6000;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policy/bypass")
}

fn policy() -> Policy {
    Config::load(&corpus().join("postseal.toml"))
        .unwrap()
        .policy
}

fn envelope(to: &str) -> Envelope {
    Envelope {
        sender: Some(Address::parse(SENDER).unwrap()),
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

/// The files that the generator makes, below the corpus, with what they must hold.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for kind in KINDS {
        let expected = format!(
            "from = \"{SENDER}\"\nto = \"{}\"\nexpect = \"seal\"\nrule = \"{}\"\n",
            kind.recipient(),
            kind.name
        );
        files.insert(format!("{}/expect.toml", kind.name), expected.into_bytes());
    }
    for (kind, at, Variant { name, mail, to }) in examples() {
        let stem = format!("{}/{at:04}-{name}", kind.name);
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

/// The files of the corpus's directories, without those whose name starts with no digit: what
/// slipped by once may be added by hand.
fn numbered(kind: &Kind) -> Vec<String> {
    fs::read_dir(corpus().join(kind.name))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_digit()))
        .map(|name| format!("{}/{name}", kind.name))
        .collect()
}

#[test]
fn the_fixtures_are_what_the_generator_makes_and_sealed() {
    let made = files();
    if std::env::var_os("POSTSEAL_WRITE_FIXTURES").is_some() {
        for name in KINDS.iter().flat_map(numbered) {
            fs::remove_file(corpus().join(name)).unwrap();
        }
        for (name, bytes) in &made {
            fs::write(corpus().join(name), bytes).unwrap();
        }
    }
    let differs = made
        .iter()
        .find(|(name, bytes)| fs::read(corpus().join(name)).ok().as_ref() != Some(bytes))
        .map(|(name, _)| name.clone());
    let differs = differs.or_else(|| {
        KINDS
            .iter()
            .flat_map(numbered)
            .find(|name| !made.contains_key(name))
    });
    assert!(
        differs.is_none(),
        "{} is not what the generator makes; write the fixtures anew with \
         POSTSEAL_WRITE_FIXTURES=1 cargo test --test policy, and look at the difference",
        differs.unwrap()
    );
    let policy = policy();
    for kind in KINDS {
        for entry in fs::read_dir(corpus().join(kind.name)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "eml") {
                continue;
            }
            let to =
                fs::read_to_string(path.with_extension("toml")).map_or(kind.recipient(), |text| {
                    text.trim()
                        .trim_start_matches("to = ")
                        .trim_matches('\'')
                        .to_owned()
                });
            let (seals, _) = sealed(&policy, kind, &to, &fs::read(&path).unwrap());
            assert!(seals, "{} passes in clear", path.display());
        }
    }
}

#[test]
fn every_variant_is_sealed() {
    let policy = policy();
    let mut slips = Vec::new();
    let mut all = 0;
    for kind in KINDS {
        let variants = kind.variants();
        let mut sealed_ones = 0;
        let mut uninspectable = 0;
        for Variant { name, mail, to } in &variants {
            let to = to.clone().unwrap_or_else(|| kind.recipient());
            let (seals, is_uninspectable) = sealed(&policy, kind, &to, mail);
            sealed_ones += usize::from(seals);
            uninspectable += usize::from(seals && is_uninspectable);
            if !seals {
                slips.push(format!("{}: {name}", kind.name));
            }
        }
        println!(
            "{}: {sealed_ones} of {} sealed, {uninspectable} of them uninspectable",
            kind.name,
            variants.len()
        );
        // There are not so many ways to write an address.
        assert!(
            variants.len() >= 240 || kind.name == "recipient",
            "{}: {} variants",
            kind.name,
            variants.len()
        );
        all += variants.len();
    }
    assert!(
        slips.is_empty(),
        "{} pass in clear:\n{}",
        slips.len(),
        slips.join("\n")
    );
    assert!(all >= 2_684, "{all} variants");
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
        if !sealed(&policy, kind, &kind.recipient(), &variant.mail).0 {
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
            judged(&policy, &kind.recipient(), mail).strictest(),
            Decision::Pass,
            "{}",
            kind.name
        );
    }
}
