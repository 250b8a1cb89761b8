//! The policy: which messages are sealed. Pure and synchronous; it sees the envelope and the header and touches nothing.
//!
//! Rules are tried in order for each recipient, and the first that matches decides for that recipient; where none matches, the
//! message passes. All recipients of a message share one decision: reject beats seal beats pass, so that nothing which
//! must be sealed for one travels in clear to another.

mod rule;
mod subject;

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use crate::mail::{Address, Envelope, Header};

pub use rule::{Action, Condition, Mailboxes, Rule, domain_list_entry};
pub use subject::Tag;

/// What the milter does with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Leave it as it is.
    Pass,
    /// Replace it by its carrier.
    Seal(SealOptions),
    /// Refuse it with this text.
    Reject(String),
}

/// How a message is to be sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealOptions {
    /// How long the message can be opened; `None`: as long as its key exists.
    pub expires: Option<Duration>,
    /// The subject without the policy's tag; `None`: it bears no tag and stays as it is.
    pub subject: Option<String>,
}

/// The decision on a message, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The decision that all recipients share.
    pub decision: Decision,
    /// What the rules said for each recipient, in the order of the envelope.
    pub reasons: Vec<Reason>,
}

/// What the rules said for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The recipient.
    pub recipient: Address,
    /// `seal`, `pass` or `reject`, for this recipient alone.
    pub action: &'static str,
    /// The rule that matched.
    pub rule: Option<String>,
    /// Which of its conditions held and where, as a phrase; never the content that matched.
    pub why: String,
}

/// Which side of the border addresses and clients are on.
#[derive(Clone, Debug, Default)]
pub struct Border {
    /// Domains whose mail is ours, in lower-case ASCII form; `.example.org` stands for all subdomains.
    pub local_domains: Vec<String>,
    /// Clients that may send without a login.
    pub trusted_networks: Vec<IpNet>,
}

/// The rules in order, and the border that the direction of a message is judged by.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    border: Border,
    rules: Vec<Rule>,
}

impl Policy {
    /// A policy of these rules.
    pub fn new(border: Border, rules: Vec<Rule>) -> Self {
        Self { border, rules }
    }

    /// Decides on a message whose header is complete.
    pub fn decide(&self, envelope: &Envelope, header: &Header) -> Verdict {
        let subject = subject::Subjects::of(header);
        let mut decision = Decision::Pass;
        let mut reasons = Vec::with_capacity(envelope.recipients.len());
        for recipient in &envelope.recipients {
            let message = rule::Message { envelope, header, subjects: &subject, recipient, border: &self.border };
            let found = self.rules.iter().find_map(|rule| Some((rule, rule.matches(&message)?)));
            let (action, rule, why) = match found {
                Some((rule, why)) => (&rule.then, Some(rule.name.clone()), why),
                None => (&Action::Pass, None, "no rule matches".to_owned()),
            };
            decision = stricter(decision, action);
            reasons.push(Reason { recipient: recipient.clone(), action: action.word(), rule, why });
        }
        if let Decision::Seal(options) = &mut decision {
            options.subject = subject.without(&self.tags());
        }
        Verdict { decision, reasons }
    }

    fn tags(&self) -> Vec<&Tag> {
        self.rules.iter().flat_map(Rule::tags).collect()
    }

    /// The options for sealing a message whatever the rules say: those of the rule that would seal it, or the defaults.
    pub fn seal_options(&self, envelope: &Envelope, header: &Header) -> SealOptions {
        match self.decide(envelope, header).decision {
            Decision::Seal(options) => options,
            Decision::Pass | Decision::Reject(_) => {
                let subject = subject::Subjects::of(header).without(&self.tags());
                SealOptions { expires: None, subject }
            }
        }
    }
}

/// Of what is decided so far and one more recipient's action, the one that keeps more from leaving in clear; among seals the one
/// that expires first.
fn stricter(decided: Decision, action: &Action) -> Decision {
    match (decided, action) {
        (Decision::Reject(text), _) => Decision::Reject(text),
        (_, Action::Reject(text)) => Decision::Reject(text.clone()),
        (Decision::Seal(options), Action::Seal { expires }) => {
            let expires = options.expires.into_iter().chain(*expires).min();
            Decision::Seal(SealOptions { expires, ..options })
        }
        (Decision::Seal(options), Action::Pass) => Decision::Seal(options),
        (Decision::Pass, Action::Seal { expires }) => Decision::Seal(SealOptions { expires: *expires, subject: None }),
        (Decision::Pass, Action::Pass) => Decision::Pass,
    }
}

impl Border {
    /// Whether `domain` is one of ours. An address without a domain is a mailbox of this host.
    pub fn is_local(&self, domain: &str) -> bool {
        domain.is_empty() || self.local_domains.iter().any(|ours| rule::in_domain(domain, ours))
    }

    /// Whether a message comes from our side: its client logged in, or is in a trusted network.
    ///
    /// A client whose address the MTA doesn't know counts as ours: it is sealed rather than passed in doubt.
    pub fn is_ours(&self, login: Option<&str>, client: Option<IpAddr>) -> bool {
        login.is_some()
            || client.is_none_or(|client| self.trusted_networks.iter().any(|net| net.contains(&client.to_canonical())))
    }
}

#[cfg(test)]
mod tests {
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
        Rule { name: name.into(), all, then }
    }

    fn seal() -> Action {
        Action::Seal { expires: None }
    }

    fn policy(rules: Vec<Rule>) -> Policy {
        let border = Border {
            local_domains: vec!["example.org".into(), ".example.org".into()],
            trusted_networks: vec!["127.0.0.0/8".parse().unwrap()],
        };
        Policy::new(border, rules)
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
            tagged().decide(envelope, &header(&format!("Subject: {subject}\r\n"))).decision
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
            rule("short", vec![to("short.example")], Action::Seal { expires: Some(Duration::from_secs(60)) }),
            rule("partner", vec![to("partner.example")], Action::Seal { expires: Some(Duration::from_secs(600)) }),
            rule("open", vec![to("open.example")], Action::Pass),
        ]);
        let decide = |to: &[&str]| policy.decide(&envelope(to), &Header::default());
        assert_eq!(decide(&["a@open.example", "b@elsewhere.example"]).decision, Decision::Pass);
        let Decision::Seal(options) = decide(&["a@open.example", "b@partner.example", "c@short.example"]).decision
        else {
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
        assert_eq!(policy.decide(&envelope(&["bob@example.net"]), &Header::default()).decision, Decision::Pass);
    }

    #[test]
    fn any_instance_of_a_field_counts() {
        let condition = Condition::Header { name: "X-Encrypt".into(), values: vec!["yes".into()] };
        let policy = policy(vec![rule("field", vec![condition], seal())]);
        let decide = |text: &str| policy.decide(&envelope(&["bob@example.net"]), &header(text)).decision;
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
        let field = Condition::Header { name: "X-Encrypt".into(), values: vec!["yes".into()] };
        let tag = Condition::SubjectTag(vec![Tag::new("[secure]").unwrap()]);
        let policy = policy(vec![rule("field", vec![field], seal()), rule("tag", vec![tag], seal())]);
        let verdict =
            policy.decide(&envelope(&["bob@example.net"]), &header("X-Encrypt: yes\r\nSubject: [secure] x\r\n"));
        assert_eq!(verdict.decision, Decision::Seal(SealOptions { expires: None, subject: Some("x".into()) }));
    }
}
