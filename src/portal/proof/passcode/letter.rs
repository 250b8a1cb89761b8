//! The mail that brings a code: written, and signed.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use super::turns::{SIXTEENTH, holders};
use crate::locale::{Html, Value, Words, fill};
use crate::mail::sign::Signer;
use crate::mail::submit::Submit;
use crate::mail::{Address, text, text_part};
use crate::portal::browser::Browser;
use crate::portal::resource::Resource;
use crate::portal::site::Site;
use crate::seal::MessageId;
use crate::secret::Secret;

type BoxedError = Box<dyn std::error::Error + Send + Sync>;

/// The way out, and what a mail says of the portal.
#[derive(Clone)]
pub(in crate::portal) struct Outgoing {
    pub submit: Submit,
    pub signer: Signer,
    pub site: Arc<Site>,
}

/// A code on its way to a recipient.
pub(in crate::portal) struct PasscodeMail {
    /// The recipient; `None` for a stranger, whom nothing is sent to.
    pub to: Option<Address>,
    /// Whether a recipient is sent nothing, since too many were asked for.
    pub is_withheld: bool,
    /// The host that asked, its subscriber and its site, if they are known.
    pub asker: Option<[String; 3]>,
    /// The address that was typed. No mail is sent to it.
    pub typed: Address,
    /// The code, as people read it.
    pub code: Secret<String>,
    /// Whether an earlier one is good too.
    pub again: bool,
    /// How long it is good.
    pub life: Duration,
    /// Until when, in seconds since 1970.
    pub until: u64,
    /// Random: what its message ID is made of. One that is tried again is the same mail.
    pub id: [u64; 2],
    /// The reference of the visit.
    pub reference: String,
    /// The path of the page for who didn't ask for it.
    pub not_me: String,
    /// The message that it opens.
    pub message: MessageId,
    /// The sender of that.
    pub sender: String,
    /// The organisation in whose name that was sent, if its brand names one.
    pub organisation: Option<String>,
    /// When that was sealed, in seconds since 1970.
    pub sent: u64,
    /// The language of the page on which it was asked for.
    pub words: Words,
    /// The browser in which, and when, in seconds since 1970.
    pub browser: Browser,
    pub asked: u64,
}

/// The turns to write a mail and sign it, which takes a core some milliseconds: half of the cores,
/// of which a site has as large a part as of the turns at the server. Strangers' mails and
/// recipients' take one alike.
#[derive(Clone)]
pub(super) struct Writing(pub(super) Arc<Resource>);

impl Default for Writing {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let half = u32::try_from(cores.div_ceil(2)).unwrap_or(1);
        Self(Arc::new(Resource::patient(half, SIXTEENTH)))
    }
}

/// Writes a mail in its turn, on a thread for such work: a request never waits for it.
pub(super) async fn write(
    writing: &Writing,
    outgoing: &Arc<Outgoing>,
    mail: &Arc<PasscodeMail>,
) -> Result<Vec<u8>, BoxedError> {
    let turn = writing.0.take(&holders(mail.asker.as_ref()), 1).await;
    let turn = turn.map_err(|_| BoxedError::from("its turn did not come in an hour"))?;
    let (outgoing, mail) = (Arc::clone(outgoing), Arc::clone(mail));
    let written = tokio::task::spawn_blocking(move || {
        // Until it is written, whoever waits for it.
        let _turn = turn;
        compose(&outgoing, &mail, mail.to.as_ref().unwrap_or(&mail.typed))
    });
    written.await?
}

/// What the mail says, beside its words.
struct Said {
    words: Words,
    sender: Value,
    code: String,
    reference: Value,
    url: Value,
    again: bool,
    minutes: u64,
    until: String,
    asked: String,
    browser: Browser,
    day: String,
    portal: String,
    not_me: String,
}

impl Said {
    fn new(outgoing: &Outgoing, mail: &PasscodeMail) -> Self {
        let words = mail.words.clone();
        let seconds = |unix: u64| i64::try_from(unix).unwrap_or(i64::MAX);
        let time = |unix: u64| {
            let time = words.time(seconds(unix));
            words.text("time-utc").with("time", time).to_string()
        };
        Self {
            until: time(mail.until),
            asked: time(mail.asked),
            browser: mail.browser,
            day: words.date(seconds(mail.sent)),
            sender: Value::address(shown(&mail.sender)),
            code: mail.code.expose().clone(),
            reference: Value::reference(mail.reference.as_str()),
            portal: outgoing.site.url.clone(),
            not_me: format!("{}{}", outgoing.site.url, mail.not_me),
            url: Value::address(outgoing.site.url.as_str()),
            again: mail.again,
            minutes: (mail.life.as_secs() / 60).max(1),
            words,
        }
    }

    fn subject(&self) -> String {
        let again = Value::Choice(if self.again { "yes" } else { "no" });
        let subject = self.words.text("passcode-subject").with("again", again);
        subject.with("sender", self.sender.clone()).to_string()
    }

    fn opens(&self) -> Html<'_> {
        self.words
            .html("passcode-opens")
            .with("sender", self.sender.clone())
            .with("day", Value::Own(self.day.clone()))
    }

    /// The address of the privacy statement.
    fn privacy(&self) -> String {
        format!("{}privacy", self.portal)
    }

    /// When it was asked for, and in which browser.
    fn asked(&self) -> Html<'_> {
        let browser = match self.browser.family {
            Some(family) => Value::Text(family.into()),
            None => Value::Own(self.words.text("passcode-other-browser").to_string()),
        };
        let device = if self.browser.is_mobile {
            "phone"
        } else {
            "computer"
        };
        self.words
            .html("passcode-asked")
            .with("device", Value::Choice(device))
            .with("time", Value::Own(self.asked.clone()))
            .with("browser", browser)
    }

    fn until(&self) -> Html<'_> {
        self.words
            .html("passcode-until")
            .with("time", Value::Own(self.until.clone()))
            .with("minutes", self.minutes)
            .with("url", self.url.clone())
            .with("reference", self.reference.clone())
    }
}

#[derive(Template)]
#[template(
    path = "passcode.txt",
    config = "src/portal/askama.toml",
    escape = "none"
)]
struct PlainLetter<'a> {
    said: &'a Said,
}

impl PlainLetter<'_> {
    /// A paragraph in lines of a mail's width.
    fn lines(&self, phrase: Html<'_>) -> String {
        fill(&phrase.as_text())
    }
}

#[derive(Template)]
#[template(path = "passcode.html", config = "src/portal/askama.toml")]
struct HtmlLetter<'a> {
    said: &'a Said,
}

/// Writes the mail to `to`, and signs it.
///
/// # Errors
/// When it can't be signed.
pub(in crate::portal) fn compose(
    outgoing: &Outgoing,
    mail: &PasscodeMail,
    to: &Address,
) -> Result<Vec<u8>, BoxedError> {
    let site = &outgoing.site;
    let said = Said::new(outgoing, mail);
    let name = mail.organisation.clone().or_else(|| site.name.clone());
    let name = name.unwrap_or_else(|| said.words.text("portal-name").to_string());
    let domain = site
        .sender
        .rsplit_once('@')
        .map_or(site.host.as_str(), |(_, domain)| domain);
    let crlf = |text: String| text.replace("\r\n", "\n").replace('\n', "\r\n");
    let parts = vec![
        text_part("text/plain", crlf(PlainLetter { said: &said }.render()?)),
        text_part("text/html", crlf(HtmlLetter { said: &said }.render()?)),
    ];
    let [first, second] = mail.id;
    let message_id = format!("{first:016x}.{second:016x}@{domain}");
    let written = MessageBuilder::new()
        .from(Mailbox::new_address(Some(name), site.sender.as_str()))
        .to(Mailbox::new_address(None::<&str>, to.as_str()))
        .subject(said.subject())
        .date(i64::try_from(mail.asked)?)
        .message_id(message_id)
        // RFC 3834 section 5: nobody's absence assistant answers this.
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .header("Content-Language", Raw::new(said.words.tag().to_owned()))
        .body(MimePart::new("multipart/alternative", parts));
    Ok(outgoing.signer.sign_mail(written.write_to_vec()?)?)
}

/// The sender's address as a line of text may hold it.
fn shown(sender: &str) -> String {
    sender
        .chars()
        .filter(|&c| !c.is_control() && !text::is_invisible(c))
        .take(320)
        .collect()
}
