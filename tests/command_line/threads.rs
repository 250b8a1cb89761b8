//! Answers to sealed mail, under the rules that `postseal init` writes.

use super::Home;

/// The carrier of a message with the subject `[secure] plan`.
fn carrier(home: &Home) -> String {
    let mail =
        b"From: alice@example.org\nSubject: [secure] plan\nMessage-ID: <1@example.org>\n\nx\n";
    String::from_utf8(home.seal(mail)).unwrap()
}

/// The mark in a carrier's References.
fn mark(carrier: &str) -> &str {
    let mark = &carrier[carrier.find("<psl1.").unwrap()..];
    &mark[..=mark.find('>').unwrap()]
}

#[test]
fn an_answer_is_sealed_although_its_subject_has_lost_the_tag() {
    let home = Home::new();
    let carrier = carrier(&home);
    assert!(carrier.contains("\nSubject: plan\r\n"), "{carrier}");
    let mark = mark(&carrier);
    let told = |header: &str, to: &str| home.explain(&[to], &format!("{header}\n\nanswer\n"));
    for header in [
        format!("Subject: Re: plan\nReferences: <1@example.org>\n {mark}"),
        format!("Subject: plan\nIn-Reply-To: {mark}"),
        format!("Subject: Fwd: plan\nReferences: {mark} <2@example.net>"),
    ] {
        for to in ["bob@example.net", "carol@elsewhere.example"] {
            let said = told(&header, to);
            let why = "by rule \"thread\", since it is outbound, it answers a sealed message";
            assert_eq!(said, format!("seal {to} {why}\n"), "{header}");
        }
        assert!(
            told(&header, "dave@example.org").starts_with("pass "),
            "stays in the house"
        );
    }
    let forged = mark.replacen(|c: char| c.is_ascii_digit(), "a", 40);
    let forged = format!("Subject: Re: plan\nReferences: {forged}");
    assert!(
        told(&forged, "bob@example.net").starts_with("pass "),
        "a mark that we did not make"
    );
}

/// Programs write a message ID that is too long for a line as encoded words.
#[test]
fn an_answer_is_sealed_whatever_its_program_makes_of_the_mark() {
    let home = Home::new();
    let carrier = carrier(&home);
    let mark = mark(&carrier);
    assert!(mark.len() < 76, "{mark}");
    let (id, at) = (&mark[1..20], &mark[20..mark.len() - 1]);
    for references in [
        format!("=?utf-8?q?=3C{id}?=\n =?utf-8?q?{at}=3E?="),
        format!("<1@example.net>\n =?us-ascii?Q?=3C{id}{at}=3E?= <2@example.net>"),
        format!(
            "=?utf-8?q?=3C{}=3E?=",
            mark[1..mark.len() - 1].replace('.', "=2E")
        ),
        mark[1..mark.len() - 1].to_owned(),
        format!(
            "<1@example.net> {}, <2@example.net>",
            &mark[1..mark.len() - 1]
        ),
        format!("&lt;{}&gt;", &mark[1..mark.len() - 1]),
    ] {
        let mail = format!("Subject: Re: plan\nReferences: {references}\n\nanswer\n");
        let said = home.explain(&["bob@example.net"], &mail);
        assert!(said.contains("by rule \"thread\""), "{references}: {said}");
    }
    let python = "import email, email.message, email.policy, sys\n\
                  carrier = email.message_from_file(open(sys.argv[1]))\n\
                  mail = email.message.EmailMessage(policy=email.policy.SMTP)\n\
                  mail['Subject'] = 'Re: plan'\n\
                  known = ' '.join(carrier['References'].split())\n\
                  mail['References'] = known + ' <answer@a.host.with.a.long.name.example.net>'\n\
                  mail.set_content('quoted')\n\
                  sys.stdout.write(mail.as_bytes().decode())\n";
    let file = home.path("carrier.eml");
    std::fs::write(&file, &carrier).unwrap();
    let mut command = std::process::Command::new(rig::place::python());
    let answer = rig::place::succeed(command.args(["-c", python]).arg(&file)).stdout;
    let said = home.explain(&["bob@example.net"], &String::from_utf8(answer).unwrap());
    assert!(said.contains("by rule \"thread\""), "{said}");
}

/// What an admin adds behind the rules of `init` does not open a thread.
#[test]
fn no_later_rule_lets_an_answer_pass() {
    let home = Home::new();
    let config = std::fs::read_to_string(home.path("postseal.toml")).unwrap();
    let pass = "\n[[rule]]\nname = \"bob\"\nwhen = { recipient = \"bob@example.net\" }\n\
                then = \"pass\"\n";
    std::fs::write(home.path("postseal.toml"), config + pass).unwrap();
    let answer = format!(
        "Subject: plan\nReferences: {}\n\nanswer\n",
        mark(&carrier(&home))
    );
    let said = home.explain(&["bob@example.net"], &answer);
    assert!(said.contains("by rule \"thread\""), "{said}");
    let other = home.explain(&["bob@example.net"], "Subject: plan\n\nhello\n");
    assert!(other.contains("by rule \"bob\""), "{other}");
}

/// As configurations of before there was `thread` are.
#[test]
fn rules_that_seal_no_answers_are_told() {
    let home = Home::new();
    let told = || String::from_utf8(home.run(&["check"], b"").stdout).unwrap();
    let sentence = "seals, and no rule seals all answers to what was sealed";
    assert!(!told().contains(sentence), "{}", told());
    home.edit(
        "thread = true",
        "thread = true, sender = \"alice@example.org\"",
    );
    assert!(told().contains(sentence), "{}", told());
    home.edit("thread = true, sender", "sender");
    assert!(told().contains(sentence), "{}", told());
    home.edit(
        ", sender = \"alice@example.org\"",
        ", recipient = \"example.net\"",
    );
    assert!(told().contains(sentence), "{}", told());
    // Nor is a rule of answers itself one that seals more.
    let config = std::fs::read_to_string(home.path("postseal.toml")).unwrap();
    let thread = "\n[[rule]]\nname = \"ours\"\nwhen = { thread = true, subject_word = \"x\" }\n\
                  then = \"seal\"\n";
    std::fs::write(home.path("postseal.toml"), config.clone() + thread).unwrap();
    assert!(
        !told().contains("rule \"ours\" seals, and no rule"),
        "{}",
        told()
    );
    std::fs::write(home.path("postseal.toml"), config).unwrap();
    // Whatever goes out is sealed.
    home.edit(", recipient = \"example.net\"", "");
    assert!(!told().contains(sentence), "{}", told());
}

/// The rules of included files come first, and one of them may open a thread.
#[test]
fn a_rule_that_lets_an_answer_pass_before_the_thread_rule_is_told() {
    let home = Home::new();
    home.edit(
        "#include = [\"rules.d/*.toml\"]",
        "include = [\"rules.d/*.toml\"]",
    );
    std::fs::create_dir(home.path("rules.d")).unwrap();
    let told = |when: &str| {
        let rule = format!("[[rule]]\nname = \"bob\"\nwhen = {{ {when} }}\nthen = \"pass\"\n");
        std::fs::write(home.path("rules.d/10-bob.toml"), rule).unwrap();
        String::from_utf8(home.run(&["check"], b"").stdout).unwrap()
    };
    let opens = "rule \"bob\" lets mail pass before rule \"thread\" is asked";
    for when in [
        "recipient = \"bob@example.net\"",
        "subject_tag = \"[plain]\"",
        "direction = \"outbound\", sender = \"alice@example.org\"",
        "any = [{ login = \"alice\" }, { words = \"lunch\" }]",
    ] {
        assert!(told(when).contains(opens), "{when}: {}", told(when));
    }
    for when in [
        "recipient = \"bob@example.net\", not = { thread = true }",
        "recipient = \"dave@example.org\"",
        "not = { direction = \"outbound\" }",
    ] {
        assert!(
            !told(when).contains("lets mail pass"),
            "{when}: {}",
            told(when)
        );
    }
    told("recipient = \"bob@example.net\"");
    let answer = format!(
        "Subject: plan\nReferences: {}\n\nanswer\n",
        mark(&carrier(&home))
    );
    let said = home.explain(&["bob@example.net"], &answer);
    assert!(
        said.starts_with("pass bob@example.net by rule \"bob\"")
            && said.ends_with(
                "; it answers a sealed message, which rule \"thread\" behind it seals\n"
            ),
        "{said}"
    );
    let other = home.explain(&["bob@example.net"], "Subject: plan\n\nhello\n");
    assert!(!other.contains("thread"), "{other}");
}
