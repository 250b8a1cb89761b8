//! The rules of the house: which module may use which, so that the flow in `src/lib.rs` stays the
//! map of the code; and how the code is written, where a reader would notice.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// Each module, in the order in which a message meets them, and all that it may use of the crate.
const MAY_USE: [(&str, &[&str]); 24] = [
    ("main", &["cli"]),
    (
        "cli",
        &[
            "server", "config", "postfix", "milter", "policy", "worker", "extract", "detect",
            "outbound", "seal", "keyring", "wrapper", "portal", "store", "brand", "locale", "mail",
            "metrics", "clock", "secret",
        ],
    ),
    (
        "server",
        &[
            "config", "postfix", "milter", "policy", "worker", "extract", "detect", "outbound",
            "seal", "keyring", "wrapper", "portal", "store", "brand", "locale", "mail", "metrics",
            "clock", "secret",
        ],
    ),
    (
        "config",
        &[
            "milter", "policy", "extract", "detect", "outbound", "seal", "wrapper", "portal",
            "store", "brand", "locale", "mail", "clock", "secret",
        ],
    ),
    ("postfix", &["milter"]),
    (
        "milter",
        &[
            "policy", "outbound", "seal", "wrapper", "locale", "mail", "metrics", "clock", "turns",
            "secret",
        ],
    ),
    ("policy", &["extract", "detect", "mail", "secret"]),
    ("worker", &["extract", "metrics", "turns"]),
    ("extract", &["mail"]),
    ("detect", &["mail"]),
    (
        "outbound",
        &[
            "policy", "seal", "keyring", "wrapper", "brand", "locale", "mail", "clock", "secret",
        ],
    ),
    ("seal", &["secret"]),
    ("keyring", &["seal", "clock", "secret"]),
    ("wrapper", &["brand", "locale", "mail", "effort", "secret"]),
    (
        "portal",
        &[
            "policy", "outbound", "seal", "keyring", "wrapper", "store", "brand", "locale", "mail",
            "metrics", "clock", "effort", "secret",
        ],
    ),
    ("store", &["mail", "clock", "secret"]),
    ("brand", &["locale"]),
    ("locale", &[]),
    ("mail", &["secret"]),
    ("metrics", &[]),
    ("clock", &[]),
    ("effort", &[]),
    ("turns", &[]),
    ("secret", &[]),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Each source file below `dir`, with its text up to its tests.
fn files(dir: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && path.file_name().unwrap() != "tests.rs"
        {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("\n#[cfg(test)]\n").next().unwrap().to_owned();
            found.push((path.strip_prefix(source()).unwrap().to_owned(), code));
        }
    }
}

fn all() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    files(&source(), &mut found);
    assert!(found.len() > 50, "the scan finds the code");
    found
}

/// The words that follow `prefix` in code that is no comment.
fn words_after<'a>(code: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(move |line| line.split(prefix).skip(1))
        .map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or("")
        })
}

#[test]
fn each_module_uses_only_what_it_may() {
    for (path, code) in all() {
        let module = path
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs")
            .to_owned();
        if module == "lib" {
            continue;
        }
        let (_, allowed) = MAY_USE
            .iter()
            .find(|(name, _)| *name == module)
            .expect("a new module takes its place in MAY_USE");
        for used in words_after(&code, "crate::")
            .chain(words_after(&code, "postseal::"))
            .filter(|used| !used.is_empty())
        {
            assert!(
                used == module || allowed.contains(&used),
                "{}: {module} may not use {used}",
                path.display()
            );
        }
    }
}

#[test]
fn only_proof_and_the_operator_open_a_sealed_message() {
    for (path, code) in all() {
        let opens = code.contains("seal::open(");
        let may = path.starts_with("seal")
            || ["portal/opening.rs", "cli/open.rs"]
                .iter()
                .any(|one| path == Path::new(one));
        assert!(!opens || may, "{} opens a sealed message", path.display());
    }
}

/// Whether `code` makes a `Proof`, gives it a method that could, or has the store note one.
fn makes_a_proof(code: &str) -> bool {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| {
            let constructs = line.contains("Proof {") && !line.contains("-> Proof {");
            constructs
                || line.contains("impl Proof")
                || line.contains(" for Proof")
                || line.contains(".prove(")
        })
}

#[test]
fn only_one_module_makes_a_proof() {
    for line in [
        "let proof = Proof { address, visit };",
        "    proof::Proof {",
        "impl Proof {",
        "impl From<Visitor> for Proof {",
        "store.prove(id, version, proven, secret)",
    ] {
        assert!(makes_a_proof(line), "{line}");
    }
    assert!(!makes_a_proof("fn reader(visitor: &Visitor) -> Proof {"));
    let makers: Vec<PathBuf> = all()
        .into_iter()
        .filter(|(path, code)| !path.starts_with("store") && makes_a_proof(code))
        .map(|(path, _)| path)
        .filter(|path| path != Path::new("store.rs"))
        .collect();
    assert_eq!(makers, [Path::new("portal/proof.rs")]);
}

#[test]
fn sealing_deciding_extracting_and_detecting_are_pure() {
    for (path, code) in all() {
        let module = path.iter().next().unwrap().to_str().unwrap();
        let module = module.trim_end_matches(".rs");
        if path.components().any(|part| part.as_os_str() == "tests")
            || !["seal", "policy", "extract", "detect"].contains(&module)
        {
            continue;
        }
        for impure in [
            "tokio::",
            "async fn",
            "std::fs",
            "std::net::Tcp",
            "SystemTime",
        ] {
            assert!(
                !code.contains(impure),
                "{} is not pure: {impure}",
                path.display()
            );
        }
    }
}

#[test]
fn no_two_modules_use_each_other() {
    let uses = |module: &str| MAY_USE.iter().find(|(name, _)| *name == module).unwrap().1;
    for (module, direct) in MAY_USE {
        let mut reached = direct.to_vec();
        let mut at = 0;
        while at < reached.len() {
            let next = uses(reached[at])
                .iter()
                .filter(|one| !reached.contains(one));
            let next: Vec<&str> = next.copied().collect();
            reached.extend(next);
            at += 1;
        }
        assert!(!reached.contains(&module), "{module} uses itself");
    }
}

#[test]
fn the_map_has_the_modules_in_the_order_in_which_a_message_meets_them() {
    let map = fs::read_to_string(source().join("lib.rs")).unwrap();
    let modules: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let order: Vec<&str> = MAY_USE.iter().skip(1).map(|(name, _)| *name).collect();
    assert_eq!(modules, order, "in src/lib.rs, and in MAY_USE");
}

/// The files of the repository that people write, but for mails and other fixtures.
fn written() -> Vec<(PathBuf, String)> {
    fn find(dir: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                if !["target", "fixtures", ".git"].contains(&name) {
                    find(&path, found);
                }
                continue;
            }
            let ending = path.extension().and_then(|ending| ending.to_str());
            let ours = [
                "rs", "md", "sh", "toml", "html", "css", "js", "c", "py", "lua", "yml",
            ];
            if name == "Makefile" || ending.is_some_and(|ending| ours.contains(&ending)) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    find(Path::new(env!("CARGO_MANIFEST_DIR")), &mut found);
    assert!(found.len() > 200, "the scan finds the files");
    found
}

/// A line that can't be broken: a row of a table, or one with a link.
fn is_unbreakable(line: &str) -> bool {
    let said = line.trim_start_matches(['/', '!', '#', ' ']);
    said.starts_with('|') || line.contains("://") || line.contains("](")
}

#[test]
fn lines_end_at_column_100() {
    let mut long = Vec::new();
    for (path, text) in written() {
        for (at, line) in text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > 100 && !is_unbreakable(line) {
                long.push(format!("{}:{}: {columns}", path.display(), at + 1));
            }
        }
    }
    assert!(
        long.is_empty(),
        "{} lines:\n{}",
        long.len(),
        long.join("\n")
    );
}

#[test]
fn files_lie_where_cargo_looks_for_them() {
    let attribute = ["#[", "path ="].concat();
    for (path, text) in written() {
        assert!(
            path.extension().is_none_or(|ending| ending != "rs") || !text.contains(&attribute),
            "{} includes a file from elsewhere",
            path.display()
        );
    }
}

#[test]
fn modules_are_named_for_what_they_do() {
    for (path, _) in written() {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let parent = path.parent().unwrap().file_name().unwrap();
        for name in [stem, parent.to_str().unwrap()] {
            assert!(
                !["util", "utils", "common", "helpers", "types", "misc"].contains(&name),
                "{} says nothing",
                path.display()
            );
        }
    }
}

#[test]
fn one_place_says_where_temporary_files_of_tests_lie() {
    let call = ["env::", "temp_dir"].concat();
    for (path, text) in written() {
        assert!(
            !text.contains(&call),
            "{}: rig::place::scratch",
            path.display()
        );
    }
}

#[test]
fn formats_know_neither_each_other_nor_the_loop() {
    let mut formats = 0;
    for (path, code) in all() {
        let Ok(format) = path.strip_prefix("extract/format") else {
            continue;
        };
        formats += 1;
        // The files of one format may use each other.
        let is_part_of_format = format.components().count() > 1;
        let up = if is_part_of_format {
            "super::super::"
        } else {
            "super::"
        };
        for line in code.lines().filter(|line| !line.trim().starts_with("//")) {
            let inner = line.split_once("extract::").map_or("", |(_, inner)| inner);
            assert!(
                !line.contains(up) && !inner.contains("format") && !inner.contains("walk"),
                "{}: a format uses no other format and not the loop: {line}",
                path.display()
            );
        }
    }
    assert!(formats > 10, "the scan finds the formats");
}

/// The documents of the repository, by their paths in it.
fn documents() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = written().into_iter();
    let documents: Vec<(PathBuf, String)> = all
        .filter(|(path, _)| path.extension().is_some_and(|ending| ending == "md"))
        .map(|(path, text)| (path.strip_prefix(root).unwrap().to_owned(), text))
        .collect();
    assert!(documents.len() > 8, "the scan finds the documents");
    documents
}

/// The lines of a document outside its blocks of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

#[test]
fn the_files_that_the_architecture_names_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let mut paths = 0;
    for line in prose(&text) {
        for named in line.split('`').skip(1).step_by(2) {
            let is_path = named.contains('/') && !named.starts_with('/')
                || [".rs", ".md", ".toml"]
                    .iter()
                    .any(|end| named.ends_with(end));
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "./_-".contains(c);
            // NAME is what a reader will add.
            if !is_path || !named.chars().all(is_plain) || named.contains("NAME") {
                continue;
            }
            paths += 1;
            assert!(
                source().join(named).exists() || root.join(named).exists(),
                "ARCHITECTURE.md: there is no {named}"
            );
        }
    }
    assert!(paths > 100, "the scan finds the paths");
}

/// The anchors of a document, as forges make them of its headings.
fn anchors(text: &str) -> Vec<String> {
    prose(text)
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            let kept = |c: &char| c.is_alphanumeric() || " -_".contains(*c);
            heading.chars().filter(kept).collect::<String>()
        })
        .map(|heading| heading.replace(' ', "-"))
        .collect()
}

#[test]
fn relative_links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut links = 0;
    for (path, text) in documents() {
        let prose: Vec<&str> = prose(&text).collect();
        let prose = prose.join("\n");
        for rest in prose.split("](").skip(1) {
            let target = rest.split(')').next().unwrap();
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            links += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() {
                root.join(&path)
            } else {
                root.join(&path).parent().unwrap().join(file)
            };
            assert!(file.exists(), "{}: {target} is missing", path.display());
            assert!(
                anchor.is_empty()
                    || anchors(&fs::read_to_string(&file).unwrap()).contains(&anchor.to_owned()),
                "{}: {target} has no such heading",
                path.display()
            );
        }
    }
    assert!(links > 50, "the scan finds the links");
}
