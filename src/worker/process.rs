//! One worker, as the daemon sees it.

use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::sandbox::Confinement;
use super::{COMMAND, wire};
use crate::extract::{Bounds, Job, Part};
use crate::metrics::{Alive, MilterFigures};

/// How long a worker may take to start.
const START: Duration = Duration::from_secs(10);

/// After how much work a worker makes room for a new one.
const WORK: Duration = Duration::from_secs(60);

/// A process that reads documents. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    stream: UnixStream,
    worked: Duration,
    pub(super) confinement: Confinement,
    alive: Option<Alive>,
}

/// Why a document wasn't read.
#[derive(Debug)]
pub(super) enum Failure {
    /// The worker had not begun with it.
    Unbegun(io::Error),
    /// The worker ended, or its answer makes no sense.
    Ended,
    /// It took too long.
    TooLong,
}

impl Worker {
    pub(super) fn start(program: &Path, bounds: &Bounds) -> io::Result<Self> {
        let (stream, theirs) = UnixStream::pair()?;
        let child = Command::new(program)
            .arg(COMMAND)
            .arg(memory(bounds).to_string())
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let mut worker = Self {
            child,
            stream,
            worked: Duration::ZERO,
            confinement: Confinement::default(),
            alive: None,
        };
        let mut stream = Timed::new(&worker.stream, START);
        let greeting = wire::get(&mut stream, 1 << 10);
        worker.confinement = greeting.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                io::Error::other("it ended before it had given up what it must not have")
            }
            _ => error,
        })?;
        Ok(worker)
    }

    /// The same, counted as long as it lives.
    pub(super) fn counted(mut self, figures: &MilterFigures) -> Self {
        self.alive = Some(figures.worker());
        self
    }

    /// Has a document read.
    pub(super) fn read(
        &mut self,
        job: &Job,
        document: &[u8],
        limit: Duration,
        bounds: &Bounds,
    ) -> Result<Part, Failure> {
        let start = Instant::now();
        let mut stream = Timed::new(&self.stream, limit);
        let mut begun = [0];
        let given = wire::put(&mut stream, job)
            .and_then(|()| wire::put_bytes(&mut stream, document))
            .and_then(|()| stream.read_exact(&mut begun));
        if let Err(error) = given {
            return Err(Failure::Unbegun(error));
        }
        let answer = wire::get(&mut stream, wire::most_of_answer(bounds));
        self.worked += start.elapsed();
        match answer {
            Ok(part) if begun == [wire::BEGUN] => Ok(part),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => Err(Failure::TooLong),
            _ => Err(Failure::Ended),
        }
    }

    /// Whether it has done its share.
    pub(super) fn is_tired(&self) -> bool {
        self.worked > WORK
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The most memory of a worker, its program included: the document, what it unpacks to while
/// buffers grow, what libraries make of it, and the texts.
pub(super) fn memory(bounds: &Bounds) -> u64 {
    let documents = (bounds.bytes as u64).saturating_mul(2);
    let unpacked = bounds.archive_bytes.saturating_mul(4);
    let texts = (bounds.text as u64).saturating_mul(24);
    (256_u64 << 20)
        .saturating_add(documents)
        .saturating_add(unpacked)
        .saturating_add(texts)
}

/// A connection with a time by which all must be over.
struct Timed<'a> {
    stream: &'a UnixStream,
    end: Instant,
}

impl<'a> Timed<'a> {
    fn new(stream: &'a UnixStream, limit: Duration) -> Self {
        let end = Instant::now() + limit;
        Self { stream, end }
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(Some(left))
    }
}

fn timed_out(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::WouldBlock {
        return io::ErrorKind::TimedOut.into();
    }
    error
}

impl Read for Timed<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(buf).map_err(timed_out)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(buf).map_err(timed_out)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
