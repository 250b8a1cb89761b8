//! Ways in that our milter doesn't see, and the one that it shall not see.

use std::fs;

use super::{Host, PICKUP, SAFE, SMTP, SUBMIT, master};

/// The first listener with another line of options.
fn first(text: &str) -> String {
    master().replacen("- smtpd\n", &format!("- smtpd\n  {text}\n"), 1)
}

#[test]
fn each_listener_must_ask_the_milter() {
    let host = Host::new();
    host.is_unsafe(
        &SAFE
            .replace(
                "{ unix:postseal/milter.sock, default_action=tempfail }\n\
                      non",
                "unix:other/milter.sock\nnon",
            )
            .replace("= $smtpd_milters", "= unix:postseal/milter.sock"),
        &master(),
        "smtpd_milters of the service smtp/inet in master.cf names unix:other/milter.sock, not our \
         milter",
    );
    for service in [
        "587",
        "submission",
        "465",
        "smtps",
        "192.0.2.1:2525",
        "127.0.0.1:2525",
        "[::1]:25",
    ] {
        host.is_unsafe(
            SAFE,
            &format!(
                "{}{service} inet n - y - - smtpd\n  -o smtpd_milters=\n",
                master()
            ),
            &format!("smtpd_milters of the service {service}/inet in master.cf is empty"),
        );
    }
    host.is_unsafe(
        SAFE,
        &first("-o receive_override_options=no_address_mappings,no_milters"),
        "receive_override_options of the service smtp/inet in master.cf has no_milters",
    );
    // postscreen hands its connections to this one.
    let screened =
        "smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\n  -o smtpd_milters=\n";
    host.is_unsafe(
        SAFE,
        &[screened, PICKUP, SUBMIT].concat(),
        "smtpd_milters of the service smtpd/pass",
    );
}

#[test]
fn other_milters_for_some_clients_are_looked_up() {
    let host = Host::new();
    let with = |maps: &str| format!("{SAFE}\nsmtpd_milter_maps = {maps}");
    let file = |name: &str, text: &str| {
        let path = host.home.path(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let cidr = file(
        "clients",
        "# ours\n192.0.2.0/24 { unix:postseal/milter.sock, default_action=tempfail }\n\
         198.51.100.0/24\n   DISABLE\n",
    );
    let off = "gives 198.51.100.0/24 DISABLE in place of our milter";
    host.is_unsafe(&with(&format!("cidr:{cidr}")), &master(), off);
    host.is_unsafe(&with(&format!("texthash:{cidr}")), &master(), off);
    host.is_unsafe(&with("inline:{198.51.100.0/24=DISABLE}"), &master(), off);
    host.is_unsafe(&with("static:DISABLE"), &master(), "gives * DISABLE");
    host.is_unsafe(
        &with("static:{unix:other.sock}"),
        &master(),
        "gives * unix:other.sock in place of",
    );
    host.is_unsafe(
        &with("regexp:{{/^192\\.0\\.2\\./ DISABLE}}"),
        &master(),
        "gives /^192\\.0\\.2\\./ DISABLE",
    );
    let indexed = file("indexed", "192.0.2.7 DISABLE\n");
    let made = std::process::Command::new("postmap")
        .arg("-c")
        .arg(host.home.path("postfix"))
        .arg(format!("hash:{indexed}"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    host.is_unsafe(
        &with(&format!("hash:{indexed}")),
        &master(),
        "gives 192.0.2.7 DISABLE",
    );
    host.is_unsafe(
        &with("cidr:/nowhere/clients"),
        &master(),
        "(cidr:/nowhere/clients) can't be listed",
    );
    host.is_unsafe(
        &with("socketmap:unix:x:y"),
        &master(),
        "(socketmap:unix:x:y) can't be listed",
    );
    let sound = file(
        "sound",
        "192.0.2.0/24 inet:127.0.0.1:11332, unix:postseal/milter.sock\n",
    );
    host.is_safe(&with(&format!("cidr:{sound}")), &master());
}

#[test]
fn mail_that_comes_by_no_smtp_must_be_asked_about_too() {
    let host = Host::new();
    let without = SAFE.replace("non_smtpd_milters = $smtpd_milters", "");
    let missing = "non_smtpd_milters is empty, not our milter (unix:postseal/milter.sock), so mail \
                   from the local sendmail";
    host.is_unsafe(&without, &master(), missing);
    let qmqp = "628 inet n - y - - qmqpd\n";
    host.is_unsafe(
        &without,
        &[SMTP, SUBMIT, qmqp].concat(),
        "so mail that comes by QMQP is never sealed",
    );
    host.is_safe(&without, &[SMTP, SUBMIT].concat());
    let own = |service: &str, option: &str| {
        master().replace(service, &format!("{service}  -o {option}\n"))
    };
    host.is_unsafe(
        SAFE,
        &own("0 cleanup\n", "non_smtpd_milters="),
        "non_smtpd_milters of the service cleanup/unix in master.cf is empty",
    );
    let no_milters =
        "receive_override_options of the service pickup/unix in master.cf has no_milters";
    host.is_unsafe(
        SAFE,
        &own("1 pickup\n", "receive_override_options=no_milters"),
        no_milters,
    );
    let everywhere = format!("{SAFE}\nreceive_override_options = no_milters");
    host.set(&everywhere, &master());
    let (code, told) = host.findings();
    assert_eq!((code, told.lines().count()), (78, 2), "{told}");
    assert!(
        told.contains("of the service smtp/inet") && told.contains(no_milters),
        "{told}"
    );
}

#[test]
fn the_listener_for_passcodes_is_past_the_milter_and_for_nobody_else() {
    let host = Host::new();
    host.is_unsafe(
        SAFE,
        &[SMTP, PICKUP].concat(),
        "no smtpd service in master.cf listens on mail.submit",
    );
    let open =
        "10026/inet in master.cf takes mail past the milter and listens for more than this host";
    let anywhere = master().replace("127.0.0.1:10026", "10026");
    host.is_unsafe(SAFE, &anywhere, open);
    host.set(
        SAFE,
        &master().replace("127.0.0.1:10026", "192.0.2.1:10026"),
    );
    let (code, told) = host.findings();
    assert_eq!((code, told.lines().count()), (78, 2), "{told}");
    assert!(
        told.contains("smtpd_milters of the service 192.0.2.1:10026/inet in master.cf is empty"),
        "{told}"
    );
    assert!(
        told.contains("no smtpd service in master.cf listens on mail.submit (127.0.0.1:10026)"),
        "{told}"
    );
    // Another listener on the same port is a way in like any other.
    for other in ["[::]:10026", "[::1]:10026", "192.0.2.7:10026", "10026"] {
        let bare = format!("{other} inet n - y - - smtpd\n  -o smtpd_milters=\n");
        let way_in = format!("smtpd_milters of the service {other}/inet in master.cf is empty");
        host.is_unsafe(SAFE, &format!("{}{bare}", master()), &way_in);
        host.is_unsafe(SAFE, &format!("{bare}{}", master()), &way_in);
    }
    host.is_safe(
        &format!("{SAFE}\ninet_interfaces = loopback-only"),
        &anywhere,
    );
    host.is_unsafe(
        SAFE,
        &master().replace("  -o smtpd_milters=\n", ""),
        "for mail.submit, asks our milter",
    );
    host.is_safe(
        SAFE,
        &master().replace(
            "-o smtpd_milters=\n",
            "-o receive_override_options=no_milters\n",
        ),
    );
}
