//! Documents: files that are neither plain text nor HTML, and that may be read apart from the
//! message that they came in.
//!
//! Libraries read them, and one that overflows its stack or runs out of memory ends its process. So
//! the loop hands a document over as a [`Job`] and its bytes; [`read_document`] is what the other
//! side does, with all that is in the document; the loop takes the [`Part`] that comes back, and
//! trusts nothing in it.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::budget::Budget;
use super::piece::{Form, Piece};
use super::slice::Slice;
use super::{Content, Kind, Uninspectable, walk};

/// The longest phrase that is taken for one: a place within [`super::Bounds::depth`] levels.
const LONGEST_PHRASE: usize = 4 << 10;

/// How many documents of one message may end their readers before the others aren't tried.
pub(super) const MOST_LOST: usize = 3;

/// Who reads documents.
pub trait Documents: fmt::Debug + Send + Sync {
    /// Reads one, and counts in `spent` how long that took.
    ///
    /// # Errors
    /// When it can't be read.
    fn read(&self, job: &Job, bytes: &[u8], spent: &mut Spent) -> Result<Part, Lost>;
}

/// What the documents of one message took so far, and whose they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Who sends the message; empty when that isn't known.
    pub sender: String,
    /// How long they waited for their turns.
    pub waiting: Duration,
    /// How long they were read.
    pub reading: Duration,
}

/// Why a document wasn't read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// What read it ended before it was done, or its answer makes no sense.
    Ended,
    /// It took too long.
    TooLong,
    /// It wasn't tried, since other documents of the message ended what read them.
    Untried,
    /// It wasn't tried, since other documents of its sender ended what read them.
    Barred,
    /// Nobody reads documents now. That says nothing of this one.
    PutOff(PutOff),
}

/// Why documents can't be read now, as a sentence for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutOff(pub String);

impl fmt::Display for PutOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PutOff {}

/// What must be known of a document to read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    place: String,
    names: Vec<String>,
    declared: String,
    charset: Option<String>,
    delsp: bool,
    listed: bool,
    depth: usize,
    /// How many files were listed before.
    pub(super) files: usize,
    pub(super) budget: Budget,
}

/// What was found in a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    pub(super) content: Content,
    /// Whether programs may read the structure of a message in it differently.
    pub(super) is_ambiguous: bool,
    /// What is left of it.
    pub(super) budget: Budget,
}

impl Job {
    pub(super) fn new(piece: &Piece<'_>, files: usize, budget: &Budget) -> Self {
        Self {
            place: piece.place.clone(),
            names: piece.names.clone(),
            declared: piece.declared.clone(),
            charset: piece.charset.clone(),
            delsp: piece.delsp,
            listed: piece.listed,
            depth: piece.depth,
            files,
            budget: budget.clone(),
        }
    }

    pub(super) fn piece<'a>(&self, bytes: &'a [u8]) -> Piece<'a> {
        Piece {
            names: self.names.clone(),
            declared: self.declared.clone(),
            charset: self.charset.clone(),
            delsp: self.delsp,
            listed: self.listed,
            ..Piece::new(
                Form::File,
                self.place.clone(),
                self.depth,
                Slice::Message(bytes),
            )
        }
    }
}

/// Takes a list that a document may have written, unless it has more than so many: one of nothing
/// but empty texts takes much more memory than it has bytes.
pub(super) fn at_most<'de, D, T, const MOST: usize>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct List<T, const MOST: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for List<T, MOST> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a list of at most {MOST}")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            while let Some(one) = all.next_element()? {
                if list.len() == MOST {
                    return Err(A::Error::invalid_length(MOST + 1, &self));
                }
                list.push(one);
            }
            Ok(list)
        }
    }

    from.deserialize_seq(List::<T, MOST>(PhantomData))
}

impl Part {
    /// Whether it may stand in a log and in an answer: phrases are short and of one line, and there
    /// are no more files than there may be. Texts and names may be anything, as in any message.
    pub(super) fn makes_sense(&self, most_files: usize) -> bool {
        let Content {
            texts,
            attachments,
            uninspectable,
            lost,
        } = &self.content;
        let places = texts.iter().map(|text| &text.place);
        let places = places.chain(attachments.iter().map(|attachment| &attachment.place));
        let is_phrase =
            |phrase: &str| phrase.len() <= LONGEST_PHRASE && !phrase.chars().any(char::is_control);
        lost.is_empty()
            && attachments.len() <= most_files
            && places.into_iter().all(|place| is_phrase(place))
            && uninspectable
                .as_ref()
                .is_none_or(|why| is_phrase(&why.to_string()))
    }
}

/// What is said of a document that was lost.
pub(super) fn lost(place: &str, why: &Lost) -> Uninspectable {
    Uninspectable::Unreadable {
        place: place.into(),
        what: "a file".into(),
        why: match why {
            Lost::TooLong => "took too long to read",
            Lost::Ended | Lost::PutOff(_) => "ended the program that read it",
            Lost::Barred => "wasn't read, since others of its sender ended what read them",
            Lost::Untried => "wasn't read, since others of the message ended what read them",
        }
        .into(),
    }
}

/// Whether a file of this kind is read in the process that has the message. What decides on text
/// alone is the loop's own readers, which take text apart byte by byte.
pub(super) fn stays(kind: Kind) -> bool {
    matches!(kind, Kind::Empty | Kind::Text | Kind::Html)
}

/// Reads a document with all that is in it.
pub fn read_document(job: &Job, bytes: &[u8]) -> Part {
    walk::walk_document(job, bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::extract::{Bounds, Text, extract_with};
    use crate::mail::Header;

    /// What a document says that took over the process that reads it.
    #[derive(Debug)]
    struct Liar(fn(&mut Part));

    impl Documents for Liar {
        fn read(&self, job: &Job, bytes: &[u8], _: &mut Spent) -> Result<Part, Lost> {
            let mut part = read_document(job, bytes);
            (self.0)(&mut part);
            Ok(part)
        }
    }

    fn read(lie: fn(&mut Part)) -> Content {
        let (header, body) = (
            b"Content-Type: application/rtf; name=plan.rtf\r\n\r\n",
            b"{\\rtf1 the plan}",
        );
        let (header, _) = Header::parse(header);
        extract_with(&header, body, &Bounds::default(), &Liar(lie), "").unwrap()
    }

    #[test]
    fn what_a_document_says_of_itself_gets_into_no_log_and_takes_no_bound_away() {
        let honest = read(|_| {});
        assert!(honest.lost.is_empty() && honest.uninspectable.is_none());
        let lies: [fn(&mut Part); 5] = [
            |part| part.content.texts[0].place = "a\nqueue_id=1".into(),
            |part| part.content.attachments[0].place = "x".repeat(1 << 20),
            |part| {
                let all = &mut part.content.attachments;
                *all = vec![all[0].clone(); 20_000];
            },
            |part| {
                let why = Uninspectable::Charset {
                    place: "\u{1b}[31m".into(),
                };
                part.content.uninspectable = Some(why);
            },
            |part| {
                let place = String::new();
                part.content.lost = vec![Uninspectable::Charset { place }];
            },
        ];
        for (at, lie) in lies.into_iter().enumerate() {
            let content = read(lie);
            let said = content.uninspectable.as_ref().unwrap().to_string();
            assert!(
                said.ends_with("ended the program that read it"),
                "{at}: {said}"
            );
            assert_eq!(content.lost.len(), 1, "{at}");
        }
        // More text than is inspected isn't taken.
        let content = read(|part| part.content.texts[0].raw = "x".repeat(9 << 20));
        assert!(matches!(
            content.uninspectable,
            Some(Uninspectable::TooMuchText { .. })
        ));
    }

    /// Three bytes for each text would become a hundred.
    #[test]
    fn an_answer_of_nothing_but_empty_texts_or_names_is_refused() {
        let text = Text {
            place: String::new(),
            raw: String::new(),
            folded: String::new(),
        };
        let honest = Content {
            texts: vec![text.clone(); 10_000],
            ..Content::default()
        };
        let carried = |content: &Content| {
            let bytes = postcard::to_allocvec(content).unwrap();
            postcard::from_bytes::<Content>(&bytes)
        };
        assert_eq!(carried(&honest).unwrap(), honest);
        let texts = Content {
            texts: vec![text; 1_000_000],
            ..Content::default()
        };
        assert!(carried(&texts).is_err());
        let mut named = read(|_| {});
        assert!(carried(&named).is_ok());
        named.attachments[0].names = vec![String::new(); 1_000];
        assert!(carried(&named).is_err());
    }
}
