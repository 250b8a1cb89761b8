//! What the kernel gives to confine the processes that read documents with.

use std::collections::BTreeMap;
use std::process::Command;
use std::thread;

use nix::libc;
use rig::place::{python, succeed};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

use super::Host;

pub const CONFINED: &str = "Worth knowing: the processes that read documents are confined by ";

/// What `check` says under a kernel that answers this to a system call.
fn check_where(host: &Host, call: i64, error: i32) -> (i32, String) {
    let architecture = std::env::consts::ARCH.try_into().unwrap();
    let otherwise = SeccompAction::Allow;
    let answer = SeccompAction::Errno(error as u32);
    let rules = BTreeMap::from([(call, vec![])]);
    let filter = SeccompFilter::new(rules, otherwise, answer, architecture).unwrap();
    let program: BpfProgram = filter.try_into().unwrap();
    // Of this thread and the processes that it starts.
    thread::scope(|scope| {
        let check = scope.spawn(|| {
            seccompiler::apply_filter(&program).unwrap();
            host.home.run(&["check"], b"")
        });
        let done = check.join().unwrap();
        (done.code, String::from_utf8(done.stdout).unwrap())
    })
}

/// As the kernel says it, without a library.
fn version_of_landlock() -> Option<u32> {
    let ask = "import ctypes; print(ctypes.CDLL(None).syscall(444, None, 0, 1))";
    let said = succeed(Command::new(python()).args(["-c", ask])).stdout;
    String::from_utf8(said).unwrap().trim().parse().ok()
}

#[test]
fn what_the_kernel_gives_is_said() {
    let host = Host::new();
    let done = host.home.run(&["check"], b"");
    let told = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.code, 0, "{told}");
    let limits = "1 GB of memory and 120 s of processor time each";
    let expected = match version_of_landlock() {
        Some(abi) => format!("seccomp, by Landlock (ABI {abi}), and by limits: {limits}."),
        None => format!("seccomp and by limits ({limits}), but not by Landlock"),
    };
    assert!(
        told.contains(&format!("{CONFINED}{expected}")),
        "{told}\n{expected}"
    );
}

#[test]
fn a_kernel_without_landlock_is_worth_knowing() {
    let host = Host::new();
    for error in [libc::ENOSYS, libc::EOPNOTSUPP] {
        let call = libc::SYS_landlock_create_ruleset;
        let (code, told) = check_where(&host, call, error);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains(CONFINED), "{told}");
        assert!(told.contains("but not by Landlock"), "{told}");
    }
}

#[test]
fn a_kernel_that_confines_no_system_calls_is_unsafe() {
    let host = Host::new();
    let (code, told) = check_where(&host, libc::SYS_seccomp, libc::EINVAL);
    assert_eq!(code, 78, "{told}");
    let sentence = "no process that reads documents can be started";
    assert!(told.contains(sentence), "{told}");
    assert!(
        told.contains("the kernel must allow seccomp filters"),
        "{told}"
    );
    assert!(!told.contains(CONFINED), "{told}");
}
