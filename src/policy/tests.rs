//! Decisions on small messages.

mod header;
mod index;
mod misplaced;
mod near_miss;
mod recipients;

use std::time::Duration;

use super::condition::{FieldName, HeaderField, Outbound, Recipient, Sender, SubjectTag, Thread};
use super::*;
use crate::mail::Address;

fn envelope(recipients: &[&str]) -> Envelope {
    Envelope {
        sender: Address::from_path(b"<alice@example.org>").unwrap(),
        recipients: recipients
            .iter()
            .map(|text| Address::parse(text).unwrap())
            .collect(),
        client: Some("127.0.0.1".parse().unwrap()),
        ..Envelope::default()
    }
}

fn header(text: &str) -> Header {
    Header::parse(text.as_bytes()).0
}

fn rule(name: &str, all: Vec<Condition>, then: Action) -> Rule {
    Rule {
        name: name.into(),
        when: Condition::All(all),
        then: Some(then),
        options: Options::default(),
    }
}

/// A rule that seals for a number of seconds.
fn sealing_for(name: &str, all: Vec<Condition>, seconds: u64) -> Rule {
    let options = Options {
        expires: Some(Duration::from_secs(seconds)),
        ..Options::default()
    };
    Rule {
        options,
        ..rule(name, all, Action::Seal)
    }
}

impl Policy {
    fn decided(&self, envelope: &Envelope, header: &Header) -> Verdict {
        match self.judge(envelope, header, false, Body::Later) {
            Judgement::Decided(verdict) => verdict,
            other => panic!("the header decides, not {other:?}"),
        }
    }
}

fn seal() -> Action {
    Action::Seal
}

fn policy(rules: Vec<Rule>) -> Policy {
    let trust_boundary = TrustBoundary {
        local_domains: vec!["example.org".into(), ".example.org".into()],
        trusted_networks: vec!["127.0.0.0/8".parse().unwrap()],
    };
    Policy::new(
        trust_boundary,
        rules,
        crate::detect::Builder::default().build().unwrap(),
        Bounds::default(),
    )
}

fn list(sets: &[&str]) -> MailboxList {
    let sets = sets.iter().map(|set| Mailboxes::parse(set).unwrap());
    sets.collect()
}

fn recipient(set: &str) -> Condition {
    Recipient(list(&[set])).into()
}

fn secure_tag_or(near_miss: NearMiss) -> Condition {
    let tags = vec![Tag::new("[secure]").unwrap()];
    SubjectTag { tags, near_miss }.into()
}

fn secure_tag() -> Condition {
    secure_tag_or(NearMiss::Ignore)
}

fn header_field(name: &str, value: &str) -> Condition {
    let field = HeaderField {
        name: FieldName::new(name),
        values: vec![value.into()],
        patterns: vec![],
    };
    field.into()
}

fn asks_for_encryption() -> Condition {
    header_field("X-Encrypt", "yes")
}

fn tagged() -> Policy {
    policy(vec![rule(
        "tagged",
        vec![Outbound.into(), secure_tag()],
        seal(),
    )])
}

#[test]
fn only_outbound_mail_with_the_tag_is_sealed_and_loses_it() {
    let sealed = |envelope: &Envelope, subject: &str| {
        tagged()
            .decided(envelope, &header(&format!("Subject: {subject}\r\n")))
            .strictest()
    };
    let outside = envelope(&["bob@example.net"]);
    let Decision::Seal(options) = sealed(&outside, "Re: [Secure] plan") else {
        panic!("not sealed")
    };
    assert_eq!(options.subject.as_deref(), Some("Re: plan"));
    assert_eq!(sealed(&outside, "plan"), Decision::Pass);
    assert_eq!(
        sealed(
            &envelope(&["carol@example.org", "dave@sub.EXAMPLE.org", "postmaster"]),
            "[secure] x"
        ),
        Decision::Pass
    );
    let stranger = Envelope {
        client: Some("192.0.2.1".parse().unwrap()),
        ..outside.clone()
    };
    assert_eq!(sealed(&stranger, "[secure] x"), Decision::Pass);
    let roaming = Envelope {
        login: Some("alice".into()),
        ..stranger.clone()
    };
    assert!(matches!(sealed(&roaming, "[secure] x"), Decision::Seal(_)));
    let unknown = Envelope {
        client: None,
        ..outside
    };
    assert!(
        matches!(sealed(&unknown, "[secure] x"), Decision::Seal(_)),
        "an unknown client counts as ours"
    );
    let mapped = Envelope {
        client: Some("::ffff:127.0.0.1".parse().unwrap()),
        ..unknown
    };
    assert!(matches!(sealed(&mapped, "[secure] x"), Decision::Seal(_)));
}

#[test]
fn the_first_rule_that_matches_wins() {
    let policy = policy(vec![
        rule("all", vec![], Action::Pass),
        rule("later", vec![], seal()),
    ]);
    assert_eq!(
        policy
            .decided(&envelope(&["bob@example.net"]), &Header::default())
            .strictest(),
        Decision::Pass
    );
}

#[test]
fn each_rule_says_why_it_matches_or_not() {
    let tagged = vec![Outbound.into(), secure_tag()];
    let other = Condition::Any(vec![Thread.into(), asks_for_encryption().negate()]);
    let policy = policy(vec![
        rule("tagged", tagged, seal()),
        rule("other", vec![other], seal()),
        rule("x", vec![], seal()),
    ]);
    let envelope = envelope(&["bob@example.net", "carol@example.org"]);
    let trials = policy.trials(
        &envelope,
        &header("Subject: x\r\nX-Encrypt: yes\r\n"),
        false,
        b"",
    );
    let trials = trials.unwrap();
    let told: Vec<Vec<_>> = trials
        .iter()
        .map(|trials| {
            trials
                .iter()
                .map(|trial| (trial.matches, trial.why.as_str()))
                .collect()
        })
        .collect();
    let none = "none of its alternatives holds (it answers no sealed message; the field X-Encrypt \
                matches)";
    let always = (true, "the rule has no conditions");
    assert_eq!(
        told[0],
        [
            (false, "the subject starts with none of the tags"),
            (false, none),
            always
        ]
    );
    assert_eq!(
        told[1],
        [
            (false, "the recipient's domain example.org is local"),
            (false, none),
            always
        ]
    );
}
