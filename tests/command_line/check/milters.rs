//! What Postfix does with our milter: when it can't be asked, how long it waits, where it looks for
//! it, and who stands beside it.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;

use super::{BARE, Host, SAFE, master};

#[test]
fn when_the_milter_cant_be_asked_mail_must_wait() {
    let host = Host::new();
    let own =
        |option: &str| master().replacen("- smtpd\n", &format!("- smtpd\n  -o {option}\n"), 1);
    for action in ["accept", "quarantine", "reject", "shutdown"] {
        let global = format!("{BARE}\nmilter_default_action = {action}");
        host.is_unsafe(
            &global,
            &master(),
            &format!("milter_default_action is \"{action}\""),
        );
    }
    for list in ["smtpd_milters", "non_smtpd_milters"] {
        let ours =
            format!("{SAFE}\n{list} = {{ unix:postseal/milter.sock, default_action=accept }}");
        let place = format!(
            "default_action of our milter in {list} is \"accept\": when the milter can't be asked, \
             mail would be sent in clear"
        );
        // The other list takes its value from this one, or doesn't.
        host.set(&ours, &master());
        assert!(host.findings().1.contains(&place), "{}", host.findings().1);
    }
    host.is_unsafe(
        BARE,
        &own("milter_default_action=accept"),
        "milter_default_action of the service smtp/inet in master.cf is \"accept\"",
    );
    // At the milter itself stands what holds for it.
    host.is_safe(SAFE, &own("milter_default_action=accept"));
    host.is_unsafe(
        &format!("{SAFE}\nmilter_default_action = accept"),
        &own("smtpd_milters=unix:postseal/milter.sock"),
        "milter_default_action is \"accept\"",
    );
    let of_service = "in smtpd_milters of the service smtp/inet in master.cf is \"accept\"";
    host.is_unsafe(
        SAFE,
        &own("{ smtpd_milters = { unix:postseal/milter.sock, default_action=accept } }"),
        of_service,
    );
    let by_name = format!("{SAFE}\nour = {{ unix:postseal/milter.sock, default_action=accept }}");
    host.is_unsafe(&by_name, &own("smtpd_milters=$our"), of_service);
}

#[test]
fn the_milter_is_known_by_all_its_names() {
    let host = Host::new();
    let named = |name: &str| SAFE.replace("unix:postseal/milter.sock", name);
    host.is_safe(&named("local:postseal/milter.sock"), &master());
    host.is_unsafe(
        &named("local:postseal/milter.sock")
            .replace("default_action=tempfail", "default_action=accept"),
        &master(),
        "is \"accept\"",
    );
    // Nobody listens there; what Postfix calls it can be judged all the same.
    let port = 8891;
    let path = format!(
        "unix:{}",
        host.home.path("queue/postseal/milter.sock").display()
    );
    host.home.edit(&path, &format!("inet:127.0.0.1:{port}"));
    for name in ["localhost", "127.0.0.1", "[127.0.0.1]"] {
        host.set(&named(&format!("inet:{name}:{port}")), &master());
        let told = host.findings().1;
        assert!(!told.contains("not our milter"), "{told}");
    }
    host.set(&named(&format!("inet:192.0.2.1:{port}")), &master());
    assert!(host.findings().1.contains("not our milter"));
}

#[test]
fn postfix_must_speak_the_protocol_and_wait_long_enough() {
    let host = Host::new();
    host.is_unsafe(
        &format!("{SAFE}\nmilter_protocol = 4"),
        &master(),
        "milter_protocol is 4",
    );
    let ours = |attribute: &str| {
        SAFE.replace(
            "default_action=tempfail }",
            &format!("default_action=tempfail, {attribute} }}"),
        )
        .replace("= $smtpd_milters", "= unix:postseal/milter.sock")
    };
    host.is_unsafe(
        &ours("protocol=3"),
        &master(),
        "protocol of our milter in smtpd_milters is 3",
    );
    for (key, short, enough) in [
        ("connect_timeout", "3s", "10s"),
        ("command_timeout", "5", "1m"),
        ("content_timeout", "20s", "30s"),
    ] {
        let global = |value: &str| format!("{SAFE}\nmilter_{key} = {value}");
        host.is_unsafe(
            &global(short),
            &master(),
            &format!("milter_{key} is {short}, which is too short"),
        );
        host.is_safe(&global(enough), &master());
        let alone = ours(&format!("{key}={short}"));
        host.is_unsafe(
            &alone,
            &master(),
            &format!("{key} of our milter in smtpd_milters is {short}, which is too short"),
        );
        let service = master().replacen(
            "- smtpd\n",
            &format!("- smtpd\n  -o milter_{key}={short}\n"),
            1,
        );
        host.is_unsafe(
            SAFE,
            &service,
            &format!("milter_{key} of the service smtp/inet in master.cf is {short}"),
        );
    }
}

#[test]
fn the_milter_must_answer() {
    let mut host = Host::without_milter();
    host.is_unsafe(SAFE, &master(), "the milter doesn't answer on unix:");
    let socket = host.home.path("queue/postseal/milter.sock");
    let stranger = UnixListener::bind(&socket).unwrap();
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o666)).unwrap();
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = stranger.accept().unwrap();
        let mut seen = [0; 17];
        stream.read_exact(&mut seen).unwrap();
        stream.write_all(b"220 mail.example.org ESMTP\r\n").unwrap();
    });
    host.is_unsafe(SAFE, &master(), "doesn't speak the milter protocol");
    answering.join().unwrap();
    fs::remove_file(&socket).unwrap();
    host.start();
    host.is_safe(SAFE, &master());
}

#[test]
fn postfix_must_find_the_socket_from_its_chroot_and_may_use_it() {
    let host = Host::new();
    let queue = host.home.path("queue");
    let full = SAFE.replace(
        "postseal/milter.sock",
        &queue.join("postseal/milter.sock").display().to_string(),
    );
    let jailed = master();
    let free = master().replace("n - y", "n - n");
    host.set(&full, &jailed);
    let (code, told) = host.findings();
    assert_eq!(
        (code, told.lines().count()),
        (78, 2),
        "smtpd and cleanup: {told}"
    );
    assert!(
        told.contains(
            "the service smtp/inet in master.cf runs chrooted and looks for our milter at"
        ),
        "{told}"
    );
    assert!(told.contains("call it unix:postseal/milter.sock"), "{told}");
    fs::set_permissions(host.home.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    host.is_safe(&full, &free);
    host.is_safe(SAFE, &free);
    // Below the chroot, a leading slash is the queue directory; outside it isn't.
    let slash = SAFE.replace("unix:postseal", "unix:/postseal");
    host.is_safe(&slash, &jailed);
    host.set(&slash, &free);
    assert!(
        host.findings()
            .1
            .contains("in master.cf looks for our milter at /postseal/milter.sock")
    );

    let closed = "its user postfix can't reach the milter's socket";
    let set_mode = |name: &str, mode: u32| {
        fs::set_permissions(queue.join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    set_mode("postseal/milter.sock", 0o600);
    host.is_unsafe(SAFE, &jailed, closed);
    set_mode("postseal/milter.sock", 0o666);
    set_mode("postseal", 0o700);
    host.is_unsafe(SAFE, &jailed, closed);
    // From outside a chroot, all that is above the queue directory is on the way too.
    set_mode("postseal", 0o755);
    host.is_safe(SAFE, &jailed);
    fs::set_permissions(host.home.path(""), fs::Permissions::from_mode(0o700)).unwrap();
    host.is_safe(SAFE, &jailed);
    host.is_unsafe(SAFE, &free, closed);
}

#[test]
fn our_milter_stands_between_those_that_reject_and_those_that_sign() {
    let host = Host::new();
    let list = |text: &str| SAFE.replacen("= {", &format!("= {text} {{"), 1);
    host.is_noted(
        &list("unix:opendkim/opendkim.sock"),
        &master(),
        "the milter unix:opendkim/opendkim.sock stands before ours",
    );
    let after = SAFE.replace("tempfail }\n", "tempfail }, inet:127.0.0.1:11332\n");
    host.is_noted(
        &after,
        &master(),
        "the milter inet:127.0.0.1:11332 stands after ours",
    );
    let right =
        list("inet:127.0.0.1:7777").replace("tempfail }\n", "tempfail }, inet:127.0.0.1:8891\n");
    host.is_safe(&right, &master());
}

/// Postfix asks no milter behind one that quarantines, and none about what is released.
#[test]
fn a_milter_before_ours_mustnt_quarantine() {
    let host = Host::new();
    let list = |text: &str| SAFE.replacen("= {", &format!("= {text}, {{"), 1);
    let other = "inet:127.0.0.1:7777";
    let told = "the milter inet:127.0.0.1:7777 stands before ours, and milter_default_action is \
                \"quarantine\"";
    let global = format!("{}\nmilter_default_action = quarantine", list(other));
    host.is_unsafe(&global, &master(), told);
    let own = list("{ inet:127.0.0.1:7777, default_action=quarantine }");
    host.is_unsafe(
        &own.replace("= $smtpd_milters", "= unix:postseal/milter.sock"),
        &master(),
        "the milter inet:127.0.0.1:7777 stands before ours, and its default_action in \
         smtpd_milters is \"quarantine\"",
    );
    let service = master().replacen(
        "- smtpd\n",
        "- smtpd\n  -o milter_default_action=quarantine\n",
        1,
    );
    host.is_unsafe(
        &list(other),
        &service,
        "and milter_default_action of the service smtp/inet in master.cf is \"quarantine\"",
    );
    let map = "smtpd_milter_maps = inline:{{192.0.2.1 = { inet:127.0.0.1:7777, \
               default_action=quarantine }, unix:postseal/milter.sock}}";
    host.is_unsafe(
        &format!("{SAFE}\n{map}"),
        &master(),
        "and its default_action in smtpd_milter_maps",
    );
    // Another is asked after ours, or has what holds for it.
    let behind = SAFE.replace("tempfail }\n", "tempfail }, inet:127.0.0.1:7777\n");
    for harmless in [
        format!("{behind}\nmilter_default_action = quarantine"),
        format!("{}\nmilter_default_action = reject", list(other)),
        format!(
            "{}\nmilter_default_action = quarantine",
            list("{ inet:127.0.0.1:7777, default_action=accept }")
        ),
    ] {
        host.is_safe(&harmless, &master());
    }
    // Those that are known to.
    for holder in [
        "inet:127.0.0.1:11332",
        "unix:clamav/clamav-milter.ctl",
        "local:opendmarc/opendmarc.sock",
        "inet:localhost:8893",
    ] {
        let sentence = format!("the milter {holder} stands before ours; if it quarantines mail");
        host.is_noted(&list(holder), &master(), &sentence);
    }
}

/// `$name` in main.cf is what a service in master.cf says it is.
#[test]
fn what_a_service_says_holds_for_what_main_cf_makes_of_it() {
    let host = Host::new();
    let own =
        |option: &str| master().replacen("- smtpd\n", &format!("- smtpd\n  -o {option}\n"), 1);
    let lists = "smtpd_milters = $ours\nours = { unix:postseal/milter.sock, \
                 default_action=$action }\naction = tempfail\nnon_smtpd_milters = { \
                 unix:postseal/milter.sock, default_action=tempfail }";
    host.is_safe(lists, &master());
    host.is_unsafe(
        lists,
        &own("ours=inet:127.0.0.1:7777"),
        "smtpd_milters of the service smtp/inet in master.cf names inet:127.0.0.1:7777, not our \
         milter",
    );
    host.is_unsafe(
        lists,
        &own("action=accept"),
        "in smtpd_milters of the service smtp/inet in master.cf is \"accept\"",
    );
    host.is_unsafe(
        SAFE,
        &master().replacen("0 cleanup\n", "0 cleanup\n  -o smtpd_milters=\n", 1),
        "non_smtpd_milters of the service cleanup/unix in master.cf is empty",
    );
    host.is_unsafe(
        &format!("{SAFE}\nnets = 127.0.0.0/8\nmynetworks = $nets"),
        &own("nets=10.0.0.0/8"),
        "mynetworks holds 10.0.0.0/8",
    );
}
