//! Ways on which mail leaves that tables of Postfix name, and what stops all of it.

use std::fs;

use super::{Host, PICKUP, SAFE, SMTP, SUBMIT, master};

#[test]
fn tables_that_hand_mail_elsewhere_are_named() {
    let host = Host::new();
    for (setting, place) in [
        (
            "header_checks = regexp:{{/^X-Plan:/ FILTER smtp:[192.0.2.9]:25}}",
            "header_checks (regexp:{{/^X-Plan:/ FILTER smtp:[192.0.2.9]:25}}) says FILTER \
             smtp:[192.0.2.9]:25 where /^X-Plan:/ matches",
        ),
        (
            "body_checks = regexp:{{/plan/ FILTER smtp:archive.example.net} {/x/ FILTER \
             smtp:archive.example.net}}",
            "says FILTER smtp:archive.example.net where /plan/ matches (and in 1 more entries): \
             what the milter lets pass goes there in clear",
        ),
        (
            "smtpd_sender_restrictions = check_sender_access inline:{{a@example.org = FILTER \
             smtp:[192.0.2.9]:25}}",
            "says FILTER smtp:[192.0.2.9]:25 where a@example.org matches",
        ),
    ] {
        host.is_noted(&format!("{SAFE}\n{setting}"), &master(), place);
    }
    for setting in [
        "header_checks = regexp:{{/^X-Plan:/ FILTER discard:}}",
        "header_checks = regexp:{{/^X-Plan:/ FILTER smtp:[127.0.0.1]:10024}}",
    ] {
        host.is_safe(&format!("{SAFE}\n{setting}"), &master());
    }
}

#[test]
fn a_content_filter_on_another_host_is_told() {
    let host = Host::new();
    let smtp = format!("{}\nsmtp unix - - n - - smtp\n", master());
    for (filter, is_told) in [
        ("smtp:[203.0.113.9]:10024", true),
        ("smtp:mx.example.net", true),
        ("smtp:[::1]:10024", false),
        ("smtp:localhost:10024", false),
        ("smtp:inet:127.0.0.1:10024", false),
    ] {
        host.set(&format!("{SAFE}\ncontent_filter = {filter}"), &smtp);
        let (_, told) = host.findings();
        let sentence = format!("content_filter is {filter}: what the milter lets pass goes there");
        assert_eq!(told.contains(&sentence), is_told, "{filter}: {told}");
    }
}

/// A filter that tables name hands mail back as one that `content_filter` names.
#[test]
fn a_filter_of_tables_hands_back_past_the_milter() {
    let host = Host::new();
    let back = "127.0.0.1:10025 inet n - y - - smtpd\n  -o smtpd_milters=\n";
    let master = [SMTP, PICKUP, SUBMIT, back].concat();
    let filter = "header_checks = regexp:{{/^X-Plan:/ FILTER smtp:[127.0.0.1]:10024}}";
    let never = "mail that comes there is never sealed";
    host.is_noted(
        &format!("{SAFE}\n{filter}"),
        &master,
        &format!("{never}, which is right if nothing but the content filter"),
    );
    host.is_unsafe(SAFE, &master, &format!("{never}."));
}

#[test]
fn servers_of_others_that_get_local_mail_are_named() {
    let host = Host::new();
    for (setting, told) in [
        (
            "transport_maps = inline:{example.org=relay:[192.0.2.1]}",
            "hands mail for example.org to relay:[192.0.2.1]. For the rules that mail is local",
        ),
        (
            "transport_maps = inline:{example.org=relay:[mx.example.net]:25}",
            "hands mail for example.org to relay:[mx.example.net]:25. For the rules",
        ),
        (
            "relay_transport = relay:[2001:db8::1]",
            "relay_transport is relay:[2001:db8::1]. For the rules that mail is local",
        ),
    ] {
        host.is_noted(&format!("{SAFE}\n{setting}"), &master(), told);
    }
    for next in [
        "[10.0.0.2]",
        "[192.168.0.2]:25",
        "[fd00::2]:25",
        "[mail2.example.org]",
        "exchange.lan",
        "exchange",
        "",
    ] {
        let setting = format!("transport_maps = inline:{{example.org=relay:{next}}}");
        host.is_safe(&format!("{SAFE}\n{setting}"), &master());
    }
}

#[test]
fn a_domain_that_is_relayed_to_nowhere_is_named() {
    let host = Host::new();
    let relayed = format!("{SAFE}\nmydestination = localhost\nrelay_domains = example.org");
    host.is_noted(
        &relayed,
        &master(),
        "relay_domains has example.org, and neither transport_maps nor relay_transport names its \
         server",
    );
    for setting in [
        "transport_maps = inline:{example.org=relay:[10.0.0.2]}",
        "transport_maps = inline:{*=relay:[10.0.0.2]}",
        "transport_maps = regexp:{{/@example.org$$/ relay:[10.0.0.2]}}",
        "relay_transport = relay:[10.0.0.2]",
        "mydestination = example.org localhost",
    ] {
        host.is_safe(&format!("{relayed}\n{setting}"), &master());
    }
}

#[test]
fn more_processes_than_the_milter_serves_are_found() {
    let host = Host::new();
    let master = |most: &str| {
        let smtp = SMTP.replace("- smtpd", &format!("{most} smtpd"));
        [&smtp, PICKUP, SUBMIT].concat()
    };
    host.is_safe(SAFE, &master("500"));
    host.is_noted(
        SAFE,
        &master("501"),
        "501 smtpd processes may ask our milter at a time (default_process_limit, and maxproc in \
         master.cf), and it serves 500 (milter.max_sessions)",
    );
    host.is_noted(
        SAFE,
        &master("0"),
        "as many smtpd processes as are asked for",
    );
    host.is_noted(
        &format!("{SAFE}\ndefault_process_limit = 2000"),
        &master("-"),
        "set milter.max_sessions = 2000",
    );
    // These don't ask it.
    let submit = SUBMIT.replace("- smtpd", "900 smtpd");
    host.is_safe(SAFE, &[SMTP, PICKUP, &submit].concat());
}

#[test]
fn a_file_in_place_of_the_records_of_copies_is_found() {
    let host = Host::new();
    let records = host.home.path("submitted");
    fs::remove_dir_all(&records).ok();
    fs::write(&records, "").unwrap();
    host.is_unsafe(
        SAFE,
        &master(),
        "is no directory, so no message that is split can be sent",
    );
    fs::remove_file(&records).unwrap();
    host.is_safe(SAFE, &master());
}
