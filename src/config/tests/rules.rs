//! Mistakes in rules and lists.

use super::*;
use crate::mail::Address;

/// The mistakes in these rules, which are the only ones.
fn of_rules(rules: &str) -> String {
    let own = &GOOD[..GOOD.find("[[rule]]").unwrap()];
    parse(&format!("{own}{rules}")).err().unwrap_or_default()
}

#[test]
fn rules_without_effect_are_mistakes() {
    let rule = |name: &str, when: &str, then: &str| {
        format!("[[rule]]\nname = \"{name}\"\nwhen = {{ {when} }}\n{then}\n")
    };
    let (seal, pass, options) = ("then = \"seal\"", "then = \"pass\"", "final = false");
    for (earlier, then, later, is_hidden) in [
        ("", seal, "thread = true", true),
        (
            "recipient = \"x.example\"",
            seal,
            "recipient = [\"a@x.example\", \"x.example\"], thread = true",
            true,
        ),
        (
            "recipient = \"x.example\"",
            options,
            "recipient = \"a@x.example\"",
            false,
        ),
        (
            "recipient = \"a@x.example\"",
            seal,
            "recipient = \"x.example\"",
            false,
        ),
        (
            "recipient = \"x.example\", thread = true",
            seal,
            "recipient = \"x.example\"",
            false,
        ),
        (
            "any = [{ thread = true }, { sender = \".x.example\" }]",
            seal,
            "sender = \"b.x.example\"",
            true,
        ),
        (
            "words = [\"one\", \"two\"]",
            seal,
            "words = \"two\", thread = true",
            true,
        ),
        // What can't be inspected isn't passed by the first rule, and is sealed by the second.
        ("words = [\"one\", \"two\"]", pass, "words = \"two\"", false),
        ("words = \"two\"", seal, "words = [\"one\", \"two\"]", false),
        (
            "words = { of = [\"one\", \"two\"], at_least = 2 }",
            seal,
            "words = [\"one\", \"two\"]",
            false,
        ),
        (
            "identifiers = { of = \"iban\", at_least = 3 }",
            seal,
            "identifiers = { of = \"iban\", at_least = 4 }",
            true,
        ),
        (
            "header = { name = \"X-A\" }",
            seal,
            "header = { name = \"x-a\", value = \"yes\" }",
            true,
        ),
        (
            "header = { name = \"X-A\", value = \"yes\" }",
            seal,
            "header = { name = \"X-A\" }",
            false,
        ),
        (
            "subject_tag = [\"[a]\", \"[b]\"]",
            seal,
            "subject_tag = \"[B]\"",
            true,
        ),
        (
            "subject_tag = { of = [\"[a]\", \"[b]\"], near_miss = \"seal\" }",
            seal,
            "subject_tag = { of = \"[B]\", near_miss = \"seal\" }",
            true,
        ),
        (
            "subject_tag = { of = \"[a]\", near_miss = \"reject\" }",
            seal,
            "subject_tag = \"[a]\"",
            true,
        ),
        (
            "subject_tag = \"[a]\"",
            seal,
            "subject_tag = { of = \"[a]\", near_miss = \"seal\" }",
            false,
        ),
        ("login = \"*\"", seal, "login = \"alice\"", true),
        (
            "client = \"192.0.2.0/24\"",
            seal,
            "client = \"192.0.2.7/32\"",
            true,
        ),
        ("size_over = \"1M\"", seal, "size_over = \"2M\"", true),
        (
            "not = { sender = \"x.example\" }",
            seal,
            "not = { sender = [\"x.example\", \"y.example\"] }",
            true,
        ),
        (
            "not = { sender = [\"x.example\", \"y.example\"] }",
            seal,
            "not = { sender = \"x.example\" }",
            false,
        ),
        (
            "attachment_type = [\"pdf\", \"office\"]",
            seal,
            "attachment_type = \"pdf\"",
            true,
        ),
    ] {
        let told = of_rules(&(rule("a", earlier, then) + &rule("b", later, seal)));
        let hidden = told
            .contains("postseal.toml:16: rule \"b\": never reached, since rule \"a\" before it");
        assert_eq!(hidden, is_hidden, "{earlier} {then}, {later}: {told}");
        assert_eq!(told.is_empty(), !is_hidden, "{told}");
    }
    for (when, why) in [
        (
            "direction = \"outbound\", recipient = [\"bob@example.org\", \"example.org\"]",
            "all that are listed are local",
        ),
        (
            "direction = \"outbound\", recipient = [\"bob@example.org\", \".example.org\"]",
            "",
        ),
        (
            "thread = true, not = { thread = true }",
            "it asks for something and for its contrary",
        ),
        (
            "sender = \"a@x.example\", not = { sender = \"x.example\" }",
            "it asks for something and for its contrary",
        ),
        (
            "sender = \"x.example\", not = { sender = \"a@x.example\" }",
            "",
        ),
        (
            "recipient = \"x.example\", all = [{ recipient = [\"y.example\", \".x.example\"] }]",
            "no address is in both",
        ),
        (
            "recipient = \"x.example\", all = [{ recipient = [\"a@x.example\"] }]",
            "",
        ),
        (
            "any = [{ thread = true, not = { thread = true } }, { sender = \"<>\" }]",
            "",
        ),
        (
            "words = { of = [\"one\", \"one\"], at_least = 2 }",
            "so 2 of 1 are never found",
        ),
    ] {
        let told = of_rules(&rule("a", when, seal));
        assert!(
            told.contains(why) && told.is_empty() == why.is_empty(),
            "{when}: {told}"
        );
    }
}

#[test]
fn what_would_never_hold_or_not_do_what_it_says_is_a_mistake() {
    let rule = |text: &str| of_rules(&format!("[[rule]]\nname = \"a\"\n{text}\n"));
    for (text, sentence) in [
        (
            "final = false\nthen = \"seal\"\nexpires = \"3d\"",
            "final = false only sets options for the rules that follow, so it takes no then",
        ),
        ("final = false\nthen = \"hold\"", "so it takes no then"),
        (
            "then = \"seal\"\nwhen = { recipient = \"*@a.example\" }",
            "a star has no meaning here; write \"a.example\"",
        ),
        (
            "then = \"seal\"\nwhen = { macro = { name = \"rcpt_addr\" } }",
            "\"rcpt_addr\" is no macro that the MTA has when MAIL is said",
        ),
        (
            "then = \"seal\"\nwhen = { any = [{}] }",
            "any: a table in it is empty",
        ),
        (
            "then = \"seal\"\nwhen = { not = {} }",
            "not: the table is empty",
        ),
        (
            "then = \"seal\"\nwhen = \"outbound\"",
            "expected conditions in braces, such as { direction = \"outbound\" }",
        ),
    ] {
        let told = rule(text);
        assert!(told.contains(sentence), "{text}: {told}");
    }
    assert_eq!(
        rule("then = \"seal\"\nwhen = { macro = { name = \"{auth_authen}\", value = \"boss\" } }"),
        ""
    );
}

#[test]
fn lists_in_files_have_comments_and_marks_of_their_encoding() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("names.txt"),
        "\u{feff}alice\n# nobody\n\nbob   # the boss\nC#\n",
    )
    .unwrap();
    let own = &GOOD[..GOOD.find("[[rule]]").unwrap()];
    let text = format!(
        "{own}[list.names]\nfile = \"names.txt\"\n[[rule]]\nname = \"a\"\nwhen = \
         {{ login = \"list:names\" }}\nthen = \"seal\"\n"
    );
    let config = Config::parse(&dir.path().join("postseal.toml"), &text).unwrap();
    let seals = |login: &str| {
        let envelope = crate::mail::Envelope {
            recipients: vec![Address::parse("bob@example.net").unwrap()],
            login: Some(login.into()),
            ..Default::default()
        };
        config
            .policy
            .judge_whole(&envelope, &crate::mail::Header::default(), false, b"")
            .unwrap()
            .reasons[0]
            .rule
            .is_some()
    };
    for (login, expected) in [
        ("alice", true),
        ("Bob", true),
        ("c#", true),
        ("nobody", false),
        ("# nobody", false),
    ] {
        assert_eq!(seals(login), expected, "{login}");
    }
}

#[test]
fn a_wrong_entry_of_a_list_is_told_of_where_it_stands() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("partners.txt");
    std::fs::write(&file, "# ours\nexample.net\n\nnot a recipient\n").unwrap();
    let told = |list: &str| {
        let own = &GOOD[..GOOD.find("[[rule]]").unwrap()];
        let text = format!(
            "{own}[list.partners]\n{list}\n[[rule]]\nname = \"a\"\nwhen = \
             {{ recipient = \"list:partners\" }}\nthen = \"seal\"\n"
        );
        let config = Config::parse(&dir.path().join("postseal.toml"), &text);
        config.unwrap_err().to_string()
    };
    let place = format!("recipient: {}:4: ", file.display());
    let in_file = told("file = \"partners.txt\"");
    assert!(in_file.contains(&place), "{in_file}");
    let in_table = told("entries = [\"example.net\", \"not a recipient\"]");
    assert!(
        in_table.contains("recipient: list.partners: "),
        "{in_table}"
    );
}

#[test]
fn a_list_that_is_wrong_is_told_of_once() {
    let rules = "[list.a]\nfile = \"nowhere.txt\"\n[[rule]]\nname = \"a\"\nwhen = \
                 { direction = \"outbound\", recipient = \"list:a\" }\nthen = \"seal\"\n";
    let told = of_rules(rules);
    assert!(
        told.contains("list.a.file: ") && !told.contains('\n'),
        "{told}"
    );
    let told = of_rules(&rules.replace("file = \"nowhere.txt\"", "entries = []"));
    assert!(
        told.contains("list.a: the list is empty.") && !told.contains('\n'),
        "{told}"
    );
    let told = of_rules("[[rule]]\nname = \"a\"\nthen = \"seal\"\nexpires = \"99999d\"\n");
    assert!(
        told.contains("expires: \"99999d\" is longer than"),
        "{told}"
    );
}
