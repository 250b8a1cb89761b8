//! `postseal seal`: standard input to a carrier mail.

use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;
use std::sync::Arc;

use super::{ConfigOption, EnvelopeOptions, Exit, Failure};
use crate::clock::Clock;
use crate::mail::Header;
use crate::outbound::{Finished, Outbound};
use crate::policy::Body;
use crate::seal::Keyring;

/// The longest header that is read: Postfix takes 102,400 bytes by default.
const HEADER_MAX: u64 = 1 << 20;

/// The start of a message: its header, and what was read behind it.
pub(super) struct Head {
    pub header: Header,
    pub rest: Vec<u8>,
}

impl Head {
    /// Reads until the header is complete.
    pub(super) fn read(input: &mut impl Read) -> Result<Self, Failure> {
        let mut start = Vec::new();
        let more = input.take(HEADER_MAX).read_to_end(&mut start).map_err(|error| Failure::io(&error))?;
        let (header, end) = Header::parse(&start);
        if end == start.len() && more as u64 == HEADER_MAX {
            return Err(Failure::new(Exit::DataErr, format!("the mail's header is longer than {HEADER_MAX} bytes.")));
        }
        Ok(Self { header, rest: start.split_off(end) })
    }
}

/// What follows the header, without the empty line in front of it.
pub(super) fn behind_empty_line(rest: &[u8]) -> &[u8] {
    rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest)
}

pub(super) fn run(config: &ConfigOption, envelope: &EnvelopeOptions) -> Result<ExitCode, Failure> {
    let envelope = envelope.envelope()?;
    let config = config.load()?;
    let keyring = Keyring::load(&config.keyring).map_err(|error| Failure::new(Exit::Config, error))?;
    let outbound = Outbound::new(Arc::new(keyring), Clock::system(), config.outbound);
    let failed = |error| Failure::new(Exit::Software, format!("{error}."));

    let mut input = io::stdin().lock();
    let head = Head::read(&mut input)?;
    // With rules on content the start of the body decides on the options; the message is sealed in any case.
    let options = config.policy.seal_options(&envelope, &head.header, Body::Whole(behind_empty_line(&head.rest)));
    let mut sealing = outbound.begin_exact(&envelope, &head.header, &options).map_err(failed)?;
    sealing.write(&head.rest).map_err(failed)?;
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => sealing.write(&chunk[..length]).map_err(failed)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::io(&error)),
        }
    }
    let Finished::Carrier(carrier) = sealing.finish().map_err(failed)? else {
        return Err(Failure::new(
            Exit::Software,
            "a message that was to be sealed whatever it is was taken for a carrier.",
        ));
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut write = || -> io::Result<()> {
        for field in carrier.edits.apply(&head.header).fields() {
            out.write_all(&crlf(field.raw()))?;
        }
        out.write_all(b"\r\n")?;
        carrier.body.iter().try_for_each(|frame| out.write_all(frame))?;
        out.flush()
    };
    write().map_err(|error| Failure::io(&error))?;
    Ok(ExitCode::SUCCESS)
}

/// A field that may have come with LF line ends, or none at its end, as the carrier has them.
fn crlf(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len() + 2);
    for line in field.split_inclusive(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        out.extend_from_slice(b"\r\n");
    }
    out
}
