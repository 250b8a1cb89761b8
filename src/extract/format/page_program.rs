//! Programs that draw pages: PostScript, and what is sent to printers and plotters (PJL, PCL,
//! HP-GL).
//!
//! The words on such a page are what the program makes of its numbers and pieces of text when it is
//! run. Nothing here runs it, so what it says is in doubt beside the pieces that stand in it.

use memchr::memmem;

use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::Piece;

/// Reads a text that may be such a program.
pub(super) fn read<'a>(piece: &Piece<'a>, _: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    if draws(&piece.bytes) {
        found.unreadable("a program", "draws a page when it is run");
    }
    found
}

fn draws(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // A printer is sent the end of the job before first.
    let start = start.trim_ascii_start();
    let start = start.strip_prefix(b"\x04").unwrap_or(start);
    let is_postscript = [&b"%!PS"[..], b"%!Font", b"%!\n", b"%!\r", b"%! "]
        .iter()
        .any(|mark| start.starts_with(mark));
    let is_for_printers = [&b"\x1b%-12345X"[..], b"\x1bE\x1b", b"\x1b&l", b"@PJL "]
        .iter()
        .any(|mark| start.starts_with(mark));
    is_postscript || is_for_printers || is_for_plotters(start)
}

/// Whether this is HP-GL: commands of two letters with numbers behind them, the first of which
/// makes a plotter ready, and of which some move its pen.
fn is_for_plotters(start: &[u8]) -> bool {
    const COMMANDS: [&[u8]; 36] = [
        b"AA", b"AR", b"BP", b"CA", b"CI", b"CS", b"DF", b"DI", b"DR", b"DT", b"EA", b"FT", b"IN",
        b"IP", b"IW", b"LB", b"LO", b"LT", b"NP", b"NR", b"PA", b"PD", b"PE", b"PR", b"PS", b"PT",
        b"PU", b"PW", b"RO", b"SC", b"SI", b"SP", b"SR", b"TR", b"VS", b"WU",
    ];
    const FIRST: usize = 6;
    let head = &start[..start.len().min(1024)];
    // Commands to the device come before.
    let first = memmem::find(&head[..head.len().min(64)], b"IN;").filter(|at| {
        let before = &head[..*at];
        before.is_empty() || before.starts_with(b"\x1b") || before.starts_with(b"BP")
    });
    let Some(first) = first else {
        return false;
    };
    let mut commands = head[first..]
        .split(|byte| *byte == b';')
        .map(<[u8]>::trim_ascii);
    let is_command = |command: &[u8]| {
        let (name, rest) = command.split_at(command.len().min(2));
        let is_number = |byte: &u8| byte.is_ascii_digit() || b" ,.-+\r\n".contains(byte);
        command.is_empty()
            || name == b"LB"
            || name == b"DT"
            || COMMANDS.contains(&name) && rest.iter().all(is_number)
    };
    let moves = |command: &&[u8]| {
        let is_move = [&b"PU"[..], b"PD", b"PA", b"SP"]
            .iter()
            .any(|name| command.starts_with(name));
        is_move && command.get(2).is_some_and(u8::is_ascii_digit)
    };
    commands.clone().take(FIRST).all(is_command) && commands.any(|command| moves(&command))
}
