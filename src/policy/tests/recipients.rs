//! Whose decision counts where recipients differ.

use super::*;

#[test]
fn one_recipient_decides_for_all() {
    let policy = policy(vec![
        rule(
            "never",
            vec![recipient("bad.example")],
            Action::Reject("no".into()),
        ),
        sealing_for("short", vec![recipient("short.example")], 60),
        sealing_for("partner", vec![recipient("partner.example")], 600),
        rule("open", vec![recipient("open.example")], Action::Pass),
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
    let each = Rule {
        options: Options {
            copies: Some(Copies::Each),
            ..Options::default()
        },
        ..rule("each", vec![recipient("each.example")], seal())
    };
    let policy = policy(vec![
        rule("held", vec![recipient("held.example")], Action::Hold),
        sealing_for("short", vec![recipient("short.example")], 60),
        sealing_for("partner", vec![recipient("partner.example")], 600),
        each,
        rule("shared", vec![recipient("shared.example")], seal()),
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
        parts(&["c@open.example", "b@short.example"]),
        ["seal b@short.example", "pass c@open.example"],
        "what the MTA is left with is sealed"
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
        parts(&["a@open.example", "b@short.example", "c@held.example"]),
        ["hold a@open.example b@short.example c@held.example"]
    );
    assert_eq!(
        parts(&["c@held.example", "b@short.example"]),
        ["hold c@held.example b@short.example"]
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
fn a_message_in_clear_is_not_sent_one_by_one() {
    let each = Rule {
        then: None,
        options: Options {
            copies: Some(Copies::Each),
            ..Options::default()
        },
        ..rule("each", vec![], Action::Pass)
    };
    let policy = policy(vec![each]);
    let to = envelope(&["a@open.example", "b@open.example"]);
    assert_eq!(policy.decided(&to, &Header::default()).parts.len(), 1);
}

#[test]
fn an_address_is_known_however_it_is_written() {
    let policy = policy(vec![
        rule(
            "open",
            vec![Sender(list(&["free@example.org"])).into()],
            Action::Pass,
        ),
        rule(
            "to bob",
            vec![Recipient(list(&["bob@example.net"])).into()],
            seal(),
        ),
        rule(
            "from us",
            vec![Sender(list(&["example.org"])).into()],
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
