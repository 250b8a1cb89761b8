//! A visitor on the whole way from the wrapper to an attachment.

use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::browser::Browser;
use crate::rig::{Rig, Visit, armor};
use crate::uploads::noise;

/// How long each step may take. What it takes stands in the table of `make bench`.
const STEP: Duration = Duration::from_secs(10);

const MESSAGE: &[u8] = b"Subject: The plan\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\nContent-Type: text/html\r\n\r\n<p>as promised</p>\r\n\
    --b\r\nContent-Type: application/pdf; name=plan.pdf\r\n\
    Content-Disposition: attachment; filename=plan.pdf\r\n\r\nthe attachment\r\n--b--\r\n";

/// A visitor in a network of their own.
pub struct Visitor<'a> {
    rig: &'a Rig,
    browser: Browser,
    /// How long the message is besides.
    padding: usize,
}

impl<'a> Visitor<'a> {
    pub fn new(rig: &'a Rig, reached: SocketAddr) -> Self {
        Self::nth(rig, reached, 1)
    }

    /// Another, in another network.
    pub fn nth(rig: &'a Rig, reached: SocketAddr, nth: u8) -> Self {
        Self::at(rig, reached, [127, 99, nth, 7].into())
    }

    /// One at this address.
    pub fn at(rig: &'a Rig, reached: SocketAddr, address: IpAddr) -> Self {
        let mut browser = Browser::new(reached);
        browser.from = address;
        Self {
            rig,
            browser,
            padding: 0,
        }
    }

    /// With a message that long.
    pub fn with_message(self, padding: usize) -> Self {
        Self { padding, ..self }
    }

    /// Goes the whole way; returns what the slowest step took. `under` says under what, should a
    /// step fail.
    pub async fn go(self, under: &str) -> Duration {
        let rig = self.rig;
        let slowest = &Mutex::new(Duration::ZERO);
        let own = self.browser.origin.clone();
        let mut browser = self.browser;
        let landing = step(slowest, under, "the first page", browser.get("/")).await;
        assert_eq!(landing.status, 200, "{under}: {}", landing.text());
        browser.origin = Some("null".into());
        let message = [MESSAGE, &noise(self.padding)].concat();
        let sealed = armor(&rig.seal(&["bob@example.com"], &message));
        let opened = step(
            slowest,
            under,
            "the upload",
            browser.upload("sealed", sealed.as_bytes()),
        )
        .await;
        assert_eq!(opened.status, 303, "{under}: {}", opened.text());
        browser.origin = own;
        let path = opened.header("location").unwrap().to_owned();
        let mut visit = Visit { browser, path };
        let mails = rig.sink.mails().len();
        // A page, a form and its answer each.
        let asked = step(slowest, under, "asking for a code", visit.ask("")).await;
        assert_eq!(asked.status, 303, "{under}: {}", asked.text());
        let mails = step(slowest, under, "the mail", rig.sink.wait(mails + 1)).await;
        let code = mails.last().unwrap().code();
        let proven = step(slowest, under, "the code", visit.guess(&code)).await;
        assert_eq!(proven.status, 303, "{under}: {}", proven.text());
        let page = step(slowest, under, "the message's page", visit.page()).await;
        assert_eq!(page.status, 200, "{under}: {}", page.text());
        assert!(page.text().contains("plan.pdf"), "{under}: {}", page.text());
        let body = step(slowest, under, "the message's text", visit.part("body")).await;
        assert!(
            body.text().contains("as promised"),
            "{under}: {}",
            body.text()
        );
        let file = step(slowest, under, "the attachment", visit.part("attachment/1")).await;
        assert_eq!(file.body, b"the attachment", "{under}");
        let original = step(slowest, under, "the original", visit.part("original.eml")).await;
        assert!(original.body == message, "{under}");
        *slowest.lock().unwrap()
    }
}

/// One step, in its time.
async fn step<T>(
    slowest: &Mutex<Duration>,
    under: &str,
    what: &str,
    doing: impl Future<Output = T>,
) -> T {
    let started = Instant::now();
    let done = tokio::time::timeout(STEP, doing).await;
    let mut slowest = slowest.lock().unwrap();
    *slowest = slowest.max(started.elapsed());
    done.unwrap_or_else(|_| panic!("{under}: {what} did not come within {STEP:?}"))
}
