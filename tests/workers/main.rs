//! Documents are read by processes of their own: what these find is what the daemon would find, and
//! one that ends, hangs or talks nonsense loses its document and nothing else.

#![allow(clippy::unwrap_used)]

mod confined;
mod crowd;
mod doubles;
mod hostile;
mod mails;
mod milter;
mod real;
mod traffic;
mod unit;
