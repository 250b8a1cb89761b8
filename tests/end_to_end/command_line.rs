//! `postseal` as an operator runs it, beside a real Postfix.

use rig::daemon::Daemon;
use rig::postfix::{Postfix, Setup};
use rig::wait_for;

#[test]
fn check_is_content_with_the_recommended_postfix_and_refuses_accept() {
    for (action, content) in [("tempfail", true), ("accept", false)] {
        let setup = Setup {
            default_action: action.to_owned(),
            ..Setup::new(&format!("check-{action}"))
        };
        let postfix = Postfix::start(&setup);
        let output = Daemon::start(&postfix).command("check", &[], b"");
        let findings = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.success(),
            content,
            "default_action={action}: {findings}"
        );
        assert_eq!(
            findings.contains("default_action of our milter"),
            !content,
            "{findings}"
        );
    }
}

#[test]
fn check_sees_that_postfix_runs_with_older_settings() {
    let postfix = Postfix::start(&Setup::new("older-settings"));
    let daemon = Daemon::start(&postfix);
    let check = || {
        let output = daemon.command("check", &[], b"");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), told)
    };
    if !rig::place::is_root() {
        // Postfix tells nobody but root which process it is.
        let (content, told) = check();
        assert!(
            content && told.contains("can't be seen by this user"),
            "{told}"
        );
        return;
    }
    let is_content = || wait_for("check to be content", || check().0.then_some(()));
    is_content();
    for file in ["main.cf", "master.cf"] {
        let path = postfix.config_dir().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text + "# changed\n").unwrap();
        let (content, told) = check();
        assert!(!content, "{file}: {told}");
        assert!(
            told.contains(&format!("{file} was changed after it read its settings"))
                && told.contains("run postfix reload"),
            "{file}: {told}"
        );
        postfix.reload();
        is_content();
    }
    // A Postfix that doesn't run reads what is there when it starts.
    rig::postfix::stop(&postfix.config_dir());
    let path = postfix.config_dir().join("main.cf");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text + "# changed\n").unwrap();
    is_content();
}

#[test]
fn explain_names_the_rule_that_seals() {
    let postfix = Postfix::start(&Setup::new("explain"));
    let daemon = Daemon::install(&postfix);
    let people = [
        "--from",
        "alice@example.org",
        "--to",
        "bob@example.net",
        "--to",
        "carol@example.org",
    ];
    let explain = |mail: &str| {
        String::from_utf8(daemon.command("explain", &people, mail.as_bytes()).stdout).unwrap()
    };
    let tagged = explain("From: alice@example.org\r\nSubject: Re: [secure] x\r\n\r\nhello\r\n");
    let lines: Vec<_> = tagged.lines().collect();
    assert_eq!(lines.len(), 2, "one line for each recipient: {tagged}");
    assert!(lines[0].starts_with("seal bob@example.net"), "{tagged}");
    let plain = explain("From: alice@example.org\r\nSubject: lunch\r\n\r\nhello\r\n");
    assert!(
        plain.lines().all(|line| line.starts_with("pass ")),
        "{plain}"
    );
}

/// Every byte back, whatever they are; for more inputs see the tests of the modules.
#[test]
fn sealed_and_opened_on_the_command_line() {
    let postfix = Postfix::start(&Setup::new("command-line"));
    let daemon = Daemon::install(&postfix);
    let people = ["--from", "alice@example.org", "--to", "bob@example.net"];
    let inputs: [&[u8]; 8] = [
        b"",
        b"\n",
        b"no header at all",
        b"From: a@example.org\nSubject: x\n\nLF lines\n",
        b"From: a@example.org\r\nSubject: x\r\n\r\nCRLF lines\r\n",
        b"From: a@example.org\r\nSubject: mixed\n\r\na\nb\r\nno end",
        b"Subject:\r\n\xff\xfe\0\x01\r\r\n\n\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n",
    ];
    for input in inputs {
        let carrier = daemon.command("seal", &people, input);
        let complaint = String::from_utf8_lossy(&carrier.stderr);
        assert!(
            carrier.status.success(),
            "{}: {complaint}",
            String::from_utf8_lossy(input)
        );
        let opened = daemon.open(&carrier.stdout);
        assert_eq!(
            String::from_utf8_lossy(&opened),
            String::from_utf8_lossy(input)
        );
        assert_eq!(opened, input);
        // Cut short, there is nothing at all, and the exit code of bad data; or all of it, where
        // the link that a short message has too is whole.
        for part in 1..10 {
            let cut = &carrier.stdout[..carrier.stdout.len() * part / 10];
            let cut = daemon.command("open", &["-"], cut);
            let whole = part > 1 && cut.status.success() && cut.stdout == input;
            let nothing = (cut.status.code(), cut.stdout.len()) == (Some(65), 0);
            assert!(whole || nothing, "{part}: {cut:?}");
        }
    }
}
