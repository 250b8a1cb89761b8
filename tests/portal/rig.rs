//! A portal on a free port, with a keyring of its own, a clock that stands still, and an SMTP sink
//! for its mails.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use postseal::brand::Brands;
use postseal::clock::Clock;
use postseal::keyring::Keyring;
use postseal::locale::Locales;
use postseal::mail::sign::Signer;
use postseal::mail::submit::Submit;
use postseal::metrics::PortalFigures;
use postseal::portal::{Settings, State, bind, serve};
use postseal::seal::{MessageId, Meta, Sealer};
use postseal::store::{Bounds, Store};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use super::browser::{Answer, Browser};
use super::sink::Sink;

pub const NOW: u64 = 1_800_000_000;

pub struct Rig {
    pub portal: SocketAddr,
    pub clock: Clock,
    pub sink: Sink,
    pub store: Store,
    pub state: watch::Sender<Arc<State>>,
    pub stop: Option<oneshot::Sender<()>>,
    pub served: Option<JoinHandle<()>>,
    pub keyring: Arc<Keyring>,
    _dir: tempfile::TempDir,
}

/// A browser with a visit.
pub struct Visit {
    pub browser: Browser,
    pub path: String,
}

/// A keyring in a folder of its own, as long as that is kept.
fn keyring() -> (tempfile::TempDir, Arc<Keyring>) {
    let dir = tempfile::tempdir().unwrap();
    let keyring = Arc::new(Keyring::create(&dir.path().join("keyring")).unwrap());
    (dir, keyring)
}

impl Rig {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let sink = Sink::start().await;
        let address = sink.address;
        Self::with_submit(change, sink, &address.to_string()).await
    }

    pub async fn with_submit(change: impl FnOnce(&mut Settings), sink: Sink, submit: &str) -> Self {
        Self::with_bounds(change, |_| {}, sink, submit).await
    }

    pub async fn with_bounds(
        change: impl FnOnce(&mut Settings),
        bound: impl FnOnce(&mut Bounds),
        sink: Sink,
        submit: &str,
    ) -> Self {
        let change = |state: &mut State| change(&mut state.settings);
        Self::with_keyring(keyring(), change, bound, sink, submit).await
    }

    /// A portal that begins with this state. What begins doesn't wait for a reload.
    pub async fn with_state(change: impl FnOnce(&mut State)) -> Self {
        let sink = Sink::start().await;
        let address = sink.address.to_string();
        Self::with_keyring(keyring(), change, |_| {}, sink, &address).await
    }

    /// A portal with the keyring of this one, whose counters have room for no more than this.
    pub async fn cramped(other: &Rig, counters: usize) -> Self {
        let sink = Sink::start().await;
        let address = sink.address.to_string();
        let keyring = (tempfile::tempdir().unwrap(), Arc::clone(&other.keyring));
        let bound = |bounds: &mut Bounds| bounds.counters = counters;
        Self::with_keyring(keyring, |_| {}, bound, sink, &address).await
    }

    async fn with_keyring(
        (dir, keyring): (tempfile::TempDir, Arc<Keyring>),
        change: impl FnOnce(&mut State),
        bound: impl FnOnce(&mut Bounds),
        sink: Sink,
        submit: &str,
    ) -> Self {
        let clock = Clock::manual(NOW);
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let portal = listener.local_addr().unwrap();
        let mut state = State {
            settings: Settings {
                url: format!("http://{portal}/"),
                from: "Secure mail <secure@example.org>".into(),
                ..Settings::default()
            },
            keyring: keyring.clone(),
            submit: Submit::new(submit),
            signer: Signer::default(),
            locales: Arc::new(Locales::built_in()),
            brands: Brands::default(),
            clock: clock.clone(),
            figures: PortalFigures::default(),
        };
        change(&mut state);
        let mut bounds = Bounds {
            bytes: state.settings.max_memory,
            ..Bounds::default()
        };
        bound(&mut bounds);
        let store = Store::memory(clock.clone(), bounds);
        let (state, newest) = watch::channel(Arc::new(state));
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(serve(listener, newest, store.clone(), async move {
            let _ = stopped.await;
        }));
        Self {
            portal,
            clock,
            sink,
            store,
            state,
            stop: Some(stop),
            served: Some(served),
            keyring,
            _dir: dir,
        }
    }

    /// Changes the settings, as SIGHUP does. They hold soon, not at once: who tests what a reload
    /// does asks until it holds, who only needs a setting begins with it ([`Rig::with_state`]).
    pub fn reload(&self, change: impl FnOnce(&mut State)) {
        self.state.send_modify(|state| change(Arc::make_mut(state)));
    }

    /// What visits and uploads take of the store.
    pub async fn reserved_bytes(&self) -> u64 {
        self.store.reserved_bytes().await.unwrap()
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.portal)
    }

    pub fn seal(&self, recipients: &[&str], message: &[u8]) -> Vec<u8> {
        self.seal_meta(recipients, message, |_| {})
    }

    pub fn seal_meta(
        &self,
        recipients: &[&str],
        message: &[u8],
        change: impl FnOnce(&mut Meta),
    ) -> Vec<u8> {
        let mut meta = Meta {
            message_id: MessageId(postseal::secret::random()),
            created: NOW,
            expires: None,
            sender: "alice@example.org".into(),
            recipients: recipients.iter().map(|&one| one.to_owned()).collect(),
            subject: "The plan".into(),
            language: "en".into(),
            brand: String::new(),
            reply_allowed: true,
            receipt_wanted: false,
            voucher: None,
        };
        change(&mut meta);
        let keys = self.keyring.sealing_keys(meta.expires).unwrap();
        let mut sealer = Sealer::new(&keys, &meta, Vec::new()).unwrap();
        sealer.write_all(message).unwrap();
        sealer.finish().unwrap()
    }

    /// Brings a sealed message, as the wrapper's form does.
    pub async fn visit(&self, sealed: &[u8]) -> Visit {
        let mut browser = self.browser();
        browser.origin = Some("null".into());
        let answer = browser.upload("sealed", armor(sealed).as_bytes()).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let url = self.state.borrow().settings.url.clone();
        browser.origin = Some(url.trim_end_matches('/').to_owned());
        Visit {
            browser,
            path: answer.header("location").unwrap().to_owned(),
        }
    }

    /// A visit in which bob@example.com, the only recipient, has proven himself.
    pub async fn reader(&self, message: &[u8]) -> Visit {
        self.reader_at("bob@example.com", message).await
    }

    /// The same with another address.
    pub async fn reader_at(&self, address: &str, message: &[u8]) -> Visit {
        let (visit, answer) = self.prover(address, message).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        visit
    }

    /// A visit of this address, the only recipient, and what came of its right code.
    pub async fn prover(&self, address: &str, message: &[u8]) -> (Visit, Answer) {
        let mut visit = self.visit(&self.seal(&[address], message)).await;
        let mails = self.sink.mails().len();
        visit.ask("").await;
        let code = self.sink.wait(mails + 1).await[mails].code();
        let answer = visit.guess(&code).await;
        (visit, answer)
    }

    /// Lets mails that could still be on their way arrive: the portal stops, and sends what is
    /// queued first.
    pub async fn settle(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(30), self.served.take().unwrap())
            .await
            .unwrap()
            .unwrap();
    }
}

impl Visit {
    pub async fn page(&mut self) -> Answer {
        self.browser.get(&self.path.clone()).await
    }

    pub async fn part(&mut self, part: &str) -> Answer {
        self.browser.get(&format!("{}/{part}", self.path)).await
    }

    pub async fn token(&mut self) -> String {
        self.page().await.token()
    }

    pub async fn ask(&mut self, address: &str) -> Answer {
        let token = self.token().await;
        self.browser
            .post(
                &format!("{}/passcode", self.path),
                &[("token", &token), ("address", address)],
            )
            .await
    }

    pub async fn guess(&mut self, code: &str) -> Answer {
        let token = self.token().await;
        self.browser
            .post(
                &format!("{}/proof", self.path),
                &[("token", &token), ("code", code)],
            )
            .await
    }
}

/// The armor of `message.html`: base64 in lines of 988 characters.
pub fn armor(sealed: &[u8]) -> String {
    let text = STANDARD.encode(sealed);
    text.as_bytes()
        .chunks(988)
        .map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap()))
        .collect()
}

/// A file with that armor.
pub fn message_html(sealed: &[u8]) -> String {
    format!(
        "<!doctype html>\r\n<form><input type=\"hidden\" name=\"sealed\" value=\"\r\n\
         {}\"><button>x</button></form>\r\n",
        armor(sealed)
    )
}
