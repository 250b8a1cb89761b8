//! Whether anybody on this host signs what is sealed: receivers hold unsigned carriers and codes
//! for spam, or refuse them.

use super::finding::Finding;
use super::host::Host;
use crate::postfix::Milter;

/// A note where neither our own keys nor another milter nor a content filter (amavis) can sign.
/// What these do, and what a server behind this host does, can't be seen from here.
pub(super) fn findings(host: &Host<'_>) -> Option<Finding> {
    const LISTS: [&str; 2] = ["smtpd_milters", "non_smtpd_milters"];
    let services = host.postfix.services().iter();
    let own = services.flat_map(|service| LISTS.iter().filter_map(|key| service.own(key)));
    let global = LISTS.iter().map(|key| host.postfix.value(key));
    let is_ours = |milter: &Milter| host.names.contains(&milter.name);
    let has_others = own
        .chain(global)
        .any(|list| !Milter::list(list).iter().all(is_ours));
    let filters = ["content_filter", "smtpd_proxy_filter"];
    let has_filter = filters
        .iter()
        .flat_map(|key| host.values("smtpd", key))
        .any(|(_, filter)| !filter.is_empty());
    (host.config.dkim.is_empty() && !has_others && !has_filter).then(|| {
        Finding::Note(
            "nobody on this host signs carriers and codes: there is no [[dkim]], and Postfix has \
             no other milter and no content filter. Unless a server behind it signs them, \
             receivers may take them for spam (docs/neighbours.md, Signatures)."
                .into(),
        )
    })
}
