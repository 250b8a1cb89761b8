//! What style sheets do to words: hide what stands amid them, put blocks side by side, turn letters
//! about, write text of their own.

use std::collections::HashSet;

/// What the style sheets of a page say that matters here.
#[derive(Default)]
pub(super) struct Styles {
    /// Last parts of selectors that hide: `.class`, `#id`, `tag`, `[attribute`, `[attribute=value`.
    hiding: HashSet<String>,
    /// Whether a rule may put blocks side by side.
    pub(super) moves_blocks: bool,
    /// Whether letters may run backwards.
    pub(super) turns_letters: bool,
    /// Whether pieces of text may be shown in the order from last to first.
    pub(super) turns_order: bool,
    /// The texts that sheets write into the page, one after another.
    pub(super) written: String,
}

impl Styles {
    /// Reads the style sheets of a page, crudely: each block of declarations with the selectors
    /// before it.
    pub(super) fn read(source: &str) -> Self {
        let mut styles = Self::default();
        let lower = source.to_ascii_lowercase();
        let mut at = 0;
        while let Some(start) = lower[at..].find("<style").map(|start| at + start) {
            let end = lower[start..]
                .find("</style")
                .map_or(lower.len(), |end| start + end);
            styles.sheet(&unmasked(&source[start..end]));
            at = end.max(start + 1);
        }
        styles
    }

    fn sheet(&mut self, sheet: &str) {
        for rule in sheet.split('}') {
            let Some((selectors, declarations)) = rule.rsplit_once('{') else {
                continue;
            };
            self.declare(declarations);
            self.written.extend(strings(declarations));
            if hides(declarations) && self.hiding.len() < 1000 {
                let selectors = selectors.to_ascii_lowercase();
                let selectors = selectors.rsplit(['{', '>', ';']).next().unwrap_or_default();
                let last = |one: &str| one.split_whitespace().next_back().map(simple);
                self.hiding.extend(
                    selectors
                        .split(',')
                        .filter_map(last)
                        .filter(|one| !one.is_empty()),
                );
            }
        }
    }

    /// Notes what declarations do to the order of things.
    pub(super) fn declare(&mut self, declarations: &str) {
        let packed = packed(declarations);
        let has = |one: &&str| packed.contains(*one);
        self.moves_blocks |= MOVING.iter().any(has);
        self.turns_letters |= ["bidi-override", "isolate-override", "scalex(-1)"]
            .iter()
            .any(has);
        self.turns_order |= ["float:right", "-reverse", "order:", "direction:rtl"]
            .iter()
            .any(has);
    }

    /// Whether an element with these attributes is hidden.
    pub(super) fn hides(&self, name: &str, attributes: &[(String, String)]) -> bool {
        name == "template"
            || attributes.iter().any(|(name, value)| match name.as_str() {
                "hidden" => true,
                "style" => hides(&unmasked(value)),
                "class" => value.split_whitespace().any(|class| self.has('.', class)),
                "id" => self.has('#', value),
                _ => false,
            })
            || self.hiding.contains(name)
            || !self.hiding.is_empty()
                && attributes.iter().any(|(name, value)| {
                    self.has('[', name) || self.has('[', &format!("{name}={}", value.trim()))
                })
    }

    fn has(&self, mark: char, name: &str) -> bool {
        !self.hiding.is_empty()
            && self
                .hiding
                .contains(&format!("{mark}{}", name.to_ascii_lowercase()))
    }
}

/// The last simple selector of a compound one: `.x` of `p.x:hover`, `[x` of `p[x]`.
fn simple(compound: &str) -> String {
    let compound = compound.split(':').next().unwrap_or_default();
    if let Some(inner) = compound.rfind('[').map(|at| &compound[at..]) {
        let inner = inner.trim_end_matches(']').replace(['"', '\''], "");
        // Of values that only start or end so, the name is enough: more is hidden then, in one view
        // of several.
        let name = inner.split(['^', '$', '*', '|']).next().unwrap_or_default();
        return name.replace("~=", "=");
    }
    compound
        .rfind(['.', '#'])
        .map_or(compound, |at| &compound[at..])
        .to_owned()
}

/// A style sheet without comments, with its escapes resolved (CSS Syntax 3, sections 4.3.2 and
/// 4.3.7).
pub(super) fn unmasked(sheet: &str) -> String {
    let mut plain = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find(['/', '\\']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            continue;
        }
        let escaped = rest.starts_with('\\');
        rest = &rest[1..];
        let digits = rest
            .bytes()
            .take(6)
            .take_while(u8::is_ascii_hexdigit)
            .count();
        match u32::from_str_radix(&rest[..digits], 16)
            .ok()
            .filter(|_| escaped)
        {
            Some(value) => {
                plain.extend(char::from_u32(value));
                rest = &rest[digits..];
                rest = rest.strip_prefix(' ').unwrap_or(rest);
            }
            None if escaped => {}
            None => plain.push('/'),
        }
    }
    plain.push_str(rest);
    plain
}

/// The strings that declarations of `content` write.
fn strings(declarations: &str) -> Vec<String> {
    let mut strings = Vec::new();
    for declaration in declarations.split(';') {
        let Some((name, value)) = declaration.split_once(':') else {
            continue;
        };
        if name.trim().eq_ignore_ascii_case("content") {
            let mut pieces = value.split(['"', '\'']);
            while let (Some(_), Some(string)) = (pieces.next(), pieces.next()) {
                strings.push(string.to_owned());
            }
        }
    }
    strings
}

fn packed(declarations: &str) -> String {
    declarations
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether declarations hide what they are about.
fn hides(declarations: &str) -> bool {
    let packed = packed(declarations);
    packed.split(';').any(|declaration| {
        let Some((name, value)) = declaration.split_once(':') else {
            return false;
        };
        let value = value.trim_end_matches("!important");
        let number = || {
            let end = value
                .find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+'))
                .unwrap_or(value.len());
            value[..end]
                .parse::<f32>()
                .ok()
                .map(|number| (number, &value[end..]))
        };
        let is_under = |least: f32| number().is_some_and(|(number, _)| number < least);
        match name {
            // What a variable says can't be told.
            "display" => value == "none" || value.contains("var("),
            "visibility" => value != "visible" && value != "inherit",
            "font-size" => match number() {
                Some((number, "em" | "rem" | "ex" | "ch")) => number < 0.2,
                Some((number, "%")) => number < 20.0,
                Some((number, _)) => number < 2.0,
                None => value.contains("var(") || value.contains("calc("),
            },
            "font" => {
                value
                    .split(['/', ','])
                    .next()
                    .is_some_and(|size| size == "0" || size.ends_with("0px"))
                    && is_under(1.0)
            }
            "opacity" => is_under(0.05),
            "width" | "max-width" | "height" | "max-height" | "line-height" => {
                is_under(2.0) && !value.contains("em") && name != "line-height"
            }
            "left" | "right" | "top" | "bottom" | "text-indent" | "margin-left" | "margin-top" => {
                is_under(-200.0)
            }
            "clip" => value.starts_with("rect("),
            "clip-path" => value != "none",
            "transform" => value.contains("scale(0") || value.contains("translate"),
            "mso-hide" => value == "all",
            _ => false,
        }
    })
}

/// Declarations that may put blocks side by side.
const MOVING: &[&str] = &[
    "display:inline",
    "display:contents",
    "display:flex",
    "display:grid",
    "float:left",
    "float:right",
    "position:absolute",
];
