//! Clients and domains: Postfix and the rules must mean the same by "ours".

use std::fs;

use super::{Host, SAFE, master};

#[test]
fn networks_that_postfix_trusts_are_trusted_by_the_rules() {
    let host = Host::new();
    let with = |networks: &str| format!("{SAFE}\nmynetworks = {networks}");
    let unknown = "mynetworks holds 10.0.0.0/8, mail.trusted_networks doesn't";
    host.is_unsafe(&with("127.0.0.0/8 10.0.0.0/8"), &master(), unknown);
    let file = host.home.path("networks");
    fs::write(&file, "# ours\n127.0.0.0/8\n10.0.0.0/8\n").unwrap();
    host.is_unsafe(&with(&file.display().to_string()), &master(), unknown);
    fs::write(&file, "127.0.0.0/8 ours\n10.0.0.0/8 theirs\n").unwrap();
    host.is_unsafe(
        &with(&format!("cidr:{}", file.display())),
        &master(),
        unknown,
    );
    host.is_noted(
        &with("127.0.0.0/8 ldap:/nowhere"),
        &master(),
        "mynetworks names ldap:/nowhere, which can't be listed",
    );
    let own = master().replacen("- smtpd\n", "- smtpd\n  -o mynetworks=10.0.0.0/8\n", 1);
    host.is_unsafe(SAFE, &own, unknown);
    host.is_safe(&with("127.0.0.1 !10.0.0.0/8 [::1]/128"), &master());
}

#[test]
fn the_local_sendmail_command_is_trusted_by_the_rules_whatever_mynetworks_has() {
    let host = Host::new();
    host.home.edit(
        "trusted_networks = [\"127.0.0.0/8\", \"::1/128\"]",
        "trusted_networks = [\"192.0.2.0/24\"]",
    );
    host.set(&format!("{SAFE}\nmynetworks = 192.0.2.0/24"), &master());
    let (code, told) = host.findings();
    assert_eq!(code, 78, "{told}");
    let sentence = "mail.trusted_networks doesn't hold 127.0.0.1: mail from the local sendmail";
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn who_else_may_relay_is_told() {
    let host = Host::new();
    let relay = |list: &str| format!("{SAFE}\nsmtpd_relay_restrictions = {list}");
    host.is_noted(
        &relay("permit_mynetworks permit_tls_clientcerts reject"),
        &master(),
        "smtpd_relay_restrictions of the service smtp/inet in master.cf has permit_tls_clientcerts",
    );
    host.is_noted(
        &relay("permit_inet_interfaces reject"),
        &master(),
        "has permit_inet_interfaces: mail from the addresses on which this host listens isn't",
    );
    let anybody = "smtpd_relay_restrictions of the service smtp/inet in master.cf lets anybody \
                   send to anywhere";
    host.is_unsafe(&relay("permit_mynetworks permit"), &master(), anybody);
    host.is_safe(
        &relay("permit_mynetworks reject_unauth_destination permit"),
        &master(),
    );
}

#[test]
fn domains_that_are_ours_are_ours_for_both() {
    let host = Host::new();
    let none = format!("{SAFE}\nmydestination = localhost");
    let unknown = "it doesn't know example.org, which mail.local_domains has";
    host.is_unsafe(&none, &master(), unknown);
    let table = host.home.path("domains");
    fs::write(&table, "example.org ok\nexample.net ok\n").unwrap();
    for setting in [
        "relay_domains = example.org\nrelay_transport = relay:[10.0.0.1]",
        "virtual_mailbox_domains = example.org",
        "virtual_alias_domains = example.org",
        "relay_domains = inline:{example.org=x}",
        "transport_maps = inline:{example.org=relay:[10.0.0.1]}",
        // These can't be listed.
        "relay_domains = ldap:/nowhere",
    ] {
        host.is_safe(&format!("{none}\n{setting}"), &master());
    }
    host.is_safe(
        &format!("{none}\nrelay_domains = texthash:{}", table.display()),
        &master(),
    );
    host.is_unsafe(
        &format!("{none}\nrelay_domains = inline:{{a.example=x}}"),
        &master(),
        unknown,
    );
    // Subdomains are taken along by relay_domains alone, and a list may leave one out.
    host.home
        .edit("[\"example.org\"]", "[\"example.org\", \"a.example.org\"]");
    let below = "it doesn't know a.example.org, which mail.local_domains has";
    for setting in [
        "virtual_mailbox_domains = example.org",
        "relay_domains = !a.example.org example.org",
    ] {
        host.set(&format!("{none}\n{setting}"), &master());
        let (_, told) = host.findings();
        assert!(told.contains(below), "{setting}: {told}");
    }
    host.set(&format!("{none}\nrelay_domains = example.org"), &master());
    assert!(!host.findings().1.contains(below));
    host.home
        .edit("[\"example.org\", \"a.example.org\"]", "[\"example.org\"]");
    for key in ["mydestination", "virtual_mailbox_domains", "relay_domains"] {
        host.is_noted(
            &format!("{SAFE}\nmydestination = example.org\n{key} = example.org example.net"),
            &master(),
            &format!("{key} has example.net, mail.local_domains doesn't"),
        );
    }
}
