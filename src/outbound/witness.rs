//! A process of its own that sends the end of a copy, hears the answer and makes the record of it,
//! whatever becomes of the milter meanwhile. A milter that is killed between the end and the record
//! would else have forgotten that the copy is out, and the client's next attempt would double it.
//!
//! It is given the connection, the lock of the attempt and the names of the records; no message and
//! no key. While it holds the lock, another attempt at the same message waits.

use std::fs::File;
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::net::TcpStream;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use tracing::warn;

use super::submitted;
use crate::mail::submit::{LONGEST, end};

/// The subcommand that [`serve`]s.
pub const COMMAND: &str = "witness";

/// The program that runs now, even when another has taken its place on the disk.
const PROGRAM: &str = "/proc/self/exe";

/// The most bytes of the names of one copy's records; with more recipients, nobody is asked.
const MOST: usize = 128 << 10;

/// Sends the ends of copies. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Witness(Option<Arc<Mutex<Option<Process>>>>);

struct Process {
    control: Option<OwnedFd>,
    child: Option<Child>,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It ends when it is done with what it was given.
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
        })
    }
}

impl Witness {
    /// A process that is started now.
    pub(super) fn start() -> Self {
        Self(Some(Arc::new(Mutex::new(Self::started()))))
    }

    fn started() -> Option<Process> {
        let started = Process::start();
        let failed = |error: &io::Error| {
            warn!(%error, "no process can be started that sees copies to their end; a milter that \
                           is killed meanwhile may double one");
        };
        started.inspect_err(failed).ok()
    }

    /// Sends the end of a message, and makes these records when it is taken. Returns the code of
    /// the answer.
    ///
    /// # Errors
    /// When there is no answer.
    pub(super) fn end(
        &self,
        stream: &TcpStream,
        lock: &File,
        records: &[PathBuf],
    ) -> io::Result<u16> {
        match self.hand_over(stream, lock, records) {
            Some(mut answer) => {
                let mut code = [0; 2];
                answer.set_read_timeout(Some(LONGEST))?;
                answer.read_exact(&mut code)?;
                Ok(u16::from_be_bytes(code))
            }
            None => conclude(stream, records),
        }
    }

    /// Gives the end to the process; `None` when there is none that takes it.
    fn hand_over(
        &self,
        stream: &TcpStream,
        lock: &File,
        records: &[PathBuf],
    ) -> Option<UnixStream> {
        let names: Vec<&[u8]> = records
            .iter()
            .map(|record| record.as_os_str().as_bytes())
            .collect();
        let names = names.join(&0);
        if names.len() > MOST {
            return None;
        }
        let (answer, theirs) = UnixStream::pair().ok()?;
        let fds = [stream.as_fd(), lock.as_fd(), theirs.as_fd()];
        let mut process = self.0.as_ref()?.lock().ok()?;
        for _ in 0..2 {
            let control = process
                .as_ref()
                .and_then(|process| process.control.as_ref());
            if let Some(control) = control
                && give(control.as_fd(), &names, &fds).is_ok()
            {
                return Some(answer);
            }
            // It was ended from outside, and took nothing.
            *process = Self::started();
        }
        None
    }
}

fn give(control: BorrowedFd<'_>, names: &[u8], fds: &[BorrowedFd<'_>]) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
    let mut rights = SendAncillaryBuffer::new(&mut space);
    if !rights.push(SendAncillaryMessage::ScmRights(fds)) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let bytes = [IoSlice::new(names)];
    sendmsg(control, &bytes, &mut rights, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// Sends the end of a message, and makes the records when it is taken.
fn conclude(stream: &TcpStream, records: &[PathBuf]) -> io::Result<u16> {
    let code = end(stream)?;
    if (200..300).contains(&code) {
        // Who waits for the answer looks whether they are there.
        let _ = submitted::make(records);
    }
    Ok(code)
}

/// What an end needs, until it is sent.
type Work = Mutex<Option<(OwnedFd, OwnedFd, OwnedFd, Vec<PathBuf>)>>;

/// Sends an end, and tells the milter what the answer is.
fn pass_on(work: &Work) {
    let taken = work.lock().ok().and_then(|mut work| work.take());
    let Some((stream, lock, answer, records)) = taken else {
        return;
    };
    let code = conclude(&TcpStream::from(stream), &records);
    // The milter may be gone; then the next attempt asks for the records.
    if let Ok(code) = code {
        let _ = UnixStream::from(answer).write_all(&code.to_be_bytes());
    }
    drop(lock);
}

/// What the process does: takes ends of messages from standard input until nobody can give it any
/// more.
///
/// # Errors
/// When standard input is none that ends of messages come from.
pub fn serve() -> io::Result<()> {
    let input = io::stdin();
    let mut threads = Vec::new();
    let mut names = vec![0; MOST];
    loop {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
        let mut rights = RecvAncillaryBuffer::new(&mut space);
        let mut bytes = [IoSliceMut::new(&mut names)];
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
        if count == 0 {
            break;
        }
        let records: Vec<PathBuf> = names[..count]
            .split(|&byte| byte == 0)
            .map(|name| std::ffi::OsString::from_vec(name.to_vec()).into())
            .collect();
        let Ok([stream, lock, answer]) = <[OwnedFd; 3]>::try_from(fds) else {
            continue;
        };
        threads.retain(|thread: &std::thread::JoinHandle<()>| !thread.is_finished());
        let work = Arc::new(Mutex::new(Some((stream, lock, answer, records))));
        let concluding = Arc::clone(&work);
        let thread = std::thread::Builder::new().spawn(move || pass_on(&concluding));
        match thread {
            Ok(thread) => threads.push(thread),
            // Without a thread it is slower, and no less sure.
            Err(_) => pass_on(&work),
        }
    }
    for thread in threads {
        let _ = thread.join();
    }
    Ok(())
}
