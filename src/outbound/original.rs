//! A message that is there as a whole, and what stays the same of it when a client sends it again.

use sha2::{Digest, Sha256};

use crate::mail::submit;
use crate::mail::{Envelope, Field, Header};

/// A message that is there as a whole.
#[derive(Clone, Copy)]
pub struct Original<'a> {
    /// Its envelope.
    pub envelope: &'a Envelope,
    /// Its header.
    pub header: &'a Header,
    /// Its body.
    pub body: &'a [u8],
}

impl Original<'_> {
    /// Whether SMTP can carry it as it is: milters are shown bare line ends and NULs that a server
    /// would refuse or change.
    pub fn is_plain(&self) -> bool {
        let mut fields = self.header.fields().iter();
        fields.all(|field| submit::carries(field.raw()))
            && (self.body.is_empty() || submit::carries(self.body))
    }

    /// The whole message, as it came.
    pub fn as_it_is(&self) -> Vec<u8> {
        let mut mail = Vec::with_capacity(self.header.size() + 2 + self.body.len());
        self.header
            .fields()
            .iter()
            .for_each(|field| mail.extend_from_slice(field.raw()));
        mail.extend_from_slice(b"\r\n");
        mail.extend_from_slice(self.body);
        mail
    }

    /// A hash of all that stays the same when a client sends the message again: not the path it
    /// took, nor the Message-ID and Date that Postfix makes for a client that sent none.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let made = self.made();
        for field in self
            .header
            .fields()
            .iter()
            .filter(|field| !field.is("Received") && !made.contains(&field.raw()))
        {
            hash.update((field.raw().len() as u64).to_be_bytes());
            hash.update(field.raw());
        }
        hash.update(0_u64.to_be_bytes());
        hash.update(self.body);
        hash.finalize().into()
    }

    /// Whether the client has given the message an identity of its own. A Date is none: programs
    /// report twice in a second.
    pub(super) fn is_identified(&self) -> bool {
        let made = self.made();
        self.header
            .all("Message-ID")
            .any(|field| !made.contains(&field.raw()))
    }

    /// The fields that Postfix made: a Message-ID has the queue ID in it, and a Date follows it or
    /// stands last of all.
    fn made(&self) -> Vec<&[u8]> {
        let fields = self.header.fields();
        let queue_id = self
            .envelope
            .queue_id
            .as_deref()
            .filter(|id| !id.is_empty());
        let has_id = |field: &Field| {
            queue_id.is_some_and(|id| memchr::memmem::find(field.value(), id.as_bytes()).is_some())
        };
        let id = fields
            .iter()
            .position(|field| field.is("Message-ID") && has_id(field));
        let date = match id {
            Some(at) => fields[at..].iter().find(|field| field.is("Date")),
            None => fields
                .last()
                .filter(|field| field.is("Date") && self.header.first("Message-ID").is_some()),
        };
        id.map(|at| &fields[at])
            .into_iter()
            .chain(date)
            .map(Field::raw)
            .collect()
    }
}
