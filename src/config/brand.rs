//! `[[brand]]`: names and faces under which mails and pages appear.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use toml::Spanned;

use super::Findings;
use super::strings::Text;
use crate::brand::{Brand, Brands, Color, Colors, Logo, Told};
use crate::locale::Locales;
use crate::mail::Address;

/// `[[brand]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    name: Text,
    organisation: Option<String>,
    #[serde(default)]
    reason: Words,
    #[serde(default)]
    disclaimer: Words,
    contact: Option<Text>,
    telephone: Option<Text>,
    address: Option<String>,
    logo: Option<Text>,
    color: Option<Text>,
    color_dark: Option<Text>,
    #[serde(default)]
    links: Vec<Link>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    text: Words,
    url: Text,
}

/// One string, or one for each language.
#[derive(Default)]
pub(super) struct Words {
    by_language: Vec<(Text, String)>,
    otherwise: Option<String>,
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Words;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string, or a table of strings by language")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Words, E> {
                Ok(Words {
                    otherwise: Some(text.into()),
                    ..Words::default()
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
                let mut words = Words::default();
                while let Some((tag, text)) = map.next_entry::<String, String>()? {
                    words.by_language.push((Spanned::new(0..0, tag), text));
                }
                Ok(words)
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

impl Words {
    pub fn check(self, key: &str, locales: &Locales, findings: &mut Findings<'_>) -> Told {
        let mut by_language = BTreeMap::new();
        for (tag, text) in self.by_language {
            let known = |tag: &String| match locales.find(tag) {
                Some(words) => Ok(words.tag().to_owned()),
                None => Err(locales.unknown(tag).to_string()),
            };
            if let Some(tag) = findings.check(&format!("{key}.{}", tag.get_ref()), &tag, known) {
                by_language.insert(tag, text);
            }
        }
        let own = by_language.get(locales.own().tag()).cloned();
        Told {
            otherwise: self.otherwise.or(own),
            by_language,
        }
    }
}

/// All brands, checked.
pub(super) fn check(
    sections: Vec<Section>,
    base: &Path,
    locales: &Locales,
    findings: &mut Findings<'_>,
) -> Brands {
    let mut brands: Vec<Brand> = Vec::new();
    for section in sections {
        let name = section.name.get_ref().clone();
        let start = section.name.span().start;
        if brands.iter().any(|brand| brand.name == name) {
            findings.push(
                start,
                &format!("brand.name: there are two brands named \"{name}\"."),
            );
        }
        brands.push(section.check(name, base, locales, findings));
    }
    Brands::new(brands)
}

impl Section {
    fn check(
        self,
        name: String,
        base: &Path,
        locales: &Locales,
        findings: &mut Findings<'_>,
    ) -> Brand {
        let key = |rest: &str| format!("brand \"{name}\": {rest}");
        if !is_name(&name) {
            findings.push(
                self.name.span().start,
                &format!(
                    "brand.name: \"{name}\" has other signs than small letters, digits and \
                     hyphens, or more than 40."
                ),
            );
        }
        let logo = |path: &String| {
            let path = base.join(path);
            let file = std::fs::read(&path)
                .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
            Logo::new(&file).map_err(|error| format!("{}: {error}", path.display()))
        };
        let contact = |text: &String| {
            Address::parse(text)
                .map(|address| address.to_string())
                .map_err(|error| format!("\"{text}\" is no mail address: {error}"))
        };
        let mut links = Vec::new();
        for Link { text, url } in self.links {
            let text = text.check(&key("links"), locales, findings);
            if let Some(url) = findings.check(&key("links.url"), &url, https) {
                links.push((text, url));
            }
        }
        let light = self.color.and_then(|text| {
            findings.check(&key("color"), &text, |text| on(text, Color::WHITE, "white"))
        });
        let dark = self.color_dark.and_then(|text| {
            findings.check(&key("color_dark"), &text, |text| {
                on(text, Color::DARK, "dark grey")
            })
        });
        Brand {
            reason: self.reason.check(&key("reason"), locales, findings),
            disclaimer: self.disclaimer.check(&key("disclaimer"), locales, findings),
            contact: self
                .contact
                .and_then(|text| findings.check(&key("contact"), &text, contact)),
            telephone: self
                .telephone
                .and_then(|text| findings.check(&key("telephone"), &text, telephone)),
            logo: self
                .logo
                .and_then(|text| findings.check(&key("logo"), &text, logo)),
            colors: light.map(|light| Colors {
                light,
                dark: dark.unwrap_or(Color([0x8e, 0xc1, 0xee])),
            }),
            organisation: self.organisation.filter(|name| !name.trim().is_empty()),
            address: self.address,
            links,
            name,
        }
    }
}

/// A name that stands in paths.
fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}

/// A colour that can be read on `ground`.
fn on(text: &str, ground: Color, called: &str) -> Result<Color, String> {
    let color =
        Color::parse(text).ok_or_else(|| format!("\"{text}\" is no colour such as \"#1f4e79\""))?;
    let contrast = color.contrast(ground);
    if contrast < Color::LEAST {
        return Err(format!(
            "{color} has a contrast of {contrast:.1} to {called}, and text needs \
             {} (WCAG 2.2, 1.4.3)",
            Color::LEAST
        ));
    }
    Ok(color)
}

fn https(url: &String) -> Result<String, String> {
    let rest = url.strip_prefix("https://").unwrap_or_default();
    if rest.is_empty() || url.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err(format!("\"{url}\" is no address that starts with https://"));
    }
    Ok(url.clone())
}

fn telephone(number: &String) -> Result<String, String> {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let fits = number
        .chars()
        .all(|c| c.is_ascii_digit() || " +-/().".contains(c));
    if !fits || !(3..=20).contains(&digits) {
        return Err(format!(
            "\"{number}\" is no telephone number such as \"+31 20 123 4567\""
        ));
    }
    Ok(number.clone())
}
