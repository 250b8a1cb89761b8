//! A piece of a message: what the loop hands to a reader, and what a reader hands back.

use std::rc::Rc;

use super::kind;
use super::number::Formats;
use super::slice::Slice;
use crate::mail::{charset, file_name};

/// One piece of a message.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    /// How it is to be read.
    pub(super) form: Form,
    /// Where it stands, in words. A reader puts this before what it says, and needs nothing else
    /// of it.
    pub(super) place: String,
    /// The names that it has as a file.
    pub(super) names: Vec<String>,
    /// The media type that it says it has, in lower case; empty when nothing says so.
    pub(super) declared: String,
    /// The charset that it says it has.
    pub(super) charset: Option<String>,
    /// Whether lines that end in a space go on without it (RFC 3676 section 4.1, DelSp).
    pub(super) delsp: bool,
    /// Whether it is a file rather than something that is shown with the message.
    pub(super) listed: bool,
    /// How many levels are around it.
    pub(super) depth: usize,
    /// Its content, decoded.
    pub(super) bytes: Slice<'a>,
}

/// How a piece is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As a file or the body of a part: its content says what it is.
    File,
    /// As text that nothing describes.
    Text,
    /// As the text that the bytes are just as they stand, in each charset that they may be in.
    Verbatim,
    /// As HTML or XML, in UTF-8.
    Markup,
    /// As RTF.
    Rtf,
    /// As a drawn picture of a document.
    Drawing,
    /// As one of the files that an office document consists of.
    DocumentPart {
        /// Its name in the document.
        name: String,
        /// How the cells of the document show numbers.
        formats: Rc<Formats>,
    },
    /// As a message: header, empty line, body.
    Message,
    /// As a part of a multipart: header, empty line, body.
    Part {
        /// The messages and files around it: `message in part 2: `.
        within: String,
        /// Its number among the parts: `1.2`.
        number: String,
        /// The media type of the multipart.
        multipart: String,
    },
}

impl<'a> Piece<'a> {
    /// A piece at `place` of which nothing else is known.
    pub(super) fn new(form: Form, place: String, depth: usize, bytes: Slice<'a>) -> Self {
        Self {
            form,
            place,
            names: Vec::new(),
            declared: String::new(),
            charset: None,
            delsp: false,
            listed: false,
            depth,
            bytes,
        }
    }

    /// A file in this piece, by its name there.
    pub(super) fn file(&self, name: &str, bytes: Slice<'a>) -> Self {
        Self {
            names: file_name::readings_of_name(name),
            listed: true,
            ..Self::new(Form::File, self.place.clone(), self.depth + 1, bytes)
        }
    }

    /// A picture in this document: a drawing, or a file if it may be anything else.
    pub(super) fn picture(&self, bytes: Slice<'a>) -> Self {
        if kind::is_only_drawn(&bytes) {
            Self::new(Form::Drawing, self.place.clone(), self.depth, bytes)
        } else {
            self.file("", bytes)
        }
    }

    /// The same file with the other names that these bytes may be: nothing says in which charset
    /// archives have their names.
    pub(super) fn also_named(mut self, raw: &[u8]) -> Self {
        if self.form == Form::File && !raw.is_ascii() {
            for name in names_in(raw) {
                for name in file_name::readings_of_name(&name) {
                    if !self.names.contains(&name) {
                        self.names.push(name);
                    }
                }
            }
        }
        self
    }

    /// What this piece is when it is decoded once more.
    pub(super) fn decoded(&self, bytes: Slice<'a>) -> Self {
        Self {
            declared: self.declared.clone(),
            charset: self.charset.clone(),
            delsp: self.delsp,
            ..Self::new(Form::File, self.place.clone(), self.depth + 1, bytes)
        }
    }
}

/// The names that bytes may be.
pub(super) fn names_in(raw: &[u8]) -> Vec<String> {
    if raw.is_ascii() {
        vec![String::from_utf8_lossy(raw).into_owned()]
    } else {
        charset::readings(raw, None).0
    }
}
