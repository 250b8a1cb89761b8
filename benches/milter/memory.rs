//! What fifty messages of 10 MB at once hold: all of them sealed up to their last byte before one
//! is let go.

use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;

use crate::bed::Bed;
use crate::figures::Goal;
use crate::mails::{self, Size};
use crate::side::{self, Alone};
use rig::milter_wire;

const SESSIONS: usize = 50;

/// What was found.
pub struct Memory {
    pub sentence: String,
    pub goal: Goal,
}

/// Plays Postfix, whose own timing would let some messages go before others are there.
pub fn measure(bed: &Bed) -> Memory {
    let alone = Alone::start(bed.folder());
    let idle = side::peak(alone.id());
    let mail = String::from_utf8(mails::of(Size::Large)).unwrap();
    let (header, body) = mail.split_once("\n\n").unwrap();
    let body = body.replace('\n', "\r\n");
    let mut sessions: Vec<UnixStream> = (0..SESSIONS).map(|_| alone.connect()).collect();
    for session in &mut sessions {
        begin(session, header);
    }
    for chunk in body.as_bytes().chunks(65_535) {
        for session in &mut sessions {
            milter_wire::write(session, b'B', chunk).unwrap();
        }
    }
    for session in &mut sessions {
        milter_wire::write(session, b'E', b"").unwrap();
    }
    let carriers: usize = sessions.iter_mut().map(end).sum();
    let peak = side::peak(alone.id());
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let ratio = peak as f64 / carriers as f64;
    Memory {
        sentence: format!(
            "{SESSIONS} sessions with 10 MB each, all sealed: {:.0} MB at the peak ({:.0} MB \
             before), for carriers of {:.0} MB.",
            megabytes(peak),
            megabytes(idle),
            megabytes(carriers as u64)
        ),
        goal: Goal::at_most(
            &format!("memory to the carriers held, {SESSIONS} sessions with 10 MB each"),
            1.5,
            ratio,
        ),
    }
}

/// All up to the body.
fn begin(session: &mut UnixStream, header: &str) {
    // Version 6, with all that Postfix offers.
    milter_wire::write(
        session,
        b'O',
        &[6_u32, 0x1ff, 0x1f_ffff].map(u32::to_be_bytes).concat(),
    )
    .unwrap();
    assert_eq!(milter_wire::read(session).unwrap().unwrap().letter, b'O');
    let mut say = |letter: u8, data: &[u8]| milter_wire::write(session, letter, data).unwrap();
    say(b'C', b"client.example\x004\x1f\x90127.0.0.1\0");
    say(b'M', b"<alice@example.org>\0");
    say(b'R', b"<bob@example.edu>\0");
    say(b'T', b"");
    for field in header.lines() {
        let (name, value) = field.split_once(':').unwrap();
        say(b'L', format!("{name}\0{value}\0").as_bytes());
    }
    say(b'N', b"");
    assert_eq!(
        milter_wire::read(session).unwrap().unwrap().letter,
        b'c',
        "the body is wanted"
    );
}

/// Takes the carrier, and returns its size.
fn end(session: &mut UnixStream) -> usize {
    let mut size = 0;
    loop {
        let frame = milter_wire::read(session).unwrap().unwrap();
        match frame.letter {
            b'b' => size += frame.data.len(),
            b'a' => break,
            b'y' => panic!(
                "the message was refused: {}",
                String::from_utf8_lossy(&frame.data)
            ),
            _ => {}
        }
    }
    milter_wire::write(session, b'Q', b"").unwrap();
    session.flush().unwrap();
    session.shutdown(Shutdown::Write).ok();
    size
}
