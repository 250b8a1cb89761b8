//! What every page and every mail says of this portal.

use crate::mail::Field;

/// What every page and every mail says of this portal.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// The portal's name, which is that of the sender of its mail, where that has one.
    pub name: Option<String>,
    /// The sender's address.
    pub sender: String,
    /// The portal's address, with its trailing slash.
    pub url: String,
    /// The same without the slash, as browsers write it in `Origin`.
    pub origin: String,
    /// The host, which people can compare.
    pub host: String,
}

impl Site {
    pub(super) fn new(url: &str, from: &str) -> Self {
        let url = url.trim_end_matches('/').to_lowercase();
        // Browsers leave a port out that goes without saying.
        let origin = match url.split_once("://") {
            Some(("https", _)) => url.trim_end_matches(":443"),
            Some(("http", _)) => url.trim_end_matches(":80"),
            _ => &url,
        };
        let origin = origin.to_owned();
        let host = origin
            .split_once("://")
            .map_or(origin.as_str(), |(_, host)| host)
            .to_owned();
        let from = Field::new("From", &from.replace(['\r', '\n', '\0'], " "))
            .mailboxes()
            .into_iter()
            .next();
        let (name, sender) = from.unwrap_or_default();
        let name = name.filter(|name| !name.trim().is_empty());
        Self {
            name,
            sender,
            url: format!("{origin}/"),
            origin,
            host,
        }
    }

    pub(super) fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_named_after_its_sender() {
        let site = Site::new(
            "https://Secure.Example.org/",
            "\"Acme, secure\" <secure@example.org>",
        );
        assert_eq!(site.name.as_deref(), Some("Acme, secure"));
        assert_eq!(site.sender, "secure@example.org");
        assert_eq!(site.origin, "https://secure.example.org");
        assert_eq!(site.host, "secure.example.org");
        for (url, origin) in [
            (
                "https://secure.example.org:443/",
                "https://secure.example.org",
            ),
            ("http://127.0.0.1:80/", "http://127.0.0.1"),
            (
                "https://secure.example.org:80/",
                "https://secure.example.org:80",
            ),
        ] {
            assert_eq!(Site::new(url, "a@example.org").origin, origin);
        }
        let site = Site::new("http://127.0.0.1:8480/", "a@example.org");
        assert_eq!(site.name, None);
        assert_eq!(site.host, "127.0.0.1:8480");
    }
}
