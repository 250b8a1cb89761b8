//! Header fields that Postfix takes for the start of the body.

use super::*;

/// What Postfix adds to a message without a header.
const ADDED: &str = "Date: Sat, 28 Nov 2026 10:00:00 +0000\r\nFrom: alice@example.org\r\n";

fn fate(policy: &Policy, fields: &str, body: &str) -> Decision {
    let judged = policy.judge_whole(
        &envelope(&["bob@example.net"]),
        &header(fields),
        false,
        body.as_bytes(),
    );
    judged.unwrap().strictest()
}

fn rules() -> Policy {
    policy(vec![
        rule(
            "field",
            vec![Outbound.into(), asks_for_encryption()],
            seal(),
        ),
        rule("tag", vec![Outbound.into(), secure_tag()], seal()),
    ])
}

#[test]
fn a_tag_in_a_header_that_is_body_is_a_tag() {
    let policy = rules();
    for body in [
        "Subject: [secure] plan\r\n\r\nkept\r\n",
        "\r\nSubject: [secure] plan\r\n\r\nkept\r\n",
        "\r\n \r\nTo: bob@example.net\r\nSubject: [secure] plan\r\n\r\nkept\r\n",
        "\u{feff}Subject: [secure] plan\r\n\r\nkept\r\n",
        "\r\n\u{feff}Subject: [secure] plan\r\n\r\nkept\r\n",
        "\u{feff}\r\nSubject: [secure] plan\r\n\r\nkept\r\n",
        "\u{feff}To: bob@example.net\r\nSubject: [secure]\r\n plan\r\n\r\nkept\r\n",
        "To bob\r\nSubject: [secure] plan\r\n\r\nkept\r\n",
        "To: bob@example.net,\r\nann@example.net\r\nSubject: [secure] plan\r\n\r\nkept\r\n",
    ] {
        for fields in [
            "",
            ADDED,
            "To: undisclosed-recipients:;\r\n",
            "X-Spam-Status: No\r\nX-Mailer: x\r\n",
        ] {
            let Decision::Seal(options) = fate(&policy, fields, body) else {
                panic!("in clear: {body:?}");
            };
            assert_eq!(options.subject.as_deref(), Some("plan"), "{body:?}");
        }
    }
    let field = fate(&policy, ADDED, "\r\nX-Encrypt: yes\r\n\r\nkept\r\n");
    assert!(matches!(field, Decision::Seal(_)));
}

#[test]
fn a_body_is_no_header_where_there_is_one() {
    let policy = rules();
    let quoted = "Subject: [secure] plan\r\n\r\nis what he wrote\r\n";
    {
        let fields = format!("{ADDED}Subject: x\r\n");
        assert_eq!(fate(&policy, &fields, quoted), Decision::Pass, "{fields}");
        let early = policy.judge(
            &envelope(&["bob@example.net"]),
            &header(&fields),
            false,
            Body::Later,
        );
        assert!(matches!(early, Judgement::Decided(_)), "nobody waits");
    }
    for body in [
        "",
        "\r\n",
        "Hello Bob,\r\n\r\nSubject: [secure] plan is what he wrote\r\n",
        "one\r\ntwo\r\nthree\r\nSubject: [secure] plan\r\n",
    ] {
        let decided = fate(&policy, ADDED, body);
        let is_far = body.starts_with("one") || !body.contains("Subject");
        assert_eq!(decided == Decision::Pass, is_far, "{body}");
    }
}

/// What is sealed for one recipient by the header is sealed for the others by the body.
#[test]
fn each_recipient_is_judged_by_the_body() {
    let policy = policy(vec![
        rule("bob", vec![recipient("example.net")], seal()),
        rule("tag", vec![Outbound.into(), secure_tag()], seal()),
    ]);
    let judged = policy.judge_whole(
        &envelope(&["bob@example.net", "carol@example.com"]),
        &header(ADDED),
        false,
        b"\r\nSubject: [secure] plan\r\n\r\nkept\r\n",
    );
    let verdict = judged.unwrap();
    let actions = verdict.reasons.iter().map(|reason| reason.action);
    assert_eq!(actions.collect::<Vec<_>>(), ["seal", "seal"]);
}

/// Whoever wrote it says nothing in a body about where the message comes from.
#[test]
fn a_body_makes_no_message_less_ours() {
    let policy = rules();
    let body = "\r\nFrom: mallory@example.com\r\nList-Id: x\r\nSubject: [secure] plan\r\n\r\nkept";
    assert!(matches!(fate(&policy, ADDED, body), Decision::Seal(_)));
}

/// Only what asks for a header looks for one.
#[test]
fn rules_that_ask_for_no_header_wait_for_no_body() {
    let everything = policy(vec![rule("pass", vec![], Action::Pass)]);
    let early = everything.judge(
        &envelope(&["bob@example.net"]),
        &header(ADDED),
        false,
        Body::Later,
    );
    assert!(matches!(early, Judgement::Decided(_)));
}
