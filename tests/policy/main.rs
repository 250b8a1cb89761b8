//! The policy from outside: mails as files, and what the rules decide on them.

#![allow(clippy::unwrap_used, missing_docs)]

mod bypass;
mod honest;
