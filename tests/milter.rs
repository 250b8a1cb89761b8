//! The milter as an MTA meets it: real bytes over a pipe or a socket, with a judge of the tests'
//! own behind it.

#![allow(clippy::unwrap_used)]

#[path = "rig/milter_client.rs"]
mod milter_client;

#[path = "milter/double.rs"]
mod double;
#[path = "milter/faults.rs"]
mod faults;
#[path = "milter/limits.rs"]
mod limits;
#[path = "milter/miltertest.rs"]
mod miltertest;
#[path = "milter/random.rs"]
mod random;
#[path = "milter/serving.rs"]
mod serving;
#[path = "milter/sockets.rs"]
mod sockets;
#[path = "milter/stages.rs"]
mod stages;
