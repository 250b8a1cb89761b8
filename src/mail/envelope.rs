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
    /// What the client wants to be told about the delivery.
    pub dsn: Dsn,
}

/// What is known of the signatures (DKIM, RFC 6376) that a message bears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Signatures {
    /// None of them matters.
    #[default]
    Unasked,
    /// One says that it is of the author's domain. Whether it holds can be told when the body is
    /// there.
    Claimed,
    /// They were checked.
    Checked(Arc<Checked>),
}

/// The delivery status notifications that a client asked for: parameters of MAIL and RCPT as it
/// wrote them (RFC 3461 section 4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dsn {
    mail: Vec<String>,
    recipients: BTreeMap<String, Vec<String>>,
}

impl Dsn {
    /// Takes what belongs here from the parameters of MAIL.
    pub fn set_mail<'a>(&mut self, parameters: impl Iterator<Item = &'a [u8]>) {
        self.mail = chosen(&["RET=", "ENVID="], parameters);
    }

    /// Takes what belongs here from the parameters of a RCPT.
    pub fn set_recipient<'a>(
        &mut self,
        recipient: &Address,
        parameters: impl Iterator<Item = &'a [u8]>,
    ) {
        let chosen = chosen(&["NOTIFY=", "ORCPT="], parameters);
        if !chosen.is_empty() {
            self.recipients.insert(recipient.key(), chosen);
        }
    }

    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.mail.is_empty() && self.recipients.is_empty()
    }

    /// The parameters for MAIL, each with a space in front.
    pub fn of_mail(&self) -> String {
        self.mail
            .iter()
            .flat_map(|parameter| [" ", parameter])
            .collect()
    }

    /// The parameters for this RCPT, each with a space in front.
    pub fn of_recipient(&self, recipient: &Address) -> String {
        self.recipients
            .get(&recipient.key())
            .into_iter()
            .flatten()
            .flat_map(|parameter| [" ", parameter])
            .collect()
    }
}

/// Those of the named parameters that SMTP can carry on: printable, and no longer than the longest
/// value there is.
fn chosen<'a>(names: &[&str], parameters: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
    let text = parameters.filter_map(|parameter| std::str::from_utf8(parameter).ok());
    let fits = |text: &&str| {
        let named = |name: &&str| {
            text.get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        text.len() <= 520
            && text.bytes().all(|byte| byte.is_ascii_graphic())
            && names.iter().any(named)
    };
    text.filter(fits).map(str::to_owned).collect()
}
