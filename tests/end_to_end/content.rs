//! Rules on content, and the hold queue, beside a real Postfix.

use crate::sealing::{CANARY, mail};
use rig::stage::{BOB, Stage, assert_sealed};

fn with_rule(name: &str, rule: toml::Table) -> Stage {
    Stage::with(name, |config| {
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
    })
}

#[test]
fn a_rule_on_content_seals_what_it_finds_and_lets_the_rest_pass() {
    let rule = toml::toml! {
        name = "cards"
        when = { direction = "outbound", identifiers = "payment-card" }
        then = "seal"
    };
    let stage = with_rule("content", rule);
    assert!(
        stage
            .send(&[BOB], &mail("plain", "", "nothing of note\r\n"))
            .is_ok()
    );
    let clear = stage.bob().wait(1);
    assert!(String::from_utf8_lossy(&clear.bytes).contains("nothing of note"));
    assert!(
        stage
            .send(
                &[BOB],
                &mail("card", "", &format!("{CANARY} 5555 5555 5555 4444\r\n"))
            )
            .is_ok()
    );
    let carrier = stage.bob().wait(2);
    assert_sealed(&carrier, &[CANARY, "5555 4444"]);
    assert!(String::from_utf8_lossy(&stage.daemon.open(&carrier.bytes)).contains(CANARY));
    assert!(
        stage.postfix.files_with(CANARY).is_empty(),
        "{:?}",
        stage.postfix.files_with(CANARY)
    );
}

#[test]
fn a_held_mail_waits_in_postfix_sealed() {
    let rule = toml::toml! { name = "hold" then = "hold" };
    let stage = with_rule("hold", rule);
    assert!(
        stage
            .send(&[BOB], &mail("held", "", &format!("{CANARY}\r\n")))
            .is_ok()
    );
    assert_eq!(stage.bob().mails().len(), 0);
    assert!(
        !stage.postfix.files_with("X-Postseal").is_empty(),
        "the carrier is in the queue"
    );
    assert!(
        stage.postfix.files_with(CANARY).is_empty(),
        "{:?}",
        stage.postfix.files_with(CANARY)
    );
}
