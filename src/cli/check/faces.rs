//! Brands and languages that rules name, and words of the administrator's own: what of them isn't
//! there, or is never seen.

use super::finding::Finding;
use crate::config::Config;

pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let mut sentences = Vec::new();
    for named in &config.named {
        let (place, rule, name) = (&named.place, &named.rule, &named.name);
        if named.key == "brand" && !config.brands.has(name) {
            sentences.push(format!(
                "{place}: rule \"{rule}\" names the brand \"{name}\", which isn't there, so what \
                 it seals goes out under {}.",
                instead(config)
            ));
        }
        if named.key == "language" && config.locale.locales.find(name).is_none() {
            let locales = &config.locale.locales;
            let unknown = locales.unknown(name);
            sentences.push(format!(
                "{place}: rule \"{rule}\" names a language, and {unknown}; until then its carriers \
                 are in \"{}\", or in that of the recipients' domains.",
                locales.own().tag()
            ));
        }
    }
    // The first one is used where no rule names one.
    for brand in config.brands.iter().skip(1) {
        let mut named = config.named.iter().filter(|named| named.key == "brand");
        if !named.any(|named| named.name == brand.name) {
            sentences.push(format!(
                "{}: brand \"{name}\" is never used, since no rule names it: give a rule brand = \
                 \"{name}\", or take it out.",
                config.path.display(),
                name = brand.name
            ));
        }
    }
    let strange = config.locale.locales.strange().iter();
    sentences.extend(strange.map(|error| format!("{error}.")));
    sentences.into_iter().map(Finding::Note).collect()
}

/// What a message goes out under whose brand isn't there.
fn instead(config: &Config) -> String {
    let mut brands = config.brands.iter();
    match brands.next().filter(|brand| !brand.name.is_empty()) {
        Some(first) => {
            let others = brands.map(|brand| format!(", \"{}\"", brand.name));
            let there_are = format!("\"{}\"{}", first.name, others.collect::<String>());
            format!("\"{}\"; there are {there_are}", first.name)
        }
        None => "the name in mail.from; there is no [[brand]]".to_owned(),
    }
}
