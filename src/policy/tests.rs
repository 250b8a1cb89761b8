//! Decisions on small messages.

use super::*;

fn envelope(recipients: &[&str]) -> Envelope {
    Envelope {
        sender: Address::from_path(b"<alice@example.org>").unwrap(),
        recipients: recipients.iter().map(|text| Address::parse(text).unwrap()).collect(),
        client: Some("127.0.0.1".parse().unwrap()),
        ..Envelope::default()
    }
}

fn header(text: &str) -> Header {
    Header::parse(text.as_bytes()).0
}

fn rule(name: &str, all: Vec<Condition>, then: Action) -> Rule {
    Rule { name: name.into(), when: Condition::All(all), then: Some(then), options: Options::default() }
}

/// A rule that seals for so many seconds.
fn sealing_for(name: &str, all: Vec<Condition>, seconds: u64) -> Rule {
    let options = Options { expires: Some(Duration::from_secs(seconds)), ..Options::default() };
    Rule { options, ..rule(name, all, Action::Seal) }
}

impl Policy {
    fn decided(&self, envelope: &Envelope, header: &Header) -> Verdict {
        match self.judge(envelope, header, false, Body::Later) {
            Judgement::Decided(verdict) => verdict,
            Judgement::NeedsBody => panic!("the body is asked for"),
        }
    }
}

fn seal() -> Action {
    Action::Seal
}

fn policy(rules: Vec<Rule>) -> Policy {
    let border = Border {
        local_domains: vec!["example.org".into(), ".example.org".into()],
        trusted_networks: vec!["127.0.0.0/8".parse().unwrap()],
    };
    Policy::new(border, rules, search::Builder::default().build().unwrap(), Bounds::default())
}

fn tagged() -> Policy {
    policy(vec![rule(
        "tagged",
        vec![Condition::Outbound, Condition::SubjectTag(vec![Tag::new("[secure]").unwrap()])],
        seal(),
    )])
}

#[test]
fn only_outbound_mail_with_the_tag_is_sealed_and_loses_it() {
    let sealed = |envelope: &Envelope, subject: &str| {
        tagged().decided(envelope, &header(&format!("Subject: {subject}\r\n"))).decision
    };
    let outside = envelope(&["bob@example.net"]);
    let Decision::Seal(options) = sealed(&outside, "Re: [Secure] plan") else { panic!("not sealed") };
    assert_eq!(options.subject.as_deref(), Some("Re: plan"));
    assert_eq!(sealed(&outside, "plan"), Decision::Pass);
    assert_eq!(
        sealed(&envelope(&["carol@example.org", "dave@sub.EXAMPLE.org", "postmaster"]), "[secure] x"),
        Decision::Pass
    );
    let stranger = Envelope { client: Some("192.0.2.1".parse().unwrap()), ..outside.clone() };
    assert_eq!(sealed(&stranger, "[secure] x"), Decision::Pass);
    let roaming = Envelope { login: Some("alice".into()), ..stranger.clone() };
    assert!(matches!(sealed(&roaming, "[secure] x"), Decision::Seal(_)));
    let unknown = Envelope { client: None, ..outside };
    assert!(matches!(sealed(&unknown, "[secure] x"), Decision::Seal(_)), "in doubt: seal");
    let mapped = Envelope { client: Some("::ffff:127.0.0.1".parse().unwrap()), ..unknown };
    assert!(matches!(sealed(&mapped, "[secure] x"), Decision::Seal(_)));
}

#[test]
fn one_recipient_decides_for_all() {
    let to = |domain: &str| Condition::Recipient(vec![Mailboxes::parse(domain).unwrap()]);
    let policy = policy(vec![
        rule("never", vec![to("bad.example")], Action::Reject("no".into())),
        sealing_for("short", vec![to("short.example")], 60),
        sealing_for("partner", vec![to("partner.example")], 600),
        rule("open", vec![to("open.example")], Action::Pass),
    ]);
    let decide = |to: &[&str]| policy.decided(&envelope(to), &Header::default());
    assert_eq!(decide(&["a@open.example", "b@elsewhere.example"]).decision, Decision::Pass);
    let Decision::Seal(options) = decide(&["a@open.example", "b@partner.example", "c@short.example"]).decision else {
        panic!()
    };
    assert_eq!(options.expires, Some(Duration::from_secs(60)));
    let verdict = decide(&["b@partner.example", "x@bad.example", "a@open.example"]);
    assert_eq!(verdict.decision, Decision::Reject("no".into()));
    let actions: Vec<_> =
        verdict.reasons.iter().map(|reason| (reason.action, reason.rule.as_deref().unwrap())).collect();
    assert_eq!(actions, [("seal", "partner"), ("reject", "never"), ("pass", "open")]);
}

#[test]
fn the_first_rule_that_matches_wins() {
    let policy = policy(vec![rule("all", vec![], Action::Pass), rule("later", vec![], seal())]);
    assert_eq!(policy.decided(&envelope(&["bob@example.net"]), &Header::default()).decision, Decision::Pass);
}

#[test]
fn any_instance_of_a_field_counts() {
    let condition = Condition::Header { name: "X-Encrypt".into(), values: vec!["yes".into()], patterns: vec![] };
    let policy = policy(vec![rule("field", vec![condition], seal())]);
    let decide = |text: &str| policy.decided(&envelope(&["bob@example.net"]), &header(text)).decision;
    for text in [
        "x-encrypt: YES\r\n",
        "X-Encrypt: no\r\nX-ENCRYPT :\r\n yes\r\n",
        "X-Encrypt: =?utf-8?Q?yes?=\r\n",
        "X-Encrypt:ｙes\r\n",
    ] {
        assert!(matches!(decide(text), Decision::Seal(_)), "{text}");
    }
    assert_eq!(decide("X-Encrypt: no\r\nX-Encryption: yes\r\n"), Decision::Pass);
}

#[test]
fn the_tag_is_taken_off_whatever_rule_seals() {
    let field = Condition::Header { name: "X-Encrypt".into(), values: vec!["yes".into()], patterns: vec![] };
    let tag = Condition::SubjectTag(vec![Tag::new("[secure]").unwrap()]);
    let policy = policy(vec![rule("field", vec![field], seal()), rule("tag", vec![tag], seal())]);
    let verdict = policy.decided(&envelope(&["bob@example.net"]), &header("X-Encrypt: yes\r\nSubject: [secure] x\r\n"));
    assert_eq!(verdict.decision, Decision::Seal(SealOptions { subject: Some("x".into()), ..SealOptions::default() }));
}
