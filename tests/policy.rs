//! The policy from outside: mails as files, and what the rules decide on them.

#![allow(clippy::unwrap_used, missing_docs)]

#[path = "policy/bypass.rs"]
mod bypass;
#[path = "policy/generator.rs"]
mod generator;
#[path = "policy/honest.rs"]
mod honest;
