//! postseal: encrypted mail for people who have no keys.
//!
//! # One message, end to end
//!
//! 1. Postfix hands each message to the [`milter`]. It rebuilds the header exactly as the protocol
//!    shows it and, at the end of the header (EOH), asks the [`policy`] for a
//!    [`policy::Decision`].
//! 2. *Pass*: the milter accepts at once, and the body is never sent to it. Only where the decision
//!    depends on the body (a rule on content that nothing in the header rules out; a message from
//!    elsewhere that says that its author's domain signed it) is the body buffered:
//!    [`extract`] says what is in it, [`detect`] what of that the rules look for, and the policy is
//!    asked again.
//! 3. *Seal*: [`outbound`] opens a [`seal::Sealer`] with keys of the keyring. Each body chunk is
//!    compressed, padded, encrypted and armored as it arrives, straight into the [`wrapper`]: a
//!    mail with `message.html` attached. At the end of the message (EOM) this carrier, signed where
//!    there are keys, replaces the original. Where recipients get different decisions, the body is
//!    buffered, and [`outbound::Copies`] submits the copies of some past the milter before the
//!    message becomes the carrier of the others.
//! 4. The recipient opens `message.html` and posts the ciphertext to the [`portal`], which
//!    authenticates its header before it reads on, keeps it in the [`store`] for one visit, and
//!    asks for proof of the address.
//! 5. With proof, each response opens the sealed message, shows what was asked for, and forgets it.
//!
//! The modules below stand in the order in which a message meets them. Arrows run one way, from
//! `cli` down to `secret`: each module uses only what the rules of the house (`tests/house.rs`)
//! allow it.

// The command line, and what runs the services.
pub mod cli;

pub mod server;

pub mod config;

pub mod postfix;

// From the MTA to the carrier.
pub mod milter;

pub mod policy;

pub mod worker;

pub mod extract;

pub mod detect;

pub mod outbound;

pub mod seal;

pub mod keyring;

pub mod wrapper;

// From the carrier to the reader.
pub mod portal;

pub mod store;

// What all of them stand on.
pub mod brand;

pub mod locale;

pub mod mail;

pub mod metrics;

pub mod clock;

pub mod effort;

pub mod turns;

pub mod secret;
