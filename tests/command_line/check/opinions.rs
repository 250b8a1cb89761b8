//! What spam filters that are there think of a carrier, and `check` where they are of no use.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::{Duration, Instant};

use rig::dns::Dns;
use rig::scanner::Scanner;
use rig::spamd::Spamd;

use super::{Host, without_usual};

/// Makes a program that does this, where `check` looks for programs first.
fn program(host: &Host, name: &str, script: &str) {
    let folder = host.home.path("bin");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
}

/// What `check` says where these programs are beside Postfix's.
fn check(host: &Host) -> (i32, String) {
    let folder = host.home.path("bin");
    let mut command = Command::new(env!("CARGO_BIN_EXE_postseal"));
    let path = format!("{}:/usr/sbin:/sbin", folder.display());
    command.env("PATH", path);
    command.args(["check", "--config", &host.home.config()]);
    let done = command.output().unwrap();
    (done.status.code().unwrap(), without_usual(done.stdout))
}

fn brand(host: &Host) {
    host.home.edit(
        "#[[brand]]\n#name = \"clinic\"",
        "[[brand]]\nname = \"clinic\"\norganisation = \"Northgate Clinic\"\ncontact = \
         \"help@example.org\"\ntelephone = \"+31 20 123 4567\"\naddress = \"Northgate 1\"",
    );
}

#[test]
fn the_real_filters_have_nothing_against_our_carriers() {
    let host = Host::new();
    let (spamd, dns) = (Spamd::start(), Dns::serve([]));
    let scanner = Scanner::start("opinions", &dns);
    let spamc = format!("exec /usr/bin/spamc --port {} \"$@\"", spamd.port());
    let rspamc = format!(
        "exec /usr/bin/rspamc -h 127.0.0.1:{} \"$@\"",
        scanner.port()
    );
    program(&host, "spamc", &spamc);
    program(&host, "rspamc", &rspamc);
    let (code, told) = check(&host);
    assert_eq!(code, 0, "{told}");
    for sentence in [
        "Worth knowing: SpamAssassin on this host gives a carrier 0.0 points, and takes a mail for \
         spam from 5.0 on: no rule is against it.",
        "Worth knowing: rspamd on this host gives a carrier ",
        " points, and takes a mail for spam from 15.0 on: no rule is against it.",
    ] {
        assert!(told.contains(sentence), "{told}");
    }
    // Each brand has its own carrier.
    brand(&host);
    host.reload();
    let (code, told) = check(&host);
    assert_eq!(code, 0, "{told}");
    let sentence = "SpamAssassin on this host gives a carrier of brand \"clinic\" 0.0 points";
    assert!(told.contains(sentence), "{told}");

    // Without its daemon, SpamAssassin's own program; with a rule that is against our carriers.
    let rule = "full HTML_FILE /message.html/\nscore HTML_FILE 2.5";
    program(
        &host,
        "spamassassin",
        &format!("exec /usr/bin/perl -T /usr/bin/spamassassin --cf='{rule}' \"$@\""),
    );
    program(&host, "spamc", "exec /usr/bin/spamc --port 1 \"$@\"");
    let (code, told) = check(&host);
    assert_eq!(code, 0, "{told}");
    let sentence = "5.0 on: against it are HTML_FILE (2.5).";
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn filters_that_are_absent_broken_or_slow_change_nothing() {
    let host = Host::new();
    let nothing = (0, "Nothing unsafe was found.\n".to_owned());
    assert_eq!(check(&host), nothing, "absent");
    for broken in [
        "exit 1",
        "echo what",
        "exec 0<&-; head -c 3000000 /dev/zero",
        "kill $$",
    ] {
        for name in ["spamc", "spamassassin", "rspamc"] {
            program(&host, name, broken);
        }
        assert_eq!(check(&host), nothing, "{broken}");
    }
    for name in ["spamc", "spamassassin", "rspamc"] {
        program(&host, name, "exec /bin/sleep 600");
    }
    let started = Instant::now();
    assert_eq!(check(&host), nothing, "slow");
    assert!(started.elapsed() < Duration::from_secs(60));
}
