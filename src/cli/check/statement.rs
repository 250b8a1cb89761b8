//! What brands lack: the privacy statement says who runs the portal, and pages and mails whom to
//! ask.

use super::finding::Finding;
use crate::brand::Brand;
use crate::config::Config;

/// What the statement, pages and mails should say, and can't: a sentence for each brand. Without
/// any, recipients see the name and address that passcodes come from.
pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let brands = config.brands.iter().filter(|brand| !brand.name.is_empty());
    let brands: Vec<_> = brands.collect();
    if brands.is_empty() {
        return vec![Finding::Note(
            "there is no [[brand]], so recipients see no name but the one in mail.from, and the \
             privacy statement can't say who runs the portal, its postal address and where to \
             call: add one (docs/languages.md, Brands)."
                .into(),
        )];
    }
    brands
        .into_iter()
        .enumerate()
        .filter_map(|(at, brand)| {
            let missing = missing(brand, at == 0);
            let who = if at == 0 {
                "the privacy statement and the pages"
            } else {
                "its mails and pages"
            };
            (!missing.is_empty()).then(|| {
                Finding::Note(format!(
                    "brand \"{}\": {who} can't say {}: set {}.",
                    brand.name,
                    join(missing.iter().map(|(what, _)| (*what).to_owned())),
                    join(missing.iter().map(|(_, key)| format!("brand.{key}"))),
                ))
            })
        })
        .collect()
}

/// What a brand doesn't say; the first one runs the portal.
fn missing(brand: &Brand, is_first: bool) -> Vec<(&'static str, &'static str)> {
    let who = if is_first {
        "who runs the portal"
    } else {
        "whose they are"
    };
    [
        (brand.organisation.is_none(), (who, "organisation")),
        (brand.contact.is_none(), ("whom to write to", "contact")),
        (
            is_first && brand.address.is_none(),
            ("the postal address", "address"),
        ),
        (brand.telephone.is_none(), ("where to call", "telephone")),
    ]
    .into_iter()
    .filter_map(|(is_missing, one)| is_missing.then_some(one))
    .collect()
}

fn join(all: impl Iterator<Item = String>) -> String {
    let all: Vec<_> = all.collect();
    match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => all.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_statement_lacks_is_named_with_its_key() {
        let mut brand = Brand {
            name: "x".into(),
            ..Brand::default()
        };
        assert_eq!(missing(&brand, true).len(), 4);
        assert_eq!(missing(&brand, false).len(), 3);
        brand.contact = Some("a@example.org".into());
        brand.organisation = Some("A".into());
        brand.telephone = Some("123".into());
        assert_eq!(missing(&brand, false), []);
        assert_eq!(missing(&brand, true), [("the postal address", "address")]);
        assert_eq!(
            join(["a", "b", "c"].into_iter().map(String::from)),
            "a, b and c"
        );
    }
}
