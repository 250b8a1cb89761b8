//! `postseal open`: from a carrier or its attachment back to the bytes that were sealed. It serves
//! the operator's recovery and asks for no proof, so it writes a line to the audit log before it
//! shows a byte.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use super::{ConfigOption, Exit, Failure};
use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::seal;
use crate::wrapper::Extractor;

pub(super) fn run(config: &ConfigOption, file: &Path) -> Result<ExitCode, Failure> {
    let config = config.load()?;
    let keyring =
        Keyring::load(&config.keyring).map_err(|error| Failure::new(Exit::Config, error))?;
    let sealed = extract(file)?;
    let name = shown(file);
    let cannot =
        |error: &dyn std::fmt::Display| Failure::new(Exit::DataErr, format!("{name}: {error}."));
    let opened = keyring
        .opening_keys(&sealed)
        .and_then(|keys| seal::open(&keys, &sealed))
        .map_err(|error| cannot(&error))?;
    // All of it is authenticated before the first byte is written: output to a file is the whole
    // message or nothing.
    opened.verify(u64::MAX).map_err(|error| cannot(&error))?;
    let log = keyring.log_opening(opened.meta.message_id, &Clock::system());
    log.map_err(|error| {
        Failure::new(
            Exit::CantCreate,
            format!(
                "{}: the audit log can't be written, so nothing is shown: {error}.",
                config.keyring.display()
            ),
        )
    })?;
    let mut out = BufWriter::new(io::stdout().lock());
    opened
        .copy_to(u64::MAX, &mut out)
        .map_err(|error| cannot(&error))?;
    out.flush().map_err(|error| Failure::io(&error))?;
    Ok(ExitCode::SUCCESS)
}

fn shown(file: &Path) -> String {
    if file == Path::new("-") {
        "standard input".into()
    } else {
        file.display().to_string()
    }
}

fn extract(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut input: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(file).map_err(|error| {
            Failure::new(Exit::NoInput, format!("{}: {error}.", file.display()))
        })?)
    };
    let mut extractor = Extractor::for_file(usize::MAX);
    let mut sealed = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    let bad = |error| Failure::new(Exit::DataErr, format!("{}: {error}.", shown(file)));
    loop {
        match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => extractor.push(&chunk[..length], &mut sealed).map_err(bad)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::io(&error)),
        }
    }
    extractor.finish(&mut sealed).map_err(bad)?;
    Ok(sealed)
}
