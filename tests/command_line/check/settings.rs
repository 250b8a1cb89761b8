//! The commands by which Postfix is told of postseal, and forgets it, as conf/postfix.txt and
//! docs/postfix.md have them.

use std::fs;
use std::process::{Command, Stdio};

use super::{Host, PICKUP, SAFE, SMTP, master};

/// Runs commands of Postfix as root would type them, on the configuration of this host.
fn run(host: &Host, commands: &str) {
    let shell = Command::new("sh")
        .args(["-e", "-c", commands])
        .env("MAIL_CONFIG", host.home.path("postfix"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&shell.stderr);
    assert!(shell.status.success() && told.is_empty(), "{told}");
}

fn main_and_master(host: &Host) -> [String; 2] {
    ["main.cf", "master.cf"]
        .map(|name| fs::read_to_string(host.home.path("postfix").join(name)).unwrap())
}

/// The commands for Postfix below a headline of docs/postfix.md.
fn documented(headline: &str) -> String {
    let page = include_str!("../../../docs/postfix.md");
    let part = page.split_once(headline).unwrap().1;
    let part = part.split_once("\n## ").map_or(part, |(part, _)| part);
    let lines = part.lines().filter(|line| line.starts_with("postconf "));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_commands_that_init_prints_make_postfix_safe_and_can_be_taken_back() {
    let host = Host::new();
    host.set("", &[SMTP, PICKUP].concat());
    let before = main_and_master(&host);
    assert_eq!(host.findings().0, 78, "Postfix asks no milter yet");
    let commands = include_str!("../../../conf/postfix.txt");
    for _ in 0..2 {
        run(&host, commands);
        let (code, told) = host.findings();
        assert_eq!((code, told.as_str()), (0, "Nothing unsafe was found.\n"));
    }
    let out = documented("## Taking it out again");
    run(&host, &out);
    assert_eq!(main_and_master(&host), before);
    // The backstop goes too, and goes first: it keeps all mail that no milter has judged.
    let lines = include_str!("../../../conf/backstop.txt");
    let (main, services) = lines.split_once("# In /etc/postfix/master.cf").unwrap();
    let services = services.split_once('\n').unwrap().1;
    host.set(main, &format!("{}{services}", [SMTP, PICKUP].concat()));
    run(&host, &out);
    let [main, master] = main_and_master(&host);
    for left in ["content_filter", "milter_header_checks"] {
        assert!(!main.lines().any(|line| line.starts_with(left)), "{main}");
    }
    assert!(!master.contains("released"), "{master}");
    assert!(out.starts_with("postconf -X content_filter"), "{out}");
    assert!(lines.contains("takes the backstop out\n# first"), "{lines}");
}

#[test]
fn other_instances_of_postfix_are_told() {
    let host = Host::new();
    host.is_noted(
        &format!("{SAFE}\nmulti_instance_directories = /etc/postfix-out, /etc/postfix-in"),
        &super::master(),
        "more instances of it (/etc/postfix-out and /etc/postfix-in, in",
    );
}

/// Else the last step of taking postseal out would be the first, and all mail would wait.
#[test]
fn what_is_printed_says_that_postfix_forgets_the_milter_before_it_stops() {
    let printed = include_str!("../../../conf/postfix.txt");
    assert!(printed.contains("before you stop the milter"), "{printed}");
    let page = include_str!("../../../docs/postfix.md");
    let part = page.split_once("## Taking it out again").unwrap().1;
    let part = &part[part.find("postconf -X smtpd_milters").unwrap()..];
    let place = |words: &str| part.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(place("postconf -X smtpd_milters") < place("postfix reload"));
    assert!(place("postfix reload") < place("systemctl disable --now postseal-milter"));
    let mut host = Host::new();
    let mut milter = host.milter.take().unwrap();
    milter.kill().unwrap();
    milter.wait().unwrap();
    host.set(SAFE, &super::master());
    let (code, told) = host.findings();
    assert_eq!(code, 78);
    assert!(told.contains("Taking it out again"), "{told}");
    // Postfix has forgotten it.
    host.set("", &super::master());
    let (_, told) = host.findings();
    assert!(told.contains("Postfix names it nowhere"), "{told}");
    for wrong in ["start it", "or mail waits"] {
        assert!(!told.contains(wrong), "{told}");
    }
}

/// A listener that is attacked runs with other settings than those that one looks at.
#[test]
fn settings_that_hang_on_stress_are_judged_as_they_are_then() {
    let host = Host::new();
    let stressed = "While a service has as many processes as it may (stress, STRESS_README)";
    let main = SAFE
        .replace("smtpd_milters = {", "smtpd_milters = ${stress?{}:{{")
        .replace(
            "default_action=tempfail }\n",
            "default_action=tempfail }}}\n",
        );
    assert_ne!(main, SAFE);
    host.is_unsafe(&main, &master(), stressed);
    host.is_safe(SAFE, &master());
}
