//! Another reader of PDFs, Debian's pdftotext (poppler-utils), reads nothing that this one doesn't
//! without saying so.
//!
//! `POSTSEAL_PDFS` names a directory of further PDFs.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use unicode_normalization::char::is_combining_mark;

use super::attached;
use super::pdf::{honest, odd};
use crate::mail::text::folded;

/// The words that pdftotext reads in a file.
fn words(path: &Path) -> BTreeSet<String> {
    let output = Command::new("pdftotext")
        .args(["-enc", "UTF-8"])
        .arg(path)
        .arg("-")
        .output();
    let output = output.expect("pdftotext is there: tests/setup.sh test installs it");
    let text = String::from_utf8_lossy(&output.stdout);
    let is_direction = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{200e}' | '\u{200f}');
    let words = text
        .split_whitespace()
        .map(|word| folded(&word.replace(is_direction, "")));
    words
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect()
}

/// The words of a file that pdftotext reads and this reader doesn't; `None` when this one says that
/// it didn't read all.
fn missed(path: &Path) -> Option<Vec<String>> {
    let content = attached("x.pdf", &std::fs::read(path).unwrap());
    if content.uninspectable.is_some() {
        return None;
    }
    let text: String = content
        .texts
        .iter()
        .map(|text| format!(" {} ", text.folded))
        .collect();
    // Where both directions meet, programs put words in different orders, and accents too.
    let is_right = |c: char| matches!(c, '\u{5d0}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}');
    let runs = |word: String| -> Vec<String> {
        let letters: Vec<char> = word.chars().filter(|c| !is_combining_mark(*c)).collect();
        let runs = letters.chunk_by(|a, b| is_right(*a) == is_right(*b));
        runs.map(|run| run.iter().collect()).collect()
    };
    let text: String = text.chars().filter(|c| !is_combining_mark(*c)).collect();
    // A word may go on in the next line, behind a hyphen; formulas have no order of their own.
    let close = |text: &str| text.replace([' ', '\n', '-', '\u{2010}', '\u{ad}'], "");
    let plain = close(&text);
    let is_word = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).count() > 3;
    let is_found =
        |word: &str| !is_word(word) || text.contains(word) || plain.contains(&close(word));
    let words = words(path).into_iter().flat_map(runs);
    Some(words.filter(|word| !is_found(word)).collect())
}

#[test]
fn what_pdftotext_reads_is_read_or_the_pdf_is_uninspectable() {
    let directory = rig::place::scratch();
    for (name, bytes) in honest().into_iter().chain(odd()) {
        let path = directory
            .path()
            .join(format!("{}.pdf", name.replace(' ', "-")));
        std::fs::write(&path, &bytes).unwrap();
        let missed = missed(&path).unwrap_or_default();
        assert!(missed.is_empty(), "{name}: {missed:?}");
    }
    let Some(others) = std::env::var_os("POSTSEAL_PDFS") else {
        return;
    };
    let mut paths: Vec<_> = std::fs::read_dir(others)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    paths.sort();
    let (mut doubtful, mut wrong) = (0, 0);
    for path in &paths {
        let content = attached("x.pdf", &std::fs::read(path).unwrap());
        let missed = missed(path);
        if missed.is_none() {
            doubtful += 1;
        }
        let missed = missed.unwrap_or_default();
        wrong += usize::from(!missed.is_empty());
        println!("{}: {} missed {missed:?}", path.display(), content.why());
        if std::env::var_os("POSTSEAL_PDFS_TEXT").is_some() {
            for text in &content.texts[1..] {
                println!("--- {}\n{}", text.place, text.raw);
            }
        }
    }
    println!(
        "{} PDFs: {doubtful} uninspectable, {wrong} with words missed",
        paths.len()
    );
    assert_eq!(wrong, 0);
}
