//! The keys that sign, and what DNS should have of them.

use std::process::Command;

use super::{Host, SAFE, master};

/// Where neither we nor another milter can sign.
pub const UNSIGNED: &str = "Worth knowing: nobody on this host signs carriers and codes: ";

#[test]
fn that_nobody_signs_is_said_unless_another_milter_may() {
    let host = Host::new();
    let is_told = || {
        let told = host.home.run(&["check"], b"").stdout;
        String::from_utf8(told).unwrap().contains(UNSIGNED)
    };
    assert!(is_told());
    let signer = "tempfail }, unix:opendkim/opendkim.sock\n";
    host.set(&SAFE.replace("tempfail }\n", signer), &master());
    assert!(!is_told());
    let main = format!("{SAFE}\ncontent_filter = smtp-amavis:[127.0.0.1]:10024");
    host.set(&main, &master());
    assert!(!is_told(), "a content filter may sign");
}

/// Who has no DNS yet, or can't ask it, still learns what to publish.
#[test]
fn the_record_to_publish_is_told_although_dns_does_not_answer() {
    let host = Host::new();
    let key = host.home.path("2026a.pem");
    let made = Command::new("openssl")
        .args(["genrsa", "-out"])
        .arg(&key)
        .arg("2048")
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let table = format!(
        "[[dkim]]\ndomain = \"example.org\"\nselector = \"2026a\"\nkey = \"{}\"\n#",
        key.display()
    );
    host.home.edit("#[[dkim]]", &table);
    let (code, told) = host.findings();
    assert_eq!(code, 78);
    let line = told.lines().find(|line| line.starts_with("DNS ")).unwrap();
    assert!(
        line.contains("2026a._domainkey.example.org isn't there yet, publish v=DKIM1;"),
        "{told}"
    );
    let told = host.home.run(&["check"], b"").stdout;
    assert!(!String::from_utf8(told).unwrap().contains(UNSIGNED));
}
