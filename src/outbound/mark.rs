//! The message ID in References by which an answer in the thread of a sealed message is known. It
//! is keyed, so that others can't make one up.

use super::Outbound;
use crate::mail::Header;
use crate::seal::MessageId;
use crate::secret::hex;

/// What the MAC is for, as a label of its key.
const LABEL: &str = "postseal v1 thread mark";

impl Outbound {
    /// Whether a message answers a sealed one: its References or In-Reply-To bear a mark of ours.
    pub fn answers_sealed(&self, header: &Header) -> bool {
        let fields = header.all("References").chain(header.all("In-Reply-To"));
        let text: String = fields
            .map(|field| format!(" {} ", String::from_utf8_lossy(field.value())))
            .collect();
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
                let (Some(message), Some(mac)) = (unhex::<16>(message), unhex::<16>(mac)) else {
                    return false;
                };
                kind.eq_ignore_ascii_case("psl1")
                    && self.keyring.verify_short_mac(LABEL, &[&message], &mac)
            })
    }

    /// The mark of a message.
    pub(super) fn mark(&self, message_id: MessageId) -> String {
        let mac = self.keyring.mac(LABEL, &[&message_id.0]);
        let host = self.settings.portal.split("://").nth(1).unwrap_or_default();
        let host = host.split(['/', ':']).next().unwrap_or_default();
        format!("<psl1.{}.{}@{host}>", hex(&message_id.0), hex(&mac[..16]))
    }
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
