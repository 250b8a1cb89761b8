//! Which bytes SMTP carries as they are.

use super::SubmitError;

/// Whether SMTP carries these bytes, which are a message or whole lines of one, as they are.
pub fn carries(lines: &[u8]) -> bool {
    check(lines).is_ok()
}

/// Refuses what two servers could read as different messages, or as more than one.
pub(super) fn check(message: &[u8]) -> Result<(), SubmitError> {
    let wrong = |what: &str| {
        Err(SubmitError::Permanent(format!(
            "the message holds {what}, which SMTP can't carry"
        )))
    };
    for (at, byte) in message.iter().enumerate() {
        match byte {
            0 => return wrong("a NUL"),
            b'\n' if at == 0 || message[at - 1] != b'\r' => return wrong("a bare LF"),
            b'\r' if message.get(at + 1) != Some(&b'\n') => return wrong("a bare CR"),
            _ => {}
        }
    }
    if message.ends_with(b"\r\n") {
        Ok(())
    } else {
        wrong("an unfinished last line")
    }
}
