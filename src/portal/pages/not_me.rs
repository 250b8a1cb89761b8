//! The page of who got a code that they didn't ask for.

use askama::Template;

use crate::portal::face::Face;

#[derive(Template)]
#[template(path = "not-me.html", config = "src/portal/askama.toml")]
pub(in crate::portal) struct NotMe<'a> {
    pub face: &'a Face,
    /// Where the form leads.
    pub path: String,
    pub step: NotMeStep,
}

#[derive(PartialEq, Eq)]
pub(in crate::portal) enum NotMeStep {
    /// It asks for the reference in the mail.
    Asks,
    /// What was typed is another.
    Wrong,
    /// What there was is ended.
    Done,
}
