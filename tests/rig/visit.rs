//! A recipient's visit to the portal with a browser without script, from the wrapper to the
//! message.
//!
//! It knows forms by where they lead and downloads by their names, so that a page may be redesigned
//! without touching the tests.

use crate::browser::{Browser, Page};
use crate::html::{self, Form};
use crate::mailbox::{Mail, Mailbox};

/// One visit.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The browser that makes it.
    pub browser: Browser,
    /// The page it is on.
    pub page: Page,
}

impl Visit {
    /// Opens `message.html` from disk and presses its button.
    pub fn open(portal_port: u16, wrapper: &[u8]) -> Self {
        Self::open_in(Browser::new(portal_port), wrapper)
    }

    /// The same in this browser.
    pub fn open_in(mut browser: Browser, wrapper: &[u8]) -> Self {
        let file = browser.open_file(wrapper);
        let forms = file.forms();
        assert_eq!(forms.len(), 1, "message.html has one form");
        let page = browser.submit(&file, &forms[0], &[]);
        Self { browser, page }
    }

    /// Asks for a passcode for this address: typed in, where the page doesn't know it already.
    pub fn ask_for_code(&mut self, address: &str) {
        let form = self.form("sends a code", |form| form.action.ends_with("/passcode"));
        let typed = form.typed().map(|field| field.name.clone());
        let filled: Vec<_> = typed.iter().map(|name| (name.as_str(), address)).collect();
        self.page = self.browser.submit(&self.page, &form, &filled);
    }

    /// Types the passcode.
    pub fn enter(&mut self, code: &str) {
        let form = self.form("takes a code", |form| form.action.ends_with("/proof"));
        let name = form.typed().expect("a field for the code").name.clone();
        self.page = self.browser.submit(&self.page, &form, &[(&name, code)]);
    }

    /// The whole proof: asks for a code, waits for it in this mailbox, types it.
    pub fn prove(&mut self, address: &str, mailbox: &Mailbox) {
        let before = mailbox.count();
        self.ask_for_code(address);
        let code = passcode(&mailbox.wait(before + 1));
        self.enter(&code);
        assert_eq!(
            self.page.response.status,
            200,
            "the code was refused: {}",
            self.page.text()
        );
    }

    /// What the page and the frames in it show.
    pub fn text(&mut self) -> String {
        let mut text = self.page.text();
        for frame in html::attributes(&self.page.html(), "iframe", "src") {
            let frame = self.browser.follow(&frame);
            assert_eq!(
                frame.response.status,
                200,
                "the message's frame cannot be loaded: {}",
                frame.text()
            );
            text.push('\n');
            text.push_str(&frame.text());
        }
        text
    }

    /// Follows the page's link to a download of this name.
    pub fn download(&mut self, name: &str) -> Vec<u8> {
        let links = html::attributes(&self.page.html(), "a", "href");
        for link in links.iter().filter(|link| link.starts_with('/')) {
            let found = self.browser.follow(link);
            let named = found
                .response
                .header("content-disposition")
                .is_some_and(|value| value.contains(name));
            if named {
                return found.response.body;
            }
        }
        panic!("no link on the page downloads {name}: {links:?}")
    }

    fn form(&self, what: &str, is_it: impl Fn(&Form) -> bool) -> Form {
        let found = self.page.forms().into_iter().find(|form| is_it(form));
        found.unwrap_or_else(|| {
            let Page { path, response } = &self.page;
            panic!(
                "the page {path:?} ({}) has no form that {what}:\n{}",
                response.status,
                self.page.html()
            )
        })
    }
}

/// The passcode in a passcode mail, without the spaces that make it legible.
pub fn passcode(mail: &Mail) -> String {
    let text = mail.body("plain").expect("a passcode mail has text");
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Your code:"));
    let code: String = line.unwrap_or_default().split_whitespace().collect();
    let legible = code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit());
    assert!(legible, "there is no code of eight digits in:\n{text}");
    code
}
