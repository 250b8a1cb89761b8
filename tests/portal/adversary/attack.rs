//! What the adversary does, each on many connections that are begun anew whenever one ends.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::browser::connect;
use crate::rig::{Rig, armor};
use crate::uploads::noise;

/// How the adversary holds a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sends nothing.
    Silent,
    /// Sends a header that doesn't end.
    DrippedHeader,
    /// Sends a form of a visit that doesn't end.
    DrippedForm,
    /// Begins an upload in which nothing shows what it is.
    UploadWithoutHead,
    /// Begins an upload of a genuine message.
    UploadWithHead,
    /// Begins an upload that could be a whole mail.
    WholeMail,
    /// Sends what is refused at once, without end.
    RefusedBody,
    /// Asks for a large download and takes nothing of it, as one recipient in many visits.
    SlowDownload,
    /// Begins uploads of genuine messages that have brought most of their bytes, of one message or
    /// of many.
    HeldMemory(usize),
}

/// How soon what ends is begun anew.
const PAUSE: Duration = Duration::from_millis(200);

/// An attack; it ends with this value.
pub struct Attack {
    _connections: JoinSet<()>,
}

/// What one connection sends.
#[derive(Clone)]
struct Script {
    begin: Vec<u8>,
    drip: &'static [u8],
    reads: bool,
}

impl Attack {
    /// Begins to hold `each` connections from each network; returns when as many were begun.
    pub async fn begin(
        rig: &Rig,
        to: SocketAddr,
        kind: Kind,
        networks: &[IpAddr],
        each: usize,
    ) -> Self {
        Self::begin_with(rig, to, kind, networks, each, PAUSE).await
    }

    /// The same, with this pause before what ends is begun anew.
    pub async fn begin_with(
        rig: &Rig,
        to: SocketAddr,
        kind: Kind,
        networks: &[IpAddr],
        each: usize,
        pause: Duration,
    ) -> Self {
        let scripts = Arc::new(scripts(rig, kind).await);
        let begun = Arc::new(AtomicUsize::new(0));
        let mut connections = JoinSet::new();
        for n in 0..each {
            for &network in networks {
                let (scripts, begun) = (Arc::clone(&scripts), Arc::clone(&begun));
                connections.spawn(async move {
                    let script = &scripts[n % scripts.len()];
                    loop {
                        if let Ok(stream) = connect(network, to).await {
                            hold(stream, script, &begun).await;
                        }
                        tokio::time::sleep(pause).await;
                    }
                });
            }
        }
        let deadline = Instant::now() + Duration::from_secs(20);
        while begun.load(Ordering::Relaxed) < each * networks.len() {
            assert!(
                Instant::now() < deadline,
                "{kind:?}: connections are not even queued"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Self {
            _connections: connections,
        }
    }
}

/// Holds a connection until it is closed.
async fn hold(mut stream: TcpStream, script: &Script, begun: &AtomicUsize) {
    let sent = stream.write_all(&script.begin).await;
    begun.fetch_add(1, Ordering::Relaxed);
    if sent.is_err() {
        return;
    }
    let mut taken = [0; 1024];
    loop {
        tokio::select! {
            read = stream.read(&mut taken), if script.reads => match read {
                Ok(1..) => {}
                _ => return,
            },
            () = tokio::time::sleep(Duration::from_millis(500)) => {
                if stream.write_all(script.drip).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn post(path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 2000000\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn upload(field: &str, content: &[u8]) -> Vec<u8> {
    let part = format!("--b\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n");
    let kind = "multipart/form-data; boundary=b";
    post("/open", kind, &[part.as_bytes(), content].concat())
}

async fn scripts(rig: &Rig, kind: Kind) -> Vec<Script> {
    let one = |begin: Vec<u8>, drip: &'static [u8]| {
        vec![Script {
            begin,
            drip,
            reads: true,
        }]
    };
    match kind {
        Kind::Silent => one(Vec::new(), b""),
        Kind::DrippedHeader => one(b"GET / HTTP/1.1\r\nHost: x\r\n".to_vec(), b"X-Slow: 1\r\n"),
        Kind::DrippedForm => {
            let kind = "application/x-www-form-urlencoded";
            one(post("/v/abcdefghijkmnpqrstuv/proof", kind, b"code="), b"1")
        }
        Kind::UploadWithoutHead => one(upload("sealed", b""), b"A"),
        Kind::UploadWithHead => {
            let sealed = rig.seal(&["eve@example.com"], &noise(500_000));
            let text = armor(&sealed);
            one(upload("sealed", &text.as_bytes()[..100_000]), b"A")
        }
        Kind::HeldMemory(messages) => (0..messages)
            .map(|_| {
                let sealed = rig.seal(&["eve@example.com"], &noise(1_400_000));
                let text = armor(&sealed);
                Script {
                    begin: upload("sealed", &text.as_bytes()[..1_800_000]),
                    drip: b"A",
                    reads: true,
                }
            })
            .collect(),
        Kind::WholeMail => {
            let mail = format!("From: eve@example.com\r\n\r\n{}", "x\r\n".repeat(40_000));
            one(upload("file", mail.as_bytes()), b"x")
        }
        Kind::RefusedBody => one(upload("sealed", b"!!!!"), b"!"),
        Kind::SlowDownload => {
            let mut message = b"Subject: x\r\n\r\n".to_vec();
            message.extend_from_slice(&noise(3_000_000));
            let sealed = rig.seal(&["eve@example.com"], &message);
            let mut scripts = Vec::new();
            for _ in 0..3 {
                let mut visit = rig.visit(&sealed).await;
                let mails = rig.sink.mails().len();
                visit.ask("").await;
                let code = rig.sink.wait(mails + 1).await[mails].code();
                visit.guess(&code).await;
                let cookies: Vec<String> = visit
                    .browser
                    .cookies
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                for part in ["original.eml", "body", ""] {
                    let path = format!("{}/{part}", visit.path);
                    let begin = format!(
                        "GET {} HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n",
                        path.trim_end_matches('/'),
                        cookies.join("; ")
                    );
                    scripts.push(Script {
                        begin: begin.into_bytes(),
                        drip: b"",
                        reads: false,
                    });
                }
            }
            scripts
        }
    }
}
