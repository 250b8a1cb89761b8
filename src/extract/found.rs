//! What a reader found in a piece.

use super::Uninspectable;
use super::piece::{Form, Piece};
use super::slice::Slice;

/// What a reader found: texts, findings and children.
///
/// They stand in one list, in the order in which the piece has them, since of several findings the
/// first is told, and attachments are numbered as they come.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// Where the piece stands.
    place: String,
    pub(super) items: Vec<Item<'a>>,
    /// Whether the file that the piece is, or belongs to, is encrypted in full or in part.
    pub(super) is_encrypted: bool,
}

/// One thing that was found.
#[derive(Debug)]
pub(super) enum Item<'a> {
    /// A text, as decoded.
    Text { place: String, raw: String },
    /// Why something can't be inspected.
    Finding(Uninspectable),
    /// A piece in the piece, for the loop to read.
    Child(Piece<'a>),
    /// An encrypted file in the piece, of which only the name can be read.
    Locked {
        place: String,
        names: Vec<String>,
        size: u64,
    },
}

impl<'a> Found<'a> {
    /// Nothing yet, in what stands at `place`.
    pub(super) fn new(place: &str) -> Self {
        Self {
            place: place.to_owned(),
            items: Vec::new(),
            is_encrypted: false,
        }
    }

    /// Adds a text of the piece.
    pub(super) fn text(&mut self, raw: String) {
        self.text_at(self.place.clone(), raw);
    }

    /// Adds a text that stands at `place`.
    pub(super) fn text_at(&mut self, place: String, raw: String) {
        self.items.push(Item::Text { place, raw });
    }

    /// Adds bytes at `place` that count as text just as they stand.
    pub(super) fn verbatim(&mut self, place: String, bytes: Slice<'a>) {
        self.child(Piece::new(Form::Verbatim, place, 0, bytes));
    }

    /// Adds a piece for the loop to read.
    pub(super) fn child(&mut self, child: Piece<'a>) {
        self.items.push(Item::Child(child));
    }

    /// Adds an encrypted file that is known by its names only.
    pub(super) fn locked(&mut self, names: Vec<String>, size: u64) {
        let place = self.place.clone();
        self.items.push(Item::Locked { place, names, size });
    }

    /// Adds why something can't be inspected.
    pub(super) fn finding(&mut self, finding: Uninspectable) {
        self.items.push(Item::Finding(finding));
    }

    /// Whether the budget allows what was asked of it; adds the finding when it doesn't.
    pub(super) fn within(&mut self, allowed: Result<(), Uninspectable>) -> bool {
        allowed.map_err(|exceeded| self.finding(exceeded)).is_ok()
    }

    /// The piece is `what`, with its article, that can't be read, with `why` as a clause.
    pub(super) fn unreadable(&mut self, what: &'static str, why: &'static str) {
        self.unreadable_at(self.place.clone(), what, why);
    }

    /// What stands at `place` is `what` that can't be read.
    pub(super) fn unreadable_at(&mut self, place: String, what: &'static str, why: &'static str) {
        self.finding(Uninspectable::Unreadable {
            place,
            what: what.into(),
            why: why.into(),
        });
    }

    /// The piece is `what`, with its article, and encrypted.
    pub(super) fn encrypted(&mut self, what: &'static str) {
        self.finding(Uninspectable::Encrypted {
            place: self.place.clone(),
            what: what.into(),
        });
    }

    /// The piece unpacks to more than the bounds allow.
    pub(super) fn too_much_unpacked(&mut self) {
        self.finding(Uninspectable::TooMuchUnpacked {
            place: self.place.clone(),
        });
    }

    /// Programs may read the structure of the piece differently: it `what`, as a clause.
    pub(super) fn ambiguous(&mut self, what: &'static str) {
        self.ambiguous_at(self.place.clone(), what);
    }

    /// Programs may read the structure of what stands at `place` differently.
    pub(super) fn ambiguous_at(&mut self, place: String, what: &'static str) {
        self.finding(Uninspectable::Structure {
            place,
            what: what.into(),
        });
    }
}
