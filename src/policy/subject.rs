//! Subject tags: finding them through whatever mail clients do to a subject, and taking them off.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use encoding_rs::WINDOWS_1252;

use crate::mail::text::fold;
use crate::mail::{Field, Header};

/// How many tags are taken off one subject.
const MOST_TAGS: usize = 16;

/// A word at the start of a subject by which a sender asks for something, such as `[secure]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    written: String,
    folded: Vec<char>,
}

impl Tag {
    /// A tag as the admin writes it.
    ///
    /// # Errors
    /// A sentence, when nothing visible is left of it.
    pub fn new(text: &str) -> Result<Self, String> {
        let folded: Vec<char> = text.chars().flat_map(fold).filter(|c| !c.is_whitespace()).collect();
        if folded.is_empty() {
            Err("a subject tag is empty".into())
        } else {
            Ok(Self { written: text.trim().into(), folded })
        }
    }

    /// The tag as it is compared: tags with equal keys are one.
    pub(super) fn key(&self) -> String {
        self.folded.iter().collect()
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// The Subject fields of a message, in each form in which they may be read.
pub(super) struct Subjects {
    texts: Vec<String>,
    readings: Vec<Folded>,
}

/// A text in folded characters, each with the range of the text that it came from.
struct Folded(Vec<(char, usize, usize)>);

impl Subjects {
    pub(super) fn of(header: &Header) -> Self {
        let readings: Vec<String> = header.all("Subject").flat_map(readings).collect();
        let folded = readings.iter().map(|reading| Folded::new(reading)).collect();
        Self { texts: readings, readings: folded }
    }

    /// The subjects in each form in which they may be read.
    pub(super) fn readings(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// The keys of all tags of these lengths (in characters of [`Tag::key`]) that the subjects could bear.
    pub(super) fn tag_keys(&self, lengths: &BTreeSet<usize>) -> HashSet<String> {
        let Some(&longest) = lengths.last() else { return HashSet::new() };
        let mut keys = HashSet::new();
        for reading in &self.readings {
            for start in reading.starts() {
                let letters = reading.0[start..].iter().map(|(c, ..)| *c).filter(|c| !c.is_whitespace());
                let text: Vec<char> = letters.take(longest).collect();
                keys.extend(lengths.iter().filter_map(|&length| Some(text.get(..length)?.iter().collect::<String>())));
            }
        }
        keys
    }

    /// Whether one of the subjects starts with `tag`.
    pub(super) fn bear(&self, tag: &Tag) -> bool {
        self.readings.iter().any(|reading| reading.find(tag).is_some())
    }

    /// The first subject without the tags; `None` when it bears none of them.
    pub(super) fn without(&self, tags: &[Tag]) -> Option<String> {
        let mut text = self.texts.first().cloned().unwrap_or_default();
        let mut found = false;
        // A subject that went to and fro may bear its tag several times; each time costs a look at all of it.
        for _ in 0..MOST_TAGS {
            let folded = Folded::new(&text);
            let Some((start, end)) = tags.iter().find_map(|tag| folded.find(tag)) else { break };
            found = true;
            let rest = text[end..].trim_start();
            text = format!("{}{rest}", &text[..start]);
        }
        found.then(|| text.trim().to_owned())
    }
}

/// A field's value in each form in which it may be read: clients differ in what they do with bytes outside ASCII and with encoded
/// words in odd places. The first is the one that the standards say.
pub(super) fn readings(field: &Field) -> Vec<String> {
    let mut readings = vec![field.decoded()];
    let more = [
        decoded_anywhere(field),
        String::from_utf8_lossy(field.value()).into_owned(),
        WINDOWS_1252.decode_without_bom_handling(field.value()).0.into_owned(),
    ];
    for reading in more {
        if readings.iter().all(|one| one.trim() != reading.trim()) {
            readings.push(reading);
        }
    }
    readings
}

/// The subject with encoded words decoded even where RFC 2047 section 5 doesn't allow one: amid a word, or side by side.
fn decoded_anywhere(field: &Field) -> String {
    let text = String::from_utf8_lossy(field.value()).replace("=?", " =?").replace("?=", "?= ");
    Field::new("Subject", text.replace(['\r', '\n', '\0'], "").trim()).decoded()
}

impl Folded {
    fn new(text: &str) -> Self {
        Self(
            text.char_indices()
                .flat_map(|(at, c)| fold(c).map(move |folded| (folded, at, at + c.len_utf8())))
                .collect(),
        )
    }

    /// Where in the text `tag` stands, if only reply prefixes and other bracketed words stand before it.
    fn find(&self, tag: &Tag) -> Option<(usize, usize)> {
        self.starts().find_map(|at| {
            let end = self.tag_at(at, tag)?;
            Some((self.0[at].1, self.0[end - 1].2))
        })
    }

    /// Where a tag may stand.
    fn starts(&self) -> impl Iterator<Item = usize> {
        let first = Some(self.skip_space(0));
        std::iter::successors(first, |&at| Some(self.skip_space(self.prefix_at(at).or_else(|| self.symbol_at(at))?)))
    }

    fn skip_space(&self, mut at: usize) -> usize {
        while self.0.get(at).is_some_and(|(c, ..)| c.is_whitespace()) {
            at += 1;
        }
        at
    }

    fn tag_at(&self, start: usize, tag: &Tag) -> Option<usize> {
        let mut at = start;
        for wanted in &tag.folded {
            at = self.skip_space(at);
            if self.0.get(at)?.0 != *wanted {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The end of what mail clients and lists put before a subject: `Re:`, `AW:`, `Fwd[2]:`, `答复：`, `[list]`, `(fwd)`.
    fn prefix_at(&self, start: usize) -> Option<usize> {
        /// The longest word before a colon that is taken for a reply prefix.
        const LONGEST: usize = 24;
        /// The longest bracketed word: bounded, or a subject of nothing but brackets would cost the square of its length.
        const LONGEST_NAME: usize = 256;
        let open = self.0.get(start)?.0;
        if let Some(close) = [('[', ']'), ('(', ')'), ('{', '}'), ('<', '>')].iter().find(|pair| pair.0 == open) {
            let length = self.0[start..].iter().take(LONGEST_NAME).position(|(c, ..)| *c == close.1)?;
            return Some(start + length + 1);
        }
        let word = self.0[start..].iter().take(LONGEST).position(|(c, ..)| *c == ':')?;
        Some(start + word + 1)
    }

    /// The end of a character that is no word's: a quotation mark, a dash, a picture of a lock.
    fn symbol_at(&self, start: usize) -> Option<usize> {
        self.0.get(start).filter(|(c, ..)| !c.is_alphanumeric()).map(|_| start + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn off(subject: &str) -> Option<String> {
        let header = Header::parse(format!("Subject: {subject}\r\n").as_bytes()).0;
        let tag = Tag::new("[secure]").unwrap();
        let subjects = Subjects::of(&header);
        let without = subjects.without(std::slice::from_ref(&tag));
        assert!(subjects.bear(&tag) || without.is_none(), "{subject}");
        subjects.bear(&tag).then(|| without.unwrap_or_default())
    }

    #[test]
    fn a_tag_is_found_through_what_clients_do_to_subjects() {
        for subject in [
            "[secure] plan",
            "[SECURE]plan",
            "  [ Secure ]   plan",
            "[sec\r\n\ture] plan",
            "［ｓｅｃｕｒｅ］ plan",
            "[se\u{200b}cu\u{ad}re] plan",
            "\u{feff}[secure] plan",
            "=?utf-8?B?W3NlY3VyZV0gcGxhbg==?=",
            "=?UTF-8?q?=5Bsec?= =?UTF-8?Q?ure=5D_plan?=",
            "=?iso-8859-15?Q?=5Bsecure=5D?= plan",
            "=?utf-16be?B?AFsAcwBlAGMAdQByAGUAXQ==?= plan",
            "=?utf-7?Q?+AFs-secure+AF0-?= plan",
            "=?koi8-r?B?W3NlY3VyZV0=?= plan",
            "=?gb18030?Q?=5Bsecure=5D?= plan",
            "=?utf-8*en?Q?=5Bsecure=5D?= plan",
            "[=?utf-8?Q?secure?=] plan",
            "\"[secure]\" plan",
            "🔒 [secure] plan",
            "=?x-unknown?Q?=5Bsecure=5D?= plan",
        ] {
            assert_eq!(
                off(subject).map(|text| text.replace([' ', '\u{feff}', '"', '🔒'], "")).as_deref(),
                Some("plan"),
                "{subject}"
            );
        }
    }

    #[test]
    fn reply_prefixes_stay_and_the_tag_goes() {
        for (subject, without) in [
            ("Re: [secure] plan", "Re: plan"),
            ("AW: Re[2]: [secure] plan", "AW: Re[2]: plan"),
            ("Fwd: [list] [secure] plan", "Fwd: [list] plan"),
            ("答复：[secure] plan", "答复：plan"),
            ("[secure] Re: [secure] plan", "Re: plan"),
            ("Réf : [secure] plan", "Réf : plan"),
            ("Odpověď: [secure] plan", "Odpověď: plan"),
            ("Trả lời: [secure] plan", "Trả lời: plan"),
            ("Antwort (Zurück): [secure] plan", "Antwort (Zurück): plan"),
            ("[secure]", ""),
        ] {
            assert_eq!(off(subject).as_deref(), Some(without), "{subject}");
        }
    }

    #[test]
    fn a_tag_elsewhere_is_a_word_like_any_other() {
        for subject in ["how to write [secure] in a subject", "secure plan", "[insecure] plan", "", "Re: plan [secure]"]
        {
            assert_eq!(off(subject), None, "{subject}");
        }
    }
}
