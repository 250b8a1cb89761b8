//! A visit, as it stands in memory.

use std::time::Duration;

use super::codes::Codes;
use super::proven::ProvenVisit;
use crate::store::{Issue, Issued, Proven, Terms, Try, Visit};

#[derive(Debug)]
pub(super) struct VisitEntry {
    pub(super) visit: Visit,
    pub(super) codes: Codes,
    pub(super) ends: Duration,
    /// In the order in which visits began.
    pub(super) number: u64,
    /// The shares on which it counts: its network's, its message's, and others.
    pub(super) shares: Vec<String>,
    pub(super) is_crowd: bool,
}

impl VisitEntry {
    /// Its network, as its share names it.
    pub(super) fn network(&self) -> &str {
        self.shares.first().map(String::as_str).unwrap_or_default()
    }

    /// Its message, and the narrowest of its shares: its network's part of that.
    pub(super) fn about(&self) -> Option<(&str, &str)> {
        Some((self.shares.get(1)?, self.shares.last()?))
    }

    /// What stands of it among proven visits, if something is proven in it.
    pub(super) fn proven<'a>(&'a self, id: &'a str) -> Option<ProvenVisit<'a>> {
        let proven = self.visit.proven.as_ref()?;
        Some(ProvenVisit {
            reader: &proven.mailbox,
            network: self.network(),
            is_crowd: self.is_crowd,
            message: self.about().map(|(message, _)| message),
            number: self.number,
            id,
            ciphertext: (self.visit.sealed.digest, self.visit.sealed.length),
        })
    }

    /// The visit as it is now.
    pub(super) fn visit(&self, now: Duration) -> Visit {
        Visit {
            issues: self.codes.standing(self.ends, now),
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
        if !is_current || self.visit.proven.is_some() {
            return false;
        }
        self.visit.version += 1;
        self.codes.end(version, self.visit.secret, now);
        self.visit.proven = Some(proven);
        self.visit.secret = secret;
        true
    }
}
