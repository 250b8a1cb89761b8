//! How many uploads are decoded at one time as whole mails, or authenticated as messages, in all
//! and from one network.
//!
//! To read a whole mail takes a while, and anybody may bring one. One network has a quarter of the
//! turns, so that a flood from it leaves turns to others, and a host has half of these, or waits
//! for one of them with a single upload. Small mails, and small messages, which show only when all
//! of them is there, have turns of their own, and never wait for large ones.

use crate::portal::network::Network;
use crate::portal::problem::Problem;
use crate::portal::resource::{Holder, Resource, Units};

/// The part of the turns that one network has.
const QUARTER: u32 = 4;

/// The turns.
#[derive(Default)]
pub(in crate::portal) struct Decoding {
    files: Turns,
    messages: Turns,
}

/// What is done in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// A message is looked for in a file.
    File,
    /// A message whose head is authentic is authenticated to its end.
    Message,
}

struct Turns {
    large: Resource,
    small: Resource,
}

/// Leave to decode one upload.
#[derive(Debug)]
pub(super) struct Turn {
    _units: Units,
}

/// As many turns as keep all cores busy.
impl Default for Turns {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let turns = u32::try_from(cores * 2).unwrap_or(4).max(4);
        Self {
            large: Resource::new(turns, QUARTER),
            small: Resource::new(turns, QUARTER),
        }
    }
}

impl Decoding {
    /// Waits for a turn for something that is small or not. All visitors whose network a proxy
    /// hides have three quarters together.
    pub(super) async fn turn(
        &self,
        network: &Network,
        work: Work,
        is_small: bool,
    ) -> Result<Turn, Problem> {
        let turns = match work {
            Work::File => &self.files,
            Work::Message => &self.messages,
        };
        let turns = if is_small { &turns.small } else { &turns.large };
        let all = turns.all();
        let _units = match network.known_levels() {
            Some([host, subscriber, site]) => {
                let holders = [
                    Holder::host(&host),
                    Holder::subscriber(&subscriber),
                    Holder::one(&site),
                ];
                turns.take_of(&holders, 1, all / QUARTER).await?
            }
            None => {
                let holders = [Holder::one("hidden")];
                turns.take_of(&holders, 1, all - all / QUARTER).await?
            }
        };
        Ok(Turn { _units })
    }
}
