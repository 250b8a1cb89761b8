//! The envelope and the header of a message, while they arrive.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;

use super::message::Message;
use super::size::Size;
use crate::mail::{Address, Envelope, Field, Header};
use crate::milter::budget::Reserved;
use crate::milter::error::MessageError;
use crate::milter::judge::Judge;
use crate::milter::macros::Macros;
use crate::milter::negotiation::NegotiatedOptions;
use crate::milter::settings::Settings;

/// The largest envelope and header that are judged where other sessions wait for it, in bytes of
/// the memory that they take. A header that was made to be slow costs about a millisecond for each
/// KB; most of what people's mail programs write stays below this.
const LIGHT: usize = 4 * 1024;

/// A message whose header is not complete. Every step takes it and gives it back, or the error by
/// which it is refused.
pub(in crate::milter) struct Draft {
    pub(super) message: Message,
    pub(super) size: Size,
    pub(super) negotiated: NegotiatedOptions,
    /// Whether the recipients are shown as a client named them. Postfix shows those of its sendmail
    /// command rewritten, and would not find them when they are to be taken out.
    from_smtp: bool,
}

impl Draft {
    /// MAIL: a message begins, judged by what holds from here on. A reload that comes later does
    /// not touch it. Of its parameters it takes what the client wants to be told about the
    /// delivery.
    pub(in crate::milter) fn new(
        judge: Arc<dyn Judge>,
        client: Option<IpAddr>,
        path: &[u8],
        parameters: &[Bytes],
        negotiated: NegotiatedOptions,
        reserved: Reserved,
    ) -> Result<Self, MessageError> {
        if !negotiated.can_seal() {
            return Err(MessageError::Powerless);
        }
        let sender = Address::from_path(path).map_err(|error| MessageError::Path {
            command: "MAIL",
            why: error.to_string(),
        })?;
        let mut envelope = Envelope {
            sender,
            client,
            ..Envelope::default()
        };
        envelope
            .dsn
            .set_mail(parameters.iter().map(|parameter| &**parameter));
        Ok(Self {
            message: Message {
                judge,
                envelope,
                header: Header::default(),
            },
            size: Size::new(reserved),
            negotiated,
            from_smtp: true,
        })
    }

    /// RCPT.
    pub(super) fn recipient(
        mut self: Box<Self>,
        path: &[u8],
        parameters: &[Bytes],
        settings: &Settings,
    ) -> Result<Box<Self>, MessageError> {
        let fail = |why: String| MessageError::Path {
            command: "RCPT",
            why,
        };
        let address = Address::from_path(path).map_err(|error| fail(error.to_string()))?;
        let address = address.ok_or_else(|| fail("it is empty".into()))?;
        if !address.is_plain() {
            return Err(MessageError::Detour);
        }
        let envelope = &mut self.message.envelope;
        if envelope.recipients.len() >= settings.max_recipients {
            return Err(MessageError::TooManyRecipients(settings.max_recipients));
        }
        envelope
            .dsn
            .set_recipient(&address, parameters.iter().map(|parameter| &**parameter));
        let bytes = path.len() + parameters.iter().map(Bytes::len).sum::<usize>();
        self.size.add_recipient(bytes)?;
        self.from_smtp &= path.starts_with(b"<") && path.ends_with(b">");
        envelope.recipients.push(address);
        Ok(self)
    }

    /// A header field, its value as the MTA shows it.
    ///
    /// Where the leading space was not negotiated, the MTA has taken off the one space that nearly
    /// every field has after its colon, so one is written again; a value that starts with a tab or
    /// a fold kept its own.
    pub(super) fn field(
        mut self: Box<Self>,
        name: &[u8],
        value: &[u8],
        settings: &Settings,
    ) -> Result<Box<Self>, MessageError> {
        let folded = |at: usize| matches!(value.get(at + 1), Some(b' ' | b'\t'));
        if value
            .iter()
            .enumerate()
            .any(|(at, &byte)| byte == b'\n' && !folded(at))
        {
            return Err(MessageError::Fold);
        }
        let spaced = self.negotiated.leading_space()
            || matches!(value.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n'));
        let field = if spaced {
            Field::from_milter(name, value)
        } else {
            Field::from_milter(name, &[b" ", value].concat())
        };
        self.size
            .add_field(field.raw().len(), settings.max_header)?;
        self.message.header.push(field);
        Ok(self)
    }

    /// EOH: takes what the MTA has told in macros by now.
    pub(super) fn complete(
        mut self: Box<Self>,
        macros: &Macros,
    ) -> Result<Box<Self>, MessageError> {
        let envelope = &mut self.message.envelope;
        if envelope.recipients.is_empty() {
            return Err(MessageError::NoRecipients);
        }
        envelope.login = macros.login().map(Into::into);
        envelope.queue_id = macros.queue_id().map(Into::into);
        envelope.macros = macros.others();
        Ok(self)
    }

    /// Whether judging it may take so long that other sessions must not wait for it.
    pub(super) fn is_slow_to_judge(&self) -> bool {
        self.size.weight() > LIGHT
    }

    /// Whether recipients can be taken out of it, so that it can be split.
    pub(super) fn can_split(&self) -> bool {
        self.negotiated.can_split() && self.from_smtp
    }
}
