//! Rules held against mail from files: what they must let go, and what they must not.

#![allow(clippy::unwrap_used)]

#[path = "policy/honest.rs"]
mod honest;
