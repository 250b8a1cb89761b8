//! What style sheets do to words: hide what stands amid them, put blocks side by side.

use std::collections::HashSet;

/// What the style sheets of a page say that matters here.
#[derive(Default)]
pub(super) struct Styles {
    /// Last parts of selectors that hide: `.class`, `#id`, `tag`.
    hiding: HashSet<String>,
    /// Whether a rule may put blocks side by side.
    pub(super) moves_blocks: bool,
}

impl Styles {
    /// Reads the style sheets of a page, crudely: each block of declarations with the selectors before it.
    pub(super) fn of(source: &str) -> Self {
        let mut styles = Self::default();
        let lower = source.to_ascii_lowercase();
        let mut rest = lower.as_str();
        while let Some(at) = rest.find("<style") {
            let sheet = &rest[at..];
            let end = sheet.find("</style").unwrap_or(sheet.len());
            for rule in sheet[..end].split('}') {
                let Some((selectors, declarations)) = rule.rsplit_once('{') else { continue };
                styles.moves_blocks |= moves_blocks(declarations);
                if hides(declarations) && styles.hiding.len() < 1000 {
                    let selectors = selectors.rsplit(['{', '>']).next().unwrap_or_default();
                    let last = |one: &str| one.split_whitespace().next_back().map(simple);
                    styles.hiding.extend(selectors.split(',').filter_map(last).filter(|one| !one.is_empty()));
                }
            }
            rest = &sheet[end.max(1)..];
        }
        styles
    }

    /// Whether an element with these attributes is hidden.
    pub(super) fn hides(&self, name: &str, attributes: &[(String, String)]) -> bool {
        attributes.iter().any(|(name, value)| match name.as_str() {
            "hidden" => true,
            "style" => hides(&value.to_ascii_lowercase()),
            "class" => value.split_whitespace().any(|class| self.has('.', class)),
            "id" => self.has('#', value),
            _ => false,
        }) || self.hiding.contains(name)
    }

    fn has(&self, mark: char, name: &str) -> bool {
        !self.hiding.is_empty() && self.hiding.contains(&format!("{mark}{}", name.to_ascii_lowercase()))
    }
}

/// The last simple selector of a compound one: `.x` of `p.x:hover`.
fn simple(compound: &str) -> String {
    let compound = compound.split([':', '[']).next().unwrap_or_default();
    compound.rfind(['.', '#']).map_or(compound, |at| &compound[at..]).to_owned()
}

/// Whether declarations hide what they are about.
fn hides(declarations: &str) -> bool {
    let packed: String = declarations.chars().filter(|c| !c.is_whitespace()).collect();
    [
        "display:none",
        "visibility:hidden",
        "visibility:collapse",
        "font-size:0",
        "font-size:1px",
        "opacity:0",
        "mso-hide:all",
    ]
    .iter()
    .any(|hiding| {
        packed.match_indices(hiding).any(|(at, _)| {
            // Not `font-size:0.9em`, not `opacity:0.8`.
            !packed[at + hiding.len()..].starts_with('.')
                && !packed[at + hiding.len()..].starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// Whether declarations may put blocks side by side.
pub(super) fn moves_blocks(declarations: &str) -> bool {
    let packed: String = declarations.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    [
        "display:inline",
        "display:contents",
        "display:flex",
        "display:grid",
        "float:left",
        "float:right",
        "position:absolute",
    ]
    .iter()
    .any(|moving| packed.contains(moving))
}
