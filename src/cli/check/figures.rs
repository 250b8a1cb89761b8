//! Whether the addresses on which figures are read are free, or ours.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::finding::Finding;
use crate::config::Config;

/// How long whoever listens there may take to answer.
const WAIT: Duration = Duration::from_secs(2);

pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let metrics = &config.metrics;
    [
        ("metrics.listen", metrics.listen),
        ("metrics.milter_listen", metrics.milter_listen),
    ]
    .into_iter()
    .filter_map(|(key, address)| finding(key, address?))
    .collect()
}

fn finding(key: &str, address: SocketAddr) -> Option<Finding> {
    let error = TcpListener::bind(address).err()?;
    let sentence = match error.kind() {
        ErrorKind::AddrInUse if tells_figures(address) => return None,
        ErrorKind::AddrInUse => format!(
            "{key}: another program listens on {address}, so nothing would be counted: choose \
             another port, and allow it in the unit (SocketBindAllow)."
        ),
        ErrorKind::AddrNotAvailable => {
            format!("{key}: this host has no address {address}, so nothing would be counted.")
        }
        // This user may not; the daemon's may.
        _ => return None,
    };
    Some(Finding::Unsafe(sentence))
}

/// Whether a postseal that runs tells its figures there.
fn tells_figures(address: SocketAddr) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect_timeout(&address, WAIT)?;
        stream.set_write_timeout(Some(WAIT))?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        // Whatever listens there may say a byte at a time.
        let (until, mut answer, mut chunk) = (Instant::now() + WAIT, Vec::new(), [0; 4096]);
        while answer.len() < 1 << 20 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            stream.set_read_timeout(Some(left))?;
            match stream.read(&mut chunk)? {
                0 => break,
                read => answer.extend_from_slice(&chunk[..read]),
            }
        }
        std::io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    ask().is_ok_and(|answer| answer.contains("postseal_build_info{"))
}
