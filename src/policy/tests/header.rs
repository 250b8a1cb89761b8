//! What header fields say, however they say it.

use super::*;

#[test]
fn any_instance_of_a_field_counts() {
    let policy = policy(vec![rule("field", vec![asks_for_encryption()], seal())]);
    let decide = |text: &str| {
        policy
            .decided(
                &envelope(&["bob@example.net"]),
                &header(&format!("Subject: plan\r\n{text}")),
            )
            .strictest()
    };
    for text in [
        "X-Encrypt: yes;\r\n",
        "X-Encrypt: yes; by=me\r\n",
        "X-Encrypt: Yes.\r\n",
        "X-Encrypt: 'yes'\r\n",
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
    let policy = policy(vec![
        rule("field", vec![asks_for_encryption()], seal()),
        rule("tag", vec![secure_tag()], seal()),
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
fn a_header_of_any_length_is_judged_in_short_time_and_what_is_not_inspected_may_hold_anything() {
    let noise = "!#[%&*+,-./;=?@_`|~".repeat(3_000);
    let subjects = format!("Subject: {noise}\r\n").repeat(16);
    let fields = format!("X-Class: {noise}\r\n").repeat(16);
    for (condition, text) in [
        (secure_tag(), subjects),
        (header_field("X-Class", "secret"), fields),
    ] {
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
    let policy = policy(vec![rule("it", vec![secure_tag()], seal())]);
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
