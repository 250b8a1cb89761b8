//! postseal: encrypted mail for people who have no keys.
//!
//! # One message, end to end
//!
//! 1. Postfix hands each message to the [`milter`]. It rebuilds the header exactly as the protocol
//!    shows it and, at the end of the header, asks the [`policy`] for a [`policy::Decision`].
//! 2. *Pass*: the milter accepts at once and the body is never sent to us. Only where the decision
//!    hangs on the body (a rule on content that nothing in the header rules out; a message from
//!    elsewhere that says it is signed by its author's domain) is the body kept, and the policy
//!    asked again with it.
//! 3. *Seal*: [`outbound`] opens a [`seal::Sealer`], and each body chunk is compressed, padded,
//!    encrypted and armored as it arrives, straight into the [`wrapper`], the mail with
//!    `message.html` attached. At the end of the message the carrier, signed where there are keys,
//!    replaces the original. Where recipients get different copies, the body is kept, and
//!    [`outbound::Copies`] submits those of some past the milter before the message becomes the
//!    carrier of the others.
//! 4. The recipient opens `message.html` and posts the ciphertext to the [`portal`], which
//!    authenticates its header before it reads on, holds the ciphertext in the [`store`] for one
//!    visit, and asks for proof of the address.
//! 5. With proof, each response opens the sealed message, shows what was asked for, and forgets it.
//!
//! The modules below stand in the order in which a message meets them; each uses only those that
//! the rules of the house allow: `secret, clock ← mail, seal ← policy, wrapper, store ← outbound ←
//! milter | portal ← config, postfix ← server ← cli`.

pub mod cli;
pub mod config;
pub mod detect;
pub mod extract;
pub mod postfix;
pub mod server;

pub mod mail;
pub mod milter;
pub mod outbound;
pub mod policy;
pub mod portal;
pub mod seal;
pub mod store;
pub mod wrapper;

pub mod clock;
pub mod secret;
