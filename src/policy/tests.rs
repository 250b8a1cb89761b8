//! Decisions on small messages.

use proptest::prelude::*;

use super::*;

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

/// A rule that seals for so many seconds.
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
            Judgement::NeedsBody => panic!("the body is asked for"),
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

fn tagged() -> Policy {
    policy(vec![rule(
        "tagged",
        vec![
            Condition::Outbound,
            Condition::SubjectTag(vec![Tag::new("[secure]").unwrap()]),
        ],
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
        "in doubt: seal"
    );
    let mapped = Envelope {
        client: Some("::ffff:127.0.0.1".parse().unwrap()),
        ..unknown
    };
    assert!(matches!(sealed(&mapped, "[secure] x"), Decision::Seal(_)));
}

#[test]
fn one_recipient_decides_for_all() {
    let to = |domain: &str| {
        Condition::Recipient([Mailboxes::parse(domain).unwrap()].into_iter().collect())
    };
    let policy = policy(vec![
        rule(
            "never",
            vec![to("bad.example")],
            Action::Reject("no".into()),
        ),
        sealing_for("short", vec![to("short.example")], 60),
        sealing_for("partner", vec![to("partner.example")], 600),
        rule("open", vec![to("open.example")], Action::Pass),
    ]);
    let decide = |to: &[&str]| policy.decided(&envelope(to), &Header::default());
    assert_eq!(
        decide(&["a@open.example", "b@elsewhere.example"]).strictest(),
        Decision::Pass
    );
    let Decision::Seal(options) =
        decide(&["a@open.example", "b@partner.example", "c@short.example"]).strictest()
    else {
        panic!()
    };
    assert_eq!(options.expires, Some(Duration::from_secs(60)));
    let verdict = decide(&["b@partner.example", "x@bad.example", "a@open.example"]);
    assert_eq!(verdict.strictest(), Decision::Reject("no".into()));
    let actions: Vec<_> = verdict
        .reasons
        .iter()
        .map(|reason| (reason.action, reason.rule.as_deref().unwrap()))
        .collect();
    assert_eq!(
        actions,
        [("seal", "partner"), ("reject", "never"), ("pass", "open")]
    );
}

#[test]
fn recipients_get_what_their_own_rule_says() {
    let to = |domain: &str| {
        Condition::Recipient([Mailboxes::parse(domain).unwrap()].into_iter().collect())
    };
    let each = Rule {
        options: Options {
            copies: Some(Copies::Each),
            ..Options::default()
        },
        ..rule("each", vec![to("each.example")], seal())
    };
    let policy = policy(vec![
        rule("held", vec![to("held.example")], Action::Hold),
        sealing_for("short", vec![to("short.example")], 60),
        sealing_for("partner", vec![to("partner.example")], 600),
        each,
        rule("shared", vec![to("shared.example")], seal()),
    ]);
    let parts = |to: &[&str]| -> Vec<String> {
        let verdict = policy.decided(&envelope(to), &Header::default());
        let shown = |part: &Part| {
            let to: Vec<&str> = part.recipients.iter().map(Address::as_str).collect();
            format!("{} {}", part.decision.word(), to.join(" "))
        };
        verdict.parts.iter().map(shown).collect()
    };
    assert_eq!(
        parts(&["a@open.example", "b@open.example"]),
        ["pass a@open.example b@open.example"]
    );
    assert_eq!(
        parts(&[
            "a@partner.example",
            "b@short.example",
            "c@open.example",
            "d@partner.example"
        ]),
        [
            "seal a@partner.example d@partner.example",
            "seal b@short.example",
            "pass c@open.example"
        ]
    );
    assert_eq!(
        parts(&["a@each.example", "b@each.example"]),
        ["seal a@each.example", "seal b@each.example"]
    );
    let mixed = [
        "a@each.example",
        "b@shared.example",
        "c@each.example",
        "d@shared.example",
    ];
    let alone = [
        "seal a@each.example",
        "seal b@shared.example d@shared.example",
        "seal c@each.example",
    ];
    assert_eq!(parts(&mixed), alone, "nobody joins a carrier of one's own");
    assert_eq!(
        parts(&["a@open.example", "b@short.example", "c@held.example"]).len(),
        1,
        "held as a whole"
    );
    // The MTA may know these by other names, and would not find them to take them out.
    for other in [
        "\"a b\"@open.example",
        "a@open.example.",
        "postmaster",
        "a@[192.0.2.1]",
        "é@open.example",
    ] {
        assert_eq!(
            parts(&["b@short.example", other]),
            [format!("seal b@short.example {other}")]
        );
    }
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
fn any_instance_of_a_field_counts() {
    let condition = Condition::Header {
        name: FieldName::new("X-Encrypt"),
        values: vec!["yes".into()],
        patterns: vec![],
    };
    let policy = policy(vec![rule("field", vec![condition], seal())]);
    let decide = |text: &str| {
        policy
            .decided(&envelope(&["bob@example.net"]), &header(text))
            .strictest()
    };
    for text in [
        "x-encrypt: YES\r\n",
        "X-Encrypt: no\r\nX-ENCRYPT :\r\n yes\r\n",
        "X-Encrypt: =?utf-8?Q?yes?=\r\n",
        "X-Encrypt:ｙes\r\n",
    ] {
        assert!(matches!(decide(text), Decision::Seal(_)), "{text}");
    }
    assert_eq!(
        decide("X-Encrypt: no\r\nX-Encryption: yes\r\n"),
        Decision::Pass
    );
}

#[test]
fn the_tag_is_taken_off_whatever_rule_seals() {
    let field = Condition::Header {
        name: FieldName::new("X-Encrypt"),
        values: vec!["yes".into()],
        patterns: vec![],
    };
    let tag = Condition::SubjectTag(vec![Tag::new("[secure]").unwrap()]);
    let policy = policy(vec![
        rule("field", vec![field], seal()),
        rule("tag", vec![tag], seal()),
    ]);
    let verdict = policy.decided(
        &envelope(&["bob@example.net"]),
        &header("X-Encrypt: yes\r\nSubject: [secure] x\r\n"),
    );
    assert_eq!(
        verdict.strictest(),
        Decision::Seal(SealOptions {
            subject: Some("x".into()),
            ..SealOptions::default()
        })
    );
}

#[test]
fn each_rule_says_why_it_matches_or_not() {
    let tagged = vec![
        Condition::Outbound,
        Condition::SubjectTag(vec![Tag::new("[secure]").unwrap()]),
    ];
    let field = Condition::Header {
        name: FieldName::new("X-Encrypt"),
        values: vec!["yes".into()],
        patterns: vec![],
    };
    let other = Condition::Any(vec![
        Condition::Thread,
        Condition::Not(Box::new(field.clone())),
    ]);
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

#[test]
fn an_address_is_known_however_it_is_written() {
    let list = |sets: &[&str]| {
        sets.iter()
            .map(|set| Mailboxes::parse(set).unwrap())
            .collect::<MailboxList>()
    };
    let policy = policy(vec![
        rule(
            "open",
            vec![Condition::Sender(list(&["free@example.org"]))],
            Action::Pass,
        ),
        rule(
            "to bob",
            vec![Condition::Recipient(list(&["bob@example.net"]))],
            seal(),
        ),
        rule(
            "from us",
            vec![Condition::Sender(list(&["example.org"]))],
            seal(),
        ),
    ]);
    let sealed = |from: &str, to: &str| {
        let sender = Address::from_path(from.as_bytes()).unwrap();
        policy
            .decided(
                &Envelope {
                    sender,
                    ..envelope(&[to])
                },
                &Header::default(),
            )
            .strictest()
            != Decision::Pass
    };
    for to in [
        "\"bob\"@example.net",
        "\"b\\ob\"@example.net",
        "\"Bob+x\"@EXAMPLE.NET",
    ] {
        assert!(sealed("<x@elsewhere.example>", to), "{to}");
    }
    // What the MTA makes of the sender is seen by nobody here: it may be one of ours, and it isn't
    // let pass as one.
    for from in [
        "<legal>",
        "<legal@>",
        "<legal%example.org>",
        "<example.org!legal>",
        "<legal@example.org(x)>",
        "<free@example.org(x)>",
    ] {
        assert!(sealed(from, "carol@example.net"), "{from}");
    }
    assert!(
        !sealed("<x@elsewhere.example>", "carol@example.net")
            && !sealed("<free@example.org>", "carol@example.net")
    );
    let detour = policy.decided(
        &envelope(&["carol%example.net@example.net"]),
        &Header::default(),
    );
    assert!(
        matches!(detour.strictest(), Decision::Reject(_)),
        "as the milter does"
    );
}

#[test]
fn a_header_of_any_length_is_judged_in_short_time_and_what_is_not_looked_at_is_in_doubt() {
    let tag = || Condition::SubjectTag(vec![Tag::new("[secure]").unwrap()]);
    let field = || Condition::Header {
        name: FieldName::new("X-Class"),
        values: vec!["secret".into()],
        patterns: vec![],
    };
    let noise = "!#[%&*+,-./;=?@_`|~".repeat(3_000);
    let subjects = format!("Subject: {noise}\r\n").repeat(16);
    let fields = format!("X-Class: {noise}\r\n").repeat(16);
    for (condition, text) in [(tag(), subjects), (field(), fields)] {
        let decide = |then: Action| {
            let policy = policy(vec![rule("it", vec![condition.clone()], then)]);
            policy
                .decided(&envelope(&["bob@example.net"]), &header(&text))
                .strictest()
        };
        assert!(matches!(decide(seal()), Decision::Seal(_)));
        let passes = policy(vec![
            rule("it", vec![condition.clone()], Action::Pass),
            rule("all", vec![], seal()),
        ]);
        let verdict = passes.decided(&envelope(&["bob@example.net"]), &header(&text));
        assert_eq!(verdict.reasons[0].rule.as_deref(), Some("all"));
    }
    let policy = policy(vec![rule("it", vec![tag()], seal())]);
    let fate = |subject: &str| {
        policy
            .decided(&envelope(&["bob@example.net"]), &header(subject))
            .strictest()
    };
    assert_eq!(
        fate(&format!("Subject: {}\r\n", "long ".repeat(400))),
        Decision::Pass
    );
}

/// Conditions of all kinds on a vocabulary so small that they often hold.
fn some_condition() -> impl Strategy<Value = Condition> {
    let list = |one: &str| {
        [Mailboxes::parse(one).unwrap()]
            .into_iter()
            .collect::<MailboxList>()
    };
    let mailbox = prop::sample::select(vec![
        "a@x.example",
        "x.example",
        ".example",
        "b@y.example",
        "<>",
    ]);
    let word = prop::sample::select(vec!["one", "two"]);
    let leaf = prop_oneof![
        Just(Condition::Outbound),
        Just(Condition::Thread),
        mailbox
            .clone()
            .prop_map(move |one| Condition::Sender(list(one))),
        mailbox.prop_map(move |one| Condition::Recipient(list(one))),
        prop::collection::vec(word.clone().prop_map(str::to_owned), 0..2)
            .prop_map(Condition::Login),
        (
            word.clone(),
            prop::collection::vec(word.clone().prop_map(str::to_owned), 0..2)
        )
            .prop_map(|(name, values)| Condition::Macro {
                name: name.into(),
                values
            }),
        word.clone()
            .prop_map(|tag| Condition::SubjectTag(vec![Tag::new(tag).unwrap()])),
        (0..2_usize).prop_map(|word| Condition::SubjectWord(vec![detectors()[word]])),
        (
            word.clone(),
            prop::collection::vec(word.prop_map(str::to_owned), 0..2),
            prop::option::of(0..2_usize)
        )
            .prop_map(|(name, values, pattern)| {
                let patterns = pattern
                    .map(|pattern| detectors()[pattern])
                    .into_iter()
                    .collect();
                Condition::Header {
                    name: FieldName::new(name),
                    values,
                    patterns,
                }
            }),
        (0..60_u64).prop_map(Condition::Size),
        Just(Condition::Attachment {
            names: vec![Glob::new("one*")],
            kinds: vec![]
        }),
        (0..2_usize, 1..3_usize).prop_map(|(word, at_least)| Condition::Content {
            what: "words".into(),
            detectors: detectors()[word..].to_vec(),
            at_least
        }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 1..3).prop_map(Condition::Any),
            inner.prop_map(|one| Condition::Not(Box::new(one))),
        ]
    })
}

fn detectors() -> [crate::detect::Detector; 2] {
    let mut builder = crate::detect::Builder::default();
    ["one", "two"].map(|word| builder.word(word).unwrap())
}

fn some_text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec!["one", "two", "three", "Re:", ""]),
        0..3,
    )
    .prop_map(|all| all.join(" "))
}

proptest! {
    #[test]
    fn rules_that_are_not_tried_would_not_have_matched(
        conditions in prop::collection::vec((some_condition(), 0..4_u8), 1..6),
        (sender, recipient) in (0..4_usize, 0..3_usize),
        (login, client) in (prop::option::of("one|three"), prop::sample::select(vec!["127.0.0.1", "192.0.2.1"])),
        macros in prop::collection::btree_map("one|two", "one|two", 0..2),
        (subject, field, text) in (some_text(), prop::option::of(some_text()), some_text()),
        (answers, mime) in (any::<bool>(), 0..3_usize),
    ) {
        let mut builder = crate::detect::Builder::default();
        for word in ["one", "two"] {
            builder.word(word).unwrap();
        }
        let rules = conditions.into_iter().enumerate().map(|(at, (when, then))| {
            let then = [Some(Action::Seal), Some(Action::Pass), Some(Action::Hold), None][usize::from(then)].clone();
            let options = Options { expires: Some(Duration::from_secs(at as u64)), ..Options::default() };
            Rule { name: at.to_string(), when, then, options }
        });
        let trust_boundary = TrustBoundary { local_domains: vec!["y.example".into()], trusted_networks: vec!["127.0.0.0/8".parse().unwrap()] };
        let policy = Policy::new(trust_boundary, rules.collect(), builder.build().unwrap(), Bounds::default());
        let envelope = Envelope {
            sender: Address::from_path([&b"<>"[..], b"a@x.example", b"c@z.x.example", b"b@y.example"][sender]).unwrap(),
            recipients: vec![Address::parse(["a+b@x.example", "b@y.example", "b@z.test"][recipient]).unwrap()],
            login, client: Some(client.parse().unwrap()), macros, ..Envelope::default()
        };
        let field = field.map(|value| format!("One: {value}\r\n")).unwrap_or_default();
        let mime = ["", "Content-Type: multipart/mixed; boundary=none\r\n", "Content-Disposition: \
            attachment; filename=one.x\r\n"][mime];
        let header = header(&format!("Subject: {subject}\r\n{field}{mime}"));
        let every: Vec<usize> = (0..policy.rules.len()).collect();
        for body in [Body::Later, Body::Whole(text.as_bytes())] {
            let facts = policy.facts(&envelope, &header, answers, body);
            let message = Message::new(&facts, &policy.trust_boundary, &envelope.recipients[0]);
            let tried = policy.index.of_recipient(&policy.index.of_message(&facts), &message);
            prop_assert_eq!(policy.first_match(&tried, &message), policy.first_match(&every, &message));
        }
    }
}
