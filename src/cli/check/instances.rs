//! Other instances of Postfix on this host (postmulti(1)), with settings of their own.

use super::finding::Finding;
use super::host::Host;
use crate::postfix::words;

pub(super) fn findings(host: &Host<'_>) -> Option<Finding> {
    let others: Vec<&str> = words(host.postfix.value("multi_instance_directories")).collect();
    (!others.is_empty()).then(|| {
        Finding::Note(format!(
            "Postfix: this host has more instances of it ({}, in multi_instance_directories), \
             whose mail is sealed only if their own settings name the milter, and which weren't \
             looked at: check each with a configuration whose [postfix] config_dir names it.",
            others.join(" and ")
        ))
    })
}
