//! The SMTP envelope: who sends, to whom, and how the client reached us.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::Address;
use super::verify::Checked;

/// What SMTP says about one message, apart from its content (RFC 5321 section 2.3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The envelope sender; `None` is the null sender `<>`.
    pub sender: Option<Address>,
    /// The envelope recipients, in the order of their RCPT commands.
    pub recipients: Vec<Address>,
    /// The SASL login, when the client authenticated (macro `{auth_authen}`).
    pub login: Option<String>,
    /// The client's address; `None` when the MTA does not know one.
    pub client: Option<IpAddr>,
    /// Macros of the MTA that rules ask for, by name without braces.
    pub macros: BTreeMap<String, String>,
    /// The MTA's queue ID (macro `i`), once it is known.
    pub queue_id: Option<String>,
    /// What is known of the message's signatures.
    pub signatures: Signatures,
}

/// What is known of the signatures (DKIM, RFC 6376) that a message bears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Signatures {
    /// None of them matters.
    #[default]
    Unasked,
    /// One says that it is of the author's domain. Whether it holds can be told when the body is there.
    Claimed,
    /// They were checked.
    Checked(Arc<Checked>),
}
