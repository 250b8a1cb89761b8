//! Mistakes in the configuration, each a sentence with file, line and key.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::sentence;
use super::strings::Strings;

/// The mistakes found so far.
pub(super) struct Findings<'a> {
    pub path: &'a Path,
    text: &'a str,
    pub sentences: Vec<String>,
    /// All that was read of this file and of those that it names.
    pub digest: blake3::Hasher,
    /// The files that this was.
    pub files: Vec<PathBuf>,
    /// The folders in which whatever has the right name is read.
    pub folders: Vec<PathBuf>,
}

impl<'a> Findings<'a> {
    /// Findings in the file at `path`, whose text is `text`.
    pub fn new(path: &'a Path, text: &'a str) -> Self {
        let mut digest = blake3::Hasher::new();
        digest.update(text.as_bytes());
        Self {
            path,
            text,
            sentences: Vec::new(),
            digest,
            files: vec![path.to_owned()],
            folders: Vec::new(),
        }
    }

    /// Reads the shape of the whole file; a mistake is noted and gives `None`.
    pub fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        match read(self.text) {
            Ok(read) => Some(read),
            Err((span, sentence)) => {
                self.push(span.map_or(0, |span| span.start), &sentence);
                None
            }
        }
    }

    /// Notes a mistake at a byte offset of the file.
    pub fn push(&mut self, offset: usize, sentence: &str) {
        let sentence = format!("{}: {sentence}", self.place(offset));
        self.sentences.push(sentence);
    }

    /// File and line of a byte offset.
    pub fn place(&self, offset: usize) -> String {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        format!(
            "{}:{}",
            self.path.display(),
            before.iter().filter(|&&byte| byte == b'\n').count() + 1
        )
    }

    /// Reads one value; a mistake is noted and gives `None`.
    pub fn check<T, U>(
        &mut self,
        key: &str,
        value: &Spanned<T>,
        read: impl FnOnce(&T) -> Result<U, String>,
    ) -> Option<U> {
        match read(value.get_ref()) {
            Ok(read) => Some(read),
            Err(why) => {
                self.push(value.span().start, &format!("{key}: {why}."));
                None
            }
        }
    }

    /// Reads a value that may be absent into a setting that has a default.
    pub fn set<T, U>(
        &mut self,
        key: &str,
        value: Option<Spanned<T>>,
        read: impl FnOnce(&T) -> Result<U, String>,
        setting: &mut U,
    ) {
        if let Some(read) = value.and_then(|value| self.check(key, &value, read)) {
            *setting = read;
        }
    }

    /// Reads each entry of a list. A single string in place of a list stands where the list does.
    pub fn each<U>(
        &mut self,
        key: &str,
        list: &Spanned<Strings>,
        mut read: impl FnMut(&str) -> Result<U, String>,
    ) -> Vec<U> {
        let place = |entry: &Spanned<String>| {
            if entry.span().is_empty() {
                list.span()
            } else {
                entry.span()
            }
        };
        let entries = list
            .get_ref()
            .0
            .iter()
            .map(|entry| Spanned::new(place(entry), entry.get_ref().as_str()));
        entries
            .filter_map(|entry| self.check(key, &entry, |text| read(text)))
            .collect()
    }
}

/// Reads a file of a shape; a mistake comes with its place and a sentence that names the key.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, (Option<Range<usize>>, String)> {
    let sentence = |error: &toml::de::Error| sentence::plain(error.message());
    let deserializer = toml::Deserializer::parse(text).map_err(|error| {
        let mut what = sentence(&error);
        // What stands there twice isn't said by the crate.
        if what == "duplicate key" {
            let key = error.span().and_then(|span| text.get(span));
            what = format!(
                "{what} {}, which stands further up already",
                key.unwrap_or("")
            );
        }
        (error.span(), format!("this is not TOML: {what}."))
    })?;
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        // serde shows the wrapper that keeps a value's place as a key of its own.
        let key = error
            .path()
            .to_string()
            .replace(".$__serde_spanned_private_value", "");
        let inner = error.into_inner();
        let what = sentence(&inner);
        // The path of an unknown key ends in the key itself; that of a missing key in the table
        // that lacks it.
        let told = if key == "." {
            format!("{what}.")
        } else {
            format!("{key}: {what}.")
        };
        (inner.span(), told)
    })
}
