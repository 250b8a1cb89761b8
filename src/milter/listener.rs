//! Where the MTA reaches us: a Unix socket that Postfix may open, or a TCP port.

use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll};
use std::{fmt, fs, io};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tracing::warn;

/// The group that Postfix's processes have, on every distribution that we know.
const POSTFIX_GROUP: &str = "postfix";

/// Where to listen, as the configuration writes it: `unix:/path` or `inet:host:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenSpec {
    /// A Unix socket at an absolute path.
    Unix(PathBuf),
    /// A host name or address, and a TCP port (0: any free one).
    Inet(String, u16),
}

impl FromStr for ListenSpec {
    type Err = ListenError;

    fn from_str(text: &str) -> Result<Self, ListenError> {
        let fail = |why| ListenError::Spec {
            text: text.to_owned(),
            why,
        };
        match text.split_once(':') {
            Some(("unix", path)) if path.starts_with('/') && path.len() > 1 => {
                Ok(Self::Unix(path.into()))
            }
            Some(("unix", _)) => Err(fail("the path of a Unix socket starts with /")),
            Some(("inet", rest)) => {
                let (host, port) = rest
                    .rsplit_once(':')
                    .ok_or_else(|| fail("the port is missing after the host"))?;
                let port = port
                    .parse()
                    .map_err(|_| fail("the port is not a number from 0 to 65535"))?;
                let bracketed = host
                    .strip_prefix('[')
                    .and_then(|host| host.strip_suffix(']'));
                let host = match bracketed {
                    Some(host) => host,
                    None if host.contains(':') => {
                        return Err(fail("an IPv6 address stands in square brackets"));
                    }
                    None => host,
                };
                if host.is_empty() {
                    return Err(fail(
                        "the host is missing before the port; use 127.0.0.1 for this machine",
                    ));
                }
                Ok(Self::Inet(host.to_owned(), port))
            }
            _ => Err(fail("it starts neither with unix: nor with inet:")),
        }
    }
}

impl fmt::Display for ListenSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Inet(host, port) if host.contains(':') => write!(f, "inet:[{host}]:{port}"),
            Self::Inet(host, port) => write!(f, "inet:{host}:{port}"),
        }
    }
}

/// Why the milter cannot listen there.
#[derive(Debug)]
pub enum ListenError {
    /// The text is no place to listen.
    Spec {
        /// The text.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Something that is no socket stands at the path; it is left alone.
    NotASocket(PathBuf),
    /// Another process answers on the socket.
    InUse(PathBuf),
    /// The group that shall own the socket does not exist.
    NoGroup(String),
    /// The system refused.
    Io {
        /// Where.
        spec: ListenSpec,
        /// What was tried, as an infinitive.
        doing: &'static str,
        /// What the system said.
        error: io::Error,
    },
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec { text, why } => write!(
                f,
                "the milter cannot listen on {text:?}: {why}; write unix:/path/to/socket or \
                 inet:127.0.0.1:8891"
            ),
            Self::NotASocket(path) => write!(
                f,
                "the milter cannot listen on {}: a file that is no socket is there; remove it or \
                 choose another path",
                path.display()
            ),
            Self::InUse(path) => write!(
                f,
                "the milter cannot listen on {}: another process answers there; stop it or choose \
                 another path",
                path.display()
            ),
            Self::NoGroup(group) => {
                write!(
                    f,
                    "the milter's socket cannot belong to the group {group:?}: there is no such \
                     group"
                )
            }
            Self::Io { spec, doing, error } => {
                write!(f, "the milter cannot {doing} {spec}: {error}")
            }
        }
    }
}

impl std::error::Error for ListenError {}

/// A place where MTAs connect.
#[derive(Debug)]
pub enum Listener {
    /// A Unix socket, of our own making or handed over by systemd.
    Unix(UnixListener),
    /// A TCP port. The protocol has neither encryption nor a password: loopback only.
    Inet(TcpListener),
}

/// Opens what `spec` names.
///
/// A Unix socket gets mode 0660 and the group `socket_group`, so that Postfix may use it and others
/// may not. Without a name the group is `postfix`, if there is one and we may give the socket to
/// it. A socket that a dead process left is replaced at one stroke; one that is answered, or a file
/// of another kind, is an error.
///
/// # Errors
/// [`ListenError`] says what stands in the way.
pub async fn bind(spec: &ListenSpec, socket_group: Option<&str>) -> Result<Listener, ListenError> {
    let fail = |doing| {
        move |error| ListenError::Io {
            spec: spec.clone(),
            doing,
            error,
        }
    };
    match spec {
        ListenSpec::Inet(host, port) => TcpListener::bind((host.as_str(), *port))
            .await
            .map(Listener::Inet)
            .map_err(fail("listen on")),
        ListenSpec::Unix(path) => {
            ensure_free(path, fail)?;
            // Made beside its place and moved there when it has its rights, so that nobody meets it
            // half done.
            let mut beside = path.clone().into_os_string();
            beside.push(".new");
            let beside = PathBuf::from(beside);
            ensure_free(&beside, fail)?;
            let _ = fs::remove_file(&beside);
            let listener = UnixListener::bind(&beside).map_err(fail("make the socket"))?;
            fs::set_permissions(&beside, fs::Permissions::from_mode(0o660))
                .map_err(fail("set the mode of"))?;
            give_to_group(&beside, socket_group, fail)?;
            fs::rename(&beside, path).map_err(fail("put the socket at"))?;
            Ok(Listener::Unix(listener))
        }
    }
}

/// Whether a socket may be made at `path`: nothing there, or a socket on which nobody answers.
fn ensure_free<F, E>(path: &Path, fail: F) -> Result<(), ListenError>
where
    F: Fn(&'static str) -> E,
    E: FnOnce(io::Error) -> ListenError,
{
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(fail("look at")(error)),
        Ok(found) if !found.file_type().is_socket() => {
            return Err(ListenError::NotASocket(path.to_owned()));
        }
        Ok(_) => {}
    }
    match std::os::unix::net::UnixStream::connect(path) {
        Ok(_) => Err(ListenError::InUse(path.to_owned())),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound
            ) =>
        {
            Ok(())
        }
        Err(error) => Err(fail("find out who answers on")(error)),
    }
}

fn give_to_group<F, E>(path: &Path, name: Option<&str>, fail: F) -> Result<(), ListenError>
where
    F: Fn(&'static str) -> E,
    E: FnOnce(io::Error) -> ListenError,
{
    let group = nix::unistd::Group::from_name(name.unwrap_or(POSTFIX_GROUP))
        .ok()
        .flatten();
    match (name, group) {
        (Some(name), None) => Err(ListenError::NoGroup(name.to_owned())),
        (None, None) => Ok(()),
        // In a setgid directory the socket has the group already, and a sandbox may forbid chown.
        (_, Some(group))
            if fs::symlink_metadata(path).is_ok_and(|made| made.gid() == group.gid.as_raw()) =>
        {
            Ok(())
        }
        (name, Some(group)) => match chown(path, None, Some(group.gid.as_raw())) {
            Err(error) if name.is_some() => Err(fail("give a group to")(error)),
            Err(error) => {
                warn!(%error, group = group.name, "the milter's socket keeps our group; Postfix \
                                                   may not reach it");
                Ok(())
            }
            Ok(()) => Ok(()),
        },
    }
}

/// How many bytes of an answer a Unix socket may take before the MTA reads them. With the usual 208
/// KB, every other write of a large carrier waits for the MTA to run first; Linux gives as much of
/// this as `net.core.wmem_max` allows.
const SEND_BUFFER: usize = 1 << 20;

/// One accepted connection.
pub(super) enum Accepted {
    Unix(UnixStream),
    Inet(Prompt),
}

impl Listener {
    pub(super) async fn accept(&self) -> io::Result<Accepted> {
        match self {
            Self::Unix(listener) => {
                let (stream, _) = listener.accept().await?;
                // Only speed is at stake, so a refusal is no error.
                let _ = SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER);
                Ok(Accepted::Unix(stream))
            }
            // TCP is left to tune its buffers itself.
            Self::Inet(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Accepted::Inet(Prompt(stream)))
            }
        }
    }
}

/// A TCP connection that leaves nothing unacknowledged while it waits. Postfix sends MAIL and RCPT
/// in small packets and waits, by Nagle's rule, until the last one is acknowledged; with the usual
/// delay that costs 40 ms each, which makes TCP five times slower than a Unix socket. Linux goes
/// back to delayed acknowledgement by itself, so it is asked before each wait: by then our answer,
/// if there is one, has acknowledged what it answers, and no packet is sent for that alone.
pub(super) struct Prompt(TcpStream);

impl AsyncRead for Prompt {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.0).poll_read(context, buf);
        #[cfg(target_os = "linux")]
        if read.is_pending() {
            // Only speed is at stake, so a refusal is no error.
            let _ = self.0.set_quickack(true);
        }
        read
    }
}

impl AsyncWrite for Prompt {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(context, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
