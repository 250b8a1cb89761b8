//! What rules cost: the time of a decision on one mail by 10 rules and by 1,000 of the same kind,
//! none of which matches.
//!
//! Both sides are timed in turn, in rounds; what is printed is the median of the rounds.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use postseal::config::Config;
use postseal::mail::{Address, Envelope, Header};
use postseal::policy::Policy;

const ROUNDS: usize = 31;
/// How long one side of a round is to take, in seconds.
const ROUND: f64 = 0.004;

/// A kind of rule: its name, and the condition of the rule of that number.
type Kind = (&'static str, fn(usize) -> String);

const KINDS: [Kind; 11] = [
    ("recipient", |n| {
        format!("recipient = [\"r{n}.example\", \"bob@s{n}.example\"]")
    }),
    ("sender", |n| {
        format!("direction = \"outbound\", sender = \"alice@s{n}.example.org\"")
    }),
    ("login and client", |n| {
        format!("login = \"user{n}\", client = \"192.0.2.{}/32\"", n % 256)
    }),
    ("subject tag", |n| {
        format!("direction = \"outbound\", subject_tag = \"[matter {n}]\"")
    }),
    ("nearly a subject tag", |n| {
        let tag = format!("{{ of = \"[matter {n}]\", near_miss = \"seal\" }}");
        format!("direction = \"outbound\", subject_tag = {tag}")
    }),
    ("header value", |n| {
        format!(
            "direction = \"outbound\", header = {{ name = \"X-Class\", value = \"class {n}\" }}"
        )
    }),
    ("header pattern", |n| {
        format!("header = {{ name = \"X-Class\", pattern = \"^matter-{n}[a-z]\" }}")
    }),
    ("words", |n| {
        format!("direction = \"outbound\", words = [\"nightingale {n}\", \"codeword{n}\"]")
    }),
    ("patterns", |n| {
        format!("direction = \"outbound\", patterns = \"REF-{n}-[0-9]{{4}}\"")
    }),
    ("identifiers", |n| {
        format!(
            "recipient = \"i{n}.example\", identifiers = \
             {{ of = [\"payment-card\", \"iban\"], at_least = {} }}",
            n % 200 + 1
        )
    }),
    ("attachment name", |n| {
        format!("direction = \"outbound\", attachment_name = \"*matter{n}*.pdf\"")
    }),
];

fn main() {
    let attached = "Content-Disposition: attachment; filename=\"minutes of the week.txt\"\r\n";
    let mails = [
        ("header only", mail(0, "")),
        ("10 KB", mail(10_000, "")),
        ("1 MB", mail(1_000_000, "")),
        ("10 KB file", mail(10_000, attached)),
    ];
    println!(
        "{:<18}{:<13}{:>12}{:>12}{:>8}",
        "rules", "mail", "10 rules", "1,000 rules", "ratio"
    );
    let mixed = (0..1_000)
        .map(|n| KINDS[n % KINDS.len()].1(n))
        .collect::<Vec<_>>();
    let mut worst: f64 = 0.0;
    for (name, rules) in KINDS
        .map(|(name, condition)| (name, (0..1_000).map(condition).collect::<Vec<_>>()))
        .into_iter()
        .chain([("all of them", mixed)])
    {
        let (few, many) = (policy(&rules[..10]), policy(&rules));
        for (size, mail) in &mails {
            let (few, many) = medians(|| judge(&few, mail), || judge(&many, mail));
            let ratio = many / few;
            worst = worst.max(ratio);
            println!(
                "{name:<18}{size:<13}{:>9.1} µs{:>9.1} µs{ratio:>8.2}",
                few * 1e6,
                many * 1e6
            );
        }
    }
    println!(
        "the goal: 1,000 rules cost less than twice what 10 cost; the worst ratio here is \
         {worst:.2}"
    );
}

fn policy(rules: &[String]) -> Policy {
    let mut text = String::from(
        "[portal]\nlisten = \"127.0.0.1:8480\"\nurl = \"https://secure.example.org/\"\n[keyring]\n\
         dir = \"keyring\"\n\
         [mail]\nsubmit = \"127.0.0.1:10026\"\nfrom = \"secure@example.org\"\nlocal_domains = \
         [\"example.org\"]\n\
         trusted_networks = [\"127.0.0.0/8\"]\n",
    );
    for (at, condition) in rules.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "[[rule]]\nname = \"{at}\"\nwhen = {{ {condition} }}\nthen = \"seal\"\n"
        );
    }
    match Config::parse(Path::new("bench.toml"), &text) {
        Ok(config) => config.policy,
        Err(error) => panic!("{error}"),
    }
}

/// Header and body of a mail as people write them, with so many bytes of text.
fn mail(size: usize, fields: &str) -> (Header, Vec<u8>) {
    let mut header = "Received: from client (client [127.0.0.1]) by mx.example.org; Sat, 21 Nov \
                      2026 10:00:00 +0000\r\n\
                  From: Alice <alice@example.org>\r\nTo: Bob <bob@example.net>\r\nSubject: Re: the \
                      plan for the week\r\n\
                  Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nX-Class: \
                      ordinary\r\nMIME-Version: 1.0\r\n\
                  Content-Type: text/plain; charset=utf-8\r\n"
        .to_owned();
    header += fields;
    let line = "We meet on Tuesday at 10:30 in room 4.12; the order 2026-11873 has left, tracking \
                00340434161094042557.\r\n";
    let body = line.bytes().cycle().take(size).collect();
    (Header::parse(header.as_bytes()).0, body)
}

fn judge(policy: &Policy, (header, body): &(Header, Vec<u8>)) {
    let address = |text: &str| Address::parse(text).ok();
    let envelope = Envelope {
        sender: address("alice@example.org"),
        recipients: address("bob@example.net").into_iter().collect(),
        client: Some([127, 0, 0, 1].into()),
        ..Envelope::default()
    };
    black_box(policy.judge_whole(&envelope, header, false, body)).expect("nothing is put off");
}

/// The median times of two things, in seconds, each done in turn.
fn medians(mut one: impl FnMut(), mut two: impl FnMut()) -> (f64, f64) {
    let counts = (count(&mut one), count(&mut two));
    let (mut ones, mut twos) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ones.push(time(&mut one, counts.0));
        twos.push(time(&mut two, counts.1));
    }
    (median(ones), median(twos))
}

/// How often something can be done in one side of a round.
fn count(what: &mut impl FnMut()) -> usize {
    what();
    ((ROUND / time(what, 1)) as usize).max(1)
}

fn time(what: &mut impl FnMut(), count: usize) -> f64 {
    let start = Instant::now();
    (0..count).for_each(|_| what());
    start.elapsed().as_secs_f64() / count as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
