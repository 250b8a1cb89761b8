//! Fields that Postfix takes off before the milter sees them.

use super::{Host, SAFE, master};

#[test]
fn fields_that_postfix_takes_off_before_the_milter_are_told() {
    let host = Host::new();
    for (entry, told) in [
        (
            "/^Received:/ IGNORE",
            "takes off Received (/^Received:/ IGNORE) before the milter sees",
        ),
        ("/^(Received|X-Mailer):.*/i ignore", "takes off Received"),
        (
            "/^Subject: *\\[secure\\]/ REPLACE Subject: plan",
            "rewrites Subject",
        ),
        ("/^In\\-Reply\\-To:/ STRIP", "takes off In-Reply-To"),
        ("/^(DKIM-Signature|X):/ IGNORE", "counts as yours by it"),
        ("/^X-Encrypt:/ IGNORE", "the rules seal by it"),
    ] {
        let main = format!("{SAFE}\nheader_checks = regexp:{{{{{entry}}}}}");
        host.is_noted(&main, &master(), told);
    }
    for entry in [
        "/^X-Received-By:/ IGNORE",
        "/^User-Agent:/ IGNORE",
        "/^Received:/ PREPEND X-Seen: yes",
        "/^Subject: spam/ REJECT",
    ] {
        let main = format!("{SAFE}\nheader_checks = regexp:{{{{{entry}}}}}");
        host.is_safe(&main, &master());
    }
    let behind = format!("{SAFE}\nsmtp_header_checks = regexp:{{{{/^Received:/ IGNORE}}}}");
    host.is_safe(&behind, &master());
}
