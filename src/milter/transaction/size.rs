//! What a message counts for in the bounds of size and memory.

use crate::milter::budget::Reserved;
use crate::milter::error::MessageError;

/// What a header field takes of the memory beside its bytes.
const FIELD: usize = 64;

/// What a recipient takes of the memory beside its address.
const RECIPIENT: usize = 100;

/// How large a message is so far, and the memory reserved for it.
pub(super) struct Size {
    /// Bytes of the header.
    header: usize,
    /// Bytes of the body.
    body: u64,
    /// Bytes of memory that envelope and header take.
    weight: usize,
    reserved: Reserved,
}

impl Size {
    pub(super) fn new(reserved: Reserved) -> Self {
        Self {
            header: 0,
            body: 0,
            weight: 0,
            reserved,
        }
    }

    /// Bytes of memory that envelope and header take so far.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// Counts a recipient, by the bytes of its command.
    pub(super) fn add_recipient(&mut self, bytes: usize) -> Result<(), MessageError> {
        self.weight += bytes + RECIPIENT;
        self.reserved.resize(self.weight)
    }

    /// Counts a header field, by its bytes.
    pub(super) fn add_field(&mut self, bytes: usize, most: usize) -> Result<(), MessageError> {
        self.header += bytes;
        self.weight += bytes + FIELD;
        self.reserved.resize(self.weight)?;
        if self.header > most {
            return Err(MessageError::TooLarge {
                what: "header",
                limit: most as u64,
            });
        }
        Ok(())
    }

    /// Counts bytes of the body.
    pub(super) fn add_body(&mut self, bytes: usize, most: u64) -> Result<(), MessageError> {
        self.body += bytes as u64;
        if self.header as u64 + self.body > most {
            return Err(MessageError::TooLarge {
                what: "message",
                limit: most,
            });
        }
        Ok(())
    }

    /// Reserves `bytes` beside those of envelope and header.
    pub(super) fn reserve(&mut self, bytes: usize) -> Result<(), MessageError> {
        self.reserved.resize(self.weight + bytes)
    }

    pub(super) fn take_reserved(&mut self) -> Reserved {
        self.reserved.take()
    }

    pub(super) fn into_reserved(self) -> Reserved {
        self.reserved
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::milter::budget::Budget;
    use crate::milter::settings::Settings;

    #[test]
    fn a_header_and_a_message_may_be_as_long_as_the_limit_and_no_longer() {
        let mut size = Size::new(Budget::new(&Settings::default()).reserve());
        size.add_field(60, 100).unwrap();
        size.add_field(40, 100).unwrap();
        size.add_body(400, 500).unwrap();
        assert!(size.add_body(1, 500).is_err(), "the header counts too");
        assert!(size.add_field(1, 100).is_err());
    }
}
