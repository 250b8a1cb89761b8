//! `postseal policy test`, and `explain --rules`.

use std::io::Write as _;

use super::{Done, Home, postseal, utf8};

/// The repository's own files.
fn shipped(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

impl Home {
    fn policy_test(&self, more: &[&str]) -> Done {
        let (config, dir) = (self.config(), self.path("cases"));
        postseal(
            &[&["policy", "test", "--config", &config, utf8(&dir)], more].concat(),
            b"",
        )
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
    let summary = "pass: 3 mails, 3 as expected\nseal: 4 mails, 4 as expected\n";
    assert_eq!(String::from_utf8(done.stdout).unwrap(), summary);
}

#[test]
fn what_is_decided_otherwise_is_named_with_the_reason_and_nothing_else_is() {
    let home = Home::new();
    home.case(
        "expect.toml",
        "from = \"alice@example.org\"\nto = \"bob@example.net\"\nexpect = \"seal\"\n",
    );
    home.case("a.eml", "Subject: [secure] x\n\nbody\n");
    home.case("deeper/b.eml", "Subject: x\r\n\r\nbody\r\n");
    home.case("c.eml", "Subject: [secure] x\n\nbody\n");
    home.case(
        "c.toml",
        "to = [\"bob@example.net\", \"carol@example.net\"]\nrule = \"X-Encrypt\"\n",
    );
    home.case("notes.txt", "no mail\n");
    let done = home.policy_test(&[]);
    assert_eq!(done.code, 1, "{}", done.stderr);
    let told = String::from_utf8(done.stdout).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(
        lines[0].starts_with(
            "FAILED c.eml: expected the rule \"X-Encrypt\" to decide, but: \
                                  seal bob@example.net by rule \"subject tag\", since it is \
                                  outbound"
        ),
        "{told}"
    );
    assert_eq!(
        lines[1],
        "FAILED deeper/b.eml: expected seal, but: pass bob@example.net since no rule matches"
    );
    assert_eq!(lines[2], "seal: 3 mails, 1 as expected");

    home.case("deeper/expect.toml", "expect = \"pass\"\nrule = \"\"\n");
    home.case(
        "c.toml",
        "auth = \"alice\"\nclient = \"192.0.2.1\"\nrule = \"subject tag\"\n",
    );
    let done = home.policy_test(&["--all"]);
    let told = String::from_utf8(done.stdout).unwrap();
    assert_eq!(
        (
            done.code,
            told.lines().filter(|line| line.starts_with("ok ")).count()
        ),
        (0, 3),
        "{told}"
    );
    home.case("C2.EML", "Subject: [secure] x\n\nbody\n");
    home.case(
        "C2.toml",
        "to = [\"carol@example.org\", \"bob@example.net\"]\nrule = \"\"\n\
                          [expect]\n\"carol@example.org\" = \"pass\"\n\"bob@example.net\" = \
                          \"seal\"\n",
    );
    let told = String::from_utf8(home.policy_test(&[]).stdout).unwrap();
    assert!(
        told.starts_with("FAILED C2.EML: expected no rule to match, but: pass carol@example.org"),
        "{told}"
    );
    std::fs::remove_file(home.path("cases/C2.EML")).unwrap();
    home.case("c.toml", "auth = \"\"\nclient = \"192.0.2.1\"\n");
    let done = home.policy_test(&[]);
    assert_eq!(done.code, 1, "without a login it isn't outbound from there");
}

#[test]
fn threads_and_macros_can_be_said_without_a_keyring() {
    let home = Home::new();
    home.edit(
        "[[rule]]",
        "[[rule]]\nname = \"tls\"\nwhen = \
                           { macro = { name = \"tls_version\", value = \"TLSv1.3\" } }\nthen = \
                           \"hold\"\n[[rule]]",
    );
    std::fs::remove_dir_all(home.path("keyring")).unwrap();
    home.case("expect.toml", "from = \"<>\"\nto = \"bob@example.net\"\n");
    for (name, said) in [
        ("thread", "thread = true\nexpect = \"seal\""),
        (
            "macro",
            "macro = { tls_version = \"TLSv1.3\" }\nexpect = \"hold\"",
        ),
        ("neither", "expect = \"pass\""),
    ] {
        home.case(&format!("{name}.eml"), "Subject: x\n\nbody\n");
        home.case(&format!("{name}.toml"), said);
    }
    let done = home.policy_test(&[]);
    assert_eq!(
        done.code,
        0,
        "{}{}",
        String::from_utf8(done.stdout).unwrap(),
        done.stderr
    );
}

#[test]
fn mistakes_in_what_is_expected_are_sentences() {
    let home = Home::new();
    std::fs::create_dir(home.path("cases")).unwrap();
    let empty = home.policy_test(&[]);
    assert_eq!(empty.code, 66);
    assert!(
        empty
            .stderr
            .contains("there is no mail in it; name each one .eml."),
        "{}",
        empty.stderr
    );
    home.case("a.eml", "Subject: x\n\nbody\n");
    for (said, sentence) in [
        (
            "from = \"a@b\"",
            "a.eml: neither a a.toml beside it nor an expect.toml has the key to.",
        ),
        ("from = \"a@b\"\nto = \"c@d\"", "has the key expect."),
        (
            "from = \"a@b\"\nto = \"c@d\"\nexpect = \"clear\"",
            "a.toml:3: expect: expected \"seal\", \"pass\", \"reject\" or \"hold\", or a table",
        ),
        (
            "from = \"a@b\"\nto = 3",
            "a.toml:2: to: expected an address or a list of addresses",
        ),
        (
            "from = \"a@b\"\nto = \"\"\nexpect = \"seal\"",
            "a.eml: to \"\": a recipient can't be empty.",
        ),
        (
            "from = \"a@b\"\nto = \"c@d\"\nexpect = { \"e@f\" = \"seal\" }",
            "expect says nothing of the recipient c@d.",
        ),
        ("\nfrm = \"a@b\"", "a.toml:2: frm: there is no such key"),
    ] {
        home.case("a.toml", said);
        let done = home.policy_test(&[]);
        assert_eq!(done.code, 65, "{said}: {}", done.stderr);
        assert!(
            done.stderr.contains(sentence),
            "{}\n  should contain\n{sentence}",
            done.stderr
        );
        assert_eq!(done.stderr.lines().count(), 1, "{}", done.stderr);
    }
}

#[test]
fn explain_says_of_each_rule_why_it_matches_or_not() {
    let home = Home::new();
    let args = [
        "explain",
        "--rules",
        "--from",
        "alice@example.org",
        "--to",
        "bob@example.net",
        "--to",
        "carol@example.org",
    ];
    let done = home.run(&args, b"Subject: x\nX-Encrypt: yes\n\nbody\n");
    assert_eq!(
        String::from_utf8(done.stdout).unwrap(),
        "seal bob@example.net by rule \"X-Encrypt\", since it is outbound, the field X-Encrypt \
         matches\n  \
         rule \"thread\" doesn't match, since it answers no sealed message\n  \
         rule \"subject tag\" doesn't match, since the subject starts with none of the tags\n  \
         rule \"X-Encrypt\" matches, since it is outbound, the field X-Encrypt matches\n\
         pass carol@example.org since no rule matches; rule \"X-Encrypt\" would match if it were \
         outbound, but the recipient's domain example.org is local\n  \
         rule \"thread\" doesn't match, since the recipient's domain example.org is local\n  \
         rule \"subject tag\" doesn't match, since the recipient's domain example.org is local\n  \
         rule \"X-Encrypt\" doesn't match, since the recipient's domain example.org is local\n  \
         rule \"Sensitivity\" doesn't match, since the recipient's domain example.org is local\n"
    );
}

#[test]
fn explain_looks_at_all_of_a_long_mail() {
    let home = Home::new();
    let mut rules = std::fs::OpenOptions::new()
        .append(true)
        .open(home.path("postseal.toml"))
        .unwrap();
    let rule =
        "\n[[rule]]\nname = \"falconer\"\nwhen = { words = \"falconer\" }\nthen = \"seal\"\n";
    rules.write_all(rule.as_bytes()).unwrap();
    let lines = "a line of an ordinary letter\n".repeat(60_000);
    let mail = |end: &str| format!("Subject: x\n\n{lines}{end}\n");
    assert!(
        home.explain(&["bob@example.net"], &mail("bye"))
            .starts_with("pass ")
    );
    let told = home.explain(&["bob@example.net"], &mail("falconer"));
    assert!(told.starts_with("seal "), "{told}");
    assert!(told.contains("falconer"), "{told}");
}

#[test]
fn line_ends_change_nothing() {
    let home = Home::new();
    home.edit(
        "[[rule]]",
        "[[rule]]\nname = \"line\"\nwhen = \
                           { patterns = '(?m)^Classification: secret$' }\nthen = \"reject\"\n\
                           [[rule]]\nname = \"size\"\nwhen = { size_over = \"1000\" }\nthen = \
                           \"hold\"\n[[rule]]",
    );
    for (mail, word) in [
        (
            "Subject: x\n\nhi\nClassification: secret\nbye\n".to_owned(),
            "reject",
        ),
        (format!("Subject: x\n\n{}", "ab\n".repeat(300)), "hold"),
    ] {
        for mail in [mail.replace('\n', "\r\n"), mail] {
            let said = home.explain(&["bob@example.net"], &mail);
            assert!(said.starts_with(&format!("{word} ")), "{mail:?}: {said}");
        }
    }
}

#[test]
fn explain_tells_options_carriers_and_detours_but_not_what_matched() {
    let home = Home::new();
    home.edit(
        "[[rule]]",
        "[[rule]]\nname = \"card\"\nwhen = { identifiers = \"payment-card\" }\n\
                           then = \"seal\"\nexpires = \"90d\"\nreply = false\n[[rule]]",
    );
    let file = "Content-Disposition: attachment; filename=\"card 4111 1111 1111 1111.txt\"\n\n4111 \
                1111 1111 1111\n";
    let said = home.explain(&["bob@example.net"], file);
    assert!(
        said.ends_with("the first in attachment 1 (.txt) (expires in 90 days, no reply)\n"),
        "{said}"
    );
    let odd = "Content-Type: text/plain; charset=\"4111-1111-1111-1111\"\n\n\u{e9}\n";
    let said = home.explain(&["bob@example.net"], odd);
    assert!(
        said.starts_with("seal ") && !said.contains("4111"),
        "{said}"
    );
    assert_eq!(
        home.explain(&["bob%partner.example@example.net"], "Subject: x\n\n"),
        "reject bob%partner.example@example.net since a recipient's address takes a detour; it \
         must be written as user@domain\n"
    );
    let carrier = String::from_utf8(home.seal(b"Subject: [secure] x\n\nbody\n")).unwrap();
    home.edit(
        "when = { identifiers = \"payment-card\" }",
        "when = { direction = \"outbound\", size_over = \"1\" }",
    );
    let said = home.explain(&["bob@example.net"], &carrier);
    assert_eq!(
        said,
        "pass bob@example.net since it is one of our carriers already\n"
    );
    let said = home.explain(
        &["bob@example.net"],
        &carrier.replacen("This message", "That message", 1),
    );
    assert!(
        said.starts_with("seal ") || !carrier.contains("This message"),
        "{said}"
    );
}

#[test]
fn a_carrier_is_well_formed_for_rules_on_content() {
    let home = Home::new();
    home.edit(
        "[[rule]]",
        "[[rule]]\nname = \"card\"\nwhen = { identifiers = \"payment-card\" }\nthen = \"seal\"\n\
         [[rule]]",
    );
    let carrier = String::from_utf8(home.seal(b"Subject: x\n\nbody\n")).unwrap();
    let forward = carrier.replacen("Subject: x", "Subject: Fwd: x", 1);
    assert_eq!(
        home.explain(&["bob@example.net"], &forward),
        "pass bob@example.net since it is one of our carriers already\n"
    );
}
