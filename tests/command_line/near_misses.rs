//! Subjects that nearly have a tag, under the rules that `postseal init` writes, and what `explain`
//! says of them.

use super::Home;

const IN_INIT: &str = "near_miss = \"seal\"";

fn told(home: &Home, subject: &str) -> String {
    home.explain(
        &["bob@example.net"],
        &format!("Subject: {subject}\n\nbody\n"),
    )
}

#[test]
fn the_rule_of_init_seals_what_nearly_has_its_tag() {
    let home = Home::new();
    for subject in [
        "secure: plan",
        "(secure) plan",
        "=?utf-8?B?44CQc2VjdXJl44CRcGxhbg==?=",
        "[secure plan",
        "[sceure] plan",
        "four [secure]",
        "Re: secure - plan",
        "Meeting Forward Notification: (secure) plan",
    ] {
        let said = told(&home, subject);
        let why = "seal bob@example.net by rule \"subject tag\", since it is outbound, the subject \
                   nearly has the tag \"[secure]\"\n";
        assert_eq!(said, why, "{subject}");
    }
    for subject in [
        "Secure your home",
        "secure login: how to",
        "security: new rules",
        "(secured loan)",
        "Re: [secure-dev] patch",
    ] {
        let said = told(&home, subject);
        assert_eq!(
            said, "pass bob@example.net since no rule matches\n",
            "{subject}"
        );
    }
}

#[test]
fn the_carrier_of_a_near_miss_does_not_have_it_in_its_subject() {
    let home = Home::new();
    for (subject, outside) in [
        ("(secure) plan", "plan"),
        ("Re: secure: plan", "Re: plan"),
        ("four [secure]", "four"),
    ] {
        let mail = format!("From: alice@example.org\nSubject: {subject}\n\nbody\n");
        let carrier = String::from_utf8(home.seal(mail.as_bytes())).unwrap();
        assert!(
            carrier.contains(&format!("\nSubject: {outside}\r\n")),
            "{subject}"
        );
    }
}

#[test]
fn a_near_miss_can_be_refused() {
    let home = Home::new();
    home.edit(IN_INIT, "near_miss = \"reject\"");
    let said = told(&home, "secure: plan");
    assert!(
        said.starts_with("reject bob@example.net by rule \"subject tag\""),
        "{said}"
    );
    assert!(told(&home, "[secure] plan").starts_with("seal "));
    assert!(told(&home, "Secure your home").starts_with("pass "));
}

#[test]
fn explain_tells_of_a_near_miss_that_is_ignored() {
    let home = Home::new();
    home.edit(&format!(", {IN_INIT}"), "");
    let said = told(&home, "secure: plan");
    assert_eq!(
        said,
        "pass bob@example.net since no rule matches; the subject nearly has the tag \"[secure]\", \
         which the rule \"subject tag\" ignores (near_miss)\n"
    );
    assert!(told(&home, "[secure] plan").starts_with("seal "));
    let prose = told(&home, "Secure your home");
    assert_eq!(prose, "pass bob@example.net since no rule matches\n");
}
