//! Whether the time of an answer tells who is a recipient: Welch's t over 10,000 timings of asking
//! for a code and as many of a wrong code, half of them for a recipient and half for a stranger.
//!
//! Every timing has a message, a visit and a network of its own, and which of the two it is for is
//! tossed for. Under 4.5 nothing is seen that chance would not show.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

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
use rig::browser::{multipart, urlencoded};
use rig::http::{self, Response};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::watch;

const NOW: u64 = 1_800_000_000;

const TIMINGS: usize = 10_000;

/// The goal: above this, two sets of timings differ.
const DIFFER: f64 = 4.5;

/// Sums of one side's timings, in microseconds.
#[derive(Default)]
struct Side {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Side {
    fn add(&mut self, time: Duration) {
        let time = time.as_secs_f64() * 1e6;
        self.count += 1.0;
        self.sum += time;
        self.squares += time * time;
    }

    fn mean(&self) -> f64 {
        self.sum / self.count
    }

    /// The variance of the mean.
    fn spread(&self) -> f64 {
        (self.squares / self.count - self.mean().powi(2)) / (self.count - 1.0)
    }
}

fn welch(one: &Side, other: &Side) -> f64 {
    (one.mean() - other.mean()) / (one.spread() + other.spread()).sqrt()
}

/// An SMTP server that takes everything and keeps nothing.
async fn sink() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                let mut in_data = false;
                stream.write_all(b"220 sink\r\n").await.ok()?;
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).await.ok()? == 0 {
                        return Some(());
                    }
                    let answer: &[u8] = match (in_data, line.get(..4)) {
                        (true, _) if line == ".\r\n" => b"250 taken\r\n",
                        (true, _) => continue,
                        (_, Some("EHLO")) => b"250-sink\r\n250 8BITMIME\r\n",
                        (_, Some("DATA")) => b"354 go on\r\n",
                        (_, Some("QUIT")) => b"221 bye\r\n",
                        _ => b"250 ok\r\n",
                    };
                    in_data = answer.starts_with(b"354");
                    stream.write_all(answer).await.ok()?;
                }
            });
        }
    });
    address
}

struct Bench {
    portal: SocketAddr,
    clock: Clock,
    keyring: Arc<Keyring>,
}

impl Bench {
    async fn start(dir: &std::path::Path) -> Self {
        let keyring = Arc::new(Keyring::create(&dir.join("keyring")).expect("a keyring"));
        let clock = Clock::manual(NOW);
        let listener = bind(([127, 0, 0, 1], 0).into()).expect("a port");
        let portal = listener.local_addr().expect("an address");
        let store = Store::memory(clock.clone(), Bounds::default());
        let state = State {
            settings: Settings {
                url: format!("http://{portal}/"),
                from: "Secure mail <secure@example.org>".into(),
                ..Settings::default()
            },
            keyring: Arc::clone(&keyring),
            submit: Submit::new(&sink().await.to_string()),
            signer: Signer::default(),
            locales: Arc::new(Locales::built_in()),
            brands: Brands::default(),
            clock: clock.clone(),
            figures: PortalFigures::default(),
        };
        let (sender, newest) = watch::channel(Arc::new(state));
        tokio::spawn(async move {
            serve(listener, newest, store, std::future::pending()).await;
            drop(sender);
        });
        Self {
            portal,
            clock,
            keyring,
        }
    }

    /// The armor of a new message.
    fn sealed(&self) -> String {
        let meta = Meta {
            message_id: MessageId(postseal::secret::random()),
            created: NOW,
            expires: None,
            sender: "alice@example.org".into(),
            recipients: vec!["mallory@example.net".into(), "bob@example.com".into()],
            subject: "The plan".into(),
            language: "en".into(),
            brand: String::new(),
            reply_allowed: true,
            receipt_wanted: false,
            voucher: None,
        };
        let keys = self.keyring.sealing_keys(None).expect("keys");
        let mut sealer = Sealer::new(&keys, &meta, Vec::new()).expect("a sealer");
        sealer.write_all(b"\r\nx").expect("a message");
        STANDARD.encode(sealer.finish().expect("a sealed message"))
    }

    fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> (Response, Duration) {
        let start = Instant::now();
        let answer = http::request(self.portal.port(), method, path, headers, body);
        (answer.expect("an answer"), start.elapsed())
    }

    /// The times of asking for a code and of a wrong one, in a visit of their own.
    fn time(&self, number: usize, address: &str) -> (Duration, Duration) {
        let (kind, body) = multipart(&[("sealed", None, self.sealed().as_bytes())]);
        let network = format!("10.{}.{}.1", number >> 8 & 255, number & 255);
        let from = ("X-Forwarded-For", network);
        let headers = [("Content-Type", kind), from.clone()];
        let (opened, _) = self.request("POST", "/open", &headers, &body);
        let path = opened.header("location").expect("a visit").to_owned();
        let cookie = opened.header("set-cookie").expect("a cookie");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let cookie = ("Cookie", cookie);
        let (page, _) = self.request("GET", &path, &[cookie.clone(), from.clone()], b"");
        let token = page.token();
        let post = |part: &str, field: (&str, &str)| {
            let values = [("token", token.as_str()), field]
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
            let (kind, body) = urlencoded(&values);
            let headers = [
                ("Content-Type", kind),
                ("Origin", format!("http://{}", self.portal)),
                cookie.clone(),
                from.clone(),
            ];
            self.request("POST", &format!("{path}/{part}"), &headers, &body)
        };
        let (asked, asking) = post("passcode", ("address", address));
        assert_eq!(asked.status, 303, "{}", asked.text());
        let (wrong, guessing) = post("proof", ("code", "12345678"));
        assert_eq!(wrong.status, 422, "{}", wrong.text());
        (asking, guessing)
    }
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let dir = tempfile::tempdir().expect("a directory");
    let bench = runtime.block_on(Bench::start(dir.path()));
    // The first ones warm up.
    for number in 0..200 {
        bench.time(number, "bob@example.com");
    }
    let (mut asking, mut guessing) = (<[Side; 2]>::default(), <[Side; 2]>::default());
    for number in 0..TIMINGS {
        if number % 100 == 0 {
            // Visits end, and networks may ask again.
            bench.clock.advance(Duration::from_secs(1_000));
        }
        let side = usize::from(postseal::secret::random::<1>()[0] & 1);
        let address = ["bob@example.com", "zoe@example.com"][side];
        let (asked, guessed) = bench.time(number, address);
        asking[side].add(asked);
        guessing[side].add(guessed);
    }
    println!("\n| what is timed | a recipient | a stranger | Welch's t | goal |");
    println!("|---|---|---|---|---|");
    let mut reached = true;
    for (what, [recipient, stranger]) in
        [("asking for a code", &asking), ("a wrong code", &guessing)]
    {
        let t = welch(recipient, stranger);
        println!(
            "| {what} | {:.1} µs | {:.1} µs | {t:.2} | < {DIFFER} |",
            recipient.mean(),
            stranger.mean()
        );
        reached &= t.abs() < DIFFER;
    }
    assert!(reached, "the time of an answer tells who is a recipient");
}
