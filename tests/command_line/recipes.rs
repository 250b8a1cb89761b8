//! The recipes in conf/recipes, each included as an administrator would, and what `explain` says of
//! a few mails.

use super::Home;

/// A home whose only rules are those of a recipe.
fn with(recipe: &str) -> Home {
    let home = Home::new();
    let text = std::fs::read_to_string(home.path("postseal.toml")).unwrap();
    let recipe = format!("{}/conf/recipes/{recipe}.toml", env!("CARGO_MANIFEST_DIR"));
    let own = &text[..text.find("\n[[rule]]").unwrap()];
    std::fs::write(
        home.path("postseal.toml"),
        format!("include = \"{recipe}\"\n{own}"),
    )
    .unwrap();
    home
}

/// What `explain` says in a word, and why.
fn told(home: &Home, mail: &str) -> String {
    home.explain(&["bob@example.net"], mail)
}

fn text(body: &str) -> String {
    format!("From: alice@example.org\nSubject: x\n\n{body}\n")
}

#[test]
fn finance() {
    let home = with("finance");
    let one = told(&home, &text("Please charge 4111 1111 1111 1111, thank you"));
    assert!(
        one.starts_with(
            "seal bob@example.net by rule \"payment card\", since it is outbound, identifiers (1 \
             distinct)"
        ),
        "{one}"
    );
    assert!(
        !one.contains("4111"),
        "the number itself is never told: {one}"
    );
    for clear in [
        "The order number is 4111 1111 1111 1112",
        "Call +49 30 1234567 on 2026-11-21",
        "IBAN: DE89 3704 0044 0532 0130 00",
    ] {
        assert!(told(&home, &text(clear)).starts_with("pass "), "{clear}");
    }
    let three = "DE89 3704 0044 0532 0130 00\nGB82 WEST 1234 5698 7654 32\nFR14 2004 1010 0505 \
                 0001 3M02 606";
    assert!(
        told(&home, &text(three)).starts_with("pass "),
        "the banks of an invoice"
    );
    let four = text(&format!("{three}\nNL91 ABNA 0417 1643 00"));
    assert!(
        told(&home, &four)
            .contains("rule \"account list\", since it is outbound, identifiers (4 distinct)")
    );
    let encoded = "MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\
                   \nPHA+NDExMTxiPjwvYj4gMTExMSAxMTExIDExMTE8L3A+\n";
    assert!(
        told(&home, encoded).starts_with("seal "),
        "split by a tag, in base64"
    );
}

#[test]
fn health() {
    let home = with("health");
    assert!(
        told(&home, &text("Diagnose for 78-05-12 patient, BSN 111222333")).starts_with("seal ")
    );
    assert!(
        told(&home, "Subject: Patient record 7\n\nsee attached\n")
            .contains("rule \"patient file\"")
    );
    let file =
        "Subject: scan\nContent-Disposition: attachment; filename=\"Patient-7.txt\"\n\nno number\n";
    assert!(told(&home, file).contains("rule \"patient file\""));
    assert!(told(&home, "Subject: a patient approach\n\nto planning\n").starts_with("pass "));
    assert!(told(&home, &text("The patience of our patrons, BSN 111222333")).starts_with("pass "));
}

#[test]
fn legal() {
    let home = with("legal");
    assert!(
        told(&home, &text("about project   NIGHTINGALE: all well")).contains("rule \"matters\"")
    );
    assert!(told(&home, &text("a nightingale sang")).starts_with("pass "));
}

#[test]
fn partner() {
    let home = with("partner");
    assert!(
        home.explain(&["bob@sub.partner.example"], "Subject: x\n\n")
            .contains("rule \"partner\"")
    );
    assert!(told(&home, &text("hello")).starts_with("pass "));
}

#[test]
fn sender_decides() {
    let home = with("sender-decides");
    for tag in [
        "[SECURE]",
        "[securise]",
        "[Sécurisé]",
        "[vertrouwelijk]",
        "[säkert]",
        "[机密]",
    ] {
        let said = told(&home, &format!("Subject: Re: {tag} plan\n\nbody\n"));
        assert!(said.starts_with("seal "), "{tag}: {said}");
    }
    assert!(told(&home, "Subject: [plain] [secure] plan\n\nbody\n").contains("rule \"plain\""));
    let carrier =
        String::from_utf8(home.seal(b"Subject: x\nMessage-ID: <1@example.org>\n\nbody\n")).unwrap();
    let mark = &carrier[carrier.find("<psl1.").unwrap()..];
    let answer = format!(
        "Subject: Re: [plain] [secure] x\nReferences: {}\n\nbody\n",
        &mark[..=mark.find('>').unwrap()]
    );
    assert!(
        told(&home, &answer).contains("rule \"tags\""),
        "an outsider's tag doesn't open a sealed thread"
    );
}

#[test]
fn what_cannot_be_looked_at_is_sealed_by_rules_on_content() {
    let home = with("finance");
    let broken = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\n\
                  Content-Type: text/plain\n\nhello\n";
    let said = told(&home, broken);
    assert!(
        said.starts_with("seal ") && said.contains("it can't be inspected in full"),
        "{said}"
    );
}

#[test]
fn mistakes_in_an_included_file_are_told_with_its_name_and_line() {
    let home = Home::new();
    for (rule, sentence) in [
        (
            "[[rule]]\nname = \"a\"\nwhen = { words = \"list:none\" }\nthen = \"seal\"\n",
            "more.toml:3: rule \"a\": words: there is no [list.none]",
        ),
        (
            "[[rule]]\nname = \"a\"\nwhen = { patterns = \"(\" }\nthen = \"seal\"\n",
            "more.toml:3: rule \"a\": patterns: ",
        ),
        (
            "[[rule]]\nname = \"a\"\nwhen = { identifiers = \"card\" }\nthen = \"seal\"\n",
            "more.toml:3: rule \"a\": identifiers: ",
        ),
        (
            "[[rule]]\nname = \"a\"\nwhen = { attachment_type = \"exe\" }\nthen = \"seal\"\n",
            "more.toml:3: rule \"a\": attachment_type: \"exe\" is none of",
        ),
        (
            "[list.a]\nfile = \"nowhere.txt\"\n",
            "more.toml:2: list.a.file: ",
        ),
        (
            "[[rule]]\nname = \"a\"\nfinal = false\nthen = \"pass\"\n",
            "more.toml:1: rule \"a\": final = false only sets options",
        ),
        ("[milter]\n", "more.toml:1: milter: there is no such key"),
    ] {
        std::fs::write(home.path("more.toml"), rule).unwrap();
        let text = std::fs::read_to_string(home.path("postseal.toml")).unwrap();
        if !text.starts_with("include") {
            std::fs::write(
                home.path("postseal.toml"),
                format!("include = [\"mo*.toml\"]\n{text}"),
            )
            .unwrap();
        }
        let done = home.run(
            &[
                "explain",
                "--from",
                "a@example.org",
                "--to",
                "b@example.net",
            ],
            b"",
        );
        assert_eq!(done.code, 78, "{rule}");
        assert!(
            done.stderr.contains(sentence),
            "{}\n  should contain\n{sentence}",
            done.stderr
        );
    }
}

#[test]
fn the_recipes_in_the_documentation_are_those_that_are_shipped() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/conf/rules.md")).unwrap();
    let blocks: Vec<&str> = text
        .split("```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    for name in ["finance", "health", "legal", "partner", "sender-decides"] {
        let file = format!("{}/conf/recipes/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let shipped = std::fs::read_to_string(file).unwrap();
        assert!(
            blocks
                .iter()
                .any(|block| shipped.ends_with(&format!("\n\n{block}"))),
            "{name}"
        );
    }
    // What else stands there is configuration too: each block of rules loads by itself.
    for block in blocks
        .iter()
        .filter(|block| block.contains("[[rule]]") && !block.contains("file = "))
    {
        let home = Home::new();
        let own = std::fs::read_to_string(home.path("postseal.toml")).unwrap();
        let own = &own[..own.find("\n[[rule]]").unwrap()];
        std::fs::write(home.path("postseal.toml"), format!("{own}\n{block}")).unwrap();
        home.explain(&["bob@example.net"], "Subject: x\n\nbody\n");
    }
}
