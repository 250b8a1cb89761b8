//! Each mistake gets its sentence, with file, line and key.

mod rules;

use ipnet::IpNet;

use super::*;

const GOOD: &str = r#"
[portal]
listen = "127.0.0.1:8480"
url = "https://secure.example.org/"
[mail]
submit = "127.0.0.1:10026"
from = "Secure mail <secure@example.org>"
local_domains = ["example.org"]
trusted_networks = ["127.0.0.0/8"]
[keyring]
dir = "/var/lib/postseal/keyring"
[[rule]]
name = "tagged"
when = { direction = "outbound", subject_tag = "[secure]" }
then = "seal"
"#;

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(Path::new("postseal.toml"), text).map_err(|error| error.to_string())
}

/// Each is an address of its own: who comes second can't listen, and only the log would tell.
#[test]
fn figures_are_read_where_nobody_else_listens() {
    let with = |milter: &str, metrics: &str| {
        let milter = format!("[milter]\nlisten = \"{milter}\"\n");
        parse(&format!("{GOOD}{milter}[metrics]\n{metrics}\n"))
    };
    for (milter, metrics, key, other) in [
        ("inet:127.0.0.1:9481", "listen", "127.0.0.1:9481", "milter"),
        (
            "inet:127.0.0.1:9481",
            "milter_listen",
            "127.0.0.1:9481",
            "milter",
        ),
        (
            "inet:localhost:9481",
            "milter_listen",
            "127.0.0.1:9481",
            "milter",
        ),
        ("inet:localhost:9481", "listen", "[::1]:9481", "milter"),
        ("inet:[::1]:9481", "listen", "[::1]:9481", "milter"),
        ("inet:127.0.0.1:9481", "listen", "127.0.0.1:8480", "portal"),
    ] {
        let told = with(milter, &format!("{metrics} = \"{key}\"")).expect_err(milter);
        let sentence = format!("metrics.{metrics}: {other}.listen has the same address.");
        assert!(told.contains(&sentence), "{told}");
        assert!(!told.contains('\n'), "one sentence: {told}");
    }
    for (milter, at) in [
        ("inet:127.0.0.1:9481", "127.0.0.1:9482"),
        ("inet:127.0.0.1:9481", "[::1]:9481"),
        ("inet:127.0.0.1:0", "127.0.0.1:0"),
        ("unix:/run/postseal/milter.sock", "127.0.0.1:9481"),
    ] {
        let config = with(milter, &format!("listen = \"{at}\"")).expect(milter);
        assert_eq!(config.metrics.listen, at.parse().ok());
    }
}

/// The sentence for the good configuration with `from` replaced by `to`.
fn mistake(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    parse(&GOOD.replacen(from, to, 1)).expect_err(to)
}

#[test]
fn a_good_file_is_read() {
    let config = parse(GOOD).unwrap();
    assert_eq!(config.portal.settings.url, "https://secure.example.org/");
    assert_eq!(
        (config.rules, config.keyring.to_str()),
        (1, Some("/var/lib/postseal/keyring"))
    );
}

#[test]
fn mistakes_in_values_are_sentences_with_file_line_and_key() {
    for (from, to, sentence) in [
        (
            "https://secure.example.org/",
            "http://secure.example.org/",
            "postseal.toml:4: portal.url: \"http://secure.example.org/\" must start with https://",
        ),
        (
            "https://secure.example.org/",
            "https://example.org/mail/",
            "postseal.toml:4: portal.url: \"https://example.org/mail/\" must be a hostname of its \
             own",
        ),
        (
            "\"127.0.0.1:8480\"",
            "\"0.0.0.0:8480\"",
            "postseal.toml:3: portal.listen: 0.0.0.0:8480 is not on this host",
        ),
        (
            "url = \"https://secure.example.org/\"",
            "url = \"https://secure.example.org/\"\npasscode_life = \"31m\"",
            "postseal.toml:5: portal.passcode_life: \"31m\" is longer than the \"30m\" that a \
             passcode may be good",
        ),
        (
            "url = \"https://secure.example.org/\"",
            "url = \"https://secure.example.org/\"\npasscode_life = \"10s\"",
            "postseal.toml:5: portal.passcode_life: \"10s\" is shorter than the \"1m\"",
        ),
        (
            "127.0.0.1:10026",
            "192.0.2.1:25",
            "postseal.toml:6: mail.submit: 192.0.2.1:25 is not on this host",
        ),
        (
            "Secure mail <secure@example.org>",
            "nobody",
            "postseal.toml:7: mail.from: \"nobody\" is not a mailbox",
        ),
        (
            "[\"example.org\"]",
            "[]",
            "postseal.toml:8: mail.local_domains: name at least one",
        ),
        (
            "[\"example.org\"]",
            "[\"exa mple\"]",
            "postseal.toml:8: mail.local_domains: \"exa mple\" is not a domain",
        ),
        (
            "127.0.0.0/8",
            "0.0.0.0/0",
            "postseal.toml:9: mail.trusted_networks: \"0.0.0.0/0\" would trust the whole Internet",
        ),
        (
            "then = \"seal\"",
            "then = \"encrypt\"",
            "postseal.toml:15: rule \"tagged\": then: \"encrypt\" is none of",
        ),
        (
            "\"outbound\"",
            "\"out\"",
            "postseal.toml:14: rule \"tagged\": direction: \"out\" is not \"outbound\"",
        ),
        (
            "\"[secure]\"",
            "[]",
            "postseal.toml:14: rule \"tagged\": subject_tag: the list is empty",
        ),
        (
            "\"[secure]\"",
            "\" \"",
            "postseal.toml:14: rule \"tagged\": subject_tag: a subject tag is empty",
        ),
        (
            "\"[secure]\"",
            "{ of = \"[secure]\", near_miss = \"take\" }",
            "postseal.toml:14: rule \"tagged\": subject_tag: near_miss: \"take\" is none of \
             \"seal\", \"reject\", \"ignore\"",
        ),
        (
            "\"[secure]\"",
            "{ of = \"[secure]\", nearly = true }",
            "postseal.toml:14: rule[0].when.subject_tag.nearly: there is no such key",
        ),
        (
            "subject_tag = \"[secure]\" }\nthen = \"seal\"",
            "subject_tag = { of = \"[secure]\", near_miss = \"seal\" } }\nthen = \"pass\"",
            "postseal.toml:14: rule \"tagged\": subject_tag: near_miss = \"seal\" goes with then \
             = \"seal\" or \"hold\" only",
        ),
        (
            "subject_tag = \"[secure]\" }\nthen = \"seal\"",
            "subject_tag = { of = \"[secure]\", near_miss = \"reject\" } }\nfinal = false",
            "postseal.toml:14: rule \"tagged\": subject_tag: near_miss = \"reject\" goes with then \
             = \"seal\", \"hold\" or \"reject\" only",
        ),
        (
            "subject_tag = \"[secure]\"",
            "not = { subject_tag = { of = \"[secure]\", near_miss = \"seal\" } }",
            "postseal.toml:14: rule \"tagged\": not: subject_tag takes no near_miss here",
        ),
        (
            "then = \"seal\"",
            "then = \"seal\"\nexpires = \"soon\"",
            "postseal.toml:16: rule \"tagged\": expires: \"soon\" is not a duration",
        ),
        (
            "then = \"seal\"",
            "then = \"seal\"\nexpires = \"0d\"",
            "postseal.toml:16: rule \"tagged\": expires: \"0d\" is no time at all",
        ),
        (
            "then = \"seal\"",
            "then = \"pass\"\nexpires = \"1d\"",
            "postseal.toml:16: rule \"tagged\": expires goes with then = \"seal\" or \"hold\" only",
        ),
        (
            "[[rule]]",
            "[[rule]]\nname = \"all\"\nthen = \"pass\"\n[[rule]]",
            "postseal.toml:15: rule \"tagged\": never reached",
        ),
    ] {
        let told = mistake(from, to);
        assert!(
            told.starts_with(sentence),
            "{told}\n  should start with\n{sentence}"
        );
    }
}

#[test]
fn unknown_keys_and_wrong_types_are_sentences_too() {
    for (from, to, parts) in [
        (
            "submit =",
            "submitt =",
            ["postseal.toml:6:", "mail.submitt", "did you mean submit."],
        ),
        (
            "[keyring]",
            "[keyrings]",
            ["postseal.toml:10:", "keyrings", "did you mean keyring."],
        ),
        (
            "\"127.0.0.1:8480\"",
            "8480",
            [
                "postseal.toml:3:",
                "portal.listen",
                "text in quotes belongs",
            ],
        ),
        (
            "[\"example.org\"]",
            "3",
            [
                "postseal.toml:8:",
                "mail.local_domains",
                "a list of strings",
            ],
        ),
        (
            "subject_tag",
            "subject-tag",
            [
                "postseal.toml:14:",
                "subject-tag",
                "did you mean subject_tag.",
            ],
        ),
        (
            "then = \"seal\"",
            "",
            ["postseal.toml:12:", "rule \"tagged\"", "missing key then"],
        ),
        (
            "[mail]",
            "[mail",
            ["postseal.toml:5:", "this is not TOML", "."],
        ),
        (
            "dir =",
            "dir = \"a\"\ndir =",
            [
                "postseal.toml:12:",
                "this is not TOML",
                "duplicate key dir, which stands further",
            ],
        ),
    ] {
        let told = mistake(from, to);
        for part in parts {
            assert!(told.contains(part), "{told}\n  should contain {part}");
        }
        assert!(!told.contains('\n'), "one sentence: {told}");
    }
}

#[test]
fn all_mistakes_are_told_together() {
    let told = parse(
        &GOOD
            .replace("example.org\"]", "\"]")
            .replace("127.0.0.0/8", "x"),
    )
    .unwrap_err();
    assert_eq!(told.lines().count(), 2, "{told}");
}

#[test]
fn the_defaults_that_the_commented_configuration_shows_are_the_real_ones() {
    let shown = include_str!("../../conf/postseal.toml");
    let plain = parse(shown).unwrap();
    assert_eq!(plain.rules, 4);
    let mut section = "";
    let uncommented: String = shown
        .lines()
        .map(|line| {
            section = if line.trim_start_matches('#').starts_with('[') {
                line
            } else {
                section
            };
            let default = ["[milter]", "[portal]", "[content]"].contains(&section)
                && line.starts_with('#')
                && line[1..].starts_with(|c: char| c.is_ascii_lowercase())
                && line.contains(" = ")
                && !line.starts_with("#include")
                // As many as this machine has processors.
                && !line.starts_with("#max_inspections");
            if default {
                format!("{}\n", &line[1..])
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    assert!(
        uncommented.contains("\nmax_message = \"64M\"\n")
            && uncommented.contains("\nmax_depth = 20\n")
    );
    let full = parse(&uncommented).unwrap();
    assert_eq!(full.milter.settings, crate::milter::Settings::default());
    assert_eq!(format!("{:?}", full.portal), format!("{:?}", plain.portal));
}

#[test]
fn networks_of_mapped_addresses_are_those_of_ipv4() {
    let config = parse(&GOOD.replace("127.0.0.0/8", "::ffff:10.0.0.0/104")).unwrap();
    assert_eq!(
        config.mail.trusted_networks,
        ["10.0.0.0/8".parse::<IpNet>().unwrap()]
    );
}

#[test]
fn an_include_that_finds_nothing_is_a_mistake() {
    let dir = tempfile::tempdir().unwrap();
    let told = Config::parse(
        &dir.path().join("postseal.toml"),
        &format!("include = \"*.tml\"\n{GOOD}"),
    )
    .unwrap_err()
    .to_string();
    assert!(
        told.contains("postseal.toml:1: include: \"*.tml\" fits no file in "),
        "{told}"
    );
}
