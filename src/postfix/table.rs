//! Lookup tables (DATABASE_README), as far as they can be read.

use std::fs;
use std::path::Path;

use super::{Asked, Postfix, PostfixError};

/// The patterns of the `if` lines around an entry, the outermost first, and the entry.
pub type Entry = (Vec<String>, (String, String));

/// One table as a setting names it: `type:name`, or `type:{ … }` for one that stands in the setting
/// itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table(String);

/// Types whose entries `postmap -s` prints.
const INDEXED: [&str; 6] = ["hash", "btree", "lmdb", "cdb", "dbm", "sdbm"];
/// Types whose file is text, an entry a line.
const TEXT: [&str; 4] = ["texthash", "cidr", "regexp", "pcre"];

impl Table {
    /// The tables of a list, such as `header_checks`; words that are no table are left out.
    pub fn list(text: &str) -> Vec<Self> {
        braced_words(text)
            .into_iter()
            .filter(|word| is_table(word))
            .map(Self)
            .collect()
    }

    /// A list in which tables may stand beside plain words and files, such as `mydestination`: the
    /// words, and the tables. The words of a file count as words; one that can't be read counts as
    /// a table.
    pub fn mixed(text: &str) -> (Vec<String>, Vec<Self>) {
        let mut words = Vec::new();
        let mut tables = Vec::new();
        for word in braced_words(text) {
            if is_table(&word) {
                tables.push(Self(word));
            } else if word.starts_with('/') {
                match fs::read_to_string(&word) {
                    Ok(text) => words.extend(
                        lines(&text)
                            .iter()
                            .flat_map(|line| super::words(line))
                            .map(str::to_owned),
                    ),
                    Err(_) => tables.push(Self(word)),
                }
            } else {
                words.push(word);
            }
        }
        (words, tables)
    }

    /// As the setting writes it.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The name without that of proxymap(8), which opens the table for others.
    fn own_name(&self) -> &str {
        self.0.strip_prefix("proxy:").unwrap_or(&self.0)
    }

    /// The file that a table is made of or read from, where it has one.
    pub fn file(&self) -> Option<&str> {
        let (kind, name) = self.own_name().split_once(':')?;
        (INDEXED.contains(&kind) || TEXT.contains(&kind)).then_some(name)
    }

    /// Whether there is no such file: Postfix then takes no mail until there is.
    pub fn is_missing(&self) -> bool {
        let beside = ["", ".db", ".lmdb", ".cdb", ".dir", ".pag"];
        self.file().is_some_and(|file| {
            let mut files = beside.iter().map(|end| format!("{file}{end}"));
            !files.any(|file| Path::new(&file).exists())
        })
    }

    /// The entries, in order: pattern and result; `None` for a table that can't be listed.
    pub fn entries(&self, postfix: &Postfix) -> Option<Vec<(String, String)>> {
        let entries = self.entries_within(postfix)?.into_iter();
        Some(entries.map(|(_, entry)| entry).collect())
    }

    /// The entries, each with the patterns of the `if` lines around it.
    pub fn entries_within(&self, postfix: &Postfix) -> Option<Vec<Entry>> {
        let plain = |(key, result)| (Vec::new(), (key, result));
        let (kind, name) = self.own_name().split_once(':')?;
        let inner = name
            .strip_prefix('{')
            .and_then(|inner| inner.strip_suffix('}'));
        match (kind, inner) {
            ("static", Some(text)) => Some(vec![plain(("*".into(), text.trim().to_owned()))]),
            ("static", None) => Some(vec![plain(("*".into(), name.to_owned()))]),
            ("inline", Some(text)) => Some(
                braced_words(text)
                    .iter()
                    .filter_map(|entry| assignment(entry))
                    .map(plain)
                    .collect(),
            ),
            (kind, Some(text)) if TEXT.contains(&kind) => {
                let words = braced_words(text);
                Some(nested(kind, words.iter().map(|entry| inside(entry))))
            }
            (kind, None) if TEXT.contains(&kind) => {
                let text = fs::read_to_string(name).ok()?;
                Some(nested(kind, lines(&text).iter().map(String::as_str)))
            }
            (kind, None) if INDEXED.contains(&kind) => {
                let text = self.postmap(postfix, &["-s"]).ok()?;
                Some(
                    text.lines()
                        .filter_map(|line| entry_of("hash", line))
                        .map(plain)
                        .collect(),
                )
            }
            _ => None,
        }
    }

    /// Whether the table has an entry for a key; `None` for a table that can't be queried.
    pub fn has(&self, key: &str, postfix: &Postfix) -> Option<bool> {
        Some(self.find(key, postfix)?.is_some())
    }

    /// What the table says to a key, if anything; `None` for a table that can't be queried.
    pub fn find(&self, key: &str, postfix: &Postfix) -> Option<Option<String>> {
        let (kind, name) = self.own_name().split_once(':')?;
        if kind == "static" {
            return Some(Some(name.to_owned()));
        }
        if !INDEXED.contains(&kind) && !TEXT.contains(&kind) && kind != "inline" {
            return None;
        }
        match self.postmap(postfix, &["-q", key]) {
            Ok(found) => Some(Some(found.trim().to_owned()).filter(|found| !found.is_empty())),
            // A missing entry is an exit code too; postmap then prints warnings at most.
            Err(PostfixError::Refused(why)) => why
                .lines()
                .all(|line| line.contains("warning:"))
                .then_some(None),
            Err(PostfixError::Missing(_)) => None,
        }
    }

    /// Whether its keys are patterns.
    pub fn has_patterns(&self) -> bool {
        let kind = self.own_name().split(':').next().unwrap_or_default();
        matches!(kind, "regexp" | "pcre")
    }

    fn postmap(&self, postfix: &Postfix, args: &[&str]) -> Result<String, PostfixError> {
        let args = args
            .iter()
            .copied()
            .chain([self.own_name()])
            .map(Into::into)
            .collect();
        Asked::program("postmap", postfix.config_dir.as_deref(), args)?.answer()
    }
}

fn is_table(word: &str) -> bool {
    let kind = word.split(':').next().unwrap_or_default();
    kind.len() < word.len()
        && !kind.is_empty()
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The words of a list in which braces keep words together.
pub fn braced_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' | ' ' | '\t' | '\n' if depth == 0 => {
                words.push(std::mem::take(&mut word));
                continue;
            }
            _ => {}
        }
        word.push(c);
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

fn inside(entry: &str) -> &str {
    entry
        .strip_prefix('{')
        .and_then(|entry| entry.strip_suffix('}'))
        .unwrap_or(entry)
        .trim()
}

/// `key = value`, or `{ key = value }`.
fn assignment(entry: &str) -> Option<(String, String)> {
    let (key, value) = inside(entry).split_once('=')?;
    Some((key.trim().to_owned(), value.trim().to_owned()))
}

/// The lines of a text table: a line that starts with a space continues the one before it.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
    {
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => lines.push(line.trim_end().to_owned()),
        }
    }
    lines
}

/// The entries of lines, each with the patterns of the `if` lines around it.
fn nested<'a>(kind: &str, lines: impl Iterator<Item = &'a str>) -> Vec<Entry> {
    let has_ifs = matches!(kind, "regexp" | "pcre");
    let mut around: Vec<String> = Vec::new();
    let mut entries = Vec::new();
    for line in lines {
        let start = |word: &str| has_ifs && starts_with_word(line, word);
        if start("if") {
            around.push(line[2..].trim().to_owned());
        } else if start("endif") {
            around.pop();
        } else if let Some(entry) = entry_of(kind, line) {
            entries.push((around.clone(), entry));
        }
    }
    entries
}

fn starts_with_word(line: &str, word: &str) -> bool {
    let is_word = |start: &str| start.eq_ignore_ascii_case(word);
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    line.get(..word.len()).is_some_and(is_word) && line.get(word.len()..).is_some_and(ends)
}

fn entry_of(kind: &str, line: &str) -> Option<(String, String)> {
    let end = match (kind, line.chars().next()?) {
        // `if /…/` and `endif` have no result.
        ("regexp" | "pcre", 'i' | 'I' | 'e' | 'E') => return None,
        ("regexp" | "pcre", delimiter) => {
            let delimiter = if delimiter == '!' {
                line[1..].chars().next()?
            } else {
                delimiter
            };
            let mut escaped = false;
            let close = line
                .char_indices()
                .skip_while(|&(_, c)| c != delimiter)
                .skip(1)
                .find(|&(_, c)| {
                    let closes = c == delimiter && !escaped;
                    escaped = c == '\\' && !escaped;
                    closes
                });
            let close = close?.0;
            close + line[close..].find([' ', '\t'])?
        }
        _ => line.find([' ', '\t'])?,
    };
    Some((line[..end].to_owned(), line[end..].trim().to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_outside_of_braces() {
        assert_eq!(
            Table::list("regexp:/a, inline:{ {a b = c}, d=e } cidr:{{192.0.2.0/24 DISABLE}}")
                .iter()
                .map(Table::name)
                .collect::<Vec<_>>(),
            [
                "regexp:/a",
                "inline:{ {a b = c}, d=e }",
                "cidr:{{192.0.2.0/24 DISABLE}}"
            ]
        );
        let (words, tables) = Table::mixed("example.org, hash:/etc/x localhost [::1]/128");
        assert_eq!(words, ["example.org", "localhost", "[::1]/128"]);
        assert_eq!(tables, [Table("hash:/etc/x".into())]);
    }

    #[test]
    fn entries_of_patterns_are_read() {
        assert_eq!(
            entry_of("regexp", "/^a b\\/c/i  FILTER x:y z"),
            Some(("/^a b\\/c/i".into(), "FILTER x:y z".into()))
        );
        assert_eq!(
            entry_of("pcre", "!/x/ DISABLE"),
            Some(("!/x/".into(), "DISABLE".into()))
        );
        assert_eq!(entry_of("pcre", "if /x/"), None);
        let entry = |key: &str| (key.to_owned(), "OK".to_owned());
        let lines_of = [
            "/a/ OK", "if /x/", "IF !/y/", "/b/ OK", "endif", "/c/ OK", "endif",
        ];
        assert_eq!(
            nested("pcre", lines_of.into_iter().chain(["/d/ OK"])),
            [
                (vec![], entry("/a/")),
                (vec!["/x/".into(), "!/y/".into()], entry("/b/")),
                (vec!["/x/".into()], entry("/c/")),
                (vec![], entry("/d/")),
            ]
        );
        assert_eq!(
            entry_of("cidr", "192.0.2.0/24\tDISABLE"),
            Some(("192.0.2.0/24".into(), "DISABLE".into()))
        );
        assert_eq!(lines("a b\n  c\n# d\n\ne f\n"), ["a b c", "e f"]);
    }
}
