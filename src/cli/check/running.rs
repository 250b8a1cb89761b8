//! Whether the Postfix that runs has read the settings that are checked.

use super::finding::Finding;
use super::host::Host;
use crate::postfix::Running;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let time = match host.postfix.running() {
        Running::Nothing => return Vec::new(),
        Running::Unseen => {
            return vec![Finding::Note(
                "Postfix: whether it runs with these settings can't be seen by this user; after a \
                 change, run postfix reload."
                    .into(),
            )];
        }
        Running::Since(time) => time,
    };
    let changed = host.postfix.changed_since(time);
    if changed.is_empty() {
        return Vec::new();
    }
    let was = if changed.len() == 1 { "was" } else { "were" };
    vec![Finding::Unsafe(format!(
        "Postfix: {} {was} changed after it read its settings, so mail still goes by the older \
         ones: run postfix reload.",
        changed.join(" and ")
    ))]
}
