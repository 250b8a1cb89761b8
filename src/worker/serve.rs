//! What a worker does: reads documents until nobody sends it any more.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;

use super::sandbox;
use super::wire;
use crate::extract::{Job, read_document};

/// Reads documents that come on standard input, and answers there, with at most `memory` bytes.
///
/// # Errors
/// When it can't be confined, or who started it speaks another language.
pub fn serve(memory: u64) -> io::Result<()> {
    // A panic's own text may quote the document.
    std::panic::set_hook(Box::new(|_| {}));
    let mut daemon = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let confinement = sandbox::enter(memory, &daemon)?;
    wire::put(&mut daemon, &confinement)?;
    loop {
        let mut input = Jobs(&daemon);
        let job: Job = match wire::get_job(&mut input) {
            Ok(job) => job,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        };
        let document = wire::get_bytes(&mut input, usize::MAX)?;
        daemon.write_all(&[wire::BEGUN])?;
        wire::put(&mut daemon, &read_document(&job, &document))?;
    }
}

/// Reads, and asks nothing else of the system, as a file would for its size.
struct Jobs<'a>(&'a File);

impl Read for Jobs<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf)
    }
}
