//! The format from inside: published vectors for its parts, and our own for the whole.

#![allow(clippy::unwrap_used)]

mod published;
mod recipe;
mod vectors;
