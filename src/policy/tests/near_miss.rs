//! Rules on tags, and subjects that nearly have one.

use super::*;

fn judge(near_miss: NearMiss, then: Action, subject: &str) -> Verdict {
    let rule = rule(
        "tagged",
        vec![Outbound.into(), secure_tag_or(near_miss)],
        then,
    );
    let header = header(&format!("Subject: {subject}\r\n"));
    policy(vec![rule]).decided(&envelope(&["bob@example.net"]), &header)
}

#[test]
fn a_near_miss_is_sealed_refused_or_ignored_as_the_rule_says() {
    let sealed = judge(NearMiss::Seal, seal(), "(secure) plan");
    let Decision::Seal(options) = sealed.strictest() else {
        panic!("{sealed:?}");
    };
    assert_eq!(options.subject.as_deref(), Some("plan"));
    assert!(
        sealed.reasons[0]
            .why
            .contains("nearly has the tag \"[secure]\"")
    );
    let held = judge(NearMiss::Seal, Action::Hold, "(secure) plan");
    assert!(matches!(held.strictest(), Decision::Hold(_)));

    let refused = judge(NearMiss::Reject, seal(), "(secure) plan");
    let tags = vec!["[secure]".to_owned()];
    let expected = Decision::Reject(Refusal::NearMiss(tags));
    assert_eq!(refused.strictest(), expected);
    assert_eq!(refused.reasons[0].rule.as_deref(), Some("tagged"));
    let exact = judge(NearMiss::Reject, seal(), "[secure] plan");
    assert!(matches!(exact.strictest(), Decision::Seal(_)));

    let ignored = judge(NearMiss::Ignore, seal(), "(secure) plan");
    assert_eq!(ignored.strictest(), Decision::Pass);
    for near_miss in [NearMiss::Seal, NearMiss::Reject, NearMiss::Ignore] {
        let prose = judge(near_miss, seal(), "Secure your home");
        assert_eq!(prose.strictest(), Decision::Pass, "{near_miss:?}");
    }
}

/// A near miss decides nothing where the rule would seal without it.
#[test]
fn a_near_miss_is_not_refused_where_another_condition_seals() {
    let either = Condition::Any(vec![asks_for_encryption(), secure_tag_or(NearMiss::Reject)]);
    let policy = policy(vec![rule("either", vec![either], seal())]);
    let judge = |fields: &str| {
        let verdict = policy.decided(&envelope(&["bob@example.net"]), &header(fields));
        verdict.strictest()
    };
    let both = judge("Subject: secure: plan\r\nX-Encrypt: yes\r\n");
    assert!(matches!(both, Decision::Seal(_)));
    let near = judge("Subject: secure: plan\r\n");
    assert!(matches!(near, Decision::Reject(_)));
}

/// Of a subject that another rule seals, nothing is cut that is no tag for any rule.
#[test]
fn what_is_ignored_stays_in_the_subject_of_the_carrier() {
    for (near_miss, subject) in [(NearMiss::Ignore, None), (NearMiss::Seal, Some("plan"))] {
        let policy = policy(vec![
            rule("asked", vec![asks_for_encryption()], seal()),
            rule("tagged", vec![secure_tag_or(near_miss)], seal()),
        ]);
        let header = header("Subject: secure: plan\r\nX-Encrypt: yes\r\n");
        let verdict = policy.decided(&envelope(&["bob@example.net"]), &header);
        let Decision::Seal(options) = verdict.strictest() else {
            panic!("{verdict:?}");
        };
        assert_eq!(options.subject.as_deref(), subject, "{near_miss:?}");
    }
}

#[test]
fn ignored_near_misses_can_be_told() {
    let told = |near_miss, subject: &str| {
        let policy = policy(vec![rule("tagged", vec![secure_tag_or(near_miss)], seal())]);
        policy.ignored_near_misses(&header(&format!("Subject: {subject}\r\n")))
    };
    let one = vec![("tagged".to_owned(), "[secure]".to_owned())];
    assert_eq!(told(NearMiss::Ignore, "secure: plan"), one);
    assert_eq!(told(NearMiss::Seal, "secure: plan"), []);
    assert_eq!(told(NearMiss::Ignore, "[secure] plan"), []);
    assert_eq!(told(NearMiss::Ignore, "plan"), []);
}
