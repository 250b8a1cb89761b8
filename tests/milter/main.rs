//! The milter as an MTA meets it: real bytes over a pipe or a socket, in front of a judge that does
//! what the test wants, and fails where it wants.

#![allow(clippy::unwrap_used)]

mod double;
mod faults;
mod limits;
mod miltertest;
mod random;
mod serving;
mod sockets;
mod stages;
