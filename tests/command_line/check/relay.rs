//! Who sends to the outside without being in mynetworks and without a login.

use rig::dns::Dns;

use super::{Host, SAFE, master};

#[test]
fn an_open_relay_is_found_in_either_list() {
    let host = Host::new();
    let lists = |relay: &str, recipient: &str| {
        format!(
            "{SAFE}\nsmtpd_relay_restrictions = {relay}\nsmtpd_recipient_restrictions = {recipient}"
        )
    };
    let anybody = |key: &str| {
        format!("{key} of the service smtp/inet in master.cf lets anybody send to anywhere")
    };
    for (relay, recipient, key) in [
        (
            "",
            "permit_mynetworks, permit",
            "smtpd_recipient_restrictions",
        ),
        (
            "",
            "permit_mynetworks, reject_unknown_sender_domain, permit, reject",
            "smtpd_recipient_restrictions",
        ),
        (
            "permit_mynetworks warn_if_reject reject_unauth_destination",
            "",
            "smtpd_relay_restrictions",
        ),
        ("permit", "permit", "smtpd_relay_restrictions"),
    ] {
        host.is_unsafe(&lists(relay, recipient), &master(), &anybody(key));
    }
    for (relay, recipient) in [
        ("", "permit_mynetworks, reject_unauth_destination, permit"),
        ("permit", "permit_mynetworks, reject"),
        (
            "permit_mynetworks, ours",
            "permit\nsmtpd_restriction_classes = ours\nours = permit_sasl_authenticated, reject",
        ),
    ] {
        host.is_safe(&lists(relay, recipient), &master());
    }
}

#[test]
fn clients_that_a_table_lets_out_are_outbound_for_the_rules_too() {
    let host = Host::new();
    let relay = |first: &str| {
        format!("{SAFE}\nsmtpd_relay_restrictions = {first} permit_mynetworks reject")
    };
    let of = "smtpd_relay_restrictions of the service smtp/inet in master.cf";
    for table in [
        "cidr:{{192.0.2.0/24 OK}}",
        "cidr:{{198.51.100.0/24 REJECT} {192.0.2.0/24 permit}}",
    ] {
        host.is_unsafe(
            &relay(&format!("check_client_access {table}")),
            &master(),
            &format!(
                "{of} lets 192.0.2.0/24 send to anywhere (check_client_access {table}), \
                      mail.trusted_networks doesn't hold it"
            ),
        );
    }
    host.is_unsafe(
        &relay("check_client_access inline:{192.0.2=ok}"),
        &master(),
        &format!("{of} lets 192.0.2 send"),
    );
    for (first, sentence) in [
        (
            "check_client_access inline:{client.example.net=ok}",
            "lets mail out where client.example.net matches",
        ),
        (
            "check_sender_access inline:{example.net=1234}",
            "lets mail out where example.net matches",
        ),
        (
            "check_client_access ldap:/nowhere",
            "has check_client_access ldap:/nowhere, which can't be listed",
        ),
        (
            "check_policy_service inet:127.0.0.1:10023",
            "has check_policy_service: what it permits",
        ),
        (
            "permit_naked_ip_address",
            "has permit_naked_ip_address: what it permits",
        ),
    ] {
        host.is_noted(&relay(first), &master(), &format!("{of} {sentence}"));
    }
    for first in [
        "check_client_access cidr:{{127.0.0.0/8 OK} {192.0.2.0/24 REJECT} {198.51.100.0/24 550 no} \
         {203.0.113.0/24 DUNNO}}",
        "reject_unauth_destination check_client_access cidr:{{192.0.2.0/24 OK}} \
         check_policy_service inet:127.0.0.1:10023",
        // What passes here, the other list rejects.
        "permit_mynetworks reject\nsmtpd_recipient_restrictions = check_client_access \
         cidr:{{192.0.2.0/24 OK}}",
    ] {
        host.is_safe(&relay(first), &master());
    }
}

/// What the service relays waits else, however it is signed.
#[test]
fn a_hosted_service_whose_key_is_only_tested_is_found() {
    let selector = |name: &str| format!("{name}._domainkey.example.org");
    let [one, two, three] = ["selector1", "selector2", "google"].map(selector);
    let dns = Dns::serve([
        (one.as_str(), "v=DKIM1; k=rsa; t=y; p=MIGf"),
        (two.as_str(), "v=DKIM1; k=rsa; p=MIGf"),
        (three.as_str(), "v=DKIM1; t=y; p="),
    ]);
    let host = Host::new();
    host.home
        .edit("127.0.0.1:1\"", &format!("127.0.0.1:{}\"", dns.port()));
    host.reload();
    let relay = format!(
        "{SAFE}\nsmtpd_relay_restrictions = permit_mynetworks permit_tls_clientcerts reject"
    );
    let sentence = format!("the TXT record {one} in DNS says that its key is only tested (t=y)");
    host.is_unsafe(&relay, &master(), &sentence);
    // Where nobody relays, nobody needs that signature.
    host.is_safe(SAFE, &master());
    drop(dns);
    let place = "smtpd_relay_restrictions of the service smtp/inet in master.cf has \
                 permit_tls_clientcerts";
    host.is_noted(&relay, &master(), place);
}
