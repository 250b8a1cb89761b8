//! Whether the milter answers, and whether Postfix can reach it.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::finding::Finding;
use super::host::Host;
use crate::milter::{ListenSpec, probe};
use crate::postfix::{Milter, Service};

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let listen = &host.config.milter.listen;
    let mut findings = Vec::new();
    if let Err(error) = probe(listen) {
        findings.push(if is_forgotten(host) {
            Finding::Note(format!(
                "the milter doesn't answer on {listen}: {error}; Postfix names it nowhere, so no \
                 mail waits for it."
            ))
        } else if error.kind() == ErrorKind::PermissionDenied {
            Finding::Note(format!(
                "whether the milter answers on {listen} can't be seen by this user; run check as \
                 root."
            ))
        } else {
            Finding::Unsafe(format!(
                "the milter doesn't answer on {listen}: {error}; start it (systemctl start \
                 postseal-milter), or mail waits. If it shall not run again, Postfix must forget \
                 it first: \"Taking it out again\" in docs/postfix.md."
            ))
        });
    }
    if let ListenSpec::Unix(path) = listen {
        findings.extend(
            users(host).filter_map(|(service, milter)| elsewhere(host, path, service, &milter)),
        );
        findings.extend(closed(host, path));
    }
    findings
}

/// Whether Postfix asks our milter nowhere, as after it was taken out again.
fn is_forgotten(host: &Host<'_>) -> bool {
    let lists = ["smtpd_milters", "non_smtpd_milters"];
    let services = host.postfix.services().iter();
    let own = services.flat_map(|service| lists.map(|key| service.own(key)));
    let mut all = own
        .flatten()
        .chain(lists.map(|key| host.postfix.value(key)));
    !all.any(|list| host.ours(list).is_some())
}

/// The services that ask our milter, each with the name that it has for it.
fn users<'a>(host: &'a Host<'_>) -> impl Iterator<Item = (&'a Service, Milter)> {
    host.postfix.services().iter().filter_map(|service| {
        let list = match service.command() {
            "smtpd" => host.postfix.value_for(service, "smtpd_milters"),
            "cleanup" => host.postfix.value_for(service, "non_smtpd_milters"),
            _ => return None,
        };
        Some((service, host.ours(list)?))
    })
}

/// A service that looks for the socket elsewhere: in a chroot, the queue directory is the root.
fn elsewhere(host: &Host<'_>, path: &Path, service: &Service, milter: &Milter) -> Option<Finding> {
    let looked = host.postfix.socket_of(service, milter)?;
    (looked != path).then(|| {
        let jail = if host.postfix.is_chrooted(service) {
            " runs chrooted and"
        } else {
            ""
        };
        let queue = host.postfix.value("queue_directory");
        let remedy = match path.strip_prefix(queue) {
            Ok(below) => format!("call it unix:{}", below.display()),
            Err(_) => format!("let milter.listen be below {queue}"),
        };
        Finding::Unsafe(format!(
            "Postfix: the service {} in master.cf{jail} looks for our milter at {}, not {}: \
             {remedy}.",
            service.name,
            looked.display(),
            path.display()
        ))
    })
}

/// The first directory above the socket that Postfix's user, who has one group only, can't enter;
/// or the socket itself, when that user can't write to it.
fn closed(host: &Host<'_>, path: &Path) -> Option<Finding> {
    let owner = host.postfix.value("mail_owner");
    let user = nix::unistd::User::from_name(owner).ok().flatten()?;
    let uid = user.uid.as_raw();
    let gid = user.gid.as_raw();
    let may = |meta: &Metadata, bits: u32| {
        let shift = match meta {
            meta if meta.uid() == uid => 6,
            meta if meta.gid() == gid => 3,
            _ => 0,
        };
        uid == 0 || meta.mode() >> shift & bits == bits
    };
    // A process in a chroot passes through none of the directories above it.
    let queue = Path::new(host.postfix.value("queue_directory"));
    let jailed = path.starts_with(queue)
        && users(host).all(|(service, _)| host.postfix.is_chrooted(service));
    let passes = |place: &Path| !jailed || place.starts_with(queue);
    let mut places: Vec<PathBuf> = path
        .ancestors()
        .skip(1)
        .filter(|place| passes(place))
        .map(Path::to_owned)
        .collect();
    places.reverse();
    let closed = places
        .into_iter()
        .find(|place| fs::metadata(place).is_ok_and(|meta| !may(&meta, 0o1)));
    let closed = closed.or_else(|| {
        fs::metadata(path)
            .is_ok_and(|meta| !may(&meta, 0o2))
            .then(|| path.to_owned())
    });
    closed.map(|place| {
        Finding::Unsafe(format!(
            "Postfix: its user {owner} can't reach the milter's socket {}, since {} is closed to \
             it: give it the group of that user (milter.group), or mail waits.",
            path.display(),
            place.display()
        ))
    })
}
