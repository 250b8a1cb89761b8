//! From a tagged mail to the recipient's screen, on a real Postfix. Needs what `tests/setup.sh
//! test` installs.
#![allow(clippy::unwrap_used)]

#[path = "../rig/mod.rs"]
#[allow(
    dead_code,
    reason = "the rig serves the demo too; nobody uses all of it"
)]
mod rig;

mod backstop;
mod command_line;
mod content;
mod corners;
mod corpus;
mod dkim;
mod faults;
mod journey;
mod killed;
mod limits;
mod neighbours;
mod no_file_written;
mod passcode;
mod rig_itself;
mod sealing;
mod sendmail;
mod split;
