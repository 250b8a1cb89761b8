//! `postseal check` on real keyrings and on Postfix configurations that the real `postconf` reads.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::Home;

const MASTER: &str = "smtp inet n - y - - smtpd\npickup unix n - y 60 1 pickup\n127.0.0.1:10026 inet n - y - - smtpd\n  -o smtpd_milters=\n";

/// A home whose configuration names a Postfix configuration of these lines.
fn with_postfix(main: &str, master: &str) -> Home {
    let home = Home::new();
    let dir = home.path("postfix");
    fs::create_dir(&dir).unwrap();
    fs::write(
        dir.join("main.cf"),
        format!("compatibility_level = 3.6\nqueue_directory = /var/spool/postfix\nmynetworks = 127.0.0.0/8 [::1]/128\n{main}\n"),
    )
    .unwrap();
    fs::write(dir.join("master.cf"), master).unwrap();
    home.edit("#config_dir = \"/etc/postfix\"", &format!("config_dir = \"{}\"", dir.display()));
    home
}

const SAFE: &str = "smtpd_milters = { unix:postseal/milter.sock, default_action=tempfail }\nnon_smtpd_milters = $smtpd_milters\nmilter_default_action = tempfail";

fn findings(home: &Home) -> (i32, String) {
    let done = home.run(&["check"], b"");
    (done.code, String::from_utf8(done.stdout).unwrap())
}

#[test]
fn a_safe_host_has_no_findings() {
    let home = with_postfix(SAFE, MASTER);
    assert_eq!(findings(&home), (0, "Nothing unsafe was found.\n".into()));
}

#[test]
fn the_lines_that_init_prints_are_safe() {
    let lines = include_str!("../../conf/postfix.txt");
    let (main, master) = lines.split_once("# In /etc/postfix/master.cf.").unwrap();
    let service = &master[master.find("127.0.0.1:10026").unwrap()..];
    let home = with_postfix(main, &format!("{}{service}", MASTER.split("127.0.0.1:10026").next().unwrap()));
    assert_eq!(findings(&home), (0, "Nothing unsafe was found.\n".into()));
}

#[test]
fn each_way_to_send_in_clear_is_found() {
    let first = |text: &str| MASTER.replacen("- smtpd\n", &format!("- smtpd\n  {text}\n"), 1);
    let accept_for_one = first("-o milter_default_action=accept");
    let override_for_one = first("-o { smtpd_milters = { unix:postseal/milter.sock, default_action=accept } }");
    let by_name = first("-o smtpd_milters=$our");
    let second = format!("{MASTER}587 inet n - y - - smtpd\n  -o smtpd_milters=\n");
    let none = first("-o receive_override_options=no_milters");
    let no_submit = MASTER.replace("10026", "10027");
    let open_submit = MASTER.replace("127.0.0.1:10026", "10026");
    let asking_submit = MASTER.replace("  -o smtpd_milters=\n", "");
    for (main, master, sentence) in [
        (
            SAFE.replace("milter_default_action = tempfail", "milter_default_action = accept"),
            MASTER,
            "milter_default_action is \"accept\"",
        ),
        (
            SAFE.replace("default_action=tempfail", "default_action=accept"),
            MASTER,
            "default_action of our milter in smtpd_milters is \"accept\"",
        ),
        (
            SAFE.replace("milter_default_action = tempfail", "milter_default_action = reject"),
            MASTER,
            "milter_default_action is \"reject\"",
        ),
        (SAFE.to_owned(), &accept_for_one, "milter_default_action of the service smtp/inet in master.cf is \"accept\""),
        (SAFE.to_owned(), &override_for_one, "in smtpd_milters of the service smtp/inet in master.cf is \"accept\""),
        (SAFE.replace("non_smtpd_milters = $smtpd_milters", ""), MASTER, "non_smtpd_milters is empty, not our milter"),
        (
            SAFE.replace("postseal/milter.sock", "other/milter.sock"),
            MASTER,
            "smtpd_milters of the service smtp/inet in master.cf names unix:other/milter.sock, not our milter",
        ),
        (format!("{SAFE}\nmilter_protocol = 4"), MASTER, "milter_protocol is 4"),
        (
            format!("{SAFE}\nour = {{ unix:postseal/milter.sock, default_action=accept }}"),
            &by_name,
            "in smtpd_milters of the service smtp/inet in master.cf is \"accept\"",
        ),
        (SAFE.to_owned(), &second, "smtpd_milters of the service 587/inet in master.cf is empty"),
        (SAFE.to_owned(), &none, "receive_override_options of the service smtp/inet in master.cf has no_milters"),
        (format!("{SAFE}\nreceive_override_options = no_milters"), MASTER, "has no_milters"),
        (
            format!("{SAFE}\nsmtpd_milter_maps = cidr:/etc/postfix/x"),
            MASTER,
            "smtpd_milter_maps may turn the milter off",
        ),
        (SAFE.to_owned(), &no_submit, "no smtpd service in master.cf listens on mail.submit"),
        (
            SAFE.to_owned(),
            &open_submit,
            "10026/inet in master.cf takes mail past the milter and listens for more than this host",
        ),
        (SAFE.to_owned(), &asking_submit, "for mail.submit, asks our milter"),
        (
            format!("{SAFE}\nmynetworks = 127.0.0.0/8 10.0.0.0/8"),
            MASTER,
            "mynetworks holds 10.0.0.0/8, mail.trusted_networks doesn't",
        ),
    ] {
        let (code, told) = findings(&with_postfix(&main, master));
        assert_eq!(code, 78, "{told}");
        assert!(told.contains(sentence), "{told}\n  should contain\n{sentence}");
    }
}

#[test]
fn what_postfix_does_by_default_is_safe() {
    let home = with_postfix(&SAFE.replace("milter_default_action = tempfail", ""), MASTER);
    assert_eq!(findings(&home).0, 0);
}

#[test]
fn keys_that_others_can_read_are_found() {
    let home = with_postfix(SAFE, MASTER);
    let key = fs::read_dir(home.path("keyring")).unwrap().next().unwrap().unwrap().path();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let (code, told) = findings(&home);
    assert_eq!(code, 78);
    assert!(told.contains(key.file_name().unwrap().to_str().unwrap()) && told.contains("chmod"), "{told}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(findings(&home).0, 0);
    fs::remove_file(&key).unwrap();
    let (code, told) = findings(&home);
    assert_eq!((code, told.lines().count()), (78, 1), "{told}");
}

#[test]
fn advice_never_aims_at_what_is_no_keyring() {
    let home = with_postfix(SAFE, MASTER);
    let text = fs::read_to_string(home.path("postseal.toml")).unwrap();
    let line = text.lines().find(|line| line.starts_with("dir = ")).unwrap().to_owned();
    home.edit(&line, "dir = \"/etc/passwd\"");
    let (code, told) = findings(&home);
    assert_eq!((code, told.as_str()), (78, "the keyring /etc/passwd is not a directory.\n"));
}

#[test]
fn a_policy_without_rules_is_found() {
    let home = with_postfix(SAFE, MASTER);
    let text = fs::read_to_string(home.path("postseal.toml")).unwrap();
    fs::write(home.path("postseal.toml"), &text[..text.find("[[rule]]").unwrap()]).unwrap();
    let (code, told) = findings(&home);
    assert_eq!(code, 78);
    assert!(told.contains("nothing will be sealed"), "{told}");
}
