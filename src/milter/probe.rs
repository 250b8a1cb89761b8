//! Asks a milter whether it is there, as an MTA would: a connection, the negotiation, and goodbye.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::listener::ListenSpec;
use super::wire::protocol::VERSION;

/// How long each step may take: longer than a connection waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// What an MTA of today offers: all that milters may do, and all that may be left out.
const OFFER: [u32; 3] = [VERSION, 0x1ff, 0x1f_ffff];

/// Whether a milter answers there.
///
/// # Errors
/// Those of the connection; [`io::ErrorKind::InvalidData`] when what answers is no milter.
pub fn probe(listen: &ListenSpec) -> io::Result<()> {
    match listen {
        ListenSpec::Unix(path) => {
            let stream = UnixStream::connect(path)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            negotiate(stream)
        }
        ListenSpec::Inet(host, port) => {
            let address = (host.as_str(), *port)
                .to_socket_addrs()?
                .next()
                .ok_or(io::ErrorKind::NotFound)?;
            let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            negotiate(stream)
        }
    }
}

fn negotiate(mut stream: impl Read + Write) -> io::Result<()> {
    let mut offer = vec![0, 0, 0, 13, b'O'];
    OFFER
        .iter()
        .for_each(|word| offer.extend_from_slice(&word.to_be_bytes()));
    stream.write_all(&offer)?;
    let mut answer = [0; 9];
    stream
        .read_exact(&mut answer)
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                no_milter("the connection was closed without an answer")
            }
            _ => error,
        })?;
    let [_, _, _, _, letter, version @ ..] = answer;
    if letter != b'O' || !(2..=VERSION).contains(&u32::from_be_bytes(version)) {
        return Err(no_milter("what answers doesn't speak the milter protocol"));
    }
    stream.write_all(&[0, 0, 0, 1, b'Q'])
}

fn no_milter(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
