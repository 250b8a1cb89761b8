//! What the client's mail meets and the copies of messages that are split don't.

use super::{Host, SAFE, master};

#[test]
fn tables_that_hold_mail_and_not_its_copies_are_named() {
    let host = Host::new();
    for (setting, told) in [
        (
            "smtpd_sender_restrictions = check_sender_access inline:{{a@example.org = HOLD}}",
            "smtpd_sender_restrictions (inline:{{a@example.org = HOLD}}) says HOLD where \
             a@example.org matches",
        ),
        (
            "smtpd_recipient_restrictions = check_recipient_access inline:{{example.net = FILTER \
             smtp:[127.0.0.1]:10024}}, permit_mynetworks, reject",
            "says FILTER where example.net matches",
        ),
        (
            "smtpd_data_restrictions = check_client_access inline:{{192.0.2.1 = REDIRECT \
             b@example.org}}",
            "says REDIRECT where 192.0.2.1 matches",
        ),
        (
            "mime_header_checks = regexp:{{/name=.*exe/ HOLD}}",
            "mime_header_checks (regexp:{{/name=.*exe/ HOLD}}) says HOLD",
        ),
    ] {
        let main = format!("{SAFE}\n{setting}");
        let own = master().replace(
            "-o smtpd_milters=\n",
            "-o smtpd_milters=\n  -o smtpd_sender_restrictions= -o smtpd_data_restrictions=\n  -o \
             smtpd_recipient_restrictions=permit_mynetworks,reject\n",
        );
        host.is_noted(&main, &own, told);
        // The listener for copies has them too.
        if !setting.starts_with("mime") {
            host.is_safe(&main, &master());
        }
    }
    let harmless = "smtpd_sender_restrictions = check_sender_access inline:{{a@x = REJECT}}";
    let own = master().replace(
        "-o smtpd_milters=\n",
        "-o smtpd_milters= -o smtpd_sender_restrictions=\n",
    );
    host.is_safe(&format!("{SAFE}\n{harmless}"), &own);
}

#[test]
fn a_filter_that_copies_go_past_is_named() {
    let host = Host::new();
    let filtered = master().replacen(
        "- smtpd\n",
        "- smtpd\n  -o content_filter=smtp:[127.0.0.1]:10024\n",
        1,
    );
    host.is_noted(
        SAFE,
        &filtered,
        "content_filter of the service smtp/inet in master.cf is smtp:[127.0.0.1]:10024, and that \
         of the service 127.0.0.1:10026/inet, for mail.submit, isn't",
    );
}

#[test]
fn copies_that_postfix_would_refuse_are_told() {
    let host = Host::new();
    let many = |limit: &str| {
        let option = format!("- smtpd\n  -o smtpd_recipient_limit={limit}\n");
        master().replacen("- smtpd\n", &option, 1)
    };
    host.is_noted(
        SAFE,
        &many("2000"),
        "takes 1000 recipients at most (smtpd_recipient_limit), and a message may have 2000",
    );
    host.is_safe(SAFE, &many("1000"));
    let refusing = "regexp:{{/name=.*\\.html/ REJECT no pages}}";
    for key in ["mime_header_checks", "header_checks"] {
        let main = format!("{SAFE}\n{key} = {refusing}");
        host.is_noted(&main, &master(), "say \"REJECT no pages\" to Content-");
        let own = "postseal-cleanup unix n - y - 0 cleanup\n  -o mime_header_checks=\n";
        let submit = "-o smtpd_milters=\n  -o cleanup_service_name=postseal-cleanup\n";
        let apart = master().replace("-o smtpd_milters=\n", submit) + own;
        host.is_safe(&main, &apart);
    }
}
