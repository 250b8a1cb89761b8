//! Subject tags: finding them through whatever mail clients do to a subject, and taking them off.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use super::truth::Truth;
use crate::detect::{by_small_shape, letter_skeletons};
use crate::mail::Header;

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
        let folded: Vec<char> = text
            .chars()
            .flat_map(letter_skeletons)
            .filter(|c| !c.is_whitespace())
            .collect();
        if folded.is_empty() {
            Err("a subject tag is empty".into())
        } else {
            Ok(Self {
                written: text.trim().into(),
                folded,
            })
        }
    }

    /// The tag as it is compared: tags with equal keys are one.
    pub(super) fn key(&self) -> String {
        self.folded.iter().collect()
    }

    /// The length of its key, in characters.
    pub(super) fn length(&self) -> usize {
        self.folded.len()
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// The Subject fields of a message, in each form in which they may be read.
#[derive(Default)]
pub(super) struct Subjects {
    texts: Vec<String>,
    readings: Vec<Forms>,
    /// How many of the readings are of the first field, the one that is carried on.
    first: usize,
    /// Whether there is more than is inspected.
    pub(super) is_cut: bool,
}

/// How many bytes of Subject fields are inspected: no mail that people write has half as many. Each
/// is read in many ways.
const MOST_BYTES: usize = 8 << 10;

/// How many places of a subject a tag is looked for at.
const MOST_STARTS: usize = 256;

/// A text in folded characters, each with the range of the text that it came from.
struct Folded(Vec<(char, usize, usize)>);

impl Subjects {
    pub(super) fn new(header: &Header) -> Self {
        let mut readings: Vec<String> = Vec::new();
        let (mut first, mut bytes) = (0, 0);
        for (nth, field) in header.all("Subject").enumerate() {
            bytes += field.raw().len();
            if bytes > MOST_BYTES {
                let decoded = field.decoded();
                readings.push(decoded[..decoded.floor_char_boundary(MOST_BYTES)].to_owned());
            } else {
                // Clients differ in what they do with bytes outside ASCII and with encoded words in
                // odd places: try each reading.
                readings.extend(field.readings());
            }
            first = if nth == 0 { readings.len() } else { first };
            if bytes > MOST_BYTES {
                break;
            }
        }
        let folded = readings.iter().map(|reading| Forms::new(reading)).collect();
        Self {
            texts: readings,
            readings: folded,
            first,
            is_cut: bytes > MOST_BYTES,
        }
    }

    /// What stands where a tag may stand, as keys of tags with one of these lengths: each of those
    /// that the subjects bear is among them.
    pub(super) fn starts(&self, lengths: &BTreeSet<usize>) -> HashSet<String> {
        let mut starts = HashSet::new();
        let Some(&longest) = lengths.last() else {
            return starts;
        };
        for reading in self.readings.iter().flat_map(|forms| &forms.0) {
            for start in reading.starts() {
                let letters = reading.0[start..]
                    .iter()
                    .map(|(c, ..)| *c)
                    .filter(|c| !c.is_whitespace());
                let mut text = String::new();
                for (at, letter) in letters.take(longest).enumerate() {
                    text.push(letter);
                    if lengths.contains(&(at + 1)) {
                        starts.insert(text.clone());
                    }
                }
            }
        }
        starts
    }

    /// The truth of a condition on the subjects that wasn't found to hold.
    pub(super) fn truth_of_absence(&self) -> Truth {
        if self.is_cut {
            Truth::Uninspectable
        } else {
            Truth::No
        }
    }

    /// The subjects in each form in which they may be read.
    pub(super) fn readings(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// Whether one of the subjects starts with `tag`.
    pub(super) fn bear(&self, tag: &Tag) -> bool {
        self.readings
            .iter()
            .any(|reading| reading.find(tag).is_some())
    }

    /// The first subject, in the reading that bears one of the tags, without them; `None` when it
    /// bears none of them.
    pub(super) fn without(&self, tags: &[Tag]) -> Option<String> {
        let bears = |at: &usize| {
            tags.iter()
                .any(|tag| self.readings[*at].find(tag).is_some())
        };
        let mut text = self.texts[(0..self.first).find(bears)?].clone();
        let mut found = false;
        // A subject that went to and fro may bear its tag several times; each time costs a look at
        // all of it.
        for _ in 0..MOST_TAGS {
            let folded = Forms::new(&text);
            let Some((start, end)) = tags.iter().find_map(|tag| folded.find(tag)) else {
                break;
            };
            found = true;
            let rest = text[end..].trim_start();
            text = format!("{}{rest}", &text[..start]);
        }
        found.then(|| text.trim().to_owned())
    }
}

/// A text in each form in which a tag may stand in it: Greek letters can be read by the shape of
/// either case.
struct Forms(Vec<Folded>);

impl Forms {
    fn new(text: &str) -> Self {
        let mut forms = vec![Folded::new(text, |c| c)];
        if text.chars().any(|c| by_small_shape(c) != c) {
            forms.push(Folded::new(text, by_small_shape));
        }
        Self(forms)
    }

    fn find(&self, tag: &Tag) -> Option<(usize, usize)> {
        self.0.iter().find_map(|form| form.find(tag))
    }
}

impl Folded {
    fn new(text: &str, shape: fn(char) -> char) -> Self {
        let letters = |(at, c): (usize, char)| {
            letter_skeletons(shape(c)).map(move |folded| (folded, at, at + c.len_utf8()))
        };
        Self(text.char_indices().flat_map(letters).collect())
    }

    /// Where in the text `tag` stands, if only reply prefixes and other bracketed words stand
    /// before it.
    fn find(&self, tag: &Tag) -> Option<(usize, usize)> {
        self.starts().find_map(|at| {
            let end = self.tag_at(at, tag)?;
            Some((self.0[at].1, self.0[end - 1].2))
        })
    }

    /// Where a tag may stand.
    fn starts(&self) -> impl Iterator<Item = usize> {
        let first = Some(self.skip_space(0));
        let next = |at: &usize| {
            Some(self.skip_space(self.prefix_at(*at).or_else(|| self.symbol_at(*at))?))
        };
        std::iter::successors(first, next).take(MOST_STARTS)
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

    /// The end of what mail clients and lists put before a subject: `Re:`, `AW:`, `Fwd[2]:`, `答复：`,
    /// `[list]`, `(fwd)`.
    fn prefix_at(&self, start: usize) -> Option<usize> {
        /// The longest word before a colon that is taken for a reply prefix.
        const LONGEST: usize = 24;
        /// The longest bracketed word: bounded, or a subject of nothing but brackets would cost the
        /// square of its length.
        const LONGEST_NAME: usize = 256;
        let open = self.0.get(start)?.0;
        if let Some(close) = [('[', ']'), ('(', ')'), ('{', '}'), ('<', '>')]
            .iter()
            .find(|pair| pair.0 == open)
        {
            let length = self.0[start..]
                .iter()
                .take(LONGEST_NAME)
                .position(|(c, ..)| *c == close.1)?;
            return Some(start + length + 1);
        }
        let word = self.0[start..]
            .iter()
            .take(LONGEST)
            .position(|(c, ..)| *c == ':')?;
        Some(start + word + 1)
    }

    /// The end of a character that is no word's: a quotation mark, a dash, a picture of a lock.
    fn symbol_at(&self, start: usize) -> Option<usize> {
        self.0
            .get(start)
            .filter(|(c, ..)| !c.is_alphanumeric())
            .map(|_| start + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn off(subject: &str) -> Option<String> {
        let header = Header::parse(format!("Subject: {subject}\r\n").as_bytes()).0;
        let tag = Tag::new("[secure]").unwrap();
        let subjects = Subjects::new(&header);
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
                off(subject)
                    .map(|text| text.replace([' ', '\u{feff}', '"', '🔒'], ""))
                    .as_deref(),
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
        for subject in [
            "how to write [secure] in a subject",
            "secure plan",
            "[insecure] plan",
            "",
            "Re: plan [secure]",
        ] {
            assert_eq!(off(subject), None, "{subject}");
        }
    }
}
