//! A milter that writes down what the protocol shows, header and body of every message, and changes
//! nothing unless it is told to.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::milter_wire;
use crate::wait_for;

/// SMFIP_HDR_LEADSPC: header values are shown with the space they begin with.
const LEADING_SPACE: u32 = 0x10_0000;
/// SMFIF_ADDHDRS, CHGBODY, ADDRCPT, DELRCPT and CHGHDRS.
const EVERY_CHANGE: u32 = 0x1f;

type Changes = Arc<[(u8, Vec<u8>)]>;

/// What one message looked like to a milter.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// `MAIL` argument.
    pub sender: String,
    /// `RCPT` arguments.
    pub recipients: Vec<String>,
    /// Header fields, an empty line, body: lines end in CRLF.
    pub message: Vec<u8>,
}

/// The recording milter; its thread ends with the process.
#[derive(Clone, Debug)]
pub struct Recorder {
    messages: Arc<Mutex<Vec<Recorded>>>,
}

impl Recorder {
    /// Listens on this Unix socket.
    pub fn listen(socket: &Path) -> Self {
        Self::changing(socket, &[])
    }

    /// Listens on this Unix socket, and changes every message at its end with these answers: their
    /// letters and data.
    pub fn changing(socket: &Path, changes: &[(u8, &[u8])]) -> Self {
        let changes: Changes = changes
            .iter()
            .map(|(letter, data)| (*letter, data.to_vec()))
            .collect();
        let listener = UnixListener::bind(socket).expect("the recorder's socket can be made");
        std::fs::set_permissions(socket, PermissionsExt::from_mode(0o666))
            .expect("the socket's mode can be set");
        let recorder = Self {
            messages: Arc::default(),
        };
        let messages = recorder.messages.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (messages, changes) = (messages.clone(), changes.clone());
                // A broken connection is Postfix's to report; what was recorded stays.
                std::thread::spawn(move || serve(stream, &messages, &changes).ok());
            }
        });
        recorder
    }

    /// The `n`th message (from 1) that reached its end, as soon as it did.
    pub fn wait(&self, n: usize) -> Recorded {
        wait_for("the recorder to see the message", || {
            self.messages
                .lock()
                .expect("no recorder thread panicked")
                .get(n - 1)
                .cloned()
        })
    }
}

fn serve(
    mut stream: UnixStream,
    messages: &Mutex<Vec<Recorded>>,
    changes: &[(u8, Vec<u8>)],
) -> io::Result<()> {
    let mut message = Recorded::default();
    while let Some(frame) = milter_wire::read(&mut stream)? {
        let data = &frame.data;
        match frame.letter {
            b'O' => {
                let mut offer = Vec::new();
                let actions = if changes.is_empty() { 0 } else { EVERY_CHANGE };
                for number in [6, actions, LEADING_SPACE] {
                    offer.extend_from_slice(&u32::to_be_bytes(number));
                }
                milter_wire::write(&mut stream, b'O', &offer)?;
                continue;
            }
            // Macros, abort and new connection have no answer.
            b'D' => continue,
            b'A' | b'K' => {
                message = Recorded::default();
                continue;
            }
            b'Q' => return Ok(()),
            b'M' => {
                message = Recorded {
                    sender: first_string(data),
                    ..Recorded::default()
                }
            }
            b'R' => message.recipients.push(first_string(data)),
            b'L' => {
                let mut parts = data.splitn(2, |byte| *byte == 0);
                message
                    .message
                    .extend_from_slice(parts.next().unwrap_or_default());
                message.message.push(b':');
                let value = parts.next().unwrap_or_default();
                for byte in value.strip_suffix(&[0]).unwrap_or(value) {
                    // Inside a value Postfix ends lines with LF alone.
                    if *byte == b'\n' {
                        message.message.push(b'\r');
                    }
                    message.message.push(*byte);
                }
                message.message.extend_from_slice(b"\r\n");
            }
            b'N' => message.message.extend_from_slice(b"\r\n"),
            b'B' => message.message.extend_from_slice(data),
            b'E' => {
                message.message.extend_from_slice(data);
                messages
                    .lock()
                    .expect("no recorder thread panicked")
                    .push(std::mem::take(&mut message));
                for (letter, data) in changes {
                    milter_wire::write(&mut stream, *letter, data)?;
                }
            }
            _ => {}
        }
        milter_wire::write(&mut stream, b'c', b"")?;
    }
    Ok(())
}

fn first_string(data: &[u8]) -> String {
    String::from_utf8_lossy(data.split(|byte| *byte == 0).next().unwrap_or_default()).into_owned()
}
