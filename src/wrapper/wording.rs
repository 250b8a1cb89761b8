//! What a carrier says, put together once for each brand and language: a mail only adds who sent
//! it and its link.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;

use super::lookalike::{has_accents, has_wallet, named};
use super::notice::Notice;
use super::page::{ascii, crlf, in_lines};
use crate::locale::{Html, escape, fill};

// What stands in for that which is not known yet. These are no characters that text may have
// (Unicode, section 23.7).
const SENDER: char = '\u{fdd0}';
const LINK: char = '\u{fdd1}';
const ARMOR: char = '\u{fdd2}';
/// Around a paragraph whose lines end where the sender's name lets them.
const PARAGRAPH: char = '\u{fdd3}';

#[derive(Template)]
#[template(
    path = "carrier.txt",
    config = "src/wrapper/askama.toml",
    escape = "none"
)]
struct CarrierText<'a> {
    notice: &'a Notice,
    link: Option<&'a str>,
}

impl CarrierText<'_> {
    /// A paragraph in lines of a mail's width.
    fn lines(&self, phrase: Html<'_>) -> String {
        let text = phrase.as_text();
        if text.contains(SENDER) {
            format!("{PARAGRAPH}{text}{PARAGRAPH}")
        } else {
            fill(&text)
        }
    }

    /// The same for words of the administrator's.
    fn filled(&self, text: &str) -> String {
        let lines: Vec<String> = text.lines().map(fill).collect();
        lines.join("\n")
    }
}

#[derive(Template)]
#[template(path = "carrier.html", config = "src/wrapper/askama.toml")]
struct CarrierHtml<'a> {
    notice: &'a Notice,
    link: Option<&'a str>,
    color: String,
}

#[derive(Template)]
#[template(path = "message.html", config = "src/wrapper/askama.toml")]
struct MessageHtml<'a> {
    notice: &'a Notice,
    color: String,
    link: Option<String>,
    armor: char,
}

/// What the carriers of one portal say. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Wordings(Arc<Mutex<BTreeMap<Key, Arc<Wording>>>>);

/// All that the words of a carrier depend on, but for its sender and its link.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    brand: String,
    first: String,
    second: Option<String>,
    has_link: bool,
    /// Whether its text has the link too, on a line of its own.
    is_in_text: bool,
}

impl Wordings {
    /// What a carrier says, with this link or without.
    pub(super) fn of(&self, notice: &Notice, link: Option<&str>) -> io::Result<Arc<Wording>> {
        let has_link = link.is_some();
        // Where filters would take it for something else, the text leads to the file alone.
        let is_in_text = link.is_some_and(|link| !has_wallet(link));
        let key = Key {
            brand: notice.brand.name.clone(),
            first: notice.words.first.tag().into(),
            second: notice.words.second.as_ref().map(|words| words.tag().into()),
            has_link,
            is_in_text,
        };
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wording) = kept().get(&key) {
            return Ok(Arc::clone(wording));
        }
        let wording = Arc::new(Wording::new(notice, has_link, is_in_text)?);
        kept().insert(key, Arc::clone(&wording));
        Ok(wording)
    }
}

/// What the carriers of one brand say in one language, or two.
#[derive(Debug)]
pub(super) struct Wording {
    text: Draft,
    has_accents: bool,
    html: Draft,
    /// `message.html` before and after the armor.
    head: FileDraft,
    tail: FileDraft,
}

/// What one carrier says.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) html: String,
    pub(super) head: String,
    pub(super) tail: String,
}

impl Wording {
    fn new(notice: &Notice, has_link: bool, is_in_text: bool) -> io::Result<Self> {
        let notice = &Notice {
            sender: SENDER.into(),
            ..notice.clone()
        };
        let link = LINK.to_string();
        let link = has_link.then_some(link.as_str());
        let color = notice.color();
        let text = CarrierText {
            notice,
            link: link.filter(|_| is_in_text),
        };
        let text = text.render().map_err(io::Error::other)?;
        let html = CarrierHtml {
            notice,
            link,
            color: color.clone(),
        };
        let file = MessageHtml {
            notice,
            color,
            link: link.map(str::to_owned),
            armor: ARMOR,
        };
        let file = file.render().map_err(io::Error::other)?;
        let (head, tail) = file
            .split_once(ARMOR)
            .ok_or_else(|| io::Error::other("message.html has no place for the armor"))?;
        Ok(Self {
            has_accents: has_accents(&text),
            text: Draft::new(&text),
            html: Draft::new(&html.render().map_err(io::Error::other)?),
            head: FileDraft::new(&format!("{head}\n")),
            tail: FileDraft::new(tail),
        })
    }

    /// The same from this sender, as a page shows it, with this link.
    pub(super) fn with(&self, sender: &str, link: &str) -> Said {
        let escaped = escape(sender);
        let lines = in_lines(link);
        Said {
            text: self.text.with(named(sender, self.has_accents), link),
            html: self.html.with(&escaped, link),
            head: self.head.with(&escaped, &lines),
            tail: self.tail.with(&escaped, &lines),
        }
    }
}

/// A text in which the sender and the link are yet to be said.
#[derive(Debug)]
struct Draft(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    /// With CRLF line ends.
    Text(String),
    Sender,
    Link,
    /// A paragraph that names the sender, not in lines yet.
    Paragraph(String),
}

impl Draft {
    fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        for (at, part) in text.split(PARAGRAPH).enumerate() {
            if at % 2 == 1 {
                pieces.push(Piece::Paragraph(part.into()));
                continue;
            }
            for part in part.split_inclusive([SENDER, LINK]) {
                let mut text = part;
                let place = [(SENDER, Piece::Sender), (LINK, Piece::Link)]
                    .into_iter()
                    .find_map(|(mark, piece)| {
                        text = text.strip_suffix(mark)?;
                        Some(piece)
                    });
                pieces.push(Piece::Text(crlf(text)));
                pieces.extend(place);
            }
        }
        Self(pieces)
    }

    fn with(&self, sender: &str, link: &str) -> String {
        let mut said = String::with_capacity(16 * 1024);
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => said.push_str(text),
                Piece::Sender => said.push_str(sender),
                Piece::Link => said.push_str(link),
                Piece::Paragraph(text) => {
                    said.push_str(&crlf(&fill(&text.replace(SENDER, sender))));
                }
            }
        }
        said
    }
}

/// The same in ASCII, with the lines of `message.html`.
#[derive(Debug)]
struct FileDraft(Vec<Lines>);

#[derive(Debug)]
enum Lines {
    /// All is known of them.
    Known(String),
    /// A line that names the sender or has the link, and whether it begins within a tag.
    Open(Draft, bool),
}

impl FileDraft {
    fn new(html: &str) -> Self {
        let mut all = Vec::new();
        let mut is_in_tag = false;
        for line in html.split_inclusive('\n') {
            let before = is_in_tag;
            let known = ascii(&crlf(line), &mut is_in_tag);
            match all.last_mut() {
                _ if line.contains([SENDER, LINK]) => {
                    all.push(Lines::Open(Draft::new(line), before));
                }
                Some(Lines::Known(lines)) => lines.push_str(&known),
                _ => all.push(Lines::Known(known)),
            }
        }
        Self(all)
    }

    fn with(&self, sender: &str, link: &str) -> String {
        let mut said = String::with_capacity(16 * 1024);
        for lines in &self.0 {
            match lines {
                Lines::Known(lines) => said.push_str(lines),
                Lines::Open(line, is_in_tag) => {
                    said.push_str(&ascii(&line.with(sender, link), &mut { *is_in_tag }));
                }
            }
        }
        said
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::brand::{Brand, Told};
    use crate::locale::{Locales, MailLanguages};

    const LONG_LINK: &str = "https://secure.example.org/#m=";

    fn notice(words: crate::locale::MailWords, brand: &Arc<Brand>) -> Notice {
        Notice {
            sender: String::new(),
            portal: "https://secure.example.org/".into(),
            words,
            brand: Arc::clone(brand),
        }
    }

    fn brands() -> [Arc<Brand>; 2] {
        let told = |text: &str| Told {
            otherwise: Some(text.into()),
            ..Told::default()
        };
        let clinic = Brand {
            name: "clinic".into(),
            organisation: Some("Nørthgate & <Sons>".into()),
            reason: told("We send \"letters\" & <things>\nabout your health."),
            disclaimer: told(&format!("For you <only>.\n{}", "é word ".repeat(60))),
            contact: Some("help@example.org".into()),
            telephone: Some("+31 20 123 4567".into()),
            ..Brand::default()
        };
        [Arc::default(), clinic.into()]
    }

    /// What the templates say when all is there from the start.
    fn at_once(notice: &Notice, link: Option<&str>) -> [String; 4] {
        let color = notice.color();
        let text_from = |sender: &str| {
            let mut notice = notice.clone();
            notice.sender = sender.into();
            let notice = &notice;
            CarrierText { notice, link }.render().unwrap()
        };
        let text = text_from(named(&notice.sender, has_accents(&text_from(""))));
        let html = CarrierHtml {
            notice,
            link,
            color: color.clone(),
        };
        let file = MessageHtml {
            notice,
            color,
            link: link.map(in_lines),
            armor: ARMOR,
        };
        let file = file.render().unwrap();
        let (head, tail) = file.split_once(ARMOR).unwrap();
        let file = |html: &str| ascii(&crlf(html), &mut false);
        [
            crlf(&text),
            crlf(&html.render().unwrap()),
            file(&format!("{head}\n")),
            file(tail),
        ]
    }

    #[test]
    fn what_is_kept_says_the_same_as_what_is_written_anew() {
        let link = format!("{LONG_LINK}{}", "x_-".repeat(1_700));
        let locales = Arc::new(Locales::built_in());
        let wordings = Wordings::default();
        for brand in brands() {
            for first in locales.all() {
                for second in [None, Some("ja".to_owned())] {
                    let languages =
                        MailLanguages::new(Arc::clone(&locales), BTreeMap::new(), second);
                    let words = languages.of(Some(first.tag()), []);
                    for sender in [
                        "Alice <alice@example.org>",
                        "Zoë O'Neil & \"Co\" <z@example.org>",
                        "日本語の長い名前がここに立っています日本語の長い名前 <a@b.example>",
                        &"long names of many words <x@example.org> ".repeat(2),
                    ] {
                        let notice = Notice {
                            sender: sender.into(),
                            ..notice(words.clone(), &brand)
                        };
                        for link in [None, Some(link.as_str())] {
                            let wording = wordings.of(&notice, link).unwrap();
                            let said = wording.with(sender, link.unwrap_or_default());
                            let said = [said.text, said.html, said.head, said.tail];
                            assert_eq!(said, at_once(&notice, link), "{}", first.tag());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn each_brand_and_language_keeps_words_of_its_own() {
        let locales = Arc::new(Locales::built_in());
        let wordings = Wordings::default();
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..2 {
            for brand in brands() {
                for second in [None, Some("sv".to_owned())] {
                    let languages =
                        MailLanguages::new(Arc::clone(&locales), BTreeMap::new(), second);
                    for tag in ["en", "fr"] {
                        let notice = notice(languages.of(Some(tag), []), &brand);
                        for link in [None, Some(LONG_LINK)] {
                            let wording = wordings.of(&notice, link).unwrap();
                            seen.insert(wording.with("a@example.org", LONG_LINK).html);
                        }
                    }
                }
            }
        }
        assert_eq!(seen.len(), 16);
    }
}
