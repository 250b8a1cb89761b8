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
    host.reload();
    host.is_noted(
        &format!("{SAFE}\nmessage_size_limit = 26000000"),
        &master(),
        "Postfix: message_size_limit is 24.7 MB, and carrier.max_size is 25 MB",
    );
    // Else Postfix refuses the carrier of a message that is split when its copies have left.
    host.is_noted(
        &format!("{SAFE}\nmessage_size_limit = 26214400"),
        &master(),
        "or else carrier.max_size to \"25584K\" or less, and it is refused before any copy leaves",
    );
    host.is_safe(&format!("{SAFE}\nmessage_size_limit = 26230784"), &master());
    host.is_safe(&format!("{SAFE}\nmessage_size_limit = 0"), &master());
}

/// Else the advice ends all delivery to mailboxes: the agents' own limits are 48.8 MB by default.
#[test]
fn the_limits_of_delivery_agents_are_told_with_that_of_messages() {
    let host = Host::new();
    let agents = "virtual unix - n n - - virtual\nlocal unix - n n - - local\n";
    let master = master() + agents;
    let hosts = "virtual_mailbox_domains = example.org";
    let main = format!("{SAFE}\nmessage_size_limit = 10240000\nmailbox_size_limit = 0\n{hosts}");
    let advice =
        "or more if such mail shall leave, and virtual_mailbox_limit with it (48.8 MB now)";
    host.is_noted(&main, &master, advice);
    let same = "mailbox_size_limit = 80000000\nvirtual_mailbox_limit = 80000000\n\
                alias_maps =\nforward_path =";
    host.is_safe(
        &format!("{SAFE}\nmessage_size_limit = 70000000\n{hosts}\n{same}"),
        &master,
    );
    for (limit, told) in [
        (
            "70000000",
            "Postfix: mailbox_size_limit is 48.8 MB, and message_size_limit takes more",
        ),
        (
            "0",
            "Postfix: mailbox_size_limit is limited, and message_size_limit takes more",
        ),
    ] {
        host.is_unsafe(
            &format!("{SAFE}\nmessage_size_limit = {limit}"),
            &master,
            told,
        );
    }
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
