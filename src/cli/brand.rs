//! `postseal brand preview`: every mail and page of a brand in every language, as files.
//!
//! ```text
//! carrier   the mail that carries a message, and its file
//! folder    where the files go, and which folder is left alone
//! index     the page that leads to all of them
//! ```

mod carrier;
mod folder;
mod index;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use mail_parser::MessageParser;

use super::{ConfigOption, Exit, Failure};
use crate::brand::Brand;
use crate::config::Config;
use crate::locale::Words;
use crate::metrics::Metrics;
use crate::portal::preview::Preview;
use folder::Folder;

/// One page or mail in one language: a file, and what it is called without its language.
struct File {
    name: String,
    bytes: Vec<u8>,
}

impl File {
    fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}

pub(super) fn preview(
    config: &ConfigOption,
    name: &str,
    dir: &Path,
    force: bool,
) -> Result<ExitCode, Failure> {
    let config = config.load()?;
    let brand = find(&config, name)?;
    let folder = Folder::take(dir, force)?;
    let is_told = config.metrics.listen(false).is_some();
    let figures = Metrics::new(false, is_told).portal.sentences();
    let preview = Preview {
        figures: &figures,
        settings: &config.portal.settings,
        locales: &config.locale.locales,
        brands: &config.brands,
        brand: &brand,
    };
    let cannot = |error: &dyn std::fmt::Display| Failure::new(Exit::Software, format!("{error}."));
    let shared = preview.shared();
    for (_, file, bytes) in &shared {
        folder.write(file, bytes)?;
    }
    let mut index = index::Index::new(&brand);
    for words in config.locale.locales.all() {
        let mut files = carrier::files(&config, &brand, &words).map_err(|error| cannot(&error))?;
        for shown in preview.all(&words).map_err(|error| cannot(&error))? {
            if shown.is_mail {
                files.extend(parts(&shown.name, &shown.bytes));
                files.push(File::new(format!("{}.eml", shown.name), shown.bytes));
            } else {
                let page = String::from_utf8_lossy(&shown.bytes);
                let page = from_disk(&page, &shared);
                files.push(File::new(format!("{}.html", shown.name), page));
            }
        }
        for file in &files {
            folder.write(&format!("{}/{}", words.tag(), file.name), &file.bytes)?;
        }
        index.add(&words, files.iter().map(|file| file.name.as_str()));
    }
    folder.write("index.html", index.page().as_bytes())?;
    println!(
        "{} files of the brand \"{}\": open {}",
        folder.written(),
        brand.name,
        dir.join("index.html").display()
    );
    Ok(ExitCode::SUCCESS)
}

fn find(config: &Config, name: &str) -> Result<Arc<Brand>, Failure> {
    if let Some(brand) = config.brands.iter().find(|brand| brand.name == name) {
        return Ok(Arc::clone(brand));
    }
    let names: Vec<_> = config.brands.iter().map(|one| one.name.as_str()).collect();
    let there_are = match names.join(", ") {
        // The one that there is without any.
        none if none.is_empty() => {
            "it has no [[brand]] at all (docs/languages.md shows one)".to_owned()
        }
        names => format!("there are {names}"),
    };
    let path = config.path.display();
    Err(Failure::new(
        Exit::Usage,
        format!("{path}: no brand is named \"{name}\"; {there_are}."),
    ))
}

/// The text and the HTML of a mail.
fn parts(name: &str, mail: &[u8]) -> Vec<File> {
    let Some(mail) = MessageParser::default().parse(mail) else {
        return Vec::new();
    };
    let text = mail.body_text(0);
    let html = mail.body_html(0);
    let file = |ending: &str, text: &str| File::new(format!("{name}.{ending}"), text);
    let text = text.map(|text| file("txt", &text));
    let html = html.map(|html| file("html", &html));
    html.into_iter().chain(text).collect()
}

/// A page that finds what belongs to it beside its folder, and runs no script.
fn from_disk(page: &str, shared: &[(String, &'static str, Vec<u8>)]) -> String {
    let mut page = page.replace("<script src=\"/portal.js\" defer></script>\n", "");
    for (path, file, _) in shared {
        page = page.replace(&format!("=\"{path}\""), &format!("=\"../{file}\""));
    }
    for (path, file) in [
        ("/", "landing"),
        ("/check", "check"),
        ("/privacy", "privacy"),
    ] {
        page = page.replace(
            &format!("href=\"{path}\""),
            &format!("href=\"{file}.html\""),
        );
    }
    page
}

/// In which languages a mail says what it says: this one, and the one that is configured below it.
fn languages(config: &Config, words: &Words) -> crate::locale::MailWords {
    config.locale.mails.of(Some(words.tag()), [])
}
