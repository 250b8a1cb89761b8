//! The index leaves out no rule that matches.

use proptest::prelude::*;

use super::*;
use crate::detect::{Builder, Detector};
use crate::policy::condition::{
    Attached, Choice, Contained, Login, MtaMacro, Predicate, SizeOver, SubjectWord,
};

/// Predicates of all kinds on a vocabulary so small that they often hold.
fn some_predicate() -> impl Strategy<Value = Predicate> {
    let set = || {
        prop::sample::select(vec![
            "a@x.example",
            "x.example",
            ".example",
            "b@y.example",
            "<>",
        ])
    };
    let word = || prop::sample::select(vec!["one", "two"]);
    let choice = || {
        let values = prop::collection::vec(word().prop_map(str::to_owned), 0..2);
        values.prop_map(|values| values.into_iter().collect::<Choice>())
    };
    let values = prop::collection::vec(word().prop_map(str::to_owned), 0..2);
    let pattern = prop::option::of(0..2_usize);
    prop_oneof![
        Just(Outbound.into()),
        Just(Thread.into()),
        set().prop_map(|one| Sender(list(&[one])).into()),
        set().prop_map(|one| Recipient(list(&[one])).into()),
        choice().prop_map(|names| Login(names).into()),
        (word(), choice()).prop_map(|(name, values)| {
            let name = name.into();
            MtaMacro { name, values }.into()
        }),
        (word(), 0..3_usize).prop_map(|(tag, nth)| {
            let near = [NearMiss::Ignore, NearMiss::Seal, NearMiss::Reject];
            SubjectTag {
                tags: vec![Tag::new(tag).unwrap()],
                near_miss: near[nth],
            }
            .into()
        }),
        (0..2_usize).prop_map(|word| SubjectWord(vec![detectors()[word]]).into()),
        (word(), values, pattern).prop_map(|(name, values, pattern)| {
            let name = FieldName::new(name);
            let patterns = pattern.map(|pattern| detectors()[pattern]);
            let patterns = patterns.into_iter().collect();
            HeaderField {
                name,
                values,
                patterns,
            }
            .into()
        }),
        (0..60_u64).prop_map(|size| SizeOver(size).into()),
        Just(
            Attached {
                names: vec![Glob::new("one*")],
                kinds: vec![]
            }
            .into()
        ),
        (0..2_usize, 1..3_usize).prop_map(|(word, at_least)| {
            let what = "words".into();
            let detectors = detectors()[word..].to_vec();
            Contained {
                what,
                detectors,
                at_least,
            }
            .into()
        }),
    ]
}

fn some_condition() -> impl Strategy<Value = Condition> {
    let leaf = some_predicate().prop_map(Condition::Is);
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 1..3).prop_map(Condition::Any),
            inner.prop_map(Condition::negate),
        ]
    })
}

fn detectors() -> [Detector; 2] {
    let mut builder = Builder::default();
    ["one", "two"].map(|word| builder.word(word).unwrap())
}

fn some_text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec!["one", "two", "three", "(one)", "Re:", ""]),
        0..3,
    )
    .prop_map(|all| all.join(" "))
}

fn some_envelope() -> impl Strategy<Value = Envelope> {
    let senders = vec!["<>", "a@x.example", "c@z.x.example", "b@y.example"];
    let recipients = vec!["a+b@x.example", "b@y.example", "b@z.test"];
    let clients = vec!["127.0.0.1", "192.0.2.1"];
    let envelope = (
        prop::sample::select(senders),
        prop::sample::select(recipients),
        prop::option::of("one|three"),
        prop::sample::select(clients),
        prop::collection::btree_map("one|two", "one|two", 0..2),
    );
    envelope.prop_map(|(sender, recipient, login, client, macros)| Envelope {
        sender: Address::from_path(sender.as_bytes()).unwrap(),
        recipients: vec![Address::parse(recipient).unwrap()],
        login,
        client: Some(client.parse().unwrap()),
        macros,
        ..Envelope::default()
    })
}

fn some_header() -> impl Strategy<Value = Header> {
    let mime = prop::sample::select(vec![
        "",
        "Content-Type: multipart/mixed; boundary=none\r\n",
        "Content-Disposition: attachment; filename=one.x\r\n",
    ]);
    let fields = (some_text(), prop::option::of(some_text()), mime);
    fields.prop_map(|(subject, field, mime)| {
        let field = field.map(|value| format!("One: {value}\r\n"));
        let field = field.unwrap_or_default();
        header(&format!("Subject: {subject}\r\n{field}{mime}"))
    })
}

fn some_policy() -> impl Strategy<Value = Policy> {
    let actions = vec![
        Some(Action::Seal),
        Some(Action::Pass),
        Some(Action::Hold),
        None,
    ];
    let rule = (some_condition(), prop::sample::select(actions));
    prop::collection::vec(rule, 1..6).prop_map(|rules| {
        let rules = rules.into_iter().enumerate().map(|(at, (when, then))| {
            let expires = Some(Duration::from_secs(at as u64));
            Rule {
                name: at.to_string(),
                when,
                then,
                options: Options {
                    expires,
                    ..Options::default()
                },
            }
        });
        let trust_boundary = TrustBoundary {
            local_domains: vec!["y.example".into()],
            trusted_networks: vec!["127.0.0.0/8".parse().unwrap()],
        };
        let mut builder = Builder::default();
        for word in ["one", "two"] {
            builder.word(word).unwrap();
        }
        let detectors = builder.build().unwrap();
        Policy::new(
            trust_boundary,
            rules.collect(),
            detectors,
            Bounds::default(),
        )
    })
}

proptest! {
    #[test]
    fn rules_that_are_not_tried_would_not_have_matched(
        policy in some_policy(),
        envelope in some_envelope(),
        header in some_header(),
        text in some_text(),
        answers in any::<bool>(),
    ) {
        let all: Vec<usize> = (0..policy.rules.len()).collect();
        let Policy { index, inspector, .. } = &policy;
        for body in [Body::Later, Body::Whole(text.as_bytes())] {
            let facts = inspector.inspect(&envelope, &header, answers, body).unwrap();
            let recipient = &envelope.recipients[0];
            let message = Message::new(&facts, recipient, &inspector.trust_boundary);
            let tried = index.rules_for_recipient(&index.rules_for_message(&facts), &message);
            let expected = policy.first_match(&all, &message);
            prop_assert_eq!(policy.first_match(&tried, &message), expected);
        }
    }
}
