//! `postseal seal`: standard input to a carrier mail.

use std::borrow::Cow;
use std::io::{self, BufWriter, Read, Write};
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;

use super::{ConfigOption, EnvelopeOptions, Exit, Failure};
use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::mail::sign::Signer;
use crate::mail::{Header, size};
use crate::outbound::{Finished, Outbound};
use crate::policy::Body;

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
        let more = input
            .take(HEADER_MAX)
            .read_to_end(&mut start)
            .map_err(|error| Failure::io(&error))?;
        let (header, end) = Header::parse(&start);
        if end == start.len() && more as u64 == HEADER_MAX {
            return Err(Failure::new(
                Exit::DataErr,
                format!(
                    "the mail's header is larger than {}.",
                    size::limit(HEADER_MAX)
                ),
            ));
        }
        Ok(Self {
            header,
            rest: start.split_off(end),
        })
    }
}

/// A mail as a milter of Postfix's sees it: with the line ends of SMTP, and the line with which
/// mailbox files begin a mail made a field.
pub(super) fn as_in_smtp(mail: &[u8]) -> Cow<'_, [u8]> {
    let is_bare = |at: usize| mail[at] == b'\n' && (at == 0 || mail[at - 1] != b'\r');
    let quotes = mail.iter().take_while(|&&byte| byte == b'>').count();
    let is_of_mailbox = mail[quotes..].starts_with(b"From ");
    if !is_of_mailbox && !(0..mail.len()).any(is_bare) {
        return Cow::Borrowed(mail);
    }
    let mut out = Vec::with_capacity(mail.len() + mail.len() / 32);
    if is_of_mailbox {
        out.extend_from_slice(b"X-Mailbox-Line: ");
    }
    for (at, &byte) in mail.iter().enumerate() {
        if is_bare(at) {
            out.push(b'\r');
        }
        out.push(byte);
    }
    Cow::Owned(out)
}

/// What follows the header, without the empty line in front of it.
pub(super) fn behind_empty_line(rest: &[u8]) -> &[u8] {
    rest.strip_prefix(b"\r\n")
        .or_else(|| rest.strip_prefix(b"\n"))
        .unwrap_or(rest)
}

pub(super) fn run(config: &ConfigOption, envelope: &EnvelopeOptions) -> Result<ExitCode, Failure> {
    let mut envelope = envelope.envelope()?;
    // A user who may read the keys is one of ours.
    envelope.client = Some(Ipv4Addr::LOCALHOST.into());
    let config = config.load()?;
    let keyring =
        Keyring::load(&config.keyring).map_err(|error| Failure::new(Exit::Config, error))?;
    let signer = Signer::load(&config.dkim).map_err(|error| Failure::new(Exit::Config, error))?;
    let outbound = Outbound::new(Arc::new(keyring), Clock::system(), config.outbound, signer);
    let failed = |error| Failure::new(Exit::Software, format!("{error}."));

    let mut input = io::stdin().lock();
    let head = Head::read(&mut input)?;
    // With rules on content the start of the body decides on the options; the message is sealed in
    // any case.
    let body = Body::Whole(behind_empty_line(&head.rest));
    let options = config
        .policy
        .seal_options(&envelope, &head.header, body)
        .map_err(Failure::put_off)?;
    let mut sealing = outbound
        .begin_exact(&envelope, &head.header, &options)
        .map_err(failed)?;
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
    carrier
        .write_to(&head.header, &mut out)
        .and_then(|()| out.flush())
        .map_err(|error| Failure::io(&error))?;
    Ok(ExitCode::SUCCESS)
}
