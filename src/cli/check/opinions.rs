//! What the spam filters on this host think of a carrier of ours.

use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;

use super::finding::Finding;
use crate::clock::Clock;
use crate::config::Config;
use crate::keyring::Keyring;
use crate::mail::sign::Signer;
use crate::mail::{Address, Envelope, Field, Header};
use crate::outbound::{Finished, Outbound};
use crate::policy::SealOptions;
use crate::secret::random_u64;

/// How long all filters together may take: one may ask the network.
const PATIENCE: Duration = Duration::from_secs(15);

/// The most that is read of what a filter says.
const MOST: u64 = 1 << 20;

/// A filter's program, the ways to ask it, and how to read what it says.
struct Filter {
    name: &'static str,
    /// The next is tried when one isn't there or gives no answer.
    ways: &'static [&'static [&'static str]],
    read: fn(&str) -> Option<Opinion>,
}

/// What is learned and what is looked up on the network depends on the day, so SpamAssassin's own
/// program leaves it out; its daemon and rspamd work as they are set up.
const FILTERS: [Filter; 2] = [
    Filter {
        name: "SpamAssassin",
        ways: &[
            &[
                "spamc",
                "--full",
                "--no-safe-fallback",
                "--timeout=10",
                "--connect-retries=1",
            ],
            &[
                "spamassassin",
                "--local",
                "--test-mode",
                "--nocreate-prefs",
                "--cf=use_bayes 0",
            ],
        ],
        read: spamassassin,
    },
    Filter {
        name: "rspamd",
        // As from this host itself: what it thinks of an address isn't asked.
        ways: &[&["rspamc", "--timeout=10", "--ip=127.0.0.1", "symbols"]],
        read: rspamd,
    },
];

/// The points of a mail, from how many on it is spam, and the rules that are against it.
#[derive(Debug, PartialEq)]
struct Opinion {
    points: f64,
    spam: f64,
    against: Vec<(String, f64)>,
}

/// A sentence for each filter that is there and answers, and each brand.
pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let until = Instant::now() + PATIENCE;
    let filters = FILTERS.iter().filter(|filter| {
        let mut ways = filter.ways.iter();
        ways.any(|way| is_there(way[0]))
    });
    let filters: Vec<_> = filters.collect();
    if filters.is_empty() {
        return Vec::new();
    }
    let mut names: Vec<&str> = config
        .brands
        .iter()
        .map(|brand| brand.name.as_str())
        .collect();
    if names.is_empty() {
        names.push("");
    }
    let mut findings = Vec::new();
    for name in names {
        // Where a carrier can't be made, other sentences say why.
        let Some(carrier) = carrier(config, name).map(Arc::new) else {
            return findings;
        };
        for filter in &filters {
            let opinion = filter.ways.iter().find_map(|way| {
                let said = ask(way, &carrier, until)?;
                (filter.read)(&said)
            });
            findings.extend(opinion.map(|opinion| Finding::Note(sentence(filter, name, &opinion))));
        }
    }
    findings
}

fn is_there(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}

fn sentence(filter: &Filter, brand: &str, opinion: &Opinion) -> String {
    let Filter { name, .. } = filter;
    let of = match brand {
        "" => String::new(),
        brand => format!(" of brand \"{brand}\""),
    };
    let Opinion {
        points,
        spam,
        against,
    } = opinion;
    let rules: Vec<_> = against
        .iter()
        .map(|(rule, points)| format!("{rule} ({points:.1})"))
        .collect();
    let rules = match &rules[..] {
        [] => "no rule is against it".to_owned(),
        rules => format!("against it are {}", rules.join(", ")),
    };
    // A carrier without a fault has 0, whatever sign that bears.
    let points = if points.abs() < 0.05 { 0.0 } else { *points };
    format!(
        "{name} on this host gives a carrier{of} {points:.1} points, and takes a mail for spam \
         from {spam:.1} on: {rules}."
    )
}

/// A carrier of this brand, from the address of passcodes, as a milter behind ours may see it.
fn carrier(config: &Config, brand: &str) -> Option<Vec<u8>> {
    const TO: &str = "postmaster@example.com";
    let clock = Clock::system();
    let (name, from) = Field::new("From", &config.mail.from).mailboxes().pop()?;
    let domain = from.rsplit_once('@')?.1.to_owned();
    let message = MessageBuilder::new()
        .from(Mailbox::new_address(name, from.clone()))
        .to(Mailbox::new_address(None::<String>, TO))
        .subject("What we have agreed upon")
        .date(i64::try_from(clock.now()).ok()?)
        .message_id(format!("{:016x}@{domain}", random_u64()))
        .text_body("Please find our notes below.\r\n")
        .write_to_vec()
        .ok()?;
    let (header, end) = Header::parse(&message);
    let envelope = Envelope {
        sender: Some(Address::parse(&from).ok()?),
        recipients: vec![Address::parse(TO).ok()?],
        client: Some(Ipv4Addr::LOCALHOST.into()),
        ..Envelope::default()
    };
    let options = SealOptions {
        brand: Some(brand.to_owned()),
        ..SealOptions::default()
    };
    let keyring = Arc::new(Keyring::load(&config.keyring).ok()?);
    let signer = Signer::load(&config.dkim).ok()?;
    let outbound = Outbound::new(keyring, clock, config.outbound.clone(), signer);
    let mut sealing = outbound.begin_exact(&envelope, &header, &options).ok()?;
    sealing.write(&message[end..]).ok()?;
    let Finished::Carrier(carrier) = sealing.finish().ok()? else {
        return None;
    };
    let mut mail = Vec::new();
    carrier.write_to(&header, &mut mail).ok()?;
    Some(mail)
}

/// What a program says of a mail; `None` when it isn't there, or takes too long.
fn ask(way: &[&str], mail: &Arc<Vec<u8>>, until: Instant) -> Option<String> {
    let mut child = Command::new(way[0])
        .args(&way[1..])
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let (mut input, mut output) = (child.stdin.take()?, child.stdout.take()?);
    let mail = Arc::clone(mail);
    let (tell, told) = mpsc::channel();
    // A program may read and write as it likes, and neither in time.
    thread::spawn(move || input.write_all(&mail).ok());
    thread::spawn(move || {
        let mut said = Vec::new();
        output.by_ref().take(MOST).read_to_end(&mut said).ok();
        tell.send(said).ok()
    });
    let left = until.saturating_duration_since(Instant::now());
    let said = told.recv_timeout(left);
    // Some tell by their status what they think, and it isn't asked for.
    if said.is_err() || !matches!(child.try_wait(), Ok(Some(_))) {
        child.kill().ok();
    }
    child.wait().ok();
    said.ok()
        .map(|said| String::from_utf8_lossy(&said).into_owned())
}

/// The report behind a mail, and the one that stands alone: a table of points and rules.
fn spamassassin(said: &str) -> Option<Opinion> {
    let (head, table) = said.rsplit_once("\n---- ---")?;
    let (_, sums) = head.rsplit_once('(')?;
    let (points, rest) = sums.split_once(" points, ")?;
    let (spam, _) = rest.split_once(" required)")?;
    let row = |line: &str| {
        let mut words = line.split_whitespace();
        let points: f64 = words.next()?.parse().ok()?;
        let rule = words.next()?.to_owned();
        let is_name = rule
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        (is_name && points > 0.0).then_some((rule, points))
    };
    Some(Opinion {
        points: points.trim().parse().ok()?,
        spam: spam.trim().parse().ok()?,
        against: table.lines().filter_map(row).collect(),
    })
}

/// `Score: 1.20 / 15.00`, and a line for each symbol: `Symbol: R_BAD (1.30)[what]`.
fn rspamd(said: &str) -> Option<Opinion> {
    let after = |line: &'static str| said.lines().filter_map(move |one| one.strip_prefix(line));
    let (points, spam) = after("Score: ").next()?.split_once(" / ")?;
    let symbol = |line: &str| {
        let (rule, rest) = line.split_once(" (")?;
        let points: f64 = rest.split_once(')')?.0.parse().ok()?;
        (points > 0.0).then(|| (rule.to_owned(), points))
    };
    Some(Opinion {
        points: points.trim().parse().ok()?,
        spam: spam.trim().parse().ok()?,
        against: after("Symbol: ").filter_map(symbol).collect(),
    })
}
