//! The page that leads to all files of a preview: a row for each, a column for each language.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::MARK;
use crate::brand::Brand;
use crate::locale::{Words, escape};

/// The page in the making.
pub(super) struct Index {
    brand: String,
    /// Tag and name of each language.
    languages: Vec<(String, String)>,
    /// The tags of the languages in which each file is there.
    files: BTreeMap<String, BTreeSet<String>>,
}

impl Index {
    pub(super) fn new(brand: &Brand) -> Self {
        Self {
            brand: brand.name.clone(),
            languages: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    /// Adds a language, and its files.
    pub(super) fn add<'a>(&mut self, words: &Words, files: impl Iterator<Item = &'a str>) {
        let name = words.text("language-name").to_string();
        self.languages.push((words.tag().into(), name));
        for file in files {
            let languages = self.files.entry(file.into()).or_default();
            languages.insert(words.tag().into());
        }
    }

    pub(super) fn page(&self) -> String {
        let brand = escape(&self.brand);
        let mut page = format!(
            "<!doctype html>\n{MARK}\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>Brand {brand}</title>\n<style>\nbody {{ font: 16px/1.5 sans-serif; margin: \
             2em; }}\ntd, th {{ padding: .1em .7em; text-align: left; }}\n</style>\n</head>\n\
             <body>\n<h1>Brand {brand}</h1>\n<table>\n<tr><th>File</th>"
        );
        for (tag, name) in &self.languages {
            page.push_str(&format!("<th lang=\"{tag}\">{}</th>", escape(name)));
        }
        page.push_str("</tr>\n");
        for (file, tags) in &self.files {
            page.push_str(&format!("<tr><th>{file}</th>"));
            for (tag, _) in &self.languages {
                page.push_str(&if tags.contains(tag) {
                    format!("<td><a href=\"{tag}/{file}\">{tag}</a></td>")
                } else {
                    "<td></td>".to_owned()
                });
            }
            page.push_str("</tr>\n");
        }
        page.push_str("</table>\n</body>\n</html>\n");
        page
    }
}
