//! The milter as an MTA meets it: real bytes over a pipe or a socket, with a judge of the tests'
//! own behind it.

#![allow(clippy::unwrap_used)]

mod double;
mod faults;
mod limits;
mod miltertest;
mod random;
mod serving;
mod sockets;
mod stages;
