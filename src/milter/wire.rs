//! The milter protocol in bytes: frames, the commands of the MTA, and our replies. Nothing here
//! knows of mail.

pub(super) mod command;
pub(super) mod protocol;
pub(super) mod reply;
