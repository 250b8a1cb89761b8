//! A visit to every page of the portal in one language, with a real browser.

use std::path::PathBuf;
use std::time::Instant;

use postseal::locale::Words;
use postseal::mail::submit::Submit;
use postseal::seal::Meta;
use rig::chromium::{self, Chromium, Screen};
use rig::place;
use serde_json::json;

use super::look::Look;
use super::served::{carrier, portal, wrapper};
use crate::rig::{NOW, Rig};

const BOB: &str = "bob@example.com";
const CODE: &str = "#code";
const ASK: &str = "form[action$='/passcode'] button";
const PROVE: &str = "form[action$='/proof'] button";
const SIGN_OUT: &str = "form[action$='/sign-out'] button";

/// A message with all that a page of it can have.
const RICH: &str = "From: Alice Martin <alice@example.org>\r\n\
    To: Bob Jansen <bob@example.com>, Carol <carol@example.com>\r\nCc: dan@example.com\r\n\
    Date: Thu, 12 Mar 2026 14:05:09 +0100\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html lang=en><p>Dear Bob,</p>\
    <p>we meet at noon. <a href='https://www.example.org/plan'>The plan</a> has all of it.</p>\
    <img src='https://www.example.org/logo.png' alt='Our logo'></html>\r\n\
    --b\r\nContent-Type: application/pdf; name=\"The plan for the second quarter.pdf\"\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n\
    --b\r\nContent-Type: image/png; name=\"A_name_without_a_single_space_that_is_rather_long.png\"\
    \r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n";

/// A message in plain text, of which some can't be decoded.
const PLAIN: &str = "From: Alice Martin <alice@example.org>\r\nTo: bob@example.com\r\n\
    MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Content-Transfer-Encoding: base64\r\n\r\n\
    RGVhciBCb2IsCgp3ZSBtZWV0IGF0IG5vb24sIHNlZSBodHRwczovL3d3dy5leGFtcGxlLm9yZy9wbGFuIC4KCv8K\r\n";

pub struct Tour {
    pub rig: Rig,
    pub chromium: Chromium,
    tag: String,
    words: Words,
    look: Look,
    files: tempfile::TempDir,
}

impl Tour {
    pub async fn start(tag: &str) -> Self {
        let rig = portal(tag != "en").await;
        let look = chromium::Look {
            screen: Screen::Desktop,
            dark: false,
            script: true,
        };
        let words = rig.state.borrow().locales.find(tag).unwrap();
        Self {
            rig,
            chromium: Chromium::start(&format!("everyone-{tag}"), look),
            tag: tag.to_owned(),
            words,
            look: Look::new(tag),
            files: place::scratch(),
        }
    }

    /// Goes everywhere; what was found on the way.
    pub async fn go(mut self) -> Vec<String> {
        self.front();
        self.checks().await;
        self.wrong_files().await;
        self.proof().await;
        self.reading().await;
        self.other_problems().await;
        self.words_of_problems();
        self.look.sheets(&self.chromium);
        assert!(
            self.look.pages > 30,
            "{} pages were looked at",
            self.look.pages
        );
        self.look.found
    }

    fn front(&mut self) {
        self.goto("/");
        self.chromium.click(".switch summary");
        if self.tag != "en" {
            self.press(&format!("button[name=language][value='{}']", self.tag));
            self.chromium.click(".switch summary");
        }
        self.at("landing");
        self.goto("/open");
        self.at("stranded");
        self.goto("/privacy");
        self.at("privacy");
        self.goto("/not-me/abcd2345/AAAA");
        self.at("not-me");
        for (page, reference) in [("not-me-wrong", "WXYZ"), ("not-me-done", "ABCD")] {
            self.chromium.type_into("#reference", reference);
            self.press("form[action^='/not-me'] button");
            self.at(page);
        }
        let file = self.message(&[BOB], PLAIN, |_| {});
        self.chromium.goto(&format!("file://{}", file.display()));
        self.at("message.html");
        let sealed = self.rig.seal(&[BOB], PLAIN.as_bytes());
        let (shown, _) = carrier(&self.rig, &self.words, &sealed);
        self.at_mail("mail-carrier", &shown);
    }

    async fn checks(&mut self) {
        let sealed = self.rig.seal(&[BOB], PLAIN.as_bytes());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        let mut unclear = sealed.clone();
        unclear[40] ^= 1;
        let over = self.expired();
        for (page, content) in [
            ("real", self.wrapped(&sealed)),
            ("changed", self.wrapped(&changed)),
            ("unclear", self.wrapped(&unclear)),
            ("not-ours", b"a picture".to_vec()),
            ("expired", over),
        ] {
            self.goto("/check");
            if page == "real" {
                self.at("check");
            }
            let file = self.file(page, &content);
            self.bring(&file);
            self.at(&format!("check-{page}"));
        }
    }

    async fn wrong_files(&mut self) {
        let sealed = self.rig.seal(&[BOB], PLAIN.as_bytes());
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        let large = self.rig.seal(&[BOB], &crate::uploads::noise(400_000));
        let over = self.expired();
        for (page, content) in [
            ("damaged", self.wrapped(&damaged)),
            ("wrong-file", b"a picture".to_vec()),
            ("too-large", self.wrapped(&large)),
            ("expired", over),
        ] {
            self.goto("/");
            let file = self.file(page, &content);
            self.bring(&file);
            self.at(&format!("problem-{page}"));
        }
        self.goto("/");
        self.leave(|chromium| {
            chromium.run("document.querySelector('[data-drop]').submit()");
        });
        self.at("problem-no-file");
    }

    /// All that can be met on the way to a proof.
    async fn proof(&mut self) {
        let both = [BOB, "carol@example.com"];
        let file = self.message(&both, PLAIN, |_| {});
        self.open(&file);
        self.at("ask-whom");
        self.chromium.type_into("#address", "bob");
        self.press(ASK);
        self.at("ask-no-address");
        self.chromium.type_into("#address", BOB);
        self.press(ASK);
        self.at("code-typed");
        self.chromium.type_into(CODE, "123");
        self.press(PROVE);
        self.at("code-malformed");
        self.leave(|chromium| {
            chromium.run("document.querySelector(\"form[action$='/passcode']\").submit()");
        });
        self.at("code-too-soon");
        for turn in 0..5 {
            self.chromium.type_into(CODE, &format!("0000000{turn}"));
            self.press(PROVE);
            if turn == 0 {
                self.at("code-wrong");
            }
        }
        self.at("code-spent");
        self.press(SIGN_OUT);
        self.at("forgotten");
        let file = self.message(&both, RICH, |_| {});
        self.open(&file);
        for turn in 0..6 {
            self.chromium
                .type_into("#address", &format!("nobody{turn}@example.com"));
            self.press(ASK);
        }
        self.at("problem-too-many-addresses");
    }

    async fn reading(&mut self) {
        let file = self.message(&[BOB], PLAIN, |_| {});
        self.prove(&file, false).await;
        self.at("message-text");
        let subject = "The plan for the second quarter, with all its figures";
        let file = self.message(&[BOB], RICH, |meta| meta.subject = subject.into());
        self.prove(&file, true).await;
        self.at("message-html");
        let page = self.chromium.url();
        // No script runs on the message's own page, not even axe-core.
        self.chromium.goto(&format!("{page}/body"));
        self.chromium.wait("body p");
        let copy = self.file("frame", self.chromium.source().as_bytes());
        self.chromium.goto(&format!("file://{}", copy.display()));
        self.look.at_message(&self.chromium, "message-frame");
        self.chromium.goto(&page);
        self.press(SIGN_OUT);
        self.at("goodbye");
        self.chromium.goto(&page);
        self.at("problem-visit-over");
    }

    async fn other_problems(&mut self) {
        self.goto("/nowhere");
        self.at("problem-not-found");
        self.goto("/language");
        self.at("problem-method");
        let file = self.message(&[BOB], RICH, |_| {});
        self.open(&file);
        self.chromium
            .run("document.querySelector('[name=token]').value = 'x'");
        self.press(ASK);
        self.at("problem-forged");
        self.open(&file);
        self.rig
            .reload(|state| state.submit = Submit::new("127.0.0.1:1"));
        let began = Instant::now();
        while self.rig.browser().get("/readyz").await.status == 200 {
            assert!(began.elapsed().as_secs() < 20, "the reload never came");
        }
        self.press(ASK);
        self.at("problem-no-mail");
    }

    /// Those problems that no test can bring about in a browser differ by their words only.
    fn words_of_problems(&mut self) {
        self.goto("/nowhere");
        let english = place::repository().join("src/locales/en/problem.ftl");
        let english = std::fs::read_to_string(english).unwrap();
        let ids = english.lines().filter(|line| line.starts_with("problem-"));
        let ids: Vec<&str> = ids.filter_map(|line| line.split(" =").next()).collect();
        assert!(ids.len() > 30, "{ids:?}");
        for id in ids {
            let words = self.words.html(id).with("wait", "2");
            let words = json!(words.to_string());
            let place = if id.ends_with("-what") || id.ends_with("-next") {
                "main p"
            } else {
                "h1"
            };
            self.chromium.run(&format!(
                "document.querySelector('{place}').innerHTML = {words}"
            ));
            self.look.fits(&self.chromium, id);
        }
    }

    fn at(&mut self, page: &str) {
        self.look.at(&self.chromium, page);
    }

    /// Looks at a mail, as a program shows it.
    fn at_mail(&mut self, page: &str, html: &str) {
        let file = self.file("mail", html.as_bytes());
        self.chromium.goto(&format!("file://{}", file.display()));
        self.look.at_mail(&self.chromium, page);
    }

    fn goto(&self, path: &str) {
        self.chromium
            .goto(&format!("http://{}{path}", self.rig.portal));
    }

    /// Does what leads to another page, and waits for that.
    fn leave(&self, act: impl FnOnce(&Chromium)) {
        self.chromium
            .run("document.documentElement.dataset.old = ''");
        act(&self.chromium);
        self.chromium.wait("html:not([data-old]) footer");
    }

    fn press(&self, css: &str) {
        self.leave(|chromium| chromium.click(css));
    }

    /// Chooses a file on the page; its script sends it.
    fn bring(&self, file: &std::path::Path) {
        self.leave(|chromium| chromium.choose_file("input[type=file]", file));
    }

    fn open(&self, file: &std::path::Path) {
        self.goto("/");
        self.bring(file);
    }

    /// Opens a message of Bob's and proves to be him.
    async fn prove(&mut self, file: &std::path::Path, is_looked_at: bool) {
        self.open(file);
        if is_looked_at {
            self.at("ask");
        }
        let mails = self.rig.sink.mails().len();
        self.press(ASK);
        if is_looked_at {
            self.at("code");
        }
        let mail = self.rig.sink.wait(mails + 1).await.remove(mails);
        if is_looked_at {
            let page = self.chromium.url();
            let parsed = mail_parser::MessageParser::default().parse(&mail.data);
            let shown = parsed.unwrap().body_html(0).unwrap().into_owned();
            self.at_mail("mail-passcode", &shown);
            self.chromium.goto(&page);
        }
        let code = digits(mail.body().lines().next().unwrap());
        self.chromium.type_into(CODE, &code);
        self.press(PROVE);
    }

    fn message(&self, to: &[&str], message: &str, change: impl FnOnce(&mut Meta)) -> PathBuf {
        let sealed = self.rig.seal_meta(to, message.as_bytes(), change);
        self.file("message", &self.wrapped(&sealed))
    }

    fn wrapped(&self, sealed: &[u8]) -> Vec<u8> {
        wrapper(&self.rig, &self.words, sealed)
    }

    /// One that has just expired.
    fn expired(&self) -> Vec<u8> {
        let now = self.rig.clock.now();
        assert!(now >= NOW);
        let expires = |meta: &mut Meta| meta.expires = Some(now + 1);
        let sealed = self.rig.seal_meta(&[BOB], PLAIN.as_bytes(), expires);
        self.rig.clock.advance(std::time::Duration::from_secs(2));
        self.wrapped(&sealed)
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let file = self.files.path().join(format!("{name}.html"));
        std::fs::write(&file, content).unwrap();
        file
    }
}

/// The digits in a line of a mail.
pub fn digits(line: &str) -> String {
    line.chars().filter(char::is_ascii_digit).collect()
}
