//! A process of its own that sees a copy to its end when the milter dies. A milter that is killed
//! between a copy's end and its record would else have forgotten that the copy is out, and the
//! client's next attempt would double it.
//!
//! Before the end of a copy is sent, the process is given the connection, the lock of the attempt
//! and the names of the records; no message and no key. While the milter lives, the process only
//! keeps them, and nobody waits for it: the milter hears the answer, makes the records while the
//! answer is still in the connection, and says that it is done. When the milter is gone before
//! that, the process hears the answer and makes the records; while it holds the lock, another
//! attempt at the same message waits.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::net::TcpStream;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use tracing::warn;

use super::submitted;
use crate::mail::submit::answer;

/// The subcommand that [`serve`]s.
pub const COMMAND: &str = "witness";

/// The program that runs now, even when another has taken its place on the disk.
const PROGRAM: &str = "/proc/self/exe";

/// The most bytes of the names of one copy's records; with more recipients, nobody is asked.
const MOST: usize = 128 << 10;

/// How a message to the process begins: with the number of a copy, and whether it is given or done.
const HEAD: usize = 9;
const GIVEN: u8 = b'g';
const DONE: u8 = b'd';

/// Sees copies to their end. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Witness(Option<Arc<Mutex<Option<Arc<Process>>>>>);

/// The process. It takes over what it was given when this is dropped, as when the milter dies, so
/// that each copy that is under way has a hold of it.
struct Process {
    control: Option<OwnedFd>,
    child: Option<Child>,
    copies: AtomicU64,
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.control.take());
        if let Some(mut child) = self.child.take() {
            std::thread::spawn(move || child.wait());
        }
    }
}

impl Process {
    fn start() -> io::Result<Self> {
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let mut command = Command::new(PROGRAM);
        command
            .arg(COMMAND)
            .stdin(Stdio::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        Ok(Self {
            control: Some(ours),
            child: Some(command.spawn()?),
            copies: AtomicU64::new(0),
        })
    }

    /// Nobody waits for the process, not even for room.
    fn say(&self, what: u8, copy: u64, names: &[u8], fds: &[BorrowedFd<'_>]) -> io::Result<()> {
        let control = self.control.as_ref().ok_or(io::ErrorKind::NotConnected)?;
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
        let mut rights = SendAncillaryBuffer::new(&mut space);
        if !fds.is_empty() && !rights.push(SendAncillaryMessage::ScmRights(fds)) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let number = copy.to_be_bytes();
        let bytes = [
            IoSlice::new(std::slice::from_ref(&what)),
            IoSlice::new(&number),
            IoSlice::new(names),
        ];
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        sendmsg(control, &bytes, &mut rights, flags)?;
        Ok(())
    }
}

impl Witness {
    /// A process that is started now.
    pub(super) fn start() -> Self {
        Self(Some(Arc::new(Mutex::new(Self::started()))))
    }

    fn started() -> Option<Arc<Process>> {
        let started = Process::start();
        let failed = |error: &io::Error| {
            warn!(%error, "no process can be started that sees copies to their end; a milter that \
                           is killed meanwhile may double one");
        };
        started.inspect_err(failed).ok().map(Arc::new)
    }

    /// Gives the process a copy whose end is about to be sent on `stream`. All answers that are
    /// still to come on it are to this copy, and nobody who could make these records lives after
    /// the milter but the process.
    pub(super) fn watch(&self, stream: &TcpStream, lock: &File, records: &[PathBuf]) -> Watch {
        let given = self.given(stream, lock, records);
        Watch { given }
    }

    fn given(
        &self,
        stream: &TcpStream,
        lock: &File,
        records: &[PathBuf],
    ) -> Option<(Arc<Process>, u64)> {
        let names: Vec<&[u8]> = records
            .iter()
            .map(|record| record.as_os_str().as_bytes())
            .collect();
        let names = names.join(&0);
        if names.len() > MOST {
            return None;
        }
        let fds = [stream.as_fd(), lock.as_fd()];
        let mut current = self.0.as_ref()?.lock().ok()?;
        for _ in 0..2 {
            if let Some(process) = current.as_ref() {
                let copy = process.copies.fetch_add(1, Ordering::Relaxed);
                match process.say(GIVEN, copy, &names, &fds) {
                    Ok(()) => return Some((Arc::clone(process), copy)),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
                    Err(_) => {}
                }
            }
            // It was ended from outside, and took nothing.
            *current = Self::started();
        }
        None
    }
}

/// A copy that the process sees to its end if need be, or that nobody does.
#[must_use]
pub(super) struct Watch {
    given: Option<(Arc<Process>, u64)>,
}

impl Watch {
    /// Whether the process has let go of the connection, so that what comes on it next is not taken
    /// for an answer to this copy.
    pub(super) fn end(mut self) -> bool {
        self.say_done()
    }

    fn say_done(&mut self) -> bool {
        match self.given.take() {
            Some((process, copy)) => match process.say(DONE, copy, &[], &[]) {
                Ok(()) => true,
                // One that is gone holds nothing.
                Err(error) => error.kind() != io::ErrorKind::WouldBlock,
            },
            None => true,
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.say_done();
    }
}

/// A copy that was given: its connection, the lock of its attempt, and its records.
struct Given {
    stream: TcpStream,
    lock: OwnedFd,
    records: Vec<PathBuf>,
}

impl Given {
    /// The milter is gone: hears the answer, and makes the records when the copy was taken.
    fn take_over(self) {
        if answer(&self.stream).is_ok_and(|code| (200..300).contains(&code)) {
            // The next attempt looks whether they are there.
            let _ = submitted::make(&self.records);
        }
        drop(self.lock);
    }
}

/// What the process does: keeps the copies that come from standard input until they are done, and
/// takes over those that aren't when nobody can say so any more.
///
/// # Errors
/// When standard input is none that copies come from.
pub fn serve() -> io::Result<()> {
    let input = io::stdin();
    let mut copies = HashMap::new();
    let mut message = vec![0; HEAD + MOST];
    loop {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
        let mut rights = RecvAncillaryBuffer::new(&mut space);
        let mut bytes = [IoSliceMut::new(&mut message)];
        let got = recvmsg(
            input.as_fd(),
            &mut bytes,
            &mut rights,
            RecvFlags::CMSG_CLOEXEC,
        );
        let count = match got {
            Ok(got) => got.bytes,
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        };
        let mut fds: Vec<OwnedFd> = Vec::new();
        for message in rights.drain() {
            if let RecvAncillaryMessage::ScmRights(got) = message {
                fds.extend(got);
            }
        }
        let Some((head, names)) = message[..count].split_at_checked(HEAD) else {
            break;
        };
        let copy = head[1..].to_vec();
        copies.remove(&copy);
        if let (GIVEN, Ok([stream, lock])) = (head[0], <[OwnedFd; 2]>::try_from(fds)) {
            let names = names.split(|&byte| byte == 0);
            let given = Given {
                stream: stream.into(),
                lock,
                records: names
                    .map(|name| OsString::from_vec(name.to_vec()).into())
                    .collect(),
            };
            copies.insert(copy, given);
        }
    }
    std::thread::scope(|scope| {
        for given in copies.into_values() {
            let work = Mutex::new(Some(given));
            let work = Arc::new(work);
            let taking = Arc::clone(&work);
            let take = move || take(&taking);
            // Without a thread it is slower, and no less sure.
            if std::thread::Builder::new()
                .spawn_scoped(scope, take)
                .is_err()
            {
                self::take(&work);
            }
        }
    });
    Ok(())
}

fn take(work: &Mutex<Option<Given>>) {
    let given = work.lock().ok().and_then(|mut work| work.take());
    if let Some(given) = given {
        given.take_over();
    }
}
