//! The loop: takes a message apart, piece by piece, until nothing is left to read.
//!
//! It owns the list of work, decides when a piece is too deep, lists the files and numbers them,
//! keeps the texts, and contains readers that panic. What reads a piece, `format` says.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use super::budget::Budget;
use super::document::{self, Documents, Job, Lost, Part, PutOff, Spent};
use super::format::{self, Read};
use super::found::{Found, Item};
use super::kind;
use super::piece::{Form, Piece};
use super::slice::Slice;
use super::{Attachment, Bounds, Content, Kind, Text, Uninspectable};
use crate::mail::Header;
use crate::mail::text::folded;

/// What a panic in a reader means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnPanic {
    /// The piece can't be read, and the rest of the message is inspected.
    Contain,
    /// The panic goes on: tests of the readers see it.
    #[cfg(test)]
    Propagate,
}

/// Takes a message apart in this process.
pub(super) fn walk(header: &Header, body: &[u8], bounds: &Bounds, on_panic: OnPanic) -> Content {
    let mut walk = Walk::new(Budget::new(bounds), on_panic);
    walk.message(header, body, bounds);
    walk.content
}

/// Takes a message apart, with its documents read elsewhere.
pub(super) fn walk_with(
    header: &Header,
    body: &[u8],
    bounds: &Bounds,
    documents: &dyn Documents,
    sender: &str,
) -> Result<Content, PutOff> {
    let mut walk = Walk::new(Budget::new(bounds), OnPanic::Contain);
    walk.documents = Some(documents);
    walk.spent.sender = sender.into();
    walk.message(header, body, bounds);
    match walk.put_off {
        Some(why) => Err(why),
        None => Ok(walk.content),
    }
}

/// Takes one document apart.
pub(super) fn walk_document(job: &Job, bytes: &[u8]) -> Part {
    let mut walk = Walk::new(job.budget.clone(), OnPanic::Contain);
    walk.files_before = job.files;
    walk.open(job.piece(bytes), None);
    walk.run();
    Part {
        content: walk.content,
        is_ambiguous: walk.is_ambiguous,
        budget: walk.budget,
    }
}

struct Walk<'a> {
    budget: Budget,
    content: Content,
    /// What is still to be done, the next last: what is found in a piece comes before what stands
    /// behind it.
    work: Vec<Work<'a>>,
    /// Whether programs may read the structure of the message differently.
    is_ambiguous: bool,
    on_panic: OnPanic,
    /// Who reads documents; this process when nobody else does.
    documents: Option<&'a dyn Documents>,
    /// What they took.
    spent: Spent,
    /// Why documents can't be read now.
    put_off: Option<PutOff>,
    /// How many files of the message were listed before this document.
    files_before: usize,
}

/// A step, and the attachment that it is about, by its index.
enum Work<'a> {
    Item(Item<'a>, Option<usize>),
    Read(Read, Rc<Piece<'a>>, Option<usize>),
}

impl<'a> Walk<'a> {
    fn new(budget: Budget, on_panic: OnPanic) -> Self {
        Self {
            budget,
            content: Content::default(),
            work: Vec::new(),
            is_ambiguous: false,
            on_panic,
            documents: None,
            spent: Spent::default(),
            put_off: None,
            files_before: 0,
        }
    }

    fn message(&mut self, header: &Header, body: &'a [u8], bounds: &Bounds) {
        let inspected = &body[..body.len().min(bounds.bytes)];
        if inspected.len() < body.len() {
            let limit = bounds.bytes;
            self.finding(Uninspectable::TooLarge { limit });
        }
        let whole =
            |form, place: &str| Piece::new(form, place.into(), 0, Slice::Message(inspected));
        self.read(&whole(Form::Message, "the message"), None, |_, budget| {
            format::message(header, inspected, budget)
        });
        self.run();
        if self.is_ambiguous {
            // Whatever a program makes of the structure, its words stand in the body.
            self.open(whole(Form::Verbatim, "the whole body as it travels"), None);
            self.run();
        }
    }

    fn run(&mut self) {
        while self.put_off.is_none()
            && let Some(work) = self.work.pop()
        {
            match work {
                Work::Read(read, piece, file) => self.read(&piece, file, read),
                Work::Item(Item::Child(piece), file) => self.open(piece, file),
                Work::Item(Item::Text { place, raw }, _) => self.text(place, raw),
                Work::Item(Item::Finding(finding), _) => self.finding(finding),
                Work::Item(Item::Locked { place, names, size }, _) => {
                    self.content.attachments.push(Attachment {
                        place,
                        names,
                        declared: String::new(),
                        kind: Kind::Unknown,
                        encrypted: true,
                        size: usize::try_from(size).unwrap_or(usize::MAX),
                    });
                }
            }
        }
    }

    /// Reads a piece, which is the attachment `file` or belongs to it, and puts what was found on
    /// the list.
    fn read(
        &mut self,
        piece: &Piece<'a>,
        file: Option<usize>,
        read: impl FnOnce(&Piece<'a>, &mut Budget) -> Found<'a>,
    ) {
        let Some(found) = contain(self.on_panic, || read(piece, &mut self.budget)) else {
            return self.finding(panicked(piece));
        };
        if let Some(attachment) = file.and_then(|at| self.content.attachments.get_mut(at)) {
            attachment.encrypted |= found.is_encrypted;
        }
        let items = found.items.into_iter().rev();
        self.work.extend(items.map(|item| Work::Item(item, file)));
    }

    /// Puts the readers of a piece on the list.
    fn open(&mut self, mut piece: Piece<'a>, mut file: Option<usize>) {
        let is_file = piece.form == Form::File;
        if is_file && let Err(too_deep) = self.budget.enter(&piece.place, piece.depth) {
            return self.finding(too_deep);
        }
        let readers = if is_file {
            let recognized = contain(self.on_panic, || {
                let kind = Kind::recognize(&piece.bytes);
                // What is no text is a file, even where it says that it is shown.
                let is_text = || kind == Kind::Empty || kind::is_text(&piece.bytes);
                let readers = format::file_readers(&piece, kind);
                let stays = document::stays(kind) && !kind::ends_as_zip(&piece.bytes);
                (kind, piece.listed || !is_text(), readers, stays)
            });
            let Some((kind, is_listed, readers, stays)) = recognized else {
                return self.finding(panicked(&piece));
            };
            if !stays && let Some(documents) = self.documents {
                return self.hand_over(piece, kind, is_listed, documents);
            }
            file = is_listed.then(|| self.list(&mut piece, kind));
            readers
        } else {
            format::readers(&piece.form)
        };
        let piece = Rc::new(piece);
        let reads = readers.into_iter().rev();
        self.work
            .extend(reads.map(|read| Work::Read(read, Rc::clone(&piece), file)));
    }

    /// Has a document read elsewhere, and takes what was found in it.
    fn hand_over(
        &mut self,
        mut piece: Piece<'a>,
        kind: Kind,
        is_listed: bool,
        documents: &dyn Documents,
    ) {
        let files = self.content.attachments.len();
        let job = Job::new(&piece, files, &self.budget);
        // A message whose documents end what reads them, one after the other, holds up no others.
        let read = if self.content.lost.len() < document::MOST_LOST {
            documents.read(&job, &piece.bytes, &mut self.spent)
        } else {
            Err(Lost::Untried)
        };
        let most_files = self.budget.max_files().saturating_sub(files);
        let why = match read {
            Ok(part) if part.makes_sense(most_files) => return self.take(part),
            Ok(_) => Lost::Ended,
            Err(Lost::PutOff(why)) => {
                self.put_off = Some(why);
                return;
            }
            Err(why) => why,
        };
        if is_listed {
            self.list(&mut piece, kind);
        }
        let lost = document::lost(&piece.place, &why);
        if why != Lost::Untried {
            self.content.lost.push(lost.clone());
        }
        self.finding(lost);
    }

    /// Takes what was found in a document, as far as the bounds allow.
    fn take(&mut self, part: Part) {
        self.budget.take(&part.budget);
        self.is_ambiguous |= part.is_ambiguous;
        let Content {
            texts,
            attachments,
            uninspectable,
            ..
        } = part.content;
        self.content.attachments.extend(attachments);
        for text in texts {
            if text.raw.len() <= self.budget.text_left() {
                self.budget.text(text.raw.len());
                self.content.texts.push(text);
            } else {
                let place = text.place;
                self.finding(Uninspectable::TooMuchText { place });
            }
        }
        if let Some(finding) = uninspectable {
            self.finding(finding);
        }
    }

    /// Lists a file, and names its place by its number.
    fn list(&mut self, piece: &mut Piece<'a>, kind: Kind) -> usize {
        let at = self.content.attachments.len();
        self.content.attachments.push(Attachment {
            place: piece.place.clone(),
            names: piece.names.clone(),
            declared: piece.declared.clone(),
            kind,
            encrypted: matches!(kind, Kind::Encrypted | Kind::OfficeEncrypted),
            size: piece.bytes.len(),
        });
        piece.place = format!(
            "attachment {}{}",
            self.files_before + at + 1,
            ending(&piece.names)
        );
        at
    }

    /// Keeps a text, unless there is nothing in it.
    fn text(&mut self, place: String, mut raw: String) {
        let room = self.budget.text_left();
        if raw.len() > room {
            let place = place.clone();
            self.finding(Uninspectable::TooMuchText { place });
            raw.truncate(raw.floor_char_boundary(room));
        }
        // A pattern's `$` and `\n` mean the end of a line, and mail has other ends of lines.
        if raw.contains('\r') {
            raw = raw.replace("\r\n", "\n").replace('\r', "\n");
        }
        let apart = raised_apart(&raw).filter(|apart| apart.len() <= self.budget.text_left());
        for raw in [Some(raw), apart].into_iter().flatten() {
            let folded = folded(&raw);
            if !folded.is_empty() {
                self.budget.text(raw.len());
                let place = place.clone();
                self.content.texts.push(Text { place, raw, folded });
            }
        }
    }

    /// Keeps the first finding.
    fn finding(&mut self, finding: Uninspectable) {
        self.is_ambiguous |= matches!(finding, Uninspectable::Structure { .. });
        self.content.uninspectable.get_or_insert(finding);
    }
}

/// A text without the raised and lowered digits behind its words, which number notes; `None` where
/// it has none.
fn raised_apart(text: &str) -> Option<String> {
    let is_raised = |c: char| matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}'..='\u{2089}');
    if text.is_ascii() || !text.contains(is_raised) {
        return None;
    }
    Some(text.replace(is_raised, " "))
}

/// Runs what parses the bytes of strangers: the one place where a panic ends. `None` when it
/// panicked.
fn contain<T>(on_panic: OnPanic, parse: impl FnOnce() -> T) -> Option<T> {
    match on_panic {
        // What a reader leaves half done is the budget, and that only ever shrinks.
        OnPanic::Contain => catch_unwind(AssertUnwindSafe(parse)).ok(),
        #[cfg(test)]
        OnPanic::Propagate => Some(parse()),
    }
}

/// What a panic says of the piece that was read.
fn panicked(piece: &Piece<'_>) -> Uninspectable {
    let place = piece.place.clone();
    match piece.form {
        Form::Message | Form::Part { .. } => Uninspectable::Structure {
            place,
            what: "can't be decoded".into(),
        },
        _ => Uninspectable::Unreadable {
            place,
            what: "a file".into(),
            why: "is broken".into(),
        },
    }
}

/// How a file's name ends, in brackets, where that tells its kind and no more: the name itself may
/// be what must not be told.
fn ending(names: &[String]) -> String {
    let ending = names
        .first()
        .and_then(|name| Some(name.rsplit_once('.')?.1))
        .unwrap_or_default();
    let is_kind =
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_kind && ending.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        format!(" (.{ending})")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_panics_leaves_the_message_uninspectable() {
        let mut walk = Walk::new(Budget::new(&Bounds::default()), OnPanic::Contain);
        let piece = Piece::new(Form::File, "part 1".into(), 0, Slice::Message(b"x"));
        walk.read(&piece, None, |_, _| panic!("a bug of a reader"));
        assert!(walk.content.uninspectable.is_some());
    }
}
