//! The message ID in References by which an answer in the thread of a sealed message is known. It
//! is keyed, so that others can't make one up, and short, since programs write message IDs that are
//! too long for a line as encoded words.

use super::Outbound;
use crate::mail::{Field, Header};
use crate::seal::MessageId;
use crate::secret::hex;

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
        text.split('<')
            .filter_map(|id| id.split_once('>'))
            .any(|(id, _)| {
                let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
                let mut parts = id.split('@').next().unwrap_or_default().split('.');
                let (Some(kind), Some(message), Some(mac), None) =
                    (parts.next(), parts.next(), parts.next(), parts.next())
                else {
                    return false;
                };
                kind.eq_ignore_ascii_case("psl1")
                    && (self.is_ours::<ID, MAC>(message, mac)
                        || self.is_ours::<16, 16>(message, mac))
            })
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
        let host = self.settings.portal.split("://").nth(1).unwrap_or_default();
        let host = host.split(['/', ':']).next().unwrap_or_default();
        format!("<psl1.{}.{}@{host}>", hex(id), hex(&mac[..MAC]))
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
