//! Whether the milter that runs has read the rules that are there.

use std::fs;

use super::{Host, SAFE, master};

const CHANGED: &str = "were changed after the milter read them, so mail still goes by the older";

const RULE: &str = "\n[list.words]\nfile = \"words.txt\"\n\n[[rule]]\nname = \"words\"\n\
                    when = { direction = \"outbound\", words = \"list:words\" }\n\
                    then = \"seal\"\n";

#[test]
fn rules_that_the_milter_has_not_read_are_told() {
    let mut host = Host::new();
    host.is_safe(SAFE, &master());
    let rules = fs::read_to_string(host.home.path("postseal.toml")).unwrap();
    fs::write(host.home.path("words.txt"), "merger\n").unwrap();
    fs::write(host.home.path("postseal.toml"), rules.clone() + RULE).unwrap();
    host.is_unsafe(SAFE, &master(), CHANGED);
    host.reload();
    host.is_safe(SAFE, &master());
    // A list in a file of its own.
    fs::write(host.home.path("words.txt"), "merger\nacquisition\n").unwrap();
    host.is_unsafe(SAFE, &master(), CHANGED);
    // What a milter held that is gone doesn't matter.
    let mut milter = host.milter.take().unwrap();
    milter.kill().unwrap();
    milter.wait().unwrap();
    let (_, told) = host.findings();
    assert!(!told.contains(CHANGED), "{told}");
    host.start();
    host.is_safe(SAFE, &master());
}
