//! What the signatures of a message say of themselves. Their tags are read whatever else is wrong
//! with them: a signature that can't be checked here may hold for others.

use std::collections::HashSet;

use super::{Doubt, LONGEST};
use crate::mail::{Field, Header, domain_key};

/// A signature that a message bears, by its own tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The domain that is said to have signed (`d=`), in the form of [`domain_key`]; `None` where a
    /// field is so long that an MTA may have cut it off.
    pub domain: Option<String>,
    /// The name of its key (`s=`), empty where it has none.
    pub selector: String,
    field: &'a Field,
}

/// The fields in which signatures stand.
const SIGNATURES: [&str; 2] = ["DKIM-Signature", "ARC-Message-Signature"];

/// The DKIM signatures that a message says it bears. Fields that name no domain are left out: they
/// hold for nobody.
pub fn claims(header: &Header) -> impl Iterator<Item = Claim<'_>> {
    header.all("DKIM-Signature").flat_map(|field| {
        let selector = tags(field, "s").pop().unwrap_or_default();
        let mut domains: Vec<_> = tags(field, "d")
            .iter()
            .map(|domain| Some(domain_key(domain)))
            .collect();
        if domains.is_empty() && field.raw().len() > LONGEST {
            domains.push(None);
        }
        domains.into_iter().map(move |domain| Claim {
            domain,
            selector: selector.clone(),
            field,
        })
    })
}

impl<'a> Claim<'a> {
    /// The value of the field, without the space around it.
    pub(super) fn value(&self) -> &'a [u8] {
        self.field.value().trim_ascii()
    }

    /// What makes programs differ in how they check this signature, whatever they find.
    pub(super) fn doubt(&self) -> Option<Doubt> {
        let mut names = HashSet::new();
        if !tags(self.field, "l").is_empty() {
            Some(Doubt::Part)
        } else if !all_tags(self.field).all(|(name, _)| names.insert(name)) {
            Some(Doubt::Form)
        } else {
            None
        }
    }
}

/// Whether a signature on a mail, of whomever, may cover its fields of this name: such a mail is
/// one more that doesn't verify if they change.
pub fn may_be_signed(header: &Header, name: &str) -> bool {
    let mut signatures = SIGNATURES.iter().flat_map(|field| header.all(field));
    signatures.any(|signature| {
        let lists = tags(signature, "h");
        let mut names = lists.iter().flat_map(|list| list.split(':'));
        lists.is_empty() || names.any(|one| one.eq_ignore_ascii_case(name))
    })
}

/// The values of a tag: each of them, since programs differ in which of several counts.
fn tags(field: &Field, name: &str) -> Vec<String> {
    all_tags(field)
        .filter(|(tag, value)| tag == name && !value.is_empty())
        .map(|(_, value)| value)
        .collect()
}

/// Names, in lower case, and values of all tags, without white space.
fn all_tags(field: &Field) -> impl Iterator<Item = (String, String)> {
    let text: String = String::from_utf8_lossy(field.value())
        .split_whitespace()
        .collect();
    let tags: Vec<_> = text
        .split(';')
        .filter_map(|tag| tag.split_once('='))
        .map(|(tag, value)| (tag.to_ascii_lowercase(), value.to_owned()))
        .collect();
    tags.into_iter()
}
