//! What goes wrong around postseal, and what must not be seen of it.

use std::fs;

use crate::rig::stage::{BOB, Stage, assert_sealed};
use crate::rig::wait_for;
use crate::sealing::{CANARY, mail};

#[test]
fn secrets_are_in_no_log_even_at_trace() {
    let stage = Stage::new("trace");
    let carrier = stage.deliver(&mail("[secure] subject-Kq4", "X-Own: header-Kq4\r\n", &format!("{CANARY}\r\n")));
    stage.daemon.running().kill();
    stage.daemon.run(&["env", "POSTSEAL_LOG=trace"]);
    stage.deliver(&mail("[secure] subject-Kq4", "X-Own: header-Kq4\r\n", &format!("{CANARY}\r\n")));
    let mut visit = stage.visit(&carrier);
    visit.prove(BOB, &stage.bob());
    assert!(visit.text().contains(CANARY));
    let log = wait_for("the visit in the log", || {
        let log = stage.daemon.log();
        log.contains("an address was proven").then_some(log)
    });
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "the level took effect:\n{log}");
    let code = String::from_utf8_lossy(&stage.bob().mails().pop().unwrap().bytes).into_owned();
    let code = code.split("Your code:").nth(1).unwrap().trim_start()[..9].to_owned();
    assert!(code.replace(' ', "").bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    let keyring = fs::read_dir(stage.daemon.folder().join("keyring")).unwrap();
    let keys = keyring.filter_map(|entry| {
        let path = entry.unwrap().path();
        path.extension().is_some_and(|ending| ending == "key").then(|| fs::read_to_string(path).unwrap())
    });
    let keys: Vec<String> = keys.map(|line| line.split_whitespace().last().unwrap().to_owned()).collect();
    assert!(!keys.is_empty());
    let secrets = [CANARY, "subject-Kq4", "header-Kq4", &code, &code.replace(' ', "")];
    for secret in secrets.into_iter().chain(keys.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn without_its_keyring_the_milter_tempfails_and_recovers() {
    let rule = toml::toml! { name = "month" then = "seal" expires = "30d" };
    let stage = Stage::with("keyring-gone", |config| {
        config.insert("rule".into(), toml::Value::Array(vec![rule.into()]));
    });
    let (keyring, away) = (stage.daemon.folder().join("keyring"), stage.daemon.folder().join("keyring-away"));
    let message = mail("x", "", &format!("{CANARY}\r\n"));
    fs::rename(&keyring, &away).unwrap();
    // A message that expires needs an epoch key of its day, which can't be made now.
    let refused = stage.send(&[BOB], &message);
    assert!(refused.is_tempfail(), "{refused:?}");
    fs::rename(&away, &keyring).unwrap();
    let carrier = stage.deliver(&message);
    assert_sealed(&carrier, &[CANARY]);
    assert!(String::from_utf8_lossy(&stage.daemon.open(&carrier.bytes)).contains(CANARY));
    assert!(stage.postfix.files_with(CANARY).is_empty());
}
