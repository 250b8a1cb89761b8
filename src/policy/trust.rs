//! The trust boundary between our side and the outside: which addresses are ours, and which
//! messages come from us.
//!
//! A message comes from us when its client logged in or is in a trusted network, or when a DKIM
//! signature of the author's own domain holds, where that domain is ours: this is how a relay
//! elsewhere, such as a hosted mail service, sends our mail through this host.
//!
//! Whose a message is decides how it is judged; who vouches for its author is asked more narrowly,
//! since what a trusted client sends may be what others sent it.

use std::net::IpAddr;

use ipnet::IpNet;

use super::mailboxes;
use super::truth::Truth;
use crate::mail::trace::{self, Hop};
use crate::mail::verify::{self, Checked, Doubt};
use crate::mail::{Author, Envelope, Header, Signatures, authors_domains, domain_key};

/// Which side of the trust boundary addresses and clients are on.
#[derive(Clone, Debug, Default)]
pub struct TrustBoundary {
    /// Domains whose mail is ours, in lower-case ASCII form; `.example.org` stands for all
    /// subdomains.
    pub local_domains: Vec<String>,
    /// Clients that may send without a login.
    pub trusted_networks: Vec<IpNet>,
}

/// By what a message is known to come from our side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The client logged in.
    Login,
    /// The client is in a trusted network, or a program on this host, and the message starts there.
    Network,
    /// A signature of the author's domain holds.
    Signature,
}

impl TrustBoundary {
    /// Whether `domain` is one of ours. An address without a domain is a mailbox of this host.
    pub fn is_local(&self, domain: &str) -> bool {
        domain.is_empty()
            || self
                .local_domains
                .iter()
                .any(|ours| mailboxes::in_domain(domain, ours))
    }

    /// Whether a message comes from our side: its client logged in, or is in a trusted network.
    ///
    /// A client whose address the MTA doesn't know counts as ours: where that isn't known, mail is
    /// sealed rather than passed.
    pub fn is_ours(&self, login: Option<&str>, client: Option<IpAddr>) -> bool {
        let trusted = |client: IpAddr| {
            self.trusted_networks
                .iter()
                .any(|net| net.contains(&client.to_canonical()))
        };
        login.is_some() || client.is_none_or(trusted)
    }

    /// Whether it is known, and not only assumed, that a message comes from our side by its client.
    fn is_known(&self, envelope: &Envelope) -> bool {
        envelope.client.is_some() && self.is_ours(None, envelope.client)
    }

    /// Whether our network vouches for a message: its client is in it, and the message starts
    /// there. Sieve scripts, aliases, lists and servers behind this one send out what they were
    /// sent, whoever wrote it, and content filters give back what they were given.
    fn network_vouches(&self, envelope: &Envelope, header: &Header) -> bool {
        let sender = envelope.sender.as_ref();
        self.is_known(envelope)
            && sender.is_some_and(|sender| self.is_local(&domain_key(sender.domain())))
            && !trace::was_delivered(header)
            && self.starts_inside(header)
    }

    /// Whether each server that a message has come through names a client of our side, down to the
    /// one where somebody logged in, if there is one.
    fn starts_inside(&self, header: &Header) -> bool {
        let is_inside = |client: &IpAddr| {
            let is_near = match client.to_canonical() {
                IpAddr::V4(address) => address.is_loopback() || address.is_link_local(),
                IpAddr::V6(address) => address.is_loopback() || address.is_unicast_link_local(),
            };
            is_near || self.is_ours(None, Some(*client))
        };
        for hop in trace::hops(header) {
            match hop {
                Hop::Login => return true,
                Hop::Program => {}
                Hop::Client(addresses) if addresses.iter().all(is_inside) => {}
                Hop::Client(_) | Hop::Unclear => return false,
            }
        }
        true
    }

    /// Whether a message may come from our side by its signature alone: nothing else says so, and
    /// it bears one that claims to be of an author's domain, which is ours.
    pub fn depends_on_signature(&self, envelope: &Envelope, header: &Header) -> bool {
        !self.is_ours(envelope.login.as_deref(), envelope.client) && {
            let is_signer = self.signers(header);
            verify::claims(header).any(|claim| is_signer(claim.domain.as_deref()))
        }
    }

    /// Tells whether a signature of a domain, if it holds, makes a message one of ours. One whose
    /// domain isn't known may be of any.
    pub fn signers(&self, header: &Header) -> impl Fn(Option<&str>) -> bool {
        let authors = self.authors(header);
        move |domain: Option<&str>| {
            authors
                .iter()
                .any(|author| domain.is_none_or(|domain| self.speaks_for(author, domain)))
        }
    }

    /// Whether the signature holds by which a message is ours.
    ///
    /// # Errors
    /// Why that is left open.
    pub fn is_signed(&self, header: &Header, checked: &Checked) -> Result<bool, Doubt> {
        let is_signer = self.signers(header);
        if checked.signers().any(|domain| is_signer(Some(&domain))) {
            return Ok(true);
        }
        match checked.open().find(|(domain, _)| is_signer(*domain)) {
            Some((_, doubt)) => Err(doubt),
            None => Ok(false),
        }
    }

    /// Whether a message has a recipient outside: only then it matters whether it comes from us.
    pub fn may_leave(&self, envelope: &Envelope) -> bool {
        let mut recipients = envelope.recipients.iter();
        recipients.any(|one| !self.is_local(&domain_key(one.domain())))
    }

    /// Who vouches for a message's author, and how; the domain is one of ours. None where the
    /// author isn't one address, or is of another domain, since a login or a network says nothing
    /// about that.
    pub fn voucher(&self, envelope: &Envelope, header: &Header) -> Option<(String, Trust)> {
        let author = Author::from_header(header)?.domain();
        if author.is_empty() || !self.is_local(&author) {
            return None;
        }
        match &envelope.signatures {
            _ if envelope.login.is_some() => Some((author, Trust::Login)),
            _ if self.network_vouches(envelope, header) => Some((author, Trust::Network)),
            Signatures::Checked(checked) => {
                let signer = checked
                    .signers()
                    .find(|domain| self.speaks_for(&author, domain))?;
                Some((signer, Trust::Signature))
            }
            Signatures::Unasked | Signatures::Claimed => None,
        }
    }

    /// Whether what is made of a message may be signed in its author's name: it is known to start
    /// on our side.
    pub fn may_be_signed(&self, envelope: &Envelope, header: &Header) -> bool {
        envelope.login.is_some()
            || self.network_vouches(envelope, header)
            || self.voucher(envelope, header).is_some()
    }

    /// Whether what is known of a message's signatures may be passed on in our name: it is known to
    /// come from our side, if only through it.
    pub fn may_be_told_of(&self, envelope: &Envelope, header: &Header) -> bool {
        self.is_known(envelope) || self.may_be_signed(envelope, header)
    }

    /// Whether a message comes from our side, as far as that is known.
    pub(super) fn ours(&self, envelope: &Envelope, header: &Header, has_body: bool) -> Truth {
        match &envelope.signatures {
            _ if self.is_ours(envelope.login.as_deref(), envelope.client) => Truth::Yes,
            Signatures::Unasked => Truth::No,
            Signatures::Claimed if has_body => Truth::Uninspectable,
            // Signatures are checked when the body is there.
            Signatures::Claimed => Truth::NeedsBody,
            Signatures::Checked(checked) => self
                .is_signed(header, checked)
                .map_or_else(|_| Truth::Uninspectable, Truth::from),
        }
    }

    /// The domains of the authors that are ours.
    fn authors(&self, header: &Header) -> Vec<String> {
        let mut authors = authors_domains(header);
        authors.retain(|domain| self.is_local(domain));
        authors
    }

    /// Whether a signature of `signer` vouches for an author in `author`: both are ours, and one is
    /// the other or lies below it (what RFC 7489 section 3.1.1 calls relaxed alignment; that both
    /// are ours stands for the list of public suffixes).
    fn speaks_for(&self, author: &str, signer: &str) -> bool {
        let below = |domain: &str, above: &str| {
            domain
                .strip_suffix(above)
                .is_some_and(|rest| rest.ends_with('.'))
        };
        self.is_local(signer)
            && (author == signer || below(author, signer) || below(signer, author))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::mail::Address;

    fn trust_boundary() -> TrustBoundary {
        let local_domains = [
            "example.org",
            ".example.org",
            "example.edu",
            "anexample.org",
        ]
        .map(str::to_owned)
        .to_vec();
        TrustBoundary {
            local_domains,
            trusted_networks: vec!["192.0.2.0/24".parse().unwrap()],
        }
    }

    #[test]
    fn a_signature_speaks_for_its_domain_and_those_above_and_below_it_that_are_ours() {
        for (author, signer, speaks) in [
            ("example.org", "example.org", true),
            ("example.org", "mail.example.org", true),
            ("mail.example.org", "example.org", true),
            ("a.example.org", "b.example.org", false),
            ("example.org", "example.edu", false),
            ("example.org", "org", false),
            ("example.org", "anexample.org", false),
            ("anexample.org", "example.org", false),
            ("example.edu", "mail.example.edu", false),
        ] {
            assert_eq!(
                trust_boundary().speaks_for(author, signer),
                speaks,
                "{signer} for {author}"
            );
        }
    }

    #[test]
    fn a_sender_is_vouched_for_by_a_login_or_a_network_that_is_known() {
        let vouched = |login: Option<&str>, client: Option<[u8; 4]>| {
            let envelope = Envelope {
                client: client.map(Into::into),
                login: login.map(str::to_owned),
                sender: Some(Address::parse("a@example.org").unwrap()),
                ..Envelope::default()
            };
            let (header, _) = Header::parse(b"From: a@example.org\r\n");
            let voucher = trust_boundary().voucher(&envelope, &header);
            voucher.map(|(_, trust)| trust)
        };
        let outside = [198, 51, 100, 1];
        assert_eq!(vouched(Some("a"), Some(outside)), Some(Trust::Login));
        assert_eq!(vouched(None, Some([192, 0, 2, 1])), Some(Trust::Network));
        assert_eq!(vouched(None, Some(outside)), None);
        assert_eq!(
            vouched(None, None),
            None,
            "nobody knows where it comes from"
        );
    }

    #[test]
    fn the_network_vouches_only_for_what_starts_in_it() {
        let vouched = |fields: &str, sender: &str| {
            let envelope = Envelope {
                client: Some([192, 0, 2, 1].into()),
                sender: Address::parse(sender).ok(),
                ..Envelope::default()
            };
            let text = format!("{fields}From: a@example.org\r\n");
            let (header, _) = Header::parse(text.as_bytes());
            let boundary = trust_boundary();
            let voucher = boundary.voucher(&envelope, &header).is_some();
            assert_eq!(voucher, boundary.may_be_signed(&envelope, &header));
            assert!(boundary.ours(&envelope, &header, true) == Truth::Yes);
            voucher
        };
        let received = |client: &str, with: &str| {
            format!("Received: from x (x [{client}]) by y.example.org with {with} id 1; now\r\n")
        };
        let (inside, outside) = (
            received("192.0.2.9", "ESMTP"),
            received("203.0.113.9", "ESMTP"),
        );
        let (login, filter) = (
            received("203.0.113.9", "ESMTPSA"),
            received("127.0.0.1", "ESMTP"),
        );
        let own = "a@example.org";
        for (fields, sender, expected) in [
            (String::new(), own, true),
            (inside.clone(), own, true),
            (filter.clone() + &inside, own, true),
            (filter.clone() + &login + &outside, own, true),
            (filter.clone() + &outside + &login, own, false),
            (outside.clone(), own, false),
            ("Received: x\r\n".into(), own, false),
            ("X-Sieve: Pigeonhole\r\n".into(), own, false),
            ("return-path: <a@example.org>\r\n".into(), own, false),
            ("Delivered-To: b@example.org\r\n".into(), own, false),
            ("Resent-From: b@example.org\r\n".into(), own, false),
            (String::new(), "", false),
            (String::new(), "eve@example.com", false),
        ] {
            assert_eq!(
                vouched(&fields, sender),
                expected,
                "{fields} from <{sender}>"
            );
        }
    }

    #[test]
    fn a_claim_that_nobody_has_checked_is_neither_believed_nor_dismissed() {
        let ours = |signatures: Signatures, has_body: bool| {
            let envelope = Envelope {
                client: Some([198, 51, 100, 1].into()),
                signatures,
                ..Envelope::default()
            };
            trust_boundary().ours(&envelope, &Header::default(), has_body)
        };
        assert_eq!(ours(Signatures::Unasked, true), Truth::No);
        assert_eq!(ours(Signatures::Claimed, false), Truth::NeedsBody);
        assert_eq!(ours(Signatures::Claimed, true), Truth::Uninspectable);
    }

    #[test]
    fn only_what_comes_from_elsewhere_and_claims_to_be_ours_depends_on_its_signature() {
        let depends = |from: &str, signature: &str, client: [u8; 4], login: Option<&str>| {
            let text = format!("{signature}From: {from}\r\nSubject: s\r\n");
            let envelope = Envelope {
                client: Some(client.into()),
                login: login.map(str::to_owned),
                ..Envelope::default()
            };
            trust_boundary().depends_on_signature(&envelope, &Header::parse(text.as_bytes()).0)
        };
        let by = |domain: &str| {
            format!(
                "DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=s; h=from; bh=YQ==; b=YQ==\r\n"
            )
        };
        let (outside, inside) = ([198, 51, 100, 1], [192, 0, 2, 1]);
        assert!(depends("a@EXAMPLE.org", &by("Example.org"), outside, None));
        for from in [
            "Alice, Admin <a@example.org>",
            "Dr: Alice <a@example.org>",
            "Alice; Admin <a@example.org>",
            "a@example.org, b@example.com",
            "<a @ example.org>",
            "<a@example . org>",
            "a@example.com\r\nFrom: a@example.org",
        ] {
            assert!(depends(from, &by("example.org"), outside, None), "{from}");
        }
        let filler = "DKIM-Signature: v=1\r\n".repeat(20) + &by("example.com").repeat(20);
        assert!(depends(
            "a@example.org",
            &(filler + &by("example.org")),
            outside,
            None
        ));
        for (from, signature, client, login) in [
            ("a@example.org", by("example.org"), inside, None),
            ("a@example.org", by("example.org"), outside, Some("a")),
            ("a@example.org", by("example.com"), outside, None),
            ("a@example.com", by("example.com"), outside, None),
            ("a@example.org", String::new(), outside, None),
            ("a", by("example.org"), outside, None),
        ] {
            assert!(
                !depends(from, &signature, client, login),
                "{from}, {signature}, {client:?}, {login:?}"
            );
        }
    }
}
