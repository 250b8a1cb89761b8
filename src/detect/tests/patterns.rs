use super::*;

#[test]
fn patterns_see_every_form_of_a_text() {
    let find = pattern(r"Project X-\d+");
    assert_found(
        &find,
        &[
            "Project X-12",
            "Project\r\n X-12",
            "Ｐｒｏｊｅｃｔ Ｘ－１２",
            "Pro\u{200b}ject X-1",
            "Рrоjесt Х-12",
        ],
    );
    assert_not_found(&find, &["project x-12", "Project X"]);
    assert_eq!(
        find("Project X-1, Project X-2, Project  X-1, Project X-２"),
        2
    );
    assert_found(
        pattern(r"(?i)\bétude\b"),
        &["Étude", "e\u{301}tude", "ÉTUDE"],
    );
    assert_not_found(pattern(r"\bid\b"), &["identity", "fluid", "éid", "midé"]);
    assert_found(pattern(r"^From: .*@"), &["From: me@"]);
    assert_found(pattern(r"(?m)^kein$"), &["x\nkein\ny"]);
}

#[test]
fn each_pattern_is_told_by_itself() {
    let mut builder = Builder::default();
    let each: Vec<_> = (0..300)
        .map(|at| {
            builder
                .pattern(&format!(r"\bcase[- ]{at}\b|ref{at}x+"))
                .unwrap()
        })
        .collect();
    let detectors = builder.build().unwrap();
    let mut found = detectors.start();
    detectors.feed(
        &mut found,
        "body",
        "Case 7? case-21, ref299xx é case 21 ref21x",
        "",
    );
    let hits: Vec<_> = (0..300)
        .filter(|at| found.distinct(each[*at]) > 0)
        .collect();
    assert_eq!(hits, [21, 299]);
    assert_eq!(found.distinct(each[21]), 2, "the dash is no difference");
}

#[test]
fn useless_patterns_are_refused_with_a_reason() {
    for (text, reason) in [
        ("(", "unclosed group"),
        ("a**{", "repetition"),
        ("a*", "empty"),
        (r"\b", "empty"),
        ("", "empty"),
        ("a|", "empty"),
        ("a^b", "nothing"),
        ("a$b", "nothing"),
        ("(a^b|c$d)", "nothing"),
        (r"[a&&b]", "nothing"),
        (r"\w{2000}", "too large"),
        (r"(?:a{1000}){1000}", "too large"),
    ] {
        let error = Builder::default().pattern(text).expect_err(text);
        assert!(error.contains(reason), "{text}: {error}");
    }
    for text in [
        "^a",
        "a$",
        "^a$",
        "(?m)a$\n^b",
        "a^b|c",
        r"\ba\b",
        "x(?:y^)?z",
    ] {
        assert!(Builder::default().pattern(text).is_ok(), "{text}");
    }
}

#[test]
fn matches_in_long_texts_are_counted_whole() {
    let find = pattern("[a-z]+[0-9]");
    let long = format!(
        "{}1 {}2 {}1",
        "a".repeat(7000),
        "b".repeat(7000),
        "a".repeat(7000)
    );
    assert_eq!(find(&long), 2);
    assert_eq!(
        find(&format!("{}1", "a".repeat(100_000))),
        1,
        "longer than a piece"
    );
    let many: String = (0..1000).map(|at| format!("x{at}y\n")).collect();
    assert_eq!(pattern("x[0-9]+y")(&many), MOST_DISTINCT);
}
