//! Mails for rules on content: words, patterns, identifiers.

use super::charset::{CHARSETS, Charset};
use super::container::{CONTAINERS, Container};
use super::field::{WRITINGS, Writing};
use super::page::{PAGES, Page};
use super::structure::{Part, STRUCTURES, Structure, typed};
use super::text::{DISGUISES, Disguise, Layer};
use super::transfer::{AS_IT_IS, BASE64, TRANSFERS, Transfer};
use super::{Said, Variant, mail};

enum Step {
    Disguise(&'static Disguise),
    Page(&'static Page),
    Container(&'static Container),
    Charset(&'static Charset),
    Transfer(&'static Transfer),
    Structure(&'static Structure),
    Subject(&'static Writing),
}

fn step(mut at: usize) -> Step {
    let mut within = |length: usize| {
        let found = (at < length).then_some(at);
        at = at.wrapping_sub(length);
        found
    };
    if let Some(at) = within(DISGUISES.len()) {
        Step::Disguise(&DISGUISES[at])
    } else if let Some(at) = within(PAGES.len()) {
        Step::Page(&PAGES[at])
    } else if let Some(at) = within(CONTAINERS.len()) {
        Step::Container(&CONTAINERS[at])
    } else if let Some(at) = within(CHARSETS.len()) {
        Step::Charset(&CHARSETS[at])
    } else if let Some(at) = within(TRANSFERS.len()) {
        Step::Transfer(&TRANSFERS[at])
    } else if let Some(at) = within(STRUCTURES.len()) {
        Step::Structure(&STRUCTURES[at])
    } else {
        Step::Subject(&WRITINGS[at])
    }
}

pub fn steps() -> usize {
    DISGUISES.len()
        + PAGES.len()
        + CONTAINERS.len()
        + CHARSETS.len()
        + TRANSFERS.len()
        + STRUCTURES.len()
        + WRITINGS.len()
}

pub fn words(steps: &[usize], turn: usize) -> Option<Variant> {
    let sentences = [
        ("Please keep the ", " between us."),
        ("", ""),
        ("Hi,\r\n\r\nhere is the ", "\r\n\r\nAnn\r\n"),
    ];
    let (before, after) = sentences[turn % sentences.len()];
    made(steps, &said(before, "nightingale dossier", after), 'w')
}

pub fn patterns(steps: &[usize], _: usize) -> Option<Variant> {
    made(
        steps,
        &said("Our reference is ", "NGL-2931-QX", ", as agreed."),
        'p',
    )
}

pub fn identifiers(steps: &[usize], turn: usize) -> Option<Variant> {
    let numbers = [
        ("Please charge my card ", "4111 1111 1111 1111", " today."),
        ("My IBAN is ", "BE68 5390 0754 7034", ", thanks."),
        ("Her rijksregisternummer is ", "85.07.30-033 28", " now."),
        ("Card number: ", "5500 0055 5555 5559", "\r\n"),
    ];
    let (before, number, after) = numbers[turn % numbers.len()];
    made(steps, &said(before, number, after), 'i')
}

fn said(before: &str, secret: &str, after: &str) -> Said {
    Said {
        before: before.into(),
        secret: secret.into(),
        after: after.into(),
    }
}

/// What has been decided of a mail.
#[derive(Default)]
struct Plan {
    disguises: Vec<&'static Disguise>,
    page: Option<&'static Page>,
    container: Option<&'static Container>,
    charset: Option<&'static Charset>,
    transfer: Option<&'static Transfer>,
    structures: Vec<&'static Structure>,
    subject: Option<&'static Writing>,
}

fn made(steps: &[usize], said: &Said, class: char) -> Option<Variant> {
    let mut plan = Plan::default();
    let mut names = Vec::new();
    for &at in steps {
        let (name, is_free) = match step(at) {
            Step::Disguise(one) => {
                let is_free = plan
                    .disguises
                    .iter()
                    .all(|other| other.layer() != one.layer())
                    && one.on.contains(class);
                plan.disguises.push(one);
                (one.name, is_free)
            }
            Step::Page(one) => (one.name, plan.page.replace(one).is_none()),
            Step::Container(one) => (one.name, plan.container.replace(one).is_none()),
            Step::Charset(one) => (one.name, plan.charset.replace(one).is_none()),
            Step::Transfer(one) => (one.name, plan.transfer.replace(one).is_none()),
            Step::Structure(one) => {
                plan.structures.push(one);
                (one.name, true)
            }
            // Only rules on words are tried on subjects here; the others are fed the same texts.
            Step::Subject(one) => (
                one.name,
                plan.subject.replace(one).is_none() && class == 'w' && one.on.contains('t'),
            ),
        };
        names.push(name);
        if !is_free {
            return None;
        }
    }
    plan.disguises.sort_by_key(|disguise| disguise.layer());
    let mail = plan.mail(said, class)?;
    Some(Variant {
        name: names.join("+"),
        mail,
        to: None,
    })
}

impl Plan {
    fn mail(&self, said: &Said, class: char) -> Option<Vec<u8>> {
        let mut said = said.clone();
        for disguise in &self.disguises {
            let worn = (disguise.apply)(&said.secret);
            if worn == said.secret {
                return None;
            }
            said.secret = worn;
        }
        if !self.makes_sense(&said, class) {
            return None;
        }
        if let Some(writing) = self.subject {
            let alone = self.page.is_none() && self.container.is_none() && self.charset.is_none();
            let alone = alone && self.transfer.is_none() && self.structures.is_empty();
            let value = said.whole().trim().replace("\r\n\r\n", " ");
            let field = (writing.write)("Subject", &value).filter(|_| alone)?;
            let turns = self
                .disguises
                .iter()
                .any(|disguise| disguise.layer() == Layer::Order);
            if turns && writing.name == "overridden-word" {
                return None;
            }
            return Some(mail(&field, b"See above.\r\n"));
        }
        let strips = self
            .structures
            .iter()
            .any(|structure| structure.strips_fields());
        let is_plain = self.page.is_none()
            && self.container.is_none()
            && self.charset.is_none()
            && self.transfer.is_none();
        let fits = |at: usize| self.structures[at].fits_around(&self.structures[..at]);
        if strips && !is_plain || !(0..self.structures.len()).all(fits) {
            return None;
        }
        let mut part = self.part(&said)?;
        for (level, structure) in self.structures.iter().enumerate() {
            part = (structure.wrap)(part, level);
        }
        let version = if part.says_mime {
            "MIME-Version: 1.0\r\n"
        } else {
            ""
        };
        let subject = format!("Subject: notes\r\n{version}");
        let bytes = part.bytes();
        Some(joined(&subject, &bytes))
    }

    /// Whether a reader could still make out what is said.
    fn makes_sense(&self, said: &Said, class: char) -> bool {
        let wears = |layer: Layer| {
            self.disguises
                .iter()
                .any(|disguise| disguise.layer() == layer)
        };
        let is_wrapped = self.page.is_some() || self.container.is_some();
        let breaks = said.secret.contains(['\r', '\n']);
        let is_retyped = self
            .structures
            .iter()
            .any(|structure| structure.name.starts_with("said-to-be"));
        let is_page = self
            .container
            .is_some_and(|file| matches!(file.name, "enriched" | "page-as-unknown-text"));
        // What is in a file within a text loses its charset, and UTF-7 shows by nothing else.
        let is_lost = self.charset.is_some_and(|charset| {
            charset.name.starts_with("utf-7") || charset.name == "iso-2022-jp"
        }) && self
            .transfer
            .is_some_and(|transfer| transfer.name.contains("uu") || transfer.name.contains("yenc"))
            || self.container.is_some()
                && self.transfer.is_some_and(|transfer| {
                    transfer.name.contains("-said-to-be-") || transfer.name.ends_with("unsaid")
                })
            || breaks && self.subject.is_some()
            || wears(Layer::Order)
                && self
                    .page
                    .is_some_and(|page| page.name.starts_with("backwards"))
            || is_retyped
                && self.charset.is_some_and(|charset| {
                    charset.name.starts_with("utf-7") || charset.name == "iso-2022-jp"
                });
        let by_letters = self
            .page
            .is_some_and(|page| page.name == "table-of-letters");
        // Line ends are none in a page, and end what runs backwards.
        !is_lost
            && !(breaks && (is_wrapped || wears(Layer::Order)))
            && !(is_retyped && is_page)
            // A number oddly grouped is one only with its name beside it, which pages and files may
            // set elsewhere.
            && !(class == 'i' && (by_letters || is_wrapped && wears(Layer::Spacing)))
    }

    fn part(&self, said: &Said) -> Option<Part> {
        let (media_type, name, bytes) = match (self.page, self.container) {
            (Some(page), None) => ("text/html", "", self.encoded(&(page.write)(said))?),
            (None, None) => ("text/plain", "", self.encoded(&said.whole())?),
            (None, Some(container)) if self.charset.is_none() => {
                // The font of the PDFs here has no other letters.
                if container.name.starts_with("pdf")
                    && said.secret.contains(|c: char| {
                        !(' '..='~').contains(&c) || matches!(c, '(' | ')' | '\\')
                    })
                {
                    return None;
                }
                if container.name == "wide-strings" && !said.secret.is_ascii() {
                    return None;
                }
                let file = (container.fill)(said);
                (file.media_type, file.name, file.bytes)
            }
            _ => return None,
        };
        let is_text = !bytes.contains(&0)
            && (self.container.is_none() || std::str::from_utf8(&bytes).is_ok());
        let usual = if is_text { &AS_IT_IS } else { &BASE64 };
        let transfer = self.transfer.unwrap_or(usual);
        // What would be damaged on its way could be read by nobody.
        let stays_whole = is_text
            || transfer.name.starts_with("base64")
            || transfer.name.contains("uu")
            || transfer.name.starts_with("quoted-everything");
        if !stays_whole {
            return None;
        }
        let label = match self.charset {
            Some(charset) => charset.label,
            None if media_type.starts_with("text/") && !media_type.contains(';') => "utf-8",
            None => "",
        };
        let charset = if label.is_empty() {
            String::new()
        } else {
            format!("; charset={label}")
        };
        let mut part = typed(&format!("{media_type}{charset}"), (transfer.encode)(&bytes));
        if let Some(encoding) = transfer.field {
            part = part.with("Content-Transfer-Encoding", encoding);
        }
        if !name.is_empty() {
            part = part.with(
                "Content-Disposition",
                &format!("attachment; filename={name}"),
            );
        }
        Some(part)
    }

    fn encoded(&self, text: &str) -> Option<Vec<u8>> {
        self.charset
            .map_or_else(|| Some(text.into()), |charset| charset.encode(text))
    }
}

/// A mail of a subject line and a part, whose fields are the mail's own.
pub fn joined(fields: &str, part: &[u8]) -> Vec<u8> {
    let common = "From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nDate: Mon, 1 Jan 2024 \
                  08:00:00 +0000\r\n";
    [common.as_bytes(), fields.as_bytes(), part].concat()
}
