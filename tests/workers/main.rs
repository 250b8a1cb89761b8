//! Documents are read by processes of their own: what these find is what the daemon would find, and
//! one that ends, hangs or talks nonsense loses its document and nothing else.

#![allow(clippy::unwrap_used)]

mod doubles;
mod mails;
mod real;
