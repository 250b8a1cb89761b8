//! What a worker gives up before it reads the first byte of a stranger.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

use landlock::{
    ABI, Access, AccessFs, AccessNet, LandlockStatus, Ruleset, RulesetAttr, RulesetError, Scope,
};
use nix::libc;
use nix::sys::prctl;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{SigSet, Signal};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};
use serde::{Deserialize, Serialize};

/// Seconds of processor time in all; the daemon takes a new worker long before.
const CPU: u64 = 120;

/// What the kernel gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// The version of Landlock's interface that the kernel has; `None` where it has none.
    pub landlock: Option<u32>,
    /// Bytes of memory that a process may have.
    pub memory: u64,
    /// Seconds of processor time that it may have.
    pub processor: u64,
}

/// Gives up all that reading documents doesn't need. System calls must be confined; Landlock is
/// taken where the kernel has it.
pub(super) fn enter(memory: u64, daemon: &File) -> io::Result<Confinement> {
    close_others(daemon)?;
    // It ends with the daemon, which has to finish what it began when it is told to stop.
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGTERM);
    signals.add(Signal::SIGINT);
    signals.add(Signal::SIGHUP);
    signals.thread_block()?;
    prctl::set_no_new_privs()?;
    prctl::set_dumpable(false)?;
    for (resource, most) in [
        (Resource::RLIMIT_AS, memory),
        (Resource::RLIMIT_CPU, CPU),
        (Resource::RLIMIT_STACK, 8 << 20),
        (Resource::RLIMIT_FSIZE, 0),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_NPROC, 0),
    ] {
        setrlimit(resource, most, most)?;
    }
    let landlock = landlock().map_err(io::Error::other)?;
    let (_, memory) = getrlimit(Resource::RLIMIT_AS)?;
    let (_, processor) = getrlimit(Resource::RLIMIT_CPU)?;
    setrlimit(Resource::RLIMIT_NOFILE, 0, 0)?;
    let filter = filter().map_err(io::Error::other)?;
    seccompiler::apply_filter(&filter).map_err(io::Error::other)?;
    Ok(Confinement {
        landlock,
        memory,
        processor,
    })
}

/// Closes what was inherited by mistake.
fn close_others(daemon: &File) -> io::Result<()> {
    let mut open = Vec::new();
    for entry in std::fs::read_dir("/proc/self/fd")? {
        if let Some(fd) = entry?.file_name().to_str().and_then(|fd| fd.parse().ok()) {
            open.push(fd);
        }
    }
    for fd in open
        .into_iter()
        .filter(|fd: &i32| *fd > 2 && *fd != daemon.as_raw_fd())
    {
        // That of the directory is closed already.
        let _ = nix::unistd::close(fd);
    }
    Ok(())
}

/// Gives up all paths, ports and other processes.
fn landlock() -> Result<Option<u32>, RulesetError> {
    let abi = ABI::V6;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .scope(Scope::from_all(abi))?
        .create()?
        .restrict_self()?;
    Ok(match status.landlock {
        // The kernel's is named where it is newer than what the crate knows.
        LandlockStatus::Available {
            effective_abi,
            kernel_abi,
        } => {
            let kernel = kernel_abi.and_then(|abi| abi.try_into().ok());
            Some(kernel.unwrap_or(effective_abi as u32))
        }
        _ => None,
    })
}

/// What may be asked of the kernel: to read and write what is open, and for memory that no program
/// runs in. Whatever else is asked ends the process.
fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let mut calls: BTreeMap<i64, Vec<SeccompRule>> = [
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_close,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigreturn,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigaction,
        libc::SYS_restart_syscall,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_tgkill,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ]
    .into_iter()
    .map(|call| (call, Vec::new()))
    .collect();
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        let without_programs = SeccompCondition::new(
            2,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64),
            0,
        )?;
        calls.insert(call, vec![SeccompRule::new(vec![without_programs])?]);
    }
    SeccompFilter::new(
        calls,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()
}
