//! The rules of the house: which module may use which, so that the flow in `src/lib.rs` stays the
//! map of the code.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// Each module and all that it may use of the crate; what stands further down may use what stands
/// above it.
const MAY_USE: [(&str, &[&str]); 18] = [
    ("secret", &[]),
    ("clock", &[]),
    ("mail", &["secret"]),
    ("seal", &["secret"]),
    ("keyring", &["secret", "clock", "seal"]),
    ("extract", &["mail"]),
    ("detect", &["mail"]),
    ("policy", &["mail", "secret", "extract", "detect"]),
    ("wrapper", &["mail", "secret"]),
    ("store", &["mail", "secret", "clock"]),
    (
        "outbound",
        &[
            "mail", "secret", "clock", "seal", "keyring", "policy", "wrapper",
        ],
    ),
    (
        "milter",
        &[
            "mail", "secret", "clock", "seal", "policy", "wrapper", "outbound",
        ],
    ),
    (
        "portal",
        &[
            "mail", "secret", "clock", "seal", "keyring", "policy", "wrapper", "outbound", "store",
        ],
    ),
    (
        "config",
        &[
            "mail", "secret", "clock", "seal", "extract", "detect", "policy", "wrapper",
            "outbound", "store", "milter", "portal",
        ],
    ),
    ("postfix", &["milter"]),
    (
        "server",
        &[
            "mail", "secret", "clock", "seal", "keyring", "extract", "detect", "policy", "wrapper",
            "outbound", "store", "milter", "portal", "config", "postfix",
        ],
    ),
    (
        "cli",
        &[
            "mail", "secret", "clock", "seal", "keyring", "extract", "detect", "policy", "wrapper",
            "outbound", "store", "milter", "portal", "config", "postfix", "server",
        ],
    ),
    ("main", &["cli"]),
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
fn each_module_uses_only_what_stands_before_it() {
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
            || ["portal/read/opening.rs", "cli/open.rs"]
                .iter()
                .any(|one| path == Path::new(one));
        assert!(!opens || may, "{} opens a sealed message", path.display());
        let proves = code.lines().any(|line| {
            line.contains("Proof {") && !line.contains("struct") && !line.contains("impl")
        });
        assert!(
            !proves || path == Path::new("portal/proof.rs"),
            "{} makes a proof",
            path.display()
        );
    }
}

#[test]
fn sealing_and_deciding_are_pure() {
    for (path, code) in all() {
        if path.starts_with("seal")
            || path.starts_with("policy")
            || path.starts_with("seal.rs")
            || path.starts_with("policy.rs")
        {
            assert!(
                !code.contains("tokio::") && !code.contains("async fn"),
                "{} waits for something",
                path.display()
            );
        }
    }
}
