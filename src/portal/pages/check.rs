//! The page on which a mail is checked.

use askama::Template;

use crate::locale::Value;
use crate::portal::face::Face;
use crate::seal::Voucher;

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
    /// There is one of ours in it, and nothing of that was changed. The mail around it may be
    /// anybody's.
    Real {
        organisation: Option<String>,
        /// When it was sealed, in seconds since 1970.
        created: i64,
        /// Who sent it, as it was sealed: the mail around it may name another.
        sender: String,
        voucher: Option<Voucher>,
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
