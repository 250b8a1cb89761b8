//! A milter that changes nothing and writes down what the protocol shows: header and body of every message.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::milter_wire;
use super::wait_for;

/// SMFIP_HDR_LEADSPC: header values are shown with the space they begin with.
const LEADING_SPACE: u32 = 0x10_0000;

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
        let listener = UnixListener::bind(socket).expect("the recorder's socket can be made");
        std::fs::set_permissions(socket, PermissionsExt::from_mode(0o666)).expect("the socket's mode can be set");
        let recorder = Self { messages: Arc::default() };
        let messages = recorder.messages.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let messages = messages.clone();
                // A broken connection is Postfix's to report; what was recorded stays.
                std::thread::spawn(move || serve(stream, &messages).ok());
            }
        });
        recorder
    }

    /// The `n`th message (from 1) that reached its end, as soon as it did.
    pub fn wait(&self, n: usize) -> Recorded {
        wait_for("the recorder to see the message", || {
            self.messages.lock().expect("no recorder thread panicked").get(n - 1).cloned()
        })
    }
}

fn serve(mut stream: UnixStream, messages: &Mutex<Vec<Recorded>>) -> io::Result<()> {
    let mut message = Recorded::default();
    while let Some(frame) = milter_wire::read(&mut stream)? {
        let data = &frame.data;
        match frame.letter {
            b'O' => {
                let mut offer = Vec::new();
                for number in [6, 0, LEADING_SPACE] {
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
            b'M' => message = Recorded { sender: first_string(data), ..Recorded::default() },
            b'R' => message.recipients.push(first_string(data)),
            b'L' => {
                let mut parts = data.splitn(2, |byte| *byte == 0);
                message.message.extend_from_slice(parts.next().unwrap_or_default());
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
                messages.lock().expect("no recorder thread panicked").push(std::mem::take(&mut message));
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
