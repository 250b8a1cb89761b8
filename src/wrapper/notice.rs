//! What people are told about a sealed message: by whom, for whom, in which languages.

use std::sync::Arc;

use crate::brand::Brand;
use crate::locale::{Html, MailWords, Value, Words};

/// What people are told about a sealed message, outside of it.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Who sent the message, as the carrier's From field says: a name and address, or an address.
    pub sender: String,
    /// The portal's address, with its trailing slash.
    pub portal: String,
    /// The languages that they are told it in.
    pub words: MailWords,
    /// The organisation in whose name.
    pub brand: Arc<Brand>,
}

impl Notice {
    /// The languages in their order.
    pub(super) fn languages(&self) -> impl Iterator<Item = &Words> {
        [&self.words.first].into_iter().chain(&self.words.second)
    }

    /// Who has sent it, and for which organisation: `plain` says it without one, `of` with one.
    pub(super) fn what<'a>(&'a self, words: &'a Words, plain: &'a str, of: &'a str) -> Html<'a> {
        match &self.brand.organisation {
            Some(organisation) => words
                .html(of)
                .with("sender", self.sender())
                .with("organisation", organisation.as_str()),
            None => words.html(plain).with("sender", self.sender()),
        }
    }

    pub(super) fn carrier_what<'a>(&'a self, words: &'a Words) -> Html<'a> {
        self.what(words, "carrier-what", "carrier-what-of")
    }

    pub(super) fn file_what<'a>(&'a self, words: &'a Words) -> Html<'a> {
        self.what(words, "file-what", "file-what-of")
    }

    /// Why it is encrypted: as the organisation says it, or in general.
    pub(super) fn why(&self, words: &Words) -> String {
        let own = self.brand.reason.to(words).map(str::to_owned);
        own.unwrap_or_else(|| words.text("carrier-why").to_string())
    }

    /// Whom to ask for help with reading it.
    pub(super) fn help<'a>(&'a self, words: &'a Words) -> Option<Html<'a>> {
        let Brand {
            telephone, contact, ..
        } = &*self.brand;
        let id = match (telephone, contact) {
            (Some(_), Some(_)) => "carrier-call-or-write",
            (Some(_), None) => "carrier-call",
            (None, Some(_)) => "carrier-write",
            (None, None) => return None,
        };
        let mut help = words.html(id);
        for (place, value) in [("telephone", telephone), ("contact", contact)] {
            if let Some(value) = value {
                help = help.with(place, Value::address(value.as_str()));
            }
        }
        Some(help)
    }

    /// The address of a page of the portal.
    pub(super) fn page(&self, page: &str) -> String {
        format!("{}{page}", self.portal)
    }

    /// A sentence with a link to a page of the portal.
    pub(super) fn to<'a>(&'a self, words: &'a Words, id: &'a str, page: &str) -> Html<'a> {
        let address = self.page(page);
        let phrase = words
            .html(id)
            .with("portal", Value::address(address.as_str()));
        phrase.link(address)
    }

    /// The colour of buttons.
    pub(super) fn color(&self) -> String {
        let own = self.brand.colors.map(|colors| colors.light.to_string());
        own.unwrap_or_else(|| "#1f4e79".into())
    }

    pub(super) fn sender(&self) -> Value {
        Value::Text(self.sender.clone())
    }

    pub(super) fn portal(&self) -> Value {
        Value::address(self.portal.as_str())
    }
}
