//! From a tagged mail to the recipient's screen, on a real Postfix. Needs what `tests/setup.sh
//! test` installs.
#![allow(clippy::unwrap_used)]

mod alerts;
mod arriving;
mod backstop;
mod command_line;
mod content;
mod corners;
mod corpus;
mod dkim;
mod documents;
mod faults;
mod figures;
mod journey;
mod killed;
mod limits;
mod neighbours;
mod no_file_written;
mod passcode;
mod programs;
mod redirected;
mod rig_itself;
mod sealing;
mod sendmail;
mod signatures;
mod soak;
mod split;
mod taken_over;
mod undecided;
mod words;
