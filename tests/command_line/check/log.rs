//! What the milter says in its log about Postfix's settings.

use std::fs;

use super::{BARE, Host, master};
use rig::wait_for;

fn hang_up(host: &Host) {
    let id = host.milter.as_ref().unwrap().id().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-HUP", &id])
            .status()
            .unwrap()
            .success()
    );
}

/// Mail would wait for as long as a disk is full.
#[test]
fn a_milter_whose_log_cant_be_written_goes_on() {
    let mut host = Host::without_milter();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    host.start_with(full);
    // Each reload has lines of its own, and says where we read when it is over.
    let held = host.home.path("milter.config");
    for _ in 0..3 {
        let before = fs::metadata(&held).and_then(|held| held.modified()).ok();
        hang_up(&host);
        wait_for("the rules to be read again", || {
            let ended = host.milter.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none(), "it ended: {ended:?}");
            let now = fs::metadata(&held).and_then(|held| held.modified()).ok();
            (now != before).then_some(())
        });
    }
}

#[test]
fn the_milter_says_that_postfix_would_send_mail_in_clear() {
    let mut host = Host::without_milter();
    host.set(
        &format!("{BARE}\nmilter_default_action = accept"),
        &master(),
    );
    host.start();
    let count = |host: &Host, text: &str| {
        host.log()
            .lines()
            .filter(|line| line.contains(text))
            .count()
    };
    let accept = "ERROR postseal::server::milter: Postfix: milter_default_action is \"accept\": \
                  when the milter can't be asked, mail would be sent in clear";
    wait_for("the sentence", || (count(&host, accept) == 1).then_some(()));
    // A reload looks again.
    host.set(
        BARE,
        &master().replacen(
            "- smtpd\n",
            "- smtpd\n  -o milter_default_action=accept\n",
            1,
        ),
    );
    hang_up(&host);
    let service = "ERROR postseal::server::milter: Postfix: milter_default_action of the service \
                   smtp/inet in master.cf is \"accept\"";
    wait_for("the sentence about the service", || {
        (count(&host, service) == 1).then_some(())
    });
    assert_eq!(count(&host, accept), 1, "{}", host.log());
}

#[test]
fn where_postfix_cant_be_looked_at_the_milter_says_so_once_and_serves() {
    let mut host = Host::without_milter();
    fs::remove_file(host.home.path("postfix/main.cf")).unwrap();
    host.start();
    let unknown = "INFO postseal::server::milter: whether Postfix fails closed can't be seen from \
                   here: Postfix's settings can't be read";
    let count = |text: &str| {
        host.log()
            .lines()
            .filter(|line| line.contains(text))
            .count()
    };
    wait_for("the sentence", || (count(unknown) == 1).then_some(()));
    hang_up(&host);
    wait_for("the reload", || {
        (count("the rules were read again") == 1).then_some(())
    });
    host.set(
        &format!("{BARE}\nmilter_default_action = accept"),
        &master(),
    );
    hang_up(&host);
    wait_for("a look", || {
        (count("would be sent in clear") > 0).then_some(())
    });
    assert_eq!(count(unknown), 1, "{}", host.log());
}

/// A reload names what it found changed and doesn't apply.
#[test]
fn what_only_a_restart_applies_is_told_at_a_reload() {
    let host = Host::new();
    let count = |text: &str| host.log().matches(text).count();
    let changes = [
        ("#verdict = false", "verdict = true", "milter.verdict"),
        (
            "#max_sessions = 500",
            "max_sessions = 400",
            "milter.max_sessions",
        ),
        ("#idle = \"2h\"", "idle = \"1h\"", "milter.idle"),
        ("#level = \"info\"", "level = \"debug\"", "log.level"),
    ];
    for (from, to, _) in changes {
        host.home.edit(from, to);
    }
    // These hold at once, or are no affair of the milter's.
    host.home
        .edit("listen = \"127.0.0.1:8480\"", "listen = \"127.0.0.1:8481\"");
    host.home
        .edit("Secure mail <secure@example.org>", "Acme <a@example.org>");
    hang_up(&host);
    wait_for("the reload", || {
        (count("was changed, and only a restart applies it") == changes.len()).then_some(())
    });
    for (_, _, key) in changes {
        let sentence = format!("WARN postseal::server: {key} was changed, and only a restart");
        assert_eq!(count(&sentence), 1, "{key}: {}", host.log());
    }
}
