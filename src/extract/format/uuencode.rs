//! Files uuencoded into a text.

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;
use crate::mail::uuencode;

/// Reads the files in a text.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let (files, oddity) = uuencode::files(&piece.bytes, budget.max_parts());
    if let Some(what) = oddity {
        found.ambiguous(what);
    }
    for file in files {
        if found.within(budget.part(file.bytes.len())) {
            found.child(piece.file(&file.name, file.bytes.into()));
        }
    }
    found
}
