//! What SIGHUP changes in the portal. The services run here as the daemon runs them, on a free
//! port.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use postseal::config::Config;
use postseal::server::{Listeners, Setup, serve};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Home;

/// The portal of a home, as a service.
struct Served {
    home: Home,
    address: SocketAddr,
    reload: mpsc::Sender<()>,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Served {
    async fn start() -> Self {
        let home = Home::new();
        let setup = Setup::new(Config::load(Path::new(&home.config())).unwrap()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listeners = Listeners {
            portal: Some(listener),
            ..Listeners::default()
        };
        let (reload, reloads) = mpsc::channel(1);
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(setup, listeners, reloads, stop.clone()));
        Self {
            home,
            address,
            reload,
            stop,
            serving,
        }
    }

    /// Asks for a reload, and waits until it is done: each message is taken only after the one
    /// before it was acted on, and one more has place in the channel.
    async fn reload(&self) {
        for _ in 0..3 {
            self.reload.send(()).await.unwrap();
        }
    }

    /// One request with its answer, head and body.
    async fn request(&self, head: &str, body: &[u8]) -> String {
        let address = self.address;
        let request = [
            format!(
                "{head}\r\nHost: secure.example.org\r\nContent-Length: {}\r\nConnection: \
                 close\r\n\r\n",
                body.len()
            )
            .as_bytes(),
            body,
        ]
        .concat();
        let answer = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(&request).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            String::from_utf8_lossy(&answer).into_owned()
        });
        answer.await.unwrap()
    }

    /// Uploads a carrier. Gives the visit's path and cookie, or the answer that refuses it.
    async fn upload(&self, carrier: &[u8]) -> Result<(String, String), String> {
        let body = [
            b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"mail.eml\"\r\n\r\n",
            carrier,
            b"\r\n--x--\r\n",
        ]
        .concat();
        let head = "POST /open HTTP/1.1\r\nOrigin: null\r\nContent-Type: multipart/form-data; \
                    boundary=x";
        let answer = self.request(head, &body).await;
        let field = |name: &str| {
            answer
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .map(|value| value.trim().to_owned())
        };
        match (field("location: "), field("set-cookie: ")) {
            (Some(path), Some(cookie)) => {
                let cookie = cookie.split(';').next().unwrap().to_owned();
                Ok((path, cookie))
            }
            _ => Err(answer),
        }
    }

    async fn get(&self, path: &str, cookie: &str) -> String {
        let head = format!("GET {path} HTTP/1.1\r\nCookie: {cookie}");
        self.request(&head, b"").await
    }
}

const MAIL: &[u8] = b"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: x\r\n\r\nbody\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_changes_the_portals_settings_and_keeps_its_visits() {
    let served = Served::start().await;
    let carrier = served.home.seal(MAIL);
    let (path, cookie) = served.upload(&carrier).await.unwrap();
    assert!(served.get(&path, &cookie).await.starts_with("HTTP/1.1 200"));

    let name = "Acme Bank <secure@example.org>";
    served.home.edit("Secure mail <secure@example.org>", name);
    served.reload().await;
    assert!(served.get("/", "").await.contains("Acme Bank"));
    let visit = served.get(&path, &cookie).await;
    assert!(
        visit.starts_with("HTTP/1.1 200") && visit.contains("Acme Bank"),
        "{visit}"
    );

    let edit = |from, to| served.home.edit(from, to);
    edit("#max_message = \"64M\"", "max_message = \"50\"");
    edit("#max_upload = \"72M\"", "max_upload = \"100\"");
    served.reload().await;
    let refused = served.upload(&carrier).await.unwrap_err();
    assert!(refused.starts_with("HTTP/1.1 413"), "{refused}");
    served.stop.cancel();
    served.serving.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_with_a_mistake_changes_nothing() {
    let served = Served::start().await;
    let carrier = served.home.seal(MAIL);
    let (path, cookie) = served.upload(&carrier).await.unwrap();
    served
        .home
        .edit("Secure mail <secure@example.org>", "Acme <a@example.org>");
    served.home.edit("[carrier]", "[carier]");
    served.reload().await;
    let page = served.get("/", "").await;
    assert!(page.contains("Secure mail") && !page.contains("Acme"));
    assert!(served.get(&path, &cookie).await.starts_with("HTTP/1.1 200"));
    assert!(served.upload(&carrier).await.is_ok());

    served.home.edit("[carier]", "[carrier]");
    served.reload().await;
    assert!(served.get("/", "").await.contains("Acme"));

    let started = Instant::now();
    served.stop.cancel();
    served.serving.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
}
