//! The reader of mail beside other readers.

#![allow(clippy::unwrap_used)] // a test may panic

mod broken;
mod differential;
mod readers;
