//! Where the log goes: the error output, behind which something may have stopped reading. No mail
//! and no page waits for that.

use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use tracing_subscriber::fmt::MakeWriter;

/// How long a line waits for its reader, once: later ones don't until it reads again.
const PATIENCE: Duration = Duration::from_secs(1);
/// Of all time, no more than one part in so many is spent on waiting for a slow reader.
const RARELY: u32 = 10;
/// As much as what is ready takes without waiting (`PIPE_BUF`).
const AT_ONCE: usize = 4096;

/// Lines go here; those that nobody takes are counted and left out. Cheap to clone.
pub(super) struct Output<W>(Arc<Mutex<State<W>>>);

struct State<W> {
    out: W,
    is_json: bool,
    /// Lines that were left out since the reader stopped.
    lost: u64,
    /// Whether what was written last is a part of a line.
    is_cut: bool,
    /// When a line last waited.
    waited: Option<Instant>,
}

impl<W: Write + AsFd> Output<W> {
    /// Lines are JSON or not.
    pub(super) fn new(out: W, is_json: bool) -> Self {
        Self(Arc::new(Mutex::new(State {
            out,
            is_json,
            lost: 0,
            is_cut: false,
            waited: None,
        })))
    }
}

impl<W> Clone for Output<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W: Write + AsFd> State<W> {
    fn line(&mut self, line: &[u8]) -> io::Result<()> {
        if self.lost > 0 && self.is_ready(Duration::ZERO) {
            let lost = std::mem::take(&mut self.lost);
            let told = format!("{lost} lines of the log are missing here, since nothing read it");
            let end = if std::mem::take(&mut self.is_cut) {
                "\n"
            } else {
                ""
            };
            let told = if self.is_json {
                format!("{end}{{\"level\":\"WARN\",\"fields\":{{\"message\":\"{told}\"}}}}\n")
            } else {
                format!("{end} WARN postseal: {told}\n")
            };
            self.out.write_all(told.as_bytes())?;
        }
        let has_lost = self.lost > 0;
        for (n, part) in line.chunks(AT_ONCE).enumerate() {
            let is_ready = self.is_ready(Duration::ZERO) || (n > 0 || !has_lost) && self.wait();
            if !is_ready {
                self.lost += 1;
                self.is_cut |= n > 0;
                break;
            }
            self.out.write_all(part)?;
        }
        Ok(())
    }

    /// Waits for the reader, for as long as it is worth.
    fn wait(&mut self) -> bool {
        let is_ready = self.is_ready(patience(self.waited.map(|waited| waited.elapsed())));
        self.waited = Some(Instant::now());
        is_ready
    }

    /// Whether what is written goes on its way within this time. An output that can't be asked, or
    /// is broken, is written to, which says why.
    fn is_ready(&self, patience: Duration) -> bool {
        let mut out = [PollFd::new(self.out.as_fd(), PollFlags::POLLOUT)];
        let patience = PollTimeout::try_from(patience).unwrap_or(PollTimeout::ZERO);
        // A signal, as for a reload, tells nothing: the line is left out rather than waited for.
        !matches!(poll(&mut out, patience), Ok(0) | Err(Errno::EINTR))
    }
}

/// How long a line may wait, this long after another did.
fn patience(since: Option<Duration>) -> Duration {
    since.map_or(PATIENCE, |since| PATIENCE.min(since / RARELY))
}

impl<W: Write + AsFd> Write for Output<W> {
    /// A whole line: that is what comes.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.line(line)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a, W: Write + AsFd + 'a> MakeWriter<'a> for Output<W> {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_log_that_nobody_reads_holds_nobody_up_and_says_later_what_is_missing() {
        for is_json in [false, true] {
            let (mut reader, writer) = io::pipe().unwrap();
            let mut log = Output::new(writer, is_json);
            let line = format!("{}\n", "x".repeat(99));
            // A pipe takes 64 KB, so this would wait for ever.
            for _ in 0..2_000 {
                log.write_all(line.as_bytes()).unwrap();
            }
            let mut taken = vec![0; 32 * 1024];
            reader.read_exact(&mut taken).unwrap();
            log.write_all(b"after\n").unwrap();
            drop(log);
            let mut rest = String::new();
            reader.read_to_string(&mut rest).unwrap();
            let lines: Vec<&str> = rest.lines().collect();
            let [.., told, last] = &lines[..] else {
                panic!("{rest}")
            };
            assert_eq!(*last, "after");
            assert!(
                told.contains(" lines of the log are missing here"),
                "{told}"
            );
            assert_eq!(told.starts_with('{'), is_json, "{told}");
        }
    }

    /// Else what comes next would be taken for the rest of it.
    #[test]
    fn a_line_that_was_cut_has_an_end() {
        let (mut reader, writer) = io::pipe().unwrap();
        let mut log = Output::new(writer, false);
        log.write_all(&[b'x'; 100 * 1024]).unwrap();
        log.write_all(b"lost\n").unwrap();
        let mut taken = vec![0; 32 * 1024];
        reader.read_exact(&mut taken).unwrap();
        log.write_all(b"after\n").unwrap();
        drop(log);
        let mut rest = String::new();
        reader.read_to_string(&mut rest).unwrap();
        let lines: Vec<&str> = rest.lines().collect();
        let [cut, told, last] = &lines[..] else {
            panic!("{}", lines.len())
        };
        assert!(cut.ends_with('x'));
        assert!(told.starts_with(" WARN postseal: 2 lines"), "{told}");
        assert_eq!(*last, "after");
    }

    #[test]
    fn a_slow_reader_is_waited_for_rarely() {
        let seconds = Duration::from_secs;
        assert_eq!(patience(None), seconds(1));
        assert_eq!(patience(Some(seconds(0))), seconds(0));
        assert_eq!(patience(Some(seconds(5))), seconds(5) / 10);
        assert_eq!(patience(Some(seconds(60))), seconds(1));
    }
}
