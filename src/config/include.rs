//! `include`: rules and lists from other files.

use std::path::{Path, PathBuf};

use toml::Spanned;

use super::Findings;
use super::file::Included;
use super::rules::Rules;
use super::strings::Strings;

/// Takes the rules and lists of all files that `include` names.
pub(super) fn include_files(
    include: &Spanned<Strings>,
    base: &Path,
    rules: &mut Rules,
    findings: &mut Findings<'_>,
) {
    for path in included(include, base, findings) {
        include_file(&path, rules, findings);
    }
}

/// The files that `include` names, in order: those that a `*` stands for by name.
fn included(include: &Spanned<Strings>, base: &Path, findings: &mut Findings<'_>) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let files = findings.each("include", include, |text| {
        let path = base.join(text);
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let Some((start, end)) = name.split_once('*') else {
            return Ok(vec![path]);
        };
        let dir = path.parent().unwrap_or(base);
        let entries = std::fs::read_dir(dir)
            .map_err(|error| format!("{} can't be read: {error}", dir.display()))?;
        folders.push(dir.to_owned());
        let fits = |path: &PathBuf| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        };
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(fits)
            .collect();
        files.sort();
        if files.is_empty() {
            Err(format!("\"{text}\" fits no file in {}", dir.display()))
        } else {
            Ok(files)
        }
    });
    findings.folders.append(&mut folders);
    files.into_iter().flatten().collect()
}

/// Takes the lists and rules of one more file. Its mistakes are told with its own name and lines.
fn include_file(path: &Path, rules: &mut Rules, findings: &mut Findings<'_>) {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            findings.sentences.push(format!(
                "{}: the included file can't be read: {error}.",
                path.display()
            ));
            return;
        }
    };
    let mut own = Findings::new(path, &text);
    if let Some(Included { list, rule }) = own.read() {
        let base = path.parent().unwrap_or(Path::new("."));
        rules.lists(list, base, &mut own);
        rules.rules(rule, &mut own);
    }
    findings.sentences.append(&mut own.sentences);
    findings.digest.update(own.digest.finalize().as_bytes());
    findings.files.append(&mut own.files);
}
