//! The message ID in References by which an answer in the thread of a sealed message is known. It
//! is keyed, so that others can't make one up, and short, since programs write message IDs that are
//! too long for a line as encoded words.

use mail_parser::DateTime;

use super::{Original, Outbound};
use crate::mail::verify::may_be_signed;
use crate::mail::{Field, Header};
use crate::seal::MessageId;
use crate::secret::{hex, random};
use crate::wrapper::{Edits, Identity};

/// What the MAC is for, as a label of its key.
const LABEL: &str = "postseal v1 thread mark";

/// How much of the message's ID and of the MAC stands in a mark. Whoever guesses a MAC has a mail
/// of theirs sealed.
const ID: usize = 8;
const MAC: usize = 10;

impl Outbound {
    /// Whether a message answers a sealed one: its References or In-Reply-To bear a mark of ours.
    pub fn answers_sealed(&self, header: &Header) -> bool {
        let fields = || header.all("References").chain(header.all("In-Reply-To"));
        let together: String = fields()
            .map(|field| format!(" {} ", String::from_utf8_lossy(field.value())))
            .collect();
        self.has_mark(&together) || fields().flat_map(encoded).any(|text| self.has_mark(&text))
    }

    fn has_mark(&self, text: &str) -> bool {
        // Programs fold within an ID, and some leave the brackets around it away.
        let in_brackets = text.split('<').filter_map(|id| id.split_once('>'));
        let whole = in_brackets.map(|(id, _)| id.split_whitespace().collect());
        let ends = |c: char| c.is_whitespace() || "<>(),;\"'".contains(c);
        let bare = text.split(ends).map(str::to_owned);
        whole.chain(bare).any(|id: String| self.is_mark(&id))
    }

    fn is_mark(&self, id: &str) -> bool {
        let mut parts = id.split('@').next().unwrap_or_default().split('.');
        let (Some(kind), Some(message), Some(mac), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        kind.eq_ignore_ascii_case("psl1")
            && (self.is_ours::<ID, MAC>(message, mac) || self.is_ours::<16, 16>(message, mac))
    }

    /// Whether the two parts of a mark, of such lengths, belong together.
    fn is_ours<const M: usize, const N: usize>(&self, message: &str, mac: &str) -> bool {
        let parts = unhex::<M>(message).zip(unhex::<N>(mac));
        parts.is_some_and(|(message, mac)| self.keyring.verify_short_mac(LABEL, &[&message], &mac))
    }

    /// The mark of a message.
    pub(super) fn mark(&self, message_id: MessageId) -> String {
        let id = &message_id.0[..ID];
        let mac = self.keyring.mac(LABEL, &[id]);
        let host = self.host();
        format!("<psl1.{}.{}@{host}>", hex(id), hex(&mac[..MAC]))
    }

    /// A copy in clear of a message that others get sealed, as a whole mail: it bears a mark too,
    /// so that an answer of whoever got it goes on sealed. Where a signature covers References it
    /// is as it came.
    pub(super) fn in_clear(&self, original: Original<'_>) -> Vec<u8> {
        if may_be_signed(original.header, "References") {
            return original.as_it_is();
        }
        let mark = self.mark(MessageId(random()));
        let marked = Edits::marking(original.header, &mark).apply(original.header);
        let mut mail = Vec::with_capacity(marked.size() + 2 + original.body.len());
        for field in marked.fields() {
            mail.extend_from_slice(&field.crlf());
        }
        mail.extend_from_slice(b"\r\n");
        mail.extend_from_slice(original.body);
        mail
    }

    /// An identity for a carrier whose own can't stay.
    pub(super) fn identity(&self) -> Identity {
        let now = i64::try_from(self.clock.now()).unwrap_or_default();
        Identity {
            message_id: format!("<{}@{}>", hex(&random::<16>()), self.host()),
            date: DateTime::from_timestamp(now).to_rfc822(),
        }
    }

    fn host(&self) -> &str {
        let host = self.settings.portal.split("://").nth(1).unwrap_or_default();
        host.split(['/', ':']).next().unwrap_or_default()
    }
}

/// What a field says, if some of it is written as encoded words.
fn encoded(field: &Field) -> impl Iterator<Item = String> {
    let has_words = memchr::memmem::find(field.value(), b"=?").is_some();
    let readings = has_words.then(|| field.readings());
    readings.into_iter().flatten()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}
