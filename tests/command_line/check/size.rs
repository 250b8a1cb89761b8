//! How large a mail Postfix takes, and how large ours may become.

use super::{Host, SAFE, master};

#[test]
fn a_limit_of_postfix_below_ours_is_told_in_megabytes() {
    let host = Host::new();
    host.is_noted(
        &format!("{SAFE}\nmessage_size_limit = 10240000"),
        &master(),
        "Postfix: message_size_limit is 9.7 MB, and what milter.max_message lets in (64 MB) grows \
         to 66.2 MB",
    );
    host.home.edit("#max_size = \"25M\"", "max_size = \"25M\"");
    host.is_noted(
        &format!("{SAFE}\nmessage_size_limit = 26000000"),
        &master(),
        "Postfix: message_size_limit is 24.7 MB, and carrier.max_size is 25 MB",
    );
    host.is_safe(&format!("{SAFE}\nmessage_size_limit = 26214400"), &master());
    host.is_safe(&format!("{SAFE}\nmessage_size_limit = 0"), &master());
}

#[test]
fn a_listener_for_copies_that_takes_less_is_told() {
    let host = Host::new();
    let small = master().replace(
        "-o smtpd_milters=\n",
        "-o smtpd_milters=\n  -o message_size_limit=20480000\n",
    );
    host.is_noted(
        SAFE,
        &small,
        "the service 127.0.0.1:10026/inet in master.cf, for mail.submit, takes 19.5 MB at most \
         (message_size_limit)",
    );
}
