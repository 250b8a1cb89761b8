//! What `init` takes for a mail domain.

use super::{postseal, utf8};

fn init(domain: &str) -> (i32, String, usize) {
    let dir = tempfile::tempdir().unwrap();
    let args = [
        "init",
        "--dir",
        utf8(dir.path()),
        &format!("--domain={domain}"),
        "--portal-url",
        "https://secure.example.org/",
    ];
    let done = postseal(&args, b"");
    let files = std::fs::read_dir(dir.path()).unwrap().count();
    (done.code, done.stderr, files)
}

/// Whoever sends as such a domain would be taken for one of ours, or nobody would.
#[test]
fn init_refuses_what_is_no_mail_domain_of_an_organisation() {
    for (domain, why) in [
        ("localhost", "every host has this name for itself"),
        ("localdomain", "every host has this name for itself"),
        ("Localhost.", "every host has this name for itself"),
        ("mail.localhost", "every host has this name for itself"),
        ("192.0.2.1", "this is an address, no domain"),
        ("[192.0.2.1]", "this is not a mail domain"),
        ("2001:db8::1", "this is an address, no domain"),
        ("0x7f.1", "this is an address, no domain"),
        ("example..org", "this is not a mail domain"),
        (".example.org", "this is not a mail domain"),
        ("example.org..", "this is not a mail domain"),
        ("-example.org", "this is not a mail domain"),
        ("example-.org", "this is not a mail domain"),
        ("user@example.org", "this is not a mail domain"),
        ("https://example.org", "this is not a mail domain"),
        ("", "this is not a mail domain"),
        (
            &format!("{}.org", "a".repeat(64)),
            "this is not a mail domain",
        ),
        (&"a.".repeat(130), "this is not a mail domain"),
    ] {
        let (code, stderr, files) = init(domain);
        assert_eq!((code, files), (64, 0), "{domain}: {stderr}");
        assert!(stderr.contains(why), "{domain}: {stderr}");
        assert!(stderr.starts_with("postseal: --domain \""), "{stderr}");
        assert!(stderr.contains("example.org"), "what to do: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    for domain in [
        "example.org",
        "Example.ORG.",
        "bücher.example",
        "mail.lan",
        "lan",
    ] {
        let (code, stderr, _) = init(domain);
        assert_eq!(code, 0, "{domain}: {stderr}");
    }
}
