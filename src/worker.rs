//! Documents are read by processes of their own, which have no keys, no files and no network: a
//! library that overflows its stack, eats memory or never ends loses one file, not the daemon.
//!
//! ```text
//! pool      few processes, kept warm; who gets one when
//!   process   one of them, as the daemon sees it: a job in, a part out, within a time
//!   wire      what travels between the two
//!   losses    what was lost, and whose documents aren't tried any more
//! serve     what the process does
//!   sandbox   what it gives up before it reads the first byte
//! ```
//!
//! A process is our own program started anew, so nothing of the daemon's memory is in it. It knows
//! nothing of mail that is sealed; whoever has documents to read may have a [`Pool`].

mod losses;
mod pool;
mod process;
mod sandbox;
mod serve;
mod wire;

pub use losses::Losses;
pub use pool::{Limits, Pool};
pub use sandbox::Confinement;
pub use serve::serve;

/// The subcommand that [`serve()`]s.
pub const COMMAND: &str = "worker";
