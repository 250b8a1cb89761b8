//! Documents are read under what the milter's unit restricts: the same sets of system calls, the
//! same capabilities and limits, a system that can't be written, other processes out of sight.
//!
//! systemd itself isn't asked to start the unit: tests run where it isn't the first process.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::libc;
use rig::place::{as_root, is_root, let_daemons_read, repository, scratch, succeed};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

use crate::mails::{limits, pool, rtf, with_files};
use crate::milter::{Milter, Session, is_sealed, passes};

/// The folder that the restricted test may write.
const FOLDER: &str = "POSTSEAL_UNIT_FOLDER";

/// What Landlock is here without restrictions.
const LANDLOCK: &str = "POSTSEAL_UNIT_LANDLOCK";

/// Who the restricted test is.
const NOBODY: &str = "65534";

const UNIT: &str = "systemd/postseal-milter.service";

/// Has nobody reach the two programs and the unit where a folder above them is shut to others: in
/// this namespace alone, there is a folder with nothing but these in its place.
const REACHED: &str = r#"if [ -n "$5" ]; then
    umask 022
    mkdir "$1/kept"
    cat "$4" > "$1/kept/unit"
    for program in "$2" "$3"; do
        : > "$1/kept/${program##*/}"
        mount --bind "$program" "$1/kept/${program##*/}"
    done
    mount -t tmpfs -o mode=755 tmpfs "$5"
    mkdir -p "${2%/*}" "${3%/*}" "${4%/*}"
    cat "$1/kept/unit" > "$4"
    for program in "$2" "$3"; do
        : > "$program"
        mount --bind "$1/kept/${program##*/}" "$program"
        umount "$1/kept/${program##*/}"
    done
fi"#;

/// The topmost folder above the clone that others may not enter.
fn shut() -> Option<PathBuf> {
    let here = repository().canonicalize().unwrap();
    let mut above: Vec<&Path> = here.ancestors().collect();
    above.reverse();
    let is_shut = |path: &&&Path| fs::metadata(path).unwrap().mode() & 0o001 == 0;
    above.iter().find(is_shut).map(|path| path.to_path_buf())
}

fn unit() -> String {
    fs::read_to_string(repository().join(UNIT)).unwrap()
}

fn setting<'a>(unit: &'a str, name: &str) -> &'a str {
    let line = unit.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("the unit doesn't set {name}"))
}

/// The numbers of the system calls that the unit allows.
fn allowed(unit: &str) -> BTreeSet<i64> {
    let sets = succeed(Command::new("systemd-analyze").args(["syscall-filter", "--no-pager"]));
    let sets = String::from_utf8(sets.stdout).unwrap();
    let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut set = "";
    for line in sets.lines() {
        let word = line.trim();
        if line.starts_with('@') {
            set = word;
        } else if line.starts_with(' ') && !word.starts_with('#') {
            members.entry(set).or_default().push(word);
        }
    }
    let mut names = BTreeSet::new();
    for line in unit.lines() {
        let Some(calls) = line.strip_prefix("SystemCallFilter=") else {
            continue;
        };
        let taken_out = calls.starts_with('~');
        let mut open: Vec<&str> = calls.trim_start_matches('~').split_whitespace().collect();
        while let Some(name) = open.pop() {
            match members.get(name) {
                Some(inner) => open.extend(inner),
                None if taken_out => drop(names.remove(name)),
                None => drop(names.insert(name.to_owned())),
            }
        }
    }
    let table =
        succeed(Command::new("sh").args(["-c", "echo '#include <sys/syscall.h>' | gcc -E -dM -"]));
    let table = String::from_utf8(table.stdout).unwrap();
    let numbers = table.lines().filter_map(|line| {
        let (name, number) = line.strip_prefix("#define __NR_")?.split_once(' ')?;
        names.contains(name).then(|| number.parse().ok()).flatten()
    });
    numbers.collect()
}

fn apply(rules: BTreeMap<i64, Vec<SeccompRule>>, otherwise: SeccompAction, action: SeccompAction) {
    let architecture = std::env::consts::ARCH.try_into().unwrap();
    let filter = SeccompFilter::new(rules, otherwise, action, architecture).unwrap();
    let program: BpfProgram = filter.try_into().unwrap();
    seccompiler::apply_filter(&program).unwrap();
}

/// An argument has one of these bits.
fn has_bits(argument: u8, bits: u64) -> SeccompCondition {
    let operation = SeccompCmpOp::MaskedEq(bits);
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operation, bits).unwrap()
}

/// What systemd makes of `SystemCallFilter`, `MemoryDenyWriteExecute` and `RestrictNamespaces`, for
/// this thread and the processes that it starts.
fn restrict_system_calls(allowed: &BTreeSet<i64>) {
    let eperm = || SeccompAction::Errno(libc::EPERM as u32);
    let rule = |conditions: Vec<SeccompCondition>| SeccompRule::new(conditions).unwrap();
    let (write, run) = (libc::PROT_WRITE as u64, libc::PROT_EXEC as u64);
    let new = [
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWNS,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWNET,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWCGROUP,
    ];
    let new = || {
        new.into_iter()
            .map(|kind| rule(vec![has_bits(0, kind as u64)]))
            .collect()
    };
    let clone3 = BTreeMap::from([(libc::SYS_clone3, vec![])]);
    apply(
        clone3,
        SeccompAction::Allow,
        SeccompAction::Errno(libc::ENOSYS as u32),
    );
    let denied = BTreeMap::from([
        (libc::SYS_mmap, vec![rule(vec![has_bits(2, write | run)])]),
        (libc::SYS_mprotect, vec![rule(vec![has_bits(2, run)])]),
        (libc::SYS_pkey_mprotect, vec![rule(vec![has_bits(2, run)])]),
        (libc::SYS_clone, new()),
        (libc::SYS_unshare, new()),
        (libc::SYS_setns, vec![]),
    ]);
    apply(denied, SeccompAction::Allow, eperm());
    let allowed = allowed.iter().map(|&call| (call, vec![])).collect();
    apply(allowed, eperm(), SeccompAction::Allow);
}

/// What the kernel gives a worker of it here.
fn landlock() -> String {
    let confinement = pool(limits()).confinement().unwrap();
    confinement
        .landlock
        .map_or_else(|| "none".into(), |abi| abi.to_string())
}

#[test]
fn documents_are_read_under_the_restrictions_of_the_unit() {
    let_daemons_read();
    let unit = unit();
    for given in [
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=\n",
        "ProtectSystem=strict",
    ] {
        assert!(unit.contains(given), "{given}");
    }
    let scratch = scratch();
    let folder = scratch.path().canonicalize().unwrap();
    succeed(as_root("chown").arg(NOBODY).arg(&folder));
    let script = format!(
        "set -e\nmount --make-rprivate /\n{REACHED}\n\
         mount --bind \"$1\" \"$1\"\nmount -o remount,bind,ro /\n\
         mount -t proc -o nosuid,nodev,noexec,hidepid=invisible,subset=pid proc /proc\n\
         exec prlimit --nofile={} --core={} setpriv --reuid={NOBODY} --regid={NOBODY} \
         --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs env {FOLDER}=\"$1\" \
         {LANDLOCK}={} TMPDIR=\"$1\" \"$2\" --exact unit::as_the_unit_says --ignored --nocapture",
        setting(&unit, "LimitNOFILE="),
        setting(&unit, "LimitCORE="),
        landlock(),
    );
    let mut restricted = as_root("unshare");
    restricted.args(["--mount", "sh", "-c", &script, "sh"]);
    restricted
        .arg(&folder)
        .arg(std::env::current_exe().unwrap())
        .arg(env!("CARGO_BIN_EXE_postseal"))
        .arg(repository().join(UNIT))
        .arg(shut().unwrap_or_default());
    let said = succeed(&mut restricted);
    let said = String::from_utf8_lossy(&said.stdout);
    assert!(said.contains("1 passed"), "{said}");
    // What the other user made there is root's to remove.
    succeed(
        as_root("find")
            .arg(&folder)
            .args(["-mindepth", "1", "-delete"]),
    );
}

#[test]
#[ignore = "the test above runs it, under the restrictions of the unit"]
fn as_the_unit_says() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    restrict_system_calls(&allowed(&unit()));
    assert!(
        !is_root() && fs::write("/tmp/written", "x").is_err(),
        "the system is shut"
    );
    assert!(
        !Path::new("/proc/1/status").exists(),
        "other processes are out of sight"
    );
    let status = fs::read_to_string("/proc/thread-self/status").unwrap();
    assert!(status.contains("\nSeccomp:\t2\n"), "{status}");
    let unshared = Command::new("unshare")
        .args(["--user", "true"])
        .output()
        .unwrap();
    assert!(!unshared.status.success(), "{unshared:?}");

    assert_eq!(
        std::env::var(LANDLOCK),
        Ok(landlock()),
        "as without the unit"
    );

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let milter = Milter::start_in(&folder.join("postseal"));
    runtime.block_on(async {
        let card = "5555 5555 5555 4444";
        let (plan, secret) = (rtf("the plan"), rtf(card));
        let mut session = Session::new(&milter.socket(), "ann").await;
        let (end, _) = session
            .send("plan", &with_files(&[("plan.rtf", &plan)]))
            .await;
        assert!(passes(&end), "{end:?}");
        let (end, _) = session
            .send("card", &with_files(&[("card.rtf", &secret)]))
            .await;
        assert!(is_sealed(&end, &[card]), "{end:?}");
    });
    assert!(
        !milter.log().contains("a document of the message"),
        "{}",
        milter.log()
    );
}
