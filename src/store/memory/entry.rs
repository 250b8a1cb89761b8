//! A visit, as it stands in memory.

use std::time::Duration;

use super::codes::Codes;
use super::proven::ProvenVisit;
use super::room::NETWORKS;
use crate::store::{Issue, Issued, Proven, Terms, Try, Visit};

#[derive(Debug)]
pub(super) struct VisitEntry {
    pub(super) visit: Visit,
    pub(super) codes: Codes,
    pub(super) ends: Duration,
    /// In the order in which visits began.
    pub(super) number: u64,
    /// The shares on which it counts: its network's, its message's, its network's part of that, and
    /// the parts of its network's, each within the one before.
    pub(super) shares: Vec<String>,
    /// How many the last ones are.
    pub(super) parts: usize,
    pub(super) is_crowd: bool,
}

impl VisitEntry {
    /// Its network, as its share names it.
    pub(super) fn network(&self) -> &str {
        self.shares.first().map(String::as_str).unwrap_or_default()
    }

    /// Among whose it can make way, and as whose: as its network's among all, as a part's among
    /// those of the network, as the network's among those about its message.
    pub(super) fn groups(&self) -> Vec<(&str, &str)> {
        let mut groups = vec![(NETWORKS, self.network())];
        let (shares, parts) = self.shares_and_parts();
        let mut within = self.network();
        for part in parts {
            groups.push((within, part));
            within = part;
        }
        if let (Some(message), Some(part)) = (self.message(), shares.last()) {
            groups.push((message, part));
        }
        groups
    }

    /// The share of its message.
    fn message(&self) -> Option<&str> {
        self.shares_and_parts().0.get(1).map(String::as_str)
    }

    fn shares_and_parts(&self) -> (&[String], &[String]) {
        let shares = self.shares.len().saturating_sub(self.parts);
        self.shares.split_at(shares)
    }

    /// What stands of it among proven visits, if something is proven in it.
    pub(super) fn proven<'a>(&'a self, id: &'a str) -> Option<ProvenVisit<'a>> {
        let proven = self.visit.proven.as_ref()?;
        Some(ProvenVisit {
            reader: &proven.mailbox,
            network: self.network(),
            is_crowd: self.is_crowd,
            message: self.message(),
            number: self.number,
            id,
            ciphertext: (self.visit.sealed.digest, self.visit.sealed.length),
        })
    }

    /// The visit as it is now.
    pub(super) fn visit(&self, now: Duration) -> Visit {
        Visit {
            issues: self.codes.standing(self.ends, now),
            named: self.codes.named(),
            tried: self.codes.tried(),
            former: self.codes.former(self.ends, now),
            left: self.ends.saturating_sub(now),
            ..self.visit.clone()
        }
    }

    pub(super) fn issue(&mut self, issue: Issue, terms: Terms, now: Duration) -> Issued {
        if self.visit.proven.is_some() {
            return Issued::Over;
        }
        let version = self.visit.version + 1;
        let issued = self.codes.issue(issue, terms, version, now);
        if matches!(issued, Issued::Stands { .. }) {
            self.visit.version = version;
        }
        issued
    }

    pub(super) fn reserve_try(&mut self, code: [u8; 16], most: u32, now: Duration) -> Try {
        self.codes.reserve_try(code, most, self.ends, now)
    }

    pub(super) fn prove(
        &mut self,
        version: u64,
        proven: Proven,
        secret: [u8; 32],
        now: Duration,
    ) -> bool {
        let is_current = self.visit.version == version || self.codes.stands(version, now);
        // Who has the mailbox may have said that they didn't ask since the code was compared.
        let is_denied = self.codes.is_denied(version);
        if !is_current || is_denied || self.visit.proven.is_some() {
            return false;
        }
        self.visit.version += 1;
        self.codes.end(version, self.visit.secret, now);
        self.visit.proven = Some(proven);
        self.visit.secret = secret;
        true
    }
}
