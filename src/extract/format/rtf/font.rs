//! The charsets of fonts (Rich Text Format 1.9.1, "Font Table").

use std::collections::HashMap;

/// The charsets of a document: its own, and those of its fonts.
#[derive(Debug)]
pub(super) struct Charsets {
    own: String,
    fonts: HashMap<i32, String>,
    /// The font that the table is at.
    at: i32,
}

impl Charsets {
    pub(super) fn new() -> Self {
        Self {
            own: "windows-1252".into(),
            fonts: HashMap::new(),
            at: 0,
        }
    }

    /// Takes note of what a word says of the document's own charset.
    pub(super) fn document(&mut self, word: &str, number: Option<i32>) {
        match (word, number) {
            ("ansicpg", Some(page)) if page > 0 => self.own = code_page(page),
            ("mac", _) => self.own = "macintosh".into(),
            ("pc", _) => self.own = "ibm437".into(),
            ("pca", _) => self.own = "ibm850".into(),
            _ => {}
        }
    }

    /// Takes note of what a word in the table of fonts says.
    pub(super) fn font(&mut self, word: &str, number: Option<i32>) {
        // Numbers are 16 bits wide, so the table has a bound.
        const MOST: usize = 1 << 16;
        let charset = match (word, number) {
            ("f", Some(font)) => {
                self.at = font;
                return;
            }
            ("fcharset", Some(number)) => of_number(number).map(str::to_owned),
            ("cpg", Some(page)) if page > 0 => Some(code_page(page)),
            _ => None,
        };
        if let Some(charset) = charset.filter(|_| self.fonts.len() < MOST) {
            self.fonts.insert(self.at, charset);
        }
    }

    /// The charset in which a font's letters are written.
    pub(super) fn of(&self, font: Option<i32>) -> &str {
        font.and_then(|font| self.fonts.get(&font))
            .unwrap_or(&self.own)
    }
}

/// The charset that Windows gives a number; `None` where the document's own counts.
fn of_number(number: i32) -> Option<&'static str> {
    Some(match number {
        77 => "macintosh",
        128 => "shift_jis",
        129 | 130 => "euc-kr",
        134 => "gbk",
        136 => "big5",
        161 => "windows-1253",
        162 => "windows-1254",
        163 => "windows-1258",
        177 => "windows-1255",
        178..=180 => "windows-1256",
        186 => "windows-1257",
        204 => "windows-1251",
        222 => "windows-874",
        238 => "windows-1250",
        254 => "ibm437",
        255 => "ibm850",
        _ => return None,
    })
}

fn code_page(number: i32) -> String {
    match number {
        932 => "shift_jis".into(),
        936 => "gbk".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        10000 => "macintosh".into(),
        65001 => "utf-8".into(),
        874 | 1250..=1258 => format!("windows-{number}"),
        other => format!("ibm{other}"),
    }
}
