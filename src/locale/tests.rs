#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::*;

/// The messages of the files of one language: id to the text of its pattern and its places.
fn messages(tag: &str) -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/locales")
        .join(tag);
    let mut found = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for entry in parser::parse(text).unwrap().body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let mut places = BTreeSet::new();
            note(&message.value.unwrap(), &mut places);
            let is_new = found.insert(message.id.name.clone(), places).is_none();
            assert!(is_new, "{tag}: {} stands there twice", message.id.name);
        }
    }
    found
}

/// The places and marks of a pattern.
fn note(pattern: &Pattern<String>, places: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                let marks = ["<b>", "<i>", "<a>", "<a2>"];
                places.extend(
                    marks
                        .iter()
                        .filter(|mark| value.contains(**mark))
                        .map(|&mark| mark.into()),
                );
            }
            PatternElement::Placeable { expression } => note_expression(expression, places),
        }
    }
}

fn note_expression(expression: &Expression<String>, places: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => note_inline(inline, places),
        Expression::Select { selector, variants } => {
            note_inline(selector, places);
            for variant in variants {
                note(&variant.value, places);
            }
        }
    }
}

fn note_inline(inline: &InlineExpression<String>, places: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            places.insert(format!("${}", id.name));
        }
        InlineExpression::Placeable { expression } => note_expression(expression, places),
        _ => {}
    }
}

/// All files below `folder` with one of these endings, with their text.
fn sources(folder: &Path, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path, endings));
        } else if endings
            .iter()
            .any(|ending| path.extension().is_some_and(|own| own == *ending))
        {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

#[test]
fn every_language_has_every_message_with_the_same_places() {
    let english = messages("en");
    assert!(english.len() > 100);
    for tag in Locales::built_in().tags() {
        let own = messages(tag);
        for (id, places) in &english {
            let Some(theirs) = own.get(id) else {
                panic!("{tag} lacks {id}");
            };
            assert_eq!(theirs, places, "{tag}: the places and marks of {id}");
        }
        for id in own.keys() {
            assert!(english.contains_key(id), "{tag}: nobody asks for {id}");
        }
    }
}

#[test]
fn every_folder_of_words_is_built_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/locales");
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let names: BTreeSet<String> = names.map(|name| name.into_string().unwrap()).collect();
    let locales = Locales::built_in();
    let tags: BTreeSet<String> = locales.tags().map(str::to_owned).collect();
    assert_eq!(names, tags);
}

/// Ids are whole strings in code and pages, so that each can be looked for.
#[test]
fn every_message_is_asked_for_and_what_is_asked_for_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let english = messages("en");
    let mut asked = BTreeSet::new();
    for (path, text) in sources(&root, &["rs", "html", "txt"]) {
        if path.ends_with("locale/tests.rs") {
            continue;
        }
        for call in [
            "face.text(\"",
            "face.html(\"",
            "words.text(\"",
            "words.html(\"",
        ] {
            for (at, _) in text.match_indices(call) {
                let id = text[at + call.len()..].split('"').next().unwrap();
                assert!(
                    english.contains_key(id),
                    "{}: no message {id}",
                    path.display()
                );
            }
        }
        asked.extend(
            english
                .keys()
                .filter(|id| text.contains(&format!("\"{id}\"")))
                .cloned(),
        );
    }
    let unused: Vec<_> = english.keys().filter(|id| !asked.contains(*id)).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}

/// What stands in a page outside of its tags comes from the files of words.
#[test]
fn pages_have_no_words_of_their_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (path, text) in sources(&root, &["html", "txt"]) {
        // The one block that is no text.
        let text = text.replace("{% block width %}wide{% endblock %}", "");
        let mut words = String::new();
        let text = text.replace("{% block width %}narrow{% endblock %}", "");
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['{', '<']) {
            words.push_str(&rest[..at]);
            rest = &rest[at..];
            let ends = [
                ("{{", "}}"),
                ("{%", "%}"),
                ("<style>", "</style>"),
                ("<", ">"),
            ];
            let (_, end) = ends
                .iter()
                .find(|(start, _)| rest.starts_with(start))
                .unwrap();
            // A tag may have placeholders in its attributes.
            let mut past = 1;
            loop {
                past += rest[past..].find(end).unwrap() + end.len();
                let inside = &rest[..past];
                let closed = |open: &str, close: &str| {
                    inside.matches(open).count() == inside.matches(close).count()
                };
                if *end != ">" || closed("{{", "}}") && closed("{%", "%}") {
                    break;
                }
            }
            let tag = &rest[..past];
            for attribute in ["title=\"", "aria-label=\"", "alt=\"", "value=\""] {
                if let Some((_, value)) = tag.split_once(attribute) {
                    let value = value.split('"').next().unwrap();
                    assert!(
                        !value.starts_with(char::is_alphabetic),
                        "{}: {value}",
                        path.display()
                    );
                }
            }
            rest = &rest[past..];
        }
        words.push_str(rest);
        let word = words
            .split(|c: char| !c.is_alphabetic())
            .find(|word| word.len() > 1);
        assert_eq!(word, None, "{}", path.display());
    }
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

#[test]
fn a_folder_adds_a_language_and_overrides_messages() {
    let dir = folder(&[
        (
            "pl/a.ftl",
            "language-name = Polski\ncode-wrong = { $left ->\n  [one] jedna\n  [few] \
                      { $left } próby\n *[many] { $left } prób\n }\n",
        ),
        ("en/own.ftl", "landing-open = Open it\n"),
    ]);
    let locales = Locales::built_in().with_folder(dir.path()).unwrap();
    let polish = locales.find("pl-PL").unwrap();
    assert_eq!(polish.text("language-name").to_string(), "Polski");
    for (left, expected) in [(1_u64, "jedna"), (3, "3 próby"), (5, "5 prób")] {
        assert_eq!(
            polish.text("code-wrong").with("left", left).to_string(),
            expected
        );
    }
    assert_eq!(polish.date(1_773_320_709), "12 marca 2026");
    // What it lacks is English, in its own direction of course.
    assert_eq!(polish.text("landing-open").to_string(), "Open it");
    assert_eq!(locales.own().text("landing-open").to_string(), "Open it");
    assert_eq!(locales.own().text("ask-send").to_string(), "Send a code");
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line() {
    let dir = folder(&[
        ("pl/a.ftl", "a = x\nb = <script>\n"),
        ("pl/b.ftl", "a = { $x\n"),
        (
            "pl/c.ftl",
            "# x\nc = <b>x { $n ->\n  [one] </i>\n *[other] y\n}</b>\n",
        ),
        ("pl/d.ftl", "d = <b>x\n"),
        ("words/a.ftl", "a = b\n"),
    ]);
    let errors = Locales::built_in().with_folder(dir.path()).unwrap_err();
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let expected = [
        "pl/a.ftl, line 2: b: \"<script>\" is no mark",
        "pl/b.ftl, line 2:",
        "pl/c.ftl, line 2: c: </i> closes what was not opened",
        "pl/d.ftl, line 1: d: <b> is not closed by </b>",
        "words: a folder of words is named by a language tag",
    ];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for expected in expected {
        assert!(
            said.iter().any(|one| one.contains(expected)),
            "{expected}: {said:?}"
        );
    }
}

#[test]
fn the_best_language_is_the_one_that_is_read() {
    let dir = folder(&[
        ("zh-Hant/a.ftl", ""),
        ("he/a.ftl", ""),
        ("pt-BR/a.ftl", ""),
        ("pl/a.ftl", ""),
    ]);
    let locales = Locales::built_in()
        .with_folder(dir.path())
        .unwrap()
        .with_own("pl");
    for (wanted, expected) in [
        ("", "pl"),
        ("*", "pl"),
        ("xx, en;q=0.1", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("pl;q=0.5, zh-TW", "zh-Hant"),
        ("zh-HK;q=0.9,en;q=0.8", "zh-Hant"),
        ("iw", "he"),
        ("en;q=0, he;q=0.001", "he"),
        ("pt-BR", "pt-BR"),
        ("q=1;;;, ,en", "en"),
        ("en;q=abc", "pl"),
        (&"x,".repeat(100_000), "pl"),
    ] {
        assert_eq!(locales.accepted(wanted).tag(), expected, "{wanted:.40}");
    }
    assert_eq!(locales.find("he").unwrap().direction(), Direction::Rtl);
    assert_eq!(locales.find("en").unwrap().direction(), Direction::Ltr);
}

#[test]
fn values_are_escaped_and_marks_are_kept() {
    let dir = folder(&[(
        "en/a.ftl",
        "own = <b>{ $a }</b> & { $b } > 1, <a>here</a>\n",
    )]);
    let words = Locales::built_in().with_folder(dir.path()).unwrap().own();
    let phrase = words
        .html("own")
        .with("a", "<b>x</b><a>")
        .with("b", Value::address("\"&'"));
    assert_eq!(
        phrase.clone().link("https://x/?a&b\"").to_string(),
        "<strong><bdi>&lt;b&gt;x&lt;/b&gt;&lt;a&gt;</bdi></strong> &amp; <span dir=\"ltr\" \
         class=\"address\">&quot;&amp;&#39;</span> &gt; 1, <a \
         href=\"https://x/?a&amp;b&quot;\">here</a>"
    );
    assert_eq!(phrase.as_text(), "<b>x</b><a> & \"&' > 1, here");
}

#[test]
fn sizes_and_numbers_are_written_as_the_language_does() {
    let english = Locales::built_in().own();
    for (bytes, expected) in [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_500, "1.5 KB"),
        (12_345, "12 KB"),
        (999_999, "1,000 KB"),
        (25_340_000, "25 MB"),
        (1_234_567_890, "1.2 GB"),
    ] {
        assert_eq!(english.size(bytes), expected);
    }
}

/// What senders are told of refused mail comes from the files of words too: in code a reply is its
/// code alone.
#[test]
fn replies_of_the_milter_have_no_words_of_their_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for part in ["milter", "policy", "config"] {
        let ours = sources(&root.join(part), &["rs"]);
        let is_test = |path: &Path| {
            let names = path.iter().map(|name| name.to_string_lossy());
            names.into_iter().any(|name| name.starts_with("tests"))
        };
        let ours = ours
            .iter()
            .filter(|(path, _)| !is_test(path.strip_prefix(&root).unwrap_or(path)));
        for (path, text) in ours {
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let code = code.split("#[cfg(test)]\n#[allow").next().unwrap();
            for literal in code.split('"').skip(1).step_by(2) {
                let mut pieces = literal.split(' ');
                let is_reply = pieces.next().is_some_and(|code| {
                    code.len() == 3 && code.starts_with(['4', '5']) && code.parse::<u16>().is_ok()
                });
                let said = pieces.nth(1);
                assert!(
                    !is_reply || said.is_none_or(|word| word.starts_with('{')),
                    "{literal}"
                );
            }
            assert!(
                !code.contains("Refusal::Said(\"") && !code.contains("Reject(\""),
                "{}",
                path.display()
            );
        }
    }
}
