//! Programs that Postfix delivers to and that may send on what they are given: they come back as
//! clients of this host, with mail that anybody wrote.

use super::finding::Finding;
use super::host::Host;

/// Where Postfix is told how it delivers, and the services and values that send nothing on.
const DELIVERY: [(&str, &str); 5] = [
    ("mailbox_command", ""),
    ("mailbox_transport", ""),
    ("fallback_transport", ""),
    ("local_transport", "local"),
    ("virtual_transport", "virtual"),
];

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let given = DELIVERY.into_iter().filter_map(|(setting, harmless)| {
        let value = host.postfix.value(setting);
        let service = value.split(':').next().unwrap_or_default();
        let sends = !value.is_empty() && service != harmless && !value.contains("$myhostname");
        (sends && service != "error" && service != "discard").then(|| {
            Finding::Note(format!(
                "Postfix: {setting} is {value}. What that program sends on, such as redirects of \
                 Sieve scripts, comes from this host whoever wrote it: it is sealed like other \
                 mail from here, but nobody vouches for its author, and it isn't signed in their \
                 name (docs/neighbours.md, Mail that is passed on)."
            ))
        })
    });
    given.collect()
}
