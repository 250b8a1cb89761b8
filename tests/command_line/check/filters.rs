//! Content filters beside us, recipients that Postfix adds, and the backstop.

use super::{Host, PICKUP, SAFE, SMTP, SUBMIT, master};

const RETURN: &str = "127.0.0.1:10025 inet n - y - - smtpd\n  -o content_filter=\n  -o \
                      receive_override_options=no_milters\n";

#[test]
fn a_content_filter_hands_back_past_the_milter_and_passcodes_dont_go_there() {
    let host = Host::new();
    let filtered = format!("{SAFE}\ncontent_filter = smtp:[127.0.0.1]:10024");
    let submit = format!("{SUBMIT}  -o content_filter=\n");
    let master = [SMTP, PICKUP, &submit, RETURN].concat();
    host.is_noted(
        &filtered,
        &master,
        "127.0.0.1:10025/inet in master.cf has no_milters, so mail \
                                       that comes there is never sealed, which is right if nothing \
                                       but the content filter",
    );
    // Without a filter, or for others than this host, such a listener is a way out.
    host.is_unsafe(
        SAFE,
        &master,
        "127.0.0.1:10025/inet in master.cf has no_milters, so mail that comes there is never \
         sealed.",
    );
    host.is_unsafe(
        &filtered,
        &master.replace("127.0.0.1:10025", "10025"),
        "service 10025/inet in master.cf has no_milters",
    );
    host.is_noted(
        &filtered,
        &[SMTP, PICKUP, SUBMIT].concat(),
        "for mail.submit, is smtp:[127.0.0.1]:10024",
    );
    let back = format!("{SAFE}\ncontent_filter = smtp:[127.0.0.1]:2525");
    let asking = "127.0.0.1:2525 inet n - y - - smtpd\n  -o content_filter=\n";
    host.is_unsafe(
        &back,
        &[SMTP, PICKUP, SUBMIT, asking].concat(),
        "for mail.submit, leads to the service 127.0.0.1:2525/inet, which asks our milter",
    );
    let held = format!("{SAFE}\ncontent_filter = discard:");
    host.set(&held, &[SMTP, PICKUP, SUBMIT].concat());
    assert!(
        host.findings()
            .1
            .contains("for mail.submit, is discard:, so passcodes and copies never leave")
    );
}

/// What comes back from a proxy, no milter has seen before.
#[test]
fn behind_a_proxy_the_milter_must_be_asked() {
    let host = Host::new();
    let proxied = SMTP.replace(
        "smtpd\n",
        "smtpd\n  -o smtpd_proxy_filter=127.0.0.1:10024\n",
    );
    let bare = "127.0.0.1:10025 inet n - y - - smtpd\n  -o smtpd_milters=\n";
    host.is_unsafe(
        SAFE,
        &[&proxied, PICKUP, SUBMIT, bare].concat(),
        "smtpd_milters of the service 127.0.0.1:10025/inet in master.cf is empty",
    );
    let asking = "127.0.0.1:10025 inet n - y - - smtpd\n";
    host.is_noted(
        SAFE,
        &[&proxied, PICKUP, SUBMIT, asking].concat(),
        "hands mail to 127.0.0.1:10024 (smtpd_proxy_filter) and shows milters nothing",
    );
}

#[test]
fn recipients_that_postfix_adds_outside_are_found() {
    let host = Host::new();
    for (setting, sentence) in [
        (
            "always_bcc = archive@example.net",
            "always_bcc copies all mail to archive@example.net",
        ),
        (
            "sender_bcc_maps = inline:{alice@example.org=alice@example.net}",
            "copies mail of alice@example.org to alice@example.net",
        ),
        (
            "recipient_bcc_maps = static:all@example.net",
            "copies mail of * to all@example.net",
        ),
        (
            "header_checks = regexp:{{/^Subject:/ REDIRECT bob@example.net}}",
            "sends mail on to bob@example.net where /^Subject:/ matches",
        ),
        (
            "body_checks = regexp:{{/secret/ BCC bob@example.net}}",
            "copies mail to bob@example.net where /secret/ matches",
        ),
        (
            "header_checks = regexp:{{/^X-Route: (.*)/ REDIRECT $$1}}",
            "sends mail on to $1 where /^X-Route: (.*)/ matches",
        ),
        (
            "always_bcc = example.net!archive",
            "always_bcc copies all mail to example.net!archive",
        ),
        (
            "smtpd_restriction_classes = held\nheld = check_recipient_access \
             inline:{{cls@example.org=REDIRECT all%example.net}}\n\
             smtpd_recipient_restrictions = check_recipient_access \
             inline:{cls@example.org=held}, permit_mynetworks, reject",
            "sends mail on to all%example.net where cls@example.org matches",
        ),
        (
            "myorigin = example.net",
            "myorigin is example.net, and mail.local_domains doesn't have it",
        ),
    ] {
        host.is_unsafe(&format!("{SAFE}\n{setting}"), &master(), sentence);
    }
    for table in [
        "recipient_bcc_maps = mysql:/nowhere",
        "header_checks = unionmap:{static:DUNNO}",
    ] {
        let named = table.replace(" = ", " (") + ")";
        let told = format!("{named} can't be listed: see to it that it sends and copies no mail");
        host.is_noted(&format!("{SAFE}\n{table}"), &master(), &told);
    }
    for setting in [
        "myorigin = $mydomain\nmydomain = example.org",
        "always_bcc = archive@example.org",
        "always_bcc = root",
        "recipient_bcc_maps = static:all@example.org",
        "header_checks = regexp:{{/^Subject:/ PREPEND X-Seen: yes} {/^X-Bad:/ REJECT} \
         {/^To:/ FILTER smtp:[127.0.0.1]:10024}}",
        "smtp_header_checks = regexp:{{/^X-Internal:/ IGNORE}}",
    ] {
        host.is_safe(&format!("{SAFE}\n{setting}"), &master());
    }
}

#[test]
fn recipients_that_a_service_or_an_access_table_adds_are_found_too() {
    let host = Host::new();
    let cleanup = |options: &str| master().replace("0 cleanup\n", &format!("0 cleanup\n{options}"));
    for (option, sentence) in [
        (
            "always_bcc=all@example.net",
            "always_bcc of the service cleanup/unix in master.cf copies all mail to",
        ),
        (
            "sender_bcc_maps=static:all@example.net",
            "sender_bcc_maps of the service cleanup/unix in master.cf (static:",
        ),
        (
            "recipient_bcc_maps=static:all@example.net",
            "recipient_bcc_maps of the service cleanup/unix in master.cf",
        ),
        (
            "{ body_checks = regexp:{{/x/ BCC all@example.net}} }",
            "body_checks of the service cleanup/unix in master.cf",
        ),
    ] {
        host.is_unsafe(SAFE, &cleanup(&format!("  -o {option}\n")), sentence);
    }
    let everywhere = format!("{SAFE}\nalways_bcc = all@example.net");
    host.is_safe(&everywhere, &cleanup("  -o always_bcc=\n"));
    // One service takes the value of main.cf.
    let submit = "sealed unix n - y - 0 cleanup\n  -o always_bcc=\n";
    host.is_unsafe(
        &everywhere,
        &[&master(), submit].concat(),
        "always_bcc copies all mail to all@example.net",
    );
    let access = |result: &str| {
        format!(
            "{SAFE}\nsmtpd_sender_restrictions = check_sender_access \
             inline:{{{{alice@example.org = {result}}}}}"
        )
    };
    let place = "smtpd_sender_restrictions (inline:{{alice@example.org =";
    host.is_unsafe(&access("BCC bob@example.net"), &master(), place);
    host.is_unsafe(
        &access("REDIRECT bob@example.net"),
        &master(),
        "sends mail on to bob@example.net",
    );
    host.is_safe(&access("BCC bob@example.org"), &master());
}

/// The lines of conf/backstop.txt, for main.cf and for master.cf.
fn backstop() -> (String, String) {
    let lines = include_str!("../../../conf/backstop.txt");
    let (main, master) = lines.split_once("# In /etc/postfix/master.cf").unwrap();
    let services = master.split_once('\n').unwrap().1;
    (main.to_owned(), services.to_owned())
}

#[test]
fn the_backstop_is_whole_or_nothing_leaves() {
    let mut host = Host::without_milter();
    host.home.edit("#verdict = false", "verdict = true");
    host.start();
    let (main, services) = backstop();
    let main = format!("{SAFE}\n{main}");
    let submit = format!("{SUBMIT}  -o content_filter=\n");
    let whole = [SMTP, PICKUP, &submit, &services].concat();
    host.is_safe(&main, &whole);
    host.is_noted(
        SAFE,
        &master(),
        "milter.verdict is true, and content_filter keeps nothing that lacks the verdict",
    );
    host.is_unsafe(
        &main,
        &[SMTP, PICKUP, SUBMIT, &services].concat(),
        "so passcodes and copies never leave",
    );
    host.is_unsafe(
        &main,
        &[SMTP, PICKUP, &submit].concat(),
        "release mail to where no smtpd service in master.cf listens",
    );
    host.is_unsafe(
        &main,
        &whole.replace("127.0.0.1:10027", "10027"),
        "10027/inet in master.cf, to which judged mail is released, listens for more than this \
         host",
    );
    let second = format!("{whole}192.0.2.7:10027 inet n - y - - smtpd\n  -o smtpd_milters=\n");
    host.is_unsafe(
        &main,
        &second,
        "smtpd_milters of the service 192.0.2.7:10027/inet in master.cf is empty",
    );
    // Without the filter too, nobody else may go in there.
    let unfiltered = main.replace("content_filter = retry", "x = retry");
    host.set(&unfiltered, &whole.replace("127.0.0.1:10027", "10027"));
    assert!(
        host.findings()
            .1
            .contains("judged mail is released, listens for more than this host")
    );
    let loops = whole.replace(
        &services,
        &services.replacen("-o content_filter=\n", "-o smtpd_banner=x\n", 1),
    );
    host.is_unsafe(&main, &loops, "has a content_filter again");
    let none = main
        .lines()
        .filter(|line| !line.starts_with("milter_header_checks"))
        .collect::<Vec<_>>()
        .join("\n");
    host.set(&none, &whole);
    assert!(
        host.findings()
            .1
            .contains("milter_header_checks release nothing that bears X-Postseal-Verdict")
    );
    let around = format!("{whole}587 inet n - y - - smtpd\n  -o content_filter=\n");
    host.is_noted(
        &main,
        &around,
        "content_filter of the service 587/inet in master.cf is \"\", so what comes there goes \
         past the backstop",
    );
    let free = "goes past the backstop; take that FILTER out";
    for setting in [
        "header_checks = regexp:{{/^Subject: x/ FILTER smtp:}}",
        "body_checks = regexp:{{/x/ FILTER smtp:[192.0.2.1]}}",
        "smtpd_sender_restrictions = check_sender_access inline:{{example.org = FILTER smtp:}}",
    ] {
        host.is_unsafe(&format!("{main}\n{setting}"), &whole, free);
    }
    host.is_unsafe(
        &main.replace("regexp:{{", "regexp:{{/^Subject: / FILTER smtp:} {"),
        &whole,
        free,
    );
    host.is_unsafe(
        &main.replace("{{/^X-Post", "{{/X-Post"),
        &whole,
        "which other fields can match too",
    );
    host.is_safe(
        &format!("{main}\nheader_checks = regexp:{{{{/^Subject: x/ FILTER retry:x}}}}"),
        &whole,
    );
    host.home.edit("verdict = true", "verdict = false");
    host.reload();
    host.is_unsafe(&main, &whole, "waits for the milter's verdict");
}

#[test]
fn programs_that_may_send_on_what_they_are_given_are_worth_knowing() {
    let host = Host::new();
    for setting in [
        "mailbox_command = /usr/lib/dovecot/deliver",
        "virtual_transport = lmtp:unix:private/dovecot-lmtp",
        "mailbox_transport = dovecot:",
    ] {
        let name = setting.split(' ').next().unwrap();
        host.is_noted(
            &format!("{SAFE}\n{setting}"),
            &super::master(),
            &format!("Postfix: {name} is "),
        );
    }
    for (setting, told) in [
        (
            "mailbox_transport_maps = inline:{alice=lmtp:unix:x}",
            "mailbox_transport_maps (inline:{alice=lmtp:unix:x}) hands mail for alice to \
             lmtp:unix:x. What that program sends on",
        ),
        (
            "mailbox_command_maps = inline:{alice=/usr/bin/procmail}",
            "hands mail for alice to /usr/bin/procmail. What that program sends on",
        ),
        (
            "fallback_transport_maps = inline:{alice=smtp:[192.0.2.1]}",
            "hands mail for alice to smtp:[192.0.2.1]. For the rules that mail is local, so it \
             goes there in clear",
        ),
        (
            "transport_maps = inline:{alice@example.org=smtp:[mx.example.net], \
             example.net=smtp:[192.0.2.1]}",
            "hands mail for alice@example.org to smtp:[mx.example.net]. For the rules",
        ),
        (
            "transport_maps = inline:{*=smtp:[mx.example.net]}",
            "hands mail for * to smtp:[mx.example.net]. For the rules",
        ),
        (
            "transport_maps = regexp:{{/@example.org$$/ lmtp:inet:[192.0.2.1]:24}}",
            "hands mail for postmaster@example.org to lmtp:inet:[192.0.2.1]:24. For the rules",
        ),
        (
            "transport_maps = inline:{example.org=lmtp:inet:127.0.0.1:24}",
            "hands mail for example.org to lmtp:inet:127.0.0.1:24. What that program sends on",
        ),
        (
            "relay_transport = smtp:[mx.example.net]",
            "relay_transport is smtp:[mx.example.net]. For the rules",
        ),
        (
            "transport_maps = ldap:/nowhere",
            "transport_maps (ldap:/nowhere) can't be listed: see to it that it hands no local mail",
        ),
    ] {
        host.is_noted(&format!("{SAFE}\n{setting}"), &super::master(), told);
    }
    for setting in [
        "",
        "transport_maps = inline:{example.org=relay:[10.0.0.1], example.net=smtp:[192.0.2.2]}",
        "transport_maps = inline:{*=smtp:[192.0.2.2], example.org=local:}",
        "transport_maps = hash:/nowhere\nmailbox_transport_maps = inline:{alice=local:}",
    ] {
        host.is_safe(&format!("{SAFE}\n{setting}"), &super::master());
    }
}
