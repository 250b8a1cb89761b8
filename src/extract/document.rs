//! Documents: files that are neither plain text nor HTML, and that may be read apart from the
//! message that they came in.
//!
//! Libraries read them, and one that overflows its stack or runs out of memory ends its process. So
//! the loop hands a document over as a [`Job`] and its bytes; [`read_document`] is what the other
//! side does, with all that is in the document; the loop takes the [`Part`] that comes back, and
//! trusts nothing in it.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

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
    /// Reads one. `spent` is how long the documents of this message took so far.
    ///
    /// # Errors
    /// When it can't be read.
    fn read(&self, job: &Job, bytes: &[u8], spent: Duration) -> Result<Part, Lost>;
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
