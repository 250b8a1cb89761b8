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
        ("/^Sensitivity:/ IGNORE", "takes off sensitivity"),
        (
            "/^(X-Mailer|Sensitivity|Priority):/ STRIP",
            "takes off sensitivity",
        ),
        ("/^X-/ IGNORE", "takes off x-encrypt"),
        ("/^X-.*:/ IGNORE", "takes off x-encrypt"),
        ("/^(Rec|X-M).*:/ IGNORE", "takes off Received"),
        // By what the field says.
        ("/\\[secure\\]/ REPLACE Subject: x", "rewrites Subject"),
        ("/^Subj.*secure/ IGNORE", "takes off Subject"),
        ("!/^(Received|From|To):/ IGNORE", "takes off Subject"),
        // Within others.
        (
            "if /^Subject:/} {/secret/ IGNORE} {endif",
            "takes off Subject (if /^Subject:/ /secret/ IGNORE)",
        ),
        (
            "if !/^Received:/} {if /^[S-X]/} {/./ IGNORE} {endif} {endif",
            "takes off Subject (if !/^Received:/ if /^[S-X]/ /./ IGNORE)",
        ),
    ] {
        let main = format!("{SAFE}\nheader_checks = regexp:{{{{{entry}}}}}");
        host.is_noted(&main, &master(), told);
    }
    for entry in [
        "/^X-Received-By:/ IGNORE",
        "/^User-Agent:/ IGNORE",
        "/^X-(Mailer|Originating-IP):/ IGNORE",
        "/^Received:/ PREPEND X-Seen: yes",
        "/^Subject: spam/ REJECT",
        "/\\[spam\\]/ REPLACE Subject: x",
        "if /^User-Agent:/} {/./ IGNORE} {endif",
        "if !/^Received:/} {/^Rec/ IGNORE} {endif",
        "if /^(Subject|X-Mailer):/} {/^X-Mailer:/ IGNORE} {endif",
    ] {
        let main = format!("{SAFE}\nheader_checks = regexp:{{{{{entry}}}}}");
        host.is_safe(&main, &master());
    }
    // What marks a thread has to leave, too.
    let marked = format!("{SAFE}\nsmtp_header_checks = regexp:{{{{/^References:/ IGNORE}}}}");
    let leaves = format!("{}\nsmtp unix - - n - - smtp\n", master());
    host.is_noted(&marked, &leaves, "takes References off mail that leaves");
    let early = format!("{SAFE}\nheader_checks = regexp:{{{{/^References:/ IGNORE}}}}");
    host.is_noted(&early, &master(), "Leave that field");
    let behind = format!("{SAFE}\nsmtp_header_checks = regexp:{{{{/^Received:/ IGNORE}}}}");
    host.is_safe(&behind, &master());
}

#[test]
fn fields_that_postfix_drops_before_the_milter_are_told() {
    let host = Host::new();
    let drops = |more: &str| format!("{SAFE}\nmessage_drop_headers = bcc, return-path{more}");
    for (more, told) in [
        (", x-encrypt", "message_drop_headers has x-encrypt"),
        (" Sensitivity", "message_drop_headers has sensitivity"),
        (", received", "message_drop_headers has Received"),
    ] {
        host.is_noted(&drops(more), &master(), told);
    }
    host.is_safe(&drops(", x-mailer"), &master());
}

/// Mail of a hosted service is ours by its signature, which covers fields and the body.
#[test]
fn what_postfix_changes_of_signed_mail_is_told_where_others_may_send() {
    let host = Host::new();
    let relay = "smtpd_relay_restrictions = check_policy_service inet:127.0.0.1:1, \
                 permit_mynetworks, reject_unauth_destination";
    for entry in [
        "header_checks = regexp:{{/^X-MS-/ IGNORE}}",
        "header_checks = regexp:{{/^User-Agent:/ IGNORE}}",
        "body_checks = regexp:{{/^Scanned by/ IGNORE}}",
        "mime_header_checks = regexp:{{/^Content-Description:/ STRIP}}",
    ] {
        host.is_noted(
            &format!("{SAFE}\n{relay}\n{entry}"),
            &master(),
            "a signature over what is changed doesn't hold any more",
        );
        host.is_safe(&format!("{SAFE}\n{entry}"), &master());
    }
}
