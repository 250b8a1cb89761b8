//! What the portal shows, and the passcode mail, with nobody there: for the administrator, who
//! looks at a brand.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::browser::Browser;
use super::face::Face;
use super::handlers::privacy;
use super::pages::{
    self, Ask, AskNotice, Check, Code, CodeNotice, Digits, Finding, Goodbye, Landing, NotMe,
    NotMeStep,
};
use super::problem::Problem;
use super::proof::passcode::letter::{self, Outgoing, PasscodeMail};
use super::read::{self, Around};
use super::settings::Settings;
use super::site::Site;
use crate::brand::{Brand, Brands};
use crate::clock::Clock;
use crate::locale::{Locales, Words};
use crate::mail::Address;
use crate::mail::sign::Signer;
use crate::mail::submit::Submit;
use crate::seal::{Means, MessageId, Voucher};
use crate::secret::Secret;

type BoxedError = Box<dyn std::error::Error + Send + Sync>;

/// A visit that nobody has.
const VISIT: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// Who sends and who reads, in every preview.
pub const SENDER: &str = "alice@example.org";
const READER: &str = "bob@example.net";

/// One page, or the passcode mail.
#[derive(Debug)]
pub struct Shown {
    /// What it is called: `ask`, `problem-expired`, `passcode-mail`.
    pub name: String,
    /// The page, or the mail as it is sent.
    pub bytes: Vec<u8>,
    /// Whether it is the mail.
    pub is_mail: bool,
}

/// What a portal shows in the name of one of its brands.
#[derive(Debug)]
pub struct Preview<'a> {
    /// The portal's settings.
    pub settings: &'a Settings,
    /// The languages.
    pub locales: &'a Arc<Locales>,
    /// All brands.
    pub brands: &'a Brands,
    /// The ids of the words that tell of the figures that are collected.
    pub figures: &'a [&'static str],
    /// The one that is looked at.
    pub brand: &'a Arc<Brand>,
}

impl Preview<'_> {
    /// The files that all pages share, by the paths by which pages name them.
    #[must_use]
    pub fn shared(&self) -> Vec<(String, &'static str, Vec<u8>)> {
        let mut files = vec![
            ("/style.css".to_owned(), "style.css", STYLE.into()),
            ("/favicon.svg".to_owned(), "favicon.svg", ICON.into()),
        ];
        let path = |what| format!("/brand/{}/{what}", self.brand.name);
        if let Some(colors) = &self.brand.colors {
            files.push((path("style.css"), "brand.css", colors.style().into_bytes()));
        }
        if let Some(logo) = &self.brand.logo {
            let name = if logo.kind == "image/png" {
                "logo.png"
            } else {
                "logo.svg"
            };
            files.push((path("logo"), name, logo.bytes.to_vec()));
        }
        files
    }

    /// Every page in a language, and the passcode mail.
    ///
    /// # Errors
    /// When one of them can't be written, which no configuration can cause.
    pub fn all(&self, words: &Words) -> Result<Vec<Shown>, BoxedError> {
        let site = Site::new(&self.settings.url, &self.settings.from);
        let face = &Face::of_preview(self, Arc::new(site.clone()), words);
        let mut all = Vec::new();
        let mut add = |name: &str, page: String| {
            all.push(Shown {
                name: name.into(),
                bytes: page.into_bytes(),
                is_mail: false,
            });
        };
        let stranded = |stranded| Landing { face, stranded }.render();
        add("landing", stranded(false)?);
        add("landing-stranded", stranded(true)?);
        for (name, notice) in [
            ("ask", AskNotice::None),
            ("ask-code-over", AskNotice::CodeOver),
            ("ask-no-address", AskNotice::NoAddress),
        ] {
            add(name, ask(face, notice)?);
        }
        let now = Clock::system().now();
        for (name, notice) in [
            ("code", CodeNotice::None),
            ("code-wrong", CodeNotice::Wrong(4)),
            ("code-malformed", CodeNotice::Malformed),
            ("code-too-soon", CodeNotice::TooSoon(30)),
            ("code-spent", CodeNotice::Spent),
        ] {
            let until = now + self.settings.passcode_life.as_secs();
            add(name, code(face, until, notice)?);
        }
        add("goodbye", Goodbye { face }.render()?);
        let findings = [
            ("check", None),
            (
                "check-real",
                Some(Finding::Real {
                    organisation: self.brand.organisation.clone(),
                    created: i64::try_from(now)?,
                    sender: SENDER.into(),
                    voucher: Some(voucher()),
                }),
            ),
            ("check-expired", Some(Finding::Expired)),
            ("check-changed", Some(Finding::Changed)),
            ("check-unclear", Some(Finding::Unclear)),
            ("check-not-ours", Some(Finding::NotOurs)),
        ];
        for (name, finding) in findings {
            add(name, Check { face, finding }.render()?);
        }
        for (name, step) in [
            ("not-me", NotMeStep::Asks),
            ("not-me-wrong", NotMeStep::Wrong),
            ("not-me-done", NotMeStep::Done),
        ] {
            let path = format!("/not-me/{VISIT}/");
            add(name, NotMe { face, path, step }.render()?);
        }
        let first = self.brands.find("");
        let statement = privacy::statement(face, self.settings, self.figures, &first, &site.sender);
        add("privacy", statement.render()?);
        for problem in Problem::each() {
            let visit = problem.leaves_visit().then(|| VISIT.to_owned());
            let page = pages::problem_page(face, &problem, visit)?;
            add(problem.id(), page);
        }
        all.push(message(face)?);
        all.push(self.passcode_mail(site, words, now)?);
        Ok(all)
    }

    fn passcode_mail(&self, site: Site, words: &Words, now: u64) -> Result<Shown, BoxedError> {
        let outgoing = Outgoing {
            submit: Submit::new("127.0.0.1:25"),
            signer: Signer::default(),
            site: Arc::new(site),
        };
        let to = Address::parse(READER)?;
        let life = self.settings.passcode_life;
        let mail = PasscodeMail {
            to: Some(to.clone()),
            is_withheld: false,
            asker: None,
            typed: to.clone(),
            code: Secret::new("1234 5678".into()),
            again: false,
            life,
            until: now + life.as_secs(),
            id: [1, 2],
            reference: "AB12".into(),
            not_me: format!("not-me/{VISIT}/"),
            message: MessageId([0; 16]),
            sender: SENDER.into(),
            organisation: self.brand.organisation.clone(),
            sent: now.saturating_sub(Duration::from_secs(3600).as_secs()),
            words: words.clone(),
            browser: Browser {
                family: Some("Firefox"),
                is_mobile: false,
            },
            asked: now,
        };
        Ok(Shown {
            name: "passcode-mail".into(),
            bytes: letter::compose(&outgoing, &mail, &to)?,
            is_mail: true,
        })
    }
}

fn voucher() -> Voucher {
    Voucher {
        means: Means::Login,
        domain: "example.org".into(),
    }
}

fn ask(face: &Face, notice: AskNotice) -> askama::Result<String> {
    Ask {
        face,
        id: VISIT,
        csrf: "",
        sender: SENDER,
        voucher: Some(&voucher()),
        masked: Address::parse(READER).ok().map(|reader| reader.masked()),
        notice,
    }
    .render()
}

fn code(face: &Face, until: u64, notice: CodeNotice) -> askama::Result<String> {
    Code {
        face,
        id: VISIT,
        csrf: "",
        reference: "AB12",
        address: READER,
        typed: true,
        digits: Digits::Eight,
        until: Some(until),
        pause: 0,
        notice,
    }
    .render()
}

/// The page of a short message with an attachment.
fn message(face: &Face) -> Result<Shown, BoxedError> {
    let subject = face.text("carrier-title").to_string();
    let mail = mail_builder::MessageBuilder::new()
        .from(SENDER)
        .to(READER)
        .subject(subject.as_str())
        .text_body(face.text("carrier-why").to_string())
        .attachment("application/pdf", "example.pdf", vec![0; 20_000])
        .write_to_vec()?;
    let around = Around {
        face: face.clone(),
        id: VISIT.into(),
        csrf: String::new(),
        address: READER.into(),
        subject,
        voucher: Some(voucher()),
    };
    let page: Response<_> = read::page(&around, &mail).map_err(|problem| problem.id())?;
    debug_assert_eq!(page.status(), StatusCode::OK);
    Ok(Shown {
        name: "message".into(),
        bytes: page.into_body().to_vec(),
        is_mail: false,
    })
}

const STYLE: &str = include_str!("pages/style.css");
const ICON: &str = include_str!("pages/favicon.svg");
