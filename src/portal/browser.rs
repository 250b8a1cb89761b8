//! Which family of browsers a request comes from, as far as it says. Versions and the rest of what
//! browsers say of themselves is left alone.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;

/// A family of browsers, and on what kind of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Browser {
    /// Its name, which is the same in all languages; `None`: another one.
    pub family: Option<&'static str>,
    /// Whether on a phone or tablet.
    pub is_mobile: bool,
}

/// Families by what only they have in their name. Most call themselves Chrome and Safari too, so
/// these come last.
const FAMILIES: [(&str, &str); 12] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chrome"),
    ("Safari/", "Safari"),
];

impl Browser {
    /// The browser that a request names.
    pub(super) fn from_headers(headers: &HeaderMap) -> Self {
        let name = headers
            .get(USER_AGENT)
            .and_then(|value| value.to_str().ok());
        let name = name.unwrap_or_default();
        let family = FAMILIES.iter().find(|(mark, _)| name.contains(mark));
        Self {
            family: family.map(|(_, family)| *family),
            is_mobile: ["Mobi", "Android", "iPhone", "iPad"]
                .iter()
                .any(|mark| name.contains(mark)),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn families_are_told_apart() {
        for (name, family, is_mobile) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox",
                false,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
                "Chrome",
                false,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge",
                false,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari",
                true,
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0 Mobile",
                "Samsung Internet",
                true,
            ),
            ("w3m/0.5.3", "", false),
            ("", "", false),
        ] {
            let headers = HeaderMap::from_iter([(USER_AGENT, name.parse().unwrap())]);
            let browser = Browser::from_headers(&headers);
            assert_eq!(
                (browser.family.unwrap_or_default(), browser.is_mobile),
                (family, is_mobile)
            );
        }
    }
}
