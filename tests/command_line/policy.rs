//! `postseal policy test`, and `explain --rules`.

use super::{Done, Home, postseal, utf8};

/// The repository's own files.
fn shipped(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

impl Home {
    fn policy_test(&self, more: &[&str]) -> Done {
        let (config, dir) = (self.config(), self.path("cases"));
        postseal(&[&["policy", "test", "--config", &config, utf8(&dir)], more].concat(), b"")
    }

    /// Writes a file into the directory of cases.
    fn case(&self, name: &str, text: &str) {
        let path = self.path("cases").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn the_example_set_is_decided_as_it_expects_by_the_shipped_configuration() {
    let (config, cases) = (shipped("conf/postseal.toml"), shipped("conf/policy-tests"));
    let done = postseal(&["policy", "test", "--config", &config, &cases], b"");
    assert_eq!(done.code, 0, "{}", done.stderr);
    let summary = "seal: 4 mails, 4 as expected\npass: 3 mails, 3 as expected\n";
    assert_eq!(String::from_utf8(done.stdout).unwrap(), summary);
}

#[test]
fn what_is_decided_otherwise_is_named_with_the_reason_and_nothing_else_is() {
    let home = Home::new();
    home.case("expect.toml", "from = \"alice@example.org\"\nto = \"bob@example.net\"\nexpect = \"seal\"\n");
    home.case("a.eml", "Subject: [secure] x\n\nbody\n");
    home.case("deeper/b.eml", "Subject: x\r\n\r\nbody\r\n");
    home.case("c.eml", "Subject: [secure] x\n\nbody\n");
    home.case("c.toml", "to = [\"bob@example.net\", \"carol@example.net\"]\nrule = \"X-Encrypt\"\n");
    home.case("notes.txt", "no mail\n");
    let done = home.policy_test(&[]);
    assert_eq!(done.code, 1, "{}", done.stderr);
    let told = String::from_utf8(done.stdout).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(lines[0].starts_with("FAILED c.eml: expected the rule \"X-Encrypt\" to decide, but: seal bob@example.net by rule \"subject tag\", since it is outbound"), "{told}");
    assert_eq!(lines[1], "FAILED deeper/b.eml: expected seal, but: pass bob@example.net since no rule matches");
    assert_eq!(lines[2], "seal: 3 mails, 1 as expected");

    home.case("deeper/expect.toml", "expect = \"pass\"\nrule = \"\"\n");
    home.case("c.toml", "auth = \"alice\"\nclient = \"192.0.2.1\"\nrule = \"subject tag\"\n");
    let done = home.policy_test(&["--all"]);
    let told = String::from_utf8(done.stdout).unwrap();
    assert_eq!((done.code, told.lines().filter(|line| line.starts_with("ok ")).count()), (0, 3), "{told}");
    home.case("c.toml", "client = \"192.0.2.1\"\n");
    let done = home.policy_test(&[]);
    assert_eq!(done.code, 1, "without a login it isn't outbound from there");
}

#[test]
fn threads_and_macros_can_be_said_without_a_keyring() {
    let home = Home::new();
    home.edit("[[rule]]", "[[rule]]\nname = \"thread\"\nwhen = { thread = true }\nthen = \"seal\"\n[[rule]]\nname = \"tls\"\nwhen = { macro = { name = \"tls_version\", value = \"TLSv1.3\" } }\nthen = \"hold\"\n[[rule]]");
    std::fs::remove_dir_all(home.path("keyring")).unwrap();
    home.case("expect.toml", "from = \"<>\"\nto = \"bob@example.net\"\n");
    for (name, said) in [
        ("thread", "thread = true\nexpect = \"seal\""),
        ("macro", "macro = { tls_version = \"TLSv1.3\" }\nexpect = \"hold\""),
        ("neither", "expect = \"pass\""),
    ] {
        home.case(&format!("{name}.eml"), "Subject: x\n\nbody\n");
        home.case(&format!("{name}.toml"), said);
    }
    let done = home.policy_test(&[]);
    assert_eq!(done.code, 0, "{}{}", String::from_utf8(done.stdout).unwrap(), done.stderr);
}

#[test]
fn mistakes_in_what_is_expected_are_sentences() {
    let home = Home::new();
    std::fs::create_dir(home.path("cases")).unwrap();
    let empty = home.policy_test(&[]);
    assert_eq!(empty.code, 66);
    assert!(empty.stderr.contains("there is no mail in it; name each one .eml."), "{}", empty.stderr);
    home.case("a.eml", "Subject: x\n\nbody\n");
    for (said, sentence) in [
        ("from = \"a@b\"", "a.eml: neither a a.toml beside it nor an expect.toml has the key to."),
        ("from = \"a@b\"\nto = \"c@d\"", "has the key expect."),
        (
            "from = \"a@b\"\nto = \"c@d\"\nexpect = \"clear\"",
            "a.toml:3: expect: unknown variant `clear`, expected one of",
        ),
        ("from = \"a@b\"\nto = 3", "a.toml:2: to: expected an address or a list of addresses"),
        ("from = \"a@b\"\nto = \"\"\nexpect = \"seal\"", "a.eml: to \"\": a recipient can't be empty."),
        ("\nfrm = \"a@b\"", "a.toml:2: frm: unknown field `frm`"),
    ] {
        home.case("a.toml", said);
        let done = home.policy_test(&[]);
        assert_eq!(done.code, 65, "{said}: {}", done.stderr);
        assert!(done.stderr.contains(sentence), "{}\n  should contain\n{sentence}", done.stderr);
        assert_eq!(done.stderr.lines().count(), 1, "{}", done.stderr);
    }
}

#[test]
fn explain_says_of_each_rule_why_it_matches_or_not() {
    let home = Home::new();
    let args =
        ["explain", "--rules", "--from", "alice@example.org", "--to", "bob@example.net", "--to", "carol@example.org"];
    let done = home.run(&args, b"Subject: x\nX-Encrypt: yes\n\nbody\n");
    assert_eq!(
        String::from_utf8(done.stdout).unwrap(),
        "seal bob@example.net by rule \"X-Encrypt\", since it is outbound, the field X-Encrypt matches\n  \
         rule \"subject tag\" doesn't match, since the subject starts with none of the tags\n  \
         rule \"X-Encrypt\" matches, since it is outbound, the field X-Encrypt matches\n\
         seal carol@example.org since no rule matches; alone this would be pass, but all recipients of a message share the strictest decision\n  \
         rule \"subject tag\" doesn't match, since the recipient's domain example.org is local\n  \
         rule \"X-Encrypt\" doesn't match, since the recipient's domain example.org is local\n  \
         rule \"Sensitivity\" doesn't match, since the recipient's domain example.org is local\n"
    );
}
