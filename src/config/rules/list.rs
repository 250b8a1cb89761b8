//! `[list.…]` tables: named lists, and lists in conditions that name them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::config::findings::Findings;
use crate::config::strings::{Strings, Text};

/// A named list as the file has it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(in crate::config) struct List {
    entries: Option<Spanned<Strings>>,
    file: Option<Text>,
}

/// The named lists, which all files share.
#[derive(Default)]
pub(super) struct Lists {
    entries: BTreeMap<String, Vec<Entry>>,
    /// Whether a list isn't what it was meant to be, so that nothing can be said of the rules with
    /// lists.
    pub are_wrong: bool,
}

/// One entry of a named list.
struct Entry {
    text: String,
    /// Where it stands, for the sentence about a mistake in it.
    place: String,
}

impl Lists {
    /// Adds the lists of a file, whose directory is `base`.
    pub fn add(
        &mut self,
        lists: BTreeMap<String, Spanned<List>>,
        base: &Path,
        findings: &mut Findings<'_>,
    ) {
        for (name, list) in lists {
            let start = list.span().start;
            let List { entries, file } = list.into_inner();
            let in_table = |entry: Spanned<String>| Entry {
                text: entry.into_inner(),
                place: format!("list.{name}"),
            };
            let mut all: Vec<Entry> = entries
                .map(|entries| entries.into_inner().0.into_iter().map(in_table).collect())
                .unwrap_or_default();
            if let Some(file) = file {
                let path = base.join(file.get_ref());
                match std::fs::read_to_string(&path) {
                    Ok(text) => {
                        let digest = blake3::hash(text.as_bytes());
                        findings.digest.update(digest.as_bytes());
                        findings.files.push(path.clone());
                        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                        let in_file = |(line, text): (usize, &str)| Entry {
                            text: without_comment(text).to_owned(),
                            place: format!("{}:{}", path.display(), line + 1),
                        };
                        let lines = text.lines().enumerate().map(in_file);
                        all.extend(lines.filter(|entry| !entry.text.is_empty()));
                    }
                    Err(error) => {
                        findings.push(
                            file.span().start,
                            &format!(
                                "list.{name}.file: {} can't be read: {error}.",
                                path.display()
                            ),
                        );
                        self.are_wrong = true;
                        self.entries.insert(name, Vec::new());
                        continue;
                    }
                }
            }
            if all.is_empty() {
                findings.push(start, &format!("list.{name}: the list is empty."));
                self.are_wrong = true;
            }
            if self.entries.insert(name.clone(), all).is_some() {
                findings.push(
                    start,
                    &format!("list.{name}: there is another list of this name."),
                );
            }
        }
    }

    /// Reads a list, named lists in it resolved. It must not be empty: a condition on nothing never
    /// holds, and the admin meant something.
    pub fn read<T>(
        &self,
        key: &str,
        list: &Spanned<Strings>,
        findings: &mut Findings<'_>,
        mut read: impl FnMut(&str) -> Result<T, String>,
    ) -> Vec<T> {
        if list.get_ref().0.is_empty() {
            findings.push(
                list.span().start,
                &format!("{key}: the list is empty, so the rule could never match."),
            );
        }
        let read = findings.each(key, list, |text| match text.strip_prefix("list:") {
            None => read(text).map(|one| vec![one]),
            Some(name) => match self.entries.get(name) {
                Some(entries) => entries
                    .iter()
                    .map(|entry| read(&entry.text).map_err(|why| format!("{}: {why}", entry.place)))
                    .collect(),
                None => Err(format!("there is no [list.{name}]")),
            },
        });
        read.into_iter().flatten().collect()
    }
}

/// A line of a list file without its comment, which starts at the line's start or after a space.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices('#').find(|(at, _)| {
        line[..*at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace)
    });
    comment.map_or(line, |(at, _)| &line[..at]).trim()
}
