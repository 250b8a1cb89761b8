//! What a visit has of codes: the issues that stand, the tries, the addresses that were named.

use std::time::Duration;

use crate::store::{Former, Issue, Issued, Standing, Terms, Try};

/// How long after a proof the answer to it can be had again.
const AGAIN: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
pub(super) struct Codes {
    /// Those that were issued, oldest first.
    issues: Vec<Kept>,
    /// The names of the codes that were tried, and of none that was right.
    tries: Vec<[u8; 16]>,
    /// The mailboxes that were named as the visitor's.
    named: Vec<String>,
    /// Those of them whose owners have said that they didn't ask.
    denied: Vec<String>,
    /// The one whose code has opened the visit.
    opened: Option<String>,
    /// What the proof rests on, and the secret before it.
    former: Option<(Kept, [u8; 32])>,
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
        mut issue: Issue,
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
        issue.may_go_out &= !self.denied.contains(&issue.mailbox);
        let may_go_out = issue.may_go_out;
        self.issues.push(Kept {
            issue,
            version,
            issued: now,
            ends: now + terms.life,
        });
        Issued::Stands { again, may_go_out }
    }

    /// The issues that stand, oldest first; none longer than the visit.
    pub(super) fn standing(&self, visit_ends: Duration, now: Duration) -> Vec<Standing> {
        let standing = self.issues.iter().filter(|kept| kept.ends > now);
        standing
            .map(|kept| kept.standing(visit_ends, now))
            .collect()
    }

    /// What the visit was before its proof, for a while.
    pub(super) fn former(&self, visit_ends: Duration, now: Duration) -> Option<Former> {
        let (kept, secret) = self.former.as_ref()?;
        (kept.ends > now).then(|| Former {
            secret: *secret,
            standing: kept.standing(visit_ends, now),
        })
    }

    /// Whether an issue that made this version stands.
    pub(super) fn stands(&self, version: u64, now: Duration) -> bool {
        let mut standing = self.issues.iter().filter(|kept| kept.ends > now);
        standing.any(|kept| kept.version == version)
    }

    pub(super) fn tried(&self) -> u32 {
        u32::try_from(self.tries.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn reserve_try(
        &mut self,
        code: [u8; 16],
        most: u32,
        visit_ends: Duration,
        now: Duration,
    ) -> Try {
        let again = self.tries.contains(&code);
        if !again && self.tried() >= most {
            return Try::Spent;
        }
        let mut issues = self.standing(visit_ends, now);
        issues.extend(self.former(visit_ends, now).map(|former| former.standing));
        if issues.is_empty() {
            return Try::NoIssue;
        }
        if !again {
            self.tries.push(code);
        }
        Try::Reserved {
            issues,
            tried: self.tried(),
            again,
        }
    }

    pub(super) fn release_try(&mut self, code: [u8; 16]) {
        self.tries.retain(|tried| *tried != code);
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

    pub(super) fn named(&self) -> Vec<String> {
        self.named.clone()
    }

    /// Makes all codes for this mailbox wrong, those to come too. False when it wasn't named, or
    /// that was done before.
    pub(super) fn deny(&mut self, mailbox: &str) -> bool {
        let is_named = self.named.iter().any(|named| named == mailbox);
        if !is_named || self.denied.iter().any(|denied| denied == mailbox) {
            return false;
        }
        self.denied.push(mailbox.to_owned());
        let theirs = self.issues.iter_mut().map(|kept| &mut kept.issue);
        for issue in theirs.filter(|issue| issue.mailbox == mailbox) {
            issue.may_go_out = false;
        }
        true
    }

    /// Whether the issue that made this version is one whose code may not go out.
    pub(super) fn is_denied(&self, version: u64) -> bool {
        let issue = self.issues.iter().find(|kept| kept.version == version);
        issue.is_some_and(|kept| !kept.issue.may_go_out)
    }

    /// Whether a code for this mailbox has opened the visit.
    pub(super) fn opened_by(&self, mailbox: &str) -> bool {
        self.opened.as_deref() == Some(mailbox)
    }

    /// Ends all issues, with a proof that rests on this version; `secret` is the one before it.
    pub(super) fn end(&mut self, version: u64, secret: [u8; 32], now: Duration) {
        let issues = std::mem::take(&mut self.issues);
        let used = issues.into_iter().find(|kept| kept.version == version);
        self.opened = used.as_ref().map(|kept| kept.issue.mailbox.clone());
        self.former = used.map(|kept| {
            let ends = now + AGAIN;
            (Kept { ends, ..kept }, secret)
        });
    }
}

impl Kept {
    fn standing(&self, visit_ends: Duration, now: Duration) -> Standing {
        Standing {
            issue: self.issue.clone(),
            version: self.version,
            age: now.saturating_sub(self.issued),
            left: self.ends.min(visit_ends).saturating_sub(now),
        }
    }
}
