use bytes::{Buf, Bytes};

use super::*;
use crate::milter::wire::protocol::Offer;
use crate::outbound::HeaderEdit;

fn negotiated(steps: u32) -> NegotiatedOptions {
    NegotiatedOptions::from_offer(Offer {
        version: 6,
        actions: 0x1ff,
        steps,
    })
    .unwrap()
}

fn english() -> Words {
    crate::locale::Locales::built_in().own()
}

fn bytes(mut frames: Frames) -> Vec<u8> {
    frames.copy_to_bytes(frames.remaining()).to_vec()
}

fn sealed(edits: Vec<HeaderEdit>, body: Vec<Bytes>, steps: u32) -> Vec<u8> {
    let carrier = Carrier {
        edits: edits.into(),
        body,
        message_id: MessageId([7; 16]),
    };
    bytes(
        answer(
            seal(carrier, false),
            "Q1",
            &negotiated(steps),
            &english(),
            &off(),
        )
        .unwrap(),
    )
}

fn seal(carrier: Carrier, hold: bool) -> Outcome {
    Outcome::Seal(Sealed {
        content: Content::Carrier(carrier),
        hold,
        reason: Reason::default(),
        measured: Measured::default(),
    })
}

fn off() -> MilterFigures {
    MilterFigures::default()
}

fn add(name: &str, value: &str) -> HeaderEdit {
    HeaderEdit::Add {
        name: name.into(),
        value: value.into(),
    }
}

#[test]
fn the_reason_that_is_logged_is_one_for_the_action() {
    let address = crate::mail::Address::parse("bob@example.net").unwrap();
    let reason = |action, rule: &str| crate::policy::Reason {
        recipient: address.clone(),
        action,
        rule: Some(rule.into()),
        why: format!("why {rule}"),
    };
    let verdict = Verdict {
        parts: Vec::new(),
        reasons: vec![reason("pass", "first"), reason("seal", "second")],
        lost: Vec::new(),
    };
    for (action, rule) in [("pass", "first"), ("seal", "second"), ("hold", "first")] {
        let reason = Reason::for_action(&verdict, action);
        assert_eq!(reason.rule, rule, "{action}");
        assert_eq!(reason.why, format!("why {rule}"), "{action}");
    }
}

#[test]
fn a_text_of_any_kind_is_one_line_of_smtp() {
    for (text, line) in [
        ("no", "no"),
        ("100 % sure", "100 % sure"),
        ("a\r\n250 ok\0 b", "a 250 ok b"),
        ("crème brûlée", "creme brulee"),
        ("件名 no", "?? no"),
        ("\r\n", "This message may not be sent by mail"),
    ] {
        let said = refusal::refused(&text.into(), &english());
        assert_eq!(said, format!("550 5.7.1 {line}"));
    }
    assert_eq!(refusal::line(&"x".repeat(1_000)).len(), 400);
    let reject = answer(
        Outcome::Reject("100 % no".into(), Reason::default()),
        "Q1",
        &negotiated(0),
        &english(),
        &off(),
    )
    .unwrap();
    assert_eq!(bytes(reject), b"\0\0\0\x15y550 5.7.1 100 %% no\0");
}

#[test]
fn a_carrier_is_edits_then_body_then_accept() {
    let edits = vec![
        HeaderEdit::Delete {
            name: "Bcc".into(),
            index: 1,
        },
        add("X", "a\r\n b"),
    ];
    let expected = b"\0\0\0\x0am\0\0\0\x01Bcc\0\0\0\0\0\x09hX\0 a\n b\0\0\0\0\x03bhi\0\0\0\x01a";
    assert_eq!(
        sealed(
            edits,
            vec![Bytes::from_static(b"hi"), Bytes::new()],
            0x10_0000
        ),
        expected
    );
    let plain = sealed(vec![add("X", "a")], vec![Bytes::from_static(b"hi")], 0);
    assert_eq!(
        plain, b"\0\0\0\x05hX\0a\0\0\0\0\x03bhi\0\0\0\x01a",
        "here the MTA writes the space"
    );
}

#[test]
fn whatever_is_accepted_bears_the_verdict_where_it_is_wanted() {
    let wanted = negotiated(0x10_0000).with_verdict(true);
    let why = Reason::default;
    let carrier = || Carrier {
        edits: vec![add("X", "a")].into(),
        body: vec![Bytes::from_static(b"hi")],
        message_id: MessageId([7; 16]),
    };
    let returning = |hold| {
        Outcome::Seal(Sealed {
            content: Content::AlreadySealed(Edits::default()),
            hold,
            reason: why(),
            measured: Measured::default(),
        })
    };
    let rest = || Ready::new(carrier(), false, why(), Measured::default(), &wanted).unwrap();
    for (outcome, verdict) in [
        (Outcome::Pass(why()), Some("pass")),
        (returning(false), Some("already-sealed")),
        (returning(true), Some("hold")),
        (seal(carrier(), false), Some("seal")),
        (seal(carrier(), true), Some("hold")),
        (
            Outcome::Split {
                copies: Vec::new(),
                rest: rest(),
            },
            Some("seal"),
        ),
        (Outcome::Reject("no".into(), why()), None),
        (Outcome::Failed(MessageError::Undecided), None),
    ] {
        let said = String::from_utf8_lossy(&bytes(
            answer(outcome, "Q1", &wanted, &english(), &off()).unwrap(),
        ))
        .into_owned();
        match verdict {
            Some(verdict) => assert!(
                said.contains(&format!("hX-Postseal-Verdict\0 {verdict}\0")),
                "{said:?}"
            ),
            None => assert!(!said.contains("X-Postseal-Verdict"), "{said:?}"),
        }
    }
    let sealed = bytes(answer(seal(carrier(), false), "Q1", &wanted, &english(), &off()).unwrap());
    let at = |what: &[u8]| {
        sealed
            .windows(what.len())
            .position(|window| window == what)
            .unwrap()
    };
    assert!(
        at(b"bhi") < at(b"hX-Postseal-Verdict"),
        "the verdict must not stand before the new body"
    );
    let plain = bytes(
        answer(
            Outcome::Pass(why()),
            "Q1",
            &negotiated(0x10_0000),
            &english(),
            &off(),
        )
        .unwrap(),
    );
    assert_eq!(plain, b"\0\0\0\x01a", "else nothing is added");
}

#[test]
fn a_carrier_that_would_leave_clear_text_is_not_sent() {
    let body = || vec![Bytes::from_static(b"hi")];
    let cases = [
        (vec![], vec![]),
        (vec![], vec![Bytes::new()]),
        (vec![add("Subject", "")], body()),
        (vec![add("Subject", "a\r\nBcc: b")], body()),
        (vec![add("Sub ject", "a")], body()),
        (vec![add("", "a")], body()),
        (
            vec![HeaderEdit::Delete {
                name: "X".into(),
                index: 0,
            }],
            body(),
        ),
        (
            vec![HeaderEdit::Change {
                name: "X".into(),
                index: 1,
                value: " ".into(),
            }],
            body(),
        ),
    ];
    for (at, (edits, body)) in cases.into_iter().enumerate() {
        assert_eq!(&sealed(edits, body, 0)[4..15], b"y451 4.3.0 ", "case {at}");
    }
    // No retry makes a field shorter.
    let long = sealed(vec![add("X", &"a".repeat(70_000))], body(), 0);
    assert_eq!(&long[4..15], b"y552 5.3.4 ");
}

#[test]
fn what_becomes_of_messages_is_counted() {
    let metrics = crate::metrics::Metrics::new(true, false);
    let wanted = negotiated(0x10_0000);
    let why = |rule: &str| Reason {
        rule: rule.into(),
        why: String::new(),
    };
    let carrier = || Carrier {
        edits: Vec::new().into(),
        body: vec![Bytes::from_static(b"12345")],
        message_id: MessageId([7; 16]),
    };
    let sealed = |content, hold| {
        Outcome::Seal(Sealed {
            content,
            hold,
            reason: why("one"),
            measured: Measured::default(),
        })
    };
    metrics.milter.set_rules(["one", "two"].into_iter());
    let ready = Ready::new(carrier(), false, why("one"), Measured::default(), &wanted);
    for outcome in [
        Outcome::Pass(why("")),
        Outcome::Reject("no".into(), why("two")),
        sealed(Content::Carrier(carrier()), false),
        sealed(Content::Carrier(carrier()), true),
        sealed(Content::AlreadySealed(Edits::default()), false),
        Outcome::Split {
            copies: vec![SentCopy {
                recipients: 3,
                decision: "pass",
                reason: why(""),
            }],
            rest: ready.unwrap(),
        },
        Outcome::Failed(MessageError::Memory(1)),
        Outcome::Failed(MessageError::TooManyRecipients(1)),
    ] {
        answer(outcome, "Q1", &wanted, &english(), &metrics.milter).unwrap();
    }
    // One command that is refused is no message.
    refuse(&MessageError::Detour, "Q1", &english(), &metrics.milter).unwrap();
    let text = metrics.write(crate::metrics::Format::Text).unwrap();
    let mut counted: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.ends_with(" 0"))
        .filter_map(|line| line.strip_prefix("postseal_"))
        .filter(|line| {
            !["_bucket", "_sum", "build_info"]
                .iter()
                .any(|one| line.contains(one))
        })
        .collect();
    counted.sort_unstable();
    assert_eq!(
        counted,
        [
            "carrier_bytes_count 3",
            "copies_total{decision=\"pass\"} 1",
            "messages_total{decision=\"already_sealed\"} 1",
            "messages_total{decision=\"hold\"} 1",
            "messages_total{decision=\"pass\"} 1",
            "messages_total{decision=\"reject\"} 2",
            "messages_total{decision=\"seal\"} 2",
            "messages_total{decision=\"tempfail\"} 1",
            "refusals_total{kind=\"detour\"} 1",
            "refusals_total{kind=\"memory\"} 1",
            "refusals_total{kind=\"recipients\"} 1",
            "rule_decisions_total{rule=\"none\",decision=\"pass\"} 2",
            "rule_decisions_total{rule=\"one\",decision=\"hold\"} 1",
            "rule_decisions_total{rule=\"one\",decision=\"seal\"} 3",
            "rule_decisions_total{rule=\"two\",decision=\"reject\"} 1",
            "sealed_message_bytes_count 3",
            "sealing_seconds_count 3",
        ],
        "{text}"
    );
}
