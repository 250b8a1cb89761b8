//! What a receiver's programs make of what postseal sends: its signatures, and its content.
//!
//! Carriers of all languages, of several brands, senders, subjects and sizes, and passcode mails of
//! all languages, go from a Postfix with postseal to a receiver's Postfix with OpenDKIM and
//! OpenDMARC. SpamAssassin and rspamd judge what arrives there.

mod mails;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use rig::browser::Browser;
use rig::dkim::KeyPair;
use rig::dns::Dns;
use rig::mailbox::Mail;
use rig::postfix::{Postfix, Setup};
use rig::receiver::{MILTERS, Receiver};
use rig::scanner::Scanner;
use rig::smtp::{Smtp, send};
use rig::spamd::{Hit, Spamd};
use rig::stage::{BOB, Stage, wrapper};
use rig::visit::Visit;

use super::dkim;
use mails::{BRANDS, LANGUAGES};

/// Where the mails come from, as the receiver sees it: SpamAssassin has something against the
/// addresses that are for documentation, rspamd leaves much out for private ones.
const SENDING: (&str, &str) = ("mail.example.org", "100.64.10.25");
const PORTAL: &str = "https://secure.example.org";

/// What SpamAssassin gives for its information (0.001), and for rules that are only tried (0.01),
/// is shown as 0.0; what is more counts.
const NOTHING: f64 = 0.04;

/// What isn't about a mail but about how it came: no Postfix here speaks TLS.
const WAY: &str = "RCVD_NO_TLS_LAST";

/// How many carriers: `POSTSEAL_ARRIVING=200` is what `make arriving` says.
fn carriers() -> usize {
    let asked = std::env::var("POSTSEAL_ARRIVING").ok();
    asked.map_or(20, |count| count.parse().unwrap())
}

/// What we ship for receivers.
fn recommended(name: &str) -> PathBuf {
    rig::place::repository().join("conf/receiving").join(name)
}

/// A sender's house: postseal in front, which signs, and speaks all languages.
fn house(key: &KeyPair) -> Stage {
    Stage::with("arriving", |config| {
        config.insert("dkim".into(), dkim::tables(&[key]));
        config["portal"]["url"].clone_from(&format!("{PORTAL}/").into());
        let mut rules = Vec::new();
        let mut option = |name: &str, value: &str| {
            let rule = toml::toml! { final = false };
            let mut rule = rule;
            let header = toml::Table::from_iter([
                ("name".to_owned(), format!("X-{name}").into()),
                ("value".to_owned(), value.into()),
            ]);
            let when = toml::Table::from_iter([("header".to_owned(), header.into())]);
            rule.insert("name".into(), format!("{name} {value}").into());
            rule.insert("when".into(), when.into());
            rule.insert(name.into(), value.into());
            rules.push(rule.into());
        };
        LANGUAGES.iter().for_each(|tag| option("language", tag));
        BRANDS.iter().for_each(|brand| option("brand", brand));
        let all = toml::toml! { name = "all" when = { direction = "outbound" } then = "seal" };
        rules.push(all.into());
        config.insert("rule".into(), toml::Value::Array(rules));
        config.insert("brand".into(), mails::brands());
    })
}

/// As it left the house: without what the delivery agent put in front, and with the line ends of
/// SMTP.
fn as_sent(mail: &Mail) -> Vec<u8> {
    let text = mail.text();
    let agents = ["Return-Path:", "X-Original-To:", "Delivered-To:"];
    let lines = text
        .split('\n')
        .skip_while(|line| agents.iter().any(|field| line.starts_with(field)));
    lines.collect::<Vec<_>>().join("\r\n").into_bytes()
}

/// What the house sends: carriers, and a passcode mail in each language.
fn sent(stage: &Stage, count: usize) -> Vec<(String, Vec<u8>)> {
    for at in 0..count {
        let (from, mail) = mails::written(at);
        let reply = send(stage.postfix.smtp_port(), from, &[BOB], &mail);
        assert!(reply.is_ok(), "{reply:?}");
    }
    let carriers = stage.mails_of(BOB);
    assert_eq!(carriers.len(), count);
    let mut mails: Vec<_> = carriers
        .iter()
        .map(|mail| ("carrier", mail.clone()))
        .collect();
    // To people of their own: nobody is sent many codes at once.
    let people = ["alice", "carol", "dave", "erin", "frank"].into_iter();
    let people =
        people.flat_map(|one| [format!("{one}@example.net"), format!("{one}@example.com")]);
    for (at, (tag, who)) in LANGUAGES.iter().zip(people).enumerate() {
        let (from, mail) = mails::written(at);
        let reply = send(stage.postfix.smtp_port(), from, &[&who], &mail);
        assert!(reply.is_ok(), "{reply:?}");
        let mailbox = stage.postfix.mailbox(&who);
        let mut browser = Browser::new(stage.daemon.portal_port());
        browser.origin = PORTAL.into();
        browser.languages = (*tag).into();
        let mut visit = Visit::open_in(browser, &wrapper(&mailbox.wait(1)));
        visit.ask_for_code(&who);
        let code = mailbox.wait(2);
        assert_eq!(code.field("Content-Language"), *tag);
        mails.push(("passcode mail", code));
    }
    let named = |(at, (what, mail)): (usize, &(&str, Mail))| {
        let language = LANGUAGES[at % LANGUAGES.len()];
        (format!("{what} {at} {language}"), as_sent(mail))
    };
    mails.iter().enumerate().map(named).collect()
}

/// The same as the receiver has it, with what it found out about who sent it.
fn received(records: &[(&str, &str)], sent: &[(String, Vec<u8>)]) -> Vec<Mail> {
    let setup = Setup::new("arriving-mx").with_milters(&MILTERS);
    let postfix = Postfix::start(&Setup {
        extra: "myhostname = mx.example.net".into(),
        ..setup
    });
    let _receiver = Receiver::start(&postfix, records);
    let mut arrived = Vec::new();
    for (at, (name, mail)) in sent.iter().enumerate() {
        let mut smtp = Smtp::connect(postfix.smtp_port()).unwrap();
        let (host, address) = SENDING;
        smtp.command("EHLO proxy.example.net").unwrap();
        smtp.command(&format!("XCLIENT NAME={host} ADDR={address}"))
            .unwrap();
        smtp.command(&format!("EHLO {host}")).unwrap();
        let reply = smtp.transaction("alice@example.org", &[BOB], mail).unwrap();
        assert!(reply.is_ok(), "{name}: {reply:?}");
        arrived.push(postfix.mailbox(BOB).wait(at + 1));
    }
    arrived
}

/// How often each rule was fit, and by which mails where it is against them.
#[derive(Default)]
struct Table(BTreeMap<String, (usize, f64, Vec<String>)>);

impl Table {
    fn note(&mut self, filter: &str, mail: &str, hits: Vec<Hit>) {
        for Hit { rule, points } in hits {
            let is_of_the_way = rule == WAY;
            let row = self.0.entry(format!("{filter} {rule}")).or_default();
            row.0 += 1;
            row.1 = row.1.max(points);
            if points > NOTHING && !is_of_the_way {
                row.2.push(mail.to_owned());
            }
        }
    }

    /// The rules that are against any mail.
    fn against(&self) -> String {
        let mut text = String::new();
        for (rule, (_, most, mails)) in self.0.iter().filter(|(_, row)| !row.2.is_empty()) {
            writeln!(text, "{rule} {most}: {}", mails.join(", ")).unwrap();
        }
        text
    }
}

#[test]
fn what_is_sent_arrives_signed_and_no_filter_has_anything_against_it() {
    let key = KeyPair::rsa(&dkim::keys("arriving"), "example.org", "2026a", 2_048);
    let name = key.name();
    let records = [
        (name.as_str(), key.record.as_str()),
        ("_dmarc.example.org", "v=DMARC1; p=reject; adkim=s; aspf=s"),
    ];
    let dns = Dns::serve_hosts(
        records,
        &[
            "--host-record=mail.example.org,100.64.10.25",
            "--mx-host=example.org,mail.example.org",
            "--host-record=example.org,100.64.10.25",
        ],
    );
    let sent = sent(&house(&key), carriers());
    let arrived = received(&records, &sent);
    for ((what, _), mail) in sent.iter().zip(&arrived) {
        let said = mail.fields("Authentication-Results").concat();
        for result in ["dkim=pass", "dmarc=pass (p=reject"] {
            assert!(said.contains(result), "{what}: {said}");
        }
    }

    // rspamd with the rules that docs/receiving.md recommends, which are against nothing of ours.
    let own = ["multimap.conf", "composites.conf"].map(|name| recommended("rspamd").join(name));
    let spamd = Spamd::start();
    let scanner = Scanner::start_with("arriving", &dns, &own);
    let mut table = Table::default();
    for (at, ((what, _), mail)) in sent.iter().zip(&arrived).enumerate() {
        table.note("SpamAssassin", what, spamd.hits(&mail.bytes));
        let mut hits = scanner.hits(SENDING, &as_sent(mail));
        let counts = |hit: &Hit| hit.points > NOTHING;
        if at < carriers() && hits.iter().any(counts) {
            // The author's name and subject are the author's: what rspamd has against an accent in
            // them, it has against the mail in clear too.
            let clear = scanner.hits(SENDING, &mails::written(at).1);
            let is_theirs = |hit: &Hit| clear.iter().any(|one| one.rule == hit.rule && counts(one));
            hits.retain(|hit| !counts(hit) || !is_theirs(hit));
        }
        table.note("rspamd", what, hits);
    }
    for (rule, (count, most, _)) in &table.0 {
        println!("{rule}: {count} of {}, {most}", sent.len());
    }
    let passed = |rule: &str| table.0.get(rule).map_or(0, |row| row.0);
    assert_eq!(passed("rspamd DMARC_POLICY_ALLOW"), sent.len());
    assert_eq!(passed("rspamd R_DKIM_ALLOW"), sent.len());
    assert_eq!(passed("SpamAssassin HTML_MESSAGE"), sent.len());
    assert_eq!(table.against(), "", "rules that are against our mails");
    assert_eq!(passed("rspamd POSTSEAL_CARRIER"), carriers());
    assert_eq!(passed("rspamd POSTSEAL_FORGED"), 0);

    // Of the same domain, and not signed by it.
    let asking = Spamd::start_asking(&dns, &recommended("spamassassin.cf"));
    let carrier = as_sent(&arrived[0]);
    let forged = String::from_utf8_lossy(&carrier).replacen("message.html", "message.htm", 1);
    for (mail, expected, other) in [
        (carrier, "POSTSEAL_CARRIER", "POSTSEAL_FORGED"),
        (forged.into_bytes(), "POSTSEAL_FORGED", "POSTSEAL_CARRIER"),
    ] {
        for hits in [asking.hits(&mail), scanner.hits(SENDING, &mail)] {
            let has = |name: &str| hits.iter().any(|hit| hit.rule == name);
            assert!(has(expected) && !has(other), "{hits:?}");
        }
    }
    let codes = asking.hits(&as_sent(arrived.last().unwrap()));
    let is_welcome = |hit: &Hit| hit.rule.ends_with("_WELCOMELIST") && hit.points < -1.0;
    assert!(codes.iter().any(is_welcome), "{codes:?}");

    // What both would have against it.
    let bad = mails::bad();
    for hits in [spamd.hits(&bad), scanner.hits(SENDING, &bad)] {
        assert!(hits.iter().any(|hit| hit.points > 1.0), "{hits:?}");
    }
}
