//! What a visit has of codes: the issues that stand, the tries, the addresses that were named.

use std::time::Duration;

use crate::store::{Issue, Issued, Standing, Terms, Try};

#[derive(Debug, Default)]
pub(super) struct Codes {
    /// Those that were issued, oldest first.
    issues: Vec<Kept>,
    tried: u32,
    /// The mailboxes that were named as the visitor's.
    named: Vec<String>,
}

#[derive(Debug)]
struct Kept {
    issue: Issue,
    version: u64,
    issued: Duration,
    ends: Duration,
}

impl Codes {
    /// Notes an issue, which makes `version` of the visit unless it comes too soon.
    pub(super) fn issue(
        &mut self,
        issue: Issue,
        terms: Terms,
        version: u64,
        now: Duration,
    ) -> Issued {
        self.issues.retain(|kept| kept.ends > now);
        let others = || {
            let same = |kept: &&Kept| kept.issue.mailbox == issue.mailbox;
            self.issues.iter().filter(same)
        };
        let soonest = others().map(|kept| kept.issued + terms.pause).max();
        if let Some(soonest) = soonest.filter(|&soonest| soonest > now) {
            return Issued::TooSoon(soonest - now);
        }
        let stand = terms.standing.saturating_sub(1);
        let fallen = self.issues.len().saturating_sub(stand);
        self.issues.drain(..fallen);
        let again = self
            .issues
            .iter()
            .any(|kept| kept.issue.mailbox == issue.mailbox);
        self.issues.push(Kept {
            issue,
            version,
            issued: now,
            ends: now + terms.life,
        });
        Issued::Stands { again }
    }

    /// The issues that stand, oldest first; none longer than the visit.
    pub(super) fn standing(&self, visit_ends: Duration, now: Duration) -> Vec<Standing> {
        let standing = self.issues.iter().filter(|kept| kept.ends > now);
        standing
            .map(|kept| Standing {
                issue: kept.issue.clone(),
                version: kept.version,
                age: now.saturating_sub(kept.issued),
                left: kept.ends.min(visit_ends).saturating_sub(now),
            })
            .collect()
    }

    /// Whether an issue that made this version stands.
    pub(super) fn stands(&self, version: u64, now: Duration) -> bool {
        let mut standing = self.issues.iter().filter(|kept| kept.ends > now);
        standing.any(|kept| kept.version == version)
    }

    pub(super) fn tried(&self) -> u32 {
        self.tried
    }

    pub(super) fn reserve_try(&mut self, most: u32, visit_ends: Duration, now: Duration) -> Try {
        if self.tried >= most {
            return Try::Spent;
        }
        let issues = self.standing(visit_ends, now);
        if issues.is_empty() {
            return Try::NoIssue;
        }
        self.tried += 1;
        Try::Reserved {
            issues,
            tried: self.tried,
        }
    }

    pub(super) fn name_address(&mut self, mailbox: &str, most: usize) -> bool {
        if self.named.iter().any(|named| named == mailbox) {
            return true;
        }
        if self.named.len() >= most {
            return false;
        }
        self.named.push(mailbox.to_owned());
        true
    }

    /// Ends all issues.
    pub(super) fn end(&mut self) {
        self.issues.clear();
    }
}
