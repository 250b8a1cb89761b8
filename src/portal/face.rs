//! How the portal meets a visitor: what it is called, and in which language it speaks.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::Response;

use super::preview::Preview;
use super::problem::Problem;
use super::read::Date;
use super::services::Services;
use super::site::Site;
use super::{headers, pages};
use crate::brand::{Brand, Brands};
use crate::locale::{Direction, Html, Locales, Text, Value, Words};
use crate::seal::{Means, Meta, Voucher};

/// The cookie of a visitor who has chosen a language.
const COOKIE_NAME: &str = "__Host-language";

/// How long the choice stays: a year.
const COOKIE_LIFE: u64 = 365 * 24 * 3600;

/// How the portal meets one visitor. Pages take all their words from here.
#[derive(Clone, Debug)]
pub(super) struct Face {
    site: Arc<Site>,
    locales: Arc<Locales>,
    brands: Brands,
    brand: Arc<Brand>,
    words: Words,
    /// The page that the visitor comes back to from the switch of languages.
    back: String,
}

impl Face {
    /// The face for a request: in the language that was chosen, or that the browser wants.
    pub(super) fn new(services: &Services, uri: &Uri, headers: &HeaderMap) -> Self {
        let locales = &services.locales;
        let chosen = chosen(headers).and_then(|tag| locales.find(tag));
        let words = chosen.unwrap_or_else(|| {
            let wanted = headers
                .get(ACCEPT_LANGUAGE)
                .and_then(|value| value.to_str().ok());
            locales.accepted(wanted.unwrap_or_default())
        });
        Self {
            site: Arc::clone(&services.site),
            locales: Arc::clone(locales),
            brand: services.brands.find(""),
            brands: services.brands.clone(),
            words,
            back: page_of(uri.path()),
        }
    }

    /// The face of pages that nobody has asked for, in this language.
    pub(super) fn of_preview(preview: &Preview<'_>, site: Arc<Site>, words: &Words) -> Self {
        Self {
            site,
            locales: Arc::clone(preview.locales),
            brands: preview.brands.clone(),
            brand: Arc::clone(preview.brand),
            words: words.clone(),
            back: "/".into(),
        }
    }

    #[cfg(test)]
    pub(super) fn english(site: Site) -> Self {
        let locales = Locales::built_in();
        Self {
            site: Arc::new(site),
            words: locales.own(),
            locales: Arc::new(locales),
            brands: Brands::default(),
            brand: Arc::default(),
            back: "/".into(),
        }
    }

    /// The same in the name of the organisation whose message it is.
    pub(super) fn of_message(&self, meta: &Meta) -> Self {
        Self {
            brand: self.brands.find(&meta.brand),
            ..self.clone()
        }
    }

    /// The organisation.
    pub(super) fn brand(&self) -> &Brand {
        &self.brand
    }

    /// The path of something of the brand's.
    pub(super) fn brand_path(&self, what: &str) -> String {
        format!("/brand/{}/{what}", self.brand.name)
    }

    /// The path of the picture above every page.
    pub(super) fn picture(&self) -> String {
        match self.brand.logo {
            Some(_) => self.brand_path("logo"),
            None => "/favicon.svg".into(),
        }
    }

    /// Whom to ask for help with reading a message.
    pub(super) fn help(&self) -> Option<Html<'_>> {
        let Brand {
            telephone, contact, ..
        } = &*self.brand;
        let words = match (telephone, contact) {
            (Some(_), Some(_)) => "ask-call-or-write",
            (Some(_), None) => "ask-call",
            (None, Some(_)) => "ask-write",
            (None, None) => return None,
        };
        let mut words = self.html(words);
        for (place, value) in [("telephone", telephone), ("contact", contact)] {
            if let Some(value) = value {
                words = words.with(place, Value::address(value.as_str()));
            }
        }
        Some(words)
    }

    pub(super) fn text<'a>(&'a self, id: &'a str) -> Text<'a> {
        self.words.text(id)
    }

    pub(super) fn html<'a>(&'a self, id: &'a str) -> Html<'a> {
        self.words.html(id)
    }

    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    pub(super) fn tag(&self) -> &str {
        self.words.tag()
    }

    pub(super) fn direction(&self) -> Direction {
        self.words.direction()
    }

    /// The portal's name.
    pub(super) fn name(&self) -> String {
        match self.brand.organisation.as_ref().or(self.site.name.as_ref()) {
            Some(name) => name.clone(),
            None => self.text("portal-name").to_string(),
        }
    }

    pub(super) fn host(&self) -> Value {
        Value::address(self.site.host.as_str())
    }

    pub(super) fn back(&self) -> &str {
        &self.back
    }

    /// The languages that the visitor can switch to.
    pub(super) fn others(&self) -> Vec<Words> {
        let mut all = self.locales.all();
        all.retain(|words| words.tag() != self.tag());
        all
    }

    /// Who has verified the sender, and how.
    pub(super) fn verified<'a>(&'a self, voucher: &Voucher) -> Html<'a> {
        let id = match voucher.means {
            Means::Login => "verified-login",
            Means::Network => "verified-network",
            Means::Signature => "verified-signature",
        };
        self.html(id)
            .with("domain", Value::address(voucher.domain.as_str()))
    }

    /// When a message was sent.
    pub(super) fn sent(&self, date: &Date) -> Value {
        match date {
            Date::Moment(unix) => self.date_time(*unix),
            Date::Written(text) => Value::Text(text.clone()),
        }
    }

    /// A day.
    pub(super) fn date(&self, unix: i64) -> Value {
        Value::Own(self.words.date(unix))
    }

    /// A day and a time: in UTC, which script turns into the visitor's own zone.
    pub(super) fn date_time(&self, unix: i64) -> Value {
        self.moment(unix, self.words.date_time(unix), "long")
    }

    /// A time of day, likewise.
    pub(super) fn time_of_day(&self, unix: u64) -> Value {
        let unix = i64::try_from(unix).unwrap_or(i64::MAX);
        self.moment(unix, self.words.time(unix), "time")
    }

    fn moment(&self, unix: i64, shown: String, style: &'static str) -> Value {
        Value::Time {
            shown: self.text("time-utc").with("time", shown).to_string(),
            machine: mail_parser::DateTime::from_timestamp(unix).to_rfc3339(),
            style,
        }
    }
}

/// Gives each request its face, and puts a page in the place of a problem.
pub(super) async fn meet(
    State(services): State<Arc<Services>>,
    mut request: Request,
    next: Next,
) -> Response {
    let face = Face::new(&services, request.uri(), request.headers());
    request.extensions_mut().insert(face.clone());
    finish(&services, &face, next.run(request).await)
}

/// What every response has: a page where there is a problem, and the security headers.
pub(super) fn finish(services: &Services, face: &Face, response: Response) -> Response {
    if let Some(problem) = response.extensions().get::<Problem>() {
        services.figures.went_wrong(problem.kind());
    }
    let mut response = pages::show_problem(face, response);
    if let Ok(tag) = HeaderValue::from_str(face.tag()) {
        response.headers_mut().insert(CONTENT_LANGUAGE, tag);
    }
    headers::secure(response.headers_mut(), services.site.is_https());
    response
}

/// The language that the visitor has chosen.
fn chosen(headers: &HeaderMap) -> Option<&str> {
    super::cookie::all(headers)
        .find_map(|cookie| cookie.strip_prefix(COOKIE_NAME)?.strip_prefix('='))
}

/// The cookie that keeps a choice.
pub(super) fn cookie(words: &Words) -> Option<HeaderValue> {
    let tag = words.tag();
    let cookie = format!(
        "{COOKIE_NAME}={tag}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={COOKIE_LIFE}"
    );
    cookie.try_into().ok()
}

/// The page of ours to which a path belongs: that of its visit, or else the first one.
pub(super) fn page_of(path: &str) -> String {
    let mut pieces = path.split('/').skip(1);
    match (pieces.next(), pieces.next()) {
        (Some("v"), Some(id)) if super::visit::is_id(id) => format!("/v/{id}"),
        _ => "/".into(),
    }
}
