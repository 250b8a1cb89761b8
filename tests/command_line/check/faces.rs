//! Brands and languages that rules name, and words of the administrator's own.

use std::fs;

use super::{Host, SAFE, master};

/// Where no brand is configured.
pub const NO_BRAND: &str = "Worth knowing: there is no [[brand]], so recipients see no name but ";
const RULES: &str = "\n[[rule]]\nname = \"letters\"\nwhen = { recipient = \"a.example\" }\nthen = \
                     \"seal\"\nbrand = \"klinic\"\nlanguage = \"gd\"\n\n[[rule]]\nname = \
                     \"fine\"\nwhen = { recipient = \"b.example\" }\nthen = \"seal\"\nbrand = \
                     \"clinic\"\nlanguage = \"fr-CA\"\n";
const BRAND: &str = "organisation = \"Northgate\"\ncontact = \"help@example.org\"\ntelephone = \
                     \"+31 20 123 4567\"\naddress = \"Northgate 1\"\n";

/// Adds this to the configuration, which the milter reads again.
fn append(host: &Host, text: &str) {
    let path = host.home.path("postseal.toml");
    let before = fs::read_to_string(&path).unwrap();
    fs::write(path, format!("{before}\n{text}")).unwrap();
    host.reload();
}

/// The line of the configuration that has this text.
fn line(host: &Host, text: &str) -> String {
    let path = host.home.path("postseal.toml");
    let all = fs::read_to_string(&path).unwrap();
    let at = all.lines().position(|line| line == text).unwrap();
    format!("{}:{}", path.display(), at + 1)
}

#[test]
fn a_brand_or_language_that_is_not_there_is_named_with_rule_and_line() {
    let host = Host::new();
    append(&host, RULES);
    let place = line(&host, "brand = \"klinic\"");
    host.is_noted(
        SAFE,
        &master(),
        &format!(
            "{place}: rule \"letters\" names the brand \"klinic\", which isn't there, so what it \
             seals goes out under the name in mail.from; there is no [[brand]]."
        ),
    );
    let clinic =
        format!("[[brand]]\nname = \"house\"\n{BRAND}\n[[brand]]\nname = \"clinic\"\n{BRAND}");
    append(&host, &clinic);
    host.is_noted(
        SAFE,
        &master(),
        &format!(
            "{place}: rule \"letters\" names the brand \"klinic\", which isn't there, so what it \
             seals goes out under \"house\"; there are \"house\", \"clinic\"."
        ),
    );
    let place = line(&host, "language = \"gd\"");
    host.is_noted(
        SAFE,
        &master(),
        &format!("{place}: rule \"letters\" names a language, and there are no words in \"gd\""),
    );
    let (_, told) = host.findings();
    assert!(!told.contains("\"fine\""), "{told}");
    assert_eq!(told.matches("Worth knowing").count(), 2, "{told}");
}

#[test]
fn a_brand_that_no_rule_names_and_what_brands_lack_is_said() {
    let host = Host::new();
    let is_bare = || {
        let told = host.home.run(&["check"], b"").stdout;
        String::from_utf8(told).unwrap().contains(NO_BRAND)
    };
    assert!(is_bare());
    append(
        &host,
        "[[brand]]\nname = \"house\"\norganisation = \"House\"\n",
    );
    assert!(!is_bare());
    let lacks = "brand \"house\": the privacy statement and the pages can't say whom to write to, \
                 the postal address and where to call";
    host.is_noted(SAFE, &master(), lacks);
    let (_, told) = host.findings();
    assert!(
        !told.contains("never used"),
        "the first one is everybody's: {told}"
    );
    append(
        &host,
        "[[brand]]\nname = \"clinic\"\ncontact = \"help@example.org\"\n",
    );
    let lacks = "brand \"clinic\": its mails and pages can't say whose they are and where to \
                 call: set brand.organisation and brand.telephone.";
    host.is_noted(SAFE, &master(), lacks);
    host.is_noted(
        SAFE,
        &master(),
        "brand \"clinic\" is never used, since no rule names it: give a rule brand = \"clinic\", \
         or take it out.",
    );
}

#[test]
fn words_that_nobody_will_see_are_named_with_file_and_line() {
    let host = Host::new();
    let words = host.home.path("words/en");
    fs::create_dir_all(&words).unwrap();
    let file = words.join("own.ftl");
    let text = "landing-open = Open { our-word }\nour-word = it\n# A slip.\nlanding-opne = Open \
                it\ncarrier-read = Read, { $sneder }\n";
    fs::write(&file, text).unwrap();
    let (built_in, folder) = ("#folder = \"/etc/postseal/locales\"", "folder = \"words\"");
    host.home.edit(built_in, folder);
    host.reload();
    for sentence in [
        "own.ftl, line 4: landing-opne: no page and no mail asks for it, so it is never shown.",
        "own.ftl, line 5: carrier-read: nothing stands in the place { $sneder }.",
    ] {
        host.is_noted(SAFE, &master(), sentence);
    }
    let (_, told) = host.findings();
    assert_eq!(told.matches("own.ftl").count(), 2, "{told}");
}
