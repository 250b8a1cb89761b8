//! The milter: what Postfix hands each message to, and what hands back the carrier.
//!
//! ```text
//! serve         accepts connections, a task for each
//!   listener      Unix sockets and TCP
//!   connection    bytes in, one write for each answer
//!   session       the conversation: negotiation, and several messages on one connection
//!     negotiation   what the MTA offers, what we take
//!     macros        queue ID, login, and what rules ask for
//!   transaction   one message: draft, then passing, streaming or buffered; applies the decision
//!   answer        how a message ends; fails closed in one place
//!   refusal       what the sender of a refused message is told
//! judge         what is asked of the rest of postseal; state is what answers in earnest
//! budget        what all sessions share: memory, and turns at what costs much
//! guard, error  what can go wrong
//! wire          the protocol in bytes: protocol, command, reply
//! probe         asks whether a milter is there
//! ```
//!
//! The server is a function of where to listen, who judges, and when to stop: see [`serve()`]. A
//! message that no rule wants is accepted at the end of its header, so that Postfix never sends its
//! body. An error in a message refuses that message and nothing else; an error in the protocol
//! closes that connection and nothing else.
//!
//! Postfix must be told `default_action=tempfail` for this milter: with `accept`, killing it would
//! let mail out in clear.

mod answer;
mod budget;
mod connection;
mod error;
mod guard;
mod judge;
mod listener;
mod macros;
mod negotiation;
mod probe;
mod refusal;
mod serve;
mod session;
mod settings;
mod state;
mod transaction;
mod wire;

pub use error::BoxError;
pub use judge::{Judge, Sealing};
pub use listener::{ListenError, ListenSpec, Listener, bind};
pub use probe::probe;
pub use serve::{serve, serve_connection};
pub use settings::Settings;
pub use state::State;
