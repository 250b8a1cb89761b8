//! A message that becomes a carrier. Its header is complete when sealing begins; its body is
//! compressed, encrypted and armored while it arrives, so that memory is taken by nothing but the
//! carrier that will go out.

use std::io::{self, Write};
use std::sync::Arc;

use super::returning::Returning;
use super::sender::Sender;
use super::{Carrier, Edits, Finished, Outbound, OutboundError, size};
use crate::mail::verify::Checked;
use crate::mail::{Address, Envelope, Field, Header, Signatures};
use crate::policy::SealOptions;
use crate::seal::{MessageId, Meta, Sealer};
use crate::wrapper::{self, CarrierBody, Notice};

/// A message that is being sealed.
pub struct Sealing {
    outbound: Outbound,
    header: Header,
    subject: Option<String>,
    mark: String,
    message_id: MessageId,
    sealer: Sealer<CarrierBody>,
    returning: Option<Returning>,
    /// What the signatures of the original say, when they were checked.
    checked: Option<Arc<Checked>>,
    /// Whether it may be signed in its author's name.
    in_their_name: bool,
    /// Whether what is known of its signatures may be passed on.
    is_told_of: bool,
}

impl Outbound {
    /// Starts sealing a message that comes through SMTP: its header is complete, the body follows,
    /// and an empty line lies between.
    ///
    /// # Errors
    /// When no key can be had.
    pub fn begin(
        &self,
        envelope: &Envelope,
        header: &Header,
        options: &SealOptions,
    ) -> Result<Sealing, OutboundError> {
        let mut sealing = self.begin_exact(envelope, header, options)?;
        sealing.sealer.write_all(b"\r\n")?;
        sealing.returning = Returning::from_header(header);
        Ok(sealing)
    }

    /// Starts sealing a message of which all that follows its header fields is yet to be written,
    /// whatever it is: even one of our carriers is sealed again.
    ///
    /// # Errors
    /// When no key can be had.
    pub fn begin_exact(
        &self,
        envelope: &Envelope,
        header: &Header,
        options: &SealOptions,
    ) -> Result<Sealing, OutboundError> {
        let sender = Sender::new(envelope, header);
        let subject = header
            .first("Subject")
            .map(Field::decoded)
            .unwrap_or_default();
        let created = self.clock.now();
        let domains = envelope
            .recipients
            .iter()
            .map(|one| crate::mail::domain_key(one.domain()));
        let domains: Vec<_> = domains.collect();
        let words = self.settings.languages.of(
            options.language.as_deref(),
            domains.iter().map(AsRef::as_ref),
        );
        let meta = Meta {
            message_id: MessageId(crate::secret::random()),
            created,
            expires: options
                .expires
                .map(|life| created.saturating_add(life.as_secs())),
            sender: sender.address,
            recipients: envelope.recipients.iter().map(Address::to_string).collect(),
            subject: options
                .subject
                .clone()
                .unwrap_or_else(|| subject.trim().to_owned()),
            language: words.first.tag().to_owned(),
            brand: options.brand.clone().unwrap_or_default(),
            reply_allowed: options.reply_allowed.unwrap_or(true),
            receipt_wanted: options
                .receipt
                .unwrap_or_else(|| header.first("Disposition-Notification-To").is_some()),
            voucher: self.voucher(envelope, header),
        };
        let notice = Notice {
            sender: sender.shown,
            portal: self.settings.portal.clone(),
            words,
            brand: self.settings.brands.find(&meta.brand),
        };
        let body = CarrierBody::new(&notice, &self.wordings, &self.frames)?;
        let keys = self
            .keyring
            .sealing_keys(meta.expires)
            .map_err(io::Error::other)?;
        let mut sealer = Sealer::with_compressors(&keys, &meta, &self.compressors, body)?;
        for field in header.fields().iter().filter(|field| !is_blind(field)) {
            sealer.write_all(field.raw())?;
        }
        Ok(Sealing {
            mark: self.mark(meta.message_id),
            message_id: meta.message_id,
            outbound: self.clone(),
            returning: None,
            header: header.clone(),
            subject: self
                .settings
                .subject
                .clone()
                .or_else(|| options.subject.clone()),
            checked: match &envelope.signatures {
                Signatures::Checked(checked) => Some(Arc::clone(checked)),
                Signatures::Unasked | Signatures::Claimed => None,
            },
            in_their_name: self.settings.trust_boundary.may_be_signed(envelope, header),
            is_told_of: self
                .settings
                .trust_boundary
                .may_be_told_of(envelope, header),
            sealer,
        })
    }
}

impl Sealing {
    /// Takes more of the body, as it came.
    ///
    /// # Errors
    /// When it can't be sealed; the message must not go out then.
    pub fn write(&mut self, body: &[u8]) -> Result<(), OutboundError> {
        if let Some(returning) = &mut self.returning {
            returning.update(body);
        }
        self.sealer.write_all(body)?;
        // A carrier that comes back stays as it is, whatever its size.
        match self.outbound.settings.max_size {
            Some(limit) if self.returning.is_none() => {
                Ok(size::check_growing(self.sealer.inner().held(), limit)?)
            }
            _ => Ok(()),
        }
    }

    /// Whether the carrier will be signed.
    pub fn is_signed(&self) -> bool {
        self.is_told_of && !self.outbound.signer.is_empty()
    }

    /// Bytes of memory that the carrier takes so far.
    pub fn memory(&self) -> usize {
        self.sealer.inner().held()
    }

    /// The body is complete.
    ///
    /// # Errors
    /// When it can't be sealed; the message must not go out then.
    pub fn finish(self) -> Result<Finished, OutboundError> {
        if let Some(returning) = self.returning
            && returning.holds(&self.outbound, &self.header)
        {
            return Ok(Finished::AlreadySealed(Edits::returning(
                &self.header,
                self.subject.as_deref(),
                &self.outbound.identity(),
            )));
        }
        let wrapped = self.sealer.finish()?.finish()?;
        let mut edits = Edits::new(
            &self.header,
            self.subject.as_deref(),
            &self.mark,
            &self.outbound.identity(),
            &wrapped.content_type,
        );
        let mac = self
            .outbound
            .carrier_mac(&edits.apply(&self.header), &wrapped.digest);
        edits.add(wrapper::MAC_FIELD, mac);
        if self.is_told_of {
            let body = || wrapped.frames.iter().map(|frame| &frame[..]);
            let carrier = edits.apply(&self.header);
            let signer = &self.outbound.signer;
            if let Some(checked) = self
                .checked
                .filter(|_| self.outbound.breaks_signature(&self.header))
            {
                let set = signer.arc_set(&carrier, body(), &checked)?;
                set.iter().for_each(|field| edits.insert(field));
            }
            if self.in_their_name {
                signer
                    .sign(&carrier, body())?
                    .iter()
                    .for_each(|field| edits.insert(field));
            }
        }
        let carrier = Carrier {
            edits,
            body: wrapped.frames,
            message_id: self.message_id,
        };
        if let Some(limit) = self.outbound.settings.max_size {
            size::check(&carrier, &self.header, limit)?;
        }
        Ok(Finished::Carrier(carrier))
    }
}

/// Whether a field names recipients whom the others must not see (RFC 5322 sections 3.6.3 and
/// 3.6.6).
fn is_blind(field: &Field) -> bool {
    field.is("Bcc") || field.is("Resent-Bcc")
}
