//! What SIGHUP changes in portal and milter. The services run here as the daemon runs them, on free
//! ports.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use postseal::config::Config;
use postseal::keyring::Keyring;
use postseal::milter;
use postseal::server::{Listeners, Setup, serve};
use rig::browser::{Browser, Page, multipart};
use rig::milter_wire;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, block_in_place};
use tokio_util::sync::CancellationToken;

use super::Home;

/// The portal of a home, as a service.
struct Served {
    home: Home,
    browser: Browser,
    milter: SocketAddr,
    reload: mpsc::Sender<()>,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Served {
    async fn start() -> Self {
        let home = Home::new();
        let setup = Setup::new(Config::load(Path::new(&home.config())).unwrap()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let browser = Browser::new(listener.local_addr().unwrap().port());
        let milter = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = milter.local_addr().unwrap();
        let listeners = Listeners {
            portal: Some(listener),
            milter: Some(milter::Listener::Inet(milter)),
            metrics: None,
        };
        let (reload, reloads) = mpsc::channel(1);
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(setup, listeners, reloads, stop.clone()));
        Self {
            home,
            browser,
            milter: address,
            reload,
            stop,
            serving,
        }
    }

    /// Asks for a reload, and waits until it was acted on: each message is taken only after the one
    /// before it, and one more has place in the channel. What is new then holds soon.
    async fn reload(&self) {
        for _ in 0..3 {
            self.reload.send(()).await.unwrap();
        }
    }

    /// Waits until something is so.
    fn wait_for(&mut self, what: &str, mut is_so: impl FnMut(&mut Self) -> bool) {
        rig::wait_for(what, || is_so(self).then_some(()));
    }

    /// Uploads a carrier. Shows the visit, or what refuses it.
    fn upload(&mut self, carrier: &[u8]) -> Page {
        let (kind, body) = multipart(&[("file", Some("mail.eml"), carrier)]);
        let headers = [("Content-Type", kind), ("Origin", "null".to_owned())];
        block_in_place(|| self.browser.load("POST", "/open", &headers, &body))
    }

    /// Asks for a page, which must be there.
    fn get(&mut self, path: &str) -> String {
        let page = block_in_place(|| self.browser.open(path));
        assert_eq!(page.response.status, 200, "{}", page.text());
        page.html()
    }
}

const MAIL: &[u8] = b"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: x\r\n\r\nbody\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_changes_the_portals_settings_and_keeps_its_visits() {
    let mut served = Served::start().await;
    let carrier = served.home.seal(MAIL);
    let visit = served.upload(&carrier).path.unwrap();
    served.get(&visit);

    let name = "Acme Bank <secure@example.org>";
    served.home.edit("Secure mail <secure@example.org>", name);
    served.reload().await;
    served.wait_for("the new name", |served| {
        served.get("/").contains("Acme Bank")
    });
    assert!(served.get(&visit).contains("Acme Bank"));

    let edit = |from, to| served.home.edit(from, to);
    edit("#max_message = \"64M\"", "max_message = \"50\"");
    edit("#max_upload = \"72M\"", "max_upload = \"100\"");
    served.reload().await;
    served.wait_for("the new limit", |served| {
        served.upload(&carrier).response.status == 413
    });
    served.stop.cancel();
    served.serving.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_with_a_mistake_changes_nothing() {
    let mut served = Served::start().await;
    let carrier = served.home.seal(MAIL);
    let visit = served.upload(&carrier).path.unwrap();
    served
        .home
        .edit("Secure mail <secure@example.org>", "Acme <a@example.org>");
    served.home.edit("[carrier]", "[carier]");
    served.reload().await;
    let page = served.get("/");
    assert!(page.contains("Secure mail") && !page.contains("Acme"));
    served.get(&visit);
    assert_eq!(served.upload(&carrier).response.status, 200);

    served.home.edit("[carier]", "[carrier]");
    served.reload().await;
    served.wait_for("the new name", |served| served.get("/").contains("Acme"));

    let started = Instant::now();
    served.stop.cancel();
    served.serving.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_root_key_is_forgotten_whatever_is_wrong_with_the_rest() {
    for (from, to) in [
        ("[carrier]", "[carier]"),
        (
            "#[[dkim]]",
            "[[dkim]]\ndomain = \"example.org\"\nselector = \"x\"\nkey = \"/nonexistent\"\n#",
        ),
    ] {
        let mut served = Served::start().await;
        let carrier = served.home.seal(MAIL);
        assert_eq!(served.upload(&carrier).response.status, 200);
        let keyring = Keyring::load(&served.home.path("keyring")).unwrap();
        keyring.rotate().unwrap();
        std::fs::remove_file(served.home.path("keyring/root-00000001.key")).unwrap();
        served.home.edit(from, to);
        served.reload().await;
        served.wait_for("the key to be forgotten", |served| {
            served.upload(&carrier).response.status == 422
        });
        served.stop.cancel();
        served.serving.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_changes_what_the_milter_seals() {
    let mut served = Served::start().await;
    assert!(!block_in_place(|| seals(served.milter, "[confidential] x")));
    served.home.edit("[secure]", "[confidential]");
    served.reload().await;
    served.wait_for("the new tag", |served| {
        block_in_place(|| seals(served.milter, "[confidential] x"))
    });
    served.stop.cancel();
    served.serving.await.unwrap();
}

/// Hands a mail with this subject to the milter. Tells whether it replaces the body.
fn seals(milter: SocketAddr, subject: &str) -> bool {
    let mut session = std::net::TcpStream::connect(milter).unwrap();
    let offer = [6_u32, 0x1ff, 0x1f_ffff].map(u32::to_be_bytes).concat();
    milter_wire::write(&mut session, b'O', &offer).unwrap();
    milter_wire::read(&mut session).unwrap().unwrap();
    let subject = format!("Subject\0{subject}\0");
    for (letter, data) in [
        (b'C', &b"client.example\x004\x1f\x90127.0.0.1\0"[..]),
        (b'M', b"<alice@example.org>\0"),
        (b'R', b"<bob@example.net>\0"),
        (b'T', b""),
        (b'L', b"From\0alice@example.org\0"),
        (b'L', subject.as_bytes()),
        (b'N', b""),
    ] {
        milter_wire::write(&mut session, letter, data).unwrap();
    }
    let answer = milter_wire::read(&mut session).unwrap().unwrap();
    if answer.letter == b'a' {
        return false;
    }
    milter_wire::write(&mut session, b'B', b"body\r\n").unwrap();
    milter_wire::write(&mut session, b'E', b"").unwrap();
    std::iter::from_fn(|| milter_wire::read(&mut session).unwrap())
        .take_while(|frame| !b"acrty".contains(&frame.letter))
        .any(|frame| frame.letter == b'b')
}
