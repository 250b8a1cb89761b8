//! From a tagged mail to the recipient's screen, on a real Postfix. Needs what `tests/setup.sh
//! test` installs.
#![allow(clippy::unwrap_used)]

#[path = "rig/mod.rs"]
#[allow(
    dead_code,
    reason = "the rig serves the demo too; nobody uses all of it"
)]
mod rig;

#[path = "end_to_end/backstop.rs"]
mod backstop;
#[path = "end_to_end/command_line.rs"]
mod command_line;
#[path = "end_to_end/content.rs"]
mod content;
#[path = "end_to_end/corners.rs"]
mod corners;
#[path = "end_to_end/corpus.rs"]
mod corpus;
#[path = "end_to_end/dkim.rs"]
mod dkim;
#[path = "end_to_end/faults.rs"]
mod faults;
#[path = "end_to_end/journey.rs"]
mod journey;
#[path = "end_to_end/killed.rs"]
mod killed;
#[path = "end_to_end/limits.rs"]
mod limits;
#[path = "end_to_end/neighbours.rs"]
mod neighbours;
#[path = "end_to_end/no_file_written.rs"]
mod no_file_written;
#[path = "end_to_end/passcode.rs"]
mod passcode;
#[path = "end_to_end/rig_itself.rs"]
mod rig_itself;
#[path = "end_to_end/sealing.rs"]
mod sealing;
#[path = "end_to_end/sendmail.rs"]
mod sendmail;
#[path = "end_to_end/split.rs"]
mod split;
