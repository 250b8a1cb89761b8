//! The page on which a mail is checked.

use askama::Template;

use crate::portal::face::Face;

/// Where anyone learns whether a mail is real.
#[derive(Template)]
#[template(path = "check.html", config = "src/portal/askama.toml")]
pub(in crate::portal) struct Check<'a> {
    pub face: &'a Face,
    /// What was found, once something was brought.
    pub finding: Option<Finding>,
}

/// What was found of a message.
pub(in crate::portal) enum Finding {
    /// It is one of ours, and nothing was changed.
    Real {
        organisation: Option<String>,
        /// When it was sealed, in seconds since 1970.
        created: i64,
    },
    /// It was one of ours, and is over.
    Expired,
    /// It is one of ours, and damaged.
    Changed,
    /// It is damaged, or another portal's.
    Unclear,
    /// There is no sealed message in the file.
    NotOurs,
}
